"""What hangs on a license and decides how it stood: payments, pauses, transfers to the archive, restorations.

Each part says which rows count, what an event says of a row, and from when the row makes a difference.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, true

from console.store.queries.license_parts import stands
from console.store.tables.licensing import archive_transfers, purchases, restorations, suspensions
from console.store.witness.reading import COVER

LEEWAY = timedelta(hours=1)
"""By as much the clocks of two desks may differ where no lock holds the one act behind the other."""
ALWAYS = datetime(1, 1, 1, tzinfo=UTC)
"""From when that makes a difference which any event may name, whenever it was written and by whatever clock."""
_CLAUSE = re.compile(r"\d{1,3}(\.\d{1,3})*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part: its name in an event, what a row of it is called, its table and columns.

    `only` is which rows count, `begins` names the columns with the instants from which a row makes a difference.
    """

    name: str
    word: str
    table: Table
    columns: tuple[str, ...]
    begins: tuple[str, ...]
    only: Callable[[], ColumnElement[bool]] = true

    def since(self, row: Mapping[str, Any]) -> datetime:
        """Return from when a row (columns by name) makes a difference."""
        return min((row[name] for name in self.begins if row[name] is not None), default=ALWAYS)


PAUSES = Part(
    name="pauses",
    word="pause",
    table=suspensions,
    columns=("kind", "basis", "reason", "ticket_id", "starts_at", "ends_at"),
    begins=("starts_at",),
)
PAYMENTS = Part(
    name="payments",
    word="payment",
    table=purchases,
    columns=("paid_at", "length", "unit"),
    begins=("paid_at",),
    only=lambda: purchases.c.void.is_(False),
)
TRANSFERS = Part(
    name="transfers",
    word="transfer",
    table=archive_transfers,
    columns=("at", "decided_by"),
    begins=("at",),
    only=lambda: stands(archive_transfers, "transfer_id"),
)
RESTORATIONS = Part(
    name="restorations",
    word="restoration",
    table=restorations,
    columns=(
        *("opened_at", "decided_at", "approved", "feasible", "grounds", "paid_at", "length", "unit"),
        "decided_by",
    ),
    begins=("opened_at", "decided_at", "paid_at"),
    only=lambda: stands(restorations, "restoration_id"),
)
PARTS = (PAYMENTS, PAUSES, TRANSFERS, RESTORATIONS)


def said_reason(reason: str) -> str:
    """Return the reason of a pause where it is a clause, or was left out; the words of a person are not told."""
    return reason if _CLAUSE.fullmatch(reason) or COVER in reason else ""


def begun_to_differ(table: str, row: Mapping[str, Any], new: Mapping[str, Any]) -> datetime | None:
    """Return from when it makes a difference that columns of a row of the register have other values; None if never."""
    if table == PAUSES.table.name:
        return _pause_differs(row, {**row, **new})
    if table == PAYMENTS.table.name and new.keys() & {*PAYMENTS.columns, "void"}:
        return ALWAYS
    return ALWAYS if table == "licenses" and new.keys() & {"purchased_at", "plan", "problem"} else None


def _pause_differs(row: Mapping[str, Any], new: Mapping[str, Any]) -> datetime | None:
    if said_reason(row["reason"]) != said_reason(new["reason"]):
        return ALWAYS  # also a pause that begins later is told
    if row["ends_at"] == new["ends_at"]:
        return None
    return min(_instant(one) for one in (row["ends_at"], new["ends_at"]) if one is not None)


def _instant(value: Any) -> datetime:
    found: datetime = value
    return found
