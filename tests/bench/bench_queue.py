"""The queue at 100,000 tickets: first page, next page, a ticket, a change; as ratios to raw sqlite3 in this run.

Run it as a script. It makes a database of its own in a temporary folder and removes it.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from console.query import parse  # noqa: E402 - the path comes first
from console.records.base import Actor, Role, StaffId  # noqa: E402 - same
from console.records.commands import Command  # noqa: E402 - same
from console.store import Store, migrate, open_store  # noqa: E402 - same
from console.store.engine import sqlite_module  # noqa: E402 - same
from console.store.queries import queue, tickets  # noqa: E402 - same
from console.store.queries.filters import Context  # noqa: E402 - same

TICKETS = 100_000
NOW = datetime(2026, 11, 24, tzinfo=UTC)
_PAGE = (
    "SELECT id, number, version, subject, substr(preview, 1, 160), language, channel_kind, status, tier, topic,"
    " license_state, owner_id, received_at, updated_at FROM tickets WHERE is_open = 1"
)
_ORDER = " ORDER BY tier_rank, received_at, id LIMIT 50"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.sqlite"
        migrate(f"sqlite:///{path}")
        raw = sqlite_module().connect(str(path), isolation_level=None)
        fill(raw)
        raw.execute("PRAGMA synchronous=FULL")
        store = open_store(f"sqlite:///{path}")
        print(f"{'operation':<22}{'ours, ms':>10}{'raw, ms':>10}{'ratio':>8}")
        for name, ours, plain in pairs(store, raw):
            mine, theirs = median(ours), median(plain)
            print(f"{name:<22}{mine:>10.3f}{theirs:>10.3f}{mine / theirs:>8.1f}")
        store.close()
        raw.close()


def pairs(store: Store, raw: Any) -> list[tuple[str, Callable[[], object], Callable[[], object]]]:
    """Return what is compared: a name, our way, the bare way."""
    context = Context(me=1, now=NOW, zone=UTC)
    opened = parse("is:open").query
    with store.read() as connection:
        after = queue.page(connection, opened, context, limit=50).after
    actor = Actor(staff_id=StaffId(1), name="Bench", role=Role.LEAD)
    edge = raw.execute(f"SELECT tier_rank, received_at, id FROM tickets WHERE is_open = 1{_ORDER}").fetchall()[-1]

    def first() -> object:
        with store.read() as connection:
            return queue.page(connection, opened, context, limit=50)

    def following() -> object:
        with store.read() as connection:
            return queue.page(connection, opened, context, after=after, limit=50)

    def ticket() -> object:
        with store.read() as connection:
            return tickets.detail(connection, 4_321, 1), tickets.messages_of(connection, 4_321)

    def change() -> object:
        command = Command(kind="assign", actor=actor, at=NOW)
        return store.apply(command, lambda unit: unit.change_ticket(77, "assigned", {"owner_id": 1, "owner_key": 1}))

    def raw_following() -> object:
        return raw.execute(f"{_PAGE} AND (tier_rank, received_at, id) > (?, ?, ?){_ORDER}", edge).fetchall()

    def raw_ticket() -> object:
        head = raw.execute("SELECT * FROM tickets WHERE id = 4321").fetchall()
        joined = (
            "SELECT m.*, v.body FROM ticket_spans s JOIN messages m ON m.id = s.message_id JOIN message_versions v"
            " ON v.message_id = m.id AND v.n = m.versions WHERE s.ticket_id = 4321"
        )
        return head, raw.execute(joined).fetchall()

    def raw_change() -> object:
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE tickets SET owner_id = 1, owner_key = 1, version = version + 1 WHERE id = 78")
        raw.execute("INSERT INTO schema_info (name, value) VALUES (?, '')", (str(time.perf_counter_ns()),))
        return raw.execute("COMMIT")

    return [
        ("first page of open", first, lambda: raw.execute(_PAGE + _ORDER).fetchall()),
        ("next page", following, raw_following),
        ("open a ticket", ticket, raw_ticket),
        ("a durable change", change, raw_change),
    ]


def fill(raw: Any) -> None:
    """Fill the database by bare SQL in the shape that the store writes."""
    start = int((NOW - timedelta(days=900)).timestamp()) * 1_000_000
    raw.execute("PRAGMA synchronous=OFF")
    raw.execute("BEGIN")
    raw.execute("INSERT INTO staff (id, gid, login, name, role) VALUES (1, 'g', 'b', 'Bench', 'lead')")
    raw.execute(
        "INSERT INTO conversations (id, gid, channel_kind, external_key, started_at, last_message_at)"
        " VALUES (1, 'c', 'email', 'k', 0, 0)"
    )
    rows = (
        (
            n,
            f"t{n:031}",
            n,
            f"Ticket {n} about orders",
            "open" if n % 8 == 0 else "closed",
            n % 8 == 0,
            1 + n % 4,
            start + n * 700_000_000,
        )
        for n in range(1, TICKETS + 1)
    )
    raw.executemany(
        "INSERT INTO tickets (id, gid, number, conversation_id, channel_kind, subject, status, is_open, tier_rank,"
        " received_at, updated_at, last_message_at) VALUES (?1, ?2, ?3, 1, 'email', ?4, ?5, ?6, ?7, ?8, ?8, ?8)",
        rows,
    )
    for n in range(4_300, 4_330):
        for k in range(3):
            key = n * 8 + k
            raw.execute(
                "INSERT INTO messages (id, gid, conversation_id, direction, sent_at, received_at, problems)"
                f" VALUES ({key}, 'm{key}', 1, 'in', {start}, {start}, '[]')"
            )
            raw.execute(f"INSERT INTO message_versions (message_id, n, at, body) VALUES ({key}, 1, 0, 'text of it')")
            raw.execute(f"INSERT INTO ticket_spans (ticket_id, message_id, position) VALUES ({n}, {key}, {k})")
    raw.execute("UPDATE tickets SET event_n = 0")
    raw.execute("COMMIT")
    raw.execute("ANALYZE")


def median(work: Callable[[], object], times: int = 60) -> float:
    """Return the median milliseconds of some repetitions after a warm-up."""
    for _ in range(5):
        work()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1_000)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
