from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication

from console.records.base import Status, Tier
from console.records.tickets import TicketRow
from console.views.licenses import saying
from console.views.queue.delegate import license_sentence, license_words
from console.views.words import set_language

NOW = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
EMPTY = TicketRow(
    **{one.name: None for one in fields(TicketRow)}  # type: ignore[arg-type]  # a test gives any of the fields
    | {"tier": Tier.QUESTION, "status": Status.OPEN, "received_at": NOW, "updated_at": NOW}
)


def tag(state: str | None, now: str | None = None, turns: timedelta | None = None) -> tuple[str, str, str]:
    at = None if turns is None else NOW + turns
    return license_words(replace(EMPTY, license_state=state, license_now=now or state, license_turns=at), NOW)


def test_an_ended_license_tells_the_days_since(dressed: QApplication) -> None:
    assert tag("expired", turns=timedelta(days=-41)) == ("shield-off", "41 d ago", "critical")
    set_language("ru")
    assert tag("expired", turns=timedelta(days=-41))[1] == "41 дн. назад"


def test_where_there_is_room_it_says_what_ended(dressed: QApplication) -> None:
    row = replace(EMPTY, license_state="expired", license_now="expired", license_turns=NOW - timedelta(days=41))
    assert license_sentence(row, NOW) == "Ended 41 d ago"
    running = replace(row, license_state="free", license_now="free", license_turns=NOW + timedelta(days=41))
    assert license_sentence(running, NOW) == "Free Support  ·  41 d"
    assert license_sentence(replace(row, license_now="paid"), NOW) == "Expired"


def test_what_ended_after_the_request_came_in_is_told_too(dressed: QApplication) -> None:
    assert tag("free", "expired", timedelta(days=-3)) == ("shield-check", "3 d ago", "critical")


def test_a_payment_after_the_request_does_not_make_it_covered(dressed: QApplication) -> None:
    assert tag("expired", "paid", timedelta(days=200)) == ("shield-off", "Expired", "critical")


@pytest.mark.parametrize(
    ("state", "days", "tone"),
    [("free", 200, "plain"), ("paid", 60, "ok"), ("free", 30, "functional"), ("transition", 50, "functional")],
)
def test_a_running_license_tells_the_days_left(dressed: QApplication, state: str, days: int, tone: str) -> None:
    assert tag(state, turns=timedelta(days=days)) == (
        "hourglass" if state == "transition" else "shield-check",
        f"{days} d",
        tone,
    )


def test_no_number_is_said_where_none_is_known(dressed: QApplication) -> None:
    assert tag(None)[1] == "unknown"
    assert tag("expired")[1] == "Expired"
    assert tag("archived", turns=timedelta(days=-9))[1] == "Archived"
    assert tag("free", "archived")[1] == "Free"


def test_the_list_of_licenses_tells_the_days_since(dressed: QApplication, clock: Callable[[], datetime]) -> None:
    now = clock()
    said = saying.countdown_tag("expired", now + timedelta(days=100), now, now - timedelta(days=41))
    assert (said.words, said.tone) == ("41 d ago", "critical")
