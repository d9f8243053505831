from __future__ import annotations

from pathlib import Path

import pytest

from console.faults import BadInput
from console.services import backups
from console.services.desk import Desk
from tests.services.conftest import Clock


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))


def test_a_local_desk_is_backed_up_once_a_day_listed_and_restored(desk: Desk, clock: Clock) -> None:
    if desk.store.is_postgres:
        pytest.skip("a shared database is its operator's to back up; see the next test")
    assert backups.due(desk)
    assert backups.list_backups(desk) == ()
    daily = backups.make_backup(desk, kind="daily")
    assert not backups.due(desk)
    clock.forward(hours=1)
    manual = backups.make_backup(desk)
    assert backups.list_backups(desk) == (manual, daily)
    assert (manual.kind, daily.kind, manual.taken_at) == ("manual", "daily", clock.now)
    assert manual.bytes == manual.path.stat().st_size > 0
    clock.forward(hours=23)
    assert not backups.due(desk)
    clock.forward(hours=1)
    assert backups.due(desk)
    desk.store.close()
    kept = backups.restore(desk.store.url, daily.path)
    assert kept.is_file()
    assert [one.kind for one in backups.list_backups(desk)] == ["replaced", "manual", "daily"]


def test_a_shared_database_is_left_to_its_operator(desk: Desk, tmp_path: Path) -> None:
    if not desk.store.is_postgres:
        pytest.skip("a local database is backed up by the console; see the test before")
    assert not backups.due(desk)
    assert backups.list_backups(desk) == ()
    for act in (lambda: backups.make_backup(desk), lambda: backups.restore(desk.store.url, tmp_path)):
        with pytest.raises(BadInput) as told:
            act()
        assert told.value.code == "backup_needs_local"
        assert all("pg_dump" in told.value.words(language)[2] for language in ("en", "ru"))
