from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from console.records.base import Actor, Role, StaffId
from console.store import Store, Unit, open_store, tables
from tests.store.helpers import put

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    made = open_store(migrated_url)
    yield made
    made.close()


@pytest.fixture
def actor(store: Store) -> Actor:
    boot = Actor(staff_id=StaffId(0), name="boot", role=Role.OPERATOR)

    def enter(unit: Unit) -> int:
        return unit.insert(tables.people.staff, login="ann", name="Ann", role="lead")

    return Actor(staff_id=StaffId(put(store, boot, enter, NOW)), name="Ann", role=Role.LEAD)
