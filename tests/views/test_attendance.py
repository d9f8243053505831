"""Presence in the window: others see where one is, and one sees them, in the list and over the conversation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.records.live import Present
from console.services import company
from console.services.attending import attend, others
from console.services.desk import Desk, open_desk
from console.views.main_window import MainWindow
from console.views.told_company import company_words
from console.views.words import set_language
from console.work.runner import Runner
from tests.store.helpers import open_ticket
from tests.team_desks import TeamDatabase
from tests.views.conftest import NOW

Sit = Callable[[str], Desk]
on_one_server = pytest.mark.parametrize("team_database", ["postgres18"], indirect=True)


@contextmanager
def windowed(desk: Desk, qtbot: QtBot, app: QApplication) -> Iterator[MainWindow]:
    runner = Runner()
    made = MainWindow(replace(desk, undo_seconds=10), runner)
    made.resize(1500, 900)
    made.show()
    made.begin()
    made.show_view("all_open")
    qtbot.waitUntil(lambda: made.panels is not None)
    yield made
    made.watch.stop()
    made.close()
    qtbot.waitUntil(lambda: runner.busy == 0)
    runner.close()
    made.deleteLater()
    app.processEvents()


@pytest.fixture
def sit(team_database: TeamDatabase, tmp_path: Path) -> Iterator[Sit]:
    desks: list[Desk] = []

    def give(login: str) -> Desk:
        desks.append(open_desk(team_database.of(login), login="", name="", out_folder=tmp_path))
        return desks[-1]

    yield give
    for one in desks:
        one.store.close()


@pytest.mark.patient
@on_one_server
def test_two_windows_see_each_other_until_one_is_closed(
    sit: Sit, qtbot: QtBot, dressed: QApplication, team_database: TeamDatabase
) -> None:
    lead, ann, ben = sit("lea"), sit("ann"), sit("ben")
    company.set_setting(lead.store, lead.actor, "policy_tz", "UTC", at=NOW)
    ticket = open_ticket(ann.store, ann.actor, NOW)
    with windowed(ann.refreshed(), qtbot, dressed) as window:
        qtbot.waitUntil(lambda: [(one.name, one.writing) for one in others(ben)] == [("Ann", False)])
        window.ticket.composer.write("reply")
        window.ticket.composer.edit.insertPlainText("Good")
        qtbot.waitUntil(lambda: [one.writing for one in others(ben)] == [True])
        window.ticket.composer.discard()
        qtbot.waitUntil(lambda: [one.writing for one in others(ben)] == [False])
        assert ben.store.bell is not None
        ben.store.bell.start(lambda _channel: None)
        qtbot.waitUntil(lambda: ben.store.bell is not None and ben.store.bell.listens)
        attend(ben, ticket, writing=True)
        bar, table = window.ticket.company, window.queue.table
        qtbot.waitUntil(bar.isVisible)
        assert bar.accessibleName() == "Ben is writing an answer…"
        assert [one.name for one in table.painter_of_rows.company[ticket]] == ["Ben"]
        heard = table.rows.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert "Ben is writing an answer" in heard
        attend(ben, 0)
        qtbot.waitUntil(lambda: not bar.isVisible())
    with psycopg.connect(team_database.dsn()) as owner:
        assert owner.execute("SELECT count(*) FROM presence").fetchone() == (0,)


@on_one_server
def test_a_reviewer_is_seen_looking(sit: Sit, qtbot: QtBot, dressed: QApplication) -> None:
    lead, ann, rex = sit("lea"), sit("ann"), sit("rex")
    company.set_setting(lead.store, lead.actor, "policy_tz", "UTC", at=NOW)
    open_ticket(ann.store, ann.actor, NOW)
    with windowed(rex.refreshed(), qtbot, dressed):
        qtbot.waitUntil(lambda: [(one.name, one.writing) for one in others(ann)] == [("Rex", False)])
    assert others(ann) == ()


def test_a_local_desk_says_nothing(window: MainWindow) -> None:
    window.attendance.begin()
    assert others(window.desk) == ()
    assert not window.attendance._beat.isActive()


def test_who_is_there_is_said_in_words(dressed: QApplication) -> None:
    ann, ben, eva = (
        Present(ticket_id=1, staff_id=key, name=name, writing=writing)  # type: ignore[arg-type] # plain numbers
        for key, name, writing in ((1, "Ann", True), (2, "Ben", True), (3, "Eva", False))
    )
    assert company_words(()) == ""
    assert company_words((ann,)) == "Ann is writing an answer…"
    assert company_words((ann, ben, eva)) == "Ann and Ben are writing answers…  ·  Eva is looking"
    set_language("ru")
    assert company_words((ann, ben, eva)) == "Ann и Ben пишут ответы…  ·  Eva смотрит"
