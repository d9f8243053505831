"""A choice of one among a few, side by side: English | Russian, 6 | 12 | 24 months. Arrows move, Space chooses."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from console.views.kit import ink
from console.views.kit.buttons import Button
from console.views.look.look import current


class SegmentedControl(QWidget):
    """One of a few. `chosen` carries the id of what a person chose; `choose` is silent."""

    chosen = Signal(str)

    def __init__(self, name: str, options: tuple[tuple[str, str], ...], at: str = "") -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._buttons: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current().px(2))
        for key, words in options:
            button = Button(words, "segment")
            button.setObjectName(key)
            button.setCheckable(True)
            button.setFont(ink.font("label", 600))
            button.setAccessibleName(f"{name}: {words}")
            button.clicked.connect(self._clicked)
            self._group.addButton(button)
            self._buttons[key] = button
            layout.addWidget(button)
        self.choose(at or options[0][0])

    def value(self) -> str:
        """Return the id of the choice."""
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def choose(self, key: str) -> None:
        """Show a choice without telling anybody."""
        self._buttons[key].setChecked(True)
        for one, button in self._buttons.items():
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if one == key else Qt.FocusPolicy.ClickFocus)

    def _clicked(self) -> None:
        key = self.value()
        self.choose(key)
        self.chosen.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that are its own."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step:
            super().keyPressEvent(event)
            return
        keys = list(self._buttons)
        wanted = keys[(keys.index(self.value()) + step) % len(keys)]
        self._buttons[wanted].setFocus()
        self._buttons[wanted].click()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            for button in self._buttons.values():
                if button.font() != ink.font("label", 600):
                    button.setFont(ink.font("label", 600))
