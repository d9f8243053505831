"""A report on paper: pages of A4 with plots as lines and tables as text, in the light look. Qt, but no window."""

from __future__ import annotations

from pathlib import Path

from console.records.reporting import Report
from console.services.whole_files import beside, require_pdf
from console.views import alone
from console.views.plots.paper import Drawn
from console.views.reports.pages import draw, plots


def save_pdf(path: Path, report: Report, plotted: dict[str, Drawn]) -> None:
    """Write a report with its plots as PDF, on any thread.

    A file that stood there before stays until the new one is whole. Raises Unreachable.
    """
    with beside(path) as place:
        draw(place, report, plotted)
        require_pdf(place)


def save_pdf_alone(path: Path, report: Report) -> None:
    """Write a report as PDF where no window is open: Qt is begun for it, without a screen."""
    held = alone.begin()
    save_pdf(path, report, plots(report))
    del held
