"""Two specialists with the rights of a team's database: one refuses, the other checks, and neither could do both."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from console.faults import NotAllowed
from console.records.base import Status, TicketId, Tier
from console.records.reviewing import SecondEyes
from console.services import appeals, assign, closing, handing_over, outbox, reply, reviewing, showing, triage
from console.services.desk import Desk
from tests.services.conftest import Clock
from tests.services.team.conftest import Seats
from tests.services.team.test_as_specialist import ticket_of
from tests.services.test_journey import refuse
from tests.team_desks import TeamDatabase

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


@pytest.mark.parametrize(
    ("what", "waits"),
    [
        (SecondEyes(everything=True), True),
        (SecondEyes(tiers=("question",)), True),
        (SecondEyes(tiers=("critical",), grounds=("23.1.2",)), False),
        (SecondEyes(grounds=("23.1.15", "23.1.1")), True),
    ],
)
def test_the_database_wants_the_checks_that_the_console_asks_for(
    desk: Desk, seats: Seats, tmp_path: Path, what: SecondEyes, *, waits: bool
) -> None:
    """A client that does not ask cannot refuse where the lead wants a second look; the console asks, and can."""
    lea = seats("lea")
    ticket = ticket_of(desk, tmp_path)
    triage.set_tier(desk, ticket, Tier.QUESTION, version=showing.detail(desk, ticket).row.version)
    reviewing.want(lea, what)
    panels = showing.panels(desk, ticket)
    if waits:
        with pytest.raises(NotAllowed) as refused:
            reply.send_reply(desk, letter_of(panels), ruling=ruling_of(panels))
        assert refused.value.code == "check_wanted"
        assert showing.detail(desk, ticket).decisions == ()
    refuse(desk, ticket)
    assert len(reviewing.waiting(desk)) == waits


def letter_of(panels: showing.Panels) -> reply.Outgoing:
    to = panels.detail.contact_address
    return reply.Outgoing(
        ticket_id=panels.detail.row.id, text="No.", subject="Re", to_address=to, base_event=panels.detail.event_n
    )


def ruling_of(panels: showing.Panels) -> reply.Ruling:
    view = panels.assessment
    return reply.Ruling(
        kind="refusal",
        outcome=view.outcome,
        primary=view.primary,
        clauses=view.also,
        inputs=view.inputs,
        result=view.result,
        agreement_id=view.agreement_id,
        seen=panels.detail,
    )


def test_who_calls_back_and_who_checks_begin_at_the_same_place(
    desk: Desk, seats: Seats, tmp_path: Path, team_database: TeamDatabase
) -> None:
    """Both keep the ticket first, so that none of them holds the letter while it waits for the other."""
    lea = seats("lea")
    reviewing.want(lea, SecondEyes(everything=True))
    ticket = ticket_of(desk, tmp_path)
    sent = refuse(desk, ticket)
    with psycopg.connect(team_database.dsn()) as first, psycopg.connect(team_database.dsn()) as other:
        first.execute("SELECT FROM tickets WHERE id = %s FOR UPDATE", (int(ticket),))
        with ThreadPoolExecutor(1) as pool:
            back = pool.submit(outbox.recall, lea.refreshed(), sent["outbox"])
            _until_one_waits(other)
            other.execute("SELECT FROM outbox WHERE id = %s FOR UPDATE NOWAIT", (sent["outbox"],))
            other.rollback()
            first.rollback()
            back.result(timeout=30)
    assert reviewing.waiting(desk) == ()


def _until_one_waits(other: psycopg.Connection) -> None:
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    end = time.monotonic() + 30
    while other.execute(asked).fetchone() == (0,):
        assert time.monotonic() < end
        other.rollback()
        time.sleep(0.02)
    other.rollback()


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
