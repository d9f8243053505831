"""The agreement on the screen: every clause in our words and the official ones, and what rests on it.

It is loaded when it is opened first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


def browse(window: MainWindow, clause: str = "") -> None:
    """Open the agreement, at a clause where one is given."""
    from console.views.agreement import browser  # noqa: PLC0415 - see the head of this module

    browser.browse(window, clause)
