"""What a person announces: a vacation or sick leave (4.4.4), an outage or force majeure (B.6), until it is over.

A notice closes no day and moves no window (A50, A51): it says why an answer may be long in coming.
"""

from __future__ import annotations

from datetime import datetime

from console.faults import BadInput, NotFound
from console.records.base import Json
from console.records.schedules import NOTICES, NoticeRecord
from console.services import company, schedules
from console.services.desk import Desk
from console.store import Unit, codec, tables
from console.store.queries import schedules as kept_schedules


def notices(desk: Desk) -> tuple[NoticeRecord, ...]:
    """Return what was announced and not taken back, the newest first."""
    with desk.store.read() as connection:
        return kept_schedules.notices(connection)


def find(desk: Desk, notice_id: int) -> NoticeRecord:
    """Return a notice by its key, also one that was taken back. Raises NotFound ("no_notice")."""
    with desk.store.read() as connection:
        found = kept_schedules.notice(connection, notice_id)
    if found is None:
        raise NotFound("no_notice", notice=notice_id)
    return found


def announce(
    desk: Desk,
    kind: str,
    *,
    reason: str,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    command_id: str | None = None,
) -> int:
    """Announce one of NOTICES from an instant (now) to another (until it is said to be over); return its key.

    Raises NotAllowed ("lead_only"), BadInput ("notice_unknown", "notice_without_reason", "notice_turned").
    """
    schedules.require_setter(desk)
    begins = desk.clock() if starts_at is None else starts_at
    if kind not in NOTICES:
        raise BadInput("notice_unknown", kind=kind, known=", ".join(NOTICES))
    if not reason.strip():
        raise BadInput("notice_without_reason")
    if ends_at is not None and ends_at <= begins:
        raise BadInput("notice_turned", start=begins.isoformat(), end=ends_at.isoformat())

    def act(unit: Unit) -> Json:
        return unit.insert(
            tables.desk.closures,
            kind=kind,
            starts_at=begins,
            ends_at=ends_at,
            reason=reason.strip(),
            source="",
            confirmed_by=desk.actor.staff_id or None,
            confirmed_at=unit.at,
            void=False,
        )

    done = company.carry(desk.store, "announce", act, actor=desk.actor, at=desk.clock(), command_id=command_id)
    return int(str(done))


def end(desk: Desk, notice: NoticeRecord, *, command_id: str | None = None) -> None:
    """Say that it is over; one that has not begun is taken back. Raises NotAllowed, Stale, NotFound."""
    now = desk.clock()
    _amend(desk, notice, "end_notice", command_id, **({"void": True} if notice.starts_at >= now else {"ends_at": now}))


def put_back(desk: Desk, notice: NoticeRecord) -> None:
    """Let a notice stand as it stood. Raises NotAllowed, NotFound."""
    _amend(desk, find(desk, notice.id), "renew_notice", None, void=False, ends_at=notice.ends_at)


def _amend(desk: Desk, notice: NoticeRecord, what: str, command_id: str | None, **values: object) -> None:
    schedules.require_setter(desk)

    def act(unit: Unit) -> Json:
        unit.amend(tables.desk.closures, notice.id, expected=notice.version, **values)
        return {"notice": notice.id, "old": codec.plain(notice.ends_at)}

    company.carry(desk.store, what, act, actor=desk.actor, at=desk.clock(), command_id=command_id)
