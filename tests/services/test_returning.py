"""A request that comes back takes its place by the time of return, and its license is judged as it stood then (A45)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.faults import NotAllowed, Stale
from console.query import parse
from console.records.base import TicketId, Tier
from console.services import closing, company, reply, returning, showing, triage, undo
from console.services.desk import Desk
from console.services.exchange import exchange
from console.services.intake.run import import_paths
from console.services.reply import Outgoing
from console.store import check
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


def come_back(desk: Desk, tmp_path: Path, clock: Clock, *, days: int) -> None:
    clock.forward(days=days)
    mail = raw_mail("again", sender=ANN, subject="Re: older", body="It does not work.", at=clock.now, answers="older")
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
