"""Engines: how the console speaks to SQLite and to PostgreSQL. Every connection is set up and checked here.

SQLite comes through pysqlite3, which carries a sound library; where there is no such package the standard module is
used, with the journal that the library's faults do not touch. Transactions are begun by us, never by the driver.
"""

from __future__ import annotations

import contextlib
import os
import select
import time
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, InvalidatePoolError

from console.faults import BadInput, Unreachable
from console.store import driver, hosts
from console.store.driver import is_sound, sqlite_module
from console.store.file_guard import FileGuard
from console.store.room import Room

_REST_S, _PING_S = 15.0, 3.0  # after a longer rest a server is asked whether it still is there, and not for long
_NETWORK_STARTS = ("//", "\\\\")
_POSTGRES = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8_000,
    "application_name": "clausedesk",
    "options": "-c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"
    " -c work_mem=32MB",  # the hits of a common word, one bit each; with less, whole pages are read again word by word
}


_SECRETS = ("password", "sslpassword", "oauth_client_secret")
_NOT_IN_CLEAR = "!password,!md5"
_ANY = "*"  # no name of a computer

_OWN_ROOT = Path.home() / ".postgresql" / "root.crt"
"""Where libpq looks for a person's own authorities."""


def make_engine(url: str, *, read_only: bool = False, guard: FileGuard | None = None) -> Engine:
    """Return an engine for a URL; a file that may not be written is opened for reading.

    With a guard the file must be there and stay the one that it is; without, it is made where there is none.
    Raises BadInput for a URL that is none or a path on a network.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "sqlite":
        return _reading(parsed) if read_only or only_readable(url) else _writing(parsed, guard)
    if parsed.get_backend_name() == "postgresql":
        return _postgres(parsed, read_only=read_only)
    raise BadInput("bad_database_url")


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a PostgreSQL database is and under which login, as it may be shown."""

    host: str
    login: str
    shown: str
    has_password: bool


def address_of(url: str) -> Address | None:
    """Return the address in a PostgreSQL URL, or None for another database. Raises BadInput."""
    parsed = _parsed(url)
    if parsed.get_backend_name() != "postgresql":
        return None
    several, shown = hosts.listed(parsed), hosts.together(parsed)
    return Address(
        host=several[0][0] if several else parsed.host or "",
        login=parsed.username or "",
        shown=shown,
        has_password=parsed.password is not None or any(name in parsed.query for name in _SECRETS),
    )


def with_password(url: str, password: str) -> str:
    """Return the URL with a password in it, to be opened and never to be kept. Raises BadInput."""
    return _parsed(url).set(password=password).render_as_string(hide_password=False)


def is_own_host(host: str) -> bool:
    """Return whether a host is this computer: a socket in the file system, or the loopback address."""
    if not host or host.startswith(("/", "@")) or host.casefold() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def secured(parsed: URL) -> dict[str, str]:
    """Return how a connection is secured: another computer has to prove who it is, unless the URL says otherwise.

    One host of several that is another computer is enough. Nobody is told a password in clear, not even this computer:
    what listens there may be the end of a tunnel.
    """
    if all(is_own_host(one) for one in _reached(parsed)):
        return {"require_auth": _NOT_IN_CLEAR}
    given = {"sslmode": "verify-full", "require_auth": "scram-sha-256"}
    if parsed.query.get("sslmode", "verify-full") != "verify-full":
        return given  # libpq takes the authorities of the system only together with this
    return given if _OWN_ROOT.exists() else {**given, "sslrootcert": "system"}


def must_prove(url: str) -> bool:
    """Return whether the server of a URL has to prove that it is the one that is named in it. Raises BadInput."""
    parsed = _parsed(url)
    return {**secured(parsed), **parsed.query}.get("sslmode") == "verify-full"


def _reached(parsed: URL) -> list[str]:
    """Return the hosts that libpq would connect to; a service of libpq's own file may name any."""
    asked, around = ([*_listed(parsed, name)] for name in ("host", "hostaddr")), os.environ
    named, numbers = asked
    named += [parsed.host] if parsed.host else []
    named = named or [around.get("PGHOST", "")]
    numbers = numbers or [around.get("PGHOSTADDR", "")]
    elsewhere = [_ANY] if parsed.query.get("service") or around.get("PGSERVICE") else []
    every = [one for listed in (*named, *numbers) for one in listed.split(",")]
    return [*elsewhere, *(one if is_own_host(one) else one.partition(":")[0] for one in every)]


