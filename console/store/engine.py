"""Engines: how the console speaks to SQLite and to PostgreSQL. Every connection is set up and checked here.

SQLite comes through pysqlite3, which carries a sound library; where there is no such package the standard module is
used, with the journal that the library's faults do not touch. Transactions are begun by us, never by the driver.
"""

from __future__ import annotations

import contextlib
import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from console.faults import BadInput

BUSY_MS = 5_000
_NETWORK_STARTS = ("//", "\\\\")
_POSTGRES = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8_000,
    "application_name": "clausedesk",
    "options": "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s",
}


def sqlite_module() -> ModuleType:
    """Return the SQLite driver: pysqlite3 where it is installed, else the standard module."""
    try:
        return importlib.import_module("pysqlite3.dbapi2")
    except ImportError:
        return importlib.import_module("sqlite3")


def is_sound(version: tuple[int, ...]) -> bool:
    """Return whether a SQLite library is free of the fault that can damage a database in WAL mode."""
    if version[:2] == (3, 44):
        return version >= (3, 44, 6)
    if version[:2] == (3, 50):
        return version >= (3, 50, 7)
    return version >= (3, 51, 3) and version[:3] != (3, 52, 0)


def make_engine(url: str, *, read_only: bool = False) -> Engine:
    """Return an engine for a URL. Raises BadInput for a URL that is none or a path on a network."""
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, read_only=read_only)
    if parsed.get_backend_name() == "postgresql":
        return _postgres(parsed, read_only=read_only)
    raise BadInput("bad_database_url")


def shown_url(url: str) -> str:
    """Return a URL without its password. Raises BadInput."""
    return _parsed(url).render_as_string(hide_password=True)


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as error:
        raise BadInput("bad_database_url") from error


def sqlite_path(url: str) -> Path | None:
    """Return the file of a SQLite URL, or None for another database. Raises BadInput."""
    parsed = _parsed(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def _sqlite(parsed: URL, *, read_only: bool) -> Engine:
    path = parsed.database or ""
    if not path or path == ":memory:":
        raise BadInput("bad_database_url")
    if path.startswith(_NETWORK_STARTS):
        raise BadInput("network_path", path=path)
    driver = sqlite_module()
    journal = "WAL" if is_sound(driver.sqlite_version_info) else "TRUNCATE"
    name = f"file:{_uri_path(path)}?{'mode=ro' if read_only else 'mode=rwc'}"

    def connect() -> Any:
        if not read_only:
            with contextlib.suppress(OSError):  # what stands there keeps its mode; what cannot be made is told below
                Path(path).touch(mode=0o600, exist_ok=False)
        connection = driver.connect(
            name, uri=True, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False, cached_statements=256
        )
        connection.create_function("casefold", 1, _casefold, deterministic=True)
        for pragma in (f"busy_timeout={BUSY_MS}", "foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON"):
            connection.execute(f"PRAGMA {pragma}")
        if not read_only:
            connection.execute(f"PRAGMA journal_mode={journal}")
            connection.execute("PRAGMA synchronous=FULL")
        return connection

    engine = create_engine(
        "sqlite://",
        module=driver,
        creator=connect,
        pool_size=5,
        max_overflow=5,
        hide_parameters=True,
        poolclass=QueuePool,
    )
    event.listen(engine, "begin", _begin_deferred)
    return engine


def _begin_deferred(connection: Any) -> None:
    how = connection.get_execution_options().get("clausedesk_begin", "DEFERRED")
    connection.connection.driver_connection.execute(f"BEGIN {how}")


def _postgres(parsed: URL, *, read_only: bool) -> Engine:
    arguments: dict[str, Any] = {**_POSTGRES, **dict(parsed.query)}
    if read_only:
        arguments["options"] = f"{arguments['options']} -c default_transaction_read_only=on"
    return create_engine(
        parsed.set(drivername="postgresql+psycopg", query={}),
        connect_args=arguments,
        pool_pre_ping=True,
        pool_size=5,
        pool_recycle=1_800,
        pool_use_lifo=True,
        hide_parameters=True,
        isolation_level="REPEATABLE READ" if read_only else "READ COMMITTED",
    )


def _casefold(text: str | None) -> str | None:
    return None if text is None else str(text).casefold()


def _uri_path(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
