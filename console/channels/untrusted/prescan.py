"""A linear look at raw HTML before a real parser sees it: counts, a text without tags, nothing else.

The estimate errs upward for honest mail and may be misled by a hostile one; therefore the cleaned HTML is measured
again, exactly, in `reshape`, and the whole runs under the time limit of the bounded process.
"""

from __future__ import annotations

import html as entities
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from console.channels.untrusted.limits import HTML_DEPTH, HTML_TAGS
from console.channels.untrusted.text import word_set

# Possessive quantifiers and the ends at \Z keep this linear: an unclosed construct takes the rest and is never retried.
_TOKEN: Final = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<end>/?)(?P<name>[a-z][^\s/>\x00]*+)(?:=\s*+(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z))?+|[^>=]++)*+(?:>|\Z)"
    r"|<[!?/][^>]*+(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_VOID: Final = word_set("area base br col embed hr img input link meta param source track wbr")
_RAW: Final = word_set("script style title textarea xmp noscript iframe noembed noframes template svg math")
_FORMATTING: Final = word_set("a b big code em font i nobr s small strike strong tt u")
_BLOCKS: Final = word_set(
    "address article aside blockquote body br center dd div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header hr li"
    " main nav ol p pre section table tr ul"
)
_CELLS: Final = frozenset(("td", "th"))
_ENDED_BY: Final[dict[str, frozenset[str]]] = {
    "p": frozenset(("p",)),
    "li": frozenset(("li", "p")),
    "dt": frozenset(("dt", "dd", "p")),
    "dd": frozenset(("dt", "dd", "p")),
    "td": frozenset(("td", "th", "p")),
    "th": frozenset(("td", "th", "p")),
    "tr": frozenset(("tr", "td", "th", "p")),
    "tbody": frozenset(("tbody", "thead", "tr", "td", "th", "p")),
    "option": frozenset(("option",)),
}
_MAX_OPEN_FORMATTING: Final = 200
# A parser opens what was left open again in every block, so that the work is their product.
_MAX_REOPENED: Final = 150_000
_MAX_REFERENCES: Final = 100_000
_SOURCE: Final = re.compile(r"\ssrc\s*=\s*[\"']?\s*(cid:)?", re.IGNORECASE)
_BACKGROUND: Final = re.compile(
    r"\sbackground\s*=\s*[\"']?\s*[^\s\"'>]|background(?:-image)?\s*:[^;>]{0,200}?url", re.IGNORECASE
)
_LONG_REFERENCE: Final = re.compile(r"&#[0-9]{8,}+;?|&#x[0-9a-f]{7,}+;?", re.IGNORECASE)
_BLANKS: Final = re.compile(r"[ \t\n\r\f]+")
_CITED: Final = re.compile(
    r"\btype\s*=\s*[\"']?cite\b|\bcite\s*=|\bclass\s*=\s*[\"']?[^\"'>]{0,80}(?:quote|cite)|\bborder-left\b",
    re.IGNORECASE,
)
_QUOTE_BEGINS: Final = "\x01"
_QUOTE_ENDS: Final = "\x02"
_MANY_LINES: Final = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of raw HTML: "open", "close" or "text"; `name` is lower case and empty for text."""

    kind: Literal["open", "close", "text"]
    name: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What the look found; `reason` is a code when the HTML must not go to a parser."""

    tags: int
    depth: int
    open_formatting: int
    remote_images: int
    references: int

    @property
    def reason(self) -> str | None:
        """Name the limit that is passed, or None."""
        if self.tags > HTML_TAGS:
            return "too_many_tags"
        if self.depth > 2 * HTML_DEPTH:
            return "too_deep"
        if self.open_formatting > _MAX_OPEN_FORMATTING or self.open_formatting * self.tags > _MAX_REOPENED:
            return "too_many_open_tags"
        if self.references > _MAX_REFERENCES:
            return "too_many_references"
        return None


