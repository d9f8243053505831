"""The exact second look, at HTML that the cleaner wrote: measured, flattened, made breakable, links and images listed.

It relies on the cleaner's spelling (every attribute quoted, every text escaped, no comment); it must not be given
anything else. What is above a limit comes back as a code instead of HTML.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from console.channels.untrusted.limits import (
    CELL_COST,
    GRID_CELLS,
    HTML_DEPTH,
    HTML_TAGS,
    IMAGES,
    INDENTS,
    LAYOUT_COST,
    LINKS,
    LIST_ITEMS,
    PRE_LINES,
    RUN,
    TABLE_CELLS,
    TABLE_DEPTH,
    TAG_COST,
)
from console.channels.untrusted.text import SOFT_BREAK, layout_cost, without_invisible, word_set

_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)((?: [a-z]+=\"[^\"]*\")*)>")
_ATTRIBUTE: Final = re.compile(r" ([a-z]+)=\"([^\"]*)\"")
_PIECE: Final = re.compile(r"&(?:amp|lt|gt|nbsp|quot|#39);|[^&]")
_VOID: Final = frozenset(("br", "hr", "img"))
_TABLE_PARTS: Final = frozenset(("table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption"))
_CELLS: Final = frozenset(("td", "th"))
_INDENTING: Final = frozenset(("blockquote", "ul", "ol", "dd"))
_SIDE_MARGIN: Final = re.compile(r"(?:margin|padding)-left:[1-9]\d*px;?")
_INLINE: Final = word_set("a b big code del em font i img ins kbd q s samp small span strike strong sub sup tt u")
_LONGEST_ALT: Final = 200


class TooComplexError(ValueError):
    """A limit is passed; the only argument is its code."""


class _TooCostlyError(Exception):
    """It would take too long to lay out at this depth of tables."""


@dataclass(slots=True, kw_only=True)
class Reshaped:
    """HTML to show, the pairs (text, target) of its links, and the content ids of its pictures, in order."""

    html: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    cid: list[str] = field(default_factory=list)


def reshape(html: str) -> Reshaped:
    """Return the cleaner's HTML as it can be shown. Raises TooComplexError with the code of the passed limit.

    Tables are kept four deep, and fewer where their contents would take too long to lay out.
    """
    visible = without_invisible(html)
    for table_depth in (TABLE_DEPTH, TABLE_DEPTH // 2):
        with suppress(_TooCostlyError):
            return _reshaped(visible, table_depth)
    try:
        return _reshaped(visible, 0)
    except _TooCostlyError as error:
        raise TooComplexError("too_much_text") from error


def _reshaped(html: str, table_depth: int) -> Reshaped:
    work = _Reshaping(table_depth, keeps_lines="white-space:pre" in html)
    for closing, name, attributes, text in _pieces(html):
        if text:
            work.text(text)
        if name and closing:
            work.close(name)
        elif name:
            work.open(name, attributes)
    result = work.result
    result.html = "".join(work.out)
    if work.grid > GRID_CELLS:
        result.html = re.sub(r' (?:col|row)span="\d+"', "", result.html)
    result.cid = list(dict.fromkeys(result.cid))
    return result


def _pieces(html: str) -> Iterator[tuple[bool, str, str, str]]:
    at = 0
    for tag in _TAG.finditer(html):
        yield bool(tag.group(1)), tag.group(2), tag.group(3), html[at : tag.start()]
        at = tag.end()
    yield False, "", "", html[at:]


def content_id(address: str) -> str:
    """Return the bare content id of a cid: address."""
    return unquote(address).removeprefix("cid:").strip("<> ")


class _Reshaping:
    """The state while the pieces pass: depths, counts, the run of unbroken characters, the open link."""

    def __init__(self, table_depth: int, *, keeps_lines: bool) -> None:
        self._table_depth = table_depth
        self._cost = 0
        self.out: list[str] = []
        self.result = Reshaped()
        self.grid = 0
        self._tags = self._cells = self._items = self._images = 0
        self._tables = self._run = self._lines = self._indents = 0
        self._open: list[tuple[str, bool]] = []  # what is written at the end of each open element; whether it indents
        self._pre = int(keeps_lines)
        self._link: str | None = None
        self._link_text: list[str] = []

    def text(self, raw: str) -> None:
        """Take escaped text; raises TooComplexError when preformatted text has too many lines."""
        if self._pre:
            self._lines += raw.count("\n")
            if self._lines > PRE_LINES:
                raise TooComplexError("too_many_lines")
        if self._link is not None:
            self._link_text.append(entities.unescape(raw))
        self._pay(layout_cost(raw))
        self.out.append(self._broken(raw))

    def open(self, name: str, attributes: str) -> None:
        """Take an opening tag; raises TooComplexError at the limits of tags, depth, cells and links."""
        self._tags += 1
        if self._tags > HTML_TAGS:
            raise TooComplexError("too_many_tags")
        self._pay(TAG_COST)
        if name not in _INLINE:
            self._run = 0
        if name == "img":
            self._image(attributes)
        elif name in _VOID:
            self.out.append(f"<{name}>")
        elif name in _TABLE_PARTS:
            self._open_table_part(name, attributes)
        else:
            self._open_other(name, attributes)
        if len(self._open) > HTML_DEPTH:
            raise TooComplexError("too_deep")

    def close(self, name: str) -> None:
        """Take a closing tag."""
        if name not in _INLINE:
            self._run = 0
        if name == "a" and self._link is not None:
            self.result.links.append(("".join(self._link_text), self._link))
            self._link, self._link_text = None, []
        self._pre -= _is_pre(name)
        self._tables -= name == "table"
        end, indented = self._open.pop()
        self._indents -= indented
        self.out.append(end)

    def _open_table_part(self, name: str, attributes: str) -> None:
        self._tables += name == "table"
        if self._tables > self._table_depth:
            start, end = ("<div>", "</div>") if name in {"table", "tr", "caption"} else (" ", " ")
            self.out.append(start)
            self._open.append((end, False))
            return
        if name in _CELLS:
            self._cells += 1
            self._pay(CELL_COST)
            if self._cells > TABLE_CELLS:
                raise TooComplexError("too_many_cells")
            spans = dict(_ATTRIBUTE.findall(attributes))
            self.grid += int(spans.get("colspan", "1")) * int(spans.get("rowspan", "1"))
        self._write(name, attributes, indents=False)

    def _open_other(self, name: str, attributes: str) -> None:
        self._pre += _is_pre(name)
        if name == "a":
            target = dict(_ATTRIBUTE.findall(attributes)).get("href")
            if target is not None and len(self.result.links) >= LINKS:
                raise TooComplexError("too_many_links")
            self._link = None if target is None else entities.unescape(target)
            self._link_text = []
        elif name == "li":
            self._items += 1
            if self._items > LIST_ITEMS:
                raise TooComplexError("too_many_items")
        indents = name in _INDENTING or _SIDE_MARGIN.search(attributes) is not None
        if indents and self._indents >= INDENTS:
            name, attributes, indents = "div" if name in _INDENTING else name, _without_indent(attributes), False
        self._write(name, attributes, indents=indents)

    def _pay(self, cost: int) -> None:
        self._cost += cost << min(self._tables, self._table_depth)
        if self._cost > LAYOUT_COST:
            raise _TooCostlyError

    def _write(self, name: str, attributes: str, *, indents: bool) -> None:
        self.out.append(f"<{name}{attributes}>")
        self._open.append((f"</{name}>", indents))
        self._indents += indents

    def _image(self, attributes: str) -> None:
        found = dict(_ATTRIBUTE.findall(attributes))
        source, alt = found.get("src", ""), found.get("alt", "")
        if self._link is not None and alt:
            self._link_text.append(entities.unescape(alt))
        self._images += source.startswith("cid:")
        if source.startswith("cid:") and self._images <= IMAGES:
            self.result.cid.append(content_id(entities.unescape(source)))
            self.out.append(f"<img{attributes}>")
        elif alt.strip():
            words = entities.escape(entities.unescape(alt)[:_LONGEST_ALT], quote=False)
            self.out.append(self._broken(f"[{words}]"))

    def _broken(self, raw: str) -> str:
        """Return escaped text with soft breaks, counting on from the text before."""
        if len(raw) + self._run <= RUN and not any(blank in raw for blank in " \n\t"):
            self._run += len(raw)
            return raw
        pieces: list[str] = []
        for word in re.split(r"([ \t\n]+)", raw):
            if not word or word[0] in " \t\n":
                self._run = 0 if word else self._run
                pieces.append(word)
                continue
            pieces.append(word if len(word) + self._run <= RUN else self._cut(word))
            self._run = min(self._run + len(word), RUN) if len(word) + self._run <= RUN else self._run
        return "".join(pieces)

    def _cut(self, word: str) -> str:
        pieces: list[str] = []
        for piece in _PIECE.findall(word):
            if self._run >= RUN:
                pieces.append(SOFT_BREAK)
                self._run = 0
            pieces.append(piece)
            self._run += 1
        return "".join(pieces)


def _without_indent(attributes: str) -> str:
    return _SIDE_MARGIN.sub("", attributes).replace(';"', '"').replace(' style=""', "")


def _is_pre(name: str) -> bool:
    return name == "pre"
