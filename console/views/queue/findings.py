"""What is found out about the list that is shown: how many there are, where the cursor stands, why it is empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.query import Query
from console.records.base import Count
from console.views.kit.text import KeyFooter, Text
from console.views.queue.states import QueueStates
from console.views.queue.table import QueueTable
from console.views.queue.views import View
from console.views.words import say, say_count
from console.work.runner import Runner

if TYPE_CHECKING:
    from console.services.desk import Desk
    from console.services.listing import Emptiness

_OF_ROWS = ("J", "K", "R", "E")  # keys that do nothing where the list is empty


class Findings(QObject):
    """Asks in the background and shows what is still true when the answer comes."""

    def __init__(self, table: QueueTable, states: QueueStates, count: Text, footer: KeyFooter, runner: Runner) -> None:
        super().__init__(table)
        self._table, self._states, self._count, self._footer, self._runner = table, states, count, footer, runner
        self._desk: Desk | None = None
        self._query = Query()
        self._text, self._view = "", ""
        self._own = True
        self._told = ""
        self._new: frozenset[int] = frozenset()
        self.is_whole = False  # else what the list does not hold may be in it
        table.rows.ids_landed.connect(self._read_whole)
        table.landed.connect(self._landed)
        table.failed.connect(self._not_read)
        table.moved.connect(self._moved)

    def begin(self, desk: Desk, query: Query, text: str, view: View) -> None:
        """Find out about a list that is being read."""
        self._desk, self._query, self._text = desk, query, text
        self.is_whole = False
        self._view, self._own = view.key, view.is_query(text)
        self.count(desk)

    def count(self, desk: Desk) -> None:
        """Count the list that is shown anew."""
        from console.services import showing  # noqa: PLC0415 - it stands on the store, and the first rows do without

        query = self._query
        call = self._runner.read(lambda: (query, showing.queue_count(desk, query)))
        call.landed.connect(self._counted)

    def _not_read(self, _fault: object) -> None:
        """Say no number of a list that could not be read: the one that stood there is of another."""
        self._told, self._new = "", frozenset()
        self._show_count()
        self._footer.right.set_text("")
        self._footer.leave_out(_OF_ROWS)

    def _counted(self, answer: tuple[Query, Count]) -> None:
        query, count = answer
        if query is self._query:
            self._told = say_count("queue.tickets", count.number, capped=count.capped)
            self._show_count()

    def tell_new(self, answer: tuple[Query, frozenset[int]]) -> None:
        """Say how many fit the list by now and are not in it, until it is read anew."""
        query, found = answer
        rows = self._table.rows
        if query is self._query and self.is_whole:
            self._new |= {key for key in found if rows.row_of(key) is None}
            self._show_count()

    def _read_whole(self, _number: int) -> None:
        self._new, self.is_whole = self._table.rows.late, True
        self._show_count()

    def _show_count(self) -> None:
        new = (say_count("queue.new", len(self._new)),) if self._new else ()
        self._count.setText("  ·  ".join(one for one in (self._told, *new) if one))

    def _landed(self, number: int) -> None:
        self._footer.leave_out(() if number else _OF_ROWS)
        if number:
            self._states.show_list()
            return
        self._footer.right.set_text("")
        desk, query = self._desk, self._query
        if desk is not None:
            from console.services import listing  # noqa: PLC0415 - same

            call = self._runner.read(lambda: (query, listing.emptiness(desk, query)))
            call.landed.connect(self._found_why)
            call.failed.connect(self._states.show_failed)

    def _found_why(self, answer: tuple[Query, Emptiness]) -> None:
        query, why = answer
        if query is self._query and not self._table.rows.rowCount():
            self._states.show_empty(self._view, self._text, why, own=self._own)

    def _moved(self, row: int) -> None:
        number, whole = f"{row + 1:,}", f"{self._table.rows.rowCount():,}"
        self._footer.right.set_text(say("queue.place", n=number.replace(",", " "), of=whole.replace(",", " ")))
