"""The working time as it is kept: versions, imported holidays, notices, the team's own targets."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from console.records.schedules import (
    HOLIDAY,
    NOTICES,
    ClosedDay,
    ClosedSpan,
    NoticeRecord,
    ProposedHoliday,
    ScheduleRecord,
    SpecialDay,
    TargetRecord,
)
from console.store import codec
from console.store.tables.desk import closures, schedules
from console.store.tables.people import staff
from console.store.tables.team import team_targets


def versions(connection: Connection) -> tuple[ScheduleRecord, ...]:
    """Return every version of the working hours, the one that holds last at the end."""
    asked = (
        select(schedules, staff.c.name.label("by"))
        .select_from(schedules.outerjoin(staff, staff.c.id == schedules.c.loaded_by))
        .order_by(schedules.c.valid_from, schedules.c.id)
    )
    return tuple(_version(row) for row in connection.execute(asked))


def _version(row: Any) -> ScheduleRecord:
    content = codec.load_dict(row.content)
    return ScheduleRecord(
        id=row.id,
        version_label=row.label,
        time_zone=row.time_zone,
        hours={day: _spans(spans) for day, spans in content["hours"].items()},
        source=row.source,
        valid_from=row.valid_from,
        special=tuple(
            SpecialDay(day=date.fromisoformat(day), hours=_spans(one["hours"]), reason=one["reason"])
            for day, one in content["special"].items()
        ),
        closed=tuple(
            ClosedDay(day=date.fromisoformat(day), kind=one["kind"], reason=one["reason"], source=one["source"])
            for day, one in content["closed"].items()
        ),
        closures=tuple(
            ClosedSpan(
                start=datetime.fromisoformat(one["from"]), end=datetime.fromisoformat(one["to"]), reason=one["reason"]
            )
            for one in content["closures"]
        ),
        reason=row.reason,
        sha256=row.sha256,
        by=row.by or "",
        entered_at=row.checked_at,
    )


def _spans(spans: Any) -> tuple[tuple[str, str], ...]:
    return tuple((first, last) for first, last in spans)


def holiday_instants(day: date) -> tuple[datetime, datetime]:
    """Return how the day of a holiday is kept: it has no zone of its own, so it is the day of the same date in UTC."""
    begins = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return begins, begins + timedelta(days=1)


def holidays(connection: Connection) -> tuple[ProposedHoliday, ...]:
    """Return every imported holiday by its day: proposed, confirmed and dismissed ones."""
    asked = (
        select(closures, staff.c.name.label("by"))
        .select_from(closures.outerjoin(staff, staff.c.id == closures.c.confirmed_by))
        .where(closures.c.kind == HOLIDAY)
        .order_by(closures.c.starts_at, closures.c.id)
    )
    return tuple(
        ProposedHoliday(
            id=row.id,
            version=row.version,
            day=row.starts_at.date(),
            name=row.reason,
            source=row.source,
            confirmed_at=row.confirmed_at,
            confirmed_by=row.by or "",
            dismissed=bool(row.void),
        )
        for row in connection.execute(asked)
    )


def notices(connection: Connection) -> tuple[NoticeRecord, ...]:
    """Return what was announced and not taken back, the newest first."""
    asked = _NOTICES.where(closures.c.void.is_(False))
    return tuple(_notice(row) for row in connection.execute(asked))


def notice(connection: Connection, notice_id: int) -> NoticeRecord | None:
    """Return a notice by its key, also one that was taken back."""
    row = connection.execute(_NOTICES.where(closures.c.id == notice_id)).first()
    return None if row is None else _notice(row)


_NOTICES = (
    select(closures, staff.c.name.label("by"))
    .select_from(closures.outerjoin(staff, staff.c.id == closures.c.confirmed_by))
    .where(closures.c.kind.in_(NOTICES))
    .order_by(closures.c.starts_at.desc(), closures.c.id.desc())
)


def _notice(row: Any) -> NoticeRecord:
    return NoticeRecord(
        id=row.id,
        version=row.version,
        kind=row.kind,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        reason=row.reason,
        by=row.by or "",
    )


def targets(connection: Connection) -> tuple[TargetRecord, ...]:
    """Return every target that the team ever set itself, the one that holds last at the end; 0 minutes is none."""
    asked = (
        select(team_targets, staff.c.name.label("by"))
        .select_from(team_targets.outerjoin(staff, staff.c.id == team_targets.c.set_by))
        .order_by(team_targets.c.valid_from, team_targets.c.id)
    )
    return tuple(
        TargetRecord(
            id=row.id, kind=row.kind, minutes=row.minutes, valid_from=row.valid_from, by=row.by or "", reason=row.reason
        )
        for row in connection.execute(asked)
    )
