from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from tests import guards


def test_a_thread_left_behind_is_seen() -> None:
    before = guards.look()
    go = threading.Event()
    thread = threading.Thread(target=go.wait, name="left over")
    thread.start()
    try:
        assert guards.left_behind(before, patience=0.05) == ["thread left over"]
    finally:
        go.set()
        thread.join()
    assert guards.left_behind(before) == []


@pytest.mark.usefixtures("qapp")
def test_a_running_timer_is_seen_and_stopped() -> None:
    before = guards.look()
    timer = QTimer()
    timer.setObjectName("tick")
    timer.start(10_000)
    assert guards.left_behind(before) == ["timer 'tick' of None"]
    assert not timer.isActive()


@pytest.mark.usefixtures("qapp")
def test_a_shown_window_is_seen_and_a_deleted_one_is_not() -> None:
    before = guards.look()
    window = QWidget()
    window.setWindowTitle("stray")
    window.show()
    assert guards.left_behind(before) == ["window QWidget 'stray'"]
    window.close()
    window.deleteLater()
    assert guards.left_behind(before) == []
