"""Sees what a test leaves behind: threads, running timers, shown windows.

It must not import QtWidgets: a test that never touched it must not pay for it.
"""

from __future__ import annotations

import sys
import threading
import time
import weakref
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QTimer

PATIENCE_SECONDS = 2.0

_started: weakref.WeakSet[QTimer] = weakref.WeakSet()


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What was there before the test."""

    threads: frozenset[threading.Thread]
    timers: frozenset[int]
    windows: frozenset[int]


def watch_timers() -> None:
    """Note every timer that Python starts from now on; Qt offers no list of them."""
    plain = QTimer.start

    def start(timer: QTimer, *interval: Any) -> None:
        _started.add(timer)
        plain(timer, *interval)

    QTimer.start = start  # type: ignore[method-assign] # timers without a parent are seen in no other way


def look() -> Before:
    """What is there now."""
    return Before(
        threads=frozenset(threading.enumerate()),
        timers=frozenset(id(timer) for timer in _running()),
        windows=frozenset(id(window) for window in _shown()),
    )


def left_behind(before: Before, *, patience: float = PATIENCE_SECONDS) -> list[str]:
    """What is there now and was not before, in words; threads get some seconds to end, timers left over are stopped."""
    found = [
        f"window {type(each).__name__} {each.windowTitle()!r}" for each in _shown() if id(each) not in before.windows
    ]
    timers = [timer for timer in _running() if id(timer) not in before.timers]
    found += [f"timer {timer.objectName()!r} of {timer.parent()!r}" for timer in timers]
    found += [f"thread {thread.name}" for thread in _lasting(before.threads, patience)]
    for timer in timers:
        timer.stop()
    return found


def _running() -> list[QTimer]:
    running = []
    for timer in list(_started):
        try:
            if timer.isActive():
                running.append(timer)
        except RuntimeError:  # its C++ part is gone, and with it the timer
            _started.discard(timer)
    return running


def _shown() -> list[Any]:
    widgets = sys.modules.get("PySide6.QtWidgets")
    application = QCoreApplication.instance()
    if widgets is None or not isinstance(application, widgets.QApplication):
        return []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [window for window in application.topLevelWidgets() if window.isVisible()]


def _lasting(before: frozenset[threading.Thread], patience: float) -> list[threading.Thread]:
    """Threads begun since; a thread that Qt began and Python only met is not counted."""
    met = threading._DummyThread  # the only mark of such a thread
    until = time.monotonic() + patience
    while True:
        left = [each for each in threading.enumerate() if each not in before and not isinstance(each, met)]
        if not left or time.monotonic() > until:
            return left
        time.sleep(0.005)
