"""Backups of a local database: made through SQLite's own copying, proven whole, renamed into place, thinned with age.

A copy that is not proven never bears a backup's name. Nothing here changes the database that is copied.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import re
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from console import places
from console.faults import BadInput, Damaged, Known
from console.store import check
from console.store.driver import sqlite_module
from console.store.engine import make_engine
from console.store.version import NUMBER

DAILY, UPGRADE, MANUAL, REPLACED, RESCUED = "daily", "before-upgrade", "manual", "replaced", "rescued"
KEPT_DAYS, KEPT_WEEKS, KEPT_UPGRADES = 7, 4, 3
SUFFIX = ".sqlite"
_REFERENCES = (
    "messages WHERE raw_sha256",
    "message_versions WHERE raw_sha256",
    "message_versions WHERE html_sha256",
    "attachments WHERE sha256",
    "intake_items WHERE raw_sha256",
)
_DAY = timedelta(hours=24)
_AT_WORK_SECONDS = 3_600
_HERE = f"{zlib.crc32(platform.node().encode()):08x}"
_WRITER = re.compile(r"\.partial-([0-9a-f]{8})-(\d+)-\d+")
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(
    rf"-({DAILY}|{UPGRADE}|{MANUAL}|{REPLACED}|{RESCUED})-(\d{{8}}T\d{{6}}Z)(?:-\d+)?{re.escape(SUFFIX)}$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A backup: its file, what it was made for, and when."""

    path: Path
    kind: str
    taken_at: datetime


def folder_of(source: Path) -> Path:
    """Return the folder that holds the backups of this database and of no other."""
    place = hashlib.sha256(str(source.resolve()).encode()).hexdigest()[:8]
    return places.backup_folder() / f"{source.stem}-{place}"


def make_backup(source: Path, folder: Path, *, kind: str = MANUAL, now: datetime | None = None) -> Saved:
    """Copy a database into `folder`, prove the copy whole, and thin out older ones of the kind.

    Raises BadInput ("no_such_file"), Damaged ("backup_not_whole").
    """
    if not source.is_file():
        raise BadInput("no_such_file", file=str(source))
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    taken_at = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    target = free_name(folder, source.stem, kind, taken_at)
    copy(source, target)
    thin(source, folder)
    _clear(source, folder)
    return Saved(path=target, kind=kind, taken_at=taken_at)


def is_due(source: Path, folder: Path, *, now: datetime) -> bool:
    """Return whether no backup of the last 24 hours is there; one dated ahead (a clock set back) does not count."""
    made = [saved.taken_at for saved in found(source, folder) if saved.kind not in (REPLACED, RESCUED)]
    return source.is_file() and not any(timedelta(0) <= now - at < _DAY for at in made)


def found(source: Path, folder: Path) -> tuple[Saved, ...]:
    """Return the backups of a database, newest first, with what earlier restores put aside beside it."""
    known = []
    for place in {folder, source.parent}:
        for path in place.glob(f"{glob_safe(source.stem)}-*{SUFFIX}"):
            said = _NAME.fullmatch(path.name[len(source.stem) :])
            if said and place == (source.parent if said[1] == REPLACED else folder):
                at = datetime.strptime(said[2], _STAMP).replace(tzinfo=UTC)
                known.append(Saved(path=path, kind=said[1], taken_at=at))
    return tuple(sorted(known, key=lambda saved: (saved.taken_at, saved.path.name), reverse=True))


def thin(source: Path, folder: Path) -> None:
    """Keep seven daily backups and the last of each of four weeks, three from before upgrades, every manual one."""
    saved = found(source, folder)
    daily = [one for one in saved if one.kind == DAILY]
    weeks: dict[tuple[int, int], Saved] = {}
    for one in daily:
        weeks.setdefault(one.taken_at.isocalendar()[:2], one)
    kept = {one.path for one in daily[:KEPT_DAYS]} | {one.path for one in list(weeks.values())[:KEPT_WEEKS]}
    kept |= {one.path for one in [one for one in saved if one.kind == UPGRADE][:KEPT_UPGRADES]}
    for one in saved:
        if one.kind in (DAILY, UPGRADE) and one.path not in kept:
            one.path.unlink(missing_ok=True)


def _clear(source: Path, folder: Path) -> None:
    """Delete what a killed copy left: its process is gone, or (of another computer) it has not written for an hour."""
    for partial in folder.glob(f".{glob_safe(source.stem)}-*{SUFFIX}.partial*"):
        with contextlib.suppress(OSError):
            if _is_left(partial.name) or time.time() - partial.stat().st_mtime > _AT_WORK_SECONDS:
                partial.unlink()


