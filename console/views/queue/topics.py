"""Choosing one of the agreement's topics as a card over the window: found by words of either language."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.services.desk import Desk
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.field import SearchField
from console.views.look.look import current
from console.views.words import of, say


class TopicPicker(Cover):
    """`taken` carries the code of the topic."""

    taken = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent, say("together.topic"), width=560, height=520, top=110)
        look = current()
        self._topics = tuple(desk.agreement.agreement.topics.values())
        self.search = SearchField(say("together.find_topic"), height=38)
        self.list = ChoiceList(say("together.topic"))
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(14), look.px(14), look.px(14), look.px(12))
        inner.setSpacing(look.px(10))
        inner.addWidget(self.search)
        inner.addWidget(self.list, 1)
        self.body.addLayout(inner, 1)
        self.search.textChanged.connect(self._fill)
        self.search.installEventFilter(self)
        self.list.taken.connect(self._took)
        self._fill("")
        self.search.setFocus()

    def _fill(self, text: str) -> None:
        wanted = text.strip().casefold()
        rows = [
            Choice(id=one.code, title=of(one.en, one.ru), icon="tag")
            for one in self._topics
            if wanted in one.en.casefold() or wanted in one.ru.casefold()
        ]
        self.list.set_choices(rows)

    def _took(self, code: str) -> None:
        self.accept()
        self.taken.emit(code)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move, Enter takes."""
        if watched is self.search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self.list.step(step)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.list.take()
                return True
        return super().eventFilter(watched, event)
