"""The style of an element, built anew from values that are understood; what is not understood is dropped.

It returns only text it has put together itself: no address, no escape, no comment of the sender's can be in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_NAMED: Final[dict[str, str]] = {
    "aqua": "#00ffff",
    "black": "#000000",
    "blue": "#0000ff",
    "brown": "#a52a2a",
    "cyan": "#00ffff",
    "darkblue": "#00008b",
    "darkgray": "#a9a9a9",
    "darkgreen": "#006400",
    "darkred": "#8b0000",
    "dimgray": "#696969",
    "fuchsia": "#ff00ff",
    "gold": "#ffd700",
    "gray": "#808080",
    "green": "#008000",
    "grey": "#808080",
    "indigo": "#4b0082",
    "lightgray": "#d3d3d3",
    "lightgrey": "#d3d3d3",
    "lime": "#00ff00",
    "magenta": "#ff00ff",
    "maroon": "#800000",
    "navy": "#000080",
    "olive": "#808000",
    "orange": "#ffa500",
    "pink": "#ffc0cb",
    "purple": "#800080",
    "red": "#ff0000",
    "silver": "#c0c0c0",
    "teal": "#008080",
    "violet": "#ee82ee",
    "white": "#ffffff",
    "whitesmoke": "#f5f5f5",
    "windowtext": "#000000",
    "yellow": "#ffff00",
}
_HEX: Final = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})")
_RGB: Final = re.compile(r"rgba?\(\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*[, ]\s*(\d{1,3})\s*(?:[,/]\s*(1|1\.0+|100%)\s*)?\)")
_LENGTH: Final = re.compile(r"(-?\d{1,5}(?:\.\d{1,4})?|\.\d{1,4})(px|pt|em|rem|ex|%|in|cm|mm)?")
_PIXELS: Final[dict[str, float]] = {
    "px": 1,
    "pt": 4 / 3,
    "em": 16,
    "rem": 16,
    "ex": 8,
    "in": 96,
    "cm": 37.8,
    "mm": 3.78,
}
_SIZES: Final[dict[str, int]] = {
    "xx-small": 7,
    "x-small": 8,
    "small": 9,
    "smaller": 9,
    "medium": 10,
    "large": 12,
    "larger": 12,
    "x-large": 16,
    "xx-large": 20,
}
_SMALLEST_PT, _LARGEST_PT = 7, 24
_LARGEST_MARGIN, _LARGEST_LEFT = 40, 24
_LONGEST_STYLE = 4_000
_LISTS: Final = frozenset(
    ("disc", "circle", "square", "decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman", "none")
)


def color(value: str) -> str | None:
    """Return a color as #rrggbb, or None for one that is transparent or not understood."""
    value = value.strip().lower()
    if value in _NAMED:
        return _NAMED[value]
    found = _HEX.fullmatch(value)
    if found and value.startswith("#"):
        digits = found.group(1)
        return "#" + (digits if len(digits) == 6 else "".join(2 * digit for digit in digits))  # noqa: PLR2004 - rrggbb
    found = _RGB.fullmatch(value)
    if found:
        parts = [int(found.group(index)) for index in (1, 2, 3)]
        return "#{:02x}{:02x}{:02x}".format(*(min(part, 255) for part in parts))
    return None


def attribute_color(value: str) -> str | None:
    """Return the color of a `color` or `bgcolor` attribute as #rrggbb; there the number sign may be missing."""
    return color(value) or (color(f"#{value.strip()}") if _HEX.fullmatch(value.strip().lower()) else None)


def rebuild_style(style: str) -> str:
    """Return a new style attribute made of the understood declarations of the given one; empty when there are none."""
    if len(style) > _LONGEST_STYLE or "\\" in style or "/*" in style:
        return ""
    built: dict[str, str] = {}
    for declaration in style.split(";"):
        name, colon, value = declaration.partition(":")
        rule = _RULES.get(name.strip().lower())
        if not colon or rule is None:
            continue
        wanted = value.strip().lower().removesuffix("!important").strip()
        built.update(rule(name.strip().lower(), wanted))
    return ";".join(f"{key}:{value}" for key, value in built.items())


type_of_pairs = list[tuple[str, str]]