def tokens(html: str) -> Iterator[Token]:
    """Yield the pieces of raw HTML in order, without comments and without the inside of scripts and the like."""
    at = 0
    while True:
        found = _TOKEN.search(html, at)
        if found is None:
            break
        if found.start() > at:
            yield Token(kind="text", name="", raw=html[at : found.start()])
        at = found.end()
        name = (found["name"] or "").lower()
        if not name:
            continue
        yield Token(kind="close" if found["end"] else "open", name=name, raw=found.group())
        if name in _RAW and not found["end"]:
            at = _end_of_raw(html, name, at)
        elif name == "plaintext":
            break
    if at < len(html):
        yield Token(kind="text", name="", raw=html[at:])


def scan(html: str) -> Scan:
    """Return the counts of raw HTML, in time linear to its length; it stops counting where a limit is far passed."""
    stack: list[str] = []
    inside: Counter[str] = Counter()
    tags = deepest = formatting = remote = 0
    for token in tokens(html):
        if token.kind == "text":
            continue
        tags += 1
        if tags > HTML_TAGS:
            break
        remote += token.kind == "open" and _asks_for_an_image(token)
        if token.kind == "open" and token.name not in _VOID:
            ends = _ENDED_BY.get(token.name, frozenset())
            while stack and stack[-1] in ends:
                inside[stack.pop()] -= 1
            stack.append(token.name)
            inside[token.name] += 1
            deepest = max(deepest, len(stack))
            formatting = max(formatting, sum(inside[each] for each in _FORMATTING))
        elif token.kind == "close" and inside[token.name] > 0:
            while stack:
                last = stack.pop()
                inside[last] -= 1
                if last == token.name:
                    break
    return Scan(
        tags=tags,
        depth=deepest,
        open_formatting=formatting,
        remote_images=remote,
        references=html.count("&"),
    )


def text_of(html: str, *, quotes: bool = False) -> str:
    """Return the words of raw HTML with line breaks where blocks begin and end; for what is too complex to show.

    With `quotes` the lines of quoted mail begin with ">", as in a mail of text.
    """
    pieces: list[str] = []
    blocks: list[bool] = []
    for token in tokens(html):
        if quotes and token.name == "blockquote" and token.kind != "text":
            _mark_quote(token, blocks, pieces)
        if token.kind == "text":
            pieces.append(_BLANKS.sub(" ", entities.unescape(_LONG_REFERENCE.sub("\ufffd", token.raw))))
        elif token.name in _BLOCKS:
            pieces.append("\n")
        elif token.name in _CELLS and token.kind == "close":
            pieces.append("  ")
    stripped = [line.strip() for line in "".join(pieces).split("\n")]
    lines = "\n".join(_quoted(stripped) if quotes else stripped)
    return _MANY_LINES.sub("\n\n", lines).strip()


def _mark_quote(token: Token, blocks: list[bool], pieces: list[str]) -> None:
    """Note where a quoted mail begins and ends; a block that is only moved in is none."""
    if token.kind == "close":
        if blocks and blocks.pop():
            pieces.append(f"\n{_QUOTE_ENDS}\n")
        return
    blocks.append(_CITED.search(token.raw) is not None)
    if blocks[-1]:
        pieces.append(f"\n{_QUOTE_BEGINS}\n")


def _quoted(lines: list[str]) -> list[str]:
    found: list[str] = []
    depth = 0
    for line in lines:
        if line in (_QUOTE_BEGINS, _QUOTE_ENDS):
            depth = max(depth + (1 if line == _QUOTE_BEGINS else -1), 0)
        else:
            found.append(f"> {line}" if depth else line)
    return found


def _asks_for_an_image(token: Token) -> bool:
    if token.name in {"img", "image"}:
        source = _SOURCE.search(token.raw)
        return source is not None and not source.group(1)
    return _BACKGROUND.search(token.raw) is not None


def _end_of_raw(html: str, name: str, at: int) -> int:
    found = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(html, at)
    return found.start() if found else len(html)
