"""A report as a file: chosen by a person, written on a worker thread, told when it is whole."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from console.faults import Fault
from console.query import Query
from console.records.reporting import Days, Report
from console.services import reporting
from console.services.reporting import sheets
from console.services.reporting.asking import zone_of
from console.views.kit.notice import Notice
from console.views.reports import saying
from console.views.words import language, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

KINDS = ("csv", "xlsx", "pdf")


class Saving(QObject):
    """Writes files. `notice` tells what became of the last one; it stands until another is asked for.

    What is read meanwhile has a notice of its own: a report that comes must not take away that a file did not.
    """

    def __init__(self, window: MainWindow, parent: QWidget) -> None:
        super().__init__(parent)
        self._window, self._over = window, parent
        self.notice = Notice()

    def ask(self, name: str, kind: str) -> Path | None:
        """Ask where a file is to be written."""
        start = str(Path.home() / name)
        chosen, _ = QFileDialog.getSaveFileName(self._over, say("act.save_as"), start, f"{kind.upper()} (*.{kind})")
        if not chosen:
            return None
        self.notice.say("")
        return Path(chosen)

    def report(self, found: Report, kind: str, path: Path) -> None:
        """Write a report."""
        zone = zone_of(self._window.desk)
        if kind == "pdf":
            self._pages(found, path)
            return

        def work() -> str:
            save = sheets.save_csv if kind == "csv" else sheets.save_xlsx
            save(path, [saying.sheet(found, one) for one in found.parts], zone)
            return str(path)

        self._run(work)

    def _pages(self, found: Report, path: Path) -> None:
        from console.views.reports import pages, paper  # noqa: PLC0415 - the plots were loaded with the report

        plotted = pages.plots(found)

        def work() -> str:
            paper.save_pdf(path, found, plotted)
            return str(path)

        self._run(work)

    def rows(self, days: Days, query: Query, path: Path) -> None:
        """Write one row for each request, as the ending of the path says."""
        desk = self._window.desk

        def work() -> str:
            told: list[str] = []
            with closing(
                reporting.request_rows(desk, days, query, told=lambda found: told.append(saying.read_from(found)))
            ) as found:
                heads = [say(f"report_row.{one}") for one in reporting.COLUMNS]
                sheet = sheets.Sheet(name=say("reports.rows"), heads=heads, rows=found)
                save = sheets.save_csv if path.suffix.casefold() == ".csv" else sheets.save_xlsx
                save(path, [sheet], zone_of(desk))
            return " · ".join(part for part in (str(path), *told) if part)

        self._run(work)

    def _run(self, work: Callable[[], str]) -> None:
        call = self._window.runner.read(work)
        call.landed.connect(self._saved)
        call.failed.connect(self._failed)

    def _saved(self, path: str) -> None:
        self.notice.say(say("reports.saved"), path, tone="ok")

    def _failed(self, fault: Fault) -> None:
        what, kept, todo = fault.words(language())
        self.notice.say(what, " ".join(part for part in (kept, todo) if part), tone="critical")
