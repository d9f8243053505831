"""Statements of the library are put together once a process and not once a database: every test has a database of its
own, and putting them together took a sixth of the time of all tests.

Only what was put together is shared, among databases of one kind; each connects and asks its server for itself.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.util import LRUCache

_ROOM = 3_000
_shared: dict[tuple[object, ...], tuple[Any, LRUCache[Any, Any]]] = {}


def share() -> None:
    """Let every database from now on find what another of its kind has put together."""
    event.listen(Engine, "engine_connect", _take)


def _take(connection: Connection) -> None:
    engine, dialect = connection.engine, connection.dialect
    known, made = _shared.setdefault(_kind(dialect), (dialect, LRUCache(_ROOM)))
    if engine._compiled_cache is not made:
        engine.dialect, engine._compiled_cache = known, made
    connection.dialect = known


def _kind(dialect: Any) -> tuple[object, ...]:
    """What a statement of a database can depend on."""
    return (
        type(dialect),
        dialect.loaded_dbapi,
        getattr(dialect, "server_version_info", None),
        getattr(dialect, "default_schema_name", None),
        dialect._on_connect_isolation_level,
    )
