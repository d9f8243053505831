"""Banners, notices, and the team's own clocks with their ledger: derived, paused, and apart from the agreement."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from console.faults import BadInput, NotAllowed, NotFound, Stale
from console.query import parse
from console.records.base import Role, Status, TicketId
from console.records.schedules import ClockView, ClosedDay, ClosedSpan, SpecialDay
from console.services import banners, closing, notices, outbox, schedules, showing, targets, undo
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.services.reply import Outgoing, send_reply
from tests.services.conftest import NOW, Clock
from tests.services.letters_of_mail import raw_mail, write

MOSCOW_NOON = NOW  # Tuesday 24 November, 12:00 in Moscow
HOUR = 3_600


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of November 2026 by the time of Moscow."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=3)


@pytest.fixture
def ticket(desk: Desk, tmp_path: Path) -> TicketId:
    targets.set_target(desk, "first_response", 120, reason="We want to be quick")
    targets.set_target(desk, "next_response", 240)
    return _write(desk, tmp_path, "a", "How are rates set?")


def _write(desk: Desk, folder: Path, key: str, body: str, *, reply_to: str = "") -> TicketId:
    mail = raw_mail(key, sender="Ann <ann@one.example>", subject="Rates", body=body, at=desk.clock(), answers=reply_to)
    list(import_paths(desk, [write(folder / key, mail)]))
    return showing.queue_page(desk, parse("is:open").query).rows[0].id


def _send(desk: Desk, ticket: TicketId, *, asks: bool = False) -> int:
    sent = send_reply(
        desk,
        Outgoing(
            ticket_id=ticket,
            text="Here is how.",
            subject="Re: Rates",
            to_address="ann@one.example",
            base_event=10_000,
            asks=asks,
            final=not asks,
        ),
    )
    assert isinstance(sent.result, dict)
    return int(str(sent.result["outbox"]))


def clocks(desk: Desk, ticket: TicketId) -> tuple[ClockView, ...]:
    return showing.panels(desk, ticket).clocks


def test_the_first_response_runs_in_business_time_and_has_a_ledger(desk: Desk, ticket: TicketId, clock: Clock) -> None:
    clock.now = at(24, 13, 30)
    (found,) = clocks(desk, ticket)
    assert (found.target, found.spent, found.allowed, found.due) == ("first_response", 90 * 60, 2 * HOUR, at(24, 14))
    clock.now = at(25, 11)
    (found,) = clocks(desk, ticket)
    assert found.left == -5 * HOUR
    assert [(one.counted, one.why) for one in found.spans] == [
        (True, "open"),
        (False, "after_hours"),
        (True, "open"),
    ]
    assert found.spans[1].start == at(24, 18)
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    assert row.clock == found


def test_an_answer_stops_it_and_calling_it_back_lets_it_run_on(desk: Desk, ticket: TicketId, clock: Clock) -> None:
    clock.forward(minutes=30)
    entry = _send(desk, ticket)
    (found,) = clocks(desk, ticket)
    assert (found.stopped_at, found.spent) == (clock.now, 1_800)
    assert showing.queue_page(desk, parse("is:open").query).rows[0].clock is None
    clock.forward(seconds=5)
    outbox.recall(desk, entry)
    clock.forward(minutes=30)
    (found,) = clocks(desk, ticket)
    assert (found.stopped_at, found.spent) == (None, 3_605)


def test_the_next_response_waits_while_our_question_is_unanswered(
    desk: Desk, ticket: TicketId, clock: Clock, tmp_path: Path
) -> None:
    clock.forward(minutes=10)
    _send(desk, ticket)
    clock.forward(minutes=20)
    _write(desk, tmp_path, "b", "And the fees?", reply_to="a")
    clock.forward(minutes=30)
    _send(desk, ticket, asks=True)
    clock.forward(hours=1)
    first, found = clocks(desk, ticket)
    assert first.stopped_at == NOW + timedelta(minutes=10)
    assert (found.target, found.spent, found.waiting, found.due) == ("next_response", 1_800, True, None)
    assert [(one.counted, one.why) for one in found.spans] == [(True, "open"), (False, "waiting")]
    row = showing.panels(desk, ticket).detail.row
    assert row.status is Status.WAITING
    assert row.clock == found
    _write(desk, tmp_path, "c", "It is version 4.", reply_to="a")
    clock.forward(minutes=15)
    found = clocks(desk, ticket)[-1]
    assert (found.spent, found.waiting) == (2_700, False)
    assert found.due == clock.now + timedelta(minutes=195)


def test_closing_ends_it_unless_that_is_undone(desk: Desk, ticket: TicketId, clock: Clock) -> None:
    clock.forward(minutes=20)
    version = showing.detail(desk, ticket).row.version
    closed = closing.close(desk, ticket, "28.1.3", version=version)
    (found,) = clocks(desk, ticket)
    assert (found.spent, found.stopped_at) == (1_200, clock.now)
    clock.forward(minutes=1)
    undo.undo(desk, ticket, int(str(closed.result)))
    clock.forward(minutes=19)
    (found,) = clocks(desk, ticket)
    assert (found.spent, found.stopped_at) == (2_400, None)


def test_an_outage_counts_for_nothing_but_moves_no_window(desk: Desk, ticket: TicketId, clock: Clock) -> None:
    before = showing.panels(desk, ticket).detail.row
    clock.forward(minutes=30)
    key = notices.announce(desk, "outage", reason="The messenger is down")
    clock.forward(minutes=60)
    (found,) = clocks(desk, ticket)
    assert (found.spent, found.due) == (1_800, None)
    assert (found.spans[-1].why, found.spans[-1].words) == ("outage", "The messenger is down")
    notices.end(desk, notices.find(desk, key))
    clock.forward(minutes=30)
    (found,) = clocks(desk, ticket)
    assert (found.spent, found.due) == (3_600, NOW + timedelta(hours=3))
    after = showing.panels(desk, ticket).detail.row
    assert (after.review_from, after.response) == (before.review_from, before.response)


def test_a_vacation_is_told_and_stops_no_clock(desk: Desk, ticket: TicketId, clock: Clock) -> None:
    notices.announce(desk, "vacation", reason="Ivan is away", ends_at=NOW + timedelta(days=9))
    clock.forward(minutes=30)
    assert clocks(desk, ticket)[0].spent == 1_800
    (told,) = showing.panels(desk, ticket).banners
    assert (told.code, told.clauses, told.reason) == ("vacation", ("4.4.4",), "Ivan is away")


def test_without_a_target_there_is_no_clock(desk: Desk, tmp_path: Path) -> None:
    ticket = _write(desk, tmp_path, "a", "How are rates set?")
    assert clocks(desk, ticket) == ()
    targets.set_target(desk, "first_response", 60, valid_from=NOW + timedelta(seconds=1))
    assert clocks(desk, ticket) == ()  # it was received before
    targets.set_target(desk, "first_response", 60, valid_from=NOW)
    assert len(clocks(desk, ticket)) == 1
    targets.set_target(desk, "first_response", None, valid_from=NOW)
    assert clocks(desk, ticket) == ()


@pytest.mark.parametrize(
    ("kind", "minutes", "code"),
    [("resolution", 60, "target_unknown"), ("first_response", 0, "target_out_of_range")],
)
def test_a_target_that_is_none_is_refused(desk: Desk, kind: str, minutes: int, code: str) -> None:
    with pytest.raises(BadInput) as fault:
        targets.set_target(desk, kind, minutes)
    assert fault.value.code == code
    with pytest.raises(NotAllowed):
        targets.set_target(_specialist(desk), "first_response", 60)
    assert targets.targets(desk) == ()


def _specialist(desk: Desk) -> Desk:
    return replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST))


def test_every_closed_time_has_its_banner_with_its_clause(desk: Desk) -> None:
    held = desk.company.schedule_at(NOW)
    assert held is not None
    wanted = replace(
        held,
        closed=(
            ClosedDay(day=date(2026, 11, 25), kind="holiday", reason="National Day"),
            ClosedDay(day=date(2026, 11, 26), reason="Inventory"),
        ),
        special=(SpecialDay(day=date(2026, 11, 27), hours=(("10:00", "12:00"),), reason="Short day"),),
        closures=(ClosedSpan(start=datetime(2026, 11, 24, 12), end=datetime(2026, 11, 24, 14), reason="Move"),),  # noqa: DTZ001 - local times
    )
    fresh = schedules.keep(desk, wanted, base=held)

    def told(day: int, hour: int) -> tuple[str, tuple[str, ...], str, datetime | None]:
        (found,) = banners.banners(fresh, at(day, hour))
        return found.code, found.clauses, found.reason, found.until

    assert told(24, 12) == ("closure", ("4.4.5",), "Move", at(24, 14))
    assert banners.banners(fresh, at(24, 14)) == ()
    assert told(24, 20) == ("after_hours", ("4.4.1", "4.4.5"), "", at(27, 10))
    assert told(25, 12) == ("holiday", ("4.4.3",), "National Day", at(27, 10))
    assert told(26, 12) == ("closure", ("4.4.5",), "Inventory", at(27, 10))
    assert told(27, 13) == ("after_hours", ("4.4.1", "4.4.5"), "Short day", at(30, 10))
    assert told(28, 12) == ("weekend", ("4.4.2",), "", at(30, 10))
    bare = replace(fresh, company=replace(fresh.company, schedules=()))
    assert banners.banners(bare, at(28, 12)) == ()


def test_hours_that_never_come_again_are_told(desk: Desk) -> None:
    held = desk.company.schedule_at(NOW)
    assert held is not None
    only = replace(held, hours={}, special=(SpecialDay(day=date(2026, 11, 24), hours=(("10:00", "12:00"),)),))
    (found,) = banners.banners(schedules.keep(desk, only, base=held), at(25, 12))
    assert (found.code, found.until) == ("no_hours", None)


def test_notices_stand_until_they_are_ended(desk: Desk, clock: Clock) -> None:
    key = notices.announce(desk, "force_majeure", reason="Flood", starts_at=NOW - timedelta(hours=1))
    (found,) = banners.banners(desk)
    assert (found.code, found.clauses, found.until) == ("force_majeure", ("B.6",), None)
    seen = notices.find(desk, key)
    notices.end(desk, seen)
    assert banners.banners(desk) == ()
    with pytest.raises(Stale):
        notices.end(desk, seen)
    notices.put_back(desk, seen)
    assert len(banners.banners(desk)) == 1
    with pytest.raises(NotFound):
        notices.find(desk, 999)


def test_a_notice_that_has_not_begun_is_taken_back(desk: Desk) -> None:
    key = notices.announce(desk, "vacation", reason="Summer", starts_at=NOW + timedelta(days=1))
    assert banners.banners(desk) == ()
    notices.end(desk, notices.find(desk, key))
    assert notices.notices(desk) == ()


@pytest.mark.parametrize(
    ("kind", "reason", "hours", "code"),
    [
        ("rain", "x", 1, "notice_unknown"),
        ("outage", " ", 1, "notice_without_reason"),
        ("outage", "x", 0, "notice_turned"),
    ],
)
def test_a_notice_that_says_nothing_is_refused(desk: Desk, kind: str, reason: str, hours: int, code: str) -> None:
    with pytest.raises(BadInput) as fault:
        notices.announce(desk, kind, reason=reason, ends_at=NOW + timedelta(hours=hours))
    assert fault.value.code == code
    with pytest.raises(NotAllowed):
        notices.announce(_specialist(desk), "outage", reason="x")
