"""Days as people write them: read in several forms, shown in one, stepped by keys, picked from a calendar."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtWidgets import QApplication, QCalendarWidget
from pytestqt.qtbot import QtBot

from console.views.kit import days
from console.views.kit.instants import DayEdit, InstantEdit
from console.views.words import set_language

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)", "grabbing the keyboard")  # said offscreen
DAY, NOON = date(2026, 5, 3), datetime(2026, 5, 3, 14, 5)  # noqa: DTZ001 - a clock on the wall


@pytest.fixture(params=["en", "ru"])
def tongue(request: pytest.FixtureRequest) -> Iterator[str]:
    set_language(request.param)
    yield request.param
    set_language("en")


@pytest.mark.parametrize(
    "text",
    ["2026-05-03", "2026-5-3", "3.5.2026", "03.05.2026", "3 May 2026", "3 мая 2026", "3 май 2026", "May 3, 2026"],
)
def test_a_day_is_read_in_either_language(tongue: str, text: str) -> None:
    assert days.read_day(f" {text} ") == DAY
    for between in (" ", ", ", "T"):
        assert days.read_instant(f"{text}{between}14:05") == NOON


@pytest.mark.parametrize(
    "text",
    ["", "3/5/2026", "2026-13-01", "31.02.2026", "3 Mau 2026", "3 May", "26-05-03", "tomorrow", "2026-05-03 later"],
)
def test_what_may_mean_another_day_is_not_read(text: str) -> None:
    assert days.read_day(text) is None
    assert days.read_instant(f"{text} 10:00") is None


@pytest.mark.parametrize("text", ["2026-05-03", "14:05", "2026-05-03 25:00", "2026-05-03 14", "2026-05-0314:0"])
def test_neither_a_day_nor_a_time_is_guessed(text: str) -> None:
    assert days.read_instant(text) is None


@given(st.datetimes(min_value=datetime(1000, 1, 1), max_value=datetime(9999, 12, 31)), st.sampled_from(["en", "ru"]))  # noqa: DTZ001
def test_what_is_shown_is_read_again(local: datetime, language: str) -> None:
    set_language(language)
    whole = local.replace(second=0, microsecond=0)
    assert days.read_instant(days.write_instant(whole)) == whole
    assert days.read_day(days.write_day(whole.date())) == whole.date()
    set_language("en")


@pytest.mark.parametrize(("part", "later"), [("month", date(2026, 2, 28)), ("year", date(2027, 1, 31))])
def test_a_step_stays_in_its_month(part: str, later: date) -> None:
    start = datetime(2026, 1, 31, 9)  # noqa: DTZ001
    assert days.moved(start, part, 1).date() == later
    assert days.moved(datetime(2026, 1, 15), "month", -1).date() == date(2025, 12, 15)  # noqa: DTZ001


def field_of(made: DayEdit, qtbot: QtBot) -> DayEdit:
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    return made


def test_iso_is_typed_and_shown_in_the_language(dressed: QApplication, qtbot: QtBot, tongue: str) -> None:
    made = field_of(DayEdit(), qtbot)
    told: list[date | None] = []
    made.moved.connect(lambda: told.append(made.day()))
    qtbot.keyClicks(made, "2026-05-03")
    qtbot.keyClick(made, Qt.Key.Key_Return)
    assert made.text() == ("3 May 2026" if tongue == "en" else "03.05.2026")
    qtbot.keyClick(made, Qt.Key.Key_Return)
    assert told == [DAY]


def test_each_part_is_stepped_by_keys(dressed: QApplication, qtbot: QtBot) -> None:
    made = InstantEdit(ZoneInfo("Europe/Moscow"))
    field_of(made, qtbot)
    made.show_instant(datetime(2026, 5, 3, 11, 5, 42, tzinfo=UTC))
    assert made.text() == "3 May 2026, 14:05"
    for place, key, shown in (
        (0, Qt.Key.Key_Up, "4 May 2026, 14:05"),
        (3, Qt.Key.Key_Down, "4 Apr 2026, 14:05"),
        (7, Qt.Key.Key_Up, "4 Apr 2027, 14:05"),
        (13, Qt.Key.Key_Down, "4 Apr 2027, 13:05"),
        (16, Qt.Key.Key_Up, "4 Apr 2027, 13:06"),
    ):
        made.setCursorPosition(place)
        qtbot.keyClick(made, key)
        assert made.text() == shown
    made.selectAll()
    qtbot.keyClick(made, Qt.Key.Key_Up)
    assert made.text() == "5 Apr 2027, 13:06"
    assert made.selectedText() == made.text()
    made.setText("soon")
    qtbot.keyClick(made, Qt.Key.Key_Up)
    assert (made.text(), made.instant()) == ("soon", None)


def test_an_hour_that_a_clock_shows_twice_stays_the_one_that_was_shown(dressed: QApplication, qtbot: QtBot) -> None:
    made = InstantEdit(ZoneInfo("Europe/Berlin"))
    field_of(made, qtbot)
    second = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)  # 02:30 for the second time
    made.show_instant(second)
    assert made.instant() == second


def test_a_day_is_picked_by_keys_and_keeps_its_time(dressed: QApplication, qtbot: QtBot) -> None:
    made = InstantEdit(UTC)
    field_of(made, qtbot)
    made.show_instant(datetime(2026, 5, 3, 14, 5, tzinfo=UTC))
    qtbot.keyClick(made, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = made.findChild(QCalendarWidget)
    assert isinstance(calendar, QCalendarWidget)
    assert calendar.selectedDate() == QDate(2026, 5, 3)
    assert calendar.locale().language() == QLocale().language()
    calendar.activated.emit(QDate(2026, 6, 1))
    assert made.text() == "1 Jun 2026, 14:05"