def _listed(parsed: URL, name: str) -> tuple[str, ...]:
    found = parsed.query.get(name, ())
    return (found,) if isinstance(found, str) else tuple(found)


def only_looking(url: str) -> Any:
    """Return a connection of its own that reads a SQLite file as it lies on the disk by now. Raises Unreachable."""
    try:
        return driver.connect(_local_path(_parsed(url)), "mode=ro")
    except sqlite_module().Error as error:
        raise Unreachable("database_cannot_open") from error


def shown_url(url: str) -> str:
    """Return a URL without its password, and without the copy that reports are read from. Raises BadInput."""
    return hosts.alone(_parsed(url)).difference_update_query(_SECRETS).render_as_string(hide_password=True)


def copy_of(url: str) -> str | None:
    """Return the URL of the copy that reports are read from, or None where none is named. Raises BadInput."""
    parsed = _parsed(url)
    found = hosts.copy_of(parsed) if parsed.get_backend_name() == "postgresql" else None
    return None if found is None else found.render_as_string(hide_password=False)


def with_copy(url: str, place: str) -> str:
    """Return the URL as it was written with the copy for reports (HOST or HOST:PORT) in it. Raises BadInput."""
    if not hosts.is_place(place):
        raise BadInput("bad_reports_place", place=place)
    return f"{url}{'&' if '?' in url else '?'}{hosts.REPORTS}={place}"


def copy_place(url: str) -> str:
    """Return where the copy for reports is (HOST or HOST:PORT), or "". Raises BadInput."""
    return hosts.copy_place(_parsed(url))


def _parsed(url: str) -> URL:
    try:
        return make_url(hosts.apart(url))
    except (ArgumentError, ValueError) as error:
        raise BadInput("bad_database_url") from error


def sqlite_path(url: str) -> Path | None:
    """Return the file of a SQLite URL, or None for another database. Raises BadInput."""
    parsed = _parsed(url)
    return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None


def only_readable(url: str) -> bool:
    """Return whether a URL leads to a SQLite file that is there, but may not be written, or its folder may not.

    Beside the file SQLite has to write its journal. Raises BadInput.
    """
    path = sqlite_path(url)
    return path is not None and path.exists() and not (_writable(path) and _writable(path.parent))


