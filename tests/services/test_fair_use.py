"""The eight counts of clause 24: counted over the days that count, marked by a person, never a refusal by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from console.faults import BadInput
from console.services import company, fair_use, matters, noticing, showing, triage
from console.services.desk import Desk
from tests.services.conftest import Clock
from tests.services.requests_for_matters import events, request_of

ASKED = "How is the commission rounded in the panel, section Commissions?"
SERVER = "Please renew the SSL certificate of our server."


def numbers(desk: Desk, license_id: int) -> dict[str, int]:
    return {one.count: one.number for one in fair_use.counts(desk, license_id) if one.number}


def test_requests_repeats_and_subjects_are_counted_over_the_days_that_count(
    desk: Desk, tmp_path: Path, clock: Clock
) -> None:
    first = request_of(desk, tmp_path, ASKED, "Hello? Anybody there?")
    second = request_of(desk, tmp_path, SERVER, key="server")
    license_id = int(showing.detail(desk, first).license_id or 0)
    assert len(fair_use.counts(desk, license_id)) == 8
    assert [one.clause for one in fair_use.counts(desk, license_id)] == [f"24.2.{n}" for n in range(1, 9)]
    assert numbers(desk, license_id) == {"requests": 2, "out_of_scope": 1}
    (poke,) = [one for one in matters.of_ticket(desk, first).signs if one.kind == "poke"]
    noticing.judge(desk, first, poke, "confirmed")
    assert numbers(desk, license_id)["repeats"] == 1
    noticing.judge(desk, first, poke, "dismissed")
    assert "repeats" not in numbers(desk, license_id)
    triage.set_topic(desk, second, "panel_section", version=showing.detail(desk, second).row.version)
    assert numbers(desk, license_id) == {"requests": 2}
    clock.forward(days=31)
    assert numbers(desk, license_id) == {}
    company.set_setting(desk.store, desk.actor, "fair_use_window_days", 60, at=desk.clock())
    fresh = desk.refreshed()
    assert fair_use.window_days(fresh) == (60, True)
    assert numbers(fresh, license_id) == {"requests": 2}


def test_a_mark_counts_with_its_reason_and_is_taken_back(desk: Desk, tmp_path: Path) -> None:
    ticket = request_of(desk, tmp_path, ASKED)
    license_id = int(showing.detail(desk, ticket).license_id or 0)
    fair_use.mark(desk, ticket, "training", reason="Asks to be taught the panel page by page")
    fair_use.mark(desk, ticket, "training", reason="Again")
    assert numbers(desk, license_id) == {"requests": 1, "training": 1}
    assert matters.of_ticket(desk, ticket).marks == {"training"}
    fair_use.mark(desk, ticket, "training", reason="", on=False)
    assert numbers(desk, license_id) == {"requests": 1}
    assert matters.of_ticket(desk, ticket).marks == frozenset()
    assert [one["on"] for one in events(desk, ticket, "fair_use_marked")] == [True, True, False]


def test_a_count_decides_nothing_until_a_person_names_it(desk: Desk, tmp_path: Path) -> None:
    ticket = request_of(desk, tmp_path, ASKED)
    for n in range(6):
        request_of(desk, tmp_path, SERVER, key=f"s{n}")
    fair_use.mark(desk, ticket, "workload", reason="Forty letters a day")
    assert showing.panels(desk, ticket).assessment.outcome not in ("suspend", "refuse")
    fair_use.name_ground(desk, ticket, "workload")
    view = showing.panels(desk, ticket).assessment
    assert (view.outcome, view.discretionary) == ("suspend", True)
    assert "24.2.7" in (view.primary, *view.also)
    assert matters.of_ticket(desk, ticket).named == ("24.2.7",)
    fair_use.name_ground(desk, ticket, "workload", on=False)
    assert showing.panels(desk, ticket).assessment.outcome != "suspend"


@pytest.mark.parametrize(("count", "reason"), [("requests", "x"), ("training", " "), ("weather", "x")])
def test_only_the_five_are_marked_and_with_a_reason(desk: Desk, tmp_path: Path, count: str, reason: str) -> None:
    ticket = request_of(desk, tmp_path, ASKED)
    with pytest.raises(BadInput):
        fair_use.mark(desk, ticket, count, reason=reason)
    with pytest.raises(BadInput):
        fair_use.name_ground(desk, ticket, "weather")
