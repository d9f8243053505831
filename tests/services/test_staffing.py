"""People, their shifts and absences; what is proposed for shared work, and what an absent person's tickets become."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from console.faults import BadInput, NotAllowed, Stale
from console.records.base import Role, StaffId, TicketId, Tier
from console.services import assign, board, moves, sharing, showing, staffing, together
from console.services.desk import Desk, ensure_staff
from console.services.staffing import Person
from console.store import tables
from tests.services.conftest import NOW
from tests.services.test_board import colleague
from tests.services.test_together import enter, owner

WEEK = ("10:00-14:00, 15:00-18:00", "", "", "", "", "", "22:00 – 06:00")


def give(desk: Desk, staff_id: int, **wanted: object) -> None:
    one = next(one for one in staffing.members(desk) if one.id == staff_id)
    staffing.set_person(desk, staff_id, replace(staffing.person_of(one), **wanted), version=one.version)  # type: ignore[arg-type]  # fields by their names


def member(desk: Desk, login: str = "irina") -> object:
    return staffing.person_of(staffing.member(desk, login))


def test_a_person_is_set_in_one_act_and_what_held_before_stays(desk: Desk, clock: object) -> None:
    irina = colleague(desk)
    topic = desk.agreement.topic_codes[0]
    wanted = Person(languages=("ru", "pt"), capacity=7, time_zone="Europe/Lisbon", week=WEEK, expertise={topic: 2})
    staffing.set_person(desk, irina, wanted, version=1)
    found = member(desk)
    assert found == replace(wanted, week=(*WEEK[:6], "22:00-06:00"))
    clock.forward(hours=1)  # type: ignore[attr-defined]  # the clock of the tests
    staffing.set_person(desk, irina, replace(wanted, week=("10:00-14:00", *("",) * 6), expertise={}), version=2)
    found = member(desk)
    assert isinstance(found, Person)
    assert (found.week[0], found.week[6], found.expertise) == ("10:00-14:00", "", {})
    with pytest.raises(Stale):
        staffing.set_person(desk, irina, wanted, version=2)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Person(languages=("English",), capacity=3), "bad_language"),
        (Person(languages=("en",), capacity=-1), "bad_capacity"),
        (Person(languages=("en",), capacity=1, time_zone="Moon/Sea"), "unknown_time_zone"),
        (Person(languages=("en",), capacity=1, week=("9-18", *("",) * 6)), "bad_shift"),
        (Person(languages=("en",), capacity=1, expertise={"nothing": 1}), "unknown_topic"),
    ],
)
def test_what_cannot_be_is_refused(desk: Desk, wanted: Person, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        staffing.set_person(desk, colleague(desk), wanted, version=1)
    assert refused.value.code == code


def test_a_specialist_sets_nothing(desk: Desk) -> None:
    irina = colleague(desk)
    other = replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST))
    with pytest.raises(NotAllowed):
        staffing.set_person(other, irina, Person(languages=("en",), capacity=99), version=1)
    with pytest.raises(NotAllowed):
        staffing.add_absence(other, irina, starts_at=NOW, ends_at=NOW + timedelta(days=1), kind="sick")


def away(desk: Desk, staff_id: int, substitute: int | None = None) -> int:
    made = staffing.add_absence(
        desk, staff_id, starts_at=NOW, ends_at=NOW + timedelta(days=2), kind="sick", substitute_id=substitute
    )
    return int(str(made.result))


def test_the_tickets_of_an_absent_person_go_where_the_lead_says_with_the_reason_kept(desk: Desk) -> None:
    irina, ids = colleague(desk), enter(desk, 3)
    together.assign(desk, ids, StaffId(irina), lambda *_: None)
    me = int(desk.actor.staff_id)
    absence = away(desk, irina, me)
    seen = board.board(desk)
    ((gone, number),) = sharing.absent_with_work(seen)
    assert (gone.name, number) == ("Irina Volkova", 3)
    proposed = sharing.away(seen, gone, sharing.SUBSTITUTE)
    assert {one.to_owner for one in proposed} == {me}
    assert {one.to_owner for one in sharing.away(seen, gone, sharing.BACK)} == {0}
    assert owner(desk, ids[0]) == "Irina Volkova"
    moves.apply_moves(desk, proposed)
    assert owner(desk, ids[0]) == desk.actor.name
    event = showing.panels(desk, TicketId(ids[0])).detail
    assert event.row.owner_id == me
    each = staffing.member(desk, "irina").absences[0]
    staffing.change_absence(desk, absence, version=each.version, ends_at=NOW, substitute_id=None)
    assert staffing.member(desk, "irina").absences == ()


def test_a_person_is_away_once_at_a_time_and_older_overlaps_go_on(desk: Desk) -> None:
    irina, day = colleague(desk), timedelta(days=1)
    away(desk, irina)  # two days from now
    with pytest.raises(BadInput, match="Irina Volkova is away then already: ") as refused:
        staffing.add_absence(desk, irina, starts_at=NOW + day, ends_at=NOW + 3 * day, kind="vacation")
    assert refused.value.params["last"] == f"{(NOW + 2 * day).astimezone(desk.company.zone):%Y-%m-%d %H:%M}"
    staffing.add_absence(desk, irina, starts_at=NOW + 2 * day, ends_at=NOW + 4 * day, kind="vacation")
    away(desk, int(desk.actor.staff_id))  # another person's own time
    one, two = staffing.member(desk, "irina").absences
    with pytest.raises(BadInput, match=f"already: {two.starts_at.astimezone(desk.company.zone):%Y-%m-%d %H:%M} – "):
        staffing.change_absence(desk, one.id, version=one.version, ends_at=NOW + 3 * day, substitute_id=None)
    row = tables.people.absences  # as an older console let it be entered
    desk.apply(desk.command("put"), lambda unit: unit.amend(row, one.id, expected=None, ends_at=two.ends_at))
    one = staffing.member(desk, "irina").absences[0]
    staffing.change_absence(
        desk, one.id, version=one.version, ends_at=NOW + 3 * day, substitute_id=None, note="Shorter"
    )
    assert [each.note for each in staffing.member(desk, "irina").absences] == ["Shorter", ""]


def test_balance_proposes_by_language_topic_load_and_presence_and_writes_nothing(desk: Desk) -> None:
    irina, ids = colleague(desk), enter(desk, 6)
    tom = int(ensure_staff(desk.store, login="tom", name="Tom", role=Role.SPECIALIST, now=NOW).staff_id)
    me = int(desk.actor.staff_id)
    give(desk, me, languages=("de",), capacity=10)
    give(desk, tom, languages=("en",), capacity=4)
    give(desk, irina, languages=("en",), capacity=2)
    found = sharing.balance(board.board(desk))
    goals = {one: sum(1 for each in found if each.to_owner == one) for one in (me, tom, irina)}
    assert goals == {me: 0, tom: 4, irina: 2}
    assert all("language=EN" in one.why for one in found)
    assert {one.why[-1] for one in found if one.to_owner == irina} == {"load=0/2", "load=1/2"}
    away(desk, tom)
    found = sharing.balance(board.board(desk))
    assert {one.to_owner for one in found} == {irina}
    assert len(found) == 2
    assert owner(desk, ids[0]) is None


def test_balance_takes_what_is_too_much_from_who_is_full(desk: Desk) -> None:
    irina, ids = colleague(desk), enter(desk, 3)
    me = int(desk.actor.staff_id)
    together.assign(desk, ids, desk.actor.staff_id, lambda *_: None)
    together.set_tier(desk, ids[:1], Tier.CRITICAL, lambda *_: None)
    give(desk, me, languages=("en",), capacity=1)
    give(desk, irina, languages=("en",), capacity=9)
    found = sharing.balance(board.board(desk))
    assert {one.to_owner for one in found} == {irina}
    assert {one.ticket_id for one in found} == set(ids[1:])
    assert all(one.why[0] == "full" for one in found)


def test_who_knows_the_topic_goes_before_who_has_less(desk: Desk) -> None:
    irina, ids = colleague(desk), enter(desk, 2)
    topic = desk.agreement.topic_codes[0]
    me = int(desk.actor.staff_id)
    give(desk, me, languages=("en",), capacity=10)
    give(desk, irina, languages=("en",), capacity=10, expertise={topic: 1})
    assign.assign(desk, TicketId(ids[0]), StaffId(irina), version=1)
    together.set_topic(desk, ids[1:], topic, lambda *_: None)
    (move,) = sharing.balance(board.board(desk))
    assert move.to_owner == irina
    assert "expert" in move.why


def test_where_nothing_can_be_shared_out_the_reason_is_the_true_one(desk: Desk) -> None:
    irina, me = colleague(desk), int(desk.actor.staff_id)
    assert sharing.hindrance(board.board(desk)) == "nothing"
    enter(desk, 3)
    for one in (irina, me):
        give(desk, one, languages=(), capacity=0)
    assert sharing.balance(board.board(desk)) == ()
    assert sharing.hindrance(board.board(desk)) == "nobody_set"
    give(desk, irina, languages=("de",), capacity=1)
    assert sharing.hindrance(board.board(desk)) == "language"
    give(desk, irina, languages=("en",))
    moves.apply_moves(desk, sharing.balance(board.board(desk)))
    assert sharing.balance(board.board(desk)) == ()
    assert sharing.hindrance(board.board(desk)) == "room"
    tomorrow = (NOW + timedelta(days=1)).weekday()
    for one in (irina, me):
        give(desk, one, time_zone="UTC", week=tuple("09:00-10:00" if day == tomorrow else "" for day in range(7)))
    seen = board.board(desk)
    begins = (NOW + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    assert (sharing.hindrance(seen), sharing.next_shift(seen, UTC)) == ("nobody_here", begins)
    for one in (irina, me):
        staffing.add_absence(desk, one, starts_at=NOW, ends_at=begins + timedelta(minutes=5), kind="sick")
    assert sharing.next_shift(board.board(desk), UTC) == begins + timedelta(minutes=5)
