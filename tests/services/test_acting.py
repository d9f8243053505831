"""Acting on a decision: facts are confirmed by the same act, and what a colleague changed since stops it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import policy
from console.faults import Stale
from console.query import parse
from console.services import deciding, refusing, reply, showing, triage
from console.services.desk import Desk
from console.services.intake.run import import_paths
from tests.services.conftest import NOW, add_license
from tests.services.letters_of_mail import raw_mail, write

BODY = "How is the commission rounded in the panel, section Commissions? Version 4.6.0."


def expired(desk: Desk, tmp_path: Path) -> showing.Panels:
    add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2024))
    mail = raw_mail("x", sender="Bob <bob@two.example>", subject="Rounding", body=BODY, at=NOW)
    list(import_paths(desk, [write(tmp_path / "in", mail)]))
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    return showing.panels(desk, row.id)


def test_a_refusal_that_is_stopped_confirms_nothing(desk: Desk, tmp_path: Path) -> None:
    panels = expired(desk, tmp_path)
    assert any(one.status == "proposed" for one in panels.detail.facts)
    prepared = refusing.prepare(desk, panels, "23.1.1", "en")
    with pytest.raises(Stale) as stopped:
        refusing.refuse(desk, panels, prepared, prepared.filled.text, base_event=-1)
    assert stopped.value.code == "reply_stale"
    assert showing.panels(desk, panels.detail.row.id).detail.facts == panels.detail.facts


def test_what_a_colleague_changed_since_stops_a_decision_and_what_does_not_matter_does_not(
    desk: Desk, tmp_path: Path
) -> None:
    seen = expired(desk, tmp_path)
    ticket, version = seen.detail.row.id, seen.detail.row.version
    prepared = refusing.prepare(desk, seen, "23.1.1", "en")
    triage.set_fact(desk, ticket, "is_error", True, version=version)
    with pytest.raises(Stale) as stopped:
        refusing.refuse(desk, seen, prepared, prepared.filled.text, base_event=seen.detail.event_n)
    assert stopped.value.code == "decision_stale"
    with pytest.raises(Stale):
        deciding.choose(desk, seen, "accept", reason="An old customer")
    with pytest.raises(Stale):
        triage.confirm_proposals(desk, seen.detail)
    fresh = showing.panels(desk, ticket)
    assert {one.name: one.value for one in fresh.detail.facts}["is_error"] is True
    reply.add_note(desk, ticket, "Called them")
    prepared = refusing.prepare(desk, fresh, fresh.assessment.primary or "", "en")
    refusing.refuse(desk, fresh, prepared, prepared.filled.text, base_event=fresh.detail.event_n)
    after = showing.panels(desk, ticket).detail
    assert all(one.status == "confirmed" for one in after.facts)
    assert after.decisions[-1].outcome in ("refuse", "redirect_paid")


def test_a_person_may_say_whether_the_channel_is_official_where_the_records_do_not(desk: Desk, tmp_path: Path) -> None:
    add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2024))
    mail = raw_mail("x", sender="Bob <bob@two.example>", subject="Rounding", body=BODY, at=NOW, to="who@knows.example")
    list(import_paths(desk, [write(tmp_path / "in", mail)]))
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    before = showing.panels(desk, row.id)
    assert "channel" in {one.fact for one in before.assessment.needs}
    triage.set_fact(desk, row.id, "channel_official", True, version=before.detail.row.version)
    after = showing.panels(desk, row.id).assessment
    assert "channel" not in {one.fact for one in after.needs}
    assert (after.outcome, after.primary) == ("refuse", "23.1.1")
    triage.set_fact(desk, row.id, "channel_official", False, version=showing.panels(desk, row.id).detail.row.version)
    assert showing.panels(desk, row.id).assessment.outcome == "not_registered"


def test_a_message_is_judged_whole_and_not_by_its_beginning(desk: Desk, tmp_path: Path) -> None:
    add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2026))
    body = "-" * 90 + "!" * 75 + " Error 500 on the orders page of the panel"
    mail = raw_mail("x", sender="Bob <bob@two.example>", subject="Orders", body=body, at=NOW)
    list(import_paths(desk, [write(tmp_path / "in", mail)]))
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    inputs = showing.panels(desk, row.id).assessment.inputs
    assert "Error 500 on the orders page" in policy.from_plain(policy.RequestFacts, json.loads(inputs)).message
