"""Taking the next: never one ticket twice, in the order of the list; what is not touched goes back, with the reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.query import parse
from console.records.base import Role, StaffId, TicketId
from console.records.tickets import DraftRecord
from console.services import assign, claiming, company, drafts, leasing, refusing, reply, showing, together, undo
from console.services.desk import Desk, ensure_staff, open_desk, utc_now
from console.store import open_store, tables
from tests.services.conftest import NOW, Clock
from tests.services.test_journey import expired_ticket
from tests.store.helpers import open_ticket
from tests.team_desks import TeamDatabase

OPEN = parse("is:open").query


def opened(desk: Desk, number: int, **values: Any) -> list[int]:
    at = desk.clock() - timedelta(hours=number)
    return [
        open_ticket(desk.store, desk.actor, at + timedelta(minutes=n), subject=f"Subject {n}", **values)
        for n in range(number)
    ]


def next_of(desk: Desk, query: str = "is:open") -> Any:
    return claiming.take_next(desk, parse(query).query).result


def colleague(desk: Desk, login: str = "eve") -> Desk:
    actor = ensure_staff(desk.store, login=login, name=login.capitalize(), role=Role.SPECIALIST, now=desk.clock())
    return replace(desk, actor=actor, drafts={})


def owner(desk: Desk, ticket: int) -> int | None:
    with desk.store.read() as connection:
        found = connection.execute(select(tables.tickets.tickets.c.owner_id).filter_by(id=ticket)).scalar_one()
    return None if found is None else int(found)


def last_event(desk: Desk, ticket: int) -> tuple[str, Any]:
    with desk.store.read() as connection:
        asked = select(tables.ledger.events.c.kind, tables.ledger.events.c.new).filter_by(ticket_id=ticket)
        kind, new = connection.execute(asked.order_by(tables.ledger.events.c.n.desc())).first() or ("", "{}")
    return str(kind), json.loads(new)


def test_the_next_is_the_first_of_the_list_that_nobody_has(desk: Desk) -> None:
    first, second, third = opened(desk, 3)
    assign.take(colleague(desk), TicketId(first), version=1)
    assert next_of(desk)["ticket"] == second
    assert owner(desk, second) == desk.actor.staff_id
    assert last_event(desk, second)[1]["next"] is True
    assert next_of(desk, "is:open sort:-created")["ticket"] == third
    assert next_of(desk) == {"ticket": None, "number": None, "event": None}


def test_taking_the_next_can_be_undone(desk: Desk) -> None:
    (ticket,) = opened(desk, 1)
    taken = next_of(desk)
    undo.undo(desk, TicketId(ticket), taken["event"])
    assert owner(desk, ticket) is None
    assert next_of(desk)["ticket"] == ticket


@pytest.mark.parametrize("shown", ["owner:me is:open", "is:mine", "is:resolved", "owner:none"])
def test_from_a_list_of_ones_own_the_next_comes_out_of_all(desk: Desk, shown: str) -> None:
    (ticket,) = opened(desk, 1)
    opened(desk, 1, status="waiting")
    assert next_of(desk, shown)["ticket"] == ticket
    assert next_of(desk, shown)["ticket"] is None  # what waits for the customer is no next


def test_a_list_that_is_narrowed_gives_only_what_is_in_it(desk: Desk) -> None:
    opened(desk, 1, tier="question", tier_rank=3)
    assert next_of(desk, "is:open tier:critical")["ticket"] is None


def test_two_who_take_at_once_never_get_the_same(desk: Desk, tmp_path: Path) -> None:
    wanted = opened(desk, 12)
    others = [open_store(desk.store.url) for _ in range(4)]
    desks = [replace(colleague(desk, f"p{n}"), store=one) for n, one in enumerate(others)]

    def work(one: Desk) -> list[int]:
        return [ticket for _ in range(6) if (ticket := next_of(one)["ticket"]) is not None]

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(work, desks))
    for one in others:
        one.close()
    assert sorted(ticket for mine in taken for ticket in mine) == wanted
    for mine, one in zip(taken, desks, strict=True):
        assert {owner(desk, ticket) for ticket in mine} <= {int(one.actor.staff_id)}


@pytest.fixture
def eve(desk: Desk) -> Desk:
    company.set_setting(desk.store, desk.actor, claiming.SETTING, 120, at=desk.clock())
    return colleague(desk)


def test_untouched_it_goes_back_after_the_business_time_of_the_calendar(desk: Desk, eve: Desk, clock: Clock) -> None:
    (ticket,) = opened(desk, 1)
    clock.now = NOW.replace(hour=14)  # 17:00 in Moscow, an hour before closing
    next_of(eve)
    clock.forward(hours=16)  # 09:00 of the next day: two days of a clock on the wall, one hour of business time
    assert claiming.give_back(desk) == ()
    clock.forward(hours=2, minutes=1)
    assert claiming.give_back(desk) == (ticket,)
    assert owner(desk, ticket) is None
    assert last_event(desk, ticket)[0] == "given_back"
    assert last_event(desk, ticket)[1]["untouched_minutes"] == 120
    assert claiming.give_back(desk) == ()


def test_it_stays_where_somebody_wrote_a_draft_a_note_or_did_anything(desk: Desk, eve: Desk, clock: Clock) -> None:
    noted, drafted, given, gone = opened(desk, 4)
    for _ in range(3):
        next_of(eve)
    assign.assign(desk, TicketId(gone), StaffId(eve.actor.staff_id), version=1)  # a lead gave it: nobody took it
    clock.forward(minutes=5)
    reply.add_note(eve, TicketId(noted), "Called them")
    draft = DraftRecord(
        ticket_id=TicketId(drafted), staff_id=eve.actor.staff_id, kind="reply", text="Half", subject="", base_event=9,
        saved_at=clock(),
    )  # fmt: skip
    drafts.save_draft(eve, draft)
    clock.forward(days=2)
    assert claiming.give_back(desk) == (given,)
    assert [owner(desk, one) for one in (noted, drafted, gone)] == [eve.actor.staff_id] * 3


@pytest.mark.parametrize("whose", ["specialist", "lead"])
def test_what_was_referred_to_a_lead_stays_there(
    desk: Desk, eve: Desk, clock: Clock, tmp_path: Path, whose: str
) -> None:
    """Also where the lead had taken it and not begun: somebody asked them since."""
    ticket = expired_ticket(desk, tmp_path)
    next_of(eve if whose == "specialist" else desk)
    clock.forward(minutes=5)
    panels = showing.panels(eve, ticket)
    prepared = refusing.prepare(eve, panels, panels.assessment.primary or "", "en")
    refusing.refer(eve, panels, prepared, prepared.filled.text, desk.actor.staff_id)
    clock.forward(days=3)
    assert claiming.give_back(desk) == ()
    assert owner(desk, int(ticket)) == desk.actor.staff_id


def test_without_the_leads_word_nothing_goes_back(desk: Desk, clock: Clock) -> None:
    (ticket,) = opened(desk, 1)
    next_of(colleague(desk))
    clock.forward(days=30)
    assert claiming.give_back(desk) == ()
    assert owner(desk, ticket) is not None


def test_one_desk_does_it_for_all(desk: Desk, eve: Desk, clock: Clock) -> None:
    opened(desk, 1)
    next_of(eve)
    clock.forward(days=2)
    other = open_store(desk.store.url)
    assert leasing.hold(replace(eve, store=other), claiming.LEASE)
    assert claiming.give_back(desk) == ()
    assert leasing.hold(replace(eve, store=other), claiming.LEASE, seconds=0)
    assert len(claiming.give_back(desk)) == 1
    other.close()


def test_a_colleague_who_takes_a_ticket_leaves_my_draft(desk: Desk) -> None:
    (ticket,) = opened(desk, 1)
    eve = colleague(desk)
    draft = DraftRecord(
        ticket_id=TicketId(ticket), staff_id=desk.actor.staff_id, kind="reply", text="My words", subject="",
        base_event=1, saved_at=desk.clock(),
    )  # fmt: skip
    drafts.save_draft(desk, draft)
    assert next_of(eve)["ticket"] == ticket
    together.assign(eve, [ticket], eve.actor.staff_id, lambda _done, _all: None)
    assert [one.text for one in drafts.load_drafts(desk, TicketId(ticket))] == ["My words"]


@pytest.fixture
def team(team_database: TeamDatabase) -> Iterator[dict[str, Desk]]:
    desks = {
        one: open_desk(team_database.of(one), login="", name="", out_folder=Path("nowhere"))
        for one in ("lea", "ann", "ben")
    }
    company.set_setting(desks["lea"].store, desks["lea"].actor, "policy_tz", "UTC", at=NOW)
    yield desks
    for one in desks.values():
        one.store.close()


@pytest.mark.parametrize("team_database", ["postgres18"], indirect=True)
def test_in_a_team_the_database_lets_only_what_is_untouched_go(team: dict[str, Desk]) -> None:
    lea, ann, ben = team["lea"], team["ann"], team["ben"]
    earlier = replace(ann, clock=lambda: utc_now() - timedelta(hours=2))
    late = replace(ben, clock=lambda: utc_now() + timedelta(hours=3))
    fresh, untouched, noted = opened(ann, 3)
    assert next_of(ann)["ticket"] == fresh
    assert (next_of(earlier)["ticket"], next_of(earlier)["ticket"]) == (untouched, noted)
    assert claiming.give_back(late) == ()
    company.set_setting(lea.store, lea.actor, claiming.SETTING, 60, at=NOW)
    reply.add_note(replace(ann, clock=lambda: utc_now() - timedelta(hours=1)), TicketId(noted), "Mine")
    assert claiming.give_back(late) == (untouched,)  # a desktop's clock that is wrong makes nothing late for the server
    assert [owner(ben, one) for one in (fresh, untouched, noted)] == [ann.actor.staff_id, None, ann.actor.staff_id]
