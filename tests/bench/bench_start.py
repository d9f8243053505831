"""From the start of the process to a painted window, the first rows and all panels, warm, in time and in work.

The bare side is a window of Qt alone, taken by turns. Each figure is the median of several processes. The command line
is measured against the bare language in the same way.
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
Told = dict[str, tuple[float, float]]
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
                print("painted", self.painted, time.process_time(), flush=True)
            table = seen.parent()
            if type(table).__name__ == "QueueTable" and table.model().rowCount():
                print("rows", time.time() - begun, time.process_time(), flush=True)
                app.removeEventFilter(self)  # it costs something for every event
                look.start(2)
        return False
def panels():
    desk = next((one for one in app.topLevelWidgets() if type(one).__name__ == "Frame"), None)
    if getattr(desk.centralWidget(), "panels", None) is not None:
        desk.repaint()
        print("whole", time.time() - begun, time.process_time(), flush=True)
        os._exit(0)
app = QApplication(["bench"])
watch, look = Watch(), QTimer()
look.timeout.connect(panels)
app.installEventFilter(watch)
"""
OURS = WATCH + "from console.__main__ import main\nsys.exit(main(['demo']))\n"
BARE = WATCH + "label = QLabel('x')\nlabel.show()\nQTimer.singleShot(500, app.quit)\napp.exec()\nos._exit(0)\n"


LINE = (
    "import sys\nfrom console.__main__ import main\nstatus = main({0!r})\n"
    """
import os, time
print("painted", time.time() - float(os.environ["BENCH_BEGUN"]), time.process_time())
os._exit(status)
"""
)
SHORT = "import os, time\nprint('painted', time.time() - float(os.environ['BENCH_BEGUN']), time.process_time())"


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as folder:
        ours, bare = taken(OURS, BARE, folder)
        print(
            f"{'from the start of the process to':<38}{'ours, s':>10}{'Qt, s':>10}{'ratio':>8}{'worked':>10}{'Qt':>8}"
        )
        tell("a painted window", ours, bare, "painted")
        tell("the first rows", ours, bare, "rows")
        tell("a ticket beside them, and all panels", ours, bare, "whole")
        print(f"{'a command to its end':<38}{'ours, s':>10}{'bare, s':>10}{'ratio':>8}{'worked':>10}{'bare':>8}")
        run(LINE.format(["new", "--subject", "Rates", "--from", "ann@one.example", "--text", "How?"]), folder)
        for arguments in (["--help"], ["list", "is:open"]):
            tell(f"clausedesk {' '.join(arguments)}", *taken(LINE.format(arguments), SHORT, folder), "painted")


def taken(ours: str, bare: str, folder: str) -> tuple[list[Told], list[Told]]:
    """Run both sides by turns, after one that warms up."""
    turns = [(run(ours, folder), run(bare, folder)) for _ in range(ROUNDS + 1)][1:]
    return [mine for mine, _ in turns], [theirs for _, theirs in turns]


def run(script: str, folder: str) -> Told:
    """Start a process and return what it told: seconds passed and seconds worked."""
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": folder, "BENCH_BEGUN": repr(time.time())}
    surroundings.pop("PYTHONDONTWRITEBYTECODE", None)  # a start is warm where compiled modules are kept
    done = subprocess.run(
        [sys.executable, "-c", script], env=surroundings, capture_output=True, text=True, check=False, timeout=300
    )
    lines = (line.split() for line in done.stdout.splitlines() if line.startswith(("painted", "rows", "whole")))
    told = {name: (float(passed), float(worked)) for name, passed, worked in lines}
    if "painted" not in told:
        raise SystemExit(done.stderr)
    return told


def tell(name: str, ours: list[Told], bare: list[Told], what: str) -> None:
    """Print a line of a table; the bare side is painted once and for all."""
    (mine, worked), (theirs, bare_worked) = median(ours, what), median(bare, "painted")
    print(f"{name:<38}{mine:>10.2f}{theirs:>10.2f}{mine / theirs:>8.1f}{worked:>10.2f}{bare_worked:>8.2f}")


def median(runs: list[Told], name: str) -> tuple[float, float]:
    """Return the medians of a figure."""
    return statistics.median(one[name][0] for one in runs), statistics.median(one[name][1] for one in runs)


if __name__ == "__main__":
    main()
