"""Putting a ticket off: the hours that are offered, leaving and coming back, undo, two people, many at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.faults import BadInput, NotAllowed, Stale
from console.query import parse
from console.records.base import Status, TicketId
from console.services import closing, entering, listing, showing, snoozing, together, undo
from console.services.desk import Desk
from console.services.intake.run import import_paths
from tests.services.conftest import NOW

AT = NOW + timedelta(hours=7)  # 16:00
MAIL = """From: Ann <ann@one.example>
To: support@desk.example
Subject: {subject}
Message-Id: <{key}@one.example>
{more}Date: Tue, 24 Nov 2026 0{hour}:00:00 +0000
Content-Type: text/plain

{text}
"""


@pytest.fixture
def ticket(desk: Desk) -> TicketId:
    """A ticket that nobody has taken."""
    return entered(desk, "Report")


def entered(desk: Desk, subject: str) -> TicketId:
    entry = entering.HandEntry(
        subject=subject, text="The report is empty.", sender_address="ann@one.example", sender_name="Ann",
        channel_kind="email", received_at=NOW - timedelta(hours=3),
    )  # fmt: skip
    return TicketId(entering.enter_by_hand(desk, entry))


def later(desk: Desk, at: datetime) -> Desk:
    return replace(desk, clock=lambda: at)


def fits(desk: Desk, query: str) -> list[int]:
    return [one.number for one in showing.queue_page(desk, parse(query).query).rows]


def test_a_ticket_leaves_the_queue_and_its_hour_brings_it_back_without_anything_running(
    desk: Desk, ticket: TicketId
) -> None:
    number = showing.detail(desk, ticket).row.number
    snoozing.snooze(desk, ticket, AT, version=1, reason="the build ends then")
    assert fits(desk, "is:snoozed") == fits(desk, "is:open") == [number]
    assert fits(desk, "is:open -is:snoozed") == []
    (row,) = showing.queue_page(desk, parse("is:snoozed").query).rows
    assert (row.status, row.snoozed_until) == (Status.SNOOZED, AT)
    told = snoozing.ahead(desk)
    assert (told.next_at, told.mine) == (AT, 0)
    (event,) = [one for one in showing.ticket(desk, number).history if one.kind == "snoozed"]
    assert isinstance(event.new, dict)
    assert event.new["snooze_reason"] == "the build ends then"

    then = later(desk, AT)
    assert fits(then, "is:snoozed") == []
    assert fits(then, "is:open -is:snoozed") == [number]
    assert showing.panels(then, ticket).detail.row.status is Status.OPEN
    assert snoozing.ahead(then).next_at is None


def test_what_is_said_of_an_empty_queue_names_the_first_hour(desk: Desk, ticket: TicketId) -> None:
    other = entered(desk, "Two")
    together.assign(desk, [ticket, other], desk.actor.staff_id, lambda _done, _all: None)
    together.snooze(desk, [ticket, other], AT, lambda _done, _all: None)
    told = listing.emptiness(desk, parse("is:open owner:me -is:snoozed").query).ahead
    assert (told.mine, told.first, told.first_at) == (2, 2, AT)
    snoozing.snooze(desk, other, AT + timedelta(hours=1), version=showing.detail(desk, other).row.version)
    told = snoozing.ahead(desk)
    assert (told.mine, told.first, told.first_at) == (2, 1, AT)


def test_a_message_of_the_customer_brings_a_ticket_back_at_once(desk: Desk, tmp_path: Path) -> None:
    first = tmp_path / "one.eml"
    first.write_text(MAIL.format(subject="Report", key="a", more="", hour=6, text="The report is empty."))
    list(import_paths(desk, [first]))
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    snoozing.snooze(desk, row.id, AT, version=row.version)
    answer = tmp_path / "two.eml"
    more = "In-Reply-To: <a@one.example>\nReferences: <a@one.example>\n"
    answer.write_text(MAIL.format(subject="Re: Report", key="b", more=more, hour=8, text="It is urgent now."))
    list(import_paths(desk, [answer]))
    (back,) = showing.queue_page(desk, parse("is:open").query).rows
    assert (back.status, back.snoozed_until) == (Status.OPEN, None)
    (event,) = [one for one in showing.ticket(desk, back.number).history if one.kind == "snoozed"]
    with pytest.raises(Stale):
        undo.undo(desk, back.id, event.n)


def test_undo_brings_back_and_undoing_that_puts_off_again(desk: Desk, ticket: TicketId) -> None:
    n = snoozing.snooze(desk, ticket, AT, version=1).result
    undone = undo.undo(desk, ticket, int(str(n))).result
    assert showing.detail(desk, ticket).row.status is Status.OPEN
    undo.undo(desk, ticket, int(str(undone)))
    row = showing.detail(desk, ticket).row
    assert (row.status, row.snoozed_until) == (Status.SNOOZED, AT)
    woken = snoozing.wake(desk, ticket, version=row.version).result
    assert showing.detail(desk, ticket).row.snoozed_until is None
    undo.undo(desk, ticket, int(str(woken)))
    assert showing.detail(desk, ticket).row.snoozed_until == AT


def test_who_saw_an_older_ticket_is_told_and_what_is_not_open_is_refused(desk: Desk, ticket: TicketId) -> None:
    snoozing.snooze(desk, ticket, AT, version=1)
    with pytest.raises(Stale):
        snoozing.snooze(desk, ticket, AT + timedelta(hours=1), version=1)
    with pytest.raises(NotAllowed, match="not snoozed any more"):
        snoozing.wake(later(desk, AT), ticket, version=2)
    with pytest.raises(BadInput, match="has passed already"):
        snoozing.snooze(desk, ticket, NOW, version=2)
    with pytest.raises(BadInput, match="366 days at most"):
        snoozing.snooze(desk, ticket, NOW + timedelta(days=367), version=2)
    reason = closing.judge(desk, ticket).allowed[0]
    closing.close(desk, ticket, reason, version=2)
    with pytest.raises(NotAllowed, match="Only an open ticket"):
        snoozing.snooze(desk, ticket, AT, version=3)
    assert together.told(together.snooze(desk, [ticket], AT, lambda _done, _all: None)).left == (
        (int(ticket), "cannot_snooze"),
    )


def test_hours_are_offered_inside_the_business_time(desk: Desk) -> None:
    zone = desk.company.zone
    for now, offered in (
        ("24T11:00", {"later": "24T14:00", "next_day": "25T10:00", "after_next": "26T10:00", "week": "30T10:00"}),
        ("24T16:00", {"next_day": "25T10:00", "after_next": "26T10:00", "week": "30T10:00"}),
        ("27T11:00", {"later": "27T14:00", "next_day": "30T10:00", "after_next": "01T10:00"}),
    ):
        at = datetime.fromisoformat(f"2026-11-{now}").replace(tzinfo=zone)
        found = snoozing.offers(later(desk, at.astimezone(UTC)))
        assert {one.code: f"{one.at.astimezone(zone):%dT%H:%M}" for one in found} == offered
    bare = replace(desk, company=replace(desk.company, schedules=()))
    assert [one.at - NOW for one in snoozing.offers(bare)] == [timedelta(hours=3), timedelta(days=1), timedelta(days=7)]
