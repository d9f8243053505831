"""The queue's source: pages, ids and rows of tickets by a query, read on a reader thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from console.query import Query
from console.records.base import Cursor, Page
from console.records.tickets import TicketRow
from console.store.queries import queue

if TYPE_CHECKING:
    from console.services.desk import Desk


class QueueSource:
    """Tickets by a query, as one person sees them."""

    def __init__(self, desk: Desk, query: Query) -> None:
        self.desk = desk
        self.query = query

    def page(self, after: Cursor | None, limit: int) -> Page[TicketRow]:
        """Return the rows behind `after`."""
        from console.services import showing  # noqa: PLC0415 - it stands on the store, and the first rows do without

        return showing.queue_page(self.desk, self.query, after=after, limit=limit)

    def ids(self, cap: int) -> Sequence[int]:
        """Return the sorted ids."""
        from console.services import showing  # noqa: PLC0415 - same

        against = showing.context(self.desk, self.query)
        with self.desk.store.read() as connection:
            return queue.ids(connection, self.query, against, cap=cap)

    def behind(self, key: int) -> Cursor | None:
        """Return the cursor behind a ticket, or None where it is gone."""
        from console.services import showing  # noqa: PLC0415 - same

        against = showing.context(self.desk, self.query)
        with self.desk.store.read() as connection:
            return queue.behind(connection, self.query, against, key)

    def fitting(self, wanted: tuple[int, ...]) -> frozenset[int]:
        """Return those of these ids that fit the query."""
        from console.services import showing  # noqa: PLC0415 - same

        return showing.fitting(self.desk, wanted, self.query)

    def following(self, wanted: tuple[int, ...], limit: int) -> dict[int, tuple[tuple[int, ...], bool]]:
        """Return for each id the ids behind it, and whether the list ends with them."""
        from console.services import showing  # noqa: PLC0415 - same

        against = showing.context(self.desk, self.query)
        with self.desk.store.read() as connection:
            found = queue.following(connection, self.query, against, wanted, limit=limit)
        return {key: (tuple(int(row.id) for row in page.rows), page.after is None) for key, page in found.items()}

    def rows(self, wanted: tuple[int, ...]) -> tuple[TicketRow, ...]:
        """Return the rows with these ids."""
        from console.services import showing  # noqa: PLC0415 - same

        return showing.queue_rows(self.desk, wanted)
