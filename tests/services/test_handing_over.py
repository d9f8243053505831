"""Handing over a shift: one act moves the tickets with a note, and who gets them takes them once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from console.faults import BadInput, NotAllowed
from console.records.base import Role, TicketId
from console.services import board, handing_over, routing, showing, together
from console.services.desk import Desk, ensure_staff
from tests.services.conftest import NOW
from tests.services.test_together import commands, enter, owner


def colleague(desk: Desk, login: str = "irina", name: str = "Irina") -> Desk:
    made = ensure_staff(desk.store, login=login, name=name, role=Role.SPECIALIST, now=NOW)
    return replace(desk, actor=made)


def test_a_shift_goes_to_a_colleague_with_a_note_and_is_taken_once(desk: Desk) -> None:
    irina, ids = colleague(desk), enter(desk, 3)
    together.assign(desk, ids, desk.actor.staff_id, lambda *_: None)
    before = commands(desk)
    made = handing_over.hand_over(desk, ids[:2], note="The bank calls at five", to_id=int(irina.actor.staff_id))
    assert commands(desk) == before + 1
    assert [owner(desk, one) for one in ids] == ["Irina", "Irina", desk.actor.name]
    assert handing_over.waiting(desk) == ()
    (waits,) = handing_over.waiting(irina)
    assert (waits.id, waits.from_name, waits.ticket_ids) == (made.result, desk.actor.name, tuple(ids[:2]))
    assert waits.note == "The bank calls at five"
    handing_over.take(irina, waits.id)
    assert handing_over.waiting(irina) == ()
    number = showing.detail(desk, TicketId(ids[0])).row.number
    kinds = [one.kind for one in showing.ticket(desk, number).history][-2:]
    assert kinds == ["handed_over", "handover_taken"]
    with pytest.raises(NotAllowed) as twice:
        handing_over.take(irina, waits.id)
    assert twice.value.code == "handover_over"


def test_what_goes_to_a_queue_is_for_whoever_is_first(desk: Desk) -> None:
    irina, tom, ids = colleague(desk), colleague(desk, "tom", "Tom"), enter(desk, 2)
    panel = int(str(routing.set_queue(desk, name="Panel", people=()).result))
    together.assign(desk, ids, desk.actor.staff_id, lambda *_: None)
    handing_over.hand_over(desk, ids, note="Night", queue_id=panel)
    assert [owner(desk, one) for one in ids] == [None, None]
    assert set(board.board(desk).queue_of.values()) == {panel}
    (waits,) = handing_over.waiting(tom)
    handing_over.take(tom, waits.id)
    assert [owner(desk, one) for one in ids] == ["Tom", "Tom"]
    with pytest.raises(NotAllowed):
        handing_over.take(irina, waits.id)


def test_nobody_hands_over_what_is_anothers_and_nothing_is_done_by_halves(desk: Desk) -> None:
    irina, ids = colleague(desk), enter(desk, 2)
    together.assign(desk, ids[:1], irina.actor.staff_id, lambda *_: None)
    with pytest.raises(NotAllowed) as refused:
        handing_over.hand_over(irina, ids, note="Mine and not mine", to_id=int(desk.actor.staff_id))
    assert refused.value.code == "owned_by_colleague"
    assert owner(desk, ids[0]) == "Irina"
    with pytest.raises(BadInput):
        handing_over.hand_over(desk, [], note="Nothing")
    with pytest.raises(BadInput):
        handing_over.hand_over(desk, ids, note=" ")
