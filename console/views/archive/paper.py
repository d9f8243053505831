"""A ticket on paper: printed, saved as PDF, copied as text. Its words are put in as plain text, never as HTML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMarginsF
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QPageLayout,
    QPageSize,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QDialog

from console.services import showing
from console.views.archive.blocks import Block, blocks, plain
from console.views.look.look import SANS
from console.views.words import say

if TYPE_CHECKING:
    from console.views.archive.window import ArchiveWindow

_SIZES = {"title": 15, "facts": 9, "head": 10.5, "text": 10, "note": 10, "line": 9}
_MARGIN_MM = 18
_GROUNDS = {"text": "#F5F7FB", "note": "#FFF6E3"}


def document(pieces: tuple[Block, ...]) -> QTextDocument:
    """Return the pieces of a ticket as a document."""
    made = QTextDocument()
    made.setDefaultFont(QFont(SANS, 10))
    cursor = QTextCursor(made)
    for place, one in enumerate(pieces):
        shape, letters = QTextBlockFormat(), QTextCharFormat()
        shape.setTopMargin(14 if one.kind == "head" else 4)
        letters.setFontPointSize(_SIZES[one.kind])
        letters.setForeground(QColor("#5D6878" if one.kind in ("facts", "line") else "#1B2330"))
        if one.kind in ("title", "head"):
            letters.setFontWeight(QFont.Weight.DemiBold)
        if one.kind in _GROUNDS:
            shape.setBackground(QColor(_GROUNDS[one.kind]))
            shape.setLeftMargin(6)
        if place:
            cursor.insertBlock(shape, letters)
        else:
            cursor.setBlockFormat(shape)
        cursor.insertText(one.text, letters)
    return made


def save(window: ArchiveWindow, number: int, chosen: str) -> None:
    """Save a ticket as PDF at a place that was chosen."""
    desk = window.desk
    call = window.runner.read(lambda: showing.ticket(desk, number))
    call.landed.connect(lambda shown: _saved(window, blocks(shown), Path(chosen)))
    call.failed.connect(window.tell)


def write_pdf(pieces: tuple[Block, ...], target: Path) -> None:
    """Write the pieces of a ticket into a PDF."""
    writer = QPdfWriter(str(target))
    writer.setTitle(pieces[0].text)
    writer.setCreator("Clausedesk")
    page = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Portrait,
        QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM),
        QPageLayout.Unit.Millimeter,
    )
    writer.setPageLayout(page)
    document(pieces).print_(writer)


def print_out(window: ArchiveWindow, number: int) -> None:
    """Ask for a printer and print a ticket."""
    desk = window.desk
    call = window.runner.read(lambda: showing.ticket(desk, number))
    call.landed.connect(lambda shown: _print(window, blocks(shown)))
    call.failed.connect(window.tell)


def copy(window: ArchiveWindow, number: int) -> None:
    """Put a ticket into the clipboard as text."""
    desk = window.desk
    call = window.runner.read(lambda: showing.ticket(desk, number))
    call.landed.connect(lambda shown: QGuiApplication.clipboard().setText(plain(blocks(shown))))
    call.landed.connect(lambda _shown: window.toast.show_words(say("archive.copied")))
    call.failed.connect(window.tell)


def _print(window: ArchiveWindow, pieces: tuple[Block, ...]) -> None:
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - slow to load, and seldom asked for

    printer = QPrinter()
    asked = QPrintDialog(printer, window)
    asked.accepted.connect(lambda: document(pieces).print_(printer))
    asked.finished.connect(asked.deleteLater)
    QDialog.open(asked)


def _saved(window: ArchiveWindow, pieces: tuple[Block, ...], target: Path) -> None:
    write_pdf(pieces, target)
    window.toast.show_words(say("archive.saved", file=target.name))
