"""The calendar: what a day is, a draft with its way back, a version entered, holidays confirmed, notices, targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from console.faults import BadInput
from console.records.base import Role
from console.records.schedules import ScheduleRecord
from console.services import company, holidays, schedules, targets
from console.services.calendar import page as read_page
from console.views.calendar import draft, forms
from console.views.calendar.faces import CLOSED, NONE, OPEN, PARTLY, SPECIAL, Faces
from console.views.calendar.screen import CalendarScreen
from console.views.calendar.week import WeekForm
from console.views.licenses.entry_form import EntryForm
from console.views.main_window import MainWindow
from console.views.words import set_language

CHRISTMAS = date(2026, 12, 24)


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.wait(10)
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    qtbot.wait(10)


@pytest.fixture
def screen(window: MainWindow, qtbot: QtBot) -> Iterator[CalendarScreen]:
    window.acts.desk.open_tool("calendar")
    (made,) = window.findChildren(CalendarScreen)
    settle(window, qtbot)
    yield made
    settle(window, qtbot)
    if isValid(made):
        made.drafting.drop()
        made.reject()


def held(screen: CalendarScreen) -> ScheduleRecord:
    assert screen.page is not None
    assert screen.page.held is not None
    return screen.page.held


def form(screen: CalendarScreen) -> EntryForm:
    return next(one for one in reversed(screen.findChildren(EntryForm)) if one.isVisible())


def fill(screen: CalendarScreen, window: MainWindow, qtbot: QtBot, **values: object) -> EntryForm:
    shown = form(screen)
    for name, value in values.items():
        shown.inputs[name].set_value(value)
    shown.save()
    settle(window, qtbot)
    return shown


def test_a_draft_has_its_way_back_and_is_entered_as_a_version(
    screen: CalendarScreen, window: MainWindow, qtbot: QtBot
) -> None:
    before = held(screen)
    screen.go(CHRISTMAS)
    screen.act("closed", None)
    fill(screen, window, qtbot, reason="Move of the office", last="2026-12-25T00:00:00+03:00")
    screen.act("closure", None)  # on the day that is chosen
    fill(screen, window, qtbot, hours="12:00-13:00", reason="Drill")
    faces = screen.grid.faces
    assert faces is not None
    assert (faces.of(CHRISTMAS).kind, faces.of(CHRISTMAS).words) == (CLOSED, "Move of the office")
    assert faces.of(CHRISTMAS).changed
    screen.go(date(2026, 12, 26))
    screen.act("special", None)
    fill(screen, window, qtbot, hours="10–13", reason="Duty")
    assert len(screen.drafting.made.changes) == 4  # type: ignore[union-attr]  # there is a draft
    qtbot.keyClick(screen, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert faces.of(date(2026, 12, 26)).kind == NONE
    assert not screen.enter.isHidden()
    assert window.desk.refreshed().company.schedules == (before,)  # nothing is kept yet
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    fill(screen, window, qtbot, reason="The winter")
    made = held(screen)
    assert [one.day for one in made.closed] == [CHRISTMAS, date(2026, 12, 25)]
    assert (made.version_label, made.reason) == ("2", "The winter")
    assert window.desk.company.schedules[-1] == made
    assert screen.enter.isHidden()
    assert "2" in screen.changes.heading.text() or screen.changes.isVisible()


def test_leaving_with_a_draft_is_told_first(screen: CalendarScreen) -> None:
    screen.go(CHRISTMAS)
    screen.drafting.take(draft.with_closed, CHRISTMAS, CHRISTMAS, "Away")
    screen.reject()
    assert screen.isVisible()
    assert screen.told.text()
    screen.reject()
    assert not screen.isVisible()


def test_what_somebody_entered_meanwhile_is_told_and_the_draft_stays(
    screen: CalendarScreen, window: MainWindow, qtbot: QtBot
) -> None:
    other = replace(held(screen), hours={"mon": (("09:00", "12:00"),)})
    screen.drafting.take(draft.with_closed, CHRISTMAS, CHRISTMAS, "Away")
    schedules.keep(window.desk, other, base=held(screen))
    screen.drafting.enter()
    shown = fill(screen, window, qtbot, reason="Mine")
    assert "2" in shown.problem.text()
    assert shown.isVisible()
    shown.reject()
    shown.reject()
    assert screen.drafting.stands


def test_a_later_version_is_planned_and_compared(screen: CalendarScreen, window: MainWindow, qtbot: QtBot) -> None:
    screen.drafting.take(draft.with_closed, CHRISTMAS, CHRISTMAS, "Away")
    screen.drafting.enter()
    fill(screen, window, qtbot, starts="2026-12-10T00:00:00+03:00")
    assert held(screen).version_label == "demo"
    assert screen.shown is not None
    assert screen.shown.version_label != "demo"
    assert screen.changes.isVisible()
    assert len(screen.versions.list.model().rows) == 2  # type: ignore[attr-defined]  # the kit's model
    screen.versions.chosen.emit(held(screen).id)
    assert screen.shown == held(screen)
    screen.versions.copied.emit(window.desk.company.schedules[-1].id)
    assert screen.drafting.stands
    screen.versions.chosen.emit(window.desk.company.schedules[-1].id)
    assert screen.shown == held(screen)  # the draft goes first


def test_the_week_and_its_zone_are_edited_together(screen: CalendarScreen, window: MainWindow, qtbot: QtBot) -> None:
    screen.act("week", None)
    (week,) = screen.findChildren(WeekForm)
    week.zone.setEditText("Atlantis")
    week.take()
    assert "Atlantis" in week.zone_row.note.text()
    week.zone.setEditText("Asia/Dubai")
    week.editor.put({"mon": (("18:00", "09:00"),)})
    week.take()
    assert week.problem.text()
    week.editor.put({"mon": (("08:00", "24:00"),)})
    qtbot.keyClick(week, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    record = screen.drafting.record()
    assert record is not None
    assert (dict(record.hours), record.time_zone) == ({"mon": (("08:00", "24:00"),)}, "Asia/Dubai")


def test_holidays_are_brought_in_confirmed_and_dismissed(
    screen: CalendarScreen, window: MainWindow, qtbot: QtBot
) -> None:
    screen.act("bring_in", None)
    fill(screen, window, qtbot, country="XX", year="2026")
    assert "XX" in form(screen).rows["country"].note.text()
    fill(screen, window, qtbot, country="AE", year="2026")
    assert screen.page is not None
    first, second = [one for one in screen.page.proposed if one.source.startswith("AE")]
    assert screen.grid.day == first.day
    faces = screen.grid.faces
    assert faces is not None
    assert (faces.of(first.day).kind, faces.of(first.day).proposed) == (OPEN, "National Day")
    screen.act("confirm", first.id)
    settle(window, qtbot)
    assert [one.day for one in held(screen).closed] == [first.day]
    assert window.desk.company.schedules[-1] == held(screen)
    screen.act("dismiss", second.id)
    settle(window, qtbot)
    assert second.day not in [one.day for one in screen.page.proposed]
    screen.take_back()
    settle(window, qtbot)
    assert second.day in [one.day for one in read_page(window.desk).proposed]
    every = tuple(one.id for one in read_page(window.desk).proposed)
    screen.act("confirm", every)
    settle(window, qtbot)
    assert holidays.proposed(window.desk) == ()


def test_a_notice_is_announced_and_ended_with_a_way_back(
    screen: CalendarScreen, window: MainWindow, qtbot: QtBot
) -> None:
    screen.act("announce", None)
    fill(screen, window, qtbot, kind="outage", reason="The messenger is down")
    assert screen.page is not None
    (notice,) = screen.page.notices
    assert [one.code for one in screen.page.banners] == ["outage"]
    screen.act("end", notice.id)
    settle(window, qtbot)
    assert screen.page.banners == ()
    screen.take_back()
    settle(window, qtbot)
    assert [one.code for one in screen.page.banners] == ["outage"]


def test_a_target_is_set_in_hours_and_minutes(screen: CalendarScreen, window: MainWindow, qtbot: QtBot) -> None:
    screen.act("target", "first_response")
    shown = form(screen)
    shown.inputs["length"].set_value("1:30")
    assert shown.preview.text() == "1 h 30 min"
    fill(screen, window, qtbot, length="soon")
    assert shown.rows["length"].note.text()
    fill(screen, window, qtbot, length="90", **{"from": "all"})
    newest = targets.targets(window.desk)[0]
    assert (newest.minutes, newest.valid_from.year) == (90, 1970)


def test_the_keys_move_and_turn(screen: CalendarScreen, qtbot: QtBot) -> None:
    assert screen.grid.hasFocus()
    for key, day in (
        (Qt.Key.Key_Right, date(2026, 11, 25)),
        (Qt.Key.Key_Down, date(2026, 12, 2)),
        (Qt.Key.Key_PageDown, date(2027, 1, 2)),
        (Qt.Key.Key_Up, date(2026, 12, 26)),
        (Qt.Key.Key_Left, date(2026, 12, 25)),
        (Qt.Key.Key_PageUp, date(2026, 11, 25)),
    ):
        qtbot.keyClick(screen.grid, key)
        assert screen.grid.day == day
    assert "25 Nov 2026" in screen.grid.accessibleName()
    qtbot.keyClick(screen.grid, Qt.Key.Key_Home)
    assert screen.grid.day == date(2026, 11, 24)
    screen.turn("year")
    assert screen.title.text() == "2026"
    screen.later.click()
    assert screen.grid.day == date(2027, 11, 24)
    screen.earlier.click()
    screen.now.click()
    box = dict(screen.grid.boxes())[date(2026, 12, 2)]
    qtbot.mouseClick(screen.grid, Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert screen.grid.day == date(2026, 12, 2)
    qtbot.keyClick(screen.grid, Qt.Key.Key_Return)
    opened = form(screen)
    assert "2 Dec 2026" in opened.windowTitle()
    opened.reject()


def test_who_is_no_lead_sees_and_changes_nothing(window: MainWindow, qtbot: QtBot) -> None:
    window.desk = replace(window.desk, actor=replace(window.desk.actor, role=Role.SPECIALIST))
    shown = CalendarScreen(window)
    shown.open()
    settle(window, qtbot)
    shown.grid.opened.emit(CHRISTMAS)
    assert not [one for one in shown.findChildren(QDialog) if one.isVisible()]
    assert not shown.drafting.stands
    shown.reject()


def test_without_a_zone_the_calendar_is_not_opened(window: MainWindow) -> None:
    window.desk = replace(window.desk, company=company.Company())
    window.acts.desk.open_tool("calendar")
    assert not window.findChildren(CalendarScreen)
    assert window.toast.isVisible()


def test_each_day_is_told_in_words(screen: CalendarScreen) -> None:
    record = held(screen)
    record = draft.with_special(record, CHRISTMAS, (("10:00", "12:00"),), "Eve")
    record = draft.with_closed(record, date(2026, 12, 28), date(2026, 12, 29), "Away")
    record = replace(
        record, closures=forms.closure(record, date(2026, 12, 30)).save({"hours": "22-24", "reason": "x"}, {}).closures
    )  # type: ignore[attr-defined]  # a version
    faces = Faces(record=record, base=held(screen))
    kinds = {day: faces.of(date(2026, 12, day)).kind for day in (23, 24, 26, 28, 30)}
    assert kinds == {23: OPEN, 24: SPECIAL, 26: NONE, 28: CLOSED, 30: PARTLY}
    assert faces.business_days(2026, 12) == 21
    assert faces.of(CHRISTMAS).sentence.startswith("Thu 24 Dec 2026, Hours of its own, 10:00–12:00, Eve")
    assert draft.plain(draft.plain(record, CHRISTMAS), date(2026, 12, 30)).special == ()
    set_language("ru")
    assert "Свои часы" in faces.of(CHRISTMAS).sentence


@pytest.mark.parametrize("text", ["", "10", "10-", "25-26", "10–12–14"])
def test_hours_that_cannot_be_read_are_refused(text: str) -> None:
    with pytest.raises(BadInput):
        forms.read_spans(text)
    assert forms.read_spans("14:00-18:30; 9–13") == (("09:00", "13:00"), ("14:00", "18:30"))
