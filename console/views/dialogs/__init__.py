"""Dialogs: each is opened by one function, so that the window knows no dialog from within.

They and all that they stand on are loaded when the first is opened, or by `load` before; the window comes up without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.records.tickets import MessageRecord
    from console.views.main_window import MainWindow


def open_tool(window: MainWindow, name: str) -> None:
    """Open a tool of the sidebar by its name."""
    from console.views.dialogs import tools  # noqa: PLC0415 - see the head of this module

    tools.open_tool(window, name)


def show_mail(window: MainWindow, message: MessageRecord) -> None:
    """Show a message in its formatted form."""
    from console.views.dialogs import mail  # noqa: PLC0415 - see the head of this module

    mail.show_mail(window, message)


def edit_license(window: MainWindow, license_id: int) -> None:
    """Open a license."""
    from console.views.licenses import opening  # noqa: PLC0415 - see the head of this module

    opening.edit_license(window, license_id)


def load() -> None:
    """Load every dialog, so that the first is quick too; on any thread, for nothing is shown."""
    from console.views.agreement import browser  # noqa: PLC0415 - see the head of this module
    from console.views.calendar import opening as calendar  # noqa: PLC0415 - same
    from console.views.dialogs import mail, tools, whose  # noqa: PLC0415 - same
    from console.views.licenses import opening  # noqa: PLC0415 - same

    del browser, calendar, mail, tools, whose, opening
