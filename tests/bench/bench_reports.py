"""Every report over all tickets of a desk: seconds and the most memory; and one row for each request as a file.

    python tests/bench/bench_reports.py [--tickets 100000]

The bare side is the one question that counts tickets by day and tier; no report could be quicker than reading them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, Path(__file__).resolve().parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import corpus  # noqa: E402 - the path comes first
from measure import resident_mb  # noqa: E402 - same

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
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.sqlite"
        raw = corpus.make(path, given.tickets)
        begun = time.perf_counter()
        raw.execute(_BARE).fetchall()
        bare = time.perf_counter() - begun
        low, high = raw.execute("SELECT min(received_at), max(received_at) FROM tickets").fetchone()
        raw.close()
        desk = open_desk(
            f"sqlite:///{path}", login="agent1", name="Agent 1", out_folder=Path(folder), clock=lambda: corpus.NOW
        )
        company.set_setting(desk.store, desk.actor, "policy_tz", "Europe/Moscow", at=corpus.NOW)
        targets.set_target(desk, "first_response", 480, valid_from=date_of(low), reason="bench")
        desk = desk.refreshed()
        days = Days(first=date_of(low).date(), last=date_of(high).date())
        print(
            f"{given.tickets:,} tickets, {days.number} days; the bare count {bare:.2f} s; {resident_mb():.0f} MB before"
        )
        for name in NAMES:
            begun = time.perf_counter()
            reporting.make(desk, name, days)
            print(f"{name:<14}{time.perf_counter() - begun:>8.2f} s {resident_mb():>8.0f} MB")
        begun = time.perf_counter()
        sheet = sheets.Sheet(name="rows", heads=reporting.COLUMNS, rows=reporting.request_rows(desk, days))
        sheets.save_xlsx(Path(folder) / "rows.xlsx", [sheet], zone_of(desk))
        print(f"{'rows as XLSX':<14}{time.perf_counter() - begun:>8.2f} s {resident_mb():>8.0f} MB")
        desk.store.close()


def date_of(micros: int) -> datetime:
    """Return the instant of whole microseconds."""
    return from_micros(micros)


if __name__ == "__main__":
    main()
