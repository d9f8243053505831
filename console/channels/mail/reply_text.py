"""What a person wrote newly in a mail: the text without quoted history and signature. Nothing is lost, it is a view."""

from __future__ import annotations

import re

_HEAD = re.compile(
    r"(?i)^\s*(?:on\b.{5,200}\bwrote:|.{0,200}\bпишет:|.{0,120}\bwrote:|.{0,200}\bнаписал\(?а?\)?:"
    r"|le .{5,200} a écrit ?:|am .{5,200} schrieb .{1,120}:|el .{5,200} escribió:"
    r"|-{2,} ?(?:original message|исходное сообщение|пересланное сообщение|forwarded message).*|_{20,}"
    r"|from: .{3,200}|от: .{3,200})\s*$"
)
_SIGNATURE = re.compile(r"^(?:-- ?|—|__+)$")
_SENT = re.compile(r"(?i)^\s*(?:sent from my .{2,40}|отправлено (?:с|из) .{2,40}|get outlook for .{2,20})\s*$")


def reply_text(text: str, html: str | None = None) -> str:
    """Return the new part of a mail's text; the whole text where nothing else would be left."""
    del html
    kept: list[str] = []
    for line in text.splitlines():
        if _HEAD.match(line[:400]) or _SIGNATURE.match(line.rstrip()) or _SENT.match(line[:80]):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line)
    shown = "\n".join(kept).strip()
    return shown or text.strip()
