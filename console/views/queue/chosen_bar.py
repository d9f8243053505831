"""Choosing tickets by keys, and the bar of what can be done with all of them: how many, and how far an act has come."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from console.query import Query
from console.views.kit.buttons import Button, IconButton
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.queue.selection import Selection
from console.views.queue.table import QueueTable
from console.views.words import say, say_count

ACTS = (("assign", "user", "A"), ("tier", "alert-triangle", ""), ("topic", "tag", ""))


class ChosenBar(QWidget):
    """`acted` carries assign, tier, topic or clear."""

    acted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        look = current()
        self.setProperty("ground", "chosen")
        self.setProperty("edge", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(say("together.title"))
        self.words = Text("", "label", weight=600)
        self.buttons = {name: Button(say(f"together.{name}"), "plain", icon, chord=key) for name, icon, key in ACTS}
        self.clear = IconButton("x", say("together.clear"), "Esc")
        self.bar = QProgressBar()
        self.bar.setAccessibleName(say("together.title"))
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(look.px(110))
        self.bar.hide()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.px(16), look.px(6), look.px(10), look.px(6))
        layout.setSpacing(look.px(6))
        layout.addWidget(self.words)
        layout.addStretch(1)
        layout.addWidget(self.bar)
        for name, button in (*self.buttons.items(), ("clear", self.clear)):
            button.setObjectName(name)
            button.clicked.connect(self._clicked)
            layout.addWidget(button)
        self.hide()

    def show_count(self, number: int) -> None:
        """Show how many tickets are chosen."""
        self.words.setText(say_count("together.chosen", number))
        self.setVisible(number > 0)

    def show_progress(self, done: int, whole: int) -> None:
        """Show how far an act has come; at the end the bar goes."""
        self.bar.setVisible(done < whole)
        self.bar.setRange(0, max(1, whole))
        self.bar.setValue(done)
        for button in self.buttons.values():
            button.setEnabled(done >= whole)

    def _clicked(self) -> None:
        self.acted.emit(self.sender().objectName())


class Choosing(QObject):
    """Chooses by the cursor of the list, and shows and announces how many there are."""

    def __init__(self, table: QueueTable, selection: Selection, bar: ChosenBar) -> None:
        super().__init__(table)
        self._table, self._selection, self._bar = table, selection, bar
        table.painter_of_rows.chosen = selection.holds
        selection.changed.connect(self._show)

    def choose(self, by: int = 0) -> None:
        """Choose the ticket under the cursor or let it go; with `by` choose it, move, and choose the next one too."""
        here = self._table.current_id()
        if here is None:
            return
        if not by:
            self._selection.toggle(here)
            return
        self._selection.add(here)
        self._table.step(by)
        there = self._table.current_id()
        if there is not None:
            self._selection.add(there)

    def choose_all(self, query: Query) -> None:
        """Choose everything that fits a query, however much it is."""
        if self._table.rows.rowCount():
            self._selection.take_all(query)

    def _show(self) -> None:
        number = self._selection.count(self._table.rows.rowCount())
        self._bar.show_count(number)
        self._table.viewport().update()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._table, say_count("together.chosen", number)))
