"""The driver's errors as faults of the world, in one place. What is none of them stays an error, a bug of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from console.faults import Conflict, Damaged, Known, Locked, NotAllowed, Unreachable
from console.store.driver import sqlite_module

_LOST = ("08", "57P01", "57P02", "57P03")
_LOCKED = ("55P03", "57014", "25P03")
_MET = ("40P01", "40001")
# What libpq says where a connection is not made: there is no code with it. The first words that fit count.
_AT_CONNECT: tuple[tuple[tuple[str, ...], type[Known], str], ...] = (
    (("no password supplied",), NotAllowed, "password_needed"),
    (("password authentication failed", "sasl authentication failed"), NotAllowed, "wrong_password"),
    (("is not permitted to log in", "permission denied for database", "no pg_hba.conf"), NotAllowed, "login_locked"),
    (("too many connections", "remaining connection slots", "too many clients"), Locked, "too_many_connections"),
    (
        ("failed to resolve host", "could not translate host name", "name or service not known"),
        Unreachable,
        "host_unknown",
    ),
    (("root certificate file",), NotAllowed, "certificate_missing"),
    (("does not support ssl", "no encryption", "ssl is not supported"), NotAllowed, "not_encrypted"),
    (("certificate verify failed", "does not match host name", "certificate"), NotAllowed, "certificate_refused"),
    (("unsupported startup parameter",), Unreachable, "pooler_between"),
    (("connection refused",), Unreachable, "server_refused"),
    (("timeout expired", "connection timeout"), Unreachable, "server_silent"),
)
_CONNECTING = ("connection failed", "connection to server", "connection timeout", "connection is bad")
_MISSING = ('database "', "does not exist")
_REFUSED = {"42501": "database_refused", "25006": "database_read_only"}
# What the guards of a team's database say (console/store/team/guards); those of a newer one may say more
_OF_GUARDS = "ZD"
_GUARDED = {
    "ZD001": "not_on_staff",
    "ZD002": "role_may_not",
    "ZD003": "owned_by_other",
    "ZD004": "not_yours",
    "ZD005": "not_without_event",
    "ZD006": "not_as_it_says",
    "ZD007": "written_stays",
    "ZD008": "check_wanted",
    "ZD009": "over_closed",
    "ZD010": "person_left",
}


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
    except sqlite_module().Error as error:  # what the driver raises where a transaction is begun
        known = _by_text(str(error).casefold())
        if known is None:
            raise
        raise known from error


def _fault(error: DBAPIError) -> Known | None:
    state = getattr(error.orig, "sqlstate", None)
    text = str(error.orig).casefold()
    if state in _GUARDED:
        said = _said(error.orig)
        if said.get("part") == "made_at" and "seconds" in said:
            return NotAllowed("clock_differs", minutes=max(1, abs(int(said["seconds"])) // 60))
        return NotAllowed(_GUARDED[state], **said)
    if str(state).startswith(_OF_GUARDS):
        return NotAllowed("database_rule", rule=state)
    where: Any = getattr(error.orig, "diag", None)
    if state == "23514" and where is not None and where.constraint_name == "guard_bounds":
        return NotAllowed("not_as_it_says", part=where.table_name)
    if state is not None:
        return _by_state(str(state))
    if isinstance(error, OperationalError) and (told := _at_connect(text)) is not None:
        return told
    if error.connection_invalidated or (isinstance(error, OperationalError) and "connection" in text):
        return Unreachable("database_unreachable")
    return _by_text(text)


def _said(error: Any) -> dict[str, Any]:
    """Return what a guard says of its refusal."""
    try:
        said = json.loads(error.diag.message_detail or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _at_connect(text: str) -> Known | None:
    """Return why a connection was not made, or None where these words say nothing of it."""
    if not text.startswith(_CONNECTING):
        return Unreachable("host_unknown") if "failed to resolve host" in text else None
    if all(word in text for word in _MISSING):
        return Unreachable("database_missing")
    return next((kind(code) for words, kind, code in _AT_CONNECT if any(word in text for word in words)), None)


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
