"""Refusing no further than the text, asking once and remembering it, closing with what was asked and answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.faults import BadInput, NotAllowed
from console.query import parse
from console.records.base import Role, Status, TicketId
from console.services import (
    asking,
    closing,
    company,
    drafts,
    letter_values,
    outbox,
    preparing,
    refusing,
    reply,
    returning,
    showing,
    triage,
    undo,
)
from console.services.desk import Desk, ensure_staff
from console.services.intake.run import import_paths
from console.services.reply import Outgoing
from console.store import check
from tests.services.conftest import NOW, Clock, add_license
from tests.services.letters_of_mail import raw_mail, write

ANN, BOB = "Ann <ann@one.example>", "Bob <bob@two.example>"


def ticket_of(desk: Desk, folder: Path, sender: str, body: str, *, key: str = "x") -> TicketId:
    mail = raw_mail(key, sender=sender, subject="Rounding", body=body, at=NOW)
    list(import_paths(desk, [write(folder, mail)]))
    return showing.queue_page(desk, parse("is:open sort:-created").query).rows[0].id


@pytest.fixture
def running(desk: Desk, tmp_path: Path) -> TicketId:
    """A report of an error in a running period, with the steps missing."""
    ticket = ticket_of(desk, tmp_path / "in", ANN, "An error occurs in the section Orders of the panel.")
    detail = showing.detail(desk, ticket)
    triage.set_topic(desk, ticket, "panel_error_check", version=detail.row.version)
    for name, value in (("is_error", True), ("repro_steps", False), ("software_version", False)):
        triage.set_fact(desk, ticket, name, value, version=showing.detail(desk, ticket).row.version)
    return ticket


@pytest.fixture
def ended(desk: Desk, tmp_path: Path) -> TicketId:
    """A question after the end of the period."""
    add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2024))
    return ticket_of(desk, tmp_path / "in", BOB, "How is the commission rounded in the panel?")


def ask(desk: Desk, ticket: TicketId, language: str = "en") -> dict[str, int]:
    panels = showing.panels(desk, ticket)
    prepared = asking.prepare(desk, panels, language)
    applied = asking.ask(desk, panels, prepared, prepared.filled.text, base_event=panels.detail.event_n)
    return dict(applied.result)  # type: ignore[arg-type,call-overload]  # what a command leaves is JSON of any shape


def test_missing_facts_are_asked_for_in_one_letter_and_the_asking_is_remembered(
    desk: Desk, running: TicketId, clock: Clock
) -> None:
    company.set_setting(desk.store, desk.actor, "ask_info_close_after_days", 7, at=NOW)
    desk = desk.refreshed()
    panels = showing.panels(desk, running)
    assert panels.assessment.outcome == "ask_info"
    prepared = asking.prepare(desk, panels, "en")
    assert prepared.letter.code == "request.facts"
    assert "– the steps, one by one" in prepared.filled.text
    assert "– the version of the product" in prepared.filled.text
    assert prepared.filled.missing == ()
    ask(desk, running)
    assert showing.detail(desk, running).row.status is Status.WAITING
    reason = {one.clause: one for one in closing.judge(desk, running).reasons}["28.1.9"]
    assert (reason.allowed, reason.why_not) == (False, "not_long_enough")
    assert dict(reason.params)["days"] == "7"
    clock.forward(days=7)
    assert not {one.clause: one for one in closing.judge(desk, running).reasons}["28.1.9"].allowed
    clock.forward(days=1)
    judged = closing.judge(desk, running)
    assert judged.proposed is not None
    assert (judged.proposed.clause, judged.proposed.because) == ("28.1.9", "waited")
    assert dict(judged.proposed.params)["passed"] == "8"


def test_an_answer_ends_the_waiting_and_a_question_of_a_reply_counts_for_28_1_10(
    desk: Desk, running: TicketId, clock: Clock, tmp_path: Path
) -> None:
    for name in ("ask_info_close_after_days", "no_response_close_after_days"):
        company.set_setting(desk.store, desk.actor, name, 7, at=NOW)
    desk = desk.refreshed()
    ask(desk, running)
    clock.forward(days=1)
    more = raw_mail("y", sender=ANN, subject="Re: Rounding", body="4.8.2", at=clock.now, answers="x")
    list(import_paths(desk, [write(tmp_path / "more", more)]))
    clock.forward(days=20)
    assert {one.clause: one.why_not for one in closing.judge(desk, running).reasons}["28.1.9"] == "answer_arrived"
    question = Outgoing(
        ticket_id=running,
        text="And?",
        subject="Re",
        to_address="ann@one.example",
        base_event=99,
        asks=True,
        final=False,
    )
    reply.send_reply(desk, question)
    clock.forward(days=20)
    judged = closing.judge(desk, running)
    assert judged.proposed is not None
    assert judged.proposed.clause == "28.1.10"


def test_what_was_called_back_was_not_asked(desk: Desk, running: TicketId, clock: Clock) -> None:
    sent = ask(desk, running)
    clock.forward(seconds=3)
    outbox.recall(desk, sent["outbox"])
    assert {one.clause: one.why_not for one in closing.judge(desk, running).reasons}["28.1.9"] == "nothing_asked"
    (draft,) = drafts.load_drafts(desk, running)
    assert draft.letter_code == "request.facts"


def test_no_refusal_goes_further_than_the_text(desk: Desk, running: TicketId) -> None:
    panels = showing.panels(desk, running)
    assert refusing.ground_status(panels.assessment, "23.1.15") == "holds"
    assert refusing.limit(panels, "23.1.15").code == "ask_first"
    prepared = refusing.prepare(desk, panels, "23.1.15", "en")
    with pytest.raises(NotAllowed) as fault:
        refusing.refuse(desk, panels, prepared, prepared.filled.text, base_event=99)
    assert fault.value.code == "severer_than_text"
    ask(desk, running)
    again = showing.panels(desk, running)
    assert not refusing.limit(again, "23.1.15")
    checked = replace(again.assessment, outcome="product_error_check")
    assert refusing.limit(replace(again, assessment=checked), "23.1.15").code == "severer_than_text"


def test_a_ground_that_is_not_known_is_asked_for_and_not_used(desk: Desk, ended: TicketId) -> None:
    panels = showing.panels(desk, ended)
    grounds = tuple(
        replace(one, status="unknown") if one.clause == "23.1.10" else one for one in panels.assessment.grounds
    )
    panels = replace(panels, assessment=replace(panels.assessment, grounds=grounds))
    assert refusing.limit(panels, "23.1.10").code == "not_known"
    prepared = refusing.prepare(desk, panels, "23.1.10", "en")
    with pytest.raises(NotAllowed):
        refusing.refuse(desk, panels, prepared, prepared.filled.text, base_event=99)


def test_the_sent_refusal_is_kept_with_ground_clauses_version_and_letter(desk: Desk, ended: TicketId) -> None:
    panels = showing.panels(desk, ended)
    prepared = refusing.prepare(desk, panels, "23.1.1", "ru")
    text = prepared.filled.text + "\n"
    refusing.refuse(desk, panels, prepared, text, base_event=panels.detail.event_n)
    shown = showing.ticket(desk, panels.detail.row.number)
    (decision,) = shown.detail.decisions
    event = next(one for one in shown.history if one.kind == "decided")
    assert isinstance(event.new, dict)
    assert event.new["agreement"] == desk.agreement.label
    assert event.new["letter"] == "refuse.23.1.1"
    assert event.new["clauses"] == list(panels.assessment.also)
    assert (decision.primary, decision.agreement) == ("23.1.1", desk.agreement.label)
    assert next(one for one in shown.messages if one.id == decision.message_id).text == text
    assert all(one.answered for one in shown.detail.questions)


def test_a_lead_is_asked_first_without_anything_leaving(desk: Desk, ended: TicketId) -> None:
    lead = ensure_staff(desk.store, login="lea", name="Lea", role=Role.LEAD, now=NOW)
    panels = showing.panels(desk, ended)
    prepared = refusing.prepare(desk, panels, "23.1.1", "en")
    applied = refusing.refer(desk, panels, prepared, prepared.filled.text, lead.staff_id)
    detail = showing.detail(desk, ended)
    assert detail.row.owner_id == lead.staff_id
    assert detail.decisions == ()
    assert showing.messages(desk, ended)[-1].direction.value == "note"
    assert outbox.release_due(desk) == ()
    undo.undo(desk, ended, int(str(applied.result)))
    assert showing.detail(desk, ended).row.owner_id is None


def test_a_closing_letter_goes_out_with_the_closing_and_comes_back_with_it(
    desk: Desk, ended: TicketId, clock: Clock
) -> None:
    panels = showing.panels(desk, ended)
    prepared = preparing.prepare(desk, panels, "close.28.1.11", "en")
    letter = asking.outgoing(desk, panels, prepared, prepared.filled.text, base_event=panels.detail.event_n)
    applied = closing.close(desk, ended, "28.1.11", version=panels.detail.row.version, letter=letter)
    assert isinstance(applied.result, dict)
    assert showing.detail(desk, ended).row.status is Status.CLOSED
    assert showing.messages(desk, ended)[-1].text == prepared.filled.text
    clock.forward(seconds=3)
    outbox.recall(desk, int(str(applied.result["outbox"])))
    detail = showing.detail(desk, ended)
    assert (detail.row.status, detail.row.close_reason) == (Status.OPEN, None)
    assert not any(one.answered for one in detail.questions)


def test_questions_stay_open_until_an_answer_or_a_person_settles_them(desk: Desk, ended: TicketId) -> None:
    judged = closing.judge(desk, ended)
    assert len(judged.unanswered) == 1
    version = showing.detail(desk, ended).row.version
    applied = closing.close(desk, ended, "28.1.3", version=version)
    event = showing.ticket(desk, showing.detail(desk, ended).row.number).history[-1]
    assert isinstance(event.new, dict)
    assert event.new["unanswered"] == [judged.unanswered[0].id]
    undo.undo(desk, ended, int(str(applied.result)))
    version = showing.detail(desk, ended).row.version
    key = judged.unanswered[0].id
    done = closing.close(desk, ended, "28.1.3", version=version, answered=(key,))
    assert showing.detail(desk, ended).questions[0].answered
    undo.undo(desk, ended, int(str(done.result)))
    assert not showing.detail(desk, ended).questions[0].answered


def test_what_is_closed_opens_again_for_a_reason(desk: Desk, running: TicketId, clock: Clock, tmp_path: Path) -> None:
    company.set_setting(desk.store, desk.actor, "reopen_window_days", 10, at=NOW)
    desk = desk.refreshed()
    version = showing.detail(desk, running).row.version
    closing.close(desk, running, "28.1.3", version=version)
    found = returning.judge_reopening(desk, running)
    assert (found.outcome, found.proposed, found.window_days) == ("reopen", returning.MISTAKE, 10)
    clock.now = NOW + timedelta(days=11)
    assert returning.judge_reopening(desk, running).outcome == "new_request"
    version = showing.detail(desk, running).row.version
    with pytest.raises(BadInput):
        returning.reopen(desk, running, version=version, reason="because")
    returning.reopen(desk, running, version=version, reason=returning.NEW_FACTS)
    event = showing.ticket(desk, showing.detail(desk, running).row.number).history[-1]
    assert isinstance(event.new, dict)
    assert event.new["reason"] == returning.NEW_FACTS


def test_a_pause_is_kept_in_the_register_with_its_letter_and_ends_with_it(
    desk: Desk, running: TicketId, clock: Clock
) -> None:
    company.set_setting(desk.store, desk.actor, "suspension_review_days", 14, at=NOW)
    desk = desk.refreshed()
    version = showing.detail(desk, running).row.version
    triage.set_fact(desk, running, "conduct", ["rude"], version=version)
    panels = showing.panels(desk, running)
    assert (panels.assessment.outcome, panels.assessment.primary) == ("suspend", "23.1.21")
    assert refusing.kinds(panels.assessment, "23.1.21") == ("suspend", "refuse")
    prepared = refusing.prepare(desk, panels, "23.1.21", "en", kind="suspend")
    assert prepared.filled.missing == ()
    sent = refusing.refuse(desk, panels, prepared, prepared.filled.text, base_event=panels.detail.event_n)
    record = showing.panels(desk, running).license
    assert record is not None
    (pause,) = record.suspensions
    assert (pause.kind, pause.basis, pause.ends_at) == ("support", "23.1", None)
    assert _altered(desk) == []
    again = showing.panels(desk, running)
    assert (again.assessment.outcome, again.assessment.primary) == ("suspend", "23.1.21")
    clock.forward(days=3)
    told = refusing.prepare(desk, showing.panels(desk, running), "23.1.21", "en", kind="suspend")
    assert told.filled.missing == ()
    assert (
        letter_values.day((NOW + timedelta(days=14)).date(), "en") in told.filled.text
    )  # its own day, not 14 from now
    clock.forward(days=-3)
    assert showing.detail(desk, running).decisions[-1].outcome == "suspend"
    clock.forward(seconds=3)
    assert isinstance(sent.result, dict)
    outbox.recall(desk, int(str(sent.result["outbox"])))
    record = showing.panels(desk, running).license
    assert record is not None
    (pause,) = record.suspensions
    assert pause.ends_at == pause.starts_at
    assert _altered(desk) == []


def _altered(desk: Desk) -> list[str]:
    """Return what `db check` finds in rows that are not as an event tells."""
    with desk.store.read() as connection:
        return [str(one) for one in check.look(connection).findings if one.code == "row"]
