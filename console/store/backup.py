"""Backups of a local database: made through SQLite's own copying, verified, renamed into place, seven days kept."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.faults import BadInput, Damaged
from console.store.engine import sqlite_module

KEPT = 7
_SUFFIX = ".sqlite"


def make_backup(source: Path, folder: Path, *, label: str = "daily", now: datetime | None = None) -> Path:
    """Copy a database into `folder`, prove the copy whole, and return its path. Old copies of the label are removed.

    Raises BadInput ("no_such_file"), Damaged ("backup_not_whole").
    """
    if not source.is_file():
        raise BadInput("no_such_file", file=str(source))
    folder.mkdir(parents=True, exist_ok=True)
    stamp = (now or datetime.now(UTC)).strftime("%Y%m%dT%H%M%SZ")
    target = folder / f"{source.stem}-{label}-{stamp}{_SUFFIX}"
    _copy(source, target)
    for old in sorted(folder.glob(f"{source.stem}-{label}-*{_SUFFIX}"))[:-KEPT]:
        old.unlink()
    return target


def make_daily(source: Path, folder: Path, *, now: datetime) -> Path | None:
    """Make today's backup unless there is one; return it where it was made."""
    day = now.astimezone(UTC).strftime("%Y%m%d")
    if not source.is_file() or any(folder.glob(f"{source.stem}-daily-{day}T*{_SUFFIX}")):
        return None
    return make_backup(source, folder, now=now)


def list_backups(source: Path, folder: Path) -> tuple[Path, ...]:
    """Return the backups of a database, newest first."""
    found = folder.glob(f"{source.stem}-*{_SUFFIX}")
    return tuple(sorted(found, key=lambda path: path.stat().st_mtime_ns, reverse=True))


def restore(saved: Path, target: Path) -> Path | None:
    """Put a backup in the place of a database; what stood there is kept beside it and returned.

    Raises BadInput ("no_such_file"), Damaged ("backup_not_whole").
    """
    if not saved.is_file():
        raise BadInput("no_such_file", file=str(saved))
    incoming = target.with_name(f".{target.name}.incoming")
    _copy(saved, incoming)
    kept: Path | None = None
    if target.exists():
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        kept = target.with_name(f"{target.stem}-replaced-{stamp}{_SUFFIX}")
        _copy(target, kept, verify=False)
    for rest in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + rest).unlink(missing_ok=True)
    incoming.replace(target)
    _sync(target.parent)
    return kept


def _copy(source: Path, target: Path, *, verify: bool = True) -> None:
    driver = sqlite_module()
    partial = target.with_name(f".{target.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        reading = driver.connect(f"file:{_quoted(source)}?mode=ro", uri=True)
        try:
            writing = driver.connect(str(partial))
            try:
                reading.backup(writing)
                writing.execute("PRAGMA journal_mode=DELETE")
                if verify:
                    _prove(reading, writing)
            finally:
                writing.close()
        finally:
            reading.close()
    except driver.DatabaseError as error:
        partial.unlink(missing_ok=True)
        raise Damaged("backup_not_whole", file=source.name) from error
    except Damaged:
        partial.unlink(missing_ok=True)
        raise
    with partial.open("rb+") as file:
        os.fsync(file.fileno())
    partial.replace(target)
    _sync(target.parent)


def _prove(source: Any, copy: Any) -> None:
    if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        raise Damaged("backup_not_whole", file="")
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    tables = [row[0] for row in copy.execute(names)]
    if tables != [row[0] for row in source.execute(names)]:
        raise Damaged("backup_not_whole", file="")
    for table in tables:
        if table.startswith("search_index"):
            continue
        count = f'SELECT count(*) FROM "{table}"'  # noqa: S608 - the name comes from the database's own list
        if copy.execute(count).fetchone() != source.execute(count).fetchone():
            raise Damaged("backup_not_whole", file=table)


def _sync(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
