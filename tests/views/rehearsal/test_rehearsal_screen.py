"""The rehearsal in the window: begun by keys, told while it runs, listed and counted, stopped, opened."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from console.services import drafting, rehearsing
from console.services.rehearsing import running
from console.views.main_window import MainWindow
from console.views.rehearsal import RehearsalScreen
from console.views.words import set_language

NAME = "2027-01-01"


def made(window: MainWindow, *edits: str) -> None:
    seen = drafting.new(window.desk, NAME)
    if edits:
        drafting.edit(window.desk, NAME, tuple(drafting.edit_of(one) for one in edits), seen=seen)


def opened(window: MainWindow, qtbot: QtBot) -> RehearsalScreen:
    shown = RehearsalScreen(window, label=NAME)
    shown.open()
    qtbot.waitUntil(lambda: window.runner.busy == 0 and shown.version.count() > 1)
    return shown


def rehearsed(shown: RehearsalScreen, qtbot: QtBot) -> None:
    qtbot.keyClick(shown, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not shown.run.is_running)


def test_what_would_change_is_listed_counted_and_opened(window: MainWindow, qtbot: QtBot) -> None:
    made(window, "parameter.free_months=18")
    trial = rehearsing.trial_of(window.desk, documents=drafting.documents_of(window.desk, NAME)[1], always=True)
    expected = [row for stretch in rehearsing.rehearse(trial) for row in stretch.rows]
    shown = opened(window, qtbot)
    assert shown.version.currentData() == NAME
    rehearsed(shown, qtbot)  # nothing was bought under it
    assert "Each period by the version of its purchase" in shown.told.text()
    assert shown.list.count() == 0
    shown.always.setChecked(True)
    rehearsed(shown, qtbot)
    assert "As if the version had always been in force" in shown.told.text()
    assert [row.id for row in shown.list.rows.rows] == [str(one.ticket_id) for one in expected]
    assert f"{len(expected)} would be decided otherwise" in shown.told.text()
    refused = next(one for one in expected if one.was.clause == "23.1.1")
    row = next(one for one in shown.list.rows.rows if one.id == str(refused.ticket_id))
    assert "23.1.1" in row.detail
    assert "Months of free Support" in row.detail
    counts = shown.chart._rows
    assert shown.chart.accessibleDescription().startswith(shown.chart.sentence(counts[0]))
    shown.chart.setFocus()
    qtbot.keyClick(shown.chart, Qt.Key.Key_Down)
    assert 0 < shown.list.count() < len(expected)
    qtbot.keyClick(shown.chart, Qt.Key.Key_Space)
    assert shown.list.count() == len(expected)
    assert shown.chart.row_at(QPointF(20, 1)) == -1
    found = {shown.chart.row_at(QPointF(20, y)) for y in range(0, shown.chart.height(), 4)}
    assert found == {-1, *range(len(counts))}
    shown.list.choose(str(refused.ticket_id))
    shown.open_button.click()
    qtbot.waitUntil(lambda: window.panels is not None and window.panels.detail.row.id == refused.ticket_id)
    assert not shown.isVisible()


def test_nothing_that_changes_is_said_so(window: MainWindow, qtbot: QtBot) -> None:
    made(window)
    set_language("ru")
    shown = opened(window, qtbot)
    rehearsed(shown, qtbot)
    assert shown.notice.title.text() == "Ничего не решилось бы иначе"
    assert shown.list.count() == 0
    shown.reject()


def test_a_query_narrows_it_and_a_mistake_is_told(window: MainWindow, qtbot: QtBot) -> None:
    made(window, "parameter.free_months=18")
    shown = opened(window, qtbot)
    shown.always.setChecked(True)
    shown.query.setText("is:open subject:Commission")
    rehearsed(shown, qtbot)
    assert [row.title.split("  ")[0] for row in shown.list.rows.rows] == ["Commission rounding in the panel"]
    shown.query.setText("is:nonsense")
    rehearsed(shown, qtbot)
    assert shown.notice.isVisible()
    assert shown.list.count() == 0
    shown.version.setCurrentIndex(0)
    shown.query.setText("")
    rehearsed(shown, qtbot)
    assert "what to rehearse" in shown.notice.title.text()
    shown.reject()


def test_it_can_be_stopped_and_leaving_stops_it(window: MainWindow, qtbot: QtBot) -> None:
    made(window, "parameter.free_months=18")
    shown = opened(window, qtbot)
    before = running.PAGE
    running.PAGE = 1
    try:
        shown.start_or_stop()
        assert shown.run.is_running
        shown.start_or_stop()
        assert not shown.run.is_running
        assert "stopped" in shown.told.text()
        shown.start_or_stop()
        shown.reject()
        assert not shown.run.is_running
        qtbot.waitUntil(lambda: window.runner.busy == 0)
    finally:
        running.PAGE = before
