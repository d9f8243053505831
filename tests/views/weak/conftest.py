from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.services import company
from console.services.desk import Desk, open_desk
from console.views.main_window import MainWindow
from console.work.runner import Runner
from tests.store.helpers import open_ticket
from tests.views.conftest import NOW
from tests.weak_link import WeakLink


@pytest.fixture
def link(migrated_postgres_url: str) -> Iterator[WeakLink]:
    with WeakLink(int(migrated_postgres_url.rpartition(":")[2].partition("/")[0])) as made:
        yield made


@pytest.fixture
def desk(link: WeakLink, migrated_postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    made = open_desk(link.url(migrated_postgres_url), login="ann", name="Ann", out_folder=tmp_path)
    company.set_setting(made.store, made.actor, "policy_tz", "UTC", at=NOW)
    open_ticket(made.store, made.actor, NOW)
    yield made.refreshed()
    link.silent = link.refuses = False
    made.store.close()


@pytest.fixture
def followed(desk: Desk, qtbot: QtBot, dressed: QApplication) -> Iterator[MainWindow]:
    runner = Runner()
    made = MainWindow(replace(desk, undo_seconds=10), runner)
    made.resize(1500, 900)
    made.show()
    made.begin()
    made.show_view("all_open")
    qtbot.waitUntil(lambda: made.panels is not None and made.watch._cursor is not None)
    yield made
    made.watch.stop()
    made.close()
    qtbot.waitUntil(lambda: runner.busy == 0)
    runner.close()
    made.deleteLater()
    dressed.processEvents()
