"""The way from a ticket into the licenses screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from console.views.licenses.screen import LicenseScreen

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


def edit_license(window: MainWindow, license_id: int) -> None:
    """Open a license."""
    LicenseScreen(window, license_id=license_id).open()
