"""What the queue goes on showing while the database is away: each view that was in sight before, as it was read.

Nothing is asked for meanwhile. A list that cannot be read anew stays as it is, and its head says of what time it is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QModelIndex, QObject, Signal

from console.faults import Fault, Unreachable
from console.models.kept import MOST_ROWS, MOST_VIEWS, Kept, KeptView
from console.models.staying import LEFT
from console.query import Query, Sort
from console.records.tickets import TicketRow
from console.views.queue.findings import Findings
from console.views.queue.states import QueueStates
from console.views.queue.table import QueueTable
from console.views.queue.views import View
from console.views.words import say, soon
from console.work.runner import Runner


class EarlierViews(QObject):
    """Keeps at most MOST_VIEWS views of MOST_ROWS rows each (see there), and shows them while the server is away.

    `failed` carries what else kept a list in sight from being read anew: no strip tells of that.
    """

    failed = Signal(object)

    def __init__(
        self,
        table: QueueTable,
        states: QueueStates,
        findings: Findings,
        runner: Runner,
        now: Callable[[], datetime],
    ) -> None:
        super().__init__(table)
        self._table, self._states, self._findings = table, states, findings
        self._runner, self._now = runner, now
        self._held: Kept[str, KeptView] = Kept(MOST_VIEWS)
        self._query: Query | None = None
        self._view: tuple[str, str] = ("", "")
        self._told_name = ""
        self._stands: tuple[str, str, str] | None = None  # the query whose rows are in the list, and its view
        self._as_of: datetime | None = None  # of the rows, while they cannot be read anew
        self._cursor: int | None = None
        self._lost = False
        table.rows.page_landed.connect(self._landed)
        table.rows.renewed.connect(self._landed)
        table.failed.connect(self._not_read)

    def shows(self, query: Query, view: View, text: str, *, select: int | None = None) -> bool:
        """Hear that a list is asked for; return whether it is shown as it was read, and need not be asked for."""
        if str(query) != self._standing and self._runner.away is None:
            self._keep(self._as_of or self._now())
        own = view.is_query(text)
        self._query, self._view = query, (view.key, view.title) if own else ("", "")
        self._told_name = view.title if own else text
        if self._runner.away is None:
            return False
        if str(query) == self._standing:
            self._stay(select)
        else:
            self._show_kept(select)
        return True

    def lose(self, as_of: datetime) -> None:
        """The server is away, and answered last at `as_of`: wait for nothing, and show what was read."""
        if self._lost:
            return
        self._lost = True
        if self._as_of is None:
            self._as_of = as_of
            self._keep(as_of)
        self._table.rows.stop()
        if self._query is None:
            return
        if str(self._query) == self._standing:
            self._stay()
        else:
            self._show_kept()

    def find(self) -> None:
        """The server is back: what is in sight is about to be read anew."""
        self._lost = False

    # -- inside ----------------------------------------------------------------------------------------------------

    @property
    def _standing(self) -> str | None:
        return None if self._stands is None else self._stands[0]

    def _keep(self, at: datetime) -> None:
        if self._stands is None:
            return
        query, key, title = self._stands
        length = self._table.rows.rowCount()
        kept = KeptView(
            rows=self._first_rows(), length=length, count=self._findings.number, at=at, key=key, title=title
        )
        self._held.keep(query, kept)

    def _first_rows(self) -> tuple[TicketRow, ...]:
        """Return the rows from the first one on that are here; what only stands by belongs to the list no more."""
        rows, found = self._table.rows, []
        for place in range(min(rows.rowCount(), MOST_ROWS)):
            record = rows.record(place)
            if record is None:
                break
            if rows.marks.get(int(record.id)) != LEFT:
                found.append(record)
        return tuple(found)

    def _landed(self, _number: int) -> None:
        if self._findings.is_kept or self._query is None:
            return
        self._stands, self._as_of = (str(self._query), *self._view), None
        self._findings.tell_as_read("")

    def _not_read(self, fault: Fault) -> None:
        """Show what is kept where the list was not read; one that is in sight stays there."""
        query = "" if self._query is None else str(self._query)
        if self._query is not None and query == self._standing:
            self._as_of = self._as_of or self._now()
            self._stay()
            if not isinstance(fault, Unreachable):
                self.failed.emit(fault)
        elif isinstance(fault, Unreachable) and self._held.of(query) is not None:
            self._show_kept()
        else:
            self._findings.not_read()
            self._states.show_failed(fault)

    def _stay(self, select: int | None = None) -> None:
        """Leave the list as it stands, and say of what time it is."""
        at, kept = self._as_of or self._now(), self._held.of(self._standing or "")
        number = self._findings.number or (None if kept is None else kept.count)
        if self._table.rows.rowCount():
            self._states.show_list()
        else:
            self._states.show_was_empty(self._when(at))
        self._findings.show_kept(number, say("queue.as_read", time=self._when(at)))
        if select is not None:
            self._table.select_id(select)

    def _show_kept(self, select: int | None = None) -> None:
        """Put the rows that are kept into the list, or none where it was never read."""
        if self._query is None:
            return
        found = self._held.of(str(self._query))
        self._put(() if found is None else found.rows, select)
        if found is None:
            self._stands = self._as_of = None
            self._findings.not_read()
            self._states.show_unread(self._told_name, self._since(), self._held.newest)
            return
        self._stands, self._as_of = (str(self._query), *self._view), found.at
        when = self._when(found.at)
        if found.rows:
            self._states.show_list()
        else:
            self._states.show_was_empty(when)
        part = found.length > len(found.rows) > 0
        words = say("queue.as_read_part", n=len(found.rows), time=when) if part else say("queue.as_read", time=when)
        self._findings.show_kept(found.count, words)

    def _put(self, rows: tuple[TicketRow, ...], select: int | None) -> None:
        """Show these rows. The ticket in sight stays there: the cursor is on its row, or on none."""
        table = self._table
        wanted = select or table.current_id() or self._cursor
        table.columns.show_order((self._query.sort if self._query is not None else None) or Sort())
        table.wanted, table.again = wanted, True
        table.guest = all(int(one.id) != wanted for one in rows)
        self._cursor, self._findings.is_kept = wanted, True
        table.rows.show(rows)
        if table.guest:
            table.setCurrentIndex(QModelIndex())
        self._findings.is_kept = False

    def _when(self, at: datetime) -> str:
        return soon(at, self._now())

    def _since(self) -> str:
        away = self._runner.away
        return "" if away is None else str(away.params.get("time", ""))