def sealed_engine(path: Path) -> Engine:
    """Return an engine over a file that never changes, and that somebody else may have made: nothing in it acts."""

    def connect() -> Any:
        connection = driver.connect(path, "mode=ro&immutable=1")
        for pragma in ("query_only=ON", "mmap_size=0", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    return _pooled(connect)


def _writing(parsed: URL, guard: FileGuard | None) -> Engine:
    path = _local_path(parsed)
    journal = "WAL" if is_sound(sqlite_module().sqlite_version_info) else "TRUNCATE"

    def connect() -> Any:
        if guard is not None:
            guard.before_opening()
        else:
            with contextlib.suppress(OSError):  # what stands there keeps its mode; what cannot be made is told below
                path.touch(mode=0o600, exist_ok=False)
        connection = driver.connect(path, "mode=rwc" if guard is None else "mode=rw")
        connection.execute(f"PRAGMA journal_mode={journal}")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    engine = _pooled(connect)
    if guard is not None:
        _guarded(engine, guard)
    Room(engine)
    return engine


def _guarded(engine: Engine, guard: FileGuard) -> None:
    """Look at the name of the file whenever a connection is taken up; one to a lost file is given up."""

    def connected(connection: Any, record: Any) -> None:
        record.info["file"] = guard.opened(connection)

    def taken(connection: Any, record: Any, _proxy: Any) -> None:
        if not guard.stands(record.info["file"]):
            guard.leave(connection)
            raise DisconnectionError("the file is no longer what it was")  # the pool opens it anew, or tells

    event.listen(engine, "connect", connected)
    event.listen(engine, "checkout", taken)


def _reading(parsed: URL) -> Engine:
    """Return an engine that writes nothing, not even beside the file where that may not be done.

    There SQLite reads only a file that nobody changes: whether that still holds is looked at before each reading.
    """
    path = _local_path(parsed)

    def connect() -> Any:
        return driver.connect(path, "mode=ro&immutable=1" if _rests(path) else "mode=ro")

    def connected(_connection: Any, record: Any) -> None:
        record.info["rested"] = _state(path)

    def taken(_connection: Any, record: Any, _proxy: Any) -> None:
        rested = record.info["rested"]
        if rested is not None and rested != _state(path):
            raise DisconnectionError("the file was written")  # the pool opens it anew

    engine = _pooled(connect)
    event.listen(engine, "connect", connected)
    event.listen(engine, "checkout", taken)
    return engine


def _state(path: Path) -> tuple[int, int] | None:
    """Return what tells one state of a resting file from another; None of a file that may be at work."""
    if not _rests(path):
        return None
    found = path.stat()
    return found.st_mtime_ns, found.st_size


def _rests(path: Path) -> bool:
    """Return whether nothing is at work on a file in a folder that may not be written: no journal lies beside it."""
    if not path.exists() or _writable(path.parent):
        return False
    log, shared, journal = (path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))
    at_work = log.exists() and (shared.exists() or log.stat().st_size > 0)
    return not at_work and not (journal.exists() and journal.stat().st_size > 0)


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _local_path(parsed: URL) -> Path:
    path = parsed.database or ""
    if not path or path == ":memory:":
        raise BadInput("bad_database_url")
    if path.startswith(_NETWORK_STARTS):
        raise BadInput("network_path", path=path)
    return Path(path)


def _pooled(connect: Callable[[], Any]) -> Engine:
    engine = create_engine(
        "sqlite://",
        module=sqlite_module(),
        creator=connect,
        pool_size=5,
        max_overflow=5,
        hide_parameters=True,
        poolclass=QueuePool,
    )
    event.listen(engine, "begin", _begin_deferred)
    return engine


def _begin_deferred(connection: Any) -> None:
    how = connection.get_execution_options().get("clausedesk_begin", "DEFERRED")
    connection.connection.driver_connection.execute(f"BEGIN {how}")


def _postgres(parsed: URL, *, read_only: bool) -> Engine:
    from console.store.waits import Patient, within  # noqa: PLC0415 - a local desk does without that driver

    arguments: dict[str, Any] = {**_POSTGRES, **secured(parsed), **hosts.arguments(parsed, read_only=read_only)}
    if read_only:
        arguments["options"] = f"{arguments['options']} -c default_transaction_read_only=on"
    engine = create_engine(
        parsed.set(drivername="postgresql+psycopg", query={}),
        connect_args=arguments,
        pool_size=5,
        pool_recycle=1_800,
        pool_use_lifo=True,
        hide_parameters=True,
        isolation_level="REPEATABLE READ" if read_only else "READ COMMITTED",
    )

    def left(_connection: Any, record: Any) -> None:
        record.info["left"] = time.monotonic()

    def taken(connection: Any, record: Any, _proxy: Any) -> None:
        rested = time.monotonic() - record.info.get("left", 0.0)
        with within(_PING_S):
            if connection.closed or ((rested > _REST_S or _has_word(connection)) and not _answers(engine, connection)):
                raise InvalidatePoolError("the server is gone")  # the pool connects anew

    def connect(_dialect: Any, _record: Any, given: Any, named: Any) -> Any:
        return Patient.of_engine(engine, Patient.connect(*given, **named))

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "checkin", left)
    event.listen(engine, "checkout", taken)
    return engine


def _has_word(connection: Any) -> bool:
    """Return whether something came in that nobody asked for: the end of the connection, or a notice.

    A server that ends says so; asking it at each reading whether it lives would take as long as the reading.
    """
    if not hasattr(select, "poll"):
        return bool(select.select([connection.fileno()], [], [], 0)[0])
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


def _answers(engine: Engine, connection: Any) -> bool:
    try:
        return bool(engine.dialect.do_ping(connection))
    except engine.dialect.loaded_dbapi.Error:
        return False
