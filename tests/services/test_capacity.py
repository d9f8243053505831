"""Two who give somebody tickets at one moment count one after the other: nobody is given more than they carry."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import Any

import pytest

from console.query import parse
from console.records.base import Role, StaffId, TicketId
from console.records.board import Move
from console.records.routing import RoutingRule
from console.services import assign, board, claiming, moves, returning, routing, sharing, staffing, undo
from console.services.desk import Desk
from console.store import Unit
from console.store.queries import board as counted
from console.store.queries import tickets
from tests.services.at_once import outcomes
from tests.services.test_board import colleague
from tests.services.test_together import enter, owner


@pytest.fixture
def slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between counting what people have and giving them more there is time enough for somebody else."""
    loads_of = counted.loads_of

    def late(*asked: Any) -> dict[int, int]:
        found = loads_of(*asked)
        time.sleep(0.4)
        return found

    monkeypatch.setattr(counted, "loads_of", late)


@pytest.fixture
def irina(desk: Desk) -> int:
    """Somebody who carries one ticket."""
    key = colleague(desk)
    found = staffing.member(desk, "irina")
    staffing.set_person(desk, key, replace(staffing.person_of(found), capacity=1), version=found.version)
    return key


def load(desk: Desk, person: int) -> int:
    return board.board(desk).loads.get(person, 0)


def proposed(desk: Desk, person: int, ticket: int) -> list[Move]:
    """Return what is proposed for a ticket while the person has room."""
    found = sharing.balance(board.board(desk), only=[ticket])
    return [replace(one, to_owner=person, why=("load=0/1",)) for one in found]


def means_for(desk: Desk, person: int) -> None:
    queue = int(str(routing.set_queue(desk, name="Panel", people=()).result))
    routing.set_rules(
        desk, (RoutingRule(queue_id=queue, query="subject:question", reason="", person_id=person),), seen=()
    )


@pytest.mark.usefixtures("slowly")
def test_two_leads_who_balance_at_once_give_nobody_too_much(desk: Desk, irina: int) -> None:
    first, second = enter(desk, 2)
    one, other = proposed(desk, irina, first), proposed(desk, irina, second)
    assert one
    assert other
    told = outcomes(desk, lambda here: moves.apply_moves(here, one), lambda here: moves.apply_moves(here, other))
    found = [moves.told(applied) for applied in told]
    assert sorted(len(done) for done, _ in found) == [0, 1]
    ((left,),) = [left for _, left in found if left]
    assert (left.code, left.name) == ("move_full", "Irina Volkova")
    assert load(desk, irina) == 1


def test_of_several_proposed_the_last_is_left_and_by_hand_a_lead_may_give_more(desk: Desk, irina: int) -> None:
    first, second = enter(desk, 2)
    both = [*proposed(desk, irina, first), *proposed(desk, irina, second)]
    done, left = moves.told(moves.apply_moves(desk, both, rest=True))
    assert ([key for key, _ in done], [one.ticket_id for one in left]) == ([first], [second])
    (by_hand,) = [replace(one, why=()) for one in both if one.ticket_id == second]
    moves.apply_moves(desk, [by_hand])
    assert load(desk, irina) == 2


@pytest.mark.usefixtures("slowly")
def test_two_that_come_in_at_once_are_not_both_given_to_somebody_with_room_for_one(desk: Desk, irina: int) -> None:
    means_for(desk, irina)
    outcomes(desk, lambda here: enter(here, 1), lambda here: enter(here, 1))
    assert len(board.board(desk).cards) == 2
    assert load(desk, irina) == 1


@pytest.mark.parametrize("how", ["take", "next"])
def test_what_is_taken_at_that_moment_counts(desk: Desk, irina: int, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    (ticket,) = enter(desk, 1)
    means_for(desk, irina)
    here = replace(desk, actor=replace(desk.actor, staff_id=StaffId(irina), role=Role.SPECIALIST))
    taking, has_counted = threading.Event(), threading.Event()
    owned_by, loads_of = assign.owned_by, counted.loads_of

    def late(unit: Unit, owner: StaffId | None) -> dict[str, object]:
        taking.set()
        has_counted.wait(1.5)  # whoever counts waits for this act instead
        return owned_by(unit, owner)

    def told(*asked: Any) -> dict[int, int]:
        found = loads_of(*asked)
        has_counted.set()
        return found

    monkeypatch.setattr(counted, "loads_of", told)

    monkeypatch.setattr(assign if how == "take" else claiming, "owned_by", late)

    def take(at: Desk) -> None:
        own = replace(here, store=at.store)
        if how == "take":
            assign.take(own, TicketId(ticket), version=1)
        else:
            claiming.take_next(own, parse("is:open").query)

    def comes_in(at: Desk) -> None:
        taking.wait(10)
        enter(at, 1)

    assert [one for one in outcomes(desk, take, comes_in) if one is not None] == []
    assert (owner(desk, ticket), load(desk, irina)) == ("Irina Volkova", 1)


@pytest.mark.parametrize("how", ["reopened", "undone"])
def test_what_is_at_work_again_at_that_moment_counts(
    desk: Desk, irina: int, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """While somebody counts what Irina has, a request of hers that was closed is opened again: that waits."""
    before, coming = enter(desk, 2)
    assign.assign(desk, TicketId(before), StaffId(irina), version=1)
    over = {"status": "closed", "is_open": False, "closed_at": desk.clock()}
    desk.store.apply(desk.command("close"), lambda unit: unit.change_ticket(before, "closed", over))
    (proposal,) = proposed(desk, irina, coming)
    counted_now, loads_of = threading.Event(), counted.loads_of
    with desk.store.read() as connection:
        row = tickets.detail(connection, TicketId(before), desk.actor.staff_id).row
    opened: list[float] = []

    def late(*asked: Any) -> dict[int, int]:
        found = loads_of(*asked)
        counted_now.set()
        time.sleep(0.7)
        opened.append(time.monotonic())
        return found

    monkeypatch.setattr(counted, "loads_of", late)

    def again(at: Desk) -> float:
        counted_now.wait(10)
        if how == "reopened":
            returning.reopen(at, TicketId(before), version=row.version)
        else:
            undo.undo(at, TicketId(before), row.version)  # each change so far has one event
        return time.monotonic()

    given, done = outcomes(desk, lambda here: moves.apply_moves(here, [proposal]), again)
    assert not moves.told(given)[1]  # type: ignore[arg-type]  # it was given: one was counted before the other
    assert isinstance(done, float), done
    assert done > opened[0]
