"""The last hooks: an error that nobody caught reaches a person and the log, and a request to end is heard at once."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer, Slot, qWarning
from pytestqt.qtbot import QtBot

from console.faults import Bug
from console.work.hooks import LastHooks

ROOT = Path(__file__).resolve().parents[2]


class Ear(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.bugs: list[Bug] = []
        self.threads: list[threading.Thread] = []
        self.ends = 0

    @Slot(object)
    def take(self, bug: Bug) -> None:
        self.bugs.append(bug)
        self.threads.append(threading.current_thread())

    @Slot()
    def end(self) -> None:
        self.ends += 1


@pytest.fixture
def ear(qapp: object) -> Iterator[Ear]:
    heard = Ear()
    hooks = LastHooks()
    hooks.bug_found.connect(heard.take)
    hooks.end_asked.connect(heard.end)
    before = (sys.excepthook, threading.excepthook, signal.getsignal(signal.SIGTERM))
    hooks.install()
    yield heard
    hooks.remove()
    assert (sys.excepthook, threading.excepthook, signal.getsignal(signal.SIGTERM)) == before


def raise_here() -> None:
    raise ZeroDivisionError


def test_an_error_in_the_gui_thread_becomes_a_report_and_a_line(ear: Ear, caplog: pytest.LogCaptureFixture) -> None:
    try:
        raise_here()
    except ZeroDivisionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    (bug,) = ear.bugs
    assert bug.params["error"] == "ZeroDivisionError"
    assert "raise_here" in str(bug.params["report"])
    assert "raise_here" in caplog.text


def test_an_error_on_another_thread_is_told_in_the_gui_thread(
    ear: Ear, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    thread = threading.Thread(target=raise_here)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(ear.bugs) == 1)
    assert ear.threads == [threading.main_thread()]
    assert "raise_here" in caplog.text


def test_what_qt_says_goes_into_the_log_but_for_one_line(ear: Ear, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        qWarning("This plugin does not support propagateSizeHints()")
        qWarning("a font is missing")
    assert "a font is missing" in caplog.text
    assert "propagateSizeHints" not in caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="there a process is not asked to end by a signal")
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_request_to_end_is_heard_although_python_does_not_run(ear: Ear, qtbot: QtBot, asked: signal.Signals) -> None:
    QTimer.singleShot(0, lambda: os.kill(os.getpid(), asked))
    qtbot.waitUntil(lambda: ear.ends == 1)


@pytest.mark.skipif(sys.platform == "win32", reason="there a process is not asked to end by a signal")
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_the_window_ends_well_when_it_is_asked_from_outside(tmp_path: Path, asked: signal.Signals) -> None:
    surroundings = {**os.environ, "CLAUSEDESK_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    program = subprocess.Popen(
        [sys.executable, "-c", _WINDOW], env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "shown\n"
    program.send_signal(asked)
    _, errors = program.communicate(timeout=60)
    assert (program.returncode, errors) == (0, "")
    assert not list(tmp_path.rglob("*-wal"))  # the last connection was closed, so nothing waits to be moved


_WINDOW = """
import sys
from console import app
from console.views import main_window

def begin(window):
    former(window)
    print("shown", flush=True)

former, main_window.MainWindow.begin = main_window.MainWindow.begin, begin
sys.exit(app.run_demo(pictures=None, theme="light", language="en"))
"""