def _is_left(name: str) -> bool:
    """Return whether the process of this computer that wrote a copy is known to be gone."""
    by = _WRITER.search(name)
    if os.name != "posix" or by is None or by[1] != _HERE:
        return False
    try:
        os.kill(int(by[2]), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def free_name(folder: Path, stem: str, kind: str, at: datetime) -> Path:
    """Return a name in `folder` that nothing bears yet."""
    bare = f"{stem}-{kind}-{at.astimezone(UTC).strftime(_STAMP)}"
    target, n = folder / f"{bare}{SUFFIX}", 1
    while target.exists():
        n += 1
        target = folder / f"{bare}-{n}{SUFFIX}"
    return target


def rescue(reading: Any, source: Path, at: datetime) -> Path:
    """Copy what an open connection still holds of a deleted file among its backups, proven, and return the copy.

    Raises Damaged ("backup_not_whole"), OSError.
    """
    folder = folder_of(source)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = free_name(folder, source.stem, RESCUED, at)
    _copied(reading, source, target)
    return target


def copy(source: Path, target: Path) -> None:
    """Copy a database under another name, prove the copy, and only then give it the name.

    Raises Damaged ("backup_not_whole").
    """
    with _told(source), _connected(source, "ro") as reading:
        _copied(reading, source, target)


def _copied(reading: Any, source: Path, target: Path) -> None:
    for left in target.parent.glob(f".{glob_safe(target.name)}.partial-*"):
        if _is_left(left.name):
            left.unlink(missing_ok=True)
    partial = target.with_name(f".{target.name}.partial-{_HERE}-{os.getpid()}-{threading.get_native_id()}")
    try:
        with _told(source), _connected(partial, "rwc") as writing:
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode=DELETE")
            leave_access_out(writing)
        prove(partial, source.name)
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def leave_access_out(connection: Any) -> None:
    """Take access data of customers (21) out of a copy, with the bytes they came in: a backup outlives the closing.

    `connection` is open on the copy. What nothing else refers to goes; the pages are written over with zeros.
    """
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'access_requests'").fetchone():
        return
    kept = [row[0] for row in connection.execute("SELECT secret FROM access_requests WHERE secret IS NOT NULL")]
    if not kept:
        return
    connection.execute("PRAGMA secure_delete=ON")
    connection.execute("BEGIN")
    connection.execute("UPDATE access_requests SET secret = NULL")
    for sha256 in sorted({name for one in kept for name in _bytes_behind(one)}):
        used = any(connection.execute(f"SELECT 1 FROM {where} = ?", (sha256,)).fetchone() for where in _REFERENCES)  # noqa: S608 - names of our own
        if not used:
            connection.execute("DELETE FROM blobs WHERE sha256 = ?", (sha256,))
    connection.execute("COMMIT")


def _bytes_behind(kept: bytes) -> set[str]:
    """Return the names of the files that hidden access data came in."""
    found = json.loads(kept)
    names = {one[name] for one in found["messages"] for name in ("raw", "html_sha256", "raw_sha256")}
    names |= {value for _, _, column, value in found["before"] if column == "raw_sha256"}
    return {str(name) for name in names if name}


def prove(path: Path, name: str) -> None:
    """Check a database that nobody writes: pages, indexes, references, and each ticket's chain of events.

    Raises Damaged ("backup_not_whole").
    """
    with _told(Path(name)), _connected(path, "ro") as connection:
        if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise Damaged("backup_not_whole", file=name)
        number = number_in(connection)
    if number != NUMBER:  # another schema: its chains are checked by the program that knows it
        return
    engine = make_engine(f"sqlite:///{path}", read_only=True)
    try:
        with engine.connect() as checked:
            findings = check.contents(checked)
    finally:
        engine.dispose()
    if findings:
        raise Damaged("backup_has_findings", file=name, finding=str(findings[0]))


def number_in(connection: Any) -> str | None:
    """Return the schema's number of an open database, or None where it is no database of ours."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'schema_info'").fetchone():
        return None
    row = connection.execute("SELECT value FROM schema_info WHERE name = 'schema'").fetchone()
    return None if row is None else str(row[0])


def tickets_in(path: Path) -> int:
    """Return how many tickets a database holds; 0 where it cannot be read."""
    try:
        with _connected(path, "ro") as connection:
            return int(connection.execute("SELECT count(*) FROM tickets").fetchone()[0])
    except sqlite_module().DatabaseError:
        return 0


def sync_folder(folder: Path) -> None:
    """Make a new name in a folder last through a power cut, where the system can."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def glob_safe(name: str) -> str:
    """Return a file's name as a pattern that means nothing but itself."""
    return re.sub(r"([*?\[])", r"[\1]", name)


@contextlib.contextmanager
def _connected(path: Path, mode: str) -> Iterator[Any]:
    quoted = str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    connection = sqlite_module().connect(f"file:{quoted}?mode={mode}", uri=True, isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


@contextlib.contextmanager
def _told(source: Path) -> Iterator[None]:
    try:
        yield
    except sqlite_module().DatabaseError as error:
        if "disk is full" in str(error):
            raise Known("disk_full") from error
        raise Damaged("backup_not_whole", file=source.name) from error
