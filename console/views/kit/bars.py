"""What an archive leaves out, as it is shown: where its marks stand in a text, and how they are heard.

A mark is one only where an archive is read that leaves something out, and only up to the number of its places. Anywhere
else the same letters are what somebody wrote.
"""

from __future__ import annotations

import re
from itertools import pairwise

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument

from console.records.redactions import LeftOut
from console.views.look.look import current
from console.views.words import say

_MARK = re.compile("█([0-9]{1,7})█")
_SIGN = "█"


class _Told:
    places = 0
    reason = ""
    whose: object = None


def show(out: LeftOut | None, whose: object) -> None:
    """Begin to show in a window what its archive leaves out."""
    _Told.places, _Told.reason = (0, "") if out is None else (out.places, out.reason)
    _Told.whose = whose


def end(whose: object) -> None:
    """Let marks be letters again, unless another window has begun since: it may close later than that one opens."""
    if _Told.whose is whose:
        show(None, None)


def spans(text: str) -> list[tuple[int, int]]:
    """Return where marks stand in a text, each from its first letter to behind its last."""
    if not _Told.places or _SIGN not in text:
        return []
    return [one.span() for one in _MARK.finditer(text) if 1 <= int(one[1]) <= _Told.places]


def parts(text: str) -> list[tuple[str, bool]]:
    """Return a text in parts, each with whether it is a mark."""
    found = spans(text)
    if not found:
        return [(text, False)]
    edges = sorted({0, len(text), *(edge for span in found for edge in span)})
    return [(text[start:end], (start, end) in found) for start, end in pairwise(edges)]


def number(mark: str) -> str:
    """Return the number of a mark."""
    return mark.strip(_SIGN)


def words(mark: str) -> str:
    """Return what stands in place of what was left out, with its number and why."""
    return say("archive.place", n=number(mark), reason=_Told.reason)


def heard(text: str) -> str:
    """Return a text as it is heard: each mark is words."""
    return "".join(f"[{words(part)}]" if is_mark else part for part, is_mark in parts(text))


def tip_at(text: str, at: int) -> str:
    """Return the words of the mark at a place of a text, or nothing."""
    return next((words(text[start:end]) for start, end in spans(text) if start <= at <= end), "")


def tips(text: str) -> str:
    """Return the words of every mark of a text, one a line."""
    return "\n".join(words(text[start:end]) for start, end in spans(text))


def dress(document: QTextDocument) -> None:
    """Make bars of the marks of a document."""
    found = spans(document.toPlainText()) if _Told.places else []
    if not found:
        return
    side, middle = QTextCharFormat(), QTextCharFormat()
    for form, front in ((side, "text"), (middle, "surface")):
        form.setBackground(current().color("text"))
        form.setForeground(current().color(front))
    cursor = QTextCursor(document)
    for start, end in found:
        for first, last, form in ((start, start + 1, side), (start + 1, end - 1, middle), (end - 1, end, side)):
            cursor.setPosition(first)
            cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(form)
