"""The field in which a person writes: keys that send, pasted and dropped files, variables that are not filled in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QSyntaxHighlighter, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from console.services.letters import Filled, left_in
from console.views.keys.router import chord
from console.views.kit import ink
from console.views.look.look import current
from console.views.words import say

_CHORDS = {"Ctrl+E": "close", "Ctrl+Shift+D": "discard", "Ctrl+D": "discard", "Ctrl+Shift+N": "turn", "Ctrl+R": "turn"}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Variables(QSyntaxHighlighter):
    """Marks variables that are not filled in; none are where `filled` put somebody's words in."""

    filled: Filled | None = None

    def highlightBlock(self, text: str) -> None:
        """Mark those of a line."""
        form = QTextCharFormat()
        form.setBackground(ink.color("functional_soft"))
        form.setForeground(ink.color("functional_text"))
        form.setFontWeight(600)
        for found in left_in(text, self.filled):
            start, end = _utf16(text, found.start), _utf16(text, found.end)
            self.setFormat(start, end - start, form)


class WritingField(QPlainTextEdit):
    """`sent` carries how: send, wait or close; `paths_given` files, `picture_given` the name and bytes of a picture."""

    sent = Signal(str)
    canned_asked = Signal()
    discarded = Signal()
    turned = Signal()
    left_at_start = Signal()
    paths_given = Signal(object)
    picture_given = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("bare", "true")
        self.setFont(current().font("body"))
        self.setTabChangesFocus(True)
        self.setAccessibleName(say("composer.text"))
        self._marks = _Variables(self.document())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Send with Ctrl+Enter, wait with Alt+Enter, close with Ctrl+Shift+Enter or Ctrl+E; ; at a line's start."""
        way = self._way(event)
        if way == "discard":
            self.discarded.emit()
        elif way == "turn":
            self.turned.emit()
        elif way:
            self.sent.emit(way)
        elif event.key() == Qt.Key.Key_Backspace and self._at_start():
            self.left_at_start.emit()
        elif event.text() == ";" and self.textCursor().atBlockStart() and not event.modifiers():
            self.canned_asked.emit()
        else:
            super().keyPressEvent(event)

    def _at_start(self) -> bool:
        cursor = self.textCursor()
        return cursor.position() == 0 and not cursor.hasSelection()

    def _way(self, event: QKeyEvent) -> str:
        held, key = event.modifiers(), Qt.Key(event.key())
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
        if key in _ENTER and control:
            return "close" if shift else "send"
        if key in _ENTER and held & Qt.KeyboardModifier.AltModifier:
            return "wait"
        return _CHORDS.get(chord(event), "")

    @property
    def variable_left(self) -> str:
        """Return the name of the first variable that is not filled in, or an empty text."""
        found = next(iter(left_in(self.toPlainText(), self._marks.filled)), None)
        return "" if found is None else found.name

    def next_variable(self) -> str:
        """Select the first variable that is not filled in and return its name, or an empty text."""
        found = next(iter(left_in(self.toPlainText(), self._marks.filled)), None)
        if found is None:
            return ""
        cursor = self.textCursor()
        cursor.setPosition(_utf16(self.toPlainText(), found.start))
        cursor.setPosition(_utf16(self.toPlainText(), found.end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        return found.name

    def show_filled(self, filled: Filled | None) -> None:
        """Say which letter was put in: what stands in its values is no variable."""
        if filled is not self._marks.filled:
            self._marks.filled = filled
            self._marks.rehighlight()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Take files and pictures besides text."""
        return source.hasImage() or source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Attach files and pictures; everything else is plain text."""
        paths = [Path(one.toLocalFile()) for one in source.urls() if one.isLocalFile()]
        if paths:
            self.paths_given.emit(tuple(paths))
        elif source.hasImage() and not source.hasText():
            content = _png(source.imageData())
            if content:
                self.picture_given.emit(say("composer.pasted"), content)
        else:
            self.insertPlainText(source.text())


def _png(image: object) -> bytes:
    made = QBuffer()
    made.open(QIODevice.OpenModeFlag.WriteOnly)
    if not isinstance(image, QImage) or not image.save(made, "PNG"):  # type: ignore[call-overload]  # a device and a format
        return b""
    return bytes(made.data().data())


def _utf16(text: str, place: int) -> int:
    """Return a place in a text as the field counts it."""
    return len(text[:place].encode("utf-16-le")) // 2
