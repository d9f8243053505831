"""A server that is known not to answer: nobody begins to read from it, and who waits for an answer is free at once.

Each reading over a link that is half open would wait for its own deadline, one behind the other on few threads, and
what a window shows would say nothing meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine

from console.faults import Unreachable
from console.store.cutting import cut

_tries: ContextVar[bool] = ContextVar("tries", default=False)


@contextmanager
def trying() -> Iterator[None]:
    """Ask the server all the same: whoever does so finds out whether it is back."""
    token = _tries.set(True)
    try:
        yield
    finally:
        _tries.reset(token)


class Silence:
    """Whether the server of an engine is known not to answer, and what is read from it now. Safe from any thread."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._reading: list[Any] = []
        self._since = ""

    @property
    def is_known(self) -> bool:
        """Return whether nobody reads."""
        return bool(self._since)

    def begin(self, since: str) -> None:
        """From now on nobody reads, and who does is free; an act on its way is left. `since` is an hour in words."""
        from console.store.waits import Patient  # noqa: PLC0415 - a local desk does without that driver

        with self._lock:
            self._since = since
            for connection in Patient.of(self._engine):
                if connection.waits_since is None or connection in self._reading:  # what rests is as dead
                    cut(connection)

    def end(self) -> None:
        """Let everybody read again."""
        self._since = ""

    def require(self) -> None:
        """Raise Unreachable ("not_read_since") where the server is known not to answer, but for who tries that out."""
        if self._since and not _tries.get():
            raise Unreachable("not_read_since", time=self._since)

    @contextmanager
    def over(self, connection: Any) -> Iterator[None]:
        """Hold a driver's connection for as long as it is read from. Raises as `require`."""
        with self._lock:
            self.require()
            self._reading.append(connection)
        try:
            yield
        finally:
            with self._lock:
                self._reading.remove(connection)
