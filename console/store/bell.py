"""The bell of a team's database: a desk hears at once that somebody wrote, and looks into the change table.

A NOTIFY inside a transaction makes every commit of the database wait in one line. So none stands there: whoever wrote
rings afterwards, on a connection of the bell's own that waits for no disk, once for all that was written in a moment.
It carries numbers only and is a hint: the change table is the truth, so a ring that is lost costs time, nothing else.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from console.records.live import HERE, WRITTEN
from console.store.cutting import cut

_GATHER_S = 0.02  # what is written within it is rung for once, and what is heard within it is told once
_WAITS_S = (0.5, 1.0, 2.0, 5.0)
_REST_S = 20.0
_PATIENCE_S = 1.0
Heard = Callable[[str], None]


class Bell:
    """Rings for others and hears them, in a thread of its own. Where it is not heard, the desk looks by itself."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._heard: Heard = _nobody
        self._thread: threading.Thread | None = None
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._due: dict[str, int] = {}
        self._connection: Any = None
        self._wake: socket.socket | None = None
        self.listens = False
        """Whether the connection stands; what is written elsewhere is heard then."""

    def start(self, heard: Heard) -> None:
        """Begin to listen; `heard` is called on the bell's thread with the channel, and whenever it listens anew."""
        self._heard = heard
        if self._thread is None and not self._ending.is_set():
            self._wake, woken = socket.socketpair()
            self._wake.setblocking(False)
            woken.setblocking(False)
            self._thread = threading.Thread(target=self._run, args=(woken,), name="bell", daemon=True)
            self._thread.start()

    def rest(self) -> None:
        """Tell nobody any more what is heard."""
        self._heard = _nobody

    def ring(self, channel: str, number: int) -> None:
        """Let the other desks hear; safe from any thread, and it never waits. Before `start` nobody is told."""
        if self._thread is not None:
            with self._lock:
                self._due[channel] = number
            self._stir()

    def stop(self) -> None:
        """End the thread and its connection."""
        self._ending.set()
        self._heard = _nobody
        self._stir()
        thread, self._thread = self._thread, None
        if thread is not None:
            thread.join(_PATIENCE_S)
            if thread.is_alive() and self._connection is not None:
                cut(self._connection)  # it waits for a server that does not answer
            thread.join()
        if self._wake is not None:
            self._wake.close()

    def _stir(self) -> None:
        if self._wake is not None:
            with contextlib.suppress(OSError):  # full or closed: it stirs already, or has ended
                self._wake.send(b"\0")

    def _run(self, woken: socket.socket) -> None:
        waits = iter(_WAITS_S)
        with woken:
            while not self._ending.is_set():
                with (
                    contextlib.suppress(SQLAlchemyError, self._engine.dialect.loaded_dbapi.Error, OSError),
                    self._connected() as connection,
                ):
                    waits = iter(_WAITS_S)
                    self._listen(connection, woken)
                self.listens = False
                self._ending.wait(next(waits, _WAITS_S[-1]))

    @contextlib.contextmanager
    def _connected(self) -> Iterator[Any]:
        pooled = self._engine.raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()  # no reading waits for a place in the pool that the bell holds
        self._connection = connection
        try:
            connection.autocommit = True
            connection.execute("SET synchronous_commit = off")
            for channel in (WRITTEN, HERE):
                connection.execute(f"LISTEN {channel}")
            yield connection
        finally:
            self._connection = None
            connection.close()

    def _listen(self, connection: Any, woken: socket.socket) -> None:
        self.listens = True
        self._heard(WRITTEN)  # what was written while nobody listened
        due, told_at = set[str](), 0.0  # any login may ring as often as it likes, with whatever words
        with selectors.DefaultSelector() as watch:
            watch.register(connection.fileno(), selectors.EVENT_READ)
            watch.register(woken, selectors.EVENT_READ)
            while not self._ending.is_set():
                stirred = watch.select(_GATHER_S if due else _REST_S)
                if not stirred and not due:
                    connection.execute("SELECT 1")  # a link that is half open says nothing by itself
                if any(key.fileobj is woken for key, _ in stirred):
                    self._ring_now(connection, woken)
                own = connection.info.backend_pid
                due |= {note.channel for note in connection.notifies(timeout=0) if note.pid != own}
                if due and time.monotonic() - told_at >= _GATHER_S:
                    for channel in sorted(due):
                        self._heard(channel)
                    due, told_at = set(), time.monotonic()

    def _ring_now(self, connection: Any, woken: socket.socket) -> None:
        time.sleep(_GATHER_S)
        with contextlib.suppress(BlockingIOError):
            while woken.recv(4096):
                pass
        with self._lock:
            due, self._due = self._due, {}
        for channel, number in due.items():
            connection.execute("SELECT pg_notify(%s, %s)", (channel, str(number)))


def _nobody(_channel: str) -> None:
    """Hear nothing."""
