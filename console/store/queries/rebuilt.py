"""The columns that follow from the facts of a license, as they stand: to be held against those facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from console.store.instants import from_micros
from console.store.sql import Sql, ask, marks


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseColumns:
    """What a license says of itself: its state as it was last looked at, and in microseconds until when that lasts."""

    id: int
    license_key: str
    state: str
    edge: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketColumns:
    """What an open ticket says of its license: the state at receipt, and in microseconds when Support ends."""

    number: int
    license_id: int
    received_at: datetime
    agreement_id: int
    state: str | None
    edge: int


def licenses_after(connection: Connection, after: int, *, limit: int) -> tuple[LicenseColumns, ...]:
    """Return licenses with their columns in the order of their keys, behind a key."""
    asked = "SELECT id, license_key, state_now, boundary_key FROM licenses WHERE id > ? ORDER BY id LIMIT ?"
    return tuple(
        LicenseColumns(id=key, license_key=name, state=state, edge=edge)
        for key, name, state, edge in ask(connection, Sql(asked, (after, limit)))
    )


def open_tickets_of(connection: Connection, licenses: Sequence[int]) -> tuple[TicketColumns, ...]:
    """Return the open tickets of licenses with the columns that follow from these."""
    listed = marks(licenses)
    asked = (
        "SELECT number, license_id, received_at, agreement_id, license_state, boundary_key FROM tickets"
        f" WHERE license_id IN ({listed.text}) AND is_open = TRUE ORDER BY id"
    )
    return tuple(
        TicketColumns(
            number=number,
            license_id=license_id,
            received_at=from_micros(received_at),
            agreement_id=int(agreement_id or 0),
            state=state,
            edge=edge,
        )
        for number, license_id, received_at, agreement_id, state, edge in ask(connection, Sql(asked, listed.values))
    )
