"""A ticket on paper: printed, saved as PDF, copied as text. Its words are put in as plain text, never as HTML."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QMarginsF, QObject
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
    QTextFrameFormat,
)
from PySide6.QtWidgets import QDialog

from console.services import showing
from console.services.whole_files import beside, require_pdf
from console.views import alone
from console.views.archive.blocks import Block, blocks, plain, stood
from console.views.archive.sheets import Letterhead, of_archive, paint
from console.views.look.look import SANS
from console.views.words import say

if TYPE_CHECKING:
    from console.views.archive.leaving import Form
    from console.views.archive.window import ArchiveWindow

_SIZES = {"title": 15, "facts": 9, "head": 10.5, "text": 10, "note": 10, "line": 9}
_MARGIN_MM = 18
_GROUNDS = {"text": "#F5F7FB", "note": "#FFF6E3"}


def document(pieces: tuple[Block, ...]) -> QTextDocument:
    """Return the pieces of a ticket as a document."""
    made = QTextDocument()
    made.setDefaultFont(QFont(SANS, 10))
    cursor, fresh = QTextCursor(made), True
    for one in pieces:
        shape, letters = QTextBlockFormat(), QTextCharFormat()
        shape.setTopMargin(14 if one.kind == "head" else 4)
        letters.setFontPointSize(_SIZES[one.kind])
        letters.setForeground(QColor("#5D6878" if one.kind in ("facts", "line") else "#1B2330"))
        if one.kind in ("title", "head"):
            letters.setFontWeight(QFont.Weight.DemiBold)
        if one.kind in _GROUNDS:
            _insert_framed(cursor, one, letters)
            cursor, fresh = made.rootFrame().lastCursorPosition(), True
            continue
        if fresh:  # a document and what follows a frame begin with an empty paragraph
            cursor.setBlockFormat(shape)
            cursor.setBlockCharFormat(letters)
        else:
            cursor.insertBlock(shape, letters)
        cursor.insertText(one.text, letters)
        fresh = False
    return made


def _insert_framed(cursor: QTextCursor, one: Block, letters: QTextCharFormat) -> None:
    """Put what somebody wrote on a ground of its own; its lines stay one paragraph, so that the ground has no gaps."""
    ground = QTextFrameFormat()
    ground.setBackground(QColor(_GROUNDS[one.kind]))
    ground.setPadding(7)
    ground.setTopMargin(5)
    ground.setBottomMargin(9)
    small = QTextCharFormat()
    small.setFontPointSize(1)
    after = QTextCursor(cursor.insertFrame(ground).lastCursorPosition())
    after.setBlockFormat(QTextBlockFormat())
    after.insertText(one.text.replace("\n", "\u2028"), letters)
    after.movePosition(QTextCursor.MoveOperation.NextBlock)
    after.setBlockCharFormat(small)  # the paragraph behind a frame takes no room where another frame follows


def write_pdf(pieces: tuple[Block, ...], target: Path, head: Letterhead | None = None) -> None:
    """Write the pieces of a ticket into a PDF; what stood there before stays until it is whole. Raises Unreachable."""
    with beside(target) as place:
        _write(pieces, place, head)
        require_pdf(place)


def _write(pieces: tuple[Block, ...], place: Path, head: Letterhead | None = None) -> None:
    writer = QPdfWriter(str(place))
    writer.setTitle(pieces[0].text)
    writer.setCreator("Clausedesk")
    page = QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Portrait,
        QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM),
        QPageLayout.Unit.Millimeter,
    )
    writer.setPageLayout(page)
    held = QEventLoop()  # a long text is laid out by timers, which a thread of work has no place for otherwise
    paint(document(pieces), writer, head or Letterhead(name="Clausedesk"))
    del held


def write_alone(pieces: tuple[Block, ...], target: Path, head: Letterhead | None = None) -> None:
    """Write a PDF from the command line, where no window is and perhaps no screen."""
    held = alone.begin()
    write_pdf(pieces, target, head)
    del held


class Paper(QObject):
    """What a reader takes from the ticket that is shown: paper, a PDF, its text."""

    def __init__(self, window: ArchiveWindow) -> None:
        super().__init__(window)
        self._window = window

    def copy(self) -> None:
        """Put the ticket into the clipboard as text."""
        self._with_pieces(self._copied)

    def print_out(self) -> None:
        """Ask for a printer and print the ticket."""
        self._with_pieces(partial(put_on_paper, self._window, past=self._window.back.said()))

    def ask_pdf(self) -> None:
        """Ask for a file and save the ticket there as PDF."""
        self._ask("pdf")

    def ask_mails(self) -> None:
        """Ask for a file and save the ticket's mails there in a ZIP."""
        self._ask("mails")

    def ask_markdown(self) -> None:
        """Ask for a file and save the ticket there as Markdown."""
        self._ask("markdown")

    def _ask(self, form: Form) -> None:
        from console.views.archive import leaving  # noqa: PLC0415 - it needs this module

        past = self._window.back.said()
        leaving.ask(self._window, form, partial(of_archive, self._window.opened, past), past)

    def _with_pieces(self, act: Callable[[tuple[Block, ...]], object]) -> None:
        panels, desk = self._window.panels, self._window.desk
        if panels is None:
            return
        topics, past = self._window.ticket.conversation.topics, self._window.back.said()
        call = self._window.runner.read(
            lambda: stood(blocks(showing.ticket(desk, panels.detail.row.number), topics), past)
        )
        call.landed.connect(act)
        call.failed.connect(self._window.tell)

    def _copied(self, pieces: tuple[Block, ...]) -> None:
        QGuiApplication.clipboard().setText(plain(pieces))
        self._window.toast.show_words(say("archive.copied"))


def put_on_paper(window: ArchiveWindow, pieces: tuple[Block, ...], past: str = "") -> None:
    """Ask for a printer, and print pieces of an archive under its letterhead, which says as of when they are."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - slow to load, and seldom asked for

    printer = QPrinter()
    asked = QPrintDialog(printer, window)
    head = of_archive(window.opened, past)
    asked.accepted.connect(lambda: paint(document(pieces), printer, head))
    asked.finished.connect(asked.deleteLater)
    QDialog.open(asked)
