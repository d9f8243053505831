"""How long a server is waited for: every question of ours has a deadline, on every system.

What TCP is told of time limits holds on Linux alone, and a link that died without a word is known to nobody else. The
driver waits in short turns of its own, so the deadline stands there; a connection that missed it is given up.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from weakref import WeakKeyDictionary, WeakSet

import psycopg
from psycopg import errors
from sqlalchemy import Engine

PATIENCE_S = 18.0  # longer than the server itself lets a statement run
_TURN_S, _CANCEL_S = 0.1, 2.0
T = TypeVar("T")
_patience: ContextVar[float] = ContextVar("patience", default=PATIENCE_S)
_of: WeakKeyDictionary[Engine, WeakSet[Any]] = WeakKeyDictionary()


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Wait no longer than this for each answer of a server."""
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


class Patient(psycopg.Connection[Any]):
    """A connection that does not wait for ever. Raises OperationalError where the server did not answer in time."""

    waits_since: float | None = None

    def wait(self, gen: Any, interval: float = _TURN_S, timeout: float | None = None) -> Any:
        """Wait for an answer; `timeout` is that of who asks for it himself."""
        self.waits_since = time.monotonic()
        try:
            return super().wait(gen, interval, _patience.get() if timeout is None else timeout)
        except errors._WaitTimeout as late:  # noqa: SLF001 - the driver has no other name for it, and its tests hold it
            if timeout is not None:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError("the server does not answer") from late
        finally:
            self.waits_since = None

    def give_up(self) -> None:
        """Ask the server to end what it does for this connection; a server that does not answer is not waited for.

        The plain way of the driver would keep the whole program waiting for a link that is dead.
        """
        with contextlib.suppress(psycopg.Error):
            self.cancel_safe(timeout=_CANCEL_S)

    @classmethod
    def of_engine(cls, engine: Engine, made: Patient) -> Patient:
        """Keep a connection with the others of its engine."""
        _of.setdefault(engine, WeakSet()).add(made)
        return made

    @classmethod
    def of(cls, engine: Engine) -> tuple[Patient, ...]:
        """Return the connections of an engine."""
        return tuple(_of.get(engine, ()))

    def waited(self) -> float:
        """Return for how many seconds an answer has been waited for; 0 where none is."""
        since = self.waits_since
        return 0.0 if since is None else time.monotonic() - since
