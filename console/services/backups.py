"""Backups of the desk's database: made and proven, listed, restored. A PostgreSQL is its operator's to back up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from console.faults import BadInput, Damaged, Known
from console.services.desk import Desk
from console.store import backup, check, open_store, restoring, standby
from console.store.engine import shown_url, sqlite_path
from console.store.lying import lies_on

DAILY, MANUAL = backup.DAILY, backup.MANUAL
LOCAL, SYNCHRONOUS = standby.LOCAL, standby.SYNCHRONOUS


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupInfo:
    """A backup: `kind` is manual, daily, before-upgrade, or replaced (put aside by a restore). `bytes` is the size."""

    path: Path
    taken_at: datetime
    tickets: int
    bytes: int
    kind: str


def list_backups(desk: Desk) -> tuple[BackupInfo, ...]:
    """Return the backups of the desk's database, newest first; empty where the database is not a local file."""
    return list_of(desk.store.url)


def is_local(desk: Desk) -> bool:
    """Return whether the desk's database is a local file, which this console backs up."""
    return sqlite_path(desk.store.url) is not None


def place(desk: Desk) -> str:
    """Return where the desk's data lies: the file and the folder of its backups, or the URL without its password."""
    path = sqlite_path(desk.store.url)
    return shown_url(desk.store.url) if path is None else f"{path}\n{backup.folder_of(path)}"


def standby_of(url: str) -> str:
    """Return how a database is kept a second time, by `console.store.standby`. Raises as opening it."""
    store = open_store(url, read_only=True)
    try:
        with store.read() as connection:
            return standby.standby(connection)
    finally:
        store.close()


def standby_here(desk: Desk) -> str:
    """Return how the desk's database is kept a second time."""
    with desk.store.read() as connection:
        return standby.standby(connection)


def unsafe_place(url: str) -> str:
    """Return "network" or "synced" where a local database lies in such a folder, which can damage it; else "".

    Raises BadInput.
    """
    path = sqlite_path(url)
    return "" if path is None else lies_on(path)


def list_of(url: str) -> tuple[BackupInfo, ...]:
    """Return the backups of a database that need not be open, newest first. Raises BadInput."""
    path = sqlite_path(url)
    return () if path is None else tuple(_info(saved) for saved in backup.found(path, backup.folder_of(path)))


def make_backup(desk: Desk, kind: str = MANUAL) -> BackupInfo:
    """Make and prove a backup of the desk's database; `kind` "daily" thins out older daily ones.

    The search index is tidied before.
    Raises BadInput ("backup_needs_local", "no_such_file"), Damaged ("backup_not_whole", "backup_has_findings"),
    Known ("disk_full", "system_refused").
    """
    desk.store.tidy()
    return make_of(desk.store.url, kind=kind, now=desk.clock())


def make_of(url: str, *, kind: str = MANUAL, now: datetime, folder: Path | None = None) -> BackupInfo:
    """Make and prove a backup of a database, in `folder` where one is given. Raises as `make_backup`."""
    path = _local(url)
    try:
        return _info(backup.make_backup(path, folder or backup.folder_of(path), kind=kind, now=now))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise Known("system_refused", reason=reason, file=error.filename or path.name) from error


def due(desk: Desk) -> bool:
    """Return whether the daily backup has to be made: none of the last 24 hours is there. Never for PostgreSQL."""
    path = sqlite_path(desk.store.url)
    return path is not None and backup.is_due(path, backup.folder_of(path), now=desk.clock())


def quick_check(desk: Desk) -> None:
    """Look quickly whether the pages of a local database hold. Raises Damaged ("database_damaged")."""
    with desk.store.read() as connection:
        if check.pages_broken(connection):
            raise Damaged("database_damaged")


def prove(path: Path) -> None:
    """Check a backup again, all of it. Raises Damaged."""
    backup.prove(path, path.name)


def restore(url: str, backup_path: Path) -> Path:
    """Put a proven copy of a backup in the database's place; the store must be closed.

    Returns where the file that stood there is kept (the database's own path, where none stood there).
    Raises BadInput ("backup_needs_local", "no_such_file"), NewerSchema, Locked ("database_in_use"),
    Damaged ("backup_not_whole", "backup_has_findings", "no_schema").
    """
    path = _local(url)
    return restoring.restore(backup_path, path) or path


def _local(url: str) -> Path:
    path = sqlite_path(url)
    if path is None:
        raise BadInput("backup_needs_local")
    return path


def _info(saved: backup.Saved) -> BackupInfo:
    return BackupInfo(
        path=saved.path,
        taken_at=saved.taken_at,
        tickets=backup.tickets_in(saved.path),
        bytes=saved.path.stat().st_size,
        kind=saved.kind,
    )
