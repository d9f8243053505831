"""What stands for what is not there: loading, an error, a banner; and what lies over a window: drawers and cards."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from console.views.kit.buttons import PrimaryButton
from console.views.kit.cover import Cover, SidePanel
from console.views.kit.states import Banner, ErrorState, Skeleton
from tests.views.kit.showing import picture, show

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says this of every window


def test_nothing_shows_at_once_while_loading(qtbot: QtBot) -> None:
    skeleton = Skeleton("Opening…", "Cancel")
    window = show(qtbot, skeleton)
    blank = {picture(skeleton).pixelColor(x, 30).name() for x in range(0, 300, 5)}
    assert len(blank) == 1
    qtbot.waitUntil(lambda: len({picture(skeleton).pixelColor(x, 30).name() for x in range(0, 300, 5)}) > 1)
    assert skeleton.cancel.isHidden()
    skeleton.show_label()
    with qtbot.waitSignal(skeleton.canceled):
        qtbot.mouseClick(skeleton.cancel, Qt.MouseButton.LeftButton)
    window.hide()


def test_an_error_tells_what_is_kept_and_its_details_can_be_copied(qtbot: QtBot) -> None:
    state = ErrorState("Try again", "Copy details")
    show(qtbot, state)
    state.tell("The database did not answer", "Your draft is safe.", code="08001")
    with qtbot.waitSignal(state.acted):
        qtbot.mouseClick(state.button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(state.second, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "The database did not answer\nYour draft is safe.\n08001"
    assert state.foot.text() == "08001"


def test_a_banner_acts_and_closes(qtbot: QtBot) -> None:
    banner = Banner("warn", "database", "Offline", "since 14:31", act="Retry", close="Close")
    show(qtbot, banner)
    with qtbot.waitSignal(banner.acted):
        qtbot.mouseClick(banner.button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(banner.closed):
        qtbot.mouseClick(banner.closing, Qt.MouseButton.LeftButton)
    banner.say("Back", "", "")
    assert banner.accessibleName() == "Back"
    for title, whole in (("Offline", "Offline. since 14:31"), ("It is whole.", "It is whole. since 14:31")):
        banner.say(title, "since 14:31")
        assert banner.accessibleName() == whole
    assert banner.button.isHidden()


def test_a_drawer_gives_the_focus_back(qtbot: QtBot) -> None:
    field = QLineEdit()
    window = show(qtbot, field)
    window.activateWindow()
    panel = SidePanel(window, "License", "Close", width=200)
    field.setFocus()
    panel.open_panel()
    assert panel.leave.hasFocus()
    assert panel.geometry().right() == window.width() - 1
    window.resize(500, 300)
    QApplication.sendPostedEvents()
    assert panel.geometry().right() == 499
    QApplication.sendEvent(panel, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier))
    assert panel.isHidden()
    assert field.hasFocus()


def test_the_safe_button_of_a_card_is_its_default(qtbot: QtBot) -> None:
    window = show(qtbot, QLineEdit())
    cover = Cover(window, "Refuse", width=300, height=200)
    qtbot.addWidget(cover)
    cover.add_header("Refuse", "Close", icon="ban", chord="Shift+R")
    go = PrimaryButton("Send refusal")
    safe = cover.add_footer(go, back="Back")
    cover.open()
    assert safe.isDefault()
    assert not go.isDefault()
    qtbot.keyClick(cover, Qt.Key.Key_Escape)
    assert cover.isHidden()


def test_a_card_fits_into_a_small_window(qtbot: QtBot) -> None:
    window = show(qtbot, QLineEdit())
    cover = Cover(window, "Refuse", width=3000, height=2000)
    qtbot.addWidget(cover)
    cover.open()
    assert cover.rect().contains(cover.card.geometry())
    cover.close()
