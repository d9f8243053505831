"""A version of the working hours as a document: read, checked in words, and compared with another one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from console.faults import BadInput
from console.records.schedules import (
    CLOSURE,
    HOLIDAY,
    WEEK,
    ClosedDay,
    ClosedSpan,
    ScheduleChange,
    ScheduleRecord,
    SpecialDay,
    TextSpans,
)
from console.services import company

_TIME = re.compile(r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")
_KEYS = frozenset({"zone", "hours", "special", "closed", "closures"})


def check(record: ScheduleRecord) -> None:
    """Raise BadInput that says what is wrong with a version: its zone, its hours, its days, its closures."""
    company.check_zone(record.time_zone)
    for day, spans in record.hours.items():
        if day not in WEEK:
            raise BadInput("schedule_bad_day", day=day)
        _check_spans(day, spans)
    if not any(record.hours.values()) and not record.special:
        raise BadInput("schedule_without_hours")
    _check_days(record)
    for closure in record.closures:
        if closure.start >= closure.end:
            raise BadInput("schedule_turned", start=f"{closure.start}", end=f"{closure.end}")
        if not closure.reason.strip():
            raise BadInput("schedule_without_reason", day=f"{closure.start}")


def _check_days(record: ScheduleRecord) -> None:
    for special in record.special:
        if not special.hours:
            raise BadInput("schedule_special_empty", day=special.day.isoformat())
        _check_spans(special.day.isoformat(), special.hours)
    for closed in record.closed:
        if closed.kind not in (HOLIDAY, CLOSURE) or not closed.reason.strip():
            raise BadInput("schedule_without_reason", day=closed.day.isoformat())
    for days in (record.special, record.closed):
        found = [one.day for one in days]
        twice = next((day for n, day in enumerate(found) if day in found[:n]), None)
        if twice is not None:
            raise BadInput("schedule_day_twice", day=twice.isoformat())


def _check_spans(day: str, spans: TextSpans) -> None:
    before = ""
    for first, last in sorted(spans):
        if not _TIME.match(first) or not _TIME.match(last) or first == "24:00":
            raise BadInput("schedule_bad_time", day=day, opens=first, closes=last)
        if first < before:
            raise BadInput("schedule_overlap", day=day, time=first)
        before = last if last > first else "24:00"


def read_document(content: Any, *, file: str = "") -> ScheduleRecord:
    """Return a version from a document as `ScheduleRecord.document` gives it. Raises BadInput ("bad_schedule")."""
    try:
        return _read(content)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInput("bad_schedule", file=file, detail=f"{type(error).__name__}: {error}") from error


def _read(content: Any) -> ScheduleRecord:
    strange = set(content) - _KEYS
    if strange:
        raise ValueError(f"it has no {', '.join(sorted(strange))}")
    special: Mapping[str, Any] = content.get("special") or {}
    closed: Mapping[str, Any] = content.get("closed") or {}
    return ScheduleRecord(
        id=0,
        version_label="",
        time_zone=str(content["zone"]),
        hours={str(day): _pairs(spans) for day, spans in (content.get("hours") or {}).items()},
        source="",
        valid_from=datetime(1970, 1, 1, tzinfo=UTC),
        special=tuple(
            SpecialDay(
                day=date.fromisoformat(day), hours=_pairs(one["hours"]), reason=str(one.get("reason", "")).strip()
            )
            for day, one in special.items()
        ),
        closed=tuple(
            ClosedDay(
                day=date.fromisoformat(day),
                kind=str(one.get("kind", CLOSURE)),
                reason=str(one.get("reason", "")).strip(),
                source=str(one.get("source", "")),
            )
            for day, one in closed.items()
        ),
        closures=tuple(
            ClosedSpan(start=_local(one["from"]), end=_local(one["to"]), reason=str(one.get("reason", "")).strip())
            for one in content.get("closures") or ()
        ),
    )


def _pairs(spans: Any) -> TextSpans:
    return tuple((str(first), str(last)) for first, last in spans)


def _local(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is not None:
        raise ValueError(f"{text} has an offset; it is read in the zone of the version")
    return found


def compare(before: ScheduleRecord | None, after: ScheduleRecord) -> tuple[ScheduleChange, ...]:
    """Return what differs between two versions, by part and place; the hours as texts."""
    old = {} if before is None else dict(_places(before))
    new = dict(_places(after))
    order = {part: n for n, part in enumerate(("zone", "hours", "special", "closed", "closures"))}
    week = {day: f"{n}" for n, day in enumerate(WEEK)}
    changed = [place for place in {**old, **new} if old.get(place) != new.get(place)]
    return tuple(
        ScheduleChange(part=part, key=key, before=old.get((part, key), ""), after=new.get((part, key), ""))
        for part, key in sorted(changed, key=lambda one: (order[one[0]], week.get(one[1], one[1])))
    )


def _places(record: ScheduleRecord) -> Iterator[tuple[tuple[str, str], str]]:
    yield ("zone", ""), record.time_zone
    for day in WEEK:
        if record.hours.get(day):
            yield ("hours", day), spans_text(record.hours[day])
    for special in record.special:
        yield ("special", special.day.isoformat()), _with_reason(spans_text(special.hours), special.reason)
    for closed in record.closed:
        yield ("closed", closed.day.isoformat()), _with_reason("", closed.reason)
    for one in record.closures:
        yield ("closures", f"{one.start:%Y-%m-%d %H:%M} – {one.end:%Y-%m-%d %H:%M}"), one.reason


def spans_text(spans: TextSpans) -> str:
    """Return hours as people write them: 10:00–13:00, 14:00–18:00."""
    return ", ".join(f"{first}–{last}" for first, last in sorted(spans))


def _with_reason(text: str, reason: str) -> str:
    return "  ·  ".join(part for part in (text, reason) if part)
