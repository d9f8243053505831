"""Keys of a search field that steer the list below it: arrows and pages move, Enter takes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from console.views.kit.choices import ChoiceList

_PAGE = 8
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _PAGE, Qt.Key.Key_PageUp: -_PAGE}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Steering(QObject):
    """Lives with its field."""

    def __init__(self, field: QLineEdit, steered: ChoiceList) -> None:
        super().__init__(field)
        self._list = steered
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that belong to the list."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in _STEPS:
                self._list.step(_STEPS[key])
                return True
            if key in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._list.take()
                return True
        return super().eventFilter(watched, event)