def _color(name: str, value: str) -> type_of_pairs:
    found = color(value)
    return [("background-color" if name.startswith("background") else "color", found)] if found else []


def _weight(_name: str, value: str) -> type_of_pairs:
    if value in {"bold", "bolder"} or re.fullmatch("[6-9]00", value):
        return [("font-weight", "bold")]
    return [("font-weight", "normal")] if value in {"normal", "lighter"} or re.fullmatch("[1-5]00", value) else []


def _slant(_name: str, value: str) -> type_of_pairs:
    if value in {"italic", "oblique"}:
        return [("font-style", "italic")]
    return [("font-style", "normal")] if value == "normal" else []


def _decoration(_name: str, value: str) -> type_of_pairs:
    words = [word for word in ("underline", "line-through", "none") if word in value.split()]
    return [("text-decoration", " ".join(words))] if words else []


def _align(_name: str, value: str) -> type_of_pairs:
    sides = {
        "left": "left",
        "start": "left",
        "right": "right",
        "end": "right",
        "center": "center",
        "justify": "justify",
    }
    return [("text-align", sides[value])] if value in sides else []


def _vertical(_name: str, value: str) -> type_of_pairs:
    return [("vertical-align", value)] if value in {"top", "middle", "bottom", "sub", "super", "baseline"} else []


def _size(_name: str, value: str) -> type_of_pairs:
    points: float
    if value in _SIZES:
        points = _SIZES[value]
    else:
        found = _LENGTH.fullmatch(value)
        if not found:
            return []
        number, unit = float(found.group(1)), found.group(2) or "px"
        points = number / 10 if unit == "%" else number * _PIXELS[unit] * 0.75
        if unit in {"em", "rem"}:
            points = number * 10
    return [("font-size", f"{round(min(max(points, _SMALLEST_PT), _LARGEST_PT))}pt")]


def _space(value: str) -> int | None:
    found = _LENGTH.fullmatch(value)
    if not found or found.group(2) == "%" or (found.group(2) is None and float(found.group(1))):
        return None
    pixels = float(found.group(1)) * _PIXELS[found.group(2) or "px"]
    return round(min(max(pixels, 0), _LARGEST_MARGIN))


def _one_space(name: str, value: str) -> type_of_pairs:
    pixels = _space(value)
    if pixels is None or name.endswith("right"):  # a right margin only makes lines narrow
        return []
    return [(name, f"{min(pixels, _LARGEST_LEFT) if name.endswith('left') else pixels}px")]


def _four_spaces(name: str, value: str) -> type_of_pairs:
    parts = value.split()
    if not 1 <= len(parts) <= 4:  # noqa: PLR2004 - the four sides
        return []
    order = {1: (0, 0, 0, 0), 2: (0, 1, 0, 1), 3: (0, 1, 2, 1), 4: (0, 1, 2, 3)}[len(parts)]
    pairs: type_of_pairs = []
    for side, index in zip(("top", "right", "bottom", "left"), order, strict=True):
        pairs += _one_space(f"{name}-{side}", parts[index])
    return pairs


def _white_space(_name: str, value: str) -> type_of_pairs:
    kept = {"pre": "pre-wrap", "pre-wrap": "pre-wrap", "pre-line": "pre-wrap", "normal": "normal"}
    return [("white-space", kept[value])] if value in kept else []


def _list(_name: str, value: str) -> type_of_pairs:
    return [("list-style-type", value)] if value in _LISTS else []


_RULES: Final[dict[str, Callable[[str, str], type_of_pairs]]] = {
    "color": _color,
    "background-color": _color,
    "background": _color,
    "font-weight": _weight,
    "font-style": _slant,
    "text-decoration": _decoration,
    "text-decoration-line": _decoration,
    "text-align": _align,
    "vertical-align": _vertical,
    "font-size": _size,
    "margin": _four_spaces,
    "margin-top": _one_space,
    "margin-bottom": _one_space,
    "margin-left": _one_space,
    "padding": _four_spaces,
    "padding-top": _one_space,
    "padding-bottom": _one_space,
    "padding-left": _one_space,
    "white-space": _white_space,
    "list-style-type": _list,
}
