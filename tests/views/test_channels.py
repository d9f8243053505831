"""The list of channels: entered, changed and retired by the keyboard, taken back, and reached from the question."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.records.assessment import NeedView
from console.services import ways_in
from console.views.decision.lines import ActLine
from console.views.dialogs.channels import ChannelList
from console.views.licenses.entry_form import EntryForm
from console.views.main_window import MainWindow
from console.views.words import say

INBOX = "inbox@desk.example"


def shown(window: MainWindow, qtbot: QtBot, kind: type[ChannelList | EntryForm]) -> ChannelList | EntryForm:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(kind)) and window.runner.busy == 0)
    return next(one for one in window.findChildren(kind) if one.isVisible())


def listed(window: MainWindow, qtbot: QtBot) -> ChannelList:
    found = shown(window, qtbot, ChannelList)
    assert isinstance(found, ChannelList)
    return found


def form(window: MainWindow, qtbot: QtBot) -> EntryForm:
    found = shown(window, qtbot, EntryForm)
    assert isinstance(found, EntryForm)
    return found


def stands(window: MainWindow) -> list[tuple[bool, bool]]:
    found = ways_in.channels(window.desk)
    return [(one.official, one.active) for one, _ in found if one.address == INBOX]


def test_a_channel_is_entered_changed_retired_and_taken_back_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    panel, panels = window.side.decision, window.panels
    assert panels is not None
    asked = replace(panels.assessment, needs=(NeedView(fact="channel", supplier="specialist"),))
    panel.show_panels(replace(panels, assessment=asked, ending=None))
    line = panel.needs.rows["company_channels"]
    assert isinstance(line, ActLine)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Space)
    page = listed(window, qtbot)
    qtbot.keyClick(page.list, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    made = form(window, qtbot)
    made.inputs["address"].set_value(INBOX)
    made.save()
    assert made.rows["official"].note.text()
    assert made.isVisible()
    made.inputs["official"].set_value(True)
    made.save()
    qtbot.waitUntil(lambda: stands(window) == [(True, True)] and not page.undo.isHidden())
    qtbot.waitUntil(lambda: any(one.address == INBOX for one, _ in page.channels))
    key = next(str(one.id) for one, _ in page.channels if one.address == INBOX)
    page.list.choose(key)
    page.list.take()
    changed = form(window, qtbot)
    changed.inputs["official"].set_value(False)
    changed.save()
    qtbot.waitUntil(lambda: page.told.text() == say("channels.changed") and window.runner.busy == 0)
    assert stands(window) == [(False, True)]
    qtbot.keyClick(page.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: stands(window) == [(True, True)] and window.runner.busy == 0)
    page.list.choose(key)
    page.list.take()
    form(window, qtbot).off.click()
    qtbot.waitUntil(lambda: page.told.text() == say("channels.retired_now") and window.runner.busy == 0)
    assert stands(window) == [(True, False)]
    page.take_back()
    qtbot.waitUntil(lambda: stands(window) == [(True, True)] and window.runner.busy == 0)
    page.reject()
