"""Two people carry out the same of the newer commands at one moment: nothing stands twice, and the loser is told."""

from __future__ import annotations

import json
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from console.faults import BadInput, Fault, NotAllowed, Stale
from console.records.base import Status, TicketId
from console.services import (
    acknowledging,
    assign,
    confirmed_errors,
    drafting,
    readings,
    returning,
    showing,
    snoozing,
    suspending,
    undo,
)
from console.services.confirmed_errors import CONDITIONS, Verdict
from console.services.desk import Desk
from console.store import Unit, check, tables
from console.store.queries import setup
from tests.services.at_once import Work, outcomes
from tests.services.conftest import NOW, Clock
from tests.services.requests_for_matters import request_of
from tests.services.test_returning import come_back, follow_up, tickets

__all__ = ["tickets"]

ASKED = "Orders are not saved in the panel section Orders, an error comes. Version 4.8.2."
ALL = dict.fromkeys(CONDITIONS, True)


@pytest.fixture(autouse=True)
def _slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every command take a while between looking and being committed."""
    touch = Unit.touch

    def slow(unit: Unit, *what: object) -> None:
        touch(unit, *what)  # type: ignore[arg-type]  # as it was called
        time.sleep(0.2)

    monkeypatch.setattr(Unit, "touch", slow)


def at_once(desk: Desk, *works: Work) -> tuple[list[object], list[Fault]]:
    """Do each work at a desk of its own, all at the same moment; return what came of it and who was told what."""
    found = outcomes(desk, *works)
    with desk.store.read() as connection:
        assert check.contents(connection) == ()
    told = [one for one in found if isinstance(one, Fault)]
    return [one for one in found if not isinstance(one, Fault)], told


def count(desk: Desk, table: str) -> int:
    asked = select(func.count()).select_from(tables.metadata.tables[table])
    with desk.store.read() as connection:
        return int(connection.execute(asked).scalar_one())


@pytest.fixture
def ticket(desk: Desk, tmp_path: Path) -> TicketId:
    return request_of(desk, tmp_path, ASKED)


def version(desk: Desk, ticket: TicketId) -> int:
    return showing.detail(desk, ticket).row.version


def test_a_customer_is_noted_as_told_once(desk: Desk, ticket: TicketId) -> None:
    customer = showing.detail(desk, ticket).customer_id
    assert customer is not None
    law = desk.agreement.id
    done, told = at_once(desk, *[lambda here: acknowledging.notice(here, customer, law).result] * 2)
    assert told == []
    assert sorted(one["first"] for one in done if isinstance(one, dict)) == [False, True]
    assert count(desk, "policy_acknowledgments") == 1


def test_of_two_readings_chosen_at_once_one_counts_and_the_other_person_is_told(desk: Desk) -> None:
    def chosen(value: str) -> Work:
        return lambda here: readings.choose(here, "A02", "period_end", value, reason=value)

    others = [one for view in readings.readings(desk) for one in view.switches if one.name == "period_end"]
    value = next(one for one in others[0].alternatives if one != others[0].value)
    done, told = at_once(desk, chosen(value), chosen(value))
    assert (len(done), len(told)) == (1, 1)
    assert isinstance(told[0], Stale)
    assert told[0].code == "reading_changed"
    assert count(desk, "reading_choices") == 1


def test_an_error_is_entered_once_and_settled_by_one(desk: Desk, ticket: TicketId) -> None:
    entered: Work = lambda here: confirmed_errors.enter(here, "ERR-1", "Orders are lost")  # noqa: E731 - one of two
    done, told = at_once(desk, entered, entered)
    assert (len(done), len(told)) == (1, 1)
    assert isinstance(told[0], BadInput)
    assert told[0].code == "error_exists"
    seen = confirmed_errors.one(desk, "ERR-1")[0].version
    verdict = Verdict(status="confirmed", conditions=ALL)
    done, told = at_once(
        desk,
        lambda here: confirmed_errors.settle(here, "ERR-1", verdict, seen=seen),
        lambda here: confirmed_errors.judge(here, "ERR-1", {"c1": False}, seen=seen),
        lambda here: confirmed_errors.settle(here, "ERR-1", Verdict(status="rejected"), seen=seen),
    )
    assert (len(done), len(told)) == (1, 2)
    assert all(isinstance(one, Stale) or one.code == "error_moved" for one in told)


def test_a_request_that_is_marked_while_its_error_is_confirmed_carries_it(desk: Desk, ticket: TicketId) -> None:
    confirmed_errors.enter(desk, "ERR-1", "Orders are lost")
    seen = confirmed_errors.one(desk, "ERR-1")[0].version
    verdict = Verdict(status="confirmed", conditions=ALL)
    done, told = at_once(
        desk,
        lambda here: confirmed_errors.settle(here, "ERR-1", verdict, seen=seen),
        lambda here: confirmed_errors.see(here, "ERR-1", ticket),
    )
    assert (len(done), told) == (2, [])
    facts = [one for one in showing.detail(desk, ticket).facts if one.name == confirmed_errors.FACT]
    assert [(one.value, one.status) for one in facts][-1:] == [("ERR-1", "confirmed")]


def test_the_support_of_a_license_is_paused_once_from_two_of_its_requests(
    desk: Desk, ticket: TicketId, tmp_path: Path
) -> None:
    other = request_of(desk, tmp_path, ASKED, key="other")
    day = NOW + timedelta(days=7)

    def paused(key: TicketId) -> Work:
        return lambda here: suspending.pause(here, key, kind="support", basis="18.3", reason="Rude", review_at=day)

    done, told = at_once(desk, paused(ticket), paused(other))
    assert (len(done), len(told)) == (1, 1)
    assert told[0].code == "pause_runs"
    (one,) = suspending.running(desk)
    done, told = at_once(desk, *[lambda here: suspending.review(here, one.id)] * 2)
    assert (len(done), len(told)) == (1, 1)
    assert isinstance(told[0], Stale) or told[0].code == "pause_over"
    assert suspending.running(desk) == ()


def test_a_draft_is_put_in_force_once_and_changed_by_nobody_meanwhile(desk: Desk) -> None:
    seen = drafting.new(desk, "2027")
    drafting.new(desk, "2028")
    edit = (drafting.edit_of("parameter.free_months.clauses="),)  # a version that is not sound
    done, told = at_once(
        desk,
        lambda here: drafting.put_in_force(here, "2027", date(2027, 1, 1), seen=seen),
        lambda here: drafting.edit(here, "2027", edit, seen=seen),
        lambda here: drafting.put_in_force(here, "2027", date(2027, 2, 1), seen=seen),
    )
    assert (len(done), len(told)) == (1, 2)
    assert all(isinstance(one, Stale) or one.code == "no_draft" for one in told)
    states = {one.label: one.state for one in drafting.version_rows(desk)}
    assert states["2027"] in ("in_force", "draft")
    if states["2027"] == "in_force":
        row = next(one for one in drafting.version_rows(desk) if one.label == "2027")
        with desk.store.read() as connection:
            content = setup.agreement_content(connection, row.id)
        assert drafting.faults(json.loads(content)) == ()


def test_of_two_who_put_a_ticket_off_one_is_told_and_who_takes_it_has_it(desk: Desk, ticket: TicketId) -> None:
    seen = version(desk, ticket)
    at = NOW + timedelta(hours=3)
    done, told = at_once(
        desk,
        lambda here: snoozing.snooze(here, ticket, at, version=seen),
        lambda here: snoozing.snooze(here, ticket, at + timedelta(hours=1), version=seen),
        lambda here: assign.take(here, ticket, version=seen),
    )
    assert all(isinstance(one, Stale) for one in told)
    row = showing.panels(desk, ticket).detail.row
    assert row.owner_id == desk.actor.staff_id  # an owner changes nothing of the hour, so it goes through behind it too
    asleep = row.status is Status.SNOOZED  # but who comes behind the owner with an hour saw another ticket
    assert (len(done), len(told)) == ((2, 1) if asleep else (1, 2))


def test_what_was_undone_is_done_again_by_one_of_two(desk: Desk, ticket: TicketId) -> None:
    done = assign.take(desk, ticket, version=version(desk, ticket)).result
    undone = int(str(undo.undo(desk, ticket, int(str(done))).result))
    again, told = at_once(desk, *[lambda here: undo.redo(here, ticket, undone)] * 2)
    assert (len(again), len(told)) == (1, 1)
    assert isinstance(told[0], Stale)
    assert told[0].code == "redo_stale"


def test_a_follow_up_is_joined_by_one_of_two(
    desk: Desk, tickets: tuple[TicketId, TicketId], tmp_path: Path, clock: Clock
) -> None:
    older, _ = tickets
    come_back(desk, tmp_path, clock, days=1)
    join, seen = follow_up(desk, older), version(desk, older)
    done, told = at_once(desk, *[lambda here: returning.reopen(here, older, version=seen, join=join)] * 2)
    assert (len(done), len(told)) == (1, 1)
    assert isinstance(told[0], Stale | NotAllowed)
    assert [one.text for one in showing.messages(desk, older)].count("It does not work.") == 1
