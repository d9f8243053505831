"""The columns of the queue: how wide they are, which of them are seen, and the order that a heading asks for."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QTableView

from console.query import Sort
from console.views.kit import ink
from console.views.look.look import current
from console.views.queue.delegate import LICENSE, RESPONSE, TICKET, TIER, WHO
from console.views.words import near_day, say

COLUMNS = {"license": LICENSE, "response": RESPONSE, "who": WHO}
_SORTS = {TIER: "tier", LICENSE: "ends", RESPONSE: "created"}
_STATES = ("expired", "invalid", "archived", "not_started")
_HEADING = 30
_LONGEST_AGO = 365
_FIRST, _LAST = date(2026, 9, 28), date(2026, 10, 28)  # days whose window of an answer takes as much room as any


def headings() -> tuple[str, ...]:
    """Return the titles of the columns."""
    return tuple(say(f"queue.{name}") for name in ("tier", "ticket", "license", "response", "who"))


def heading_font() -> QFont:
    """Return the font of the titles."""
    return ink.font("label")


class QueueColumns(QObject):
    """The columns of one table. `sorted` carries the order that a click on a heading asks for."""

    sorted = Signal(str, bool)

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table
        self._few, self._order = False, Sort()
        self.hidden: frozenset[str] = frozenset()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(TICKET, QHeaderView.ResizeMode.Stretch)
        header.setAccessibleName(say("queue.columns"))
        header.sectionClicked.connect(self._clicked)
        self.fit()

    def fit(self) -> None:
        """Give each narrow column the room that its words need in this language, by the look in force."""
        look = current()
        self._table.verticalHeader().setDefaultSectionSize(look.row_height)
        self._table.horizontalHeader().setFixedHeight(look.px(_HEADING))
        names = headings()
        states = (*(say(f"license.{one}_short") for one in _STATES), say("license.days_ago", n=_LONGEST_AGO))
        window = say("response.window", first=near_day(_FIRST), last=near_day(_LAST))
        for column, least, cells, icon in (
            (TIER, 56, (), 0),
            (LICENSE, 92, states, 40),
            (RESPONSE, 82, (say("status.waiting"), say("status.closed"), window), 24),
            (WHO, 52, (), 0),
        ):
            widest = max((ink.advance(cell, "small", 600) for cell in cells), default=0.0) + look.px(icon)
            heading = ink.advance(names[column], "label") + look.px(22)
            self._table.setColumnWidth(column, round(max(look.px(least), widest, heading)))

    def narrow(self, *, narrow: bool) -> None:
        """Leave out the columns of license and owner where there is little room."""
        self._few = narrow
        self._hide()

    def show(self, name: str, shown: bool) -> None:  # noqa: FBT001 - a menu's argument
        """Show or hide a column; where there is little room some stay hidden all the same."""
        self.hidden = self.hidden - {name} if shown else self.hidden | {name}
        self._hide()

    def show_order(self, order: Sort) -> None:
        """Mark the heading by which the list is ordered, where it is one of them."""
        self._order = order
        column = next((one for one, key in _SORTS.items() if key == order.key), None)
        header = self._table.horizontalHeader()  # asked for each time: what Qt made may outlive what stands for it here
        header.setSortIndicatorShown(column is not None)
        if column is not None:
            down = Qt.SortOrder.DescendingOrder if order.down else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(column, down)

    def _hide(self) -> None:
        for name, column in COLUMNS.items():
            hidden = name in self.hidden or (self._few and column in (LICENSE, WHO))
            if self._table.isColumnHidden(column) is not hidden:
                self._table.setColumnHidden(column, hidden)

    def _clicked(self, column: int) -> None:
        key = _SORTS.get(column)
        if key is not None:
            self.sorted.emit(key, self._order.key == key and not self._order.down)
