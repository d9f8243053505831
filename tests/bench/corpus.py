"""A desk of any size for measurements: made by SQL alone, in the shape that the store writes, the same at each run.

Five queues would tell no more than one, so there is one. Twenty people, two thousand customers with a license each,
three messages a ticket, an eighth of the tickets open. The texts hold one rare word (some hundred messages), one
common (12 % of the messages), one in 3 %, and starts of words.
"""

from __future__ import annotations

import random
import string
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.store import migrate, search
from console.store.driver import sqlite_module

NOW = datetime(2026, 11, 24, tzinfo=UTC)
STRIDE = 37  # from one ticket that is opened to the next
RARE, COMMON, SECOND, START = "zyxomma", "invoice", "inventory", "inv*"
_END = int(NOW.timestamp()) * 1_000_000
_STEP = 1_000_000 * 60
_TEXTS = 1_000


def make(path: Path, count: int) -> Any:
    """Make the database and return a bare connection to it."""
    migrate(f"sqlite:///{path}")
    raw = sqlite_module().connect(str(path), isolation_level=None, cached_statements=256)
    raw.execute("PRAGMA synchronous=OFF")
    raw.execute("PRAGMA cache_size=-200000")
    raw.execute("BEGIN")
    raw.execute(f"CREATE TEMP TABLE k AS {numbers(count)}")
    _people(raw)
    _tickets(raw)
    _messages(raw)
    _texts(raw, count)
    raw.execute("COMMIT")
    raw.execute("ANALYZE")
    raw.execute("PRAGMA synchronous=FULL")
    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return raw


def numbers(count: int) -> str:
    """Return the question for 1 … count, each with a number as if thrown."""
    counted = f"WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < {count})"
    return f"{counted} SELECT n, (n * 2654435761) % 4294967296 / 7 AS h FROM k"


def _people(raw: Any) -> None:
    raw.executemany(
        "INSERT INTO staff (id, gid, login, name, role) VALUES (?, ?, ?, ?, 'lead')",
        [(n, f"s{n}", f"agent{n}", f"Agent {n}") for n in range(1, 21)],
    )
    few = "FROM (SELECT value AS n FROM json_each(?))"
    numbers = "[" + ",".join(str(n) for n in range(1, 2_001)) + "]"
    raw.execute(f"INSERT INTO customers (id, gid, name) SELECT n, 'c' || n, 'Customer ' || n {few}", (numbers,))
    raw.execute(
        "INSERT INTO licenses (id, gid, license_key, customer_id, plan, product, purchased_at)"
        f" SELECT n, 'l' || n, 'KEY-' || n, n, 'standard', 'Shop', {_END} {few}",
        (numbers,),
    )


def _tickets(raw: Any) -> None:
    raw.execute(
        "INSERT INTO conversations (id, gid, channel_kind, external_key, started_at, last_message_at)"
        f" SELECT n, 'v' || n, 'email', 'k' || n, {_END} - n * {_STEP}, {_END} FROM k"
    )
    raw.execute(
        "INSERT INTO tickets (id, gid, number, conversation_id, customer_id, license_id, channel_kind, subject,"
        " preview, language, status, is_open, tier, tier_rank, owner_id, owner_key, received_at, updated_at,"
        " last_message_at, boundary_key, inbound_n, event_n)"
        " SELECT n, printf('t%031d', n), n, n, 1 + h % 2000, 1 + h % 2000, 'email', 'Ticket ' || n || ' about orders',"
        " 'Good day, the order number ' || h || ' has not arrived although it was paid for.',"
        " iif(h % 5 < 3, 'en', 'ru'), iif(h % 8 = 0, 'open', 'closed'), h % 8 = 0,"
        " CASE h % 3 WHEN 0 THEN 'critical' WHEN 1 THEN 'functional' ELSE 'question' END, 1 + h % 3,"
        f" 1 + h % 20, 1 + h % 20, {_END} - n * {_STEP}, {_END} - h % 1000000, {_END}, {_END} + h, 1, 1 FROM k"
    )
    raw.execute(
        "INSERT INTO events (gid, ticket_id, n, kind, role, command_id, recorded_at, effective_at, old, new, hashed,"
        f" previous, hash) SELECT 'e' || n, n, 1, 'opened', 'lead', '', {_END}, {_END}, '{{}}', '{{}}', x'00', '',"
        " printf('%064d', n)"
        " FROM k"
    )


def _messages(raw: Any) -> None:
    for position in range(3):
        key = f"n * 4 + {position}"
        raw.execute(
            "INSERT INTO messages (id, gid, conversation_id, direction, author_name, author_address, sent_at,"
            f" received_at, problems) SELECT {key}, 'm' || ({key}), n, 'in', 'Ann', 'ann@shop.example',"
            f" {_END} - n * {_STEP} + {position}, {_END}, '[]' FROM k"
        )
        raw.execute(
            "INSERT INTO message_versions (message_id, n, at, subject, body)"
            f" SELECT {key}, 1, {_END}, 'About orders', printf('%.*c', 350, 'x') FROM k"
        )
        raw.execute(f"INSERT INTO ticket_spans (ticket_id, message_id, position) SELECT n, {key}, {position} FROM k")


def pool() -> list[tuple[int, str]]:
    """Return a thousand texts of twelve words, the same at each run."""
    dice = random.Random(7)
    words = ["".join(dice.choices(string.ascii_lowercase, k=7)) for _ in range(20_000)]
    return [(n, " ".join(dice.choices(words, k=12))) for n in range(_TEXTS)]


def _texts(raw: Any, count: int) -> None:
    """Texts of twelve words, taken by turns from a thousand; the words that are looked for stand in by chance."""
    raw.execute("CREATE TEMP TABLE pool (id INTEGER PRIMARY KEY, body TEXT)")
    raw.executemany("INSERT INTO pool VALUES (?, ?)", pool())
    common, second, rare = (search.stem(word) for word in (COMMON, SECOND, RARE))
    rarely = max(1, count * 3 // 106)
    for position in range(1, 4):
        raw.execute(
            f"INSERT INTO search_texts (id, body) SELECT (n << 12) + {position}, pool.body"
            f" || iif((h + {position}) % 25 < 3, ' {common}', '')"
            f" || iif((h / 3 + {position}) % 33 = 0, ' {second}', '')"
            f" || iif((h * 3 + {position}) % {rarely} = 0, ' {rare}', '')"
            f" FROM k JOIN pool ON pool.id = (h / 11 + {position}) % {_TEXTS}"
        )
