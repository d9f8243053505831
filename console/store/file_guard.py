"""Whether the file of an open desk is still the one that was opened: gone, moved, or another in its place.

SQLite goes on writing into a file that has lost its name, and nobody would ever see it again. So each use of a
connection begins with a look at the name, and each commit ends with one. What a lost file holds is brought to rest in
it, and kept as a copy among the backups where it was deleted.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.faults import Locked, Unreachable

GONE, DELETED, REPLACED = "database_gone", "database_deleted", "database_replaced"
LOST = frozenset({GONE, DELETED, REPLACED})
"""Codes of what is wrong with the file itself: trying again at once helps nobody."""
_FIRST = "SELECT id FROM commands ORDER BY rowid LIMIT 1"
_LAST = "SELECT id FROM commands ORDER BY rowid DESC LIMIT 1"
_DELETED = " (deleted)"
_SHORTLY_MS = 500
Identity = tuple[int, int]
Rescue = Callable[[Any, Path, datetime], Path]


class FileGuard:
    """The file of one desk. `last` is the newest act that this desk knows to be in it.

    `rescue` writes what an open connection holds to a new file and returns that.
    """

    def __init__(self, path: Path, rescue: Rescue) -> None:
        self.path = path
        self.last = ""
        self.rescued: Path | None = None
        self._rescue = rescue
        self._first = ""
        self._known: Identity | None = None
        self._log: Identity | None = None
        self._lock = threading.Lock()

    def before_opening(self) -> None:
        """Raise Unreachable where there is no file, or where our own journal would be played into another one."""
        at = identity(self.path)
        if at is None:
            raise self._fault(GONE)
        log = self._log_path()
        if self._known not in (None, at) and self._log is not None and identity(log) == self._log and _size(log):
            raise self._fault(REPLACED)

    def opened(self, connection: Any) -> Identity:
        """Remember what was opened, and return its identity. Raises Unreachable where it is not this desk's file."""
        with self._lock:
            at = identity(self.path)
            if at is None:
                raise self._fault(GONE)
            last = _act(connection, _LAST)  # reading it makes the journal, too
            if self._known is None:
                self._first, self.last = _act(connection, _FIRST), last
            elif at != self._known and not self.holds(connection):
                raise self._fault(REPLACED)
            self._known, self._log, self.rescued = at, identity(self._log_path()), None
            return at

    def look(self, connection: Any) -> None:
        """Raise Unreachable where a file that was written over, under the same name, holds another desk."""
        if not self.holds(connection):
            raise self._fault(REPLACED)

    def holds(self, connection: Any) -> bool:
        """Return whether an open database holds the first and the newest act of this desk. Raises Locked."""
        wanted = {one for one in (self._first, self.last) if one}
        marks = ",".join("?" * len(wanted))
        try:
            found = connection.execute(f"SELECT count(*) FROM commands WHERE id IN ({marks})", tuple(wanted))  # noqa: S608 - only marks
            return bool(found.fetchone()[0] == len(wanted))
        except connection.DatabaseError as error:
            if "locked" in str(error):
                raise Locked("database_locked") from error
            return False  # it has no such table, or is no database

    def stands(self, at: Identity) -> bool:
        """Return whether the name still leads to what was opened."""
        return identity(self.path) == at

    def require(self) -> None:
        """Raise Unreachable where the name no longer leads to what was opened: nothing may be committed then."""
        at = identity(self.path)
        if at is None or at != self._known:
            raise self._fault(GONE if at is None else REPLACED)

    def leave(self, connection: Any) -> None:
        """Bring what a lost file holds to rest in it, and copy it to the backups where nobody else can reach it."""
        with self._lock, contextlib.suppress(connection.Error, OSError):
            connection.execute(f"PRAGMA busy_timeout={_SHORTLY_MS}")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            if self.rescued is None and _is_deleted(self.path):
                self.rescued = self._rescue(connection, self.path, datetime.now(UTC))

    def _log_path(self) -> Path:
        return self.path.with_name(self.path.name + "-wal")

    def _fault(self, code: str) -> Unreachable:
        if code == GONE and self.rescued is not None:
            return Unreachable(DELETED, file=str(self.path), copy=str(self.rescued))
        return Unreachable(code, file=str(self.path))


def identity(path: Path) -> Identity | None:
    """Return which file stands under a name; None where none can be seen."""
    try:
        found = os.stat(path)  # noqa: PTH116 - looked at before each use of a connection
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _act(connection: Any, asked: str) -> str:
    try:
        row = connection.execute(asked).fetchone()
    except connection.DatabaseError:  # it has no schema yet
        return ""
    return "" if row is None else str(row[0])


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _is_deleted(path: Path) -> bool:
    """Return whether a file without its name is gone for good; where the system does not tell, it may be."""
    handles = Path("/proc/self/fd")
    if not handles.is_dir():
        return not path.exists()
    name = f"{path.parent.resolve() / path.name}{_DELETED}"
    for one in handles.iterdir():
        with contextlib.suppress(OSError):
            if str(one.readlink()) == name:
                return True
    return False
