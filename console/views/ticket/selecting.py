"""Choosing messages of a conversation, selecting text in one of them, and copying either."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QTextCursor, QTextDocument

from console.views.ticket.talk import TalkView
from console.views.words import moment

_KEEP = QTextCursor.MoveMode.KeepAnchor


class SelectingView(TalkView):
    """A conversation whose messages can be chosen and whose text can be selected."""

    def clear_choice(self) -> bool:
        """Let go of chosen messages and selected text; return whether there were any."""
        had = bool(self.chosen or self.selected)
        self.chosen.clear()
        self.selected = None
        self.viewport().update()
        return had

    def toggle_choice(self, row: int) -> None:
        """Choose a message, or let it go."""
        if row >= 0 and self.rows.key(row) > 0:
            self.chosen ^= {self.rows.key(row)}
            self.viewport().update()

    def chosen_keys(self) -> tuple[int, ...]:
        """Return the messages that are chosen, or else the current one, in order."""
        keys = set(self.chosen)
        if not keys and self.currentIndex().isValid():
            keys = {self.rows.key(self.currentIndex().row())}
        rows = sorted((row, key) for key in keys if key > 0 and (row := self.rows.row_of(key)) is not None)
        return tuple(key for _, key in rows)

    def selected_text(self) -> str:
        """Return the text that is selected in a message."""
        cursor = self._cursor()
        return "" if cursor is None else cursor.selection().toPlainText()

    def copy(self) -> None:
        """Copy the selected text; without one the chosen messages, or the current one, with who and when."""
        text = self.selected_text()
        if not text:
            rows = [self.rows.row_of(key) for key in self.chosen_keys()]
            text = "\n\n".join(self._quoted(row) for row in rows if row is not None)
        if text:
            QGuiApplication.clipboard().setText(text)

    def _quoted(self, row: int) -> str:
        message = self.rows.message(row)
        if message is None:
            return self.sentence(row)
        return f"{message.author or message.address}, {moment(message.sent_at)}\n{message.text.strip()}"

    def _cursor(self) -> QTextCursor | None:
        """Return the selection as a cursor of its message's document."""
        if self.selected is None:
            return None
        row = self.rows.row_of(self.selected[0])
        shown = None if row is None else self.card(row)
        if shown is None:
            return None
        return placed(shown.document, self.selected[1], self.selected[2])

    def select_by_key(self, move: QTextCursor.MoveOperation) -> None:
        """Select from the beginning of the current message on, or move the end of what is selected."""
        row = self.currentIndex().row()
        shown = self.card(row) if row >= 0 else None
        if shown is None:
            return
        key = self.rows.key(row)
        if self.selected is None or self.selected[0] != key:
            self.selected = (key, 0, 0)
        cursor = self._cursor()
        if cursor is not None:
            cursor.movePosition(move, _KEEP)
            self.selected = (key, cursor.anchor(), cursor.position())
            self.viewport().update()

    def select_all(self) -> None:
        """Select the whole text of the current message."""
        row = self.currentIndex().row()
        shown = self.card(row) if row >= 0 else None
        if shown is not None:
            self.selected = (self.rows.key(row), 0, shown.document.characterCount() - 1)
            self.viewport().update()

    def show_passage(self, row: int, at: int) -> None:
        """Bring a place of a message's text into sight, a third below the upper edge."""
        shown = self.card(row)
        if shown is None:
            return
        block = placed(shown.document, at, at).block()
        inside = shown.document.documentLayout().blockBoundingRect(block).top() + shown.text_box.top()
        view = self.viewport().height()
        self.stack.show(row, view)
        top = self.stack.top(row) + inside
        if not 0 <= top <= view - 48:
            self.stack.move(round(top - view / 3), view)
        self.sync()


def placed(document: QTextDocument, anchor: int, position: int) -> QTextCursor:
    """Return a cursor with a selection, kept within the text."""
    last = document.characterCount() - 1
    cursor = QTextCursor(document)
    cursor.setPosition(max(0, min(anchor, last)))
    cursor.setPosition(max(0, min(position, last)), _KEEP)
    return cursor
