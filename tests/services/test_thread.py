"""The order of a conversation: every message and every act once, in time; words by key; a chat with its requests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from console.records.base import Tier
from console.services import entering, outbox, reply, showing, thread, triage
from console.services.desk import Desk
from console.services.reply import Outgoing
from tests.services.conftest import NOW, Clock


@pytest.fixture
def ticket(desk: Desk) -> int:
    entry = entering.HandEntry(
        subject="Report", text="The report is empty.", sender_address="ann@one.example", sender_name="Ann",
        channel_kind="email", received_at=NOW - timedelta(hours=3),
    )  # fmt: skip
    number = entering.enter_by_hand(desk, entry)
    return int(showing.ticket(desk, number).detail.row.id)


def test_messages_and_acts_stand_in_their_order(desk: Desk, ticket: int, clock: Clock) -> None:
    detail = showing.detail(desk, ticket)
    triage.set_tier(desk, detail.row.id, Tier.CRITICAL, version=detail.row.version)
    clock.forward(minutes=5)
    reply.add_note(desk, detail.row.id, "look at this")
    found = thread.open_thread(desk, detail.row.id)
    kinds = ["act" if key < 0 else "message" for key in found.keys]
    assert kinds == ["message", "act", "message"]
    assert [one.kind for one in found.events] == ["tier_set"]
    assert list(found.instants) == sorted(found.instants)
    assert [one.text for one in found.newest] == ["The report is empty.", "look at this"]
    words = thread.words_of(desk, detail.row.id, [key for key in found.keys if key > 0])
    assert {one.text for one in words} == {"The report is empty.", "look at this"}


def test_a_message_that_was_called_back_is_not_there(desk: Desk, ticket: int) -> None:
    detail = showing.detail(desk, ticket)
    sent = reply.send_reply(
        desk, Outgoing(ticket_id=detail.row.id, text="answer", subject="Re", to_address="a@b.example", base_event=99)
    )
    assert len([key for key in thread.open_thread(desk, detail.row.id).keys if key > 0]) == 2
    outbox.recall(desk, int(sent.result["outbox"]))  # type: ignore[index, call-overload, arg-type]  # what a command leaves is JSON of any shape
    found = thread.open_thread(desk, detail.row.id)
    assert len([key for key in found.keys if key > 0]) == 1
    assert [one.kind for one in found.events] == ["recalled"]


def test_a_long_conversation_gives_all_keys_but_few_words(desk: Desk, ticket: int) -> None:
    detail = showing.detail(desk, ticket)
    for number in range(60):
        reply.add_note(desk, detail.row.id, f"note {number}")
    found = thread.open_thread(desk, detail.row.id)
    assert len(found.keys) == 61
    assert len(found.newest) == thread.NEWEST
    assert {one.text for one in found.newest} == {f"note {number}" for number in range(20, 60)}
