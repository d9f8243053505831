from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.records.schedules import ScheduleRecord
from console.services import company, customers, registry
from console.services.desk import Desk, open_desk
from tests.spare import spare_processes

__all__ = ["spare_processes"]

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **delta: float) -> None:
        self.now += timedelta(**delta)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(prepared_url: Callable[[str, Callable[[str], None]], str], tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    """A desk with a zone, hours, an official mailbox, and one license in its free year."""
    made = _opened(prepared_url("desk", _furnish), tmp_path / "letters", clock)
    yield made
    made.store.close()


def _opened(url: str, letters: Path, clock: Clock) -> Desk:
    return open_desk(url, login="dana", name="Dana Kim", out_folder=letters, clock=clock)


def _furnish(url: str) -> None:
    made = _opened(url, Path("nowhere"), Clock())
    company.set_setting(made.store, made.actor, "policy_tz", "Europe/Moscow", at=NOW)
    company.set_setting(made.store, made.actor, "company_name", "Harbor", at=NOW)
    hours = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), (("10:00", "18:00"),))
    schedule = ScheduleRecord(
        id=0, version_label="1", time_zone="Europe/Moscow", hours=hours, source="", valid_from=NOW
    )
    company.add_schedule(made.store, made.actor, schedule, at=NOW)
    made = made.refreshed()
    registry.add_channel(made, kind="email", address="support@desk.example", official=True)
    add_license(made, "HRB-1", "ann@one.example", "one.example", bought=NOW - timedelta(days=90))
    made.store.close()


def add_license(desk: Desk, key: str, address: str, domain: str, *, bought: datetime) -> int:
    license_id = registry.add_license(
        desk,
        registry.NewLicense(key=key, plan="PRO", customer=f"Customer {key}", purchased_at=bought, domains=(domain,)),
    )
    with desk.store.read() as connection:
        record = registry.read_license(connection, license_id)
    clean = dict.fromkeys(registry.INTEGRITY, False) | {"requirements_met": True}
    registry.set_installation(desk, record.domains[0].id, **clean)
    customers.add_contact(desk, record.customer_id, name=f"Ann {key}", address=address, role="owner", designated=True)
    return license_id
