"""Of a request that is over nothing is asked and nothing decided; what was left in no list comes back into one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from console.faults import NotAllowed
from console.query import parse
from console.records.base import Status, TicketId, Tier
from console.records.matters import Sign
from console.services import (
    access,
    asking,
    assign,
    closing,
    company,
    confirmed_errors,
    deciding,
    fair_use,
    noticing,
    outbox,
    paid_services,
    questions,
    refusing,
    reply,
    returning,
    showing,
    suspending,
    triage,
    undo,
)
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.services.reply import Outgoing
from console.store import Unit, check, tables
from tests.services.conftest import NOW, Clock, add_license
from tests.services.letters_of_mail import raw_mail, write

BOB = "Bob <bob@two.example>"


@pytest.fixture
def asked(desk: Desk, tmp_path: Path) -> TicketId:
    """A question after the end of the period: a refusal is proposed."""
    add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2024))
    mail = raw_mail("x", sender=BOB, subject="Rounding", body="How is the commission rounded in the panel?", at=NOW)
    list(import_paths(desk, [write(tmp_path / "in", mail)]))
    return showing.queue_page(desk, parse("is:open").query).rows[0].id


def close(desk: Desk, ticket: TicketId) -> None:
    closing.close(desk, ticket, "28.1.3", version=showing.detail(desk, ticket).row.version)


def join_a_follow_up(desk: Desk, ticket: TicketId, folder: Path, clock: Clock) -> TicketId:
    company.set_setting(desk.store, desk.actor, "reopen_window_days", 30, at=NOW)
    desk = desk.refreshed()
    close(desk, ticket)
    clock.forward(days=1)
    write_again(desk, folder, clock)
    found = returning.judge_reopening(desk, ticket)
    assert found.joinable is not None
    join = (found.joinable, found.joinable_version)
    returning.reopen(desk, ticket, version=found.version, reason=returning.CAME_BACK, join=join)
    return found.joinable


def write_again(desk: Desk, folder: Path, clock: Clock) -> None:
    mail = raw_mail("y", sender=BOB, subject="Re: Rounding", body="It is 4.8.2.", at=clock.now, answers="x")
    list(import_paths(desk, [write(folder / "again", mail)]))


def words(ticket: TicketId, *, asks: bool) -> Outgoing:
    return Outgoing(
        ticket_id=ticket, text="Which one?", subject="Re", to_address="bob@two.example", base_event=99, asks=asks
    )


def stands(desk: Desk, ticket: TicketId) -> tuple[object, ...]:
    detail = showing.detail(desk, ticket)
    with desk.store.read() as connection:
        row = connection.execute(tables.tickets.tickets.select().where(tables.tickets.tickets.c.id == ticket)).one()
    kept = (row.status, row.is_open, row.closed_at, row.close_reason, row.outcome, row.owner_id, row.event_n)
    return (*kept, len(detail.decisions), len(showing.messages(desk, ticket)))


@pytest.mark.parametrize("joined", [False, True])
def test_nothing_is_asked_or_decided_of_what_is_over(
    desk: Desk, asked: TicketId, tmp_path: Path, clock: Clock, *, joined: bool
) -> None:
    seen = asked
    panels = showing.panels(desk, asked)
    if joined:
        seen = join_a_follow_up(desk, asked, tmp_path, clock)
        panels = showing.panels(desk, seen)
    refusal = refusing.prepare(desk, showing.panels(desk, asked), "23.1.1", "en")
    ask = asking.prepare(desk, panels, "en", code="request.facts")
    check_it = asking.prepare(desk, panels, "en", code="request.error_check_opened")
    if not joined:
        close(desk, asked)
    before, code = stands(desk, seen), "over_joined" if joined else "over_closed"
    acts = [
        lambda: reply.send_reply(desk, words(seen, asks=True)),
        lambda: asking.ask(desk, panels, ask, ask.filled.text.replace("{{needs_list}}", "– which one"), base_event=99),
        lambda: asking.ask(desk, panels, check_it, "We look into it.", base_event=99),
        lambda: deciding.choose(desk, panels, panels.assessment.outcome, reason="So it is"),
        lambda: triage.confirm_proposals(desk, panels.detail),
    ]
    if not joined:
        acts += [
            lambda: refusing.refuse(desk, panels, refusal, refusal.filled.text, base_event=99),
            lambda: refusing.refer(desk, panels, refusal, refusal.filled.text, desk.actor.staff_id),
        ]
    for number, act in enumerate(acts):
        with pytest.raises(NotAllowed) as fault:
            act()
        assert fault.value.code == code, number
    with pytest.raises(NotAllowed):
        triage.confirm_request(desk, seen, version=showing.detail(desk, seen).row.version)
    if joined:
        with pytest.raises(NotAllowed, match="was joined with TK-1"):
            close(desk, seen)
    assert stands(desk, seen) == before
    reply.send_reply(desk, words(seen, asks=False))
    reply.add_note(desk, seen, "They called.")
    with desk.store.read() as connection:
        assert check.check(connection) == ()


@pytest.mark.parametrize("joined", [False, True])
def test_what_an_outcome_rests_on_stays_once_a_request_is_over(
    desk: Desk, asked: TicketId, tmp_path: Path, clock: Clock, *, joined: bool
) -> None:
    key = asked
    if joined:
        key = join_a_follow_up(desk, asked, tmp_path, clock)
        desk = desk.refreshed()
    else:
        triage.set_tier(desk, key, Tier.CRITICAL, version=showing.detail(desk, key).row.version)
        tiered = showing.detail(desk, key).event_n
        access.ask(desk, key, kind="panel", purpose="To look")
        close(desk, key)
    detail, said = showing.detail(desk, key), showing.messages(desk, key if not joined else asked)[0]
    version, before, topic = detail.row.version, stands(desk, key), min(desk.agreement.topic_codes)
    sign = Sign(
        key="sign:x", kind="insults", clause="", message_id=said.id, start=0, end=3, words="How", said_at=NOW, code=""
    )
    review = clock.now + timedelta(days=3)
    acts = [
        lambda: triage.set_tier(desk, key, Tier.FUNCTIONAL, version=version),
        lambda: triage.set_topic(desk, key, topic, version=version),
        lambda: triage.set_fact(desk, key, "software_version", "4.8.2", version=version),
        lambda: triage.set_license(desk, key, None, version=version),
        lambda: access.ask(desk, key, kind="panel", purpose="To look"),
        lambda: questions.take_up(desk, key, sign),
        lambda: noticing.judge(desk, key, sign, "confirmed"),
        lambda: suspending.pause(desk, key, kind="review", basis="18.3", reason="Repeats", review_at=review),
        lambda: fair_use.name_ground(desk, key, "workload"),
        lambda: paid_services.order(desk, key, "development"),
    ]
    if not joined:
        asked_first = detail.questions[0].id
        acts += [
            lambda: triage.set_question_topic(desk, key, asked_first, topic, version=version),
            lambda: questions.say_answered(desk, key, asked_first, answered=False),
            lambda: questions.split_off(desk, key, asked_first),
            lambda: undo.undo(desk, key, tiered),
        ]
    for number, act in enumerate(acts):
        with pytest.raises(NotAllowed) as fault:
            act()
        assert fault.value.code == ("over_joined" if joined else "over_closed"), number
    assert stands(desk, key) == before
    assert showing.detail(desk, key).facts == detail.facts


def test_what_is_over_may_still_be_hidden_noted_handed_on_and_ended(desk: Desk, asked: TicketId, clock: Clock) -> None:
    review = clock.now + timedelta(days=3)
    suspending.pause(desk, asked, kind="review", basis="18.3", reason="Repeats", review_at=review)
    confirmed_errors.enter(desk, "ERR-1", "It rounds down")
    close(desk, asked)
    facts = showing.detail(desk, asked).facts
    access.take(desk, asked, int(showing.messages(desk, asked)[0].id), "commission")
    suspending.review(desk, suspending.running(desk)[0].id)
    confirmed_errors.see(desk, "ERR-1", asked)
    reply.add_note(desk, asked, "They called.")
    assign.assign(desk, asked, None, version=showing.detail(desk, asked).row.version)
    assert not suspending.running(desk)
    assert [one.ticket_id for one in confirmed_errors.one(desk, "ERR-1")[1]] == [asked]
    assert {one.name for one in showing.detail(desk, asked).facts} - {one.name for one in facts} <= {"bad_access"}
    assert "commission" not in showing.messages(desk, asked)[0].text


def test_a_question_makes_a_held_request_work_and_calling_it_back_undoes_both(desk: Desk, asked: TicketId) -> None:
    put(desk, asked, status="held", is_open=False)
    sent = reply.send_reply(desk, words(asked, asks=True)).result
    assert isinstance(sent, dict)
    assert stands(desk, asked)[:2] == ("waiting", True)
    outbox.recall(desk, int(str(sent["outbox"])))
    assert stands(desk, asked)[:2] == ("held", False)


def test_a_colleague_who_had_it_in_sight_when_it_was_closed_asks_nothing(desk: Desk, asked: TicketId) -> None:
    question = replace(words(asked, asks=True), base_event=showing.detail(desk, asked).event_n)
    close(desk, asked)
    with pytest.raises(NotAllowed, match="is closed"):
        reply.send_reply(desk, question)
    with pytest.raises(NotAllowed, match="is closed"):
        reply.send_reply(desk, replace(question, anyway=True))
    assert showing.detail(desk, asked).row.status is Status.CLOSED


LOST = {"status": "waiting", "is_open": False}


def lose(desk: Desk, ticket: TicketId) -> None:
    """Leave a closed request as 1.0 left one that something was asked of."""
    close(desk, ticket)
    put(desk, ticket, **LOST)
    with desk.store.read() as connection:
        found = [one.code for one in check.check(connection)]
        assert sorted(found) == ["row", "standing"]  # that no event says so is of this test; 1.0 wrote one


def test_a_lost_request_comes_back_when_the_customer_answers(
    desk: Desk, asked: TicketId, tmp_path: Path, clock: Clock
) -> None:
    lose(desk, asked)
    clock.forward(days=1)
    write_again(desk, tmp_path, clock)
    assert [one.id for one in showing.queue_page(desk, parse("is:open").query).rows] == [asked]
    assert stands(desk, asked)[:4] == ("open", True, None, None)
    with desk.store.read() as connection:
        assert check.check(connection) == ()


def test_a_lost_request_is_reopened_by_a_person(desk: Desk, asked: TicketId) -> None:
    lose(desk, asked)
    version = showing.detail(desk, asked).row.version
    returning.reopen(desk, asked, version=version, reason=returning.MISTAKE)
    assert stands(desk, asked)[:4] == ("open", True, None, None)
    with desk.store.read() as connection:
        assert check.check(connection) == ()


def test_what_went_into_another_request_takes_no_answer_of_its_own(
    desk: Desk, asked: TicketId, tmp_path: Path, clock: Clock
) -> None:
    gone = join_a_follow_up(desk, asked, tmp_path, clock)
    put(desk, gone, **LOST)
    clock.forward(days=1)
    mail = raw_mail("z", sender=BOB, subject="Re: Rounding", body="And this.", at=clock.now, answers="x")
    list(import_paths(desk, [write(tmp_path / "more", mail)]))
    assert [one.id for one in showing.queue_page(desk, parse("is:open").query).rows] == [asked]
    assert showing.messages(desk, asked)[-1].text == "And this."


def put(desk: Desk, ticket: TicketId, **values: object) -> None:
    """Leave a ticket as an older version of the program could."""
    kept = tables.tickets.tickets

    def act(unit: Unit) -> None:
        unit.connection.execute(update(kept).where(kept.c.id == ticket).values(**values))

    desk.store.quietly(act, actor=desk.actor, at=desk.clock())
