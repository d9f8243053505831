"""A reviewer at a team's own desk, in both languages: everything is seen, no act is offered, own verdicts are kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.faults import NotAllowed, Stale
from console.query import parse
from console.records.base import Role
from console.records.findings import Said
from console.services import annotating, assign, company, deciding, entering, reply, showing
from console.services.annotating import Over
from console.services.archives import exporting, proving, review_drafts
from console.services.desk import Desk, open_desk
from console.views.main_window import MainWindow
from console.views.reports.screen import ReportScreen
from console.views.review.team import TeamReview
from console.views.shortcuts import WRITING
from console.views.speaking import speak
from console.work.runner import Runner
from tests.team_desks import TeamDatabase
from tests.views.conftest import NOW
from tests.views.review.test_reviewer import found_at_desk, press, settle
from tests.views.windows import at_work


def sit_down(team: TeamDatabase, login: str, folder: Path) -> Desk:
    return open_desk(team.of(login), login="", name="", out_folder=folder, clock=lambda: NOW)


@pytest.fixture
def seats(team_database: TeamDatabase, tmp_path: Path) -> Iterator[dict[str, Desk]]:
    """Ann, who decided on a ticket; Lea, the lead; Rex, the reviewer."""
    lead = sit_down(team_database, "lea", tmp_path)
    company.set_setting(lead.store, lead.actor, "policy_tz", "Europe/Moscow", at=NOW)
    company.set_setting(lead.store, lead.actor, "company_name", "Harbor", at=NOW)
    lead.store.close()
    made = {login: sit_down(team_database, login, tmp_path) for login in ("ann", "lea", "rex")}
    entry = entering.HandEntry(
        subject="The commission",
        text="How is the commission rounded in the panel, section Commissions? Version 4.6.0.",
        sender_address="a@one.example",
        sender_name="A",
        channel_kind="email",
        received_at=NOW,
    )
    ann = made["ann"]
    ticket = showing.id_of(ann, entering.enter_by_hand(ann, entry))
    assign.take(ann, ticket, version=showing.detail(ann, ticket).row.version)
    panels = showing.panels(ann, ticket)
    deciding.choose(ann, panels, panels.assessment.outcome)
    yield made
    for one in made.values():
        one.store.close()


@pytest.mark.parametrize("team_database", ["postgres18"], indirect=True)
@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_reviewer_sees_reports_and_exports_and_writes_own_verdicts_alone(  # noqa: PLR0915 - one walk from end to end
    seats: dict[str, Desk],
    dressed: QApplication,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    language: str,
) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    speak(dressed, language)
    rex, ann = seats["rex"], seats["ann"]
    assert rex.actor.role is Role.REVIEWER
    with at_work(MainWindow(rex, Runner()), qtbot, watch=False) as window:
        window.show_view("all_open")
        qtbot.waitUntil(lambda: window.panels is not None and window.found is not None)
        settle(window, qtbot)
        offered = {one.id for one in window.commands.all()}
        assert not offered & WRITING
        assert not offered & {"decide", "hide_secret", "erasing"}
        assert not window.commands.owner_of("R") or window.commands.owner_of("R").id != "reply"  # type: ignore[union-attr]  # there is one where it is not None
        assert not window.ticket.composer.isVisible()
        assert not window.ticket.header.take.isVisible()
        assert not window.side.decision.outcome.primary.isVisible()
        assert {"en": "You review here", "ru": "Вы здесь проверяете"}[language] in window.whole.locked.accessibleName()
        assert not window.toast.isVisible()  # nothing that is read is refused
        assert not window.queue.header.add.isVisible()
        assert not window.sidebar.entries["import"].isVisible()
        window.side.show_page(2)
        settle(window, qtbot)
        qtbot.waitUntil(
            lambda: window.side.matters.matters is not None
        )  # what a reviewer may not read is not asked for
        window.side.show_page(0)
        review = window.found
        assert isinstance(review, TeamReview)
        qtbot.waitUntil(lambda: review.line is not None)
        press(window, qtbot, Qt.Key.Key_E)
        qtbot.keyClicks(review.bar.note, "It was answered")
        window.queue.table.setFocus()  # there is no verdict yet
        name = review.line.gid  # type: ignore[union-attr]  # a decision is shown
        assert review_drafts.at_desk(rex).words_of(name) == ("It was answered", "")
        review.show_verdict()
        assert review.bar.note.toPlainText() == "It was answered"
        press(window, qtbot, Qt.Key.Key_3)
        settle(window, qtbot)
        qtbot.waitUntil(lambda: review_drafts.at_desk(rex).words_of(name) is None)  # the database has them
        press(window, qtbot, Qt.Key.Key_E)
        review.bar.note.moveCursor(QTextCursor.MoveOperation.End)
        qtbot.keyClicks(review.bar.note, " too kindly")
        review.bar.flush()
        settle(window, qtbot)
        qtbot.waitUntil(lambda: "too kindly" in "".join(found_at_desk(window.side.decision.found)))
        qtbot.waitUntil(lambda: window.runner.busy == 0)
        (kept,) = annotating.findings(ann, review.seen.ticket_id)  # type: ignore[union-attr]  # it is shown
        assert (kept.verdict, kept.body, kept.reviewer, kept.signed) == (
            "mild",
            "It was answered too kindly",
            kept.reviewer,
            False,
        )
        assert kept.reviewer_id == rex.actor.staff_id
        if window.width():
            window.grab().save(str(tmp_path / f"reviewer-{language}.png"))
        report = ReportScreen(window, "flow")
        report.open()
        settle(window, qtbot)
        report.reject()
        press(window, qtbot, Qt.Key.Key_Escape)
        press(window, qtbot, Qt.Key.Key_3)  # taken back
        settle(window, qtbot)
        qtbot.waitUntil(lambda: annotating.findings(ann, review.seen.ticket_id) == ())  # type: ignore[union-attr]  # same
    written = exporting.export(rex, parse("").query, tmp_path / "team.tkz", heard=lambda _: True)
    assert proving.verify(written.path, (), lambda _d, _t: True).state == "whole"
    speak(dressed, "en")


@pytest.mark.parametrize("team_database", ["postgres18"], indirect=True)
def test_nobody_else_notes_and_a_reviewer_does_nothing_else(seats: dict[str, Desk]) -> None:
    rex, ann, lea = seats["rex"], seats["ann"], seats["lea"]
    (row,) = showing.queue_page(rex, parse("").query).rows
    decision = showing.detail(rex, row.id).decisions[0].id
    annotating.note(rex, decision, Said(verdict="severe", body="Too severe"), command_id="1" * 32)
    assert annotating.note(rex, decision, Said(verdict="severe", body="Too severe"), command_id="1" * 32).replayed
    wrong = Said(verdict="wrong", clause="23.1.4")
    with pytest.raises(Stale):  # another computer has one that was not seen
        annotating.note(rex, decision, wrong, over=Over(gid=""))
    with pytest.raises(Stale):
        annotating.take_back(rex, decision, over=Over(gid="f" * 32))
    own = annotating.plain(annotating.findings(rex, int(row.id))[0])
    done = annotating.note(rex, decision, wrong, over=Over(gid="", own=frozenset([own])))
    assert annotating.note(rex, decision, wrong).result == done.result  # nothing is new
    (kept,) = annotating.findings(rex, int(row.id))
    assert (kept.verdict, kept.clause, kept.body, kept.id) == ("wrong", "23.1.4", "", int(json.dumps(done.result)))
    for other in (ann, lea):
        with pytest.raises(NotAllowed):
            annotating.note(other, decision, Said(verdict="mild"))
    for act in (lambda: reply.add_note(rex, row.id, "Hello"), lambda: assign.take(rex, row.id, version=row.version)):
        with pytest.raises(NotAllowed):
            act()
    annotating.take_back(rex, decision)
    assert annotating.findings(rex, int(row.id)) == ()


@pytest.mark.parametrize("team_database", ["postgres18"], indirect=True)
def test_a_reviewer_hears_what_became_of_a_verdict_in_doubt(
    seats: dict[str, Desk], dressed: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    speak(dressed, "en")
    rex = seats["rex"]
    rex.store.doubts.note(rex.command("review.add"))  # as a program leaves it that dies before its commit
    with at_work(MainWindow(rex, Runner()), qtbot, watch=False) as window:
        window.follower._bring_home()
        qtbot.waitUntil(lambda: "1 act was not carried out" in window.toast.accessibleName())
        assert rex.store.doubts.open() == ()


@pytest.mark.parametrize("team_database", ["postgres18"], indirect=True)
def test_words_of_before_do_not_win_over_a_verdict_that_was_saved_on_another_computer(
    seats: dict[str, Desk], dressed: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    speak(dressed, "en")
    rex = seats["rex"]
    (row,) = showing.queue_page(rex, parse("").query).rows
    (line,) = annotating.seen(rex, int(row.id), row.number).decisions
    review_drafts.at_desk(rex).jot(line.gid, "Older words", "", "")
    annotating.note(rex, line.id, Said(verdict="mild", body="Saved since"))
    with at_work(MainWindow(rex, Runner()), qtbot, watch=False) as window:
        window.show_view("all_open")
        review = window.found
        assert isinstance(review, TeamReview)
        qtbot.waitUntil(lambda: review.line is not None and window.runner.busy == 0)
        assert (review.bar.verdict(), review.bar.words) == ("mild", ("Saved since", ""))
        assert review.bar.other.detail.text() == "Older words"
        annotating.note(rex, line.id, Said(verdict="severe", body="Saved once more"))  # this window does not hear of it
        review.bar.note.setPlainText("Written over what is gone")
        review.bar.flush()
        review.bar.note.setPlainText("Written over what is gone, and on")  # while it is on its way
        qtbot.waitUntil(lambda: review.bar.verdict() == "severe" and window.runner.busy == 0)
        assert review.bar.words == ("Saved once more", "")
        assert review.bar.other.detail.text() == "Older words\n\nWritten over what is gone, and on"
        review.bar.other.button.click()
        qtbot.waitUntil(lambda: [one.verdict for one in annotating.findings(rex, int(row.id))] == ["severe"])
        qtbot.waitUntil(lambda: "Older words" in annotating.findings(rex, int(row.id))[0].body)
        qtbot.waitUntil(lambda: window.runner.busy == 0 and not review.bar.other.isVisible())
        assert review_drafts.at_desk(rex).beside(line.gid) is None
