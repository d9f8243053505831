"""A request that comes back takes its place by the time of return, and its license is judged as it stood then (A45)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.faults import NotAllowed, Stale
from console.query import parse
from console.records.base import Role, StaffId, TicketId, Tier
from console.services import (
    assessing,
    assign,
    closing,
    company,
    joining,
    reply,
    returning,
    showing,
    suspending,
    triage,
    undo,
)
from console.services.desk import Desk
from console.services.exchange import exchange
from console.services.intake.run import import_paths
from console.services.reply import Outgoing
from console.services.writers import STANDS
from console.store import Unit, check, tables
from console.store.queries import cases
from console.store.queries import tickets as tickets_read
from tests.services.conftest import NOW, Clock
from tests.services.letters_of_mail import raw_mail, write

BODY = "How do I add a wallet in the panel, section Currencies?"
ANN = "Ann <ann@one.example>"


@pytest.fixture
def tickets(desk: Desk, tmp_path: Path) -> tuple[TicketId, TicketId]:
    """Two questions of one customer; the older one is closed."""
    mails = [
        raw_mail(key, sender=ANN, subject=key, body=BODY + key, at=NOW - timedelta(days=days))
        for key, days in (("older", 3), ("younger", 2))
    ]
    list(import_paths(desk, [write(tmp_path / "in", *mails)]))
    older, younger = (one.id for one in showing.queue_page(desk, parse("is:open").query).rows)
    version = showing.detail(desk, older).row.version
    closing.close(desk, older, "28.1.3", version=version)
    return older, younger


def come_back(desk: Desk, tmp_path: Path, clock: Clock, *, days: int, body: str = "It does not work.") -> None:
    clock.forward(days=days)
    mail = raw_mail("again", sender=ANN, subject="Re: older", body=body, at=clock.now, answers="older")
    list(import_paths(desk, [write(tmp_path / "again", mail)]))


def order(desk: Desk) -> list[TicketId]:
    return [one.id for one in showing.queue_page(desk, parse("is:open").query).rows]


def reopen(desk: Desk, ticket: TicketId, reason: str) -> int:
    version = showing.detail(desk, ticket).row.version
    return int(str(returning.reopen(desk, ticket, version=version, reason=reason).result))


def test_what_comes_back_queues_by_the_time_of_return(
    desk: Desk, tickets: tuple[TicketId, TicketId], tmp_path: Path, clock: Clock
) -> None:
    older, younger = tickets
    come_back(desk, tmp_path, clock, days=1)
    returned = clock.now
    clock.forward(hours=5)
    found = returning.judge_reopening(desk, older)
    assert (found.proposed, found.returned_at, found.closed_at) == (returning.CAME_BACK, returned, NOW)
    assert found.follower == 3
    reopen(desk, older, returning.CAME_BACK)
    assert [one for one in order(desk) if one in tickets] == [younger, older]
    row = showing.detail(desk, older).row
    assert (row.received_at, row.review_from) == (returned, returned)


def test_what_was_closed_by_mistake_keeps_its_place_and_undo_gives_it_back(
    desk: Desk, tickets: tuple[TicketId, TicketId], clock: Clock
) -> None:
    older, younger = tickets
    before = showing.detail(desk, older).row.received_at
    clock.forward(hours=5)
    undo.undo(desk, older, reopen(desk, older, returning.NEW_FACTS))
    assert showing.detail(desk, older).row.received_at == before
    reopen(desk, older, returning.MISTAKE)
    assert order(desk) == [older, younger]


def test_new_facts_without_a_message_queue_from_the_reopening(
    desk: Desk, tickets: tuple[TicketId, TicketId], clock: Clock
) -> None:
    older, younger = tickets
    clock.forward(hours=5)
    reopen(desk, older, returning.NEW_FACTS)
    assert showing.detail(desk, older).row.received_at == clock.now
    assert order(desk) == [younger, older]


def test_the_license_is_judged_as_it_stood_at_the_return(
    desk: Desk, tickets: tuple[TicketId, TicketId], tmp_path: Path, clock: Clock
) -> None:
    older, _ = tickets
    company.set_setting(desk.store, desk.actor, "reopen_window_days", 600, at=NOW)
    desk = desk.refreshed()
    assert showing.detail(desk, older).row.license_state == "free"
    come_back(desk, tmp_path, clock, days=500)
    assert returning.judge_reopening(desk, older).outcome == "refuse"
    reopen(desk, older, returning.CAME_BACK)
    panels = showing.panels(desk, older)
    assert panels.detail.row.license_state == "expired"
    assert (panels.assessment.outcome, panels.assessment.primary) == ("refuse", "23.1.1")


def follow_up(desk: Desk, ticket: TicketId) -> tuple[TicketId, int]:
    found = returning.judge_reopening(desk, ticket)
    assert found.joinable is not None
    return found.joinable, found.joinable_version


def test_a_follow_up_is_joined_with_the_request_that_is_opened_again_and_parted_by_undo(
    desk: Desk, tickets: tuple[TicketId, TicketId], tmp_path: Path, clock: Clock
) -> None:
    older, _ = tickets
    settings = replace(desk.company, values={**desk.company.values, "reopen_window_days": 30})
    desk = replace(desk, company=settings)
    assert returning.judge_reopening(desk, older).joinable is None
    come_back(desk, tmp_path, clock, days=1)
    found = returning.judge_reopening(desk, older)
    assert (found.outcome, found.proposes_joining, found.follower) == ("reopen", True, 3)
    follower, version = follow_up(desk, older)
    before = [one.text for one in showing.messages(desk, older)]
    asked = showing.detail(desk, older).questions
    n = returning.reopen(
        desk, older, version=found.version, reason=returning.CAME_BACK, join=(follower, version)
    ).result
    assert [one.text for one in showing.messages(desk, older)] == [*before, "It does not work."]
    gone = showing.detail(desk, follower).row
    assert (gone.status.value, showing.messages(desk, follower)) == ("merged", ())
    row = showing.detail(desk, older).row
    assert (row.status.value, row.received_at, row.unread) == ("open", clock.now, True)
    assert len(showing.detail(desk, older).questions) > len(asked)
    history = showing.ticket(desk, row.number).history
    assert exchange(history).came_at == clock.now
    assert [one.number for one in showing.queue_page(desk, parse('is:open "does not work"').query).rows] == [row.number]
    with desk.store.read() as connection:
        assert check.contents(connection) == ()

    undone = undo.undo(desk, older, int(str(n))).result
    assert showing.detail(desk, follower).row.status.value == "open"
    assert [one.text for one in showing.messages(desk, follower)] == ["It does not work."]
    assert [one.text for one in showing.messages(desk, older)] == before
    assert showing.detail(desk, older).questions == asked
    undo.redo(desk, older, int(str(undone)))
    assert [one.text for one in showing.messages(desk, older)] == [*before, "It does not work."]
    with desk.store.read() as connection:
        assert check.contents(connection) == ()


def test_a_follow_up_that_was_answered_stays_and_a_changed_one_is_told(
    desk: Desk, tickets: tuple[TicketId, TicketId], tmp_path: Path, clock: Clock
) -> None:
    older, younger = tickets
    come_back(desk, tmp_path, clock, days=1)
    follower, seen = follow_up(desk, older)
    version = showing.detail(desk, older).row.version
    triage.set_tier(desk, follower, Tier.CRITICAL, version=seen)
    with pytest.raises(Stale, match="TK-3"):
        returning.reopen(desk, older, version=version, join=(follower, seen))
    with pytest.raises(NotAllowed):
        returning.reopen(desk, older, version=version, join=(younger, 1))  # another conversation
    assert showing.detail(desk, older).row.status.value == "closed"
    answered = Outgoing(ticket_id=follower, text="So.", subject="", to_address="ann@one.example", base_event=9)
    reply.send_reply(desk, answered)
    assert returning.judge_reopening(desk, older).joinable is None
    assert not returning.judge_reopening(desk, older).proposes_joining


def test_a_follow_up_that_a_colleague_has_is_joined_by_a_lead_alone(
    desk: Desk, tickets: tuple[TicketId, TicketId], tmp_path: Path, clock: Clock
) -> None:
    older, _younger = tickets
    come_back(desk, tmp_path, clock, days=1)
    follower, _seen = follow_up(desk, older)
    assign.take(desk, follower, version=1)
    colleague = replace(desk.actor, staff_id=StaffId(int(desk.actor.staff_id) + 1))
    for role, joins in ((Role.LEAD, follower), (Role.SPECIALIST, None)):
        here = replace(desk, actor=replace(colleague, role=role))
        assert returning.judge_reopening(here, older).joinable == joins


REPORT = "I use version 2.4.1. An error: after I press Save in section Orders it says HTTP 500."


def all_said(desk: Desk, ticket: TicketId) -> tuple[object, ...]:
    """Return everything that the agreement is asked with on a ticket, alone and among many, and what it answers."""
    found = assessing.assess_ticket(desk, ticket)
    with desk.store.read() as connection:
        (case,) = cases.cases(connection, [int(ticket)], int(desk.actor.staff_id))
        spans = sorted((one.id, one.text) for one in tickets_read.messages_of(connection, ticket, limit=50))
    detail = showing.detail(desk, ticket)
    return found.inputs, found.result, found.unconfirmed, detail.facts, detail.questions, case.detail.facts, spans


def joined(desk: Desk, older: TicketId) -> int:
    version = showing.detail(desk, older).row.version
    reopened = returning.reopen(desk, older, version=version, reason=returning.CAME_BACK, join=follow_up(desk, older))
    return int(str(reopened.result))


def test_parting_leaves_both_as_they_were_asked_before_and_a_redo_joins_the_same(
    desk: Desk, tickets: tuple[TicketId, TicketId], tmp_path: Path, clock: Clock
) -> None:
    older, _ = tickets
    come_back(desk, tmp_path, clock, days=1, body=REPORT)
    follower, _ = follow_up(desk, older)
    before = all_said(desk, older), all_said(desk, follower)
    n = joined(desk, older)
    together = all_said(desk, older)
    assert {one.name for one in showing.detail(desk, older).facts} >= {"blocks_normal_operation"}
    assert {one.name: one.value for one in showing.detail(desk, older).facts}["software_version"] is True
    assert together[:2] != before[0][:2]
    undone = int(str(undo.undo(desk, older, n).result))
    assert (all_said(desk, older), all_said(desk, follower)) == before
    kept = showing.ticket(desk, showing.detail(desk, older).row.number).history[-1].new
    assert isinstance(kept, dict)
    assert isinstance(kept["parted"], dict)
    assert "software_version" in str(kept["parted"]["facts"])
    again = int(str(undo.redo(desk, older, undone).result))
    assert all_said(desk, older)[:3] == together[:3]
    undo.undo(desk, older, again)
    assert (all_said(desk, older), all_said(desk, follower)) == before


@pytest.mark.parametrize("of_another", [False, True])
def test_joining_asks_what_is_open_at_the_follow_up_and_takes_over_what_is_open_at_the_other(
    desk: Desk, tickets: tuple[TicketId, TicketId], tmp_path: Path, clock: Clock, *, of_another: bool
) -> None:
    """It asks as well where a person said there that somebody else stands behind the words."""
    older, _ = tickets
    reopen(desk, older, returning.NEW_FACTS)
    triage.set_fact(desk, older, STANDS, value=True, version=None)
    triage.set_fact(desk, older, "software_version", None, status="rejected", version=None)
    closing.close(desk, older, "28.1.3", version=showing.detail(desk, older).row.version)
    come_back(desk, tmp_path, clock, days=1, body=REPORT)
    follower, _ = follow_up(desk, older)
    triage.set_fact(desk, follower, "software_version", value=True, version=None)
    mail = raw_mail("mal", sender="mal@evil.example", subject="Re: older", body="Hm.", at=clock.now, answers="again")
    list(import_paths(desk, [write(tmp_path / "mal", mail)]))
    if of_another:
        triage.set_fact(desk, follower, STANDS, value=False, version=None)
    before = all_said(desk, older)
    n = joined(desk, older)
    facts = {one.name: (one.value, one.status) for one in showing.detail(desk, older).facts}
    assert (facts[STANDS], facts["software_version"]) == ((None, "proposed"), (True, "proposed"))
    undo.undo(desk, older, n)
    assert all_said(desk, older) == before


def test_what_a_person_confirmed_of_a_follow_up_is_not_taken_back_unseen(
    desk: Desk, tickets: tuple[TicketId, TicketId], tmp_path: Path, clock: Clock
) -> None:
    older, _ = tickets
    come_back(desk, tmp_path, clock, days=1, body=REPORT)
    before = all_said(desk, older)
    n = joined(desk, older)
    triage.set_fact(desk, older, "software_version", True, version=None)
    with pytest.raises(Stale, match="TK-3"):
        undo.undo(desk, older, n)
    assert showing.detail(desk, older).row.status.value == "open"
    triage.set_fact(desk, older, "software_version", None, status="rejected", version=None)
    undo.undo(desk, older, n)
    assert all_said(desk, older) == before


def test_a_message_that_both_had_stays_with_both(
    desk: Desk, tickets: tuple[TicketId, TicketId], tmp_path: Path, clock: Clock
) -> None:
    older, _ = tickets
    come_back(desk, tmp_path, clock, days=1)
    follower, _ = follow_up(desk, older)
    (said,) = showing.messages(desk, follower)
    span = {"ticket_id": older, "message_id": int(said.id), "position": 1, "start": 0, "end": 2}

    def share(unit: Unit) -> int:  # as after a split: one message in two requests, in the second by a part of it
        unit.insert(tables.tickets.ticket_spans, **span)
        return unit.record(older, "question_split", {})

    desk.apply(desk.command("split_question", ticket_id=older, payload={}), share)
    before = all_said(desk, older), all_said(desk, follower)
    undo.undo(desk, older, joined(desk, older))
    assert (all_said(desk, older), all_said(desk, follower)) == before


def joined_as_at_first(desk: Desk, older: TicketId, follower: TicketId, version: int) -> int:
    """Join as the first program that could: its event tells the keys of the messages and the names of the facts."""

    def act(unit: Unit) -> int:
        values = {"status": "open", "is_open": True, "closed_at": None, "close_reason": None}
        values |= joining.columns(unit, older, follower)
        kept = joining.join(unit, older, follower, version=version)
        spans = kept.pop("spans")
        assert isinstance(spans, list)
        kept["messages"] = [one["message_id"] for one in spans if isinstance(one, dict)]
        kept["facts"] = [*dict(kept["facts"])]  # type: ignore[arg-type]  # a dictionary of names
        assert kept["facts"] == ["determined_cause"]  # the others stood there, and that program let them stand
        return unit.change_ticket(older, "reopened", values, extra={"reason": returning.CAME_BACK, "joined": kept})

    expected = showing.detail(desk, older).row.version
    return int(str(desk.apply(desk.command("reopen", ticket_id=older, expected=expected, payload={}), act).result))


def test_a_joining_of_the_first_program_is_undone_and_done_again(
    desk: Desk, tickets: tuple[TicketId, TicketId], tmp_path: Path, clock: Clock
) -> None:
    older, _ = tickets
    come_back(desk, tmp_path, clock, days=1, body="Here is the file that you wanted.")
    follower, seen = follow_up(desk, older)
    triage.set_fact(desk, follower, "determined_cause", "third_party", version=seen)
    follower, version = follow_up(desk, older)
    before = all_said(desk, older), all_said(desk, follower)
    n = joined_as_at_first(desk, older, follower, version)
    together = all_said(desk, older)
    assert together != before[0]
    undone = int(str(undo.undo(desk, older, n).result))
    assert (all_said(desk, older), all_said(desk, follower)) == before
    undo.redo(desk, older, undone)
    assert all_said(desk, older)[:3] == together[:3]
    with desk.store.read() as connection:
        assert check.contents(connection) == ()


REPORT = """In section Currencies of the panel saving fails with the error "Error 500: wrong value".
Steps to reproduce: 1. open Currencies 2. add a wallet 3. press Save. Version 5.2."""


def test_a_report_of_an_error_that_comes_back_is_checked_whatever_the_license_stands_at(
    desk: Desk, tickets: tuple[TicketId, TicketId], tmp_path: Path, clock: Clock
) -> None:
    older, _ = tickets
    come_back(desk, tmp_path, clock, days=500, body=REPORT)
    found = returning.judge_reopening(desk, older)
    assert found.follower == 3
    follower = showing.ticket(desk, 3).detail
    for name, value in {"is_error": True, "repro_steps": True, "panel_section": True, "what_happened": True}.items():
        version = showing.detail(desk, follower.row.id).row.version
        triage.set_fact(desk, follower.row.id, name, value, version=version)
    version = showing.detail(desk, follower.row.id).row.version
    triage.set_topic(desk, follower.row.id, "panel_error_check", version=version)
    assert returning.judge_reopening(desk, older).outcome == "product_error_check"


def test_a_pause_in_force_is_told_before_the_window(desk: Desk, tickets: tuple[TicketId, TicketId]) -> None:
    older, younger = tickets
    assert returning.judge_reopening(desk, older).outcome == "ask_person"  # no window is set
    suspending.pause(desk, younger, kind="support", basis="19.3", reason="Insults", review_at=NOW + timedelta(days=7))
    found = returning.judge_reopening(desk, older)
    assert (found.outcome, found.clauses) == ("suspend", ("19.3", "23.2"))
