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
        self._number: Count | None = None
        self._is_counted = False  # else the number is of the list before
        self._as_read = ""
        self._new: frozenset[int] = frozenset()
        self.is_kept = False  # whether rows are put there that were read before: then nothing is asked of them
        self.is_whole = False  # else what the list does not hold may be in it
        table.rows.ids_landed.connect(self._read_whole)
        table.landed.connect(self._landed)
        table.moved.connect(self._moved)

    def begin(self, desk: Desk, query: Query, text: str, view: View) -> None:
        """Find out about a list that is being read."""
        self._is_counted &= str(query) == str(self._query)
        self._desk, self._query, self._text = desk, query, text
        self.is_whole = False
        self._view, self._own = view.key, view.is_query(text)
        self.count(desk)

    def count(self, desk: Desk) -> None:
        """Count the list that is shown anew; while the server is away its number stays as it was."""
        if self._runner.away is not None:
            return
        from console.services import showing  # noqa: PLC0415 - it stands on the store, and the first rows do without

        query = self._query
        call = self._runner.read(lambda: (query, showing.queue_count(desk, query)))
        call.landed.connect(self._counted)

    @property
    def number(self) -> Count | None:
        """Return how many the list that is shown has, None while that is not known."""
        return self._number if self._is_counted else None

    def not_read(self) -> None:
        """Say no number of a list that could not be read: the one that stood there is of another."""
        self.show_kept(None, "")
        self._footer.right.set_text("")
        self._footer.leave_out(_OF_ROWS)

    def show_kept(self, number: Count | None, as_read: str) -> None:
        """Say the number of a list that is shown as it was read, and when that was."""
        self._number, self._is_counted, self._new = number, number is not None, frozenset()
        self._footer.leave_out(() if self._table.rows.rowCount() else _OF_ROWS)
        row = self._table.currentIndex().row()
        if row < 0:
            self._footer.right.set_text("")
        else:
            self._moved(row)
        self.tell_as_read(as_read)

    def tell_as_read(self, words: str) -> None:
        """Say that the list is shown as it was read, or with no words that it is as it stands."""
        self._as_read = words
        self._show_count()

    def _counted(self, answer: tuple[Query, Count]) -> None:
        query, count = answer
        if query is self._query:
            self._number, self._is_counted = count, True
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
        number, new = self._number, len(self._new)
        told = "" if number is None else say_count("queue.tickets", number.number, capped=number.capped)
        parts = (told, say_count("queue.new", new) if new else "", self._as_read)
        self._count.setText("  ·  ".join(one for one in parts if one))

    def _landed(self, number: int) -> None:
        self._footer.leave_out(() if number else _OF_ROWS)
        if number:
            self._states.show_list()
            return
        self._footer.right.set_text("")
        desk, query = self._desk, self._query
        if desk is not None and not self.is_kept:
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
