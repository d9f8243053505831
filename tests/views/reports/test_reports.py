"""Reports in the window: loaded when they are opened, every bar and number opens what it counted, files are written."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QFileDialog, QGraphicsTextItem
from pytestqt.qtbot import QtBot

from console.faults import Unreachable
from console.query import parse
from console.records.reporting import NAMES, Days, Figure, LicensesBehind, Report
from console.services import license_list, reporting, showing
from console.services.desk import Desk
from console.services.license_list import LicensesAsked
from console.views.kit.text import Text
from console.views.licenses.screen import LicenseScreen
from console.views.main_window import MainWindow
from console.views.plots.view import PlotView
from console.views.reports import drawing, saying
from console.views.reports.screen import ReportScreen
from console.views.reports.table import FigureTable
from console.views.words import say, set_language
from tests.views.loading import printed
from tests.views.test_accessibility import cut_words
from tests.views.test_names import nameless

MONTH = Days(first=date(2026, 11, 2), last=date(2026, 11, 29))


@pytest.fixture
def shown(window: MainWindow, qtbot: QtBot) -> Iterator[ReportScreen]:
    window.acts.desk.open_tool("reports")
    screen = window.findChildren(ReportScreen)[-1]
    screen.span.take(MONTH)
    settled(window, screen, qtbot, NAMES[0])
    yield screen
    if window.findChildren(ReportScreen):
        screen.reject()


def settled(window: MainWindow, screen: ReportScreen, qtbot: QtBot, name: str) -> None:
    qtbot.waitUntil(
        lambda: (
            window.runner.busy == 0
            and screen.report is not None
            and screen.report.name == name
            and screen.report.days == screen.span.days
        )
    )


def test_a_report_that_does_not_come_leaves_the_name_of_the_one_that_is_shown(
    window: MainWindow, shown: ReportScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shown.heading.text(), shown.told.text()

    def fails(*_: object) -> None:
        raise Unreachable("database_unreachable")

    monkeypatch.setattr(reporting, "make", fails)
    shown.list.choose(NAMES[1])
    qtbot.waitUntil(lambda: window.runner.busy == 0 and not shown.notice.isHidden())
    assert (shown.heading.text(), shown.told.text()) == before


def test_the_numbers_of_before_go_while_others_are_worked_out(
    window: MainWindow, shown: ReportScreen, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, go_on = reporting.make, threading.Event()

    def late(*asked: Any) -> Report:
        go_on.wait(20)
        return made(*asked)

    monkeypatch.setattr(reporting, "make", late)
    before = shown.sections
    assert all(one.isVisible() for one in before)
    shown.list.choose(NAMES[1])
    qtbot.waitUntil(lambda: not any(one.isVisible() for one in before))
    assert (shown.told.text(), shown.heading.text()) == ("Being worked out…", saying.title(NAMES[1]))
    assert not any(one.isEnabled() for one in shown.buttons.values())
    shown.query.setText("tier:")  # broken: what was shown before stands again, under its own name
    qtbot.waitUntil(lambda: all(one.isVisible() for one in before))
    assert shown.heading.text().startswith(saying.title(NAMES[0]))
    shown.query.setText("")
    go_on.set()
    settled(window, shown, qtbot, NAMES[1])
    assert all(one.isVisible() for one in shown.sections)
    assert all(one.isEnabled() for one in shown.buttons.values())


def test_every_report_shows_and_every_bar_and_number_is_a_query_of_so_many(
    window: MainWindow, shown: ReportScreen, qtbot: QtBot
) -> None:
    opened = 0
    for name in NAMES:
        shown.list.choose(name)
        settled(window, shown, qtbot, name)
        assert shown.sections
        assert nameless(shown) == []
        assert cut_words(shown) == []
        for section in shown.sections:
            asked: list[str | LicensesBehind] = []
            section.opened.connect(asked.append)
            section.opened.disconnect(shown.open_behind)
            if section.plot is not None:
                assert section.plot.accessibleDescription()
                for place in range(section.plot.number):
                    section.plot.open_bar(place)
            rows = section.table.rows if section.table is not None else None
            for row in range(rows.rowCount() if rows is not None else 0):
                for column in range(rows.columnCount()):  # type: ignore[union-attr]  # there is a table here
                    section.table.open_cell(row, column)  # type: ignore[union-attr]  # there is a table here
            opened += len(asked)
            figures = {
                cell.behind: cell.value
                for line in (saying.lines(rows.part) if rows is not None else ())
                for cell in line.cells
                if isinstance(cell, Figure) and cell.behind and cell.kind == "count"
            }
            for behind, value in figures.items():
                assert number_of(window.desk, behind) == value
            assert {one for one in asked if one in figures} == set(figures)
    assert opened > 100


def number_of(desk: Desk, behind: str | LicensesBehind) -> int:
    if isinstance(behind, LicensesBehind):
        return license_list.count(desk, LicensesAsked(behind=behind)).number
    return showing.queue_count(desk, parse(behind).query).number


def test_a_number_of_licenses_shows_them_in_their_list_and_the_list_leaves_them_again(
    window: MainWindow, shown: ReportScreen, qtbot: QtBot
) -> None:
    shown.list.choose("licenses")
    settled(window, shown, qtbot, "licenses")
    table = shown.sections[0].table
    assert table is not None
    found = table.rows.cell(0, 1)
    assert isinstance(found, Figure)
    assert found.value
    table.open_cell(0, 1)
    (screen,) = window.findChildren(LicenseScreen)
    qtbot.waitUntil(lambda: window.runner.busy == 0 and screen.pane.list.rows.rowCount() == found.value)
    screen.pane.ask_all()
    qtbot.waitUntil(lambda: window.runner.busy == 0 and screen.pane.list.rows.rowCount() > (found.value or 0))
    screen.reject()


def test_enter_on_a_bar_shows_its_tickets_in_the_queue(window: MainWindow, shown: ReportScreen, qtbot: QtBot) -> None:
    plot = shown.sections[0].plot
    assert plot is not None
    plot.setFocus()
    for _ in range(30):
        qtbot.keyClick(plot, Qt.Key.Key_Right)
    value = plot.cell(plot.at).value
    assert plot.accessibleName().endswith(plot.cell(plot.at).heard)
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.runner.busy == 0 and window.queue.table.rows.rowCount() == value)
    assert window.findChildren(ReportScreen) == []
    assert "created:" in window.queue.field.text()


def test_a_click_on_a_bar_opens_it_and_enter_on_a_number_too(
    window: MainWindow, shown: ReportScreen, qtbot: QtBot
) -> None:
    section = shown.sections[0]
    asked: list[str] = []
    section.opened.disconnect(shown.open_behind)
    section.opened.connect(asked.append)
    plot, table = section.plot, section.table
    assert plot is not None
    assert table is not None
    center = plot.boxes()[-1].center()
    assert plot.bar_at(center) == plot.number - 1
    assert plot.bar_at(QPointF(1, 1)) == -1
    qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(int(center.x()), int(center.y())))
    table.setFocus()
    table.setCurrentIndex(table.rows.index(table.rows.rowCount() - 1, table.rows.columnCount() - 1))
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert len(asked) == 2
    heard = QAccessible.queryAccessibleInterface(table)
    assert heard.text(QAccessible.Text.Name).startswith("Table: ")
    last = table.rows.index(table.rows.rowCount() - 1, 1)
    assert str(last.data(int(Qt.ItemDataRole.AccessibleTextRole))).endswith("Enter opens these requests")


def test_a_long_table_scrolls_with_the_page_alone_and_the_keys_are_followed(
    window: MainWindow, shown: ReportScreen, qtbot: QtBot
) -> None:
    shown.span.choose("month")
    qtbot.waitUntil(lambda: shown.report is not None and shown.report.days.first == date(2026, 11, 1))
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    table, page = shown.sections[0].table, shown.area.verticalScrollBar()
    assert table is not None
    assert (table.rows.rowCount() > 30, table.verticalScrollBar().maximum()) == (True, 0)
    table.setFocus()
    table.setCurrentIndex(table.rows.index(0, 0))
    before = page.value()
    qtbot.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert page.value() > before
    last = table.visualRect(table.currentIndex()).center()
    assert shown.area.viewport().rect().contains(table.viewport().mapTo(shown.area.viewport(), last))


def test_where_nothing_was_counted_one_sentence_says_so(window: MainWindow, shown: ReportScreen, qtbot: QtBot) -> None:
    shown.span.take(Days(first=date(2020, 1, 6), last=date(2020, 1, 12)))
    qtbot.waitUntil(lambda: shown.report is not None and shown.report.days.first == date(2020, 1, 6))
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    assert {one.table for one in shown.sections} == {None}
    texts = {one.text() for one in shown.sections[0].findChildren(Text)}
    assert say("reports.nothing") in texts


def test_a_filter_and_days_are_followed_and_a_mistake_is_shown(
    window: MainWindow, shown: ReportScreen, qtbot: QtBot
) -> None:
    shown.query.setText("lang:ru")
    qtbot.waitUntil(lambda: shown.report is not None and shown.report.filter == "lang:ru")
    assert "kept to lang:ru" in shown.told.text()
    shown.query.setText("is:nonsense")
    qtbot.waitUntil(lambda: shown.query.property("bad") == "true")
    assert "nonsense" in shown.notice.title.text()
    shown.query.setText("")
    shown.span.choose("last_month")
    qtbot.waitUntil(lambda: shown.report is not None and shown.report.days.first == date(2026, 10, 1))
    shown.span.first.setText("2026-11-03")
    shown.span.first.editingFinished.emit()
    assert shown.span.first.text() == "3 Nov 2026"
    assert shown.notice.isVisible()  # the last day comes before it
    shown.span.first.setText("the third")
    shown.span.first.editingFinished.emit()
    assert "the third is no day" in shown.notice.title.text()


def test_a_report_is_saved_in_each_form(
    window: MainWindow, shown: ReportScreen, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind, start in (("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK"), ("pdf", b"%PDF")):
        path = tmp_path / f"week.{kind}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, path=path: (str(path), ""))
        shown.buttons[kind].click()
        qtbot.waitUntil(lambda path=path: shown.saving.notice.detail.text() == str(path))
        assert path.read_bytes().startswith(start)
    path = tmp_path / "rows.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    shown.save_rows()
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 1 + 33
    path.unlink()
    shown.query.setText("lang:ru is:nonsense")
    shown.save_rows()
    assert shown.query.property("bad") == "true"
    assert window.runner.busy == 0
    assert not path.exists()
    before = shown.report
    shown.query.setText("")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("/nowhere/at/all.pdf", ""))
    qtbot.waitUntil(lambda: shown.report is not before and shown.buttons["pdf"].isEnabled())
    shown.save("pdf")
    qtbot.waitUntil(lambda: "cannot be written" in shown.saving.notice.title.text())
    shown.list.choose(NAMES[1])  # another report comes, and the file is still not there
    settled(window, shown, qtbot, NAMES[1])
    assert shown.saving.notice.isVisible()


def test_nothing_of_a_plot_is_cut_in_either_language(window: MainWindow, shown: ReportScreen, qtbot: QtBot) -> None:
    report = shown.report
    assert report is not None
    for language in ("en", "ru"):
        set_language(language)
        for width in (480, 900):
            for part in report.parts:
                drawn = drawing.sketch(part)
                assert all(one[:1] == one[:1].upper() for one in (drawn.unknown, *(row.words for row in drawn.series)))
                shown_view = PlotView(drawn, "", "")
                qtbot.addWidget(shown_view)
                shown_view.resize(width, 100)
                shown_view.grab()  # lays out
                area = QRectF(shown_view.rect())
                assert all(area.contains(one) for one in shown_view.boxes())
                texts = [one for one in shown_view.scene().items() if isinstance(one, QGraphicsTextItem)]
                told = [one for one in texts if one.isVisible() and one.toPlainText().strip()]
                assert told
                for one in told:
                    place = one.mapRectToScene(one.boundingRect())
                    assert area.adjusted(-6, -6, 6, 6).contains(place), one.toPlainText()
    for table in shown.findChildren(FigureTable):
        assert table.height() >= min(16, table.rows.rowCount()) * table.rowHeight(0)


def test_starting_the_window_loads_neither_plots_nor_files_of_reports() -> None:
    script = (
        "import sys\n"
        "from console import app\n"
        "from console.views import main_window, shortcuts\n"
        "heavy = ('numpy', 'pyqtgraph', 'xlsxwriter', 'console.views.reports', 'console.services.reporting')\n"
        "print(*(name for name in heavy if name in sys.modules))\n"
    )
    assert printed(script).split() == []
