"""Looking back: what is rebuilt from the chain is what the desk showed when it was there, noted down while acting."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from console.faults import NotFound
from console.query import parse
from console.records.base import TicketId, Tier
from console.services import (
    assign,
    closing,
    company,
    confirmed_errors,
    matters,
    notices,
    outbox,
    questions,
    refusing,
    reply,
    returning,
    showing,
    snoozing,
    suspending,
    triage,
    undo,
)
from console.services.archives.looking_back import Then, look_back
from console.services.confirmed_errors import Verdict
from console.services.desk import NOBODY, Desk
from console.services.intake.run import import_paths
from console.store.archived import rewinding
from console.store.archived.closure import carried
from tests.services.conftest import NOW, Clock, add_license
from tests.services.letters_of_mail import raw_mail, write
from tests.services.requests_for_matters import request_of

BOB = "Bob <bob@two.example>"
QUESTIONS = """Hello,

1. How do I hide a currency from the public page?
2. Can the operator's name be shown in the order list?
3. Our hosting company asks which PHP modules are needed, could you install them?

Ann
"""


@dataclass
class Diary:
    """Notes what the desk shows of a ticket after every act, each seven minutes after the one before."""

    desk: Desk
    clock: Clock
    pages: list[tuple[datetime, TicketId, dict[str, Any]]] = field(default_factory=list)

    def note(self, *shown: TicketId) -> None:
        self.pages += [(self.clock.now, one, seen(self.desk, one)) for one in shown]
        self.clock.forward(minutes=7)

    def require_same(self) -> None:
        """Compare every page with what is rebuilt of its instant, and of one just before the next act."""
        pasts = {key: look_back(self.desk, key) for key in {key for _, key, _ in self.pages}}
        try:
            for at, key, page in self.pages:
                then = pasts[key].at(at)
                assert list(differences(page, of_then(then))) == [], at
        finally:
            for one in pasts.values():
                one.close()


def seen(desk: Desk, ticket: TicketId) -> dict[str, Any]:
    """Return what the desk shows now, to somebody whose own marks do not matter."""
    eyes = replace(desk, actor=replace(desk.actor, staff_id=NOBODY, name=""))
    return of(eyes, ticket)


def of(desk: Desk, ticket: TicketId) -> dict[str, Any]:
    panels = showing.panels(desk, ticket)
    return {
        "panels": panels,
        "messages": showing.messages(desk, ticket),
        "history": [(one.n, one.kind, one.hash) for one in showing.ticket(desk, panels.detail.row.number).history],
        "matters": matters.of_ticket(desk, ticket),
    }


def of_then(then: Then) -> dict[str, Any]:
    return of(then.desk, then.panels.detail.row.id)


def differences(one: Any, other: Any, place: str = "") -> Iterator[tuple[str, Any, Any]]:
    if dataclasses.is_dataclass(one) and type(one) is type(other):
        for known in dataclasses.fields(one):
            yield from differences(getattr(one, known.name), getattr(other, known.name), f"{place}.{known.name}")
    elif isinstance(one, dict) and isinstance(other, dict) and set(one) == set(other):
        for key in one:
            yield from differences(one[key], other[key], f"{place}.{key}")
    elif isinstance(one, (tuple, list)) and isinstance(other, (tuple, list)) and len(one) == len(other):
        for number, (mine, theirs) in enumerate(zip(one, other, strict=True)):
            yield from differences(mine, theirs, f"{place}[{number}]")
    elif one != other:
        yield place, one, other


@pytest.fixture
def diary(desk: Desk, clock: Clock) -> Diary:
    return Diary(desk=desk, clock=clock)


def refuse(desk: Desk, ticket: TicketId) -> dict[str, int]:
    panels = showing.panels(desk, ticket)
    prepared = refusing.prepare(desk, panels, panels.assessment.primary or "", "en")
    applied = refusing.refuse(desk, panels, prepared, prepared.filled.text, base_event=panels.detail.event_n)
    return dict(applied.result)  # type: ignore[arg-type,call-overload]  # what a command leaves is JSON of any shape


def version(desk: Desk, ticket: TicketId) -> int:
    return showing.detail(desk, ticket).row.version


def test_a_refused_request_at_every_moment_of_its_life(diary: Diary, tmp_path: Path) -> None:
    desk, clock = diary.desk, diary.clock
    add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2024))
    mail = raw_mail("x", sender=BOB, subject="Rounding", body="How is the commission rounded in the panel?", at=NOW)
    list(import_paths(desk, [write(tmp_path / "in", mail)]))
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    ticket = row.id
    diary.note(ticket)
    taken = assign.take(desk, ticket, version=version(desk, ticket))
    diary.note(ticket)
    undo.undo(desk, ticket, int(str(taken.result)))
    diary.note(ticket)
    triage.set_tier(desk, ticket, Tier.CRITICAL, version=version(desk, ticket))
    diary.note(ticket)
    reply.add_note(desk, ticket, "Asked the bank.")
    diary.note(ticket)
    snoozing.snooze(desk, ticket, NOW + timedelta(days=3), version=version(desk, ticket), reason="the bank answers")
    diary.note(ticket)
    answer = raw_mail("y", sender=BOB, subject="Re: Rounding", body="One thing more.", at=clock.now, answers="x")
    list(import_paths(desk, [write(tmp_path / "more", answer)]))
    diary.note(ticket)
    first = refuse(desk, ticket)
    diary.pages.append((clock.now, ticket, seen(desk, ticket)))
    clock.forward(seconds=4)
    outbox.recall(desk, first["outbox"])
    diary.note(ticket)
    refuse(desk, ticket)
    diary.note(ticket)
    outbox.release_due(desk)
    diary.note(ticket)
    closed = closing.close(desk, ticket, "28.1.11", version=version(desk, ticket))
    diary.note(ticket)
    undone = undo.undo(desk, ticket, int(str(closed.result)))
    diary.note(ticket)
    undo.redo(desk, ticket, int(str(undone.result)))
    diary.note(ticket)
    returning.reopen(desk, ticket, version=version(desk, ticket))
    diary.note(ticket)
    diary.require_same()


def test_questions_facts_and_pauses_at_every_moment(diary: Diary, tmp_path: Path) -> None:
    desk, clock = diary.desk, diary.clock
    ticket = request_of(desk, tmp_path, QUESTIONS, "Thank you! And where do I change the logo of the receipts?")
    diary.note(ticket)
    first, second, third = showing.detail(desk, ticket).questions
    answered = questions.say_answered(desk, ticket, first.id, answered=True)
    assert answered.result
    diary.note(ticket)
    questions.say_answered(desk, ticket, first.id, answered=False)
    diary.note(ticket)
    triage.set_question_topic(desk, ticket, second.id, "websocket", version=version(desk, ticket))
    diary.note(ticket)
    (later,) = matters.of_ticket(desk, ticket).asked
    questions.take_up(desk, ticket, later)
    diary.note(ticket)
    done = questions.split_off(desk, ticket, third.id).result
    assert isinstance(done, dict)
    made = TicketId(int(str(done["ticket"])))
    diary.note(ticket, made)
    undo.undo(desk, ticket, int(str(done["event"])))
    diary.note(ticket, made)
    triage.set_fact(desk, ticket, "is_error", value=True, version=version(desk, ticket))
    diary.note(ticket)
    triage.set_fact(desk, ticket, "is_error", value=False, version=version(desk, ticket))
    diary.note(ticket)
    triage.confirm_proposals(desk, showing.detail(desk, ticket))
    diary.note(ticket)
    review_at = clock.now + timedelta(days=7)
    suspending.pause(desk, ticket, kind="support", basis="24.2", reason="Twenty an hour", review_at=review_at)
    diary.note(ticket)
    (pause,) = matters.of_ticket(desk, ticket).pauses
    suspending.review(desk, pause.id)
    diary.note(ticket)
    diary.require_same()


def test_a_follow_up_that_was_joined_and_parted(diary: Diary, tmp_path: Path) -> None:
    company.set_setting(diary.desk.store, diary.desk.actor, "reopen_window_days", 30, at=NOW)
    desk = diary.desk = diary.desk.refreshed()
    older = request_of(desk, tmp_path, "How do I export the users of the panel?")
    answer = reply.Outgoing(
        ticket_id=older, text="By the menu.", subject="Re", to_address="ann@one.example", base_event=9
    )
    reply.send_reply(desk, answer)
    diary.note(older)
    reasons = closing.judge(desk, older)
    assert reasons.proposed is not None
    closing.close(desk, older, reasons.proposed.clause, version=version(desk, older))
    diary.note(older)
    words, now = "It does not work.", diary.clock.now
    back = raw_mail("back", sender="Ann <ann@one.example>", subject="Re: Panel", body=words, at=now, answers="m0")
    list(import_paths(desk, [write(tmp_path / "back", back)]))
    stands = returning.judge_reopening(desk, older)
    assert stands.joinable is not None
    diary.note(older, stands.joinable)
    joined = returning.reopen(
        desk, older, version=stands.version, reason=returning.CAME_BACK, join=(stands.joinable, stands.joinable_version)
    )
    diary.note(older, stands.joinable)
    undo.undo(desk, older, int(str(joined.result)))
    diary.note(older, stands.joinable)
    diary.require_same()


def moment(clock: Clock) -> datetime:
    """Return what the clock says, and let a while pass."""
    noted = clock.now
    clock.forward(minutes=7)
    return noted


def test_what_is_announced_or_determined_later_was_not_known(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    ticket = request_of(desk, tmp_path, QUESTIONS)
    confirmed_errors.enter(desk, "ERR-1", "Orders are lost")
    confirmed_errors.see(desk, "ERR-1", ticket)
    first = moment(clock)
    confirmed = Verdict(status="confirmed", conditions=dict.fromkeys(confirmed_errors.CONDITIONS, True), note="Seen")
    confirmed_errors.settle(desk, "ERR-1", confirmed, seen=confirmed_errors.one(desk, "ERR-1")[0].version)
    second = moment(clock)
    fixed = Verdict(status="fixed", fixed_in="4.9.0", note="Ships in May")
    confirmed_errors.settle(desk, "ERR-1", fixed, seen=confirmed_errors.one(desk, "ERR-1")[0].version)
    third = moment(clock)
    notices.announce(desk, "outage", reason="The provider fails", starts_at=NOW - timedelta(hours=2))
    last = moment(clock)
    past = look_back(desk, ticket)
    try:
        stood = {at: confirmed_errors.one(past.at(at).desk, "ERR-1")[0] for at in (first, second, third)}
        assert [(one.status, one.fixed_in, one.note) for one in stood.values()] == [
            ("suspected", "", ""),
            ("confirmed", "", ""),
            ("fixed", "4.9.0", "Ships in May"),
        ]
        assert set(dict(stood[first].conditions).values()) == {None}
        assert set(dict(stood[second].conditions).values()) == {True}
        assert notices.notices(past.at(third).desk) == ()
        assert [one.reason for one in notices.notices(past.at(last).desk)] == ["The provider fails"]
    finally:
        past.close()


def test_before_it_came_there_is_nothing_and_the_copy_is_gone_at_the_end(
    desk: Desk, tmp_path: Path, clock: Clock
) -> None:
    ticket = request_of(desk, tmp_path, QUESTIONS)
    past = look_back(desk, ticket)
    with pytest.raises(NotFound) as told:
        past.at(clock.now - timedelta(days=1))
    assert told.value.code == "not_yet"
    folder = past._folder.path
    past.at(clock.now)
    assert any(folder.iterdir())
    past.close()
    assert not folder.exists()
    with pytest.raises(NotFound):
        look_back(desk, TicketId(4_000))


def test_every_table_has_its_place_and_only_one() -> None:
    """So that a new table cannot be forgotten: it has a date, is told of by the chain, or stays, and why is said."""
    places: list[Callable[[], Any]] = [rewinding.BORN.keys, rewinding.TOLD.keys, rewinding.AS_NOW.keys]
    places.append(rewinding.DATED.keys)
    listed = [name for place in places for name in place()]
    assert sorted(listed) == sorted(table.name for table in carried())
