"""Room on SQLite for the pages of many rows: each connection of a pool that was given it goes back to the usual."""

from __future__ import annotations

import contextlib
import time
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, event

from console.store.driver import sqlite_module

_WIDE = ("cache_size = -65536", "wal_autocheckpoint = 8000")  # 64 MiB; 32 MiB of log
_USUAL = ("cache_size = -2000", "wal_autocheckpoint = 1000")  # as SQLite has it by itself
_LASTS_S = 30.0  # longer than the next part of an import takes to come
_ROOM, _IS_WIDE = "room", "wide"  # in what the pool keeps beside a connection


class Room:
    """What one pool gave. It lasts until `end`, or until nobody has asked for half a minute.

    A connection goes back when it is left, or when it is taken up again.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lasts = 0.0  # the second until which what was given stays
        event.listen(engine, "connect", self._made)
        event.listen(engine, "checkout", self._taken)
        event.listen(engine, "checkin", self._left)

    def give(self, connection: Connection) -> None:
        """Give a connection room."""
        connection.info[_IS_WIDE] = True
        self._lasts = time.monotonic() + _LASTS_S
        for pragma in _WIDE:
            connection.exec_driver_sql(f"PRAGMA {pragma}")

    def end(self) -> None:
        """Take it back: at once from the connections that rest, from those at work when they are left."""
        self._lasts = 0.0
        pool = self._engine.pool
        with contextlib.ExitStack() as taken:
            for _ in range(pool.checkedin() if isinstance(pool, QueuePool) else 0):
                taken.enter_context(self._engine.connect())

    def _made(self, _driver: Any, record: Any) -> None:
        record.info[_ROOM] = self

    def _taken(self, driver: Any, record: Any, _proxy: Any) -> None:
        self._left(driver, record)

    def _left(self, driver: Any, record: Any) -> None:
        if driver is None or _IS_WIDE not in record.info or time.monotonic() < self._lasts:
            return
        with contextlib.suppress(sqlite_module().Error):  # what is wrong with the file is told where it is read
            for pragma in _USUAL:
                driver.execute(f"PRAGMA {pragma}")
            del record.info[_IS_WIDE]


def widen(connection: Connection) -> None:
    """Give a connection room for the pages of many rows, so that each is written once and not again."""
    connection.info[_ROOM].give(connection)


def narrow(connection: Connection) -> None:
    """Take the room back from every connection of the pool that this one is of."""
    connection.info[_ROOM].end()
