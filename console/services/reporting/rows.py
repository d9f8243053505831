"""One row for each request that was received on the days: read on as it is written, never held whole."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime

from console import stopping
from console.faults import Locked
from console.query import Query
from console.records.reporting import Days, ReadFrom
from console.services.desk import Desk
from console.services.reporting.asking import Asking
from console.services.reporting.reading import opened
from console.store.instants import from_micros
from console.store.queries import reports

COLUMNS = (
    *("number", "received", "closed", "status", "tier", "topic", "channel", "language", "customer", "license", "plan"),
    *("license_at_receipt", "queue", "owner", "outcome", "clause", "close_reason", "subject", "last_from_customer"),
    *("last_from_us", "first_answer", "messages"),
)
_INSTANTS = ("received", "closed", "last_from_customer", "last_from_us", "first_answer")
_LOOK_UP = 500
Value = str | int | datetime | None


def request_rows(
    desk: Desk, days: Days, query: Query | None = None, *, told: Callable[[ReadFrom], object] | None = None
) -> Generator[tuple[Value, ...]]:
    """Yield the rows, each in the order of COLUMNS; what is not known is None.

    Before the first, `told` hears where they are read: rows of two servers are never mixed.
    Raises Locked ("interrupted"), and as `Store.read`.
    """
    terms = () if query is None else query.terms
    stop = stopping.present()
    with opened(desk) as (connection, found):
        if told is not None:
            told(found)
        asking = Asking(desk=desk, connection=connection, name="rows", days=days, terms=terms, now=desk.clock())
        condition = asking.sql(asking.within("created"))
        for n, row in enumerate(reports.requests(connection, condition)):
            if stop is not None and not n % _LOOK_UP and stop.asked:
                raise Locked("interrupted")
            yield _row(row[:20] + row[21:])


def _row(found: tuple[object, ...]) -> tuple[Value, ...]:
    return tuple(
        None
        if value is None or value == ""
        else from_micros(int(str(value)))
        if name in _INSTANTS
        else value
        if isinstance(value, int)
        else str(value)
        for name, value in zip(COLUMNS, found, strict=True)
    )
