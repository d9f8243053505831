"""The demo desk shows a request of every kind that the agreement tells apart, and each says what would change it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from console.records.matters import AccessRecord
from console.services import access, confirmed_errors, paid_services, suspending
from console.services.demo import build_demo
from console.services.desk import Desk
from console.services.showing import Panels, panels
from console.store import check, tables
from console.store.queries import tickets
from policy.ruling.decision import OUTCOMES

NOW = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
MODES = {"full", "limited", "no_consultation", "instruct_only"}
STATES = {"free", "transition", "paid", "expired", "archived", "invalid", "not_started", None}
CLOSINGS = {f"28.1.{number}" for number in range(1, 13)}
CONDITIONS = {f"14.2.{number}" for number in range(1, 9)}
GROUNDS = {"23.1.1", "23.1.2", "23.1.12", "1.2", "22.1", "22.2.3", "23.1.20", "25.2", "10.3.4"} | {
    f"23.1.{number}" for number in (4, 5, 6, 7, 9, 10, 13, 14, 21)
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("kinds")
    url = f"sqlite:///{folder / 'demo.sqlite'}"
    made = build_demo(url, out_folder=folder / "letters", clock=lambda: NOW, every_kind=True)
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def shown(desk: Desk) -> tuple[Panels, ...]:
    with desk.store.read() as connection:
        keys = [row.id for row in connection.execute(tables.tickets.tickets.select()).all()]
        assert check.contents(connection) == ()
    return tuple(panels(desk, key) for key in keys)


def test_every_history_of_the_demo_goes_forward_in_time(desk: Desk) -> None:
    with desk.store.read() as connection:
        keys = [row.id for row in connection.execute(tables.tickets.tickets.select()).all()]
        known = {key: [one.recorded_at for one in tickets.history(connection, key)] for key in keys}
    assert {key for key, found in known.items() if found != sorted(found)} == set()


def test_every_outcome_mode_state_and_closing_is_there(shown: tuple[Panels, ...]) -> None:
    assert len(shown) >= 40
    assert {one.assessment.outcome for one in shown} == set(OUTCOMES)
    assert {one.assessment.mode for one in shown} == {*MODES, None}
    assert {one.detail.row.license_state for one in shown} == STATES
    assert {one.detail.row.tier.value for one in shown} >= {"critical", "functional", "question", "undetermined"}
    assert {one.assessment.primary for one in shown} >= GROUNDS


def test_every_closing_and_every_condition_of_an_error_is_there(desk: Desk, shown: tuple[Panels, ...]) -> None:
    with desk.store.read() as connection:
        rows = connection.execute(tables.tickets.tickets.select()).all()
    assert {row.close_reason for row in rows if row.close_reason} == CLOSINGS
    named = {clause for one in shown for clause in one.assessment.also}
    assert named >= CONDITIONS
    register = confirmed_errors.register(desk)
    found = {confirmed_errors.finding(dict(one.conditions), one.excluded).result for one in register}
    assert found == {"conditions_met", "undetermined", "not_product_error"}


def test_pauses_access_orders_restoration_and_both_kinds_of_programmers_are_there(
    desk: Desk, shown: tuple[Panels, ...]
) -> None:
    assert {one.kind for one in suspending.running(desk)} == set(suspending.KINDS)
    with desk.store.read() as connection:
        asked: list[AccessRecord] = [
            one for each in shown for one in access.of_ticket(connection, int(each.detail.row.id))
        ]
        assert connection.execute(tables.licensing.restorations.select()).all()
    assert [one.state for one in asked] == ["bad"]
    assert [one.state for one in paid_services.orders(desk)] == ["agreed"]
    assert {"PRO", "PRO_PLUS"} == {one.license.plan for one in shown if one.license is not None}
    flags = {flag for one in shown for flag in one.assessment.flags}
    assert flags >= {"known_confirmed_bug", "period_ended_before_review", "queue_unchanged", "claimed_urgency_ignored"}
    needs = {need.fact for one in shown for need in one.assessment.needs}
    assert needs >= {"sender", "domain", "channel", "access", "media_direct", "text_description", "same_section"}


def test_each_says_by_which_clause_it_was_decided_and_what_would_change_it(shown: tuple[Panels, ...]) -> None:
    silent = [
        one.detail.row.subject
        for one in shown
        if not (one.assessment.clauses and (one.assessment.changes or one.assessment.needs or one.assessment.supposed))
    ]
    assert silent == []
