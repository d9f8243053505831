"""A conversation: its order, its acts, its versions, the requests that its messages belong to; on each database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from sqlalchemy import Connection

from console.records.base import Actor, Status
from console.records.commands import Command
from console.store import Store, Unit, tables, to_micros
from console.store.queries import thread
from tests.store import helpers
from tests.store.helpers import assign, conversation, open_ticket

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
T = TypeVar("T")


def read(store: Store, question: Callable[[Connection], T]) -> T:
    with store.read() as connection:
        return question(connection)


def say(unit: Unit, chat: int, at: datetime, body: str) -> int:
    key = unit.insert(
        tables.messages.messages, conversation_id=chat, direction="in", author_name="Ann", sent_at=at, received_at=at
    )
    unit.insert(tables.messages.message_versions, message_id=key, n=1, at=at, body=body)
    return key


def put(store: Store, actor: Actor, act: Callable[[Unit], T]) -> T:
    return helpers.put(store, actor, act, NOW)


def belongs(store: Store, actor: Actor, ticket: int, *messages: int) -> None:
    def act(unit: Unit) -> None:
        for position, message in enumerate(messages):
            unit.insert(tables.tickets.ticket_spans, ticket_id=ticket, message_id=message, position=position)

    put(store, actor, act)


@pytest.fixture
def chat(store: Store, actor: Actor) -> int:
    return put(store, actor, lambda unit: conversation(unit, NOW))


@pytest.fixture
def said(store: Store, actor: Actor, chat: int) -> list[int]:
    """Four messages: the second key is the oldest, the last two came in the same microsecond."""
    instants = [NOW, NOW - MICROSECOND, NOW + MICROSECOND, NOW + MICROSECOND]
    return put(store, actor, lambda unit: [say(unit, chat, at, f"word {n}") for n, at in enumerate(instants)])


def test_messages_stand_by_instant_and_then_by_key(store: Store, chat: int, said: list[int]) -> None:
    found = read(store, lambda connection: thread.order_of_conversation(connection, chat))
    first, oldest, third, fourth = said
    now = to_micros(NOW)
    assert found == [(now - 1, oldest), (now, first), (now + 1, third), (now + 1, fourth)]


def test_a_ticket_has_its_own_messages_alone_and_each_once(store: Store, actor: Actor, said: list[int]) -> None:
    mine, other = open_ticket(store, actor, NOW), open_ticket(store, actor, NOW)
    belongs(store, actor, mine, said[2], said[0], said[1], said[0])
    belongs(store, actor, other, said[3])
    assert [key for _, key in read(store, lambda one: thread.order_of_ticket(one, mine))] == [said[1], said[0], said[2]]
    assert [key for _, key in read(store, lambda one: thread.order_of_ticket(one, other))] == [said[3]]
    assert read(store, lambda one: thread.order_of_ticket(one, other + 1)) == []


def test_another_conversation_is_not_looked_into(store: Store, actor: Actor, chat: int, said: list[int]) -> None:
    def elsewhere(unit: Unit) -> tuple[int, int]:
        other = conversation(unit, NOW, "other")
        return other, say(unit, other, NOW, "elsewhere")

    other, message = put(store, actor, elsewhere)
    assert [key for _, key in read(store, lambda one: thread.order_of_conversation(one, other))] == [message]
    assert len(read(store, lambda one: thread.order_of_conversation(one, chat))) == len(said)


def sent(store: Store, actor: Actor, ticket: int, message: int, state: str) -> None:
    values = {"ticket_id": ticket, "message_id": message, "channel_kind": "email", "state": state, "release_at": NOW}
    put(store, actor, lambda unit: unit.insert(tables.desk.outbox, **values))


@pytest.mark.parametrize(
    ("state", "seen"), [("held", True), ("ready", True), ("written", True), ("failed", True), ("recalled", False)]
)
def test_only_what_was_called_back_is_left_out(
    store: Store, actor: Actor, chat: int, said: list[int], state: str, *, seen: bool
) -> None:
    ticket = open_ticket(store, actor, NOW)
    belongs(store, actor, ticket, *said)
    sent(store, actor, ticket, said[2], state)
    expected = set(said) if seen else set(said) - {said[2]}
    assert {key for _, key in read(store, lambda one: thread.order_of_ticket(one, ticket))} == expected
    assert {key for _, key in read(store, lambda one: thread.order_of_conversation(one, chat))} == expected


def test_each_message_of_a_chat_tells_its_newest_request(
    store: Store, actor: Actor, chat: int, said: list[int]
) -> None:
    old = open_ticket(store, actor, NOW, "The first question")
    new = open_ticket(store, actor, NOW, "The second question", status="closed", is_open=False)
    belongs(store, actor, new, said[1], said[2])
    belongs(store, actor, old, said[0], said[1])
    found = dict(read(store, lambda one: thread.brackets(one, chat)))
    assert {message: bracket.ticket_id for message, bracket in found.items()} == {
        said[0]: old, said[1]: new, said[2]: new,
    }  # fmt: skip
    assert (found[said[0]].subject, found[said[0]].status) == ("The first question", Status.OPEN)
    assert (found[said[1]].subject, found[said[1]].status) == ("The second question", Status.CLOSED)
    assert found[said[1]] is found[said[2]]
    assert found[said[0]].number != found[said[1]].number
    assert read(store, lambda one: thread.brackets(one, chat + 1)) == ()


def test_acts_are_what_no_message_tells_with_who_did_it(store: Store, actor: Actor) -> None:
    ticket = open_ticket(store, actor, NOW)
    assign(store, actor, ticket, NOW + MICROSECOND)
    noted = Command(kind="note", actor=actor, at=NOW + 2 * MICROSECOND, ticket_id=ticket)
    store.apply(noted, lambda unit: unit.record(ticket, "noted", {}))
    later = Command(kind="tag", actor=actor, at=NOW + 3 * MICROSECOND, ticket_id=ticket)
    store.apply(later, lambda unit: unit.record(ticket, "tagged", {"tag": "b"}, old={"tag": "a"}, effective_at=NOW))
    assigned, tagged = read(store, lambda one: thread.acts(one, ticket))
    assert (assigned.n, assigned.kind, assigned.actor) == (2, "assigned", "Ann")
    assert assigned.old["owner_id"] is None
    assert assigned.new["owner_id"] == actor.staff_id
    assert (tagged.n, tagged.kind, tagged.old, tagged.new) == (4, "tagged", {"tag": "a"}, {"tag": "b"})
    assert (tagged.recorded_at, tagged.effective_at) == (NOW + 3 * MICROSECOND, NOW)
    assert assigned.hash != tagged.hash


def test_the_newest_acts_are_told_when_there_are_too_many(
    store: Store, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thread, "_MOST_EVENTS", 3)
    ticket = open_ticket(store, actor, NOW)
    for n in range(5):
        command = Command(kind="tag", actor=actor, at=NOW, ticket_id=ticket)
        store.apply(command, lambda unit, n=n: unit.record(ticket, "tagged", {"n": n}))
    assert [one.new["n"] for one in read(store, lambda one: thread.acts(one, ticket))] == [2, 3, 4]


def test_an_edited_message_keeps_every_version_oldest_first(store: Store, actor: Actor, said: list[int]) -> None:
    def edit(unit: Unit) -> None:
        for n in (3, 2):
            unit.insert(
                tables.messages.message_versions, message_id=said[0], n=n, at=NOW + n * MICROSECOND, body=f"edit {n}"
            )

    put(store, actor, edit)
    found = read(store, lambda one: thread.versions(one, said[0]))
    now = to_micros(NOW)
    assert [(one.n, one.at, one.text) for one in found] == [
        (1, now, "word 0"), (2, now + 2, "edit 2"), (3, now + 3, "edit 3"),
    ]  # fmt: skip
    assert [one.text for one in read(store, lambda one: thread.versions(one, said[1]))] == ["word 1"]


def test_the_zone_is_the_customers_and_empty_where_none_is_known(store: Store, actor: Actor) -> None:
    def enter(unit: Unit) -> int:
        return unit.insert(tables.people.customers, name="One", time_zone="Europe/Berlin")

    customer = put(store, actor, enter)
    known = open_ticket(store, actor, NOW, customer_id=customer)
    unknown = open_ticket(store, actor, NOW)
    assert read(store, lambda one: thread.zone_of(one, known)) == "Europe/Berlin"
    assert read(store, lambda one: thread.zone_of(one, unknown)) == ""
