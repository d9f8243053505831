"""HTML from strangers becomes HTML to show: decoded, measured, cleaned, its styles built anew, measured again.

It runs in the bounded process (`process.BoundedWorker`), because even a cleaner can be kept busy. It never loads an
address; pictures are kept only as cid: and are given to the view as bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import nh3

from console.channels.untrusted.charsets import decode
from console.channels.untrusted.limits import HTML_BYTES, PIXELS_WIDE, SPAN
from console.channels.untrusted.links import Link, describe_link, safe_target
from console.channels.untrusted.prescan import scan, text_of
from console.channels.untrusted.reshape import TooComplexError, reshape
from console.channels.untrusted.styles import attribute_color, rebuild_style
from console.channels.untrusted.text import without_controls, without_invisible, word_set

_TAGS: Final = word_set(
    "a address b big blockquote br caption center code dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins kbd li"
    " ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul"
)
_DROPPED_WITH_CONTENT: Final = word_set(
    "script style title svg math noscript template xmp textarea select iframe object audio video head"
)
_ATTRIBUTES: Final[dict[str, set[str]]] = {
    "*": {"style"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "font": {"color", "size"},
    "ol": {"start"},
    **{tag: {"align"} for tag in ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "caption")},
    "table": {"align", "bgcolor", "border", "cellpadding", "cellspacing", "width"},
    **{tag: {"align", "valign", "bgcolor"} for tag in ("tr", "tbody", "thead", "tfoot")},
    **{tag: {"align", "valign", "bgcolor", "width", "colspan", "rowspan"} for tag in ("td", "th")},
}
_SIDES: Final = frozenset(("left", "right", "center", "justify"))
_HEIGHTS: Final = frozenset(("top", "middle", "bottom", "baseline"))
_WIDEST_GAP, _HIGHEST_START = 20, 999_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """HTML that can be shown, or the reason why only text can.

    Exactly one of `html` and `text_only_reason` is None. `text` is the words of the HTML, always there. `cid` are the
    content ids its pictures ask for. `remote_images` counts the pictures that are not loaded.
    """

    html: str | None
    text_only_reason: str | None
    remote_images: int
    links: tuple[Link, ...]
    cid: tuple[str, ...]
    text: str = ""


def clean_html(
    html: str | bytes, *, declared_charset: str | None = None, known_domains: frozenset[str] = frozenset()
) -> Cleaned:
    """Return what can be shown of the HTML of a message.

    Reasons for text: "too_long", "too_many_tags", "too_deep", "too_many_open_tags", "too_many_cells",
    "too_many_lines", "too_many_items", "too_many_links", "too_many_references",
    "too_much_text". `known_domains` are the domains a link is compared with for look-alikes.
    """
    if len(html) > HTML_BYTES:
        head = html[:HTML_BYTES]
        return _only_text(decode(head, declared_charset) if isinstance(head, bytes) else head, "too_long", 0)
    source = without_controls(decode(html, declared_charset) if isinstance(html, bytes) else html)
    found = scan(source)
    if found.reason:
        return _only_text(source, found.reason, found.remote_images)
    try:
        shaped = reshape(_cleaned(source))
    except TooComplexError as limit:
        return _only_text(source, str(limit), found.remote_images)
    return Cleaned(
        html=shaped.html,
        text_only_reason=None,
        remote_images=found.remote_images,
        links=tuple(describe_link(shown, target, known_domains) for shown, target in shaped.links),
        cid=tuple(shaped.cid),
        text=_words(source),
    )


def _only_text(source: str, reason: str, remote_images: int) -> Cleaned:
    return Cleaned(
        html=None,
        text_only_reason=reason,
        remote_images=remote_images,
        links=(),
        cid=(),
        text=_words(without_controls(source)),
    )


def _words(source: str) -> str:
    return without_invisible(without_controls(text_of(source)))


def _cleaned(source: str) -> str:
    return str(
        nh3.clean(
            source,
            tags=set(_TAGS),
            clean_content_tags=set(_DROPPED_WITH_CONTENT),
            attributes=_ATTRIBUTES,
            attribute_filter=_attribute,
            url_schemes={"http", "https", "mailto", "cid"},
            url_relative="deny",
            link_rel=None,
        )
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Return the value an attribute is kept with, or None; the cleaner keeps a value whose filter raises."""
    try:
        return _rebuilt(tag, name, value)
    except (ValueError, LookupError, TypeError, ArithmeticError, RecursionError):
        return None


def _rebuilt(tag: str, name: str, value: str) -> str | None:
    """Return the value an attribute is kept with, or None to drop it; every value is one we know."""
    if name == "style":
        return rebuild_style(value) or None
    if name == "href":
        return safe_target(value)
    if name == "src":
        return value if tag == "img" and re.match(r"cid:[^\s]", value) else None
    if name == "alt":
        return value
    if name in {"color", "bgcolor"}:
        return attribute_color(value)
    if name in {"align", "valign"}:
        word = value.strip().lower()
        return word if word in (_SIDES if name == "align" else _HEIGHTS) else None
    return _number(tag, name, value.strip())


def _number(tag: str, name: str, value: str) -> str | None:
    if name == "size":
        return value if re.fullmatch(r"[+-]?[1-7]", value) else None
    if name == "width" and tag != "img":
        return value if re.fullmatch(r"[1-9][0-9]?%|100%", value) else None
    found = re.fullmatch(r"([0-9]{1,9})(?:px)?", value)
    if not found or name not in _RANGES:
        return None
    lowest, highest = _RANGES[name]
    return str(min(max(int(found.group(1)), lowest), highest))


_RANGES: Final[dict[str, tuple[int, int]]] = {
    "colspan": (1, SPAN),
    "rowspan": (1, SPAN),
    "width": (1, PIXELS_WIDE),
    "height": (1, PIXELS_WIDE),
    "border": (0, 2),
    "cellpadding": (0, _WIDEST_GAP),
    "cellspacing": (0, _WIDEST_GAP),
    "start": (0, _HIGHEST_START),
}
