from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from console.faults import NotFound
from console.records.licensing import LicenseRecord
from console.services import customers, registry
from console.services.desk import Desk
from console.store.queries import licensing
from console.views.licenses import saying
from console.views.licenses.csv_import import CsvImport
from console.views.licenses.entry_form import EntryForm
from console.views.licenses.lanes import Lanes
from console.views.licenses.pieces import KeyLine, TicketLine
from console.views.licenses.screen import LicenseScreen
from console.views.main_window import MainWindow
from console.views.words import say

Key = Qt.Key


def record(desk: Desk, key: str = "HRB-2025-3301") -> LicenseRecord:
    with desk.store.read() as connection:
        return registry.read_license(connection, licensing.license_by_key(connection, key))


@pytest.fixture
def screen(window: MainWindow, qtbot: QtBot) -> LicenseScreen:
    made = LicenseScreen(window)
    made.open()
    qtbot.waitUntil(lambda: made.detail.shown is not None and window.runner.busy == 0)
    return made


def find(screen: LicenseScreen, window: MainWindow, qtbot: QtBot, words: str) -> None:
    screen.pane.search.setFocus()
    screen.pane.search.selectAll()
    qtbot.keyClicks(screen.pane.search, words)
    qtbot.waitUntil(lambda: window.runner.busy == 0 and screen.pane.list.count() == 1)
    qtbot.waitUntil(
        lambda: (
            screen.detail.shown is not None and str(screen.detail.shown.record.id) == screen.pane.list.rows.rows[0].id
        )
    )


def opened(screen: LicenseScreen, qtbot: QtBot, wish: str, number: int = 0) -> EntryForm:
    screen.open_form(wish, number)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in screen.findChildren(EntryForm)))
    return next(one for one in screen.findChildren(EntryForm) if one.isVisible())


def closed(form: EntryForm, window: MainWindow, qtbot: QtBot) -> None:
    gone: list[int] = []
    form.finished.connect(gone.append)
    qtbot.keyClick(form, Key.Key_Return)
    qtbot.waitUntil(lambda: bool(gone) and window.runner.busy == 0)


def test_the_list_is_found_in_and_walked_by_keyboard(screen: LicenseScreen, window: MainWindow, qtbot: QtBot) -> None:
    first = screen.pane.list.current()
    qtbot.keyClick(screen.pane.search, Key.Key_Down)
    second = screen.pane.list.current()
    assert first is not None
    assert second is not None
    assert first.id != second.id
    find(screen, window, qtbot, "brunswick")
    assert screen.detail.shown is not None
    assert screen.detail.shown.record.key == "HRB-2025-3301"
    screen.pane.search.clear()
    screen.pane.state.set_value("radar")
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    tags = [one.tag for one in screen.pane.list.rows.rows]
    assert tags
    assert all(tag.endswith(" d") and int(tag.split()[0]) <= 90 for tag in tags)
    screen.accept()


