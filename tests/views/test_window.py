from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from console.records.base import Status, Tier
from console.services import outbox, showing
from console.services.desk import Desk
from console.views.keys.router import KeyRouter, chord
from console.views.main_window import MainWindow
from console.views.ticket.closing import ClosingPanel
from console.views.ticket.refusal import RefusalPanel
from console.work.runner import Runner
from tests.views.conftest import Clock

pytestmark = pytest.mark.usefixtures("reads_ahead")

_SCAN = dict(zip("JKREZT/13NYHU", (44, 45, 27, 26, 52, 28, 61, 10, 12, 57, 29, 43, 30), strict=True))


def press(window: MainWindow, letter: str, *, shift: bool = False, text: str = "") -> None:
    """Press a key by its place, as a screen with any layout would report it."""
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    event = QKeyEvent(QEvent.Type.KeyPress, 0, held, _SCAN[letter], 0, 0, text or letter.lower())
    target = QApplication.focusWidget() or window
    QApplication.sendEvent(target, event)


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.wait(60)
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    qtbot.wait(20)


def dialog(window: MainWindow, kind: type[QDialog]) -> QDialog:
    return next(one for one in window.findChildren(kind) if one.isVisible())


def shows(window: MainWindow, ticket: int) -> bool:
    return window.panels is not None and window.panels.detail.row.id == ticket


def go_to(window: MainWindow, qtbot: QtBot, subject: str) -> None:
    """Walk there with J alone."""
    window.queue.table.setFocus()
    for _ in range(60):
        row = window.queue.table.current_row()
        if row is not None and row.subject.startswith(subject):
            settle(window, qtbot)
            qtbot.waitUntil(partial(shows, window, row.id))
            settle(window, qtbot)
            return
        press(window, "J")
        qtbot.wait(5)
    raise AssertionError(f"{subject} is not in the list")


def test_the_whole_journey_by_keyboard(window: MainWindow, qtbot: QtBot, clock: Clock) -> None:
    window.show_view("all_open")
    settle(window, qtbot)
    go_to(window, qtbot, "Commission rounding")
    assert window.panels is not None
    ticket = window.panels.detail.row.id
    assert window.panels.assessment.primary == "23.1.1"

    press(window, "R", shift=True)
    refusal = dialog(window, RefusalPanel)
    assert isinstance(refusal, RefusalPanel)
    assert refusal.list.count() == 23
    qtbot.keyClick(refusal.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(window, qtbot)
    assert showing.detail(window.desk, ticket).row.outcome == "refuse"
    assert not window.findChildren(RefusalPanel)

    clock.forward(seconds=3)
    window.queue.table.setFocus()
    press(window, "Z")
    settle(window, qtbot)
    assert showing.detail(window.desk, ticket).row.outcome is None
    assert "clause 23.1.1" in window.ticket.composer.edit.toPlainText()

    window.queue.table.setFocus()
    press(window, "R", shift=True)
    again = dialog(window, RefusalPanel)
    assert isinstance(again, RefusalPanel)
    qtbot.keyClick(again.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(window, qtbot)
    clock.forward(seconds=30)
    (written,) = outbox.release_due(window.desk)[-1:]
    assert Path(written.path or "").read_bytes()
    window.reload()
    settle(window, qtbot)

    window.queue.table.setFocus()
    press(window, "E")
    settle(window, qtbot)
    closing = dialog(window, ClosingPanel)
    assert isinstance(closing, ClosingPanel)
    qtbot.keyClick(closing.search, Qt.Key.Key_Return)
    settle(window, qtbot)
    row = showing.detail(window.desk, ticket).row
    assert (row.status, row.close_reason) == (Status.CLOSED, "28.1.11")


def test_a_reply_a_note_and_the_draft_between(window: MainWindow, qtbot: QtBot) -> None:
    assert window.panels is not None
    ticket = window.panels.detail.row.id
    window.queue.table.setFocus()
    press(window, "N")
    qtbot.keyClicks(window.ticket.composer.edit, "for colleagues")
    qtbot.keyClick(window.ticket.composer.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(window, qtbot)
    assert showing.messages(window.desk, ticket)[-1].text == "for colleagues"
    window.queue.table.setFocus()
    press(window, "R")
    qtbot.keyClicks(window.ticket.composer.edit, "half a sen")
    window.queue.table.setFocus()
    press(window, "J")
    settle(window, qtbot)
    assert window.ticket.composer.edit.toPlainText() == ""
    press(window, "K")
    settle(window, qtbot)
    assert window.ticket.composer.edit.toPlainText() == "half a sen"


def test_a_tier_is_set_and_taken_back_with_two_keys(window: MainWindow, qtbot: QtBot) -> None:
    assert window.panels is not None
    before = window.panels.detail.row
    window.queue.table.setFocus()
    press(window, "1")
    settle(window, qtbot)
    assert showing.detail(window.desk, before.id).row.tier is Tier.CRITICAL
    press(window, "Z")
    settle(window, qtbot)
    assert showing.detail(window.desk, before.id).row.tier is before.tier


def test_what_is_being_read_when_the_window_closes_is_not_shown(window: MainWindow, qtbot: QtBot) -> None:
    shown = window.panels
    window.reload()
    assert window.runner.busy
    window.close()
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    assert window.panels is shown


@pytest.mark.parametrize(("scan", "text", "key"), [(61, ".", "/"), (44, "о", "J"), (27, "к", "R"), (10, "1", "1")])
def test_keys_count_by_their_place_under_a_russian_layout(scan: int, text: str, key: str) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, scan, 0, 0, text)
    assert chord(event) == key


def test_a_made_up_event_is_read_by_the_table_of_layouts() -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, 0x41E, Qt.KeyboardModifier.NoModifier, "о")
    assert chord(event) == "J"


def test_letters_are_text_while_somebody_writes(window: MainWindow, qtbot: QtBot) -> None:
    window.ticket.composer.edit.setFocus()
    qtbot.wait(10)
    event = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, 26, 0, 0, "e")
    assert KeyRouter.eventFilter(window.router, window.ticket.composer.edit, event) is False


