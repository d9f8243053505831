"""Decisions taken again: the same bytes over the whole demo desk, differences listed, choices kept beside them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

import policy
from console.faults import BadInput, NotAllowed, Stale
from console.query import parse
from console.records.base import Role, TicketId
from console.services import agreements, assessing, deciding, readings, showing
from console.services.demo import build_demo
from console.services.desk import Desk
from console.services.intake.run import import_paths
from console.services.standing import standing_at
from console.store import tables
from console.store.queries import licensing
from tests.services.conftest import NOW, Clock, add_license
from tests.services.letters_of_mail import raw_mail, write


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    folder = tmp_path_factory.mktemp("replay")
    return build_demo(f"sqlite:///{folder / 'demo.sqlite'}", out_folder=folder / "out", clock=lambda: NOW)


def every_ticket(desk: Desk) -> tuple[TicketId, ...]:
    pages = (
        showing.queue_page(desk, parse(query).query, limit=1_000) for query in ("is:open", "is:closed", "is:proposed")
    )
    found = {row.id for page in pages for row in page.rows}
    with desk.store.read() as connection:
        every = connection.execute(tables.tickets.tickets.select()).all()
    assert found == {row.id for row in every}
    assert len(found) > 30
    return tuple(sorted(found))


def expired(desk: Desk, tmp_path: Path) -> TicketId:
    add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2024))
    body = "How is the commission rounded in the panel, section Commissions?"
    mail = raw_mail("x", sender="Bob <bob@two.example>", subject="Rounding", body=body, at=NOW)
    list(import_paths(desk, [write(tmp_path / "in", mail)]))
    (row,) = showing.queue_page(desk, parse("is:open").query).rows
    return row.id


def test_every_decision_of_the_demo_desk_comes_out_again_byte_for_byte(demo: Desk) -> None:
    fresh = agreements.build(agreements.shipped())
    for ticket in every_ticket(demo):
        view = assessing.assess_ticket(demo, ticket)
        again = policy.replay(view.inputs, fresh, view.result)
        assert again.same, again.differences
        assert policy.Decision.from_json(view.result).to_json() == view.result
        assert policy.canonical(policy.from_plain(policy.RequestFacts, json.loads(view.inputs))) == view.inputs


def test_every_ticket_of_the_demo_desk_is_explained_by_the_rules_that_were_tried(demo: Desk) -> None:
    for ticket in every_ticket(demo):
        view = assessing.assess_ticket(demo, ticket)
        (decides,) = [one for one in view.steps if one.decides]
        assert decides.worth in ("yes", "unknown")
        assert {one.rule for one in view.steps} == set(demo.agreement.agreement.rules)
        above = view.steps[: view.steps.index(decides)]
        assert all(one.worth == "no" for one in above if one.stratum != decides.stratum)


def test_what_comes_out_otherwise_is_listed(demo: Desk) -> None:
    view = assessing.assess_ticket(demo, every_ticket(demo)[0])
    stored = json.loads(view.result)
    stored["outcome"] = "merge"
    stored["findings"][4]["status"] = "holds" if stored["findings"][4]["status"] != "holds" else "cannot"
    stored["alternatives"] = ["nothing"]
    found = policy.replay(view.inputs, demo.agreement.agreement, json.dumps(stored))
    clause = stored["findings"][4]["clause"]
    assert not found.same
    assert {(one.place, one.essential) for one in found.differences} == {
        ("outcome", True),
        (f"findings.{clause}.status", True),
        ("alternatives", False),
    }
    assert next(one for one in found.differences if one.place == "outcome").was == "merge"


def test_a_choice_is_kept_beside_the_decision_with_its_reason(desk: Desk, tmp_path: Path) -> None:
    ticket = expired(desk, tmp_path)
    panels = showing.panels(desk, ticket)
    assert panels.assessment.outcome == "refuse"
    assert deciding.choices(panels)[0] == "refuse"
    assert "accept" in deciding.choices(panels)
    assert "suspend" not in deciding.choices(panels)
    deciding.choose(desk, panels, "accept", reason="An old customer, one question only")
    shown = showing.ticket(desk, panels.detail.row.number, replay=True)
    (kept,) = shown.detail.decisions
    assert (kept.kind, kept.outcome, kept.primary) == ("choice", "accept", None)
    assert kept.override_reason == "An old customer, one question only"
    assert json.loads(kept.result)["outcome"] == "refuse"
    assert [(one.same, one.holds) for one in shown.replays] == [(True, True)]


@pytest.mark.parametrize(
    ("outcome", "reason", "code"),
    [
        ("suspend", "He is a nuisance", "choice_severer"),
        ("accept", " ", "choice_needs_reason"),
        ("explode", "x", "unknown_outcome"),
    ],
)
def test_a_severer_choice_or_one_without_a_reason_is_refused(
    outcome: str, reason: str, code: str, desk: Desk, tmp_path: Path
) -> None:
    panels = showing.panels(desk, expired(desk, tmp_path))
    with pytest.raises((NotAllowed, BadInput)) as fault:
        deciding.choose(desk, panels, outcome, reason=reason)
    assert fault.value.code == code
    assert showing.detail(desk, panels.detail.row.id).decisions == ()


def test_another_reading_decides_otherwise_and_earlier_decisions_stand(
    desk: Desk, tmp_path: Path, clock: Clock
) -> None:
    ticket = expired(desk, tmp_path)
    deciding.choose(desk, showing.panels(desk, ticket), "refuse")
    clock.forward(hours=1)
    readings.choose(desk, "A18", "profile", "lenient", reason="We waive what we may, until the new text")
    fresh = desk.refreshed()
    assert fresh.agreement.agreement.chosen == (("profile", "lenient"),)
    (one,) = [one for one in readings.readings(fresh) if one.id == "A18"]
    assert [(switch.value, switch.shipped) for switch in one.switches] == [("lenient", "strict")]
    assert [(choice.by, choice.reason, choice.at) for choice in one.choices] == [
        ("Dana Kim", "We waive what we may, until the new text", clock.now)
    ]
    assert json.loads(assessing.assess_ticket(fresh, ticket).result)["chosen"] == [["profile", "lenient"]]
    shown = showing.ticket(fresh, showing.detail(fresh, ticket).row.number, replay=True)
    assert [(again.same, again.holds) for again in shown.replays] == [(True, True)]


def test_a_chosen_reading_of_periods_moves_the_end_of_a_license(desk: Desk) -> None:
    with desk.store.read() as connection:
        record = licensing.license_record(connection, 1)
    before = standing_at(desk, record, NOW).free.end
    readings.choose(desk, "A02", "period_end", "day_before", reason="As the company's lawyer reads it")
    assert (before - standing_at(desk.refreshed(), record, NOW).free.end).days == 1


@pytest.mark.parametrize(
    ("reading", "parameter", "value", "reason", "code"),
    [
        ("A99", "profile", "lenient", "x", "unknown_reading"),
        ("A18", "profile", "cruel", "x", "reading_without_choice"),
        ("A18", "early_renewal", "at_payment", "x", "reading_without_choice"),
        ("A24", "profile", "lenient", "x", "reading_without_choice"),
        ("A18", "profile", "lenient", "  ", "reading_needs_reason"),
    ],
)
def test_a_choice_that_is_none_is_refused(
    reading: str, parameter: str, value: str, reason: str, code: str, desk: Desk
) -> None:
    with pytest.raises(BadInput) as fault:
        readings.choose(desk, reading, parameter, value, reason=reason)
    assert fault.value.code == code
    assert desk.refreshed().agreement.agreement.chosen == ()


def test_only_a_lead_chooses_and_nobody_chooses_over_another(desk: Desk) -> None:
    other = replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST))
    with pytest.raises(NotAllowed):
        readings.choose(other, "A18", "profile", "lenient", reason="x")
    readings.choose(desk, "A18", "profile", "lenient", reason="first")
    with pytest.raises(Stale):
        readings.choose(desk, "A37", "multi_default", "take_one", reason="second, not having seen the first")
    fresh = desk.refreshed()
    readings.choose(fresh, "A37", "multi_default", "take_one", reason="having seen it")
    assert dict(fresh.refreshed().agreement.agreement.chosen) == {"multi_default": "take_one", "profile": "lenient"}
