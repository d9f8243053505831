"""What the desk's books say of archives that were made, and of plans by which they are made."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from console.records.archives import ArchiveEntry, ArchivePlan
from console.store import codec
from console.store.tables.ledger import checkpoints
from console.store.tables.people import staff
from console.store.tables.trust import archive_plans, archives, signing_keys

_SIGNERS = staff.alias("signers")
_MOST = 1_000
_RECENT = 20


def entries(connection: Connection, *, most: int = _MOST, plan_id: int | None = None) -> tuple[ArchiveEntry, ...]:
    """Return archives, the newest first; those of one plan, or all."""
    asked = (
        select(
            archives,
            staff.c.name.label("by"),
            _SIGNERS.c.name.label("signer"),
            checkpoints.c.tree_size,
            archive_plans.c.name.label("plan"),
        )
        .select_from(
            archives.outerjoin(staff, staff.c.id == archives.c.staff_id)
            .outerjoin(signing_keys, signing_keys.c.key_id == archives.c.key_id)
            .outerjoin(_SIGNERS, _SIGNERS.c.id == signing_keys.c.staff_id)
            .outerjoin(checkpoints, checkpoints.c.id == archives.c.checkpoint_id)
            .outerjoin(archive_plans, archive_plans.c.id == archives.c.plan_id)
        )
        .order_by(archives.c.id.desc())
        .limit(most)
    )
    if plan_id is not None:
        asked = asked.where(archives.c.plan_id == plan_id)
    return tuple(_entry(row) for row in connection.execute(asked))


def begun(connection: Connection, *, staff_id: int, path: str, query: str) -> tuple[int, int] | None:
    """Return key and version of a person's export to a place that was begun and not ended, or None."""
    row = connection.execute(
        select(archives.c.id, archives.c.version)
        .where(
            archives.c.staff_id == staff_id,
            archives.c.state == "begun",
            archives.c.path == path,
            archives.c.query == query,
        )
        .order_by(archives.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (int(row.id), int(row.version))


def checkpoint_of(connection: Connection, size: int) -> int | None:
    """Return the key of the newest checkpoint over so many leaves, or None."""
    asked = select(checkpoints.c.id).where(checkpoints.c.tree_size == size).order_by(checkpoints.c.id.desc()).limit(1)
    found: int | None = connection.execute(asked).scalar()
    return found


def plans(connection: Connection) -> tuple[ArchivePlan, ...]:
    """Return every plan in the order they were made, with how often it failed since it last succeeded."""
    rows = connection.execute(select(archive_plans).order_by(archive_plans.c.id)).all()
    return tuple(_plan(row, *_failures(connection, row.id)) for row in rows)


def _failures(connection: Connection, plan_id: int) -> tuple[int, str]:
    asked = select(archives.c.state, archives.c.problem).where(archives.c.plan_id == plan_id)
    count, problem = 0, ""
    for state, told in connection.execute(asked.order_by(archives.c.id.desc()).limit(_RECENT)):
        if state == "checked":
            break
        if state == "failed":
            count, problem = count + 1, problem or told
    return count, problem


def _entry(row: Any) -> ArchiveEntry:
    progress = codec.load_dict(row.progress or "{}")
    return ArchiveEntry(
        id=row.id,
        version=row.version,
        query=row.query,
        state=row.state,
        by=row.by or "",
        staff_id=row.staff_id,
        begun_at=row.begun_at,
        written_at=row.written_at,
        path=row.path,
        part=str(progress.get("part", "")),
        removed=bool(progress.get("removed")),
        tickets=row.ticket_count,
        manifest_sha256=row.manifest_sha256,
        key_id=row.key_id,
        signer=row.signer or "",
        checkpoint=row.tree_size or 0,
        problem=row.problem,
        plan_id=row.plan_id,
        plan=row.plan or "",
        recipients=row.recipients,
        redacted=row.redacted,
        file_sha256=str(progress.get("file", "")),
        unsigned=str(progress.get("unsigned", "")),
    )


def _plan(row: Any, failures: int, problem: str) -> ArchivePlan:
    return ArchivePlan(
        id=row.id,
        version=row.version,
        name=row.name,
        query=row.query,
        folder=row.folder,
        every=row.every,
        day=row.day,
        at=row.at,
        recipients=row.recipients,
        redacted=row.redacted,
        keep=row.keep,
        active=bool(row.active),
        next_at=row.next_at,
        set_by=row.set_by,
        set_at=row.set_at,
        reason=row.reason,
        failures=failures,
        problem=problem,
    )
