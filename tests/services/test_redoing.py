"""Redo: what was undone is done again as an act of its own, and only where nothing came since."""

from __future__ import annotations

from datetime import timedelta

import pytest

from console.faults import NotAllowed, Stale
from console.records.base import Status, TicketId, Tier
from console.services import assign, closing, entering, questions, reply, showing, together, triage, undo
from console.services.desk import Desk
from tests.services.conftest import NOW


def entered(desk: Desk, text: str = "The report is empty.") -> TicketId:
    entry = entering.HandEntry(
        subject="Report", text=text, sender_address="ann@one.example", sender_name="Ann",
        channel_kind="email", received_at=NOW - timedelta(hours=3),
    )  # fmt: skip
    return TicketId(entering.enter_by_hand(desk, entry))


def version(desk: Desk, ticket: TicketId) -> int:
    return showing.detail(desk, ticket).row.version


def number(applied: object) -> int:
    return int(str(applied.result))  # type: ignore[attr-defined]  # an act's answer


def test_what_was_undone_is_done_again_and_that_can_be_undone(desk: Desk) -> None:
    ticket = entered(desk)
    done = number(triage.set_tier(desk, ticket, Tier.CRITICAL, version=1))
    undone = number(undo.undo(desk, ticket, done))
    again = number(undo.redo(desk, ticket, undone))
    assert showing.detail(desk, ticket).row.tier is Tier.CRITICAL
    event = showing.ticket(desk, showing.detail(desk, ticket).row.number).history[-1]
    assert (event.n, event.kind) == (again, "undone")
    assert isinstance(event.new, dict)
    assert event.new["again"] is True
    undone = number(undo.undo(desk, ticket, again))
    assert showing.detail(desk, ticket).row.tier is not Tier.CRITICAL
    undo.redo(desk, ticket, undone)
    assert showing.detail(desk, ticket).row.tier is Tier.CRITICAL


def test_a_closing_is_done_again_with_the_questions_that_it_answered(desk: Desk) -> None:
    ticket = entered(desk, "Where is the report? And how do I change the commission of a pair?")
    asked = showing.detail(desk, ticket).questions
    reason = closing.judge(desk, ticket).allowed[0]
    done = number(closing.close(desk, ticket, reason, version=1, answered=(asked[0].id,)))
    undone = number(undo.undo(desk, ticket, done))
    assert not any(one.answered for one in showing.detail(desk, ticket).questions)
    again = number(undo.redo(desk, ticket, undone))
    found = showing.detail(desk, ticket)
    assert (found.row.status, found.row.close_reason) == (Status.CLOSED, reason)
    assert [one.answered for one in found.questions] == [True, *[False] * (len(asked) - 1)]
    undo.undo(desk, ticket, again)
    assert not any(one.answered for one in showing.detail(desk, ticket).questions)


def test_it_is_refused_when_anything_came_since_and_says_who(desk: Desk) -> None:
    ticket = entered(desk)
    undone = number(undo.undo(desk, ticket, number(assign.take(desk, ticket, version=1))))
    reply.add_note(desk, ticket, "A note.")
    with pytest.raises(Stale, match=f"since it was undone \\({desk.actor.name}\\)"):
        undo.redo(desk, ticket, undone)
    with pytest.raises(NotAllowed):
        undo.redo(desk, ticket, 1)  # the opening was no undo


def test_an_act_on_many_is_done_again_and_the_one_that_changed_is_named(desk: Desk) -> None:
    one, two = entered(desk), entered(desk)
    done = together.told(together.set_tier(desk, [one, two], Tier.CRITICAL, lambda _done, _all: None)).done
    undone = together.told(together.undo(desk, done, lambda _done, _all: None)).done
    assign.take(desk, two, version=version(desk, two))
    told = together.told(together.redo(desk, undone, lambda _done, _all: None))
    assert [key for key, _ in told.done] == [one]
    assert told.left == ((int(two), "redo_stale"),)
    assert showing.detail(desk, one).row.tier is Tier.CRITICAL


def test_a_question_becomes_a_request_of_its_own_again(desk: Desk) -> None:
    ticket = entered(desk, "Where is the report? And how do I change the commission of a pair?")
    question = showing.detail(desk, ticket).questions[-1]
    made = questions.split_off(desk, ticket, question.id).result
    assert isinstance(made, dict)
    undone = number(undo.undo(desk, ticket, int(str(made["event"]))))
    undo.redo(desk, ticket, undone)
    assert question.id not in [one.id for one in showing.detail(desk, ticket).questions]
    (link,) = [one for one in showing.detail(desk, ticket).links if one.kind == "split_into"]
    assert showing.detail(desk, link.ticket_id).row.status is Status.OPEN
