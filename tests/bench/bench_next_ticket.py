"""From the key for the next ticket to the painted row and ticket: the window, and a bare table view doing the same.

    python tests/bench/bench_next_ticket.py [--tickets 100000] [--server 18] [--keep FOLDER]

On SQLite, or with `--server` on PostgreSQL, where both sides have the login of a lead of a team (`teamed`). Both stand
on the same database. The bare side is Qt's own table with fifty rows of finished texts and, beside it,
plain text read with two statements written by hand: what nobody could do much quicker, and no decision. The key is
pressed when the cursor rests, by turns; ours once with what was read ahead and once without.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, Path(__file__).resolve().parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import corpus  # noqa: E402 - the path comes first
import kept  # noqa: E402 - same
import teamed  # noqa: E402 - same
from PySide6.QtCore import QItemSelectionModel  # noqa: E402 - same
from PySide6.QtGui import QStandardItem, QStandardItemModel  # noqa: E402 - same
from PySide6.QtTest import QTest  # noqa: E402 - same
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPlainTextEdit, QTableView, QWidget  # noqa: E402 - same

from console import app as program  # noqa: E402 - same
from console.services.desk import Desk, open_desk, utc_now  # noqa: E402 - same
from console.views.main_window import MainWindow  # noqa: E402 - same
from console.work.runner import Runner  # noqa: E402 - same

TICKETS, TIMES = 100_000, 40
_OPEN = (
    "SELECT t.id, t.tier, t.subject, t.license_state, t.received_at, s.name FROM tickets t"
    " LEFT JOIN staff s ON s.id = t.owner_id WHERE t.is_open = TRUE ORDER BY t.tier_rank, t.received_at, t.id LIMIT 60"
)
_TEXT = (
    "SELECT v.body FROM ticket_spans p JOIN message_versions v ON v.message_id = p.message_id WHERE p.ticket_id = {}"
    " ORDER BY p.position"
)


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--tickets", type=int, default=TICKETS)
    asked.add_argument("--server", type=int, default=0)
    asked.add_argument("--times", type=int, default=TIMES)
    kept.ask(asked)
    given = asked.parse_args()
    with contextlib.ExitStack() as ending:
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory()))
        application = program.application([])
        if given.server:
            place = ending.enter_context(kept.server(given.keep, given.tickets, given.server))
            lead = teamed.gather(place)[0]
            raw = ending.enter_context(contextlib.closing(lead.connect()))
            desk = open_desk(lead.url, login="", name="", out_folder=folder, clock=utc_now, create=False)
        else:
            path, raw = ending.enter_context(kept.local(given.keep, given.tickets))
            local = f"sqlite:///{path}"
            desk = open_desk(local, login="agent1", name="Agent 1", out_folder=folder, clock=lambda: corpus.NOW)
        window, bare = Ours(application, desk), Bare(application, raw, "%s" if given.server else "?")
        taken: dict[str, list[tuple[float, float]]] = {"read ahead": [], "not read ahead": [], "bare": []}
        for _ in range(given.times):
            taken["read ahead"].append(timed(lambda: window.press(ahead=True), window.rest))
            taken["not read ahead"].append(timed(lambda: window.press(ahead=False), window.rest))
            taken["bare"].append(timed(bare.press, bare.rest))
        window.end()
    where = f"PostgreSQL {given.server}, a team" if given.server else "SQLite"
    print(f"{given.tickets:,} tickets, {where}; from the key to the painted row and ticket, medians of {given.times}")
    show(taken)
    sys.stdout.flush()
    os._exit(0)


def show(taken: dict[str, list[tuple[float, float]]]) -> None:
    """Print the table."""
    print(f"{'':<28}{'ms':>10}{'worked':>10}{'ratio':>8}{'p95, ms':>10}")
    base = statistics.median(one for one, _ in taken["bare"])
    for name, found in taken.items():
        passed, worked = (statistics.median(one[place] for one in found) for place in (0, 1))
        slow = statistics.quantiles([one for one, _ in found], n=20)[-1]
        print(f"{name:<28}{passed:>10.1f}{worked:>10.1f}{passed / base:>8.1f}{slow:>10.1f}")


def timed(press: Callable[[], None], rest: Callable[[], None]) -> tuple[float, float]:
    """Return the milliseconds that passed and that the processor worked in a press, after a rest."""
    rest()
    begun, worked = time.perf_counter(), time.process_time()
    press()
    return (time.perf_counter() - begun) * 1_000, (time.process_time() - worked) * 1_000


def turn(application: QApplication, holds: Callable[[], bool]) -> None:
    """Let the loop turn until something holds."""
    end = time.monotonic() + 60
    while not holds():
        if time.monotonic() > end:
            raise SystemExit("what was waited for did not come")
        application.processEvents()
        time.sleep(0.0005)


class Ours:
    """The window on what is open."""

    def __init__(self, application: QApplication, desk: Desk) -> None:
        self.application = application
        self.runner = Runner()
        self.desk = desk
        self.window = MainWindow(self.desk, self.runner)
        self.window.show()
        self.window.begin(watch=False, at=("all_open", "is:open", None))
        self.table = self.window.queue.table
        turn(application, lambda: self.window.panels is not None and not self.runner.busy)

    def rest(self) -> None:
        """Wait until the cursor rests and the neighbors are here."""
        row = self.table.currentIndex().row()
        turn(self.application, lambda: self.table.rows.id_at(row + 1) in self.window.ahead.held)
        turn(self.application, lambda: not self.runner.busy)

    def press(self, *, ahead: bool) -> None:
        """Press the key and paint."""
        if not ahead:
            self.window.ahead.drop()
        QTest.keyClick(self.table, "j")  # type: ignore[call-overload]  # a letter is a key too
        here = self.table.current_id()
        page = self.window.ticket.conversation
        turn(self.application, lambda: self._shows(here) and bool(page.messages))
        self.window.repaint()

    def _shows(self, key: int | None) -> bool:
        panels = self.window.panels
        return panels is not None and panels.detail.row.id == key

    def end(self) -> None:
        """Close it."""
        self.window.close()
        self.runner.close()
        self.desk.store.close()


class Bare:
    """Qt's own table with the text beside it."""

    def __init__(self, application: QApplication, raw: Any, mark: str) -> None:
        self.application, self.raw, self.mark = application, raw, mark
        self.rows = raw.execute(_OPEN).fetchall()
        self.whole = QWidget()
        self.table, self.text = QTableView(), QPlainTextEdit()
        model = QStandardItemModel(self.table)
        for row in self.rows:
            model.appendRow([QStandardItem(str(value)) for value in row])
        self.table.setModel(model)
        layout = QHBoxLayout(self.whole)
        layout.addWidget(self.table)
        layout.addWidget(self.text)
        self.whole.resize(1_680, 1_010)
        self.whole.show()
        self.row = 0

    def rest(self) -> None:
        """Let everything be painted."""
        self.application.processEvents()

    def press(self) -> None:
        """Go one row down, read the ticket and paint."""
        self.row = (self.row + 1) % len(self.rows)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self.table.model().index(self.row, 0), flags)
        key = self.rows[self.row][0]
        subject = self.raw.execute(f"SELECT subject FROM tickets WHERE id = {self.mark}", (key,)).fetchone()[0]
        texts = self.raw.execute(_TEXT.format(self.mark), (key,))
        self.text.setPlainText("\n\n".join([subject, *(one for (one,) in texts)]))
        self.whole.repaint()


if __name__ == "__main__":
    main()
