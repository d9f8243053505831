"""What the queue says of the time: by topic, tier and the license's state at the receipt (clause 5, DT-4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import policy
from console.query import parse
from console.records.base import Tier
from console.records.tickets import TicketRow
from console.services import company, responding, schedules, showing
from console.services.desk import Desk
from console.services.intake.run import import_paths
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write

FRIDAY_EVENING = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)  # after hours: the review begins on Monday the 23rd


@pytest.fixture
def row(desk: Desk, tmp_path: Path) -> TicketRow:
    mail = raw_mail("x", sender="Ann <ann@one.example>", subject="Rates", body="How are rates set?", at=NOW)
    list(import_paths(desk, [write(tmp_path / "in", mail)]))
    (found,) = showing.queue_page(desk, parse("is:open").query).rows
    return found


@pytest.mark.parametrize(
    ("topic", "tier", "state", "cls", "priority", "window"),
    [
        ("orders", Tier.QUESTION, "free", "question", False, False),
        ("orders", Tier.QUESTION, "transition", "transition_question", False, True),
        ("orders", Tier.QUESTION, "archived", "none", False, False),
        ("orders", Tier.QUESTION, None, "undetermined", False, False),
        ("panel_error_check", Tier.CRITICAL, "transition", "critical", True, False),
        ("panel_error_check", Tier.FUNCTIONAL, "expired", "error", False, False),
        ("ssl", Tier.CRITICAL, "free", "out", False, False),
        (None, Tier.QUESTION, "free", "undetermined", False, False),
        ("orders", Tier.UNDETERMINED, "free", "undetermined", False, False),
    ],
)
def test_each_kind_of_request_has_its_class(
    topic: str | None, tier: Tier, state: str | None, cls: str, priority: bool, window: bool, desk: Desk, row: TicketRow
) -> None:
    schedule = desk.company.schedule_at(NOW)
    assert schedule is not None
    review = policy.next_open(schedules.policy_schedule(schedule), FRIDAY_EVENING)
    asked = replace(row, topic=topic, tier=tier, license_state=state, review_from=review)
    found = responding.expected(desk, asked)
    assert (found.cls, found.priority) == (cls, priority)
    days = (date(2026, 11, 25), date(2026, 12, 7)) if window else (None, None)
    assert (found.earliest_day, found.latest_day) == days


def test_the_queue_brings_it_with_each_row(desk: Desk, row: TicketRow) -> None:
    assert row.response is not None
    assert row.response == responding.expected(desk, row)
    assert showing.queue_rows(desk, (row.id,)) == (row,)


def test_without_hours_no_day_is_said(desk: Desk, row: TicketRow) -> None:
    bare = replace(desk, company=company.Company(values=desk.company.values))
    asked = replace(row, topic="orders", tier=Tier.QUESTION, license_state="transition")
    found = responding.expected(bare, asked)
    assert (found.cls, found.earliest_day, found.latest_day) == ("transition_question", None, None)
