"""The frame of every dialog: title, a form or a body, one row of buttons with the safe one first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFormLayout, QVBoxLayout, QWidget

from console.views.kit.layout import ends
from console.views.look.look import current
from console.views.parts import Button, PlainLabel
from console.views.words import say


class Frame(QDialog):
    """A dialog with a heading and a form. `confirmed` fires when the main button is pressed; the caller accepts."""

    confirmed = Signal()

    def __init__(self, heading: str, text: str, act: str, parent: QWidget, *, width: int = 520) -> None:
        super().__init__(parent)
        look = current()
        self.setWindowTitle(heading)
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(look.px(width))
        self.body = QVBoxLayout()
        self.body.setSpacing(look.px(8))
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(look.px(14))
        self.form.setVerticalSpacing(look.px(8))
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.problem = PlainLabel("", "small", "critical", wrap=True)
        self.problem.hide()
        self.go = Button(act, "primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self.confirmed)
        self.go.setVisible(bool(act))
        self.back = Button(say("act.back"))
        self.back.clicked.connect(self.reject)
        foot = ends(self.back, self.go, spacing=8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(18), look.px(16), look.px(18), look.px(16))
        layout.setSpacing(look.px(10))
        layout.addWidget(PlainLabel(heading, "title"))
        if text:
            layout.addWidget(PlainLabel(text, "body", "2", wrap=True))
        layout.addLayout(self.body, 1)
        layout.addLayout(self.form)
        layout.addWidget(self.problem)
        layout.addLayout(foot)

    def field(self, words: str, widget: QWidget) -> QWidget:
        """Add a field with its words."""
        label = PlainLabel(words, "label", "2")
        label.setBuddy(widget)
        widget.setAccessibleName(words)
        self.form.addRow(label, widget)
        return widget

    def tell(self, words: str) -> None:
        """Say what is wrong; everything typed stays."""
        self.problem.setText(words)
        self.problem.setVisible(bool(words))
