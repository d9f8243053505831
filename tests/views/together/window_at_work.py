"""One window at work on a team's database, in a process of its own: it acts by keys and notes what its list shows.

    python -m tests.views.together.window_at_work URL LOGIN SECONDS SEED JOURNAL

A line of the journal is a JSON list: the second of the clock, the number of the ticket, its version as the list shows
it. `["ready"]` says that the list stands; it begins to act when a line comes in, and looks until the input ends.
"""

from __future__ import annotations

import json
import random
import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtTest import QTest

from console import app as program
from console.services.desk import open_desk
from console.views.look import look as looks
from console.views.main_window import MainWindow
from console.work.runner import Runner

_LOOK_MS, _ACT_MS = 50, (300, 1_500)
_KEYS = ("t", "1", "2", "3")


class AtWork(QObject):
    """Presses keys and notes what changes in the list."""

    def __init__(self, window: MainWindow, seconds: float, seed: int, journal: Path) -> None:
        super().__init__(window)
        self._window, self._left = window, seconds
        self._chance = random.Random(seed)
        self._journal = journal.open("w", encoding="utf-8", buffering=1)
        self._seen: dict[int, int] = {}
        self._until = 0.0
        self.begin, self.end = threading.Event(), threading.Event()
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._note)
        self._look.start()
        self._act = QTimer(self, singleShot=True)
        self._act.timeout.connect(self._press)

    def _note(self) -> None:
        if self.end.is_set():
            self._leave()
            return
        if self.begin.is_set() and not self._until:
            self._until = time.time() + self._left
            self._act.start(self._chance.randint(*_ACT_MS))
        rows = self._window.queue.table.rows
        for place in range(rows.rowCount()):
            row = rows.record(place)
            if row is not None and self._seen.get(row.number) != row.version:
                self._seen[row.number] = row.version
                self._write(time.time(), row.number, row.version)

    def _press(self) -> None:
        table = self._window.queue.table
        table.select_row(self._chance.randrange(table.rows.rowCount()))
        QTest.keyClick(table, self._chance.choice(_KEYS))
        if time.time() < self._until:
            self._act.start(self._chance.randint(*_ACT_MS))

    def _write(self, *line: object) -> None:
        self._journal.write(json.dumps(line) + "\n")

    def ready(self) -> None:
        """Say that the list stands."""
        self._write("ready")

    def _leave(self) -> None:
        self._look.stop()
        self._journal.close()
        self._window.close()


def main(url: str, login: str, seconds: str, seed: str, journal: str) -> int:
    """Open the window, act and look until the input ends; 0 when nothing went wrong."""
    application = program.application([])
    looks.apply(application, looks.make("light"))
    runner = Runner()
    desk = open_desk(url, login=login, name=login, out_folder=Path(journal).parent, create=False)
    window = MainWindow(desk, runner)
    window.show()
    window.activateWindow()  # no window manager does it
    window.begin(at=("all_open", "is:open", None))
    work = AtWork(window, float(seconds), int(seed), Path(journal))

    def listen() -> None:
        sys.stdin.readline()
        work.begin.set()
        sys.stdin.readline()
        work.end.set()

    threading.Thread(target=listen, daemon=True).start()
    standing = QTimer(window, interval=_LOOK_MS)

    def stands() -> None:
        if window.panels is not None and not runner.busy:
            standing.stop()
            work.ready()

    standing.timeout.connect(stands)
    standing.start()
    application.exec()
    runner.close()
    desk.store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
