"""A second pair of eyes on refusals, and appeals: another person looks, and nothing leaves before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from console.faults import BadInput, NotAllowed
from console.query import parse
from console.records.base import Role, Status, TicketId
from console.records.reporting import Days, Figure
from console.records.reviewing import SecondEyes
from console.services import appeals, board, closing, deciding, outbox, reporting, reviewing, showing, targets
from console.services.clocks import ledger
from console.services.desk import Desk, ensure_staff
from tests.services.conftest import NOW, Clock
from tests.services.test_journey import expired_ticket, refuse

COLUMNS = reporting.COLUMNS
DAYS = Days(first=date(2026, 11, 1), last=date(2026, 12, 31))


def other(desk: Desk) -> Desk:
    return replace(desk, actor=ensure_staff(desk.store, login="irina", name="Irina", role=Role.SPECIALIST, now=NOW))


def checked(desk: Desk, **wanted: object) -> Desk:
    reviewing.want(desk, SecondEyes(**(wanted or {"everything": True})))  # type: ignore[arg-type]  # by name
    return desk.refreshed()


def test_a_refusal_waits_and_leaves_once_another_person_upholds_it(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    desk = checked(desk, grounds=("23.1.1",))
    ticket = expired_ticket(desk, tmp_path)
    sent = refuse(desk, ticket)
    clock.forward(days=40)
    assert outbox.release_due(desk) == ()
    (waits,) = reviewing.waiting(desk)
    assert (waits.clause, waits.writer, waits.kind) == ("23.1.1", desk.actor.name, reviewing.SECOND)
    assert "23.1.1" in waits.text
    assert showing.messages(desk, ticket)[-1].delivery == "checked"
    (row,) = showing.queue_page(desk, parse("is:checking").query).rows
    assert (row.id, row.look) == (ticket, reviewing.SECOND)
    assert board.board(desk).checks == {int(ticket)}
    with pytest.raises(NotAllowed) as own:
        reviewing.uphold(desk, waits.id)
    assert own.value.code == "own_decision"
    reviewing.uphold(other(desk), waits.id, note="Right")
    clock.forward(seconds=11)
    (written,) = outbox.release_due(desk)
    assert (written.id, written.state) == (sent["outbox"], "written")
    assert showing.detail(desk, ticket).row.look == ""
    appeals.ask(desk, showing.panels(desk, ticket), note="They disagree")
    assert [one.look for one in showing.queue_page(desk, parse("is:checking").query).rows] == [reviewing.APPEAL]
    reviewing_appeal = reviewing.waiting(desk)[0].id
    panels = showing.panels(other(desk), ticket)
    appeals.decide(other(desk), panels, reviewing_appeal, outcome="refuse", reason="It stands")
    assert reviewing.waiting(desk) == ()
    with pytest.raises(NotAllowed) as late:
        reviewing.give_back(other(desk), waits.id, note="No")
    assert late.value.code == "review_over"


def test_what_is_given_back_never_leaves_and_its_words_are_kept(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    desk = checked(desk)
    ticket = expired_ticket(desk, tmp_path)
    refuse(desk, ticket)
    (waits,) = reviewing.waiting(desk)
    with pytest.raises(BadInput):
        reviewing.give_back(other(desk), waits.id, note=" ")
    reviewing.give_back(other(desk), waits.id, note="They renewed yesterday")
    clock.forward(days=1)
    assert outbox.release_due(desk) == ()
    detail = showing.detail(desk, ticket)
    assert (detail.decisions, detail.row.outcome, detail.row.owner) == ((), None, desk.actor.name)
    notes = [one.text for one in showing.messages(desk, ticket) if one.direction.value == "note"]
    assert notes[0].startswith("They renewed yesterday")
    assert waits.text in notes[0]
    assert reviewing.waiting(desk) == ()


def test_what_was_closed_on_a_refusal_that_never_left_is_open_again(desk: Desk, tmp_path: Path) -> None:
    checked(desk)  # the desk that refuses has not read it yet
    ticket = expired_ticket(desk, tmp_path)
    refuse(desk, ticket)
    (waits,) = reviewing.waiting(desk)
    reason = closing.judge(desk, ticket).allowed[0]
    closing.close(desk, ticket, reason, version=showing.detail(desk, ticket).row.version)
    reviewing.give_back(other(desk), waits.id, note="They renewed yesterday")
    assert showing.detail(desk, ticket).row.status is Status.OPEN
    assert ticket in [one.id for one in showing.queue_page(desk, parse("is:open").query).rows]


def test_what_was_called_back_cannot_be_disputed(desk: Desk, tmp_path: Path) -> None:
    ticket = expired_ticket(desk, tmp_path)
    sent = refuse(desk, ticket)
    panels = showing.panels(desk, ticket)
    outbox.recall(desk, sent["outbox"])
    with pytest.raises(NotAllowed) as gone:
        appeals.ask(desk, panels, note="They disagree")
    assert gone.value.code == "nothing_refused"


def test_only_what_the_lead_wants_checked_waits_and_it_can_be_called_back(
    desk: Desk, tmp_path: Path, clock: Clock
) -> None:
    desk = checked(desk, tiers=("critical",), people=(4711,), grounds=("23.1.9",))
    ticket = expired_ticket(desk, tmp_path)
    sent = refuse(desk, ticket)
    assert reviewing.waiting(desk) == ()
    outbox.recall(desk, sent["outbox"])
    desk = checked(desk, people=(int(desk.actor.staff_id),))
    sent = refuse(desk, ticket)
    clock.forward(days=2)
    assert len(reviewing.waiting(desk)) == 1
    outbox.recall(desk, sent["outbox"])
    assert reviewing.waiting(desk) == ()


def refused(desk: Desk, tmp_path: Path, clock: Clock) -> TicketId:
    ticket = expired_ticket(desk, tmp_path)
    refuse(desk, ticket)
    clock.forward(minutes=1)
    outbox.release_due(desk)
    return ticket


@pytest.mark.parametrize(("outcome", "state"), [("refuse", "upheld"), ("accept", "overturned")])
def test_another_person_decides_an_appeal_anew(
    desk: Desk, tmp_path: Path, clock: Clock, outcome: str, state: str
) -> None:
    ticket = refused(desk, tmp_path, clock)
    appeals.ask(desk, showing.panels(desk, ticket), note="They say that they paid")
    (waits,) = reviewing.waiting(desk)
    assert (waits.kind, waits.clause, waits.note) == (reviewing.APPEAL, "23.1.1", "They say that they paid")
    assert showing.detail(desk, ticket).row.owner is None
    with pytest.raises(NotAllowed) as twice:
        appeals.ask(desk, showing.panels(desk, ticket), note="Again")
    assert twice.value.code == "appeal_runs"
    with pytest.raises(NotAllowed) as own:
        appeals.decide(desk, showing.panels(desk, ticket), waits.id, outcome=outcome, reason="x")
    assert own.value.code == "own_decision"
    irina = other(desk)
    panels = showing.panels(irina, ticket)
    appeals.decide(irina, panels, waits.id, outcome=outcome, reason="The payment is there")
    detail = showing.detail(desk, ticket)
    assert [(one.kind, one.outcome, one.by) for one in detail.decisions] == [
        ("refusal", "refuse", desk.actor.name),
        ("appeal", outcome, "Irina"),
    ]
    assert detail.row.outcome == outcome
    stands = deciding.chosen(showing.panels(desk, ticket))
    assert stands is not None
    assert stands.otherwise is (state == "overturned")
    with desk.store.read() as connection:
        kept = connection.exec_driver_sql(
            "SELECT state, clause, verdict, overturned_by_id, reviewer_id FROM decision_reviews"
        ).one()
    assert tuple(kept)[:3] == (state, "23.1.1", outcome)
    assert kept[3] == (detail.decisions[1].id if state == "overturned" else None)
    assert kept[4] == irina.actor.staff_id


def test_only_a_refusal_can_be_disputed(desk: Desk, tmp_path: Path) -> None:
    ticket = expired_ticket(desk, tmp_path)
    with pytest.raises(NotAllowed) as nothing:
        appeals.ask(desk, showing.panels(desk, ticket), note="No")
    assert nothing.value.code == "nothing_refused"


def test_only_a_lead_says_what_is_checked(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        reviewing.want(other(desk), SecondEyes(everything=True))


def _numbers(desk: Desk, name: str, part: str) -> dict[str, list[int]]:
    """Return the numbers of a part of a report, by line; lines of nothing but zeros are left out."""
    (found,) = (one for one in reporting.make(desk, name, DAYS).parts if one.key == part)
    read = {
        one.label.text: [int(cell.value or 0) for cell in one.cells if isinstance(cell, Figure)] for one in found.lines
    }
    return {label: numbers for label, numbers in read.items() if any(numbers)}


def _answered(desk: Desk, ticket: TicketId) -> list[datetime | None]:
    with desk.store.read() as connection:
        return [one.stopped_at for one in ledger(desk, connection, showing.detail(desk, ticket).row)]


@pytest.mark.parametrize("upheld", [True, False])
def test_what_waits_for_a_second_look_or_was_given_back_is_no_answer(
    desk: Desk, tmp_path: Path, clock: Clock, *, upheld: bool
) -> None:
    targets.set_target(desk, "first_response", 120, reason="quick")
    clock.forward(minutes=1)
    desk = checked(desk)
    ticket = expired_ticket(desk, tmp_path)
    clock.forward(hours=1)
    refuse(desk, ticket)
    clock.forward(days=3)
    assert _answered(desk, ticket) == [None]
    assert _numbers(desk, "silence", "silence") == {"2": [1, 1]}
    assert [row[COLUMNS.index("first_answer")] for row in reporting.request_rows(desk, DAYS)] == [None]
    (waits,) = reviewing.waiting(desk)
    if upheld:
        reviewing.uphold(other(desk), waits.id)
    else:
        reviewing.give_back(other(desk), waits.id, note="They renewed yesterday")
    assert _answered(desk, ticket) == [clock.now if upheld else None]
    assert _numbers(desk, "silence", "silence") == ({} if upheld else {"2": [1, 1]})
    worked = _numbers(desk, "workload", "workload")
    assert [numbers[2] for numbers in worked.values()].count(1) == int(upheld)


@pytest.mark.parametrize(("grounds", "barred"), [(("23.1.1",), True), (("23.1.9",), False)])
def test_a_refusal_is_not_chosen_past_the_second_look(
    desk: Desk, tmp_path: Path, grounds: tuple[str, ...], *, barred: bool
) -> None:
    desk = checked(desk, grounds=grounds)
    ticket = expired_ticket(desk, tmp_path)
    panels = showing.panels(desk, ticket)
    if not barred:
        deciding.choose(desk, panels, "refuse")
        return
    with pytest.raises(NotAllowed) as told:
        deciding.choose(desk, panels, "refuse")
    assert told.value.code == "choice_unchecked"
    assert showing.detail(desk, ticket).decisions == ()
    deciding.choose(desk, panels, "accept", reason="They renewed")  # what is milder needs nobody
