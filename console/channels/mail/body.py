"""What of a mail is read and what is a file: the text, the HTML and the attachments, out of the tree of parts."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Final

from console.channels.incoming import Attachment
from console.channels.mail.charsets import decode_text
from console.channels.mail.parts import Part
from console.channels.mail.transfer import undo, uu_files
from console.channels.mail.words import one_line
from console.channels.untrusted.caps import Caps
from console.channels.untrusted.prescan import text_of

_READ: Final = frozenset(
    ("text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/x-amp-html")
)
_CONTROLS: Final = re.compile(r"\x00")
_BREAKS: Final = re.compile(r"\r\n?")
_NOT_PROSE: Final = re.compile(rb"\0|^content-(?:type|transfer-encoding):", re.IGNORECASE | re.MULTILINE)
_UU: Final = re.compile(rb"^begin[ \t]+[0-7]{3,4}[ \t]", re.MULTILINE)
_CUT_META: Final = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_:-]{2,40})", re.IGNORECASE)


@dataclass(slots=True)
class Contents:
    """What was found: pieces of text in order as (is HTML, text), the files, and the texts that are not shown."""

    pieces: list[tuple[bool, str]] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)

    @property
    def plain(self) -> str:
        """The text of the parts that came as text."""
        return "\n".join(text for is_html, text in self.pieces if not is_html)

    @property
    def text(self) -> str:
        """The whole readable text; HTML stands in it as words."""
        return "\n".join(text_of(text) if is_html else text for is_html, text in self.pieces)

    def marked(self, text: str) -> str:
        """Return the readable text with ">" before the quoted lines of HTML too; `text` is the one without."""
        if not any(is_html and "<blockquote" in page.lower() for is_html, page in self.pieces):
            return text
        return "\n".join(text_of(page, quotes=True) if is_html else page for is_html, page in self.pieces)


class Reader:
    """Reads the bodies of one mail's tree."""

    def __init__(self, raw: bytes, caps: Caps, problems: dict[str, None]) -> None:
        self.raw = raw
        self.caps = caps
        self.problems = problems
        self.found = Contents()
        self.room = {True: caps.html_bytes, False: caps.text_bytes}

    def read(self, root: Part) -> Contents:
        """Return the contents of the whole tree."""
        self.found.pieces = self._pieces(root, related=False)
        return self.found

    def _pieces(self, part: Part, *, related: bool) -> list[tuple[bool, str]]:
        if not part.is_multipart:
            if self._is_read(part):
                return self._text(part)
            self._file(part, related=related)
            return []
        inside = related or part.media_type == "multipart/related"
        found = [self._pieces(child, related=inside) for child in part.children]
        if part.media_type == "multipart/alternative":
            return _best(found)
        return [piece for pieces in found for piece in pieces]

    def _is_read(self, part: Part) -> bool:
        if part.disposition == "attachment":
            return False
        if part.media_type.startswith("multipart/"):
            # A whole mail that could not be divided is read as the text it is, unless it is plainly none.
            return part.depth == 0 and _NOT_PROSE.search(self.raw, part.start, part.end) is None
        return part.media_type in _READ and (part.name is None or part.depth == 0)

    def _text(self, part: Part) -> list[tuple[bool, str]]:
        is_html = part.media_type == "text/html"
        raw = undo(self.raw[part.start : part.end], part.encoding, self.problems)
        if len(raw) > self.room[is_html]:
            self.problems["html_too_long" if is_html else "text_too_long"] = None
            raw = raw[: self.room[is_html]]
        self.room[is_html] -= len(raw)
        if not is_html and b"begin " in raw and _UU.search(raw):
            raw = self._without_files(raw)
        declared = part.parameters.get("charset")
        if is_html and not declared:
            meta = _CUT_META.search(raw, 0, 4096)
            declared = meta[1].decode("ascii") if meta else None
        text, problem = decode_text(raw, declared)
        if problem:
            self.problems[problem] = None
        text = _BREAKS.sub("\n", text) if "\r" in text else text
        text = _CONTROLS.sub("", text) if "\0" in text else text
        if is_html:
            self.found.html.append(text)
        elif part.parameters.get("format", "").lower() == "flowed":
            text = unflowed(text, delsp=part.parameters.get("delsp", "").lower() == "yes")
        return [(is_html, text)]

    def _without_files(self, raw: bytes) -> bytes:
        rest, files = uu_files(raw, self.problems, most=self.caps.parts)
        for name, content in files:
            self._add(one_line(decode_text(name)[0]) or None, "application/octet-stream", content)
        return rest

    def _file(self, part: Part, *, related: bool) -> None:
        content = undo(self.raw[part.start : part.end], part.encoding, self.problems)
        if part.media_type.startswith("multipart/") and not content.strip():
            return
        content_id = part.headers.get("content-id").decode("latin-1").strip("<> \t") or None
        inline = part.disposition == "inline" or (related and content_id is not None)
        self._add(part.name, part.media_type, content, content_id, inline=inline)
        for message in part.children:
            self._files_inside(message)

    def _files_inside(self, message: Part) -> None:
        """Take in the files of a message in a message: who forwards one means its files too.

        A further message in it is no file of its own, so that the same bytes are not kept once for each level.
        """
        for part in message.walk():
            if not part.children and (part.name is not None or not self._is_read(part)):
                self._file(part, related=False)

    def _add(
        self, name: str | None, media_type: str, content: bytes, content_id: str | None = None, *, inline: bool = False
    ) -> None:
        self.found.files.append(
            Attachment(
                name=name,
                media_type=media_type,
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                content=content,
                content_id=content_id,
                inline=inline,
            )
        )


def _best(found: list[list[tuple[bool, str]]]) -> list[tuple[bool, str]]:
    """Return the alternative that people read: the first that came as text, else the last that says anything."""
    for pieces in found:
        if any(not is_html and text.strip() for is_html, text in pieces):
            return pieces
    for pieces in reversed(found):
        if any(text.strip() for _, text in pieces):
            return pieces
    return []


def unflowed(text: str, *, delsp: bool) -> str:
    """Return text of format=flowed with its soft line breaks undone (RFC 3676); quoted lines stay as they are."""
    lines: list[str] = []
    held: list[str] = []
    for line in text.split("\n"):
        if line.startswith(">"):
            if held:
                lines.append("".join(held))
                held = []
            lines.append(line)
            continue
        body = line.removeprefix(" ")
        soft = body.endswith(" ") and body != "-- "
        held.append(body[:-1] if soft and delsp else body)
        if not soft:
            lines.append("".join(held))
            held = []
    if held:
        lines.append("".join(held))
    return "\n".join(lines)
