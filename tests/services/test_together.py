"""Acts on many tickets: one command, all that can be done is done, the rest is named, and one undo takes it back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.faults import BadInput
from console.query import parse
from console.records.base import Role, TicketId, Tier
from console.services import assign, showing, together
from console.services.desk import Desk, ensure_staff
from console.services.entering import HandEntry, enter_by_hand
from console.services.together import Chosen, ids_of, told
from console.store import tables
from console.store.queries import tickets
from tests.services.conftest import NOW


def quiet(_done: int, _whole: int) -> None:
    """Nobody looks."""


def enter(desk: Desk, count: int) -> list[int]:
    made = []
    for one in range(count):
        entry = HandEntry(
            channel_kind="email",
            sender_address="ann@one.example",
            sender_name="Ann",
            subject=f"Question {one}",
            text=f"How is number {one} set?",
            received_at=NOW,
        )
        number = enter_by_hand(desk, entry)
        with desk.store.read() as connection:
            made.append(int(tickets.number_to_id(connection, number)))
    return made


def commands(desk: Desk) -> int:
    with desk.store.read() as connection:
        return len(connection.execute(tables.ledger.commands.select()).all())


def owner(desk: Desk, ticket_id: int) -> str | None:
    return showing.detail(desk, TicketId(ticket_id)).row.owner


def test_many_tickets_are_assigned_by_one_command_and_taken_back_by_one(desk: Desk) -> None:
    ids = enter(desk, 25)
    seen: list[tuple[int, int]] = []
    before = commands(desk)
    found = told(together.assign(desk, ids, desk.actor.staff_id, lambda done, whole: seen.append((done, whole))))
    assert commands(desk) == before + 1
    assert [one for one, _ in found.done] == sorted(ids)
    assert found.left == ()
    assert seen == [(20, 25), (25, 25)]
    assert {owner(desk, one) for one in ids} == {"Dana Kim"}
    back = told(together.undo(desk, found.done, quiet))
    assert len(back.done) == 25
    assert {owner(desk, one) for one in ids} == {None}


def test_what_is_not_allowed_is_named_and_the_rest_is_done(desk: Desk) -> None:
    ids = enter(desk, 3)
    other = ensure_staff(desk.store, login="irina", name="Irina", role=Role.LEAD, now=NOW)
    assign.take(replace(desk, actor=other), TicketId(ids[1]), version=1)
    plain = replace(desk, actor=replace(desk.actor, role=Role.OPERATOR))
    found = told(together.assign(plain, ids, desk.actor.staff_id, quiet))
    assert [one for one, _ in found.done] == [ids[0], ids[2]]
    assert found.left == ((ids[1], "owned_by_colleague"),)
    assert owner(desk, ids[1]) == "Irina"


def test_a_ticket_that_was_changed_since_is_not_taken_back(desk: Desk) -> None:
    ids = enter(desk, 3)
    found = told(together.set_tier(desk, ids, Tier.CRITICAL, quiet))
    together.set_tier(desk, ids[:1], Tier.QUESTION, quiet)
    back = told(together.undo(desk, found.done, quiet))
    assert [one for one, _ in back.done] == ids[1:]
    assert back.left == ((ids[0], "undo_stale"),)
    assert showing.detail(desk, TicketId(ids[0])).row.tier is Tier.QUESTION


def test_what_stands_so_already_gets_no_event(desk: Desk) -> None:
    ids = enter(desk, 2)
    together.set_tier(desk, ids[:1], Tier.CRITICAL, quiet)
    found = told(together.set_tier(desk, ids, Tier.CRITICAL, quiet))
    assert [one for one, _ in found.done] == [ids[1]]
    assert found.left == ()


def test_a_topic_is_set_with_the_only_question(desk: Desk) -> None:
    ids = enter(desk, 2)
    code = min(desk.agreement.topic_codes)
    found = told(together.set_topic(desk, ids, code, quiet))
    assert len(found.done) == 2
    assert {one.topic for one in showing.detail(desk, TicketId(ids[0])).questions} == {code}
    with pytest.raises(BadInput):
        together.set_topic(desk, ids, "no_such_topic", quiet)


def test_all_that_fit_but_some_are_chosen_by_the_query(desk: Desk) -> None:
    ids = enter(desk, 4)
    chosen = Chosen(query=parse("is:open owner:none").query, but=frozenset(ids[:1]))
    assert sorted(ids_of(desk, chosen)) == ids[1:]
    assert ids_of(desk, Chosen(ids=tuple(ids[:2]))) == tuple(ids[:2])


def test_too_many_are_refused_before_anything_is_changed(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = enter(desk, 3)
    monkeypatch.setattr(together, "MOST", 2)
    with pytest.raises(BadInput):
        ids_of(desk, Chosen(ids=tuple(ids)))
