"""Taking back a topic: the ticket and its question, which the decision rests on, stand as before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from console.records.base import TicketId
from console.services import entering, showing, together, triage, undo
from console.services.desk import Desk
from tests.services.conftest import NOW

Topics = tuple[str | None, bool]


@pytest.fixture
def ticket(desk: Desk) -> TicketId:
    """A ticket with a proposed topic."""
    entry = entering.HandEntry(
        subject="Report", text="The report is empty.", sender_address="ann@one.example", sender_name="Ann",
        channel_kind="email", received_at=NOW - timedelta(hours=3),
    )  # fmt: skip
    return entering.enter_by_hand(desk, entry)


def topics(desk: Desk, ticket: TicketId) -> Topics:
    found = showing.detail(desk, ticket)
    (question,) = found.questions
    assert found.row.topic == question.topic
    return question.topic, question.topic_confirmed


def test_undoing_a_topic_puts_back_that_of_the_question_and_undoing_that_sets_it_again(
    desk: Desk, ticket: TicketId
) -> None:
    before = topics(desk, ticket)
    set_n = triage.set_topic(desk, ticket, "websocket", version=1).result
    after = topics(desk, ticket)
    assert after != before
    undone_n = undo.undo(desk, ticket, int(str(set_n))).result
    assert topics(desk, ticket) == before
    undo.undo(desk, ticket, int(str(undone_n)))
    assert topics(desk, ticket) == after


def test_undoing_the_topic_of_many_puts_back_that_of_the_questions(desk: Desk, ticket: TicketId) -> None:
    before = topics(desk, ticket)
    done = together.told(together.set_topic(desk, [ticket], "websocket", lambda _done, _all: None)).done
    assert topics(desk, ticket) != before
    together.undo(desk, done, lambda _done, _all: None)
    assert topics(desk, ticket) == before
