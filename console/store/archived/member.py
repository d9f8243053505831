"""The SQLite file of an archive: made with the present schema, filled, stripped of all that acts, and closed for good.

It has tables, indexes and the index of the search, no trigger and no view. The same rows give the same bytes under one
release of SQLite: it is written out anew at the end, in the order of its keys.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from console.store import schema
from console.store.driver import sqlite_module
from console.store.engine import make_engine

APPLICATION_ID = 0x434C4457  # "CLDW"
USER_VERSION = 1
_WANTED = "CREATE TEMP TABLE wanted (kind TEXT NOT NULL, key NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID"


@contextmanager
def filling(file: Path) -> Iterator[Connection]:
    """Make a new file with the schema and give a connection to fill it in one transaction; `closed` makes it whole."""
    remove(file)
    schema.migrate(f"sqlite:///{file}")
    engine = make_engine(f"sqlite:///{file}")
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(clausedesk_begin="IMMEDIATE")
            raw: Any = connection.connection.driver_connection
            raw.execute("PRAGMA synchronous=OFF")  # it is written out anew at the end, and that is made to last
            raw.execute("PRAGMA foreign_keys=OFF")  # what leads out of the archive stays as it is
            raw.execute(_WANTED)
            with connection.begin():
                _strip(connection)
                yield connection
                connection.execute(text("INSERT INTO search_index (search_index) VALUES ('rebuild')"))
                connection.execute(text("INSERT INTO search_index (search_index) VALUES ('optimize')"))
    finally:
        engine.dispose()


def close_for_good(file: Path, target: Path) -> None:
    """Write a filled file out anew as `target`, with no free page and the numbers that say what it is."""
    remove(target)
    module = sqlite_module()
    with contextlib.closing(module.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={USER_VERSION}")
        connection.execute("VACUUM INTO ?", (str(target),))
    remove(file)


def remove(file: Path) -> None:
    """Remove a file of SQLite with what lies beside it."""
    for rest in ("", "-wal", "-shm", "-journal"):
        file.with_name(file.name + rest).unlink(missing_ok=True)


def _strip(connection: Connection) -> None:
    """Drop triggers and views: nothing in the file acts by itself."""
    asked = text("SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')")
    for kind, name in connection.execute(asked).all():
        connection.exec_driver_sql(f'DROP {kind} "{name}"')
