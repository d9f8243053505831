"""What a lead does on the board with the rights of that role in a database, and a courier and specialists beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.faults import NotAllowed
from console.records.base import Role, TicketId
from console.records.routing import RoutingRule
from console.services import (
    assign,
    board,
    deciding,
    moves,
    registry,
    routing,
    sharing,
    showing,
    staffing,
    team,
    together,
)
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.store import bulk, open_store, witness
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write
from tests.services.team.conftest import Seats
from tests.team_desks import TeamDatabase

WHO = "lea"
pytestmark = pytest.mark.postgres


def mail(desk: Desk, folder: Path, name: str) -> int:
    body = "How is the commission rounded in the panel, section Commissions? Version 4.6.0."
    raw = raw_mail(name, sender="Bob <bob@two.example>", subject=f"Rounding {name}", body=body, at=NOW)
    list(import_paths(desk, [write(folder / name, raw)]))
    return max(int(one.id) for one in board.board(desk).cards)


def test_another_role_counts_at_a_desk_that_is_open(
    seats: Seats, team_database: TeamDatabase, tmp_path: Path, desk: Desk
) -> None:
    ann, owner = seats("ann"), open_store(team_database.url)
    mail(desk, tmp_path, "x")
    ticket = board.board(desk).cards[0]
    assign.assign(desk, ticket.id, desk.actor.staff_id, version=ticket.version)
    team.set_role(owner, "ann", "lead")
    fresh = ann.refreshed()
    version = showing.detail(ann, ticket.id).row.version
    assign.assign(fresh, ticket.id, ann.actor.staff_id, version=version)
    team.set_role(owner, "ann", "reviewer")
    assert fresh.refreshed().store.read_only
    team.set_role(owner, "ann", "specialist")
    assert not fresh.refreshed().store.read_only
    owner.close()


def test_a_lead_sets_people_and_rules_and_shares_out_what_the_courier_brought(
    desk: Desk, seats: Seats, tmp_path: Path
) -> None:
    lea, ann, cora = desk, seats("ann"), seats("cora")
    people = {one.login: one for one in staffing.members(lea)}
    for login in ("ann", "ben"):
        one = people[login]
        wanted = replace(staffing.person_of(one), languages=("en",), capacity=5, week=("00:00-23:59",) * 7)
        staffing.set_person(lea, one.id, wanted, version=one.version)
    panel = int(str(routing.set_queue(lea, name="Panel", people=[people["ben"].id]).result))
    routing.set_rules(lea, (RoutingRule(queue_id=panel, query="domain:two.example"),), seen=())
    ids = [mail(cora, tmp_path, name) for name in ("a", "b")]
    assert board.board(lea).queue_of == dict.fromkeys(ids, panel)
    proposed = sharing.balance(board.board(lea))
    assert {one.to_owner for one in proposed} == {people["ben"].id}
    with pytest.raises(NotAllowed):
        moves.apply_moves(ann, proposed)
    done, left = moves.told(moves.apply_moves(lea, proposed))
    assert (len(done), left) == (2, ())
    absence = staffing.add_absence(
        lea,
        people["ben"].id,
        starts_at=NOW,
        ends_at=NOW + timedelta(days=1),
        kind="sick",
        substitute_id=people["ann"].id,
    )
    seen = board.board(lea)
    ((gone, number),) = sharing.absent_with_work(seen)
    assert number == 2
    moves.apply_moves(lea, sharing.away(seen, gone, sharing.SUBSTITUTE))
    assert {showing.detail(lea, TicketId(one)).row.owner for one in ids} == {"Ann"}
    each = next(one for one in staffing.members(lea) if one.login == "ben").absences[0]
    assert each.id == absence.result
    staffing.change_absence(lea, each.id, version=each.version, ends_at=NOW, substitute_id=None)


@pytest.mark.parametrize("few", [0, 8])
def test_a_lead_corrects_a_license_that_a_colleague_decided_on(
    desk: Desk, seats: Seats, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """What is told to many requests is written together."""
    monkeypatch.setattr(bulk, "_FEW", few)
    ann = seats("ann")
    ticket = TicketId(mail(ann, tmp_path, "a"))
    together.assign(ann, [ticket], ann.actor.staff_id, lambda *_: None)
    panels = showing.panels(ann, ticket)
    deciding.choose(ann, panels, "accept", reason="as a courtesy")
    assert panels.detail.license_id is not None
    registry.edit_license(desk, panels.detail.license_id, purchased_at=NOW - timedelta(days=300))
    last = showing.ticket(desk, panels.detail.row.number).history[-1]
    assert (last.kind, last.actor) == ("license_corrected", "Lea")
    with desk.store.read() as connection:
        assert not list(witness.misfits(connection, [ticket]))


def test_a_specialist_who_says_to_be_a_lead_is_stopped_by_the_database(
    desk: Desk, seats: Seats, tmp_path: Path
) -> None:
    ann, ben = seats("ann"), seats("ben")
    ticket = mail(ann, tmp_path, "a")
    together.assign(ann, [ticket], ann.actor.staff_id, lambda *_: None)
    boasting = replace(ben, actor=replace(ben.actor, role=Role.LEAD))
    (card,) = board.board(boasting).cards
    wanted = sharing.away(board.board(boasting), staffing.member(boasting, "ann"), sharing.BACK)
    assert [one.ticket_id for one in wanted] == [int(card.id)]
    with pytest.raises(NotAllowed):
        moves.apply_moves(boasting, wanted)
    with pytest.raises(NotAllowed):
        routing.set_queue(boasting, name="Mine", people=())
    one = staffing.member(boasting, "ben")
    with pytest.raises(NotAllowed):
        staffing.set_person(boasting, one.id, replace(staffing.person_of(one), capacity=1), version=one.version)
    assert showing.detail(desk, TicketId(ticket)).row.owner == "Ann"
