"""The report of an error of ours: it can be read and copied, holds no password, and is one at a time."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from console.faults import Bug, Locked
from console.views.dialogs.report import ReportDialog
from console.views.main_window import MainWindow

TRACE = "Traceback\nValueError: postgresql://ann:hidden@server/desk is odd"


def test_a_bug_gives_one_report_that_can_be_copied(window: MainWindow, qtbot: QtBot) -> None:
    window.runner.bug_found.emit(Bug("bug", error="ValueError", report=TRACE))
    window.tell(Bug("bug", error="KeyError", report="another"))
    (report,) = window.findChildren(ReportDialog)
    report.go.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Python 3.")
    assert ", sqlite\n" in copied
    assert copied.endswith("ValueError: postgresql://ann:…@server/desk is odd")
    report.reject()
    qtbot.waitUntil(lambda: not window.findChildren(ReportDialog))
    assert not window.toast.isVisible()


def test_a_fault_of_the_world_is_a_word_that_passes(window: MainWindow) -> None:
    window.tell(Locked("locked"))
    assert window.toast.isVisible()
    assert not window.findChildren(ReportDialog)
