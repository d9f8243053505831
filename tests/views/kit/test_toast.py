"""The toast: its undo, its time, its words, and that they are announced."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from console.views.kit.toast import Toast
from tests.views.kit.showing import show

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says this of every window


def test_the_toast_is_undone_and_leaves(qtbot: QtBot) -> None:
    window = show(qtbot, QLineEdit())
    toast = Toast(window, undo_words="Undo")
    toast.show_words("Reply leaves", seconds=10, undo=True)
    assert toast.accessibleName() == "Reply leaves"
    assert window.rect().contains(toast.geometry())
    with qtbot.waitSignals([toast.undone, toast.ended]):
        qtbot.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    assert toast.isHidden()


def test_the_toast_counts_down_and_waits_for_pointer_and_focus(qtbot: QtBot) -> None:
    window = show(qtbot, QLineEdit())
    window.activateWindow()
    toast = Toast(window, undo_words="Undo")
    toast.show_words("Reply leaves", seconds=3, undo=True)
    toast.tick()
    assert toast.seconds_left() == 2
    toast.button.setFocus()
    toast.tick()
    assert toast.seconds_left() == 2
    window.setFocus()
    QApplication.sendEvent(toast, _enter())
    toast.tick()
    assert toast.seconds_left() == 2
    QApplication.sendEvent(toast, QEvent(QEvent.Type.Leave))
    toast.tick()
    toast.tick()
    assert toast.isHidden()


def _enter() -> QEvent:
    from PySide6.QtGui import QEnterEvent  # noqa: PLC0415 - only here

    place = QPoint(1, 1).toPointF()
    return QEnterEvent(place, place, place)


def test_a_toast_without_undo_has_no_button_and_long_words_wrap(qtbot: QtBot) -> None:
    window = show(qtbot, QLineEdit())
    toast = Toast(window, undo_words="Undo")
    toast.show_words("short", seconds=6)
    low = toast.height()
    assert toast.button.isHidden()
    toast.show_words("What happened, what is kept and what to do now. " * 4, seconds=6)
    assert toast.height() > low
    assert toast.width() <= window.width() + 40
    toast.end()


def test_every_word_of_a_toast_is_announced(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(
        "console.views.kit.toast.QAccessibleAnnouncementEvent", lambda _toast, words: heard.append(words)
    )
    monkeypatch.setattr("console.views.kit.toast.QAccessible.updateAccessibility", lambda _event: None)
    toast = Toast(show(qtbot, QLineEdit()), undo_words="Undo")
    toast.show_words("Reply leaves", seconds=6, undo=True)
    toast.show_words("Undone")
    toast.end()
    assert heard == ["Reply leaves", "Undone"]
