"""Opening the calendar. Without the policy's zone there are no days to be shown; that is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.faults import NotSet
from console.views.calendar.screen import CalendarScreen

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


def open_calendar(window: MainWindow) -> None:
    """Open the calendar over the window."""
    if window.desk.company.get("policy_tz") is None:
        window.tell(NotSet("setting_not_set", setting="policy_tz"))
        return
    CalendarScreen(window).open()
