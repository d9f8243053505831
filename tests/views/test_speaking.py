from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.records.base import Role
from console.records.commands import Command
from console.services import whose
from console.services.desk import Desk
from console.sitting import Sitting
from console.store import Unit, tables
from console.views.dialogs.settings import SettingsDialog
from console.views.kit.segmented import SegmentedControl
from console.views.opening import Frame
from console.views.speaking import speak
from console.views.words import language, say


@pytest.fixture
def spoken(dressed: QApplication) -> Iterator[QApplication]:
    yield dressed
    speak(dressed, "en")


@pytest.fixture
def sitting(spoken: QApplication, demo: Desk, qtbot: QtBot) -> Iterator[Sitting]:
    frame = Frame()
    here = Sitting(spoken, frame, demo, [])
    frame.show()
    here.open()
    qtbot.waitUntil(lambda: here.window.panels is not None and here.runner.busy == 0)
    yield here
    qtbot.waitUntil(lambda: here.runner.busy == 0)
    frame.close()
    here.end()
    frame.deleteLater()
    spoken.processEvents()


def test_what_qt_says_is_said_in_the_language_too(spoken: QApplication) -> None:
    speak(spoken, "ru")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Отмена"
    assert QLocale().language() == QLocale.Language.Russian
    speak(spoken, "en")
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
    assert QLocale().language() == QLocale.Language.English


def test_another_language_counts_at_once_and_nothing_is_lost(sitting: Sitting, qtbot: QtBot) -> None:
    old = sitting.window
    old.show_view("all_open")
    qtbot.waitUntil(lambda: old.queue.table.rows.rowCount() > 5 and sitting.runner.busy == 0)
    old.queue.show_query("is:open tier:functional")
    qtbot.waitUntil(lambda: sitting.runner.busy == 0)
    old.queue.table.select_row(2)
    qtbot.waitUntil(
        lambda: (
            old.panels is not None and old.panels.detail.row.id == old.queue.table.current_id() and not old.runner.busy
        )
    )
    ticket, room = old.queue.table.current_id(), old.size()
    old.ticket.composer.write("reply")
    old.ticket.composer.edit.setPlainText("Half a sentence")
    old.acts.desk.open_tool("settings")
    settings = next(one for one in old.findChildren(SettingsDialog) if one.isVisible())
    speech = next(
        one for one in settings.findChildren(SegmentedControl) if one.accessibleName() == say("settings.language")
    )
    with qtbot.waitSignal(sitting.opened):
        qtbot.keyClick(speech, Qt.Key.Key_Right)
    new = sitting.window
    qtbot.waitUntil(lambda: new.panels is not None and sitting.runner.busy == 0)
    assert new is not old
    assert (language(), whose.chosen().language) == ("ru", "ru")
    assert new.size() == room
    assert new.queue.header.title.text() == "Все открытые"
    assert new.queue.field.text() == "это:открыто ур:функциональный"
    assert new.queue.table.current_id() == ticket
    assert new.panels is not None
    assert new.panels.detail.row.id == ticket
    assert new.ticket.composer.edit.toPlainText() == "Half a sentence"
    assert any(one.isVisible() for one in new.findChildren(SettingsDialog))


def test_another_role_counts_at_once_in_a_window_that_is_open(sitting: Sitting, qtbot: QtBot) -> None:
    old = sitting.window
    store, me = old.desk.store, int(old.desk.actor.staff_id)

    def act(unit: Unit) -> None:
        unit.touch("settings")
        unit.amend(tables.people.staff, me, expected=None, role=Role.SPECIALIST.value)

    store.apply(Command(kind="staff.add", actor=old.desk.actor, at=old.desk.clock()), act)
    qtbot.waitUntil(lambda: sitting.window is not old)
    with qtbot.waitSignal(sitting.opened):
        pass
    new = sitting.window
    qtbot.waitUntil(lambda: new.panels is not None and sitting.runner.busy == 0)
    assert new.desk.actor.role is Role.SPECIALIST
    assert new.toast.words() == "Your role is now: Specialist"
    assert not any(one.isVisible() for one in new.findChildren(SettingsDialog))
