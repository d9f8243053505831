"""Work that a weak link breaks off half-way: what is done stands, what is written stays, and it goes on later."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.records.intake import Fate
from console.services import annotating, registry
from console.services.archives import proving, review_drafts
from console.services.desk import Desk, open_desk
from console.services.registry import NewLicense
from console.store import check
from console.views.archive.choosing import Exporting
from console.views.dialogs.importing import ImportDialog
from console.views.licenses.entry_form import EntryForm
from console.views.licenses.screen import LicenseScreen
from console.views.main_window import MainWindow
from console.views.review.team import TeamReview
from console.work.runner import Runner
from tests.team_desks import TeamDatabase
from tests.views.conftest import NOW
from tests.views.review.test_reviewer import press
from tests.views.review.test_team_reviewer import seats
from tests.views.test_importing import count, mailbox
from tests.views.weak.following import SECONDS, STALL_S, TEXT, Beat, back, lost, words
from tests.views.windows import at_work
from tests.weak_link import WeakLink

__all__ = ["seats"]

MANY = 450  # more than are stored together
on_a_server = pytest.mark.parametrize("migrated_postgres_url", ["postgres18"], indirect=True)
pytestmark = pytest.mark.patient


def taken_in(window: MainWindow, path: Path, qtbot: QtBot) -> ImportDialog:
    window.acts.desk.open_tool("import")
    dialog = next(one for one in window.findChildren(ImportDialog) if one.isVisible())
    dialog.choose((path,))
    qtbot.waitUntil(lambda: not window.runner.busy)
    dialog.preview.all_new.click()
    return dialog


@on_a_server
def test_an_import_that_is_cut_keeps_what_is_in_and_takes_the_rest_when_the_link_is_back(
    followed: MainWindow, link: WeakLink, qtbot: QtBot, tmp_path: Path
) -> None:
    path, ended = mailbox(tmp_path / "many.mbox", MANY), list[object]()
    before = count(followed.desk)
    dialog = taken_in(followed, path, qtbot)
    beat = Beat()
    followed.acts.importing.finished.connect(ended.append)
    followed.acts.importing.progressed.connect(lambda _: link.break_off())
    dialog.go.click()
    qtbot.waitUntil(lambda: bool(ended), timeout=2 * SECONDS)
    beat.stop()
    assert beat.longest < STALL_S
    followed.acts.importing.progressed.disconnect()
    assert dialog.pages.currentWidget() is dialog.report
    assert "It broke off" in words(dialog)
    assert "What was saved is kept" in words(dialog)
    told = {one.message_id for one in followed.acts.importing.run.lines}  # type: ignore[union-attr]  # it ran
    back(followed, link, qtbot)
    part = count(followed.desk) - before
    assert 0 < len(told) <= part < MANY
    dialog.accept()
    dialog = taken_in(followed, path, qtbot)
    dialog.go.click()
    qtbot.waitUntil(lambda: len(ended) == 2)
    fates = [one.fate for one in followed.acts.importing.run.lines]  # type: ignore[union-attr]  # same
    assert (fates.count(Fate.DUPLICATE), fates.count(Fate.NEW_REQUEST)) == (part, MANY - part)
    assert count(followed.desk) - before == MANY
    with followed.desk.store.read() as connection:
        assert check.check(connection) == ()
    dialog.accept()


@on_a_server
def test_an_export_that_is_cut_leaves_no_half_file_and_is_written_when_the_link_is_back(
    followed: MainWindow, link: WeakLink, qtbot: QtBot, tmp_path: Path
) -> None:
    target = tmp_path / "week.tkz"
    one = Exporting(followed, target)
    one.told.connect(lambda _: link.break_off())
    one.ask()
    qtbot.waitUntil(lambda: "does not answer" in followed.toast.accessibleName(), timeout=2 * SECONDS)
    assert not target.exists()
    back(followed, link, qtbot)
    Exporting(followed, target).ask()
    qtbot.waitUntil(lambda: target.exists() and not followed.runner.busy)
    assert proving.verify(target, (), lambda _done, _all: True).state == "whole"
    assert [file.name for file in tmp_path.iterdir() if "partial" in file.name] == []


@on_a_server
def test_what_is_typed_into_the_register_is_refused_in_words_stays_and_is_saved_later(
    followed: MainWindow, link: WeakLink, qtbot: QtBot
) -> None:
    wanted = NewLicense(key="A1", plan="PRO", customer="A1", purchased_at=NOW, initial_installation="done")
    screen = LicenseScreen(followed, license_id=registry.add_license(followed.desk, wanted))
    screen.open()
    qtbot.waitUntil(lambda: screen.detail.shown is not None and not followed.runner.busy)
    screen.open_form("contact", 0)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in screen.findChildren(EntryForm)))
    form = next(one for one in screen.findChildren(EntryForm) if one.isVisible())
    closed: list[int] = []
    form.finished.connect(closed.append)
    qtbot.keyClicks(form.inputs["name"].widget, "Sam Field")
    qtbot.keyClicks(form.inputs["address"].widget, "sam@one.example")
    lost(followed, link, qtbot)
    qtbot.keyClick(form, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Nothing was done" in words(form))
    assert not closed
    back(followed, link, qtbot)
    qtbot.waitUntil(lambda: not followed.runner.busy)
    assert form.inputs["name"].value() == "Sam Field"
    qtbot.keyClick(form, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(closed) and not followed.runner.busy)
    assert screen.detail.shown is not None
    assert [one.name for one in screen.detail.shown.record.contacts] == ["Sam Field"]
    screen.accept()


@pytest.mark.parametrize("team_database", ["postgres18"], indirect=True)
def test_a_reviewers_words_and_verdict_wait_for_the_link_and_none_is_lost(
    team_database: TeamDatabase,
    seats: dict[str, Desk],
    dressed: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    with WeakLink(team_database.server.port) as link:
        rex = open_desk(link.url(team_database.of("rex")), login="", name="", out_folder=tmp_path, clock=lambda: NOW)
        with at_work(MainWindow(rex, Runner()), qtbot) as window:
            window.show_view("all_open")
            qtbot.waitUntil(lambda: isinstance(window.found, TeamReview) and window.found.line is not None)
            review = window.found
            assert isinstance(review, TeamReview)
            assert review.line is not None
            assert review.seen is not None
            name, ticket = review.line.gid, review.seen.ticket_id
            lost(window, link, qtbot)
            press(window, qtbot, Qt.Key.Key_E)
            qtbot.keyClicks(review.bar.note, TEXT)
            press(window, qtbot, Qt.Key.Key_Escape)
            press(window, qtbot, Qt.Key.Key_3)
            qtbot.waitUntil(lambda: "has not answered since" in words(review.bar) and not window.runner.busy)
            assert review_drafts.at_desk(rex).words_of(name) == (TEXT, "")
            assert annotating.findings(seats["ann"], ticket) == ()
            back(window, link, qtbot)
            qtbot.waitUntil(lambda: window.runner.away is None and not window.runner.busy)
            assert review.bar.note.toPlainText() == TEXT
            press(window, qtbot, Qt.Key.Key_3)
            qtbot.waitUntil(lambda: review_drafts.at_desk(rex).words_of(name) is None and not window.runner.busy)
            (kept,) = annotating.findings(seats["ann"], ticket)
            assert (kept.verdict, kept.body) == ("mild", TEXT)
            window.watch.stop()
        rex.store.close()