def test_a_contact_is_entered_by_keyboard_told_what_is_wrong_and_taken_back(
    screen: LicenseScreen, window: MainWindow, qtbot: QtBot
) -> None:
    find(screen, window, qtbot, "brunswick")
    form = opened(screen, qtbot, "contact")
    qtbot.keyClicks(form.inputs["name"].widget, "Sam Field")
    qtbot.keyClick(form.inputs["name"].widget, Key.Key_Tab)
    assert QApplication.focusWidget() is form.inputs["address"].widget or not form.isActiveWindow()
    qtbot.keyClicks(form.inputs["address"].widget, "sam at home")
    qtbot.keyClick(form, Key.Key_Return)
    qtbot.waitUntil(form.rows["address"].note.isVisible)
    address = form.inputs["address"].widget
    assert isinstance(address, QLineEdit)
    address.clear()
    qtbot.keyClicks(address, "sam@brunswick-desk.example")
    closed(form, window, qtbot)
    names = [one.name for one in record(window.desk).contacts]
    assert names == ["Joanna Pike", "Sam Field"]
    qtbot.keyClick(screen, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    assert [one.name for one in record(window.desk).contacts] == ["Joanna Pike"]
    screen.accept()


def test_what_was_typed_is_not_lost_by_one_escape(screen: LicenseScreen, window: MainWindow, qtbot: QtBot) -> None:
    find(screen, window, qtbot, "brunswick")
    form = opened(screen, qtbot, "domain", 0)
    qtbot.keyClicks(form.inputs["name"].widget, "x")
    qtbot.keyClick(form, Key.Key_Escape)
    assert form.isVisible()
    gone: list[int] = []
    form.finished.connect(gone.append)
    qtbot.keyClick(form, Key.Key_Escape)
    assert gone == [0]
    screen.accept()


@pytest.mark.parametrize(("answer", "stands"), [("mine", "Jo"), ("theirs", "Joan")])
def test_two_people_at_one_field_are_asked_and_other_fields_are_merged(
    screen: LicenseScreen, window: MainWindow, qtbot: QtBot, answer: str, stands: str
) -> None:
    find(screen, window, qtbot, "brunswick")
    contact = record(window.desk).contacts[0]
    form = opened(screen, qtbot, "contact", contact.id)
    customers.edit_contact(window.desk, contact.id, name="Joan", language="ru")
    name = form.inputs["name"].widget
    assert isinstance(name, QLineEdit)
    name.selectAll()
    qtbot.keyClicks(name, "Jo")
    qtbot.keyClick(form, Key.Key_Return)
    qtbot.waitUntil(form.mine.isVisible)
    assert "Joan" in form.conflict_words.text()
    assert "Jo" in form.conflict_words.text()
    gone: list[int] = []
    form.finished.connect(gone.append)
    qtbot.keyClick(getattr(form, answer), Key.Key_Space)
    qtbot.waitUntil(lambda: bool(gone) and window.runner.busy == 0)
    now = record(window.desk).contacts[0]
    assert (now.name, now.language) == (stands, "ru")
    screen.accept()


def test_a_renewal_shows_what_it_gives_before_it_is_written_and_needs_its_evidence(
    screen: LicenseScreen, window: MainWindow, qtbot: QtBot
) -> None:
    find(screen, window, qtbot, "brunswick")
    form = opened(screen, qtbot, "renewal", 6)
    assert form.inputs["paid_at"].value() is None  # when it was paid is not guessed
    assert form.preview.text() == say("forms.paid_first")
    qtbot.keyClick(form, Key.Key_Return)
    assert form.rows["paid_at"].note.text() == say("form.needed")
    now = form.inputs["paid_at"].helper
    assert now is not None
    qtbot.keyClick(now, Key.Key_Space)
    assert form.inputs["paid_at"].value() == window.desk.clock()
    assert "24 May 2027" in form.preview.text()
    assert "24 Nov 2026 + 6 months" in form.preview.text()
    qtbot.keyClick(form, Key.Key_Return)
    assert form.rows["evidence"].note.isVisible()
    assert record(window.desk).purchases == ()
    qtbot.keyClicks(form.inputs["evidence"].widget, "invoice 12")
    closed(form, window, qtbot)
    (paid,) = record(window.desk).purchases
    assert (paid.length, paid.evidence) == (6, "invoice 12")
    qtbot.waitUntil(
        lambda: (
            screen.detail.shown is not None
            and screen.detail.shown.now is not None
            and screen.detail.shown.now.state == "paid"
        )
    )
    screen.accept()


def test_a_form_is_as_high_as_its_fields(screen: LicenseScreen, window: MainWindow, qtbot: QtBot) -> None:
    form = opened(screen, qtbot, "renewal", 6)
    last = form.rows["evidence"]
    below = form.preview.mapTo(form.card, QPoint(0, 0)).y() - last.mapTo(form.card, QPoint(0, last.height())).y()
    assert 0 <= below < 60
    form.reject()
    screen.accept()


def test_an_archive_that_is_too_early_is_told_in_the_form(
    screen: LicenseScreen, window: MainWindow, qtbot: QtBot
) -> None:
    find(screen, window, qtbot, "brunswick")
    form = opened(screen, qtbot, "transfer")
    qtbot.keyClick(form, Key.Key_Return)
    qtbot.waitUntil(form.problem.isVisible)
    assert record(window.desk).archive_transfers == ()
    form.reject()
    screen.accept()


def test_the_lanes_tell_exact_instants_and_the_arithmetic(
    screen: LicenseScreen, window: MainWindow, qtbot: QtBot
) -> None:
    find(screen, window, qtbot, "brunswick")
    (lanes,) = screen.detail.findChildren(Lanes)
    told = {lanes.tip_at(QPointF(x, 44)) for x in range(0, lanes.width(), 4)}
    words = "\n".join(told)
    assert "12 Aug 2025 + 12 months = 12 Aug 2026" in words
    assert "23:59" in words
    assert "UTC" in words
    assert lanes.grab().width() > 300
    screen.accept()


def test_the_inspector_masks_the_key_and_opens_another_ticket(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("all_open")
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    rows = window.queue.table.rows
    place = next(n for n in range(rows.rowCount()) if (one := rows.record(n)) and "Commission" in one.subject)
    window.queue.table.select_row(place)
    qtbot.waitUntil(
        lambda: (
            window.panels is not None and "Commission" in window.panels.detail.row.subject and not window.runner.busy
        )
    )
    window.side.show_page(1)
    (key,) = window.side.inspector.findChildren(KeyLine)
    qtbot.mouseClick(key.button, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "HRB-2025-3301"
    other = window.side.inspector.findChildren(TicketLine)[0]
    qtbot.keyClick(other, Key.Key_Space)
    qtbot.waitUntil(
        lambda: (
            window.panels is not None
            and "Commission" not in window.panels.detail.row.subject
            and not window.runner.busy
        )
    )


@pytest.mark.parametrize(
    ("days", "tone"),
    [(200, "quiet"), (61, "quiet"), (60, "plain"), (31, "plain"), (30, "functional"), (1, "functional")],
)
def test_the_countdown_gets_louder_as_the_end_comes_near(
    dressed: QApplication, clock: Callable[[], object], days: int, tone: str
) -> None:
    now = clock()
    assert saying.countdown_tag("free", now + timedelta(days=days), now).tone == tone  # type: ignore[operator, arg-type]  # it has a countdown here


def test_a_short_key_is_shown_and_a_long_one_masked() -> None:
    assert saying.masked("HRB-1") == "HRB-1"
    assert saying.masked("HRB-2025-3301") == "HRB-••••-3301"


def test_a_list_is_taken_in_only_after_its_fates_were_seen(
    screen: LicenseScreen, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("key,customer,purchased\nN-1,New Co,2026-11-01\nN-2,,2026-11-01\n", encoding="utf-8")
    screen.import_list()
    (brought,) = screen.findChildren(CsvImport)
    assert not brought.go.isEnabled()
    brought.show_file(path)
    qtbot.waitUntil(lambda: len(brought.planned) == 2 and window.runner.busy == 0)
    assert [one.tag for one in brought.list.rows.rows] == ["New", "Wrong"]
    with pytest.raises(NotFound):
        record(window.desk, "N-1")
    qtbot.keyClick(brought, Key.Key_Return)
    qtbot.waitUntil(lambda: window.runner.busy == 0 and brought.said.text().startswith("Done"))
    assert record(window.desk, "N-1").customer == "New Co"
    brought.reject()
    screen.accept()
