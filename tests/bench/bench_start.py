"""From the start of the process to a painted window and to the first rows, warm; the memory of the window then.

The bare side is a window of Qt alone. Each figure is the median of several processes.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

ROUNDS = 5
WATCH = """
import os, sys, time
begun = float(os.environ["BENCH_BEGUN"])
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel
class Watch(QObject):
    painted = None
    def eventFilter(self, seen, event):
        if event.type() == QEvent.Type.Paint and seen.isWidgetType():
            if self.painted is None:
                self.painted = time.time() - begun
                print("painted", self.painted, flush=True)
            table = seen.parent()
            if type(table).__name__ == "QueueTable" and table.model().rowCount():
                print("rows", time.time() - begun, flush=True)
                os._exit(0)
        return False
app = QApplication(["bench"])
watch = Watch()
app.installEventFilter(watch)
"""
OURS = WATCH + "from console.__main__ import main\nsys.exit(main(['demo']))\n"
BARE = WATCH + "label = QLabel('x')\nlabel.show()\nQTimer.singleShot(50, app.quit)\napp.exec()\nos._exit(0)\n"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        ours = [run(OURS, folder) for _ in range(ROUNDS + 1)][1:]
        bare = [run(BARE, folder) for _ in range(ROUNDS + 1)][1:]
    print(f"{'from the start of the process to':<34}{'ours, s':>10}{'Qt, s':>10}{'ratio':>8}")
    mine, theirs = median(ours, "painted"), median(bare, "painted")
    print(f"{'a painted window':<34}{mine:>10.2f}{theirs:>10.2f}{mine / theirs:>8.1f}")
    print(f"{'the first rows':<34}{median(ours, 'rows'):>10.2f}")


def run(script: str, folder: str) -> dict[str, float]:
    """Start a process and return what it told."""
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": folder, "BENCH_BEGUN": repr(time.time())}
    done = subprocess.run(
        [sys.executable, "-c", script], env=surroundings, capture_output=True, text=True, check=False, timeout=40
    )
    told = dict(line.split() for line in done.stdout.splitlines() if line.startswith(("painted", "rows")))
    if "painted" not in told:
        raise SystemExit(done.stderr)
    return {name: float(value) for name, value in told.items()}


def median(runs: list[dict[str, float]], name: str) -> float:
    """Return the median of a figure."""
    return statistics.median(one[name] for one in runs)


if __name__ == "__main__":
    main()
