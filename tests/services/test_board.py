"""The lead's board: what it reads, and moves that are checked anew and made in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Table, select

from console.faults import NotAllowed
from console.models.board import BoardState
from console.query import parse
from console.records.base import Role, StaffId, TicketId
from console.records.board import Absence, Member, Move, Shift
from console.records.tickets import TicketRow
from console.services import assign, board, handing_over, moves, routing, sharing, showing, team, together, undo
from console.services.desk import Desk, ensure_staff
from console.services.duty import duty
from console.store import tables
from tests.services.conftest import NOW
from tests.services.test_together import commands, enter, owner

ZONE = ZoneInfo("Europe/Moscow")


def staged(desk: Desk, to_owner: int, *, ids: list[int]) -> list[Move]:
    rows = {int(one.id): one for one in board.board(desk).cards}
    return [move_of(rows[one], to_owner) for one in ids]


def move_of(row: TicketRow, to_owner: int) -> Move:
    return Move(
        ticket_id=int(row.id),
        version=row.version,
        owner_id=row.owner_id,
        status=row.status.value,
        to_owner=to_owner,
        why=("language=RU", "load=1/4"),
    )


def number_of(desk: Desk, ticket_id: int) -> int:
    return showing.detail(desk, TicketId(ticket_id)).row.number


def colleague(desk: Desk) -> int:
    made = ensure_staff(desk.store, login="irina", name="Irina Volkova", role=Role.SPECIALIST, now=NOW)
    return int(made.staff_id)


def test_the_board_shows_open_tickets_people_and_loads(desk: Desk) -> None:
    irina, ids = colleague(desk), enter(desk, 3)
    assign.assign(desk, TicketId(ids[0]), irina, version=1)  # type: ignore[arg-type]  # a key of the staff
    found = board.board(desk, parse("owner:none").query)
    assert {int(one.id) for one in found.cards} == set(ids[1:])
    assert found.loads == {0: 2, irina: 1}
    assert [one.name for one in found.members if one.id == irina] == ["Irina Volkova"]
    assert found.cards[0].response is not None


def test_what_a_lead_assigns_is_not_a_claim_that_runs_out(desk: Desk) -> None:
    irina, ids = colleague(desk), enter(desk, 3)
    for one in ids:
        assign.take(desk, TicketId(one), version=1)
    moves.apply_moves(desk, staged(desk, irina, ids=ids[:1]))
    together.assign(desk, ids[1:2], StaffId(irina), lambda _n, _of: None)
    handing_over.hand_over(desk, ids[2:], note="The shift is over", to_id=irina)
    table = tables.tickets.tickets.c
    with desk.store.read() as connection:
        found = connection.execute(select(table.owner_id, table.claimed_at).where(table.id.in_(ids))).all()
    assert [tuple(one) for one in found] == [(irina, None)] * 3


def test_moves_are_one_command_and_one_undo_takes_them_back(desk: Desk) -> None:
    irina, ids = colleague(desk), enter(desk, 4)
    before = commands(desk)
    done, left = moves.told(moves.apply_moves(desk, staged(desk, irina, ids=ids[:3]), reason="Ann is away"))
    assert (len(done), left) == (3, ())
    assert commands(desk) == before + 1
    assert [owner(desk, one) for one in ids] == ["Irina Volkova"] * 3 + [None]
    event = showing.ticket(desk, number_of(desk, ids[0])).history[-1]
    assert event.kind == "assigned"
    assert isinstance(event.new, dict)
    assert event.new["why"] == ["language=RU", "load=1/4"]
    together.undo(desk, done, lambda *_: None)
    assert [owner(desk, one) for one in ids] == [None] * 4


def test_what_changed_meanwhile_stops_all_until_the_rest_is_asked_for(desk: Desk) -> None:
    irina, ids = colleague(desk), enter(desk, 3)
    wanted = staged(desk, irina, ids=ids)
    assign.take(desk, TicketId(ids[1]), version=wanted[1].version)
    done, left = moves.told(moves.apply_moves(desk, wanted))
    assert done == ()
    assert [(one.ticket_id, one.code, one.name) for one in left] == [(ids[1], "move_taken", desk.actor.name)]
    assert owner(desk, ids[0]) is None
    done, left = moves.told(moves.apply_moves(desk, wanted, rest=True))
    assert [one for one, _ in done] == [ids[0], ids[2]]
    assert [one.ticket_id for one in left] == [ids[1]]
    assert owner(desk, ids[1]) == desk.actor.name


def test_a_move_into_a_queue_keeps_the_owner_and_is_undone(desk: Desk) -> None:
    (one,) = enter(desk, 1)
    key = {}

    def queue(unit: object) -> int:
        key["id"] = unit.insert(tables.people.queues, name="Billing")  # type: ignore[attr-defined]  # a unit of work
        return key["id"]

    desk.apply(desk.command("queue.add"), queue)
    (card,) = board.board(desk).cards
    move = Move(ticket_id=one, version=card.version, owner_id=None, status="open", to_queue=key["id"])
    done, _ = moves.told(moves.apply_moves(desk, [move]))
    assert board.board(desk).queue_of == {one: key["id"]}
    together.undo(desk, done, lambda *_: None)
    assert board.board(desk).queue_of == {}


def test_only_a_lead_applies_moves(desk: Desk) -> None:
    irina, ids = colleague(desk), enter(desk, 1)
    other = replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST))
    with pytest.raises(NotAllowed) as refused:
        moves.apply_moves(other, staged(desk, irina, ids=ids))
    assert refused.value.code == "lead_only"


def person(**given: object) -> Member:
    values: dict[str, object] = {
        "id": 1,
        "version": 1,
        "login": "a",
        "name": "A",
        "role": "specialist",
        "languages": ("en",),
        "capacity": 5,
        "time_zone": "",
    }
    return Member(**{**values, **given})  # type: ignore[arg-type]  # fields by their names


def shift(weekday: int, starts: str, ends: str) -> Shift:
    return Shift(id=1, version=1, staff_id=1, weekday=weekday, starts=starts, ends=ends)


@pytest.mark.parametrize(
    ("at", "on", "until"),
    [
        ("2026-11-24T06:59", False, None),
        ("2026-11-24T07:00", True, "2026-11-24T15:00"),
        ("2026-11-24T15:00", False, None),
        ("2026-11-25T19:30", True, "2026-11-26T03:00"),
        ("2026-11-26T02:59", True, "2026-11-26T03:00"),
        ("2026-11-26T03:00", False, None),
    ],
)
def test_a_shift_is_in_the_persons_zone_and_may_go_over_midnight(at: str, on: bool, until: str | None) -> None:
    one = person(time_zone="Europe/Moscow", shifts=(shift(1, "10:00", "18:00"), shift(2, "22:00", "06:00")))
    found = duty(one, datetime.fromisoformat(at).replace(tzinfo=UTC), ZoneInfo("Asia/Tokyo"))
    assert found.on is on
    assert found.until == (None if until is None else datetime.fromisoformat(until).replace(tzinfo=UTC))


def test_who_is_absent_is_given_nothing_and_who_has_no_shifts_is_asked(desk: Desk) -> None:
    away = Absence(
        id=1,
        version=1,
        staff_id=1,
        starts_at=NOW - timedelta(days=1),
        ends_at=NOW + timedelta(days=1),
        kind="sick",
        substitute_id=2,
        note="",
    )
    assert duty(person(), NOW, ZONE).here
    assert not duty(person(absences=(away,)), NOW, ZONE).here
    assert duty(person(absences=(away,)), NOW + timedelta(days=1), ZONE).here
    assert not duty(person(shifts=(shift(6, "10:00", "18:00"),)), NOW, ZONE).here


def test_who_left_has_a_column_and_the_tickets_are_shared_out_and_nobody_gives_them_more(desk: Desk) -> None:
    irina, ids = colleague(desk), enter(desk, 3)
    together.assign(desk, ids[:2], StaffId(irina), lambda *_: None)
    put_out(desk, tables.people.staff, irina)
    found, state = board.board(desk), BoardState()
    state.show(found)
    (column,) = [one for one in state.columns if one.over]
    assert (column.name, column.load, len(column.cards)) == ("Irina Volkova", 2, 2)
    assert state.stage(ids[2:], str(irina)) == 0
    assert [(one.id, number) for one, number in sharing.absent_with_work(found)] == [(irina, 2)]
    seated = replace(found, members=tuple(replace(one, capacity=9) for one in found.members))
    assert {one.ticket_id: one.why[0] for one in sharing.balance(seated) if one.ticket_id != ids[2]} == dict.fromkeys(
        ids[:2], "left=Irina Volkova"
    )
    assert {one.to_owner for one in sharing.away(found, found.left[0], sharing.BACK)} == {0}
    rows = showing.queue_page(desk, parse("owner:left is:open").query).rows
    assert {int(one.id) for one in rows} == set(ids[:2])
    assert team.open_of_left(desk.store) == {("Irina Volkova", "irina"): tuple(sorted(one.number for one in rows))}
    assert team.open_tickets(desk.store, "irina") == 2
    for act in (
        lambda: assign.assign(desk, TicketId(ids[2]), StaffId(irina), version=1),
        lambda: together.assign(desk, ids[2:], StaffId(irina), lambda *_: None),
        lambda: handing_over.hand_over(desk, ids[2:], note="x", to_id=irina),
    ):
        with pytest.raises(NotAllowed) as refused:
            act()
        assert refused.value.code == "person_left"
    assert owner(desk, ids[2]) is None


def test_undoing_gives_no_ticket_back_to_who_left_and_keeps_it_where_it_is(desk: Desk) -> None:
    irina, ids = colleague(desk), enter(desk, 4)
    together.assign(desk, ids[:3], StaffId(irina), lambda *_: None)
    moved = [assign.assign(desk, TicketId(one), None, version=2).result for one in ids[:2]]
    taken = undo.undo(desk, TicketId(ids[2]), 2).result
    back = undo.undo(desk, TicketId(ids[1]), int(str(moved[1]))).result
    put_out(desk, tables.people.staff, irina)
    for act in (
        lambda: undo.undo(desk, TicketId(ids[0]), int(str(moved[0]))),
        lambda: undo.redo(desk, TicketId(ids[2]), int(str(taken))),
    ):
        with pytest.raises(NotAllowed) as refused:
            act()
        assert refused.value.code == "left_gets_nothing"
    many = together.told(together.undo(desk, [(ids[0], int(str(moved[0])))], lambda *_: None))
    assert (many.done, many.left) == ((), ((ids[0], "left_gets_nothing"),))
    assert [owner(desk, one) for one in ids] == [None, "Irina Volkova", None, None]
    assert undo.redo(desk, TicketId(ids[1]), int(str(back))).result, "from who left it is taken as from anybody"


def test_the_tickets_of_a_queue_out_of_use_stand_under_its_name_and_are_found(desk: Desk) -> None:
    ids = enter(desk, 2)
    key = routing.set_queue(desk, name="Billing", people=[]).result
    assert isinstance(key, int)
    handing_over.hand_over(desk, ids[:1], note="Money", queue_id=key)
    put_out(desk, tables.people.queues, key)
    found, state = board.board(desk), BoardState()
    state.divide("queue")
    state.show(found)
    assert [(one.name, one.over, len(one.cards)) for one in state.columns] == [("", False, 1), ("Billing", True, 1)]
    assert state.stage(ids[:1], "0") == 1
    for words, meant in (("queue:none", ids[1:]), ("queue:any", ids[:1]), ("queue:billing", ids[:1])):
        assert [int(one.id) for one in showing.queue_page(desk, parse(words).query).rows] == meant


def put_out(desk: Desk, table: Table, key: int) -> None:
    """Take a person off the staff, or a queue out of use."""
    desk.apply(desk.command("put_out"), lambda unit: unit.amend(table, key, expected=None, active=False))
