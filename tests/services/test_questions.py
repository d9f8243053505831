"""Questions Q1 to Qn: proposed with their places, answered, taken up later, made requests of, never forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from console.faults import BadInput, NotAllowed, Stale
from console.records.base import Role, Status, TicketId
from console.services import assign, closing, matters, noticing, questions, reply, showing, undo
from console.services.desk import Desk, ensure_staff
from console.store import check, tables
from tests.services.conftest import NOW
from tests.services.requests_for_matters import events, request_of

THREE = """Hello,

1. How do I hide a currency from the public page?
2. Can the operator's name be shown in the order list?
3. Our hosting company asks which PHP modules are needed, could you install them?

Ann
"""
LATER = "Thank you! And where do I change the logo of the receipts?"


@pytest.fixture
def ticket(desk: Desk, tmp_path: Path) -> TicketId:
    return request_of(desk, tmp_path, THREE, LATER)


def bodies(desk: Desk, ticket: TicketId) -> list[str]:
    return [one.text for one in showing.detail(desk, ticket).questions]


def test_several_questions_are_proposed_each_with_its_place_and_topic(desk: Desk, ticket: TicketId) -> None:
    found = showing.detail(desk, ticket).questions
    said = {one.id: noticing.words_of(one) for one in showing.messages(desk, ticket)}
    assert [one.text for one in found] == [line[3:] for line in THREE.splitlines() if line[:1].isdigit()]
    for one in found:
        assert one.message_id is not None
        assert said[one.message_id][one.start : one.end] == one.text
    topics = [one.topic for one in found]
    assert topics[2] == "php"
    assert topics[0] != topics[2]
    assert showing.panels(desk, ticket).assessment.outcome != "accept"


def test_one_question_stays_the_whole_text(desk: Desk, tmp_path: Path) -> None:
    ticket = request_of(desk, tmp_path, "The order list is slow. Is there a setting for the rows?", key="one")
    assert bodies(desk, ticket) == ["The order list is slow. Is there a setting for the rows?"]


def test_a_request_made_of_a_question_of_who_left_is_nobodys(desk: Desk, ticket: TicketId) -> None:
    irina = ensure_staff(desk.store, login="irina", name="Irina", role=Role.SPECIALIST, now=NOW).staff_id
    assign.assign(desk, ticket, irina, version=showing.detail(desk, ticket).row.version)
    gone = {"expected": None, "active": False}
    desk.apply(desk.command("put_out"), lambda unit: unit.amend(tables.people.staff, int(irina), **gone))
    made: Any = questions.split_off(desk, ticket, showing.detail(desk, ticket).questions[0].id).result
    assert showing.detail(desk, ticket).row.owner == "Irina"
    assert showing.detail(desk, TicketId(made["ticket"])).row.owner is None


def test_what_is_asked_later_waits_and_can_be_taken_up_or_dismissed(desk: Desk, ticket: TicketId) -> None:
    (later,) = matters.of_ticket(desk, ticket).asked
    assert later.words == "And where do I change the logo of the receipts?"
    questions.take_up(desk, ticket, later)
    assert bodies(desk, ticket)[3] == later.words
    assert matters.of_ticket(desk, ticket).asked == ()
    with pytest.raises(NotAllowed):
        questions.take_up(desk, ticket, later)
    assert events(desk, ticket, "question_added")[0]["n"] == 4


def test_a_question_is_answered_by_a_persons_word_and_open_again(desk: Desk, ticket: TicketId) -> None:
    first = showing.detail(desk, ticket).questions[0]
    questions.say_answered(desk, ticket, first.id, answered=True)
    assert [one.answered for one in showing.detail(desk, ticket).questions] == [True, False, False]
    questions.say_answered(desk, ticket, first.id, answered=False)
    assert not any(one.answered for one in showing.detail(desk, ticket).questions)
    assert [one["settled"] for one in events(desk, ticket, "question_answered")] == [True, False]


def test_a_question_becomes_a_request_with_its_receipt_and_place(desk: Desk, ticket: TicketId) -> None:
    before = showing.detail(desk, ticket)
    third = before.questions[2]
    done = questions.split_off(desk, ticket, third.id, command_id="b" * 32).result
    again = questions.split_off(desk, ticket, third.id, command_id="b" * 32).result
    assert done == again
    assert isinstance(done, dict)
    new = showing.detail(desk, TicketId(int(str(done["ticket"]))))
    assert [one.text for one in new.questions] == [third.text]
    assert bodies(desk, ticket) == [one.text for one in before.questions[:2]]
    assert [one.words for one in matters.of_ticket(desk, ticket).asked] == [LATER.partition("! ")[2]]
    assert (new.row.received_at, new.license_id, new.agreement_id, new.row.status) == (
        before.row.received_at,
        before.license_id,
        before.agreement_id,
        Status.OPEN,
    )
    assert [(one.kind, one.number) for one in new.links] == [("split_from", before.row.number)]
    assert [(one.kind, one.number) for one in showing.detail(desk, ticket).links] == [("split_into", new.row.number)]
    (message,) = showing.messages(desk, new.row.id)
    assert message.spans == ((third.start, third.end),)
    with desk.store.read() as connection:
        assert check.check(connection) == ()


def test_splitting_is_undone_while_nobody_acted_on_the_new_request(desk: Desk, ticket: TicketId) -> None:
    whole = bodies(desk, ticket)
    done = questions.split_off(desk, ticket, showing.detail(desk, ticket).questions[1].id).result
    assert isinstance(done, dict)
    undo.undo(desk, ticket, int(str(done["event"])))
    assert bodies(desk, ticket) == whole
    gone = showing.detail(desk, TicketId(int(str(done["ticket"]))))
    assert (gone.row.status, gone.questions) == (Status.MERGED, ())
    assert showing.detail(desk, ticket).links == ()
    second = questions.split_off(desk, ticket, showing.detail(desk, ticket).questions[1].id).result
    assert isinstance(second, dict)
    reply.add_note(desk, TicketId(int(str(second["ticket"]))), "Looked at it")
    with pytest.raises(Stale) as stopped:
        undo.undo(desk, ticket, int(str(second["event"])))
    assert stopped.value.code == "split_acted_on"


def test_the_only_question_and_that_of_another_request_are_not_split_off(
    desk: Desk, ticket: TicketId, tmp_path: Path
) -> None:
    other = request_of(desk, tmp_path, "How do I export the users of the panel?", key="other")
    (only,) = showing.detail(desk, other).questions
    with pytest.raises(NotAllowed):
        questions.split_off(desk, other, only.id)
    with pytest.raises(BadInput):
        questions.split_off(desk, ticket, only.id)
    with pytest.raises(BadInput):
        questions.say_answered(desk, ticket, only.id, answered=True)


def test_closing_names_the_open_questions_and_those_that_were_asked_later(desk: Desk, ticket: TicketId) -> None:
    judged = closing.judge(desk, ticket)
    assert len(judged.unanswered) == 3
    assert judged.asked_later == 1
    (later,) = matters.of_ticket(desk, ticket).asked
    noticing.judge(desk, ticket, later, "dismissed")
    assert closing.judge(desk, ticket).asked_later == 0
