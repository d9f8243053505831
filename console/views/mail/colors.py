"""The colors of a message on the ground of the present theme: what could not be read is dropped.

It takes the cleaner's HTML (styles rebuilt as #rrggbb) and returns it with fewer colors. It knows no widget.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

LEAST_CONTRAST: Final = 4.5
_DARK_BELOW: Final = 0.2
_GLARING_ABOVE: Final = 0.35

_LINEAR_BELOW: Final = 0.04045

_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)((?: [a-z]+=\"[^\"]*\")*)>")
_STYLE: Final = re.compile(r' style="([^"]*)"')
_BACK_ATTRIBUTE: Final = re.compile(r' bgcolor="(#[0-9a-f]{6})"')
_TEXT_ATTRIBUTE: Final = re.compile(r' color="(#[0-9a-f]{6})"')
_ANY_COLOR: Final = re.compile(r' (?:bg)?color="[^"]*"')
_DECLARATION: Final = re.compile(r"(?:^|;)((?:background-)?color):(#[0-9a-f]{6})(?=;|$)")
_VOID: Final = frozenset(("br", "hr", "img"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The colors of a theme as #rrggbb: what is written on, plain text, links."""

    base: str
    text: str
    link: str

    @property
    def is_dark(self) -> bool:
        """Whether light text stands on a dark base."""
        return luminance(self.base) < _DARK_BELOW


def luminance(color: str) -> float:
    """Return the relative luminance of #rrggbb, 0 to 1 (WCAG 2)."""
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colors, 1 to 21 (WCAG 2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def readable(html: str, ground: Ground) -> str:
    """Return the HTML without the colors that would leave some text below a contrast of 4.5 to what is behind it."""
    stack: list[tuple[str, str, str]] = [("", ground.text, ground.base)]
    out: list[str] = []
    for at_text, tag in _pieces(html):
        out.append(at_text)
        if tag is None:
            continue
        closing, name, attributes = tag.group(1), tag.group(2), tag.group(3)
        if closing:
            out.append(tag.group())
            if len(stack) > 1 and stack[-1][0] == name:
                stack.pop()
            continue
        _, text, back = stack[-1]
        kept_text, kept_back = _kept(name, _wanted(attributes), (text, back), ground)
        out.append(_opening(name, attributes, kept_text, kept_back))
        if name not in _VOID:
            stack.append((name, kept_text or text, kept_back or back))
    return "".join(out)


def _pieces(html: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    at = 0
    for tag in _TAG.finditer(html):
        yield html[at : tag.start()], tag
        at = tag.end()
    yield html[at:], None


def _wanted(attributes: str) -> tuple[str | None, str | None]:
    text, back = _TEXT_ATTRIBUTE.search(attributes), _BACK_ATTRIBUTE.search(attributes)
    wanted = {"color": text.group(1) if text else None, "background-color": back.group(1) if back else None}
    style = _STYLE.search(attributes)
    wanted.update(_DECLARATION.findall(style.group(1)) if style else ())
    return wanted["color"], wanted["background-color"]


def _kept(
    name: str, wanted: tuple[str | None, str | None], around: tuple[str, str], ground: Ground
) -> tuple[str | None, str | None]:
    """Return the text and background color that stay; `around` are those of the parent."""
    text, back = wanted
    if back and not _is_good_ground(back, text or around[0], ground):
        back = None
    behind = back or around[1]
    if text and contrast(text, behind) < LEAST_CONTRAST:
        text = None
    if name == "a":
        text = None  # links keep the color by which they are known
    if back and contrast(text or around[0], back) < LEAST_CONTRAST:
        back = None
        text = text if text and contrast(text, around[1]) >= LEAST_CONTRAST else None
    return text, back


def _is_good_ground(back: str, text: str, ground: Ground) -> bool:
    if ground.is_dark and luminance(back) > _GLARING_ABOVE:
        return False
    return contrast(text, back) >= LEAST_CONTRAST and contrast(ground.link, back) >= LEAST_CONTRAST


def _opening(name: str, attributes: str, text: str | None, back: str | None) -> str:
    style = _STYLE.search(attributes)
    declarations = [part for part in (style.group(1) if style else "").split(";") if part]
    declarations = [part for part in declarations if not _DECLARATION.fullmatch(part)]
    declarations += [f"color:{text}"] if text else []
    declarations += [f"background-color:{back}"] if back else []
    bare = _ANY_COLOR.sub("", _STYLE.sub("", attributes))
    return f"<{name}{bare}" + (f' style="{";".join(declarations)}"' if declarations else "") + ">"
