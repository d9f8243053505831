"""The list below the query bar: keys and values that fit what is written, with how many tickets each would leave.

Down or Ctrl+Space opens it, arrows move, Tab or Enter takes, Esc closes. It never takes the focus from the field.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from console.query import Offer, insert, offer
from console.records.base import Count
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.field import QueryField
from console.views.look.look import current
from console.views.words import language, say
from console.work.runner import Runner
from console.work.throttle import Throttle

if TYPE_CHECKING:
    from console.services.desk import Desk

_MOST = 9
_ROW = 36
_COUNT_PAUSE_MS = 120


class Completion(QObject):
    """Watches a query bar. `desk` gives the desk that is open when counts are asked for."""

    def __init__(self, field: QueryField, desk: Callable[[], Desk], runner: Runner) -> None:
        super().__init__(field)
        self._field, self._desk, self._runner = field, desk, runner
        self._offer = Offer(start=0, end=0, key="", options=())
        self._counts: dict[str, Count] = {}
        self.popup = QFrame(field)
        self.popup.setProperty("popup", "true")
        self.popup.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.list = ChoiceList(say("queue.completion"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.taken.connect(self._take)
        layout = QVBoxLayout(self.popup)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.list)
        self.popup.hide()
        self._later = Throttle(_COUNT_PAUSE_MS, self)
        self._later.fired.connect(self._count)
        field.textEdited.connect(self._edited)
        field.installEventFilter(self)

    @property
    def is_open(self) -> bool:
        """Return whether the list is to be seen."""
        return not self.popup.isHidden()

    def close(self) -> None:
        """Close the list."""
        self._later.cancel()
        self.popup.hide()

    def _edited(self, text: str) -> None:
        before = text[: self._field.cursorPosition()]
        if not before or before[-1].isspace():
            self.close()
        else:
            self.open_list()

    def open_list(self) -> None:
        """Open the list for the place of the cursor, if anything fits there."""
        text = self._field.text()
        self._offer = offer(text, self._field.cursorPosition(), language())
        written = text[self._offer.start : self._offer.end]
        options = [one for one in self._offer.options if one.text != written][:_MOST]
        if not options:
            self.close()
            return
        self._counts = {}
        self._show()
        if self._offer.key and self._offer.key != "sort":
            self._later.ask()

    def _show(self) -> None:
        at = self.list.current()
        shown = [
            Choice(id=one.text, title=one.text, detail=one.other, tag=self._number(one.text), tone="quiet")
            for one in self._offer.options[:_MOST]
        ]
        self.list.set_choices(shown, at="" if at is None or not self.is_open else at.id)
        self._place(len(shown))

    def _number(self, option: str) -> str:
        count = self._counts.get(self._with(option))
        return "" if count is None else f"{count.number}{'+' if count.capped else ''}"

    def _with(self, option: str) -> str:
        return insert(self._field.text(), self._offer, option, is_key=False)[0]

    def _place(self, rows: int) -> None:
        window: QWidget = self._field.window()
        if self.popup.parent() is not window:
            self.popup.setParent(window)
        look = current()
        left = self._field.cursorRect().left() - look.px(12)
        width = look.px(300)
        place = self._field.mapTo(window, QPoint(max(0, min(left, self._field.width() - width)), 0))
        height = rows * look.px(_ROW) + 10
        self.popup.setGeometry(place.x(), place.y() + self._field.height() + 2, width, height)
        self.popup.show()
        self.popup.raise_()

    def _count(self) -> None:
        from console.services import listing  # noqa: PLC0415 - it stands on the store, and the first rows do without

        if self._runner.away is not None:
            return
        desk, texts = self._desk(), tuple(self._with(one.text) for one in self._offer.options[:_MOST])
        call = self._runner.read(lambda: listing.counts(desk, texts))
        call.landed.connect(self._counted)

    def _counted(self, counts: dict[str, Count]) -> None:
        if self.is_open:
            self._counts = counts
            self._show()

    def _take(self, option: str) -> None:
        chosen = next((one for one in self._offer.options if one.text == option), None)
        if chosen is None:
            return
        text, cursor = insert(self._field.text(), self._offer, option, is_key=chosen.is_key)
        self._field.setText(text)
        self._field.setCursorPosition(cursor)
        self._field.textEdited.emit(text)
        if chosen.is_key:
            self.open_list()
        else:
            self.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that belong to the list while it is open."""
        if event.type() in (QEvent.Type.FocusOut, QEvent.Type.Hide):
            self.close()
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers()
        if not self.is_open:
            wanted = key == Qt.Key.Key_Down or (key == Qt.Key.Key_Space and held & Qt.KeyboardModifier.ControlModifier)
            if wanted:
                self.open_list()
            return bool(wanted)
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.list.take()
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True
