"""A conversation of 1,000 and 10,000 messages: read, opened, scrolled, and what it holds in memory.

The same text is given to a bare QTextBrowser and to a bare QListView with wrapped lines, in the same run. Each is
measured in a process of its own, so that memory is its own. Run it as a script.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QStringListModel  # noqa: E402 - the path comes first
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QListView, QTextBrowser  # noqa: E402 - same

from console.records.base import TicketId  # noqa: E402 - same
from console.services import thread as threads  # noqa: E402 - same
from console.services.desk import Desk, open_desk  # noqa: E402 - same
from console.store.driver import sqlite_module  # noqa: E402 - same
from console.views.look import look as looks  # noqa: E402 - same
from console.views.ticket.conversation import Conversation  # noqa: E402 - same
from console.work.runner import Runner  # noqa: E402 - same
from tests.views.ticket.messages import text_of  # noqa: E402 - same

SIZES = (1_000, 10_000)
KINDS = ("ours", "QTextBrowser", "QListView")
_FRAMES = 120
_PIXELS = 72
_MICROS = 1_000_000
_PAGE_BYTES = 4_096


def main(arguments: list[str]) -> None:
    """Print the table, or measure one kind at one size and print it as JSON."""
    if arguments:
        kind, size = arguments[0], int(arguments[1])
        print(json.dumps(_ours(size) if kind == "ours" else _bare(kind, size)))
        return
    print(
        f"{'messages':>9}  {'':<14}{'read, ms':>10}{'open, ms':>10}{'frame, ms':>11}{'worst, ms':>11}{'memory, MB':>12}"
    )
    for size in SIZES:
        found = {kind: _measured(kind, size) for kind in KINDS}
        for kind, one in found.items():
            print(
                f"{size:>9}  {kind:<14}{one['read']:>10.1f}{one['open']:>10.1f}{one['frame']:>11.2f}"
                f"{one['worst']:>11.2f}{one['memory']:>12.1f}"
            )
        mine, bare = found["ours"], found["QTextBrowser"]
        whole = (mine["read"] + mine["open"]) / bare["open"]
        print(
            f"{size:>9}  ours / QTextBrowser: open with reading {whole:.2f}, frame {mine['frame'] / bare['frame']:.2f}"
        )


def _measured(kind: str, size: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, kind, str(size)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _ours(size: int) -> dict[str, float]:
    application = _application()
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(f"sqlite:///{folder}/bench.sqlite", login="b", name="Bench", out_folder=Path(folder))
        _fill(Path(folder) / "bench.sqlite", size)
        runner = Runner()
        view = Conversation(desk, runner)
        read = _median(lambda: threads.open_thread(desk, TicketId(1)))
        view.wanted.disconnect()
        view.wanted.connect(lambda keys: _answer(view, desk, keys))
        before = _memory()
        thread = threads.open_thread(desk, TicketId(1))
        view.resize(600, 800)
        view.show()
        application.processEvents()
        begun = time.perf_counter()
        view.show_thread(thread)
        view.grab()
        opened = time.perf_counter() - begun
        frames = _scrolled(view)
        memory = _memory() - before
        view.close()
        runner.close()
        desk.store.close()
    return {"read": read, "open": opened * 1_000, **frames, "memory": memory}


def _answer(view: Conversation, desk: Desk, keys: tuple[int, ...]) -> None:
    for row in view.rows.take(threads.words_of(desk, TicketId(1), keys)):
        view.stack.forget(row)
    view.sync()


def _bare(kind: str, size: int) -> dict[str, float]:
    application = _application()
    texts = [text_of(number) for number in range(1, size + 1)]
    before = _memory()
    view: QAbstractScrollArea
    begun = 0.0
    if kind == "QTextBrowser":
        browser = view = QTextBrowser()
        view.resize(600, 800)
        view.show()
        application.processEvents()
        begun = time.perf_counter()
        browser.setPlainText("\n\n".join(texts))
    else:
        table = view = QListView()
        table.setWordWrap(True)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.resize(600, 800)
        view.show()
        application.processEvents()
        model = QStringListModel(texts)
        begun = time.perf_counter()
        table.setModel(model)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    view.grab()
    opened = time.perf_counter() - begun
    frames = _scrolled(view)
    memory = _memory() - before
    view.close()
    return {"read": 0.0, "open": opened * 1_000, **frames, "memory": memory}


def _scrolled(view: QAbstractScrollArea) -> dict[str, float]:
    """Scroll up from the end, then through the whole; return the median and the worst frame in milliseconds."""
    bar = view.verticalScrollBar()
    taken = []
    for number in range(_FRAMES):
        begun = time.perf_counter()
        bar.setValue(bar.value() - _PIXELS if number < _FRAMES // 2 else bar.maximum() * (_FRAMES - number) // _FRAMES)
        view.viewport().grab()
        taken.append((time.perf_counter() - begun) * 1_000)
    return {"frame": statistics.median(taken), "worst": max(taken)}


def _application() -> QApplication:
    application = QApplication([])
    looks.apply(application, looks.make("light"))
    return application


def _fill(path: Path, size: int) -> None:
    raw = sqlite_module().connect(str(path), isolation_level=None)
    raw.execute("PRAGMA synchronous=OFF")
    raw.execute("BEGIN")
    raw.execute(
        "INSERT INTO conversations (id, gid, channel_kind, external_key, started_at, last_message_at)"
        " VALUES (1, 'c', 'email', 'k', 0, 0)"
    )
    raw.execute(
        "INSERT INTO tickets (id, gid, number, conversation_id, channel_kind, subject, received_at, updated_at,"
        " last_message_at) VALUES (1, 't', 1, 1, 'email', 'long', 0, 0, 0)"
    )
    for n in range(1, size + 1):
        direction = "note" if n % 10 == 0 else "out" if n % 3 == 0 else "in"
        at = 1_770_000_000 * _MICROS + n * 2_820 * _MICROS
        raw.execute(
            "INSERT INTO messages (id, gid, conversation_id, direction, author_name, sent_at, received_at, problems)"
            " VALUES (?, ?, 1, ?, 'Ann Sorrel', ?, ?, '[]')",
            (n, f"m{n}", direction, at, at),
        )
        raw.execute(
            "INSERT INTO message_versions (message_id, n, at, body, reply_text) VALUES (?, 1, ?, ?, ?)",
            (n, at, text_of(n), text_of(n)),
        )
        raw.execute("INSERT INTO ticket_spans (ticket_id, message_id, position) VALUES (1, ?, ?)", (n, n))
    raw.execute("COMMIT")
    raw.close()


def _median(work: Callable[[], object], times: int = 9) -> float:
    work()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1_000)
    return statistics.median(taken)


def _memory() -> float:
    """Return the resident memory in megabytes, 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * _PAGE_BYTES / _MICROS


if __name__ == "__main__":
    main(sys.argv[1:])
