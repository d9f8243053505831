"""The SQLite file of an archive: made with the present schema, filled, stripped of all that acts, and closed for good.

It has tables, plain indexes and the index of the search, no trigger and no view. The same rows give the same bytes
under one release of SQLite: it is written out anew at the end, in the order of its keys. One that grows keeps what was
finished for whoever goes on with it.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from console.faults import Fault
from console.store import schema
from console.store.driver import sqlite_module
from console.store.engine import make_engine

APPLICATION_ID = 0x434C4457  # "CLDW"
USER_VERSION = 1
_WANTED = "TABLE wanted (kind TEXT NOT NULL, key NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID"
_STEPS = "CREATE TABLE steps (name TEXT NOT NULL PRIMARY KEY, told TEXT NOT NULL) WITHOUT ROWID"
_INDEX = ("rebuild", "optimize")
PAUSE_S = 1.0
"""How much work may be lost to a kill while rows are copied; each keeping waits for the disk."""


class Growing:
    """A file that is filled step by step, each written down when it is finished; `filled` where none is left to do."""

    def __init__(self, connection: Connection, *, filled: bool) -> None:
        self.connection, self.filled = connection, filled
        self._kept_at = time.monotonic()
        self._told: dict[str, str] = {}
        if not filled:
            self._told.update((row.name, row.told) for row in connection.execute(text("SELECT name, told FROM steps")))

    def finished(self, step: str) -> str | None:
        """Return what was said when a step was finished, or None where it was not."""
        return self._told.get(step)

    def finish(self, step: str, told: str = "", *, at_once: bool = False) -> None:
        """Write down that a step is finished; it is on the disk within a second of work, or with `at_once` now."""
        self._told[step] = told
        self.connection.execute(text("INSERT INTO steps VALUES (:name, :told)"), {"name": step, "told": told})
        if at_once or time.monotonic() - self._kept_at >= PAUSE_S:
            self.connection.commit()
            self._kept_at = time.monotonic()


@contextmanager
def growing(file: Path, *, anew: bool = False) -> Iterator[Growing]:
    """Give a file to go on filling, or a new one where it is none that can be gone on with.

    With `anew` one that is filled is made again.
    """
    left = _left(file)
    if left is None or (anew and left == "filled"):
        left = None
        remove(file)
        schema.migrate(f"sqlite:///{file}")
    with _at_work(file) as (connection, raw):
        journal = raw.execute("PRAGMA journal_mode").fetchone()[0]
        raw.execute(f"PRAGMA synchronous={'NORMAL' if journal == 'wal' else 'FULL'}")  # whole after a power cut
        if left is None:
            _strip(connection)
            for made in (f"CREATE {_WANTED}", _STEPS):
                connection.exec_driver_sql(made)
            connection.commit()
        grown = Growing(connection, filled=left == "filled")
        yield grown
        if not grown.filled:
            _index(connection)
            for name in ("wanted", "steps"):
                connection.exec_driver_sql(f"DROP TABLE {name}")
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.commit()


@contextmanager
def _at_work(file: Path) -> Iterator[tuple[Connection, Any]]:
    """Give a connection to fill a file, and the driver's own below it."""
    engine = make_engine(f"sqlite:///{file}")
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(clausedesk_begin="IMMEDIATE")
            raw: Any = connection.connection.driver_connection
            raw.execute("PRAGMA foreign_keys=OFF")  # what leads out of the archive stays as it is
            yield connection, raw
    finally:
        engine.dispose()


def _left(file: Path) -> str | None:
    """Return whether a file is "growing" or "filled", where it is sound and has nothing that acts; else None."""
    if not file.is_file() or file.is_symlink():
        return None
    engine = make_engine(f"sqlite:///{file}")
    try:
        with engine.connect() as connection:
            asked = "SELECT count(*) FILTER (WHERE name = 'steps'), count(*) FILTER (WHERE type IN ('trigger', 'view'))"
            growing_, acting = connection.execute(text(f"{asked} FROM sqlite_master")).one()
            filled = connection.execute(text("PRAGMA application_id")).scalar_one() == APPLICATION_ID
            if acting or growing_ == filled or connection.execute(text("PRAGMA quick_check(1)")).scalar_one() != "ok":
                return None
            return "filled" if filled else "growing"
    except (SQLAlchemyError, Fault):
        return None
    finally:
        engine.dispose()


@contextmanager
def filling(file: Path) -> Iterator[Connection]:
    """Make a new file with the schema and give a connection to fill it in one transaction; `closed` makes it whole."""
    remove(file)
    schema.migrate(f"sqlite:///{file}")
    with _at_work(file) as (connection, raw):
        raw.execute("PRAGMA synchronous=OFF")  # it is written out anew at the end, and that is made to last
        raw.execute(f"CREATE TEMP {_WANTED}")
        with connection.begin():
            _strip(connection)
            yield connection
            _index(connection)


def close_for_good(file: Path, target: Path) -> None:
    """Write a filled file out anew as `target`, with no free page and the numbers that say what it is.

    A kill leaves nothing half under that name.
    """
    remove(target)
    made = target.with_name(f"{target.name}.partial")
    remove(made)
    module = sqlite_module()
    with contextlib.closing(module.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={USER_VERSION}")
        connection.execute("VACUUM INTO ?", (str(made),))
    made.rename(target)
    remove(file)


def remove(file: Path) -> None:
    """Remove a file of SQLite with what lies beside it."""
    for rest in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + rest).unlink(missing_ok=True)


def _index(connection: Connection) -> None:
    for act in _INDEX:
        connection.execute(text("INSERT INTO search_index (search_index) VALUES (:act)"), {"act": act})


def _strip(connection: Connection) -> None:
    """Drop triggers, views and indexes with a condition: nothing in the file acts by itself, nor computes."""
    computes = "type = 'index' AND sql LIKE '% WHERE %'"
    asked = text(f"SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view') OR {computes}")  # noqa: S608 - words of ours
    for kind, name in connection.execute(asked).all():
        connection.exec_driver_sql(f'DROP {kind} "{name}"')
