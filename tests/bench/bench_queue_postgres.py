"""The queue, a ticket, a search, a change on PostgreSQL: ours against bare psycopg in the same run, as ratios.

    python tests/bench/bench_queue_postgres.py [--tickets 1000000] [--server 18] [--keep FOLDER]

The same rows and the same work as `bench_queue`, on a throw-away server that keeps what it says it has kept.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, Path(__file__).resolve().parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import kept  # noqa: E402 - the path comes first
from bare import Bare  # noqa: E402 - same
from bench_queue import compare  # noqa: E402 - same
from ours import Ours  # noqa: E402 - same

from console.store import open_store  # noqa: E402 - same
from tests.postgres_server import binaries  # noqa: E402 - same

TICKETS = 20_000


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--tickets", type=int, default=TICKETS)
    asked.add_argument("--server", type=int, default=max(binaries()))
    kept.ask(asked)
    given = asked.parse_args()
    with kept.server(given.keep, given.tickets, given.server) as place:
        size = place.raw.execute("SELECT pg_database_size(current_database())").fetchone()[0] / 1e6
        print(f"{given.tickets:,} tickets with three messages each, {size:,.0f} MB, PostgreSQL {given.server}")
        store = open_store(place.url)
        compare(Ours(store, given.tickets), Bare(place.raw, given.tickets, postgres=True))
        store.close()


if __name__ == "__main__":
    main()
