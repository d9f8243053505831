"""The SQLite driver, and a connection of it set up as every one of ours. The library of SQL is not needed here.

SQLite comes through pysqlite3, which carries a sound library; where there is no such package the standard module is
used, with the journal that the library's faults do not touch. Transactions are begun by us, never by the driver.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

BUSY_MS = 5_000


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


def connect(path: Path, how: str) -> Any:
    """Return a connection of the driver to a file, set up as every one of ours; `how` is the query of its URI."""
    name = f"file:{_uri_path(str(path))}?{how}"
    connection = sqlite_module().connect(
        name, uri=True, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    connection.create_function("casefold", 1, _casefold, deterministic=True)
    for pragma in (f"busy_timeout={BUSY_MS}", "foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _casefold(text: str | None) -> str | None:
    return None if text is None else str(text).casefold()


def _uri_path(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
