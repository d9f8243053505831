"""The driver's errors as faults of the world, in one place. What is none of them stays an error, a bug of ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from console.faults import Conflict, Damaged, Known, Locked, NotAllowed, Unreachable

_LOST = ("08", "57P01", "57P02", "57P03")
_LOCKED = ("55P03", "57014", "25P03")
_MET = ("40P01", "40001")
_REFUSED = {"42501": "database_refused", "25006": "database_read_only"}


@contextmanager
def told() -> Iterator[None]:
    """Turn errors of the driver into faults. Raises Locked, Unreachable, Damaged, NotAllowed or Known."""
    try:
        yield
    except PoolTimeout as error:
        raise Locked("database_locked") from error
    except DBAPIError as error:
        fault = _fault(error)
        if fault is None:
            raise
        raise fault from error


def _fault(error: DBAPIError) -> Known | None:
    state = getattr(error.orig, "sqlstate", None)
    text = str(error.orig).casefold()
    if state is not None:
        return _by_state(str(state))
    if error.connection_invalidated or (isinstance(error, OperationalError) and "connection" in text):
        return Unreachable("database_unreachable")
    return _by_text(text)


def _by_state(state: str) -> Known | None:
    if state.startswith(_LOST[0]) or state in _LOST:
        return Unreachable("database_unreachable")
    if state in _MET:
        return Conflict("database_locked")
    if state in _LOCKED:
        return Locked("database_locked")
    if state in _REFUSED:
        return NotAllowed(_REFUSED[state])
    return Known("disk_full") if state == "53100" else None


def _by_text(text: str) -> Known | None:
    for words, fault in (
        (("database is locked", "database table is locked"), Locked("database_locked")),
        (("interrupted",), Locked("interrupted")),
        (("malformed", "not a database", "corrupt"), Damaged("database_damaged")),
        (("unable to open",), Unreachable("database_cannot_open")),
        (("readonly", "read-only"), NotAllowed("database_read_only")),
        (("disk is full", "disk full"), Known("disk_full")),
        (("disk i/o error",), Damaged("disk_error")),
        (("timeout", "could not", "failed to resolve", "server closed"), Unreachable("database_unreachable")),
    ):
        if any(word in text for word in words):
            return fault
    return None
