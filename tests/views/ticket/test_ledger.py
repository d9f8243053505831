"""The team's clock beside the agreement's window, its ledger, and the strips that say why an answer may be late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from console.records.base import Status
from console.records.schedules import BannerView, ClockView, LedgerSpan
from console.services import notices, showing, targets
from console.views.calendar import saying
from console.views.calendar.strip import HoursStrips
from console.views.main_window import MainWindow
from console.views.queue.delegate import clock_of, sentence
from console.views.ticket.header import tags_of
from console.views.ticket.ledger import LedgerCard, show_ledger

START = datetime(2026, 11, 24, 7, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("dressed")


def made(*, spent: int = 3_600, waiting: bool = False, stopped: bool = False) -> ClockView:
    end = START + timedelta(seconds=spent)
    return ClockView(
        target="first_response",
        started_at=START,
        stopped_at=end if stopped else None,
        waiting=waiting,
        allowed=7_200,
        spent=spent,
        due=None if waiting or stopped else START + timedelta(hours=2),
        spans=(
            LedgerSpan(start=START, end=end, counted=True, why="open"),
            LedgerSpan(start=end, end=end + timedelta(hours=30), counted=False, why="holiday", words="National Day"),
        ),
    )


@pytest.mark.parametrize(
    ("clock", "short", "whole"),
    [
        (made(), "1 h", "1 h left of 2 h"),
        (made(spent=1_500), "1:35 h", "1 h 35 min left of 2 h"),
        (made(spent=6_900), "5 min", "5 min left of 2 h"),
        (made(spent=9_000), "+30 min", "30 min over 2 h"),
        (made(spent=50_000), "+11 h", "11 h 53 min over 2 h"),
        (made(waiting=True), "paused", "1 h of 2 h spent, paused while we wait for the customer"),
        (made(stopped=True), "1 h", "took 1 h of 2 h"),
        (made(spent=9_000, stopped=True), "+30 min", "took 2 h 30 min, more than 2 h"),
    ],
)
def test_a_clock_is_told_in_words(clock: ClockView, short: str, whole: str) -> None:
    assert (saying.clock_short(clock), saying.clock_words(clock)) == (short, whole)


def test_the_ledger_tells_every_span_and_why(window: MainWindow) -> None:
    card = LedgerCard((made(spent=9_000),), 7, window)
    lines = list(saying.ledger_lines((made(spent=9_000),)))
    assert lines[0].startswith("First response (the team's own target): 30 min over 2 h")
    assert lines[2:] == [
        "  + 24 Nov, 10:00 – 12:30  ·  working hours  ·  2 h 30 min",
        "    24 Nov, 12:30 – 25 Nov, 18:30  ·  public holiday: National Day  ·  30 h",
    ]
    (area,) = card.findChildren(QScrollArea)
    assert all(line in area.accessibleName() for line in lines)
    card.reject()


def test_the_clock_stands_apart_from_what_the_agreement_says(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("all_open")
    qtbot.waitUntil(lambda: window.runner.busy == 0 and window.queue.table.rows.record(0) is not None)
    row = window.queue.table.rows.record(0)
    assert row is not None
    assert row.clock is not None
    mark = clock_of(row)
    assert mark is not None
    assert mark[2] in ("note_text", "critical_text")
    assert "the team's own target" in sentence(row, window.desk.clock())
    window.choose(int(row.id))
    qtbot.waitUntil(lambda: window.panels is not None and window.panels.detail.row.id == row.id)
    assert window.panels is not None
    *_, last = tags_of(window.panels.detail.row, window.desk.clock())
    assert last[0].startswith("team: ")
    window.commands.run("ledger")
    (card,) = window.findChildren(LedgerCard)
    assert "working hours" in " ".join(saying.ledger_lines(window.panels.clocks))
    card.reject()


def test_without_a_target_there_is_no_clock_and_that_is_said(window: MainWindow, qtbot: QtBot) -> None:
    for kind in targets.KINDS:
        targets.set_target(window.desk, kind, None, valid_from=window.desk.clock() - timedelta(days=399))
    window.reload()
    qtbot.waitUntil(lambda: window.panels is not None and window.panels.clocks == ())
    assert window.panels is not None
    assert window.panels.detail.row.clock is None
    assert clock_of(window.panels.detail.row) is None
    show_ledger(window)
    (card,) = window.findChildren(LedgerCard)
    card.reject()


def test_a_notice_is_a_strip_over_the_panes(window: MainWindow, qtbot: QtBot) -> None:
    assert window.whole.hours.isHidden()
    key = notices.announce(window.desk, "outage", reason="The messenger is down")
    window.reload()
    qtbot.waitUntil(lambda: not window.whole.hours.isHidden())
    (strip,) = window.whole.hours.strips
    assert strip.accessibleName() == "Outage. The messenger is down  ·  B.6"
    notices.end(window.desk, notices.find(window.desk, key))
    window.follower._answered()
    qtbot.waitUntil(window.whole.hours.isHidden)


def test_two_strips_are_shown_and_all_are_told() -> None:
    strips = HoursStrips()
    codes = ("vacation", "outage", "weekend")
    strips.show_banners(tuple(BannerView(code=one, clauses=("4.4",), reason="x") for one in codes))
    assert len(strips.strips) == 2
    assert strips.toolTip().count("4.4") == 3
    strips.show_banners(())
    assert strips.isHidden()
    assert strips.strips == []


def test_a_closed_ticket_shows_no_clock(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("closed")
    qtbot.waitUntil(lambda: window.runner.busy == 0 and window.queue.table.rows.record(0) is not None)
    row = window.queue.table.rows.record(0)
    assert row is not None
    assert row.status is Status.CLOSED
    assert row.clock is None
    assert showing.panels(window.desk, row.id).clocks[0].stopped_at is not None
