"""The staff, as the window chooses among them."""

from __future__ import annotations

from console.records.licensing import StaffRecord
from console.services.desk import Desk
from console.store.queries import setup


def staff(desk: Desk) -> tuple[StaffRecord, ...]:
    """Return the active staff by name."""
    with desk.store.read() as connection:
        return setup.staff_list(connection)
