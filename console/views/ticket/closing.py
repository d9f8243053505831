"""Closing a ticket: the twelve reasons, the proposed one chosen, those that are not allowed greyed with why not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QDialog, QRadioButton, QVBoxLayout, QWidget

from console.records.assessment import ClosingView
from console.views.look.look import current
from console.views.parts import Button, PlainLabel, row
from console.views.words import language, say


class ClosingDialog(QDialog):
    """Choosing why a ticket is closed; Enter confirms the proposed reason. `close_asked` carries the clause."""

    close_asked = Signal(str)

    def __init__(self, number: int, reasons: tuple[ClosingView, ...], parent: QWidget) -> None:
        super().__init__(parent)
        look = current()
        self.setWindowTitle(say("closing.title"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(look.px(520))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(18), look.px(16), look.px(18), look.px(16))
        layout.setSpacing(look.px(6))
        layout.addWidget(PlainLabel(say("closing.heading", number=number), "title"))
        layout.addWidget(PlainLabel(say("closing.text"), "body", "2", wrap=True))
        self._group = QButtonGroup(self)
        for one in reasons:
            self._add(one, layout)
        self.go = Button(say("closing.close"), "primary", "check")
        self.go.setDefault(True)
        self.go.clicked.connect(self._close)
        self.go.setEnabled(self._group.checkedButton() is not None)
        self._group.buttonToggled.connect(self._toggled)
        back = Button(say("act.back"))
        back.clicked.connect(self.reject)
        foot = row(back, spacing=8)
        foot.addStretch(1)
        foot.addWidget(self.go)
        layout.addSpacing(look.px(8))
        layout.addLayout(foot)
        chosen = self._group.checkedButton()
        (chosen or back).setFocus()

    def _add(self, one: ClosingView, layout: QVBoxLayout) -> None:
        title = one.title_ru if language() == "ru" else one.title_en
        button = QRadioButton(f"{one.clause}  {title}")
        button.setFont(current().font("strong" if one.proposed else "body"))
        button.setProperty("clause", one.clause)
        button.setEnabled(one.allowed)
        button.setMinimumHeight(current().px(24))
        self._group.addButton(button)
        line = row(button, spacing=10)
        line.addStretch(1)
        if one.proposed:
            line.addWidget(PlainLabel(say("closing.proposed"), "small", "accent"))
            button.setChecked(one.allowed)
        elif not one.allowed:
            why = PlainLabel(say(f"why_not.{one.why_not}"), "small", "3")
            why.setAlignment(Qt.AlignmentFlag.AlignRight)
            line.addWidget(why)
        layout.addLayout(line)

    def choose(self, clause: str) -> None:
        """Choose a reason."""
        for button in self._group.buttons():
            if button.property("clause") == clause and button.isEnabled():
                button.setChecked(True)

    def _toggled(self) -> None:
        self.go.setEnabled(self._group.checkedButton() is not None)

    def _close(self) -> None:
        chosen = self._group.checkedButton()
        if chosen is not None:
            self.close_asked.emit(str(chosen.property("clause")))
            self.accept()
