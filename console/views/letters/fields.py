"""Fields for what a letter still lacks: one for each variable without a value. What is typed stands in the letter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import say

_LONG = ("next_step", "needs_list", "questions_list")
_MOST = 4


class MissingFields(QWidget):
    """The fields. `given` carries a variable's name and what was typed for it."""

    given = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._fields: dict[str, QLineEdit | QPlainTextEdit] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(current().px(4))
        self.hide()

    def show_missing(self, names: Sequence[str]) -> None:
        """Have a field for each of these; a field that somebody writes in stays as long as the letter does."""
        for name in names:
            if name not in self._fields and len(self._fields) < _MOST:
                self._add(name)
        self.setVisible(bool(self._fields))

    def clear(self) -> None:
        """Have no field: another letter is shown."""
        self._fields.clear()
        while (item := self._layout.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.hide()

    def focus_first(self, names: Sequence[str]) -> bool:
        """Move the focus to the field of the first of these; return whether there is one."""
        field = next((self._fields[name] for name in names if name in self._fields), None)
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)
        return field is not None

    def field(self, name: str) -> QLineEdit | QPlainTextEdit | None:
        """Return the field of a variable."""
        return self._fields.get(name)

    def _add(self, name: str) -> None:
        look = current()
        words = say(f"variable.{name}")
        field: QLineEdit | QPlainTextEdit
        if name in _LONG:
            field = QPlainTextEdit()
            field.setTabChangesFocus(True)
            field.setFixedHeight(look.px(66))
            field.textChanged.connect(self._typed)
        else:
            field = QLineEdit()
            field.textChanged.connect(self._typed)
        field.setObjectName(name)
        field.setFont(look.font("body"))
        field.setAccessibleName(say("letter.missing", name=words))
        label = Text(say("letter.missing", name=words), "label", "critical")
        label.setBuddy(field)
        self._layout.addWidget(label)
        self._layout.addWidget(field)
        self._fields[name] = field

    def _typed(self) -> None:
        field = self.sender()
        text = field.toPlainText() if isinstance(field, QPlainTextEdit) else field.text()  # type: ignore[attr-defined]  # a line otherwise
        self.given.emit(field.objectName(), text)
