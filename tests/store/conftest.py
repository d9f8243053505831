from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from console.records.base import Actor
from console.store import Store, open_store
from tests.store.helpers import entered

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(migrated_url: str) -> Iterator[Store]:
    made = open_store(migrated_url)
    yield made
    made.close()


@pytest.fixture
def actor(store: Store) -> Actor:
    return entered(store, NOW)
