"""The change watch of a window: it hears of what another desk wrote long before its next look."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from console.records.live import HERE
from console.store import Store, open_store
from console.work import watch as watching
from console.work.runner import Runner
from console.work.watch import ChangeWatch
from tests.store.helpers import entered, open_ticket

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def listens(store: Store) -> bool:
    return store.bell is not None and store.bell.listens


def test_a_ring_is_looked_for_at_once(
    migrated_postgres_url: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_PERIOD_MS", 600_000)  # what is heard here was not found by looking
    one, two = open_store(migrated_postgres_url), open_store(migrated_postgres_url)
    actor = entered(one, NOW)
    runner = Runner()
    watch = ChangeWatch(two, runner)
    with qtbot.waitSignal(watch.answered):
        watch.start()
    assert one.bell is not None
    one.bell.start(lambda _channel: None)
    qtbot.waitUntil(lambda: listens(one) and listens(two))
    qtbot.waitUntil(lambda: runner.busy == 0)
    found: list[int] = []
    watch.changed.connect(lambda changes: found.extend(ticket for one in changes for ticket in one.ticket_ids))
    wanted = [open_ticket(one, actor, NOW, subject=f"Subject {n}") for n in range(5)]
    qtbot.waitUntil(lambda: found == wanted)  # each once, also what came while it looked
    with qtbot.waitSignal(watch.here):
        one.bell.ring(HERE, wanted[0])
    watch.stop()
    qtbot.waitUntil(lambda: runner.busy == 0)
    runner.close()
    one.close()
    two.close()
