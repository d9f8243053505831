"""Pauses of three kinds: what each counts for, the day of review, who may end them, on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from console.faults import BadInput, NotAllowed
from console.records.base import Role, TicketId
from console.services import matters, refusing, showing, suspending
from console.services.desk import Desk
from console.services.pausing import pause as pause_by_letter
from console.store import Unit, tables
from tests.services.conftest import NOW, Clock
from tests.services.requests_for_matters import events, request_of

ASKED = "How is the commission rounded in the panel, section Commissions?"
WEEK = NOW + timedelta(days=7)


@pytest.fixture
def two(desk: Desk, tmp_path: Path) -> tuple[TicketId, TicketId]:
    return request_of(desk, tmp_path, ASKED), request_of(desk, tmp_path, ASKED, key="second")


def outcome(desk: Desk, ticket: TicketId) -> tuple[str, str | None]:
    view = showing.panels(desk, ticket).assessment
    return view.outcome, view.primary


@pytest.mark.parametrize(
    ("kind", "basis", "other_too"),
    [("support", "24.2", True), ("review", "18.3", False), ("communication", "19.3", False)],
)
def test_a_pause_counts_for_what_it_is_of(
    desk: Desk, two: tuple[TicketId, TicketId], kind: str, basis: str, *, other_too: bool
) -> None:
    here, other = two
    suspending.pause(desk, here, kind=kind, basis=basis, reason="Twenty messages an hour", review_at=WEEK)
    assert outcome(desk, here) == ("suspend", basis)
    assert (outcome(desk, other)[0] == "suspend") is other_too
    (shown,) = matters.of_ticket(desk, here).pauses
    assert (shown.kind, shown.basis, shown.reason, shown.review_at, shown.by) == (
        kind,
        basis,
        "Twenty messages an hour",
        WEEK,
        "Dana Kim",
    )
    assert bool(matters.of_ticket(desk, other).pauses) is other_too
    suspending.review(desk, shown.id)
    assert outcome(desk, here)[0] != "suspend"
    assert matters.of_ticket(desk, here).pauses == ()
    assert [one["kind"] for one in events(desk, here, "pause_ended")] == [kind]
    with pytest.raises(NotAllowed):
        suspending.review(desk, shown.id)


def test_a_pause_is_due_on_its_day_and_goes_on_until_another(
    desk: Desk, two: tuple[TicketId, TicketId], clock: Clock
) -> None:
    suspending.pause(desk, two[0], kind="review", basis="18.3", reason="Repeats", review_at=WEEK)
    suspending.pause(desk, two[1], kind="support", basis="23.1", reason="Deleted letters", review_at=WEEK)
    assert suspending.due(desk) == ()
    clock.forward(days=7)
    assert {one.kind for one in suspending.due(desk)} == {"review", "support"}
    first = next(one for one in suspending.due(desk) if one.kind == "review")
    suspending.review(desk, first.id, review_at=WEEK + timedelta(days=3), note="Still the same")
    assert [one.kind for one in suspending.due(desk)] == ["support"]
    assert [one.kind for one in suspending.running(desk)] == ["support", "review"]
    with pytest.raises(BadInput):
        suspending.review(desk, first.id, review_at=NOW)


@pytest.mark.parametrize(
    ("kind", "basis", "reason", "review_at", "code"),
    [
        ("review", "19.3", "x", WEEK, "pause_not_by_clause"),
        ("review", "18.3", " ", WEEK, "bad_suspension"),
        ("forever", "18.3", "x", WEEK, "bad_suspension"),
        ("review", "18.3", "x", None, "pause_needs_review"),
        ("review", "18.3", "x", NOW, "pause_needs_review"),
    ],
)
def test_a_pause_needs_its_clause_a_reason_and_a_day_ahead(
    desk: Desk, two: tuple[TicketId, TicketId], kind: str, basis: str, reason: str, review_at: object, code: str
) -> None:
    with pytest.raises(BadInput) as stopped:
        suspending.pause(desk, two[0], kind=kind, basis=basis, reason=reason, review_at=review_at)  # type: ignore[arg-type]  # None among them
    assert stopped.value.code == code
    assert suspending.running(desk) == ()


def test_the_same_is_not_paused_twice_and_the_same_command_is_one(desk: Desk, two: tuple[TicketId, TicketId]) -> None:
    given = {"kind": "support", "basis": "24.2", "reason": "x", "review_at": WEEK}
    first = suspending.pause(desk, two[0], command_id="c" * 32, **given)  # type: ignore[arg-type]  # each of its own kind
    again = suspending.pause(desk, two[0], command_id="c" * 32, **given)  # type: ignore[arg-type]  # same
    assert first.result == again.result
    with pytest.raises(NotAllowed):
        suspending.pause(desk, two[1], **given)  # type: ignore[arg-type]  # same
    assert len(suspending.running(desk)) == 1


def test_without_a_license_nothing_is_paused(desk: Desk, tmp_path: Path) -> None:
    ticket = request_of(desk, tmp_path, ASKED, key="who", sender="nobody@nowhere.example")
    with pytest.raises(NotAllowed):
        suspending.pause(desk, ticket, kind="review", basis="18.3", reason="x", review_at=WEEK)


def test_a_pause_that_stands_in_the_register_alone_is_no_specialists_to_end(
    desk: Desk, two: tuple[TicketId, TicketId]
) -> None:
    def act(unit: Unit) -> int:
        license_id = unit.row(tables.tickets.tickets, two[0])["license_id"]
        values = {"license_id": license_id, "kind": "support", "basis": "23.1", "reason": "x", "starts_at": unit.at}
        return unit.insert(tables.licensing.suspensions, **values)

    key = int(str(desk.apply(desk.command("test"), act).result))
    specialist = replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST))
    with pytest.raises(NotAllowed) as refused:
        suspending.review(specialist, key)
    assert refused.value.code == "lead_only"
    suspending.review(desk, key)
    assert suspending.running(desk) == ()


def test_a_letter_pauses_a_request_while_another_request_is_paused(desk: Desk, two: tuple[TicketId, TicketId]) -> None:
    suspending.pause(desk, two[0], kind="review", basis="18.3", reason="x", review_at=WEEK)

    def act(unit: Unit) -> list[bool]:
        rows = [unit.row(tables.tickets.tickets, key) for key in two]
        made = [pause_by_letter(unit, desk, row, "18.3") is not None for row in rows]
        unit.record(int(two[1]), "paused", {})  # a pause of a request stands in its history
        return made

    assert desk.apply(desk.command("test"), act).result == [False, True]


def test_a_request_under_a_pause_by_a_whole_clause_finds_its_letter(desk: Desk, two: tuple[TicketId, TicketId]) -> None:
    for basis in ("23.1", "24.2"):
        suspending.pause(desk, two[0], kind="support", basis=basis, reason="Deleted letters", review_at=WEEK)
        panels = showing.panels(desk, two[1])
        assert (panels.assessment.outcome, panels.assessment.primary) == ("suspend", basis)
        for kind in refusing.kinds(panels.assessment, basis):
            for language in ("en", "ru"):
                prepared = refusing.prepare(desk, panels, basis, language, kind=kind)
                assert prepared.filled.missing == ()
        suspending.review(desk, suspending.running(desk)[0].id)
