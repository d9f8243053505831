"""A choice beside a decision: what may be chosen and what not, what stands of it, taking it back, the paid service."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from console.faults import NotAllowed, Stale
from console.query import parse
from console.records.base import LicenseId
from console.records.reporting import Days
from console.services import (
    company,
    deciding,
    refusing,
    registry,
    reply,
    reporting,
    showing,
    triage,
    undo,
)
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.store import tables
from console.store.witness import beside
from tests.services.conftest import NOW, add_license
from tests.services.letters_of_mail import raw_mail, write

BODY = "How is the commission rounded in the panel, section Commissions? Version 4.6.0."


@pytest.fixture
def expired(desk: Desk, tmp_path: Path) -> showing.Panels:
    """A question of a license whose Support has ended."""
    add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2024))
    mail = raw_mail("x", sender="Bob <bob@two.example>", subject="Rounding", body=BODY, at=NOW)
    list(import_paths(desk, [write(tmp_path / "in", mail)]))
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    return showing.panels(desk, row.id)


def again(desk: Desk, panels: showing.Panels) -> showing.Panels:
    return showing.panels(desk, panels.detail.row.id)


def test_what_may_be_chosen_comes_first_and_what_not_says_what_it_would_be(expired: showing.Panels) -> None:
    found = deciding.options(expired)
    assert [(one.outcome, one.kind) for one in found if one.allowed] == [
        ("refuse", "as_proposed"),
        ("accept", "milder"),
        ("ask_info", "milder"),
    ]
    assert [(one.outcome, one.kind) for one in found if not one.allowed] == [("suspend", "severer")]
    assert [one.outcome for one in found if one.needs_reason] == ["accept", "ask_info"]


def test_a_decision_without_a_right_offers_nothing_else(desk: Desk, tmp_path: Path) -> None:
    mail = raw_mail("y", sender="Eve <eve@nobody.example>", subject="Hi", body=BODY, at=NOW)
    list(import_paths(desk, [write(tmp_path / "in", mail)]))
    (row,) = showing.queue_page(desk, parse("").query).rows
    panels = showing.panels(desk, row.id)
    assert panels.assessment.outcome == "ask_info"
    assert [one.outcome for one in deciding.options(panels) if one.allowed] == ["ask_info"]
    with pytest.raises(NotAllowed) as stopped:
        deciding.choose(desk, panels, "accept", reason="I know her")
    assert stopped.value.code == "choice_no_right"


def test_a_choice_stands_until_the_facts_are_changed(desk: Desk, expired: showing.Panels) -> None:
    assert deciding.chosen(expired) is None
    deciding.choose(desk, expired, "accept", reason="An old customer")
    after = again(desk, expired)
    found = deciding.chosen(after)
    assert found is not None
    assert (found.decision.outcome, found.proposed, found.primary) == ("accept", "refuse", "23.1.1")
    assert (found.otherwise, found.stands) == (True, True)
    assert (after.detail.row.outcome, found.decision.override_reason) == ("accept", "An old customer")
    ticket, version = after.detail.row.id, after.detail.row.version
    triage.set_topic(desk, ticket, "ssl", version=version)
    changed = deciding.chosen(again(desk, expired))
    assert changed is not None
    assert not changed.stands


def test_a_choice_is_taken_back_and_stands_again_where_that_is_undone(desk: Desk, expired: showing.Panels) -> None:
    ticket = expired.detail.row.id
    event = int(str(deciding.choose(desk, expired, "accept", reason="An old customer").result))
    undone = int(str(undo.undo(desk, ticket, event).result))
    back = again(desk, expired)
    assert deciding.chosen(back) is None
    assert back.detail.decisions == ()
    assert back.detail.row.outcome is None
    redone = int(str(undo.undo(desk, ticket, undone).result))
    stands = deciding.chosen(again(desk, expired))
    assert stands is not None
    assert stands.decision.outcome == "accept"
    undo.undo(desk, ticket, redone)
    assert again(desk, expired).detail.decisions == ()


def test_it_is_made_again_although_the_register_told_something_since(desk: Desk, expired: showing.Panels) -> None:
    """A late payment does nothing to the request, and says so on it."""
    ticket = expired.detail.row.id
    event = int(str(deciding.choose(desk, expired, "accept", reason="An old customer").result))
    undone = int(str(undo.undo(desk, ticket, event).result))
    paid_at = NOW - timedelta(hours=1)
    registry.record_purchase(desk, LicenseId(2), paid_at=paid_at, length=1, evidence="invoice 1")
    after = showing.ticket(desk, again(desk, expired).detail.row.number).history[-1]
    assert (after.kind, after.n) == (beside.CORRECTED, undone + 1)
    redone = int(str(undo.redo(desk, ticket, undone).result))
    undone = int(str(undo.undo(desk, ticket, redone).result))
    reply.add_note(desk, ticket, "A note.")
    registry.record_purchase(desk, LicenseId(2), paid_at=paid_at, length=1, evidence="invoice 2")
    with pytest.raises(Stale):
        undo.redo(desk, ticket, undone)


def test_a_choice_that_a_letter_followed_is_not_taken_back_by_itself(desk: Desk, expired: showing.Panels) -> None:
    event = int(str(deciding.choose(desk, expired, "accept", reason="An old customer").result))
    seen = again(desk, expired)
    prepared = refusing.prepare(desk, seen, "23.1.1", "en")
    refusing.refuse(desk, seen, prepared, prepared.filled.text, base_event=seen.detail.event_n)
    with pytest.raises(Stale):
        undo.undo(desk, expired.detail.row.id, event)
    assert [one.kind for one in again(desk, expired).detail.decisions] == ["choice", "refusal"]
    assert deciding.chosen(again(desk, expired)) is None


def test_pointing_to_a_paid_service_is_kept_as_that(desk: Desk, expired: showing.Panels) -> None:
    company.offer_service(desk.store, desk.actor, "server_admin", available=True, at=NOW)
    ticket, version = expired.detail.row.id, expired.detail.row.version
    triage.set_topic(desk, ticket, "ssl", version=version)
    fresh = desk.refreshed()
    panels = showing.panels(fresh, ticket)
    assert panels.assessment.outcome == "redirect_paid"
    prepared = refusing.prepare(fresh, panels, panels.assessment.primary or "", "en", kind="redirect")
    refusing.refuse(fresh, panels, prepared, prepared.filled.text, base_event=panels.detail.event_n)
    assert showing.panels(fresh, ticket).detail.decisions[-1].outcome == "redirect_paid"


def test_a_choice_whose_result_cannot_be_read_spoils_neither_its_ticket_nor_a_report(
    desk: Desk, expired: showing.Panels
) -> None:
    deciding.choose(desk, expired, "accept", reason="An old customer")
    with desk.store._engine.connect() as connection, connection.begin():
        row = dict(connection.execute(select(tables.tickets.decisions)).one()._mapping)
        row |= {"id": row["id"] + 1, "gid": "forged", "n": row["n"] + 1, "result": "{", "primary_clause": None}
        connection.execute(insert(tables.tickets.decisions).values(row))
    stands = deciding.chosen(again(desk, expired))
    assert stands is not None
    assert (stands.decision.outcome, stands.proposed) == ("accept", "")
    reporting.make(desk, "clauses", Days(first=date(2026, 1, 1), last=date(2026, 12, 31)))
