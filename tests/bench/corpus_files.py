"""What a corpus needs besides to be an archive: files on every fifth ticket, and events whose chains hold.

    attach(path, file_kb=16)

Bytes are thrown anew for each file and not compressible; each is its own. They are kept as the store keeps them.
"""

from __future__ import annotations

import random
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.store import chain, codec
from console.store.driver import sqlite_module

AT = datetime(2026, 11, 24, tzinfo=UTC)
_EVERY, _AT_ONCE = 5, 500


def attach(path: Path, *, file_kb: int) -> None:
    """Fill a corpus that was made, in place."""
    with closing(sqlite_module().connect(str(path), isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous=OFF")
        guards = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in guards:
            raw.execute(f"DROP TRIGGER {name}")
        raw.execute("BEGIN")
        _files(raw, file_kb * 1024)
        _events(raw)
        for _name, sql in guards:
            raw.execute(sql)
        raw.execute("COMMIT")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _files(raw: Any, size: int) -> None:
    dice = random.Random(11)
    count = raw.execute("SELECT max(id) FROM tickets").fetchone()[0] if size else 0
    for start in range(_EVERY, count + 1, _EVERY * _AT_ONCE):
        blobs, rows = [], []
        for ticket in range(start, min(count + 1, start + _EVERY * _AT_ONCE), _EVERY):
            content = dice.randbytes(size)
            blobs.append((codec.digest(content), size, content))
            rows.append((f"a{ticket}", ticket * 4, blobs[-1][0], size))
        raw.executemany("INSERT INTO blobs (sha256, size, content) VALUES (?, ?, ?)", blobs)
        raw.executemany(
            "INSERT INTO attachments (gid, message_id, position, name, media_type, sha256, size)"
            " VALUES (?, ?, 0, 'log.bin', 'application/octet-stream', ?, ?)",
            rows,
        )


def _events(raw: Any) -> None:
    last = 0
    while found := raw.execute(
        "SELECT e.id, e.gid, t.gid FROM events e JOIN tickets t ON t.id = e.ticket_id WHERE e.id > ?"
        f" ORDER BY e.id LIMIT {_AT_ONCE}",
        (last,),
    ).fetchall():
        rows = []
        for key, gid, ticket_gid in found:
            told = chain.event_bytes(
                gid=gid,
                ticket_gid=ticket_gid,
                n=1,
                kind="opened",
                actor="1 Agent 1",
                role="lead",
                command="",
                recorded_at=AT,
                effective_at=AT,
                old="{}",
                new="{}",
                texts=(),
            )
            rows.append((told, chain.FIRST, chain.event_hash(chain.FIRST, told), key))
        raw.executemany("UPDATE events SET hashed = ?, previous = ?, hash = ? WHERE id = ?", rows)
        last = found[-1][0]
