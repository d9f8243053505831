"""The report of an error of ours: what happened, what is kept, and the trace to copy. Nothing is sent anywhere."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6 import __version__ as qt_version
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from console.faults import Bug
from console.journal import redact
from console.views.dialogs.frame import Frame
from console.views.look.look import current
from console.views.words import language, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


def show_report(window: MainWindow, bug: Bug) -> None:
    """Show the report of a bug; while one is shown, a further one waits in the log."""
    if not window.findChildren(ReportDialog):
        ReportDialog(window, bug).open()


class ReportDialog(Frame):
    """What happened, what is kept, what to do; the report below."""

    def __init__(self, window: MainWindow, bug: Bug) -> None:
        what, kept, todo = bug.words(language())
        super().__init__(say("report.title"), f"{what} {kept} {todo}", say("act.copy_details"), window, width=640)
        look = current()
        self.text = QPlainTextEdit(self.report(window, bug))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(look.mono())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setMinimumHeight(look.px(220))
        self.text.setAccessibleName(say("report.title"))
        self.body.addWidget(self.text, 1)
        self.confirmed.connect(self._copy)
        self.go.setFocus()

    @staticmethod
    def report(window: MainWindow, bug: Bug) -> str:
        """Return the report: the surroundings and the trace, without passwords."""
        kind = "postgresql" if window.desk.store.is_postgres else "sqlite"
        head = f"Python {platform.python_version()}, Qt {qt_version}, {platform.platform()}, {kind}"
        return redact(f"{head}\n\n{bug.params.get('report', '')}".strip())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.go.set_words(say("report.copied"))