def test_everything_that_takes_focus_has_a_name_and_buttons_are_large_enough(window: MainWindow) -> None:
    nameless, small = [], []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.focusPolicy() == Qt.FocusPolicy.NoFocus or isinstance(widget, QLabel):
            continue
        face = QAccessible.queryAccessibleInterface(widget)
        if face is not None and face.state().focusable and not face.text(QAccessible.Text.Name):
            nameless.append(f"{type(widget).__name__} {widget.objectName()}")
        if isinstance(widget, QAbstractButton) and min(widget.width(), widget.height()) < 24:
            small.append(f"{type(widget).__name__} {widget.text()} {widget.size()}")
    assert nameless == []
    assert small == []


def test_every_label_shows_plain_text(window: MainWindow) -> None:
    for label in window.findChildren(QLabel):
        assert label.textFormat() == Qt.TextFormat.PlainText or not label.text(), label.text()


def test_a_row_reads_as_a_sentence(window: MainWindow, qtbot: QtBot) -> None:
    index = window.queue.table.rows.index(0, 0)
    words = index.data(Qt.ItemDataRole.AccessibleTextRole)
    row = window.queue.table.rows.record(0)
    assert row is not None
    assert words.startswith("Functional ticket" if row.tier is Tier.FUNCTIONAL else "Question ticket")
    assert f"TK-{row.number}" in words


def test_an_unknown_key_of_a_query_is_told_with_what_was_meant(window: MainWindow, qtbot: QtBot) -> None:
    window.queue.show_query("tire:critical is:open")
    settle(window, qtbot)
    assert window.queue.problem.isVisible()
    assert "tier:" in window.queue.problem.text()
    assert window.queue.table.rows.rowCount() > 0


def test_before_a_ticket_is_chosen_no_decision_is_shown(dressed: QApplication, demo: Desk, qtbot: QtBot) -> None:
    runner = Runner()
    made = MainWindow(demo, runner)
    qtbot.addWidget(made)
    made.show()
    assert made.side.empty.isVisible()
    assert not made.side.decision.isVisible()
    made.begin(watch=False)
    qtbot.waitUntil(lambda: made.panels is not None and runner.busy == 0)
    assert made.side.decision.isVisible()
    made.close()
    runner.close()


def test_enter_presses_the_button_that_has_the_focus(window: MainWindow, qtbot: QtBot) -> None:
    window.queue.show_query("zzzz")
    settle(window, qtbot)
    button = next(one for one in window.queue.states.empty.findChildren(QPushButton) if one.isVisible())
    button.setFocus()
    with qtbot.waitSignal(button.clicked, timeout=2_000):
        qtbot.keyClick(button, Qt.Key.Key_Return)
