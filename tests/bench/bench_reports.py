"""Every report over all tickets of a desk: seconds and the most memory; and one row for each request as a file.

    python tests/bench/bench_reports.py [--tickets 100000] [--keep FOLDER] [--server 18] [--days 365]

On SQLite, or with `--server` on PostgreSQL; with `--days` over the newest days alone.

The bare side is the one question that counts tickets by day and tier; no report could be quicker than reading them.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, Path(__file__).resolve().parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import corpus  # noqa: E402 - the path comes first
import kept  # noqa: E402 - same
from measure import resident_mb  # noqa: E402 - same

from console.faults import Fault  # noqa: E402 - same
from console.records.reporting import NAMES, Days  # noqa: E402 - same
from console.services import company, reporting, targets  # noqa: E402 - same
from console.services.desk import open_desk  # noqa: E402 - same
from console.services.reporting import sheets  # noqa: E402 - same
from console.services.reporting.asking import zone_of  # noqa: E402 - same
from console.store.instants import from_micros  # noqa: E402 - same

_BARE = "SELECT received_at / 86400000000, tier, count(*) FROM tickets GROUP BY 1, 2"


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--tickets", type=int, default=100_000)
    asked.add_argument("--server", type=int, default=0)
    asked.add_argument("--days", type=int, default=0)
    kept.ask(asked)
    given = asked.parse_args()
    with contextlib.ExitStack() as ending:
        if given.server:
            place = ending.enter_context(kept.server(given.keep, given.tickets, given.server))
            url, raw = place.url, place.raw
        else:
            path, raw = ending.enter_context(kept.local(given.keep, given.tickets))
            url = f"sqlite:///{path}"
        measure(url, raw, given, Path(ending.enter_context(tempfile.TemporaryDirectory())))


def measure(url: str, raw: Any, given: argparse.Namespace, folder: Path) -> None:
    """Print how long each report takes, and how much memory the process has then."""
    begun = time.perf_counter()
    raw.execute(_BARE).fetchall()
    bare = time.perf_counter() - begun
    low, high = raw.execute("SELECT min(received_at), max(received_at) FROM tickets").fetchone()
    if given.days:
        low = max(low, high - given.days * 86_400_000_000)
    desk = open_desk(url, login="agent1", name="Agent 1", out_folder=folder, clock=lambda: corpus.NOW)
    if given.keep is None:
        company.set_setting(desk.store, desk.actor, "policy_tz", "Europe/Moscow", at=corpus.NOW)
        targets.set_target(desk, "first_response", 480, valid_from=date_of(low), reason="bench")
        desk = desk.refreshed()
    days = Days(first=date_of(low).date(), last=date_of(high).date())
    print(f"{given.tickets:,} tickets, {days.number} days; the bare count {bare:.2f} s; {resident_mb():.0f} MB before")
    for name in NAMES:
        told(name, lambda name=name: reporting.make(desk, name, days))
    sheet = sheets.Sheet(name="rows", heads=reporting.COLUMNS, rows=reporting.request_rows(desk, days))
    told("rows as XLSX", lambda: sheets.save_xlsx(folder / "rows.xlsx", [sheet], zone_of(desk)))
    desk.store.close()


def told(name: str, work: Callable[[], object]) -> None:
    """Print a line: seconds that passed, those that this process worked, and its memory afterwards."""
    begun, worked = time.perf_counter(), time.process_time()
    try:
        work()
    except Fault as fault:
        print(f"{name:<14}{fault.code} after {time.perf_counter() - begun:.2f} s", flush=True)
        return
    passed, worked = time.perf_counter() - begun, time.process_time() - worked
    print(f"{name:<14}{passed:>8.2f} s {worked:>8.2f} s worked {resident_mb():>8.0f} MB", flush=True)


def date_of(micros: int) -> datetime:
    """Return the instant of whole microseconds."""
    return from_micros(micros)


if __name__ == "__main__":
    main()
