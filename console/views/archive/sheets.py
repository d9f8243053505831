"""Pages of paper with a letterhead: whose they are, out of which archive, who signed it, and which page of how many."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPagedPaintDevice, QPainter, QPen, QTextDocument

from console.services.archives.opening import OpenArchive
from console.services.desk import Desk
from console.views.look.look import SANS
from console.views.words import moment, say

_HEAD_MM, _FOOT_MM, _GAP_MM = 9.0, 9.0, 4.0
_MM_IN_INCH = 25.4
_INK, _QUIET, _LINE = QColor("#1B2330"), QColor("#5D6878"), QColor("#C9D1DC")
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What stands on every page: whose it is, out of what, what is believed of it, and the hash of its content."""

    name: str
    origin: str = ""
    trust: str = ""
    mark: str = ""


def of_archive(opened: OpenArchive, past: str = "") -> Letterhead:
    """Return the letterhead of an archive: its company and file, its signature, and the hash of its content.

    `past` says as of when a ticket is shown, where that is not as it stands at the end.
    """
    seal = opened.seal
    trust = say("proof_why.signature")
    if seal.signature != "bad":
        trust = say(f"proof.{seal.signature}", who=seal.signer or "–", key_id=seal.key_id or "–")
    return Letterhead(
        name=str(opened.desk.company.get("company_name") or "Clausedesk"),
        origin="  ·  ".join(one for one in (past, opened.path.name) if one),
        trust=trust,
        mark=say("paper.content", sha256=seal.content_sha256),
    )


def of_desk(desk: Desk) -> Letterhead:
    """Return the letterhead of a desk: its company, and when the ticket was taken from it."""
    taken = say("paper.taken", moment=moment(desk.clock()))
    return Letterhead(name=str(desk.company.get("company_name") or "Clausedesk"), origin=taken)


def paint(document: QTextDocument, device: QPagedPaintDevice, head: Letterhead) -> int:
    """Paint a document on pages with a letterhead; return how many pages they are."""
    painter = QPainter(device)
    try:
        area = QRectF(painter.viewport())
        unit = device.logicalDpiY() / _MM_IN_INCH
        top, foot = (_HEAD_MM + _GAP_MM) * unit, (_FOOT_MM + _GAP_MM) * unit
        room = QRectF(0, top, area.width(), area.height() - top - foot)
        document.documentLayout().setPaintDevice(device)
        document.setDocumentMargin(0)
        document.setPageSize(QSizeF(room.width(), room.height()))
        total = document.pageCount()
        for page in range(total):
            if page:
                device.newPage()
            _frame(painter, area, head, unit, say("paper.page", n=page + 1, total=total))
            painter.save()
            painter.translate(0, room.top() - page * room.height())
            document.drawContents(painter, QRectF(0, page * room.height(), room.width(), room.height()))
            painter.restore()
        return total
    finally:
        painter.end()


def _frame(painter: QPainter, area: QRectF, head: Letterhead, unit: float, page: str) -> None:
    """Paint the head and the foot of a page."""
    upper = QRectF(0, 0, area.width(), _HEAD_MM * unit)
    lower = QRectF(0, area.height() - _FOOT_MM * unit, area.width(), _FOOT_MM * unit)
    half = QRectF(lower.left(), lower.top(), lower.width(), lower.height() / 2)
    painter.setPen(QPen(_LINE, max(1.0, 0.2 * unit)))
    painter.drawLine(upper.bottomLeft(), upper.bottomRight())
    painter.drawLine(lower.topLeft(), lower.topRight())
    _words(painter, upper, head.name, _INK, _LEFT, size=9, bold=True)
    _words(painter, upper, head.origin, _QUIET, _RIGHT, size=8)
    _words(painter, half, head.trust, _QUIET, _LEFT, size=7)
    _words(painter, half, page, _INK, _RIGHT, size=8)
    _words(painter, half.translated(0, half.height()), head.mark, _QUIET, _LEFT, size=6)


def _words(
    painter: QPainter, box: QRectF, words: str, tone: QColor, side: Qt.AlignmentFlag, *, size: int, bold: bool = False
) -> None:
    font = QFont(SANS)
    font.setPointSizeF(size)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    painter.setFont(font)
    painter.setPen(tone)
    painter.drawText(box, side, words)
