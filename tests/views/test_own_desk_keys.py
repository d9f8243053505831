"""The way of a new person on a desk of their own, by keys alone: from the first question to a request found again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from console.records.base import Status
from console.services import showing
from console.views.dialogs.whose import WhoseDialog
from console.views.first_run import FirstRun
from console.views.licenses.entry_form import EntryForm
from console.views.licenses.screen import LicenseScreen
from console.views.main_window import MainWindow
from console.views.ticket.closing import ClosingPanel
from console.views.ticket.reopening import ReopeningPanel
from console.work.runner import Runner
from tests.services.letters_of_mail import raw_mail, write
from tests.views.conftest import NOW, Clock
from tests.views.ticket.pressing import Keyboard

pytestmark = pytest.mark.qt_log_ignore(
    *("propagateSizeHints", r"raise\(\)", "grabbing the keyboard"),  # said offscreen
    "Keyboard event not accepted",  # said of letting go of a key whose press closed the dialog
)
SUBJECT, ANSWER = "Where do I add a currency?", "Panel, Currencies, Add. The list keeps its order."
BODY = "Hello, where in the panel do I add a currency, and does the list keep its order?"


class Walker:
    """Somebody who has a keyboard and nothing else."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        self.qtbot.keyClick(_focus(), key, held)
        QApplication.processEvents()

    def tab_to(self, wanted: QWidget) -> None:
        """Press Tab until the focus is there; it has to be reached."""
        for _ in range(60):
            if _focus() is wanted or wanted.isAncestorOf(_focus()):
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"{wanted} is not reached by Tab")

    def write(self, text: str) -> None:
        """Write where the focus is."""
        self.qtbot.keyClicks(_focus(), text)

    def fill(self, field: QWidget, text: str) -> None:
        """Walk to a field and write into it."""
        self.tab_to(field)
        self.write(text)


def _focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None, "the focus is nowhere"
    return found


@pytest.fixture
def walker(qtbot: QtBot) -> Walker:
    return Walker(qtbot)


@pytest.fixture
def own(dressed: QApplication, walker: Walker, qtbot: QtBot, tmp_path: Path, clock: Clock) -> Iterator[MainWindow]:
    """The window of a desk that was made by answering the first questions with the keyboard."""
    first = FirstRun(tmp_path / "desk.sqlite", login="dana", letters=tmp_path / "letters")
    qtbot.addWidget(first)
    first.show()
    first.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    walker.tab_to(first.welcome.own.button)
    walker.press(Qt.Key.Key_Space)
    assert first.pages.currentWidget() is first.form
    walker.fill(first.form.company, "Harbor Software")
    walker.fill(first.form.zone, "moscow")
    day = first.form.hours.days["mon"]
    walker.tab_to(day.add)
    walker.press(Qt.Key.Key_Space)
    walker.write("9")
    walker.press(Qt.Key.Key_Tab)
    walker.write("1800")
    walker.tab_to(first.form.spoken["en"])
    walker.press(Qt.Key.Key_Space)
    walker.fill(first.form.addresses, "support@harbor.example")
    walker.press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: first.result() == 1)
    assert first.desk is not None
    desk = first.desk
    runner = Runner()
    window = MainWindow(desk, runner)
    window.resize(1680, 1010)
    window.show()
    window.begin(watch=False)
    qtbot.waitUntil(lambda: runner.busy == 0)
    yield window
    qtbot.waitUntil(lambda: runner.busy == 0)
    for one in window.findChildren(QDialog):
        one.close()
    window.close()
    runner.close()
    desk.store.close()
    window.deleteLater()
    dressed.processEvents()


def take_in(keyboard: Keyboard, folder: Path) -> None:
    keyboard.take_in(folder)
    keyboard.press("Esc")
    keyboard.settle()


def enter_license(keyboard: Keyboard, walker: Walker) -> None:
    keyboard.press("G")
    keyboard.press("L")
    screen = keyboard.shown(LicenseScreen)
    assert isinstance(screen, LicenseScreen)
    keyboard.settle()
    walker.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    keyboard.settle()
    form = keyboard.shown(EntryForm)
    assert isinstance(form, EntryForm)
    walker.fill(form.inputs["key"].widget, "HRB-1")
    walker.fill(form.inputs["customer"].widget, "Nordwind")
    walker.fill(form.inputs["domain"].widget, "nordwind.example")
    now = form.inputs["purchased_at"].helper
    assert now is not None
    walker.tab_to(now)
    walker.press(Qt.Key.Key_Space)
    keyboard.press("Enter")
    keyboard.qtbot.waitUntil(lambda: screen.detail.shown is not None)
    keyboard.press("Esc")
    keyboard.settle()


def look_for(keyboard: Keyboard, walker: Walker, query: str) -> None:
    keyboard.press("/")
    walker.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    keyboard.write(query)
    keyboard.press("Enter")
    keyboard.settle()


def test_from_the_first_question_to_a_request_found_again(
    own: MainWindow, walker: Walker, qtbot: QtBot, tmp_path: Path
) -> None:
    keyboard, desk, table = Keyboard(own, qtbot), own.desk, own.queue.table
    mail = raw_mail("currency", sender="ann@nordwind.example", subject=SUBJECT, body=BODY, at=NOW)
    take_in(keyboard, write(tmp_path / "in", mail))
    keyboard.press("G")
    keyboard.press("N")
    assert [one.subject for one in (table.rows.record(n) for n in range(table.rows.rowCount())) if one] == [SUBJECT]
    qtbot.waitUntil(lambda: own.panels is not None)
    assert own.panels is not None
    ticket = own.panels.detail.row.id
    assert own.panels.detail.license_id is None

    enter_license(keyboard, walker)
    keyboard.press("L")
    whose = keyboard.shown(WhoseDialog)
    assert isinstance(whose, WhoseDialog)
    keyboard.press("Down")
    keyboard.press("Enter")
    keyboard.settle()
    assert showing.detail(desk, ticket).license_id is not None

    keyboard.walk_into(own.side.decision)
    assert own.side.decision.outcome.accessibleName()
    keyboard.press("R")
    keyboard.write(ANSWER)
    keyboard.press("Ctrl+Enter")
    assert showing.messages(desk, ticket)[-1].text == ANSWER
    keyboard.press("E")
    panel = keyboard.shown(ClosingPanel)
    assert isinstance(panel, ClosingPanel)
    assert panel.at == "28.1.1"
    keyboard.press("Enter")
    assert showing.detail(desk, ticket).row.status is Status.CLOSED

    look_for(keyboard, walker, "is:resolved currency")
    qtbot.waitUntil(lambda: table.rows.rowCount() == 1)
    keyboard.press("Enter")
    keyboard.settle()
    assert own.panels.detail.row.id == ticket
    keyboard.press("E")
    assert keyboard.shown(ReopeningPanel).isVisible()
    keyboard.press("Enter")
    assert showing.detail(desk, ticket).row.status is not Status.CLOSED

    look_for(keyboard, walker, "is:open currency")
    found = table.rows.record(0)
    assert found is not None
    assert (found.id, found.license_key) == (ticket, "HRB-1")
