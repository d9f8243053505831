"""Letters of the team and of a person: what counts now, and every version of one."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select

from console.records.letters import PERSONAL, TEAM, OwnLetter
from console.records.tickets import DraftFile
from console.store.tables.desk import letters
from console.store.tables.people import staff


def latest(connection: Connection, staff_id: int) -> tuple[OwnLetter, ...]:
    """Return the newest version of each letter that this person has: the team's and the own ones; retired ones too."""
    newest: dict[tuple[str, str, str], OwnLetter] = {}
    for row in connection.execute(_asked(staff_id).order_by(letters.c.n)):
        newest[row.scope, row.code, row.language] = _letter(row)
    return tuple(newest.values())


def versions(connection: Connection, staff_id: int, code: str, language: str) -> tuple[OwnLetter, ...]:
    """Return every version of a letter, the newest first; of the team and of this person."""
    asked = _asked(staff_id).where(letters.c.code == code, letters.c.language == language)
    return tuple(_letter(row) for row in connection.execute(asked.order_by(letters.c.at.desc(), letters.c.id.desc())))


def _asked(staff_id: int) -> Select[Any]:
    mine = and_(letters.c.scope == PERSONAL, letters.c.owner_id == staff_id)
    return (
        select(letters, staff.c.name.label("writer"))
        .outerjoin(staff, staff.c.id == letters.c.by_id)
        .where(or_(letters.c.scope == TEAM, mine))
    )


def _letter(row: Any) -> OwnLetter:
    return OwnLetter(
        code=row.code,
        language=row.language,
        scope=row.scope,
        n=row.n,
        channel=row.channel,
        title=row.title,
        clauses=tuple(row.clauses.split()),
        subject=row.subject,
        body=row.body,
        files=tuple(DraftFile(**one) for one in json.loads(row.files or "[]")),
        at=row.at,
        by=row.writer or "",
        active=bool(row.active),
    )
