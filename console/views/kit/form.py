"""A row of a form: its words above the field, a hint below it, and in its place what is wrong with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.views.kit.text import Text
from console.views.look.look import current


class FormRow(QWidget):
    """One field with its words above or `beside` it. What is wrong is said under it and heard with it; it stays.

    A `helper` stands on the line of the field and fills it in.
    """

    def __init__(
        self, words: str, field: QWidget, *, hint: str = "", beside: bool = False, helper: QWidget | None = None
    ) -> None:
        super().__init__()
        self.field = field
        self._words, self._hint = words, hint
        inner = field.findChild(QLineEdit) if isinstance(field, QAbstractSpinBox) else None
        if inner is not None:  # the style sheet gives the text of a number or a date no room at its left
            inner.setTextMargins(current().px(7), 0, 0, 0)
        label = Text(words, "body" if beside else "label", "" if beside else "2", wrap=beside)
        label.setBuddy(field)
        self.note = Text("", "small", "3", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, current().px(6))
        layout.setSpacing(current().px(4))
        if beside:
            line = QHBoxLayout()
            line.setSpacing(current().px(12))
            line.addWidget(label, 1)
            line.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
            layout.addLayout(line)
        else:
            line = QHBoxLayout()
            line.setSpacing(current().px(8))
            line.addWidget(field, 1)
            if helper is not None:
                line.addWidget(helper, 0, Qt.AlignmentFlag.AlignTop)
            layout.addWidget(label)
            layout.addLayout(line)
        layout.addWidget(self.note)
        field.setAccessibleName(words)
        self.tell("")

    def set_hint(self, hint: str) -> None:
        """Say something else below the field; what was wrong is forgotten."""
        self._hint = hint
        self.tell("")

    def forget(self, *_: object) -> None:
        """Something else stands in the field: what was wrong with it no longer holds."""
        if self.field.property("bad") == "true":
            self.tell("")

    def tell(self, problem: str) -> None:
        """Say what is wrong; nothing is wrong with an empty text."""
        self.note.setText(problem or self._hint)
        self.note.set_tone("critical" if problem else "3")
        self.note.setVisible(bool(problem or self._hint))
        self.field.setProperty("bad", "true" if problem else "false")
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
        self.field.setAccessibleDescription(problem or self._hint)
