"""The first rows of the queue, read by the driver alone while the library of SQL is still being loaded. It only reads.

Whatever is out of the ordinary gives nothing: opening the store follows in any case, and it is that which tells.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from console.query import Query
from console.records.glance import Glance
from console.store import driver
from console.store.queries import queue
from console.store.queries.filters import Context
from console.store.sql import Plain, Sql, ask
from console.store.version import HEAD

_START = "sqlite:///"
_WAIT_MS = 200  # behind another writer; the store waits longer


def glance(url: str, *, login: str, query: Query, now: datetime, limit: int) -> Glance | None:
    """Return whose desk it is and the first rows of a query, or None where that is not to be had at once.

    It is had of a SQLite file of the present schema that may be written, for a person who is known there.
    """
    path = _ordinary(url)
    if path is None:
        return None
    with suppress(driver.sqlite_module().Error), _reading(path) as connection:
        steps = ask(connection, Sql("SELECT version_num FROM alembic_version"))
        person = ask(connection, Sql("SELECT id, name, role FROM staff WHERE login = ?", (login,)))
        if steps != [(HEAD,)] or not person:
            return None
        asked = Sql("SELECT name, value FROM settings WHERE name IN ('company_name', 'policy_tz')")
        settings = {name: json.loads(value) for name, value in ask(connection, asked)}
        me, name, role = person[0]
        against = Context(me=me, now=now, zone=_zone(str(settings.get("policy_tz") or "")))
        page = queue.page(connection, query, against, limit=limit)
        return Glance(
            company=str(settings.get("company_name") or ""),
            zone=str(settings.get("policy_tz") or ""),
            person=name,
            role=role,
            rows=page.rows,
        )
    return None


def _zone(name: str) -> tzinfo:
    """Return the zone in which days are cut: UTC until one is set."""
    with suppress(ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(name) if name else UTC
    return UTC


def _ordinary(url: str) -> Path | None:
    """Return the file of a URL that leads to one which is there and may be written, and needs no parsing."""
    written = url.removeprefix(_START)
    if written == url or any(mark in written for mark in "?%#") or written.startswith(("//", "\\\\")):
        return None
    path = Path(written)
    return path if path.is_file() and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else None


@contextmanager
def _reading(path: Path) -> Iterator[Plain]:
    """Give a connection that sees one state."""
    connection = driver.connect(path, "mode=rw")
    try:
        connection.execute(f"PRAGMA busy_timeout={_WAIT_MS}")
        connection.execute("PRAGMA query_only=ON")
        connection.execute("BEGIN")
        yield Plain(connection)
        connection.execute("ROLLBACK")
    finally:
        connection.close()
