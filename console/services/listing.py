"""Licenses as the window lists and opens them."""

from __future__ import annotations

from console.faults import NotSet
from console.records.assessment import StandingView
from console.records.licensing import LicenseRecord, LicenseRow
from console.services.desk import Desk
from console.services.standing import license_view
from console.store.queries import licensing


def licenses(desk: Desk, text: str = "") -> tuple[LicenseRow, ...]:
    """Return licenses by what ends soonest; `text` is looked for in key and customer."""
    with desk.store.read() as connection:
        return licensing.license_list(connection, text=text)


def license_with_standing(desk: Desk, license_id: int) -> tuple[LicenseRecord, StandingView | None]:
    """Return a license and where it stands now; None before the policy's zone is set. Raises NotFound."""
    with desk.store.read() as connection:
        record = licensing.license_record(connection, license_id)
    try:
        return record, license_view(desk, record, desk.clock())
    except NotSet:
        return record, None
