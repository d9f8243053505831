"""Putting a backup in the place of a local database. At every instant the name holds the old one or the new one, whole.

What stood there is kept beside it. The store must be closed; another program that has the file open is refused.
"""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.faults import BadInput, Damaged, Locked
from console.store import backup
from console.store.driver import sqlite_module
from console.store.version import refuse_newer

_RESTS = ("-wal", "-shm", "-journal")
_HEAD = b"SQLite format 3\0"
_PROCESSES = Path("/proc")


def restore(saved: Path, target: Path) -> Path | None:
    """Put a proven copy of a backup in place; return where the file that stood there is kept (None: there was none).

    Raises BadInput ("no_such_file"), NewerSchema, Damaged ("backup_not_whole", "no_schema"),
    Locked ("database_in_use").
    """
    if not saved.is_file():
        raise BadInput("no_such_file", file=str(saved))
    _refuse_foreign(saved)
    _refuse_in_use(target)
    incoming = target.with_name(f".{target.name}.incoming")
    for rest in ("", *_RESTS):
        incoming.with_name(incoming.name + rest).unlink(missing_ok=True)
    backup.copy(saved, incoming)
    try:
        kept = _put_aside(target) if target.exists() else None
        incoming.replace(target)
    finally:
        incoming.unlink(missing_ok=True)
    backup.sync_folder(target.parent)
    return kept


def holders(path: Path) -> tuple[int, ...]:
    """Return the processes that have the file open, as far as the system shows them to us (Linux, own account)."""
    if not path.exists() or not _PROCESSES.is_dir():
        return ()
    wanted, found = path.stat(), []
    for process in _PROCESSES.glob("[0-9]*"):
        with suppress(OSError):
            for handle in (process / "fd").iterdir():
                with suppress(OSError):
                    if os.path.samestat(handle.stat(), wanted):
                        found.append(int(process.name))
                        break
    return tuple(found)


def _refuse_foreign(saved: Path) -> None:
    driver = sqlite_module()
    try:
        connection = driver.connect(f"{saved.resolve().as_uri()}?mode=ro", uri=True)
        try:
            number = backup.number_in(connection)
        finally:
            connection.close()
    except driver.DatabaseError as error:
        raise Damaged("backup_not_whole", file=saved.name) from error
    if number is None:
        raise Damaged("no_schema")
    refuse_newer(number)


def _refuse_in_use(target: Path) -> None:
    """Raise where somebody holds the file; else leave it as one file, with nothing waiting in a log beside it."""
    if holders(target):
        raise Locked("database_in_use", file=target.name)
    if not target.exists() or not _is_database(target):
        return  # what is no database any more is not opened, for opening it would throw away its log
    driver = sqlite_module()
    connection = driver.connect(f"{target.resolve().as_uri()}?mode=rw", uri=True, timeout=0.5, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")  # in WAL mode this needs the file for itself
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")
    except driver.OperationalError as error:
        if "locked" in str(error):
            raise Locked("database_in_use", file=target.name) from error
    except driver.DatabaseError:
        pass  # a damaged database is what restoring is for: its bytes are put aside as they are
    finally:
        connection.close()


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_HEAD)) == _HEAD


def _put_aside(target: Path) -> Path:
    """Give the present file, and a log of its, a second name beside it; the first name stays until replaced."""
    kept = backup.free_name(target.parent, target.stem, backup.REPLACED, datetime.now(UTC))
    _second_name(target, kept)
    for rest in _RESTS:
        log = target.with_name(target.name + rest)
        if log.exists():  # only beside a file too damaged to be opened above
            _second_name(log, kept.with_name(kept.name + rest))
            log.unlink()
    backup.sync_folder(target.parent)
    return kept


def _second_name(path: Path, other: Path) -> None:
    try:
        os.link(path, other)
    except OSError:  # a file system without second names
        partial: Any = other.with_name(f".{other.name}.partial")
        shutil.copyfile(path, partial)
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(other)
