"""The queue, a ticket, a search, a change: ours against bare sqlite3 in the same run, as ratios.

    python tests/bench/bench_queue.py [--tickets 1000000] [--keep FOLDER]

Each side does the same work on the same tables. Ours: a checked-out connection, a transaction that sees one state, the
query read from its words, finished records. Bare: statements written by hand, kept prepared by the driver, rows as
tuples. A change on the bare side also writes the command, the event with its hash, the result and the note for others.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, Path(__file__).resolve().parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import kept  # noqa: E402 - the path comes first
from bare import Bare  # noqa: E402 - same
from measure import median, resident_mb, row_of  # noqa: E402 - same
from ours import Ours  # noqa: E402 - same

from console.store import open_store  # noqa: E402 - same

TICKETS = 100_000


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--tickets", type=int, default=TICKETS)
    kept.ask(asked)
    given = asked.parse_args()
    count = given.tickets
    with tempfile.TemporaryDirectory() as folder, kept.local(given.keep, count) as (path, raw):
        store = open_store(f"sqlite:///{path}")
        store.tidy()  # as the daily backup does
        print(f"{count:,} tickets, {3 * count:,} messages, {path.stat().st_size / 1e6:,.0f} MB, SQLite {_version(raw)}")
        compare(Ours(store, count), Bare(raw, count))
        synced = median(lambda: fsync(Path(folder)), lambda: None)[0]
        print(f"\na change waits for the disk: fsync of 4 KiB {synced:.2f} ms; memory {resident_mb():.0f} MB")
        store.close()


def compare(ours: Ours, bare: Bare) -> None:
    """Print the table: a line for each operation."""
    print(f"{'operation':<34}{'ours, ms':>10}{'bare, ms':>10}{'ratio':>8}{'more, ms':>10}")
    for name in ours.names:
        mine, theirs = getattr(ours, name), getattr(bare, name)
        assert _size(mine()) == _size(theirs()), name  # both sides answer with as many rows
        print(row_of(str(mine.__doc__).rstrip("."), *median(mine, theirs)), flush=True)


def fsync(folder: Path) -> None:
    """Write four KiB and wait until the disk has them."""
    with (folder / "synced").open("wb") as file:
        file.write(b"x" * 4096)
        file.flush()
        os.fsync(file.fileno())


def _size(answer: object) -> int:
    return len(answer) if isinstance(answer, tuple | list) or hasattr(answer, "__len__") else 0


def _version(raw: object) -> str:
    return str(raw.execute("SELECT sqlite_version()").fetchone()[0])  # type: ignore[attr-defined]  # a connection


if __name__ == "__main__":
    main()
