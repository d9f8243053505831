"""Two specialists with the rights of a team's database: one refuses, the other checks, and neither could do both."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.records.base import Status, TicketId
from console.records.reviewing import SecondEyes
from console.services import appeals, assign, closing, handing_over, outbox, reviewing, showing
from console.services.desk import Desk
from tests.services.conftest import Clock
from tests.services.team.conftest import Seats
from tests.services.team.test_as_specialist import ticket_of
from tests.services.test_journey import refuse

WHO = "ann"
pytestmark = pytest.mark.postgres


def test_a_colleague_upholds_gives_back_and_decides_an_appeal(
    desk: Desk, seats: Seats, tmp_path: Path, clock: Clock
) -> None:
    reviewing.want(seats("lea"), SecondEyes(everything=True))
    ann, ben = desk.refreshed(), seats("ben")
    ticket = ticket_of(ann, tmp_path)
    refuse(ann, ticket)
    (waits,) = reviewing.waiting(ann)
    reviewing.give_back(ben, waits.id, note="Not yet")
    refuse(ann, ticket)
    (waits,) = reviewing.waiting(ann)
    reviewing.uphold(ben, waits.id)
    clock.forward(minutes=1)
    (written,) = outbox.release_due(ann)
    assert written.state == "written"
    appeals.ask(ann, showing.panels(ann, ticket), note="They dispute it")
    (waits,) = reviewing.waiting(ann)
    appeals.decide(ben, showing.panels(ben, ticket), waits.id, outcome="accept", reason="They are right")
    assert showing.detail(ann, ticket).row.outcome == "accept"


def test_a_lead_calls_back_a_refusal_that_waits(desk: Desk, seats: Seats, tmp_path: Path) -> None:
    lea = seats("lea")
    reviewing.want(lea, SecondEyes(everything=True))
    ticket = ticket_of(desk, tmp_path)
    sent = refuse(desk, ticket)
    outbox.recall(lea.refreshed(), sent["outbox"])
    assert reviewing.waiting(desk) == ()


def test_a_colleague_gives_back_what_was_closed_meanwhile(desk: Desk, seats: Seats, tmp_path: Path) -> None:
    reviewing.want(seats("lea"), SecondEyes(everything=True))
    ticket = ticket_of(desk, tmp_path)
    refuse(desk, ticket)
    reason = closing.judge(desk, ticket).allowed[0]
    closing.close(desk, ticket, reason, version=showing.detail(desk, ticket).row.version)
    (waits,) = reviewing.waiting(desk)
    reviewing.give_back(seats("ben"), waits.id, note="Not yet")
    assert showing.detail(desk, ticket).row.status is Status.OPEN


def test_a_shift_is_handed_over_between_specialists(desk: Desk, seats: Seats, tmp_path: Path) -> None:
    ann, ben = desk, seats("ben")
    ticket = int(ticket_of(ann, tmp_path))
    assign.take(ann, TicketId(ticket), version=showing.detail(ann, TicketId(ticket)).row.version)
    handing_over.hand_over(ann, [ticket], note="Back at nine", to_id=int(ben.actor.staff_id))
    (waits,) = handing_over.waiting(ben)
    handing_over.take(ben, waits.id)
    handing_over.hand_over(ben, [ticket], note="Whoever is first")
    (waits,) = handing_over.waiting(ann)
    handing_over.take(ann, waits.id)
    assert showing.detail(ann, TicketId(ticket)).row.owner == "Ann"
