"""Qt where no window is open: for what the command line draws."""

from __future__ import annotations

import os

from PySide6.QtWidgets import QApplication

from console.views.look.look import load_fonts


def begin() -> QApplication:
    """Return the application, begun without a screen where there is none, with our fonts; hold it while drawing."""
    found = QApplication.instance()
    if not isinstance(found, QApplication):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        found = QApplication(["clausedesk"])
    load_fonts()
    return found
