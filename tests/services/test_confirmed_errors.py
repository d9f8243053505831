"""The register of confirmed errors: one entry for every license, confirmed by a person, never a refusal by status."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.faults import BadInput, NotAllowed, NotFound, Stale
from console.records.base import Role, TicketId
from console.services import assessing, confirmed_errors, showing, triage
from console.services.confirmed_errors import Verdict
from console.services.desk import Desk, ensure_staff
from console.store import check, tables
from tests.services.conftest import NOW, Clock, add_license
from tests.services.requests_for_matters import request_of

ALL = dict.fromkeys(confirmed_errors.CONDITIONS, True)
ASKED = "Orders are not saved in the panel section Orders, an error comes. Version 4.8.2."


def version(desk: Desk, code: str = "ERR-1") -> int:
    return confirmed_errors.one(desk, code)[0].version


def fact(desk: Desk, ticket: TicketId) -> tuple[object, str] | None:
    found = [one for one in showing.detail(desk, ticket).facts if one.name == confirmed_errors.FACT]
    return (found[-1].value, found[-1].status) if found else None


@pytest.fixture
def ticket(desk: Desk, tmp_path: Path) -> TicketId:
    return request_of(desk, tmp_path, ASKED)


def test_an_error_is_entered_seen_confirmed_and_its_requests_carry_it(desk: Desk, ticket: TicketId) -> None:
    confirmed_errors.enter(desk, "ERR-1", "Orders are lost", software_version="4.8.2", note="After two hours")
    confirmed_errors.see(desk, "ERR-1", ticket)
    assert fact(desk, ticket) is None  # a suspicion is no confirmed error
    found, seen = confirmed_errors.one(desk, "ERR-1")
    assert (found.status, found.tickets, found.licenses, found.by) == ("suspected", 1, 1, "")
    assert [(one.ticket_id, one.license_key, one.by) for one in seen] == [(ticket, "HRB-1", "Dana Kim")]
    with pytest.raises(NotAllowed) as fault:
        confirmed_errors.settle(
            desk, "ERR-1", Verdict(status="confirmed", conditions={**ALL, "c8": None}), seen=version(desk)
        )
    assert fault.value.code == "not_all_conditions"
    with pytest.raises(NotAllowed):
        confirmed_errors.settle(
            desk, "ERR-1", Verdict(status="confirmed", conditions=ALL, excluded=("server",)), seen=version(desk)
        )
    confirmed_errors.settle(desk, "ERR-1", Verdict(status="confirmed", conditions=ALL), seen=version(desk))
    found, _ = confirmed_errors.one(desk, "ERR-1")
    assert (found.status, found.by, found.at, dict(found.conditions)) == ("confirmed", "Dana Kim", NOW, ALL)
    assert fact(desk, ticket) == ("ERR-1", "confirmed")
    view = assessing.assess_ticket(desk, ticket)
    assert view.outcome == "product_error_check"
    assert "known_confirmed_bug" in view.flags
    confirmed_errors.settle(desk, "ERR-1", Verdict(status="fixed", fixed_in="4.9.0"), seen=version(desk))
    assert confirmed_errors.one(desk, "ERR-1")[0].fixed_in == "4.9.0"
    assert fact(desk, ticket) == ("ERR-1", "confirmed")
    with desk.store.read() as connection:
        assert check.contents(connection) == ()
    kinds = [one.kind for one in showing.ticket(desk, showing.detail(desk, ticket).row.number).history]
    assert kinds.count("error_seen") == 1
    assert kinds.count("error_settled") == 2


def test_a_confirmed_error_is_checked_for_a_license_that_has_expired(desk: Desk, tmp_path: Path) -> None:
    confirmed_errors.enter(desk, "ERR-1", "Orders are lost")
    confirmed_errors.settle(desk, "ERR-1", Verdict(status="confirmed", conditions=ALL), seen=version(desk))
    add_license(desk, "HRB-2", "bob@two.example", "two.example", bought=NOW.replace(year=2023))
    late = request_of(desk, tmp_path, ASKED, key="late", sender="bob@two.example")
    confirmed_errors.see(desk, "ERR-1", late)
    view = assessing.assess_ticket(desk, late)
    assert (view.state_used, view.outcome, view.mode) == ("expired", "product_error_check", "no_consultation")


def test_conditions_are_judged_one_by_one_with_who_said_each(desk: Desk, clock: Clock) -> None:
    confirmed_errors.enter(desk, "ERR-1", "Orders are lost")
    confirmed_errors.judge(desk, "ERR-1", {"c1": True, "c2": False}, ("server", "hosting"), seen=version(desk))
    other = registered(desk, "irina", "Irina")
    clock.forward(hours=1)
    confirmed_errors.judge(other, "ERR-1", {"c1": True, "c2": None, "c3": True}, seen=version(desk))
    found, _ = confirmed_errors.one(desk, "ERR-1")
    assert found.status == "suspected"
    assert {name: value for name, value in found.conditions if value is not None} == {"c1": True, "c3": True}
    assert found.said == (("c1", "Dana Kim", NOW), ("c3", "Irina", NOW + timedelta(hours=1)))
    assert found.excluded == ("server", "hosting")
    told = confirmed_errors.finding(dict(found.conditions), found.excluded)
    assert (told.result, confirmed_errors.missing(told)) == ("not_product_error", ("14.3", "20.3"))
    left = confirmed_errors.finding(dict(found.conditions), ())
    assert confirmed_errors.missing(left) == ("14.2.2", "14.2.4", "14.2.5", "14.2.6", "14.2.7", "14.2.8")
    with pytest.raises(Stale):
        confirmed_errors.judge(desk, "ERR-1", {"c4": True}, seen=1)
    with pytest.raises(BadInput):
        confirmed_errors.judge(desk, "ERR-1", {}, ("weather",), seen=version(desk))
    with pytest.raises(NotAllowed, match=r"14\.3"):
        confirmed_errors.settle(desk, "ERR-1", Verdict(status="confirmed", conditions=ALL), seen=version(desk))
    confirmed_errors.settle(desk, "ERR-1", Verdict(status="confirmed", conditions=ALL, excluded=()), seen=version(desk))
    with pytest.raises(NotAllowed):
        confirmed_errors.judge(desk, "ERR-1", {"c1": False}, seen=version(desk))


def registered(desk: Desk, login: str, name: str) -> Desk:
    actor = ensure_staff(desk.store, login=login, name=name, role=Role.SPECIALIST, now=desk.clock())
    return replace(desk, actor=actor)


def test_an_error_that_is_none_after_all_is_taken_off_its_requests(desk: Desk, ticket: TicketId) -> None:
    confirmed_errors.enter(desk, "ERR-1", "Orders are lost")
    confirmed_errors.settle(desk, "ERR-1", Verdict(status="confirmed", conditions=ALL), seen=version(desk))
    confirmed_errors.see(desk, "ERR-1", ticket)
    confirmed_errors.settle(desk, "ERR-1", Verdict(status="rejected", note="A filter of the host"), seen=version(desk))
    assert fact(desk, ticket) == ("ERR-1", "rejected")
    assert "known_confirmed_bug" not in assessing.assess_ticket(desk, ticket).flags
    with pytest.raises(NotAllowed) as fault:
        confirmed_errors.see(desk, "ERR-1", ticket)
    assert fault.value.code == "error_rejected"


def test_nobody_settles_over_another_and_nothing_stands_twice(desk: Desk, ticket: TicketId) -> None:
    applied = confirmed_errors.enter(desk, "ERR-1", "Orders are lost", command_id="a" * 32)
    again = confirmed_errors.enter(desk, "ERR-1", "Orders are lost", command_id="a" * 32)
    assert again.result == applied.result
    with pytest.raises(BadInput):
        confirmed_errors.enter(desk, "ERR-1", "Another")
    before = version(desk)
    confirmed_errors.settle(desk, "ERR-1", Verdict(status="rejected"), seen=before)
    with pytest.raises(Stale):
        confirmed_errors.settle(desk, "ERR-1", Verdict(status="suspected"), seen=before)
    confirmed_errors.settle(desk, "ERR-1", Verdict(status="suspected"), seen=version(desk))
    confirmed_errors.see(desk, "ERR-1", ticket)
    with pytest.raises(BadInput):
        confirmed_errors.see(desk, "ERR-1", ticket)
    with pytest.raises(NotFound):
        confirmed_errors.one(desk, "ERR-2")
    with pytest.raises(NotAllowed):
        confirmed_errors.enter(replace(desk, actor=replace(desk.actor, role=Role.REVIEWER)), "ERR-3", "x")
    with desk.store.read() as connection:
        rows = connection.execute(tables.tickets.error_sightings.select()).all()
    assert [json.loads(one.conditions) for one in rows] == [dict.fromkeys(confirmed_errors.CONDITIONS)]


def test_errors_are_found_by_words_and_status(desk: Desk) -> None:
    confirmed_errors.enter(desk, "ERR-1", "Orders are lost", software_version="4.8.2")
    confirmed_errors.enter(desk, "ERR-2", "Scales 100% wrong", note="Rates, not Orders")
    confirmed_errors.settle(desk, "ERR-2", Verdict(status="confirmed", conditions=ALL), seen=version(desk, "ERR-2"))

    def codes(**asked: str) -> list[str]:
        return [one.code for one in confirmed_errors.register(desk, **asked)]

    assert codes() == ["ERR-2", "ERR-1"]
    assert codes(text="orders") == ["ERR-2", "ERR-1"]
    assert codes(text="lost 4.8") == ["ERR-1"]
    assert codes(text="100%") == ["ERR-2"]
    assert codes(text="%") == ["ERR-2"]
    assert codes(status="confirmed") == ["ERR-2"]
    with pytest.raises(BadInput):
        codes(status="gone")


def test_what_is_judged_of_an_error_counts_for_the_open_requests_that_show_it(
    desk: Desk, ticket: TicketId, tmp_path: Path
) -> None:
    for name in ("is_error", "what_happened", "panel_section", "repro_steps"):
        triage.set_fact(desk, ticket, name, True, version=None)
    assert assessing.assess_ticket(desk, ticket).outcome == "product_error_check"
    for code in ("ERR-1", "ERR-2"):
        confirmed_errors.enter(desk, code, "Orders are lost")
    confirmed_errors.see(desk, "ERR-1", ticket)
    confirmed_errors.judge(desk, "ERR-1", {"c1": True, "c6": False}, seen=version(desk))
    view = assessing.assess_ticket(desk, ticket)
    assert view.outcome != "product_error_check"
    assert "14.2.6" in view.also
    assert "conditions_hold" in {one.reason.code for one in view.changes}
    number = showing.detail(desk, ticket).row.number
    assert showing.ticket(desk, number).history[-1].kind == "error_judged"
    confirmed_errors.judge(desk, "ERR-2", {"c6": True}, seen=version(desk, "ERR-2"))
    confirmed_errors.see(desk, "ERR-2", ticket)
    assert "14.2.6" in assessing.assess_ticket(desk, ticket).also  # of two errors false wins
    confirmed_errors.judge(desk, "ERR-1", {"c6": None}, seen=version(desk))
    assert assessing.assess_ticket(desk, ticket).outcome == "product_error_check"
    with desk.store.read() as connection:
        assert check.contents(connection) == ()
