"""A report on paper: pages of A4 with plots as lines and tables as text, in the light look. Qt, but no window."""

from __future__ import annotations

from pathlib import Path

from console.records.reporting import Report
from console.services.whole_files import beside, require_pdf
from console.views import alone
from console.views.reports.pages import draw


def save_pdf(path: Path, report: Report) -> None:
    """Write a report as PDF; a file that stood there before stays until the new one is whole. Raises Unreachable."""
    with beside(path) as place:
        draw(place, report)
        require_pdf(place)


def save_pdf_alone(path: Path, report: Report) -> None:
    """Write a report as PDF where no window is open: Qt is begun for it, without a screen."""
    held = alone.begin()
    save_pdf(path, report)
    del held
