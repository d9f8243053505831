"""A lead checks a refusal in the window: it waits, says so on the board and in the queue, and leaves once upheld."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.query import parse
from console.records.base import Role
from console.records.reviewing import SecondEyes
from console.services import appeals, refusing, reviewing, showing
from console.services import board as boards
from console.services.desk import Desk, ensure_staff, open_desk
from console.views.board.checks import CheckList, open_appeal, what_form
from console.views.licenses.entry_form import EntryForm
from console.views.main_window import MainWindow
from console.views.words import say
from tests.views.conftest import NOW

EXPIRED = "Commission rounding in the panel"


def refused_by(desk: Desk, subject: str = EXPIRED) -> int:
    row = next(one for one in boards.board(desk).cards if one.subject == subject)
    panels = showing.panels(desk, row.id)
    prepared = refusing.prepare(desk, panels, panels.assessment.primary or "", "en")
    refusing.refuse(desk, panels, prepared, prepared.filled.text, base_event=panels.detail.event_n)
    return int(row.id)


def listed(window: MainWindow, qtbot: QtBot) -> CheckList:
    found = CheckList(window)
    found.open()
    qtbot.waitUntil(lambda: found.list.count() > 0 and not window.runner.busy)
    return found


def test_a_colleagues_refusal_is_read_and_upheld_and_ones_own_is_not_opened(window: MainWindow, qtbot: QtBot) -> None:
    reviewing.want(window.desk, SecondEyes(grounds=("23.1.1",), everything=True))
    window.desk = window.desk.refreshed()
    irina = replace(
        window.desk,
        actor=ensure_staff(window.desk.store, login="irina", name="Irina Volkova", role=Role.SPECIALIST, now=NOW),
    )
    ticket = refused_by(irina)
    assert [int(one.id) for one in showing.queue_page(window.desk, parse("это:на_проверке").query).rows] == [ticket]
    found = listed(window, qtbot)
    (one,) = found.reviews
    found.open_row(str(one.id))
    form = found.findChildren(EntryForm)[-1]
    assert "clause 23.1.1" in form._form.text
    form.inputs["verdict"].set_value("give_back")
    form.save()
    qtbot.waitUntil(lambda: bool(form.rows["note"].note.text()))
    form.inputs["verdict"].set_value("uphold")
    form.save()
    qtbot.waitUntil(lambda: found.reviews == () and not window.runner.busy)
    assert reviewing.waiting(window.desk) == ()
    found.reject()
    again = irina.refreshed()
    appeals.ask(again, showing.panels(again, one.ticket_id), note="They paid")  # type: ignore[arg-type]  # its key
    found = listed(window, qtbot)
    (appeal,) = found.reviews
    found.open_row(str(appeal.id))
    qtbot.waitUntil(lambda: bool(found.findChildren(EntryForm)) and not window.runner.busy)
    form = found.findChildren(EntryForm)[-1]
    form.inputs["outcome"].set_value("accept")
    form.inputs["reason"].set_value("The payment is there")
    form.save()
    qtbot.waitUntil(lambda: found.reviews == () and not window.runner.busy)
    assert showing.detail(window.desk, one.ticket_id).row.outcome == "accept"  # type: ignore[arg-type]  # its key
    found.reject()


def test_the_form_says_where_nobody_could_give_the_second_look(migrated_sqlite_url: str, tmp_path: Path) -> None:
    desk = open_desk(migrated_sqlite_url, login="dana", name="Dana Kim", out_folder=tmp_path)
    assert "Nobody could give the second look" in what_form(desk).text
    ensure_staff(desk.store, login="irina", name="Irina Volkova", role=Role.SPECIALIST, now=NOW)
    assert "Nobody could" not in what_form(desk).text
    desk.store.close()


def test_what_is_checked_is_set_and_an_appeal_entered_in_the_window(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, refreshed, held_up = listed(window, qtbot), Desk.refreshed, list[bool]()
    appeal = next(one for one in window.commands.all() if one.id == "appeal")
    assert not appeal.enabled()
    assert say(appeal.why_not).startswith("No ticket is chosen, or no refusal is its last decision")

    def noted(desk: Desk) -> Desk:
        held_up.append(threading.current_thread() is threading.main_thread())
        return refreshed(desk)

    monkeypatch.setattr(Desk, "refreshed", noted)
    found.what.click()
    qtbot.waitUntil(lambda: bool(found.findChildren(EntryForm)) and not window.runner.busy)
    form = found.findChildren(EntryForm)[-1]
    form.inputs["tiers"].set_value(("question",))
    form.inputs["grounds"].set_value("23.1.1, 23.1.2")
    form.save()
    qtbot.waitUntil(lambda: reviewing.wanted(window.desk).tiers == ("question",) and not window.runner.busy)
    assert reviewing.wanted(window.desk).grounds == ("23.1.1", "23.1.2")
    assert held_up == [False]  # the database is never asked on the thread that paints
    ticket = refused_by(window.desk)
    found.read()
    qtbot.waitUntil(lambda: len(found.reviews) == 1 and not window.runner.busy)
    assert found.list.rows.rows[-1].why_not == "Nobody checks a decision of their own"
    found.open_row(str(found.reviews[0].id))
    assert not [one for one in found.findChildren(EntryForm) if one.isVisible()]
    found.reject()
    qtbot.waitUntil(lambda: not window.runner.busy)
    window.go_to(ticket)
    qtbot.waitUntil(lambda: window.panels is not None and int(window.panels.detail.row.id) == ticket)
    assert appeal.enabled()
    dispute = open_appeal(window)
    dispute.inputs["note"].set_value("They dispute it")
    dispute.open()
    qtbot.keyClick(dispute.inputs["note"].widget, Qt.Key.Key_Return)  # another line
    qtbot.keyClick(dispute.inputs["note"].widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(dispute.problem.isVisible)
    assert "disputed already" in dispute.problem.text()
    qtbot.keyClick(dispute, Qt.Key.Key_Escape)
    qtbot.keyClick(dispute, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.runner.busy)
