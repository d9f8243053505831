"""Choosing one of the agreement's topics as a card over the window: found by words of either language."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.services.desk import Desk
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.field import SearchField
from console.views.kit.steering import Steering
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
        Steering(self.search, self.list)
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
