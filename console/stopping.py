"""Stopping a question that nobody waits for any more: the one who asked and the one who answers meet here.

The runner gives each reading call a Stop; the store holds the connection to it while it reads. Whoever drops the call
stops it, and a search that would have read for seconds ends at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Stop:
    """Whether one call is still waited for, and how to interrupt what it is reading."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._interrupts: list[Callable[[], object]] = []
        self._asked = False

    @property
    def asked(self) -> bool:
        """Return whether nobody waits any more."""
        return self._asked

    def now(self) -> None:
        """Interrupt what is being read; safe from any thread, and where nothing is read."""
        with self._lock:
            self._asked = True
            for interrupt in self._interrupts:
                interrupt()

    @contextmanager
    def over(self, interrupt: Callable[[], object]) -> Iterator[None]:
        """Hold a way to interrupt for as long as it may be used: a connection is given on to others afterwards."""
        with self._lock:
            self._interrupts.append(interrupt)
        try:
            yield
        finally:
            with self._lock:
                self._interrupts.remove(interrupt)


_present: ContextVar[Stop | None] = ContextVar("stop", default=None)


def present() -> Stop | None:
    """Return the stop of the call that this thread works for, or None."""
    return _present.get()


@contextmanager
def heard(stop: Stop) -> Iterator[None]:
    """Make a stop the present one."""
    token = _present.set(stop)
    try:
        yield
    finally:
        _present.reset(token)
