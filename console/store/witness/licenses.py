"""Facts of a license that a decision rests on: when it was bought, its plan, what is wrong with it, and its parts.

The event of a decision says them as they were: payments, pauses, transfers to the archive, restorations. What the
register corrects, enters for an earlier day or takes back leaves an event on each request that was decided on what
stood. Whatever else stands in these rows now, or stands there for an earlier day, was put there behind the program.
Events of older programs say less, nor do their corrections leave one: at a desk the history of the register tells.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, select

from console.store import codec
from console.store.tables.ledger import events
from console.store.tables.licensing import licenses
from console.store.witness.history import Edits
from console.store.witness.parts import LEEWAY, PARTS, PAUSES, Part, said_reason
from console.store.witness.reading import Said, grouped, is_covered

TOLD = "license"
_OWN = ("purchased_at", "plan", "problem")
_CALLED_BACK = ("recalled", "check_returned")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Newest:
    """What was said last of the license that a request has now: in which event, and when."""

    said: Mapping[str, Any]
    n: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row of a part: what an event would say of it, from when it makes a difference, and its request."""

    told: list[Any]
    since: datetime
    ticket_id: int | None = None


class Now:
    """How some licenses and their parts stand."""

    def __init__(self, connection: Connection, keys: Sequence[int], edits: Edits | None = None) -> None:
        self.connection = connection
        self.edits = edits
        columns = (licenses.c[name] for name in ("id", *_OWN))
        rows = connection.execute(select(*columns).where(licenses.c.id.in_(keys))).mappings() if keys else ()
        self.own = {int(row["id"]): {name: codec.plain(row[name]) for name in _OWN} for row in rows}
        self.parts = {part.name: _rows(connection, part, keys) for part in PARTS if keys}

    def facts(self, key: int) -> dict[str, Any]:
        """Return what an event says of a license: plain values."""
        parts = {name: {str(one): row.told for one, row in of.get(key, {}).items()} for name, of in self.parts.items()}
        return {**self.own[key], "id": key, **parts}


def told(connection: Connection, key: int | None) -> dict[str, Any]:
    """Return what an event says of a license that something was decided on; nothing without one."""
    now = None if key is None else Now(connection, (key,))
    return {TOLD: now.facts(key)} if now is not None and key is not None and key in now.own else {}


def of_rows(connection: Connection, rows: Sequence[Mapping[str, Any]], edits: Edits | None) -> Now:
    """Return how the licenses of some requests stand."""
    return Now(connection, sorted({int(row["license_id"]) for row in rows if row["license_id"] is not None}), edits)


def wrong(row: Mapping[str, Any], history: Sequence[Said], now: Now) -> Iterator[tuple[str, str]]:
    """Yield what stands otherwise in the license of a request than the newest event that tells of it says.

    What the history of the register tells of is left out.
    """
    newest, key = _newest(history), row["license_id"]
    if newest is None or newest.said.get("id") != key:
        return
    where, stands = f"license {key}", now.own.get(key)
    if stands is None:
        yield where, f"event {newest.n}: it is not there"
        return
    for name in _OWN:
        differs = name in newest.said and newest.said[name] != stands[name]
        if differs and not (now.edits is not None and now.edits.say(licenses.name, key, name, stands[name])):
            yield where, f"{name} {stands[name]}; event {newest.n}: {newest.said[name]}"
    for part in PARTS:
        for which, found in _of_part(part, key, newest, now):
            yield where, f"{part.word} {which} {found}"


def _of_part(part: Part, key: int, newest: _Newest, now: Now) -> Iterator[tuple[int, str]]:
    """Yield each row of a part that stands otherwise than was told, and each that was put in for an earlier day."""
    said, there = newest.said.get(part.name), now.parts[part.name].get(key, {})
    for name, was in (said or {}).items():
        row = there.get(int(name))
        fits = row is not None and _fits(part, was, row.told, newest.at)
        if not fits and not _excused(part, int(name), was, row, now, newest.at):
            yield int(name), f"{None if row is None else row.told}; event {newest.n}: {was}"
    if said is None or PAUSES.name not in newest.said:
        return  # an older program, whose register left no event for what it entered later
    leeway = LEEWAY * (part is PAUSES)
    for which, row in there.items():
        put_in = str(which) not in said and row.since + leeway < newest.at
        if put_in and not (now.edits is not None and now.edits.entered(part.table.name, which, key)):
            yield which, f"{row.told}; event {newest.n} tells of none"


def _rows(connection: Connection, part: Part, keys: Sequence[int]) -> dict[int, dict[int, _Row]]:
    table = part.table
    columns = [table.c[name] for name in ("id", "license_id", *part.columns)]
    asked = select(*columns).where(table.c.license_id.in_(keys), part.only()).order_by(table.c.id)
    found: dict[int, dict[int, _Row]] = {}
    for key, some in grouped(list(connection.execute(asked).mappings()), "license_id").items():
        found[key] = {int(row["id"]): _row(part, row) for row in some}
    return found


def _row(part: Part, row: Mapping[str, Any]) -> _Row:
    values = {name: row[name] for name in part.columns}
    if part is PAUSES:
        values["reason"] = said_reason(str(values["reason"]))
    return _Row(
        told=[codec.plain(one) for one in values.values()], since=part.since(row), ticket_id=row.get("ticket_id")
    )


def _fits(part: Part, was: Sequence[Any], stands: Sequence[Any], at: datetime) -> bool:
    """Return whether a row stands as it was told. Of a pause: whether it ran, and by what, when it was told."""
    return not _differing(part, was, stands, at)


def _differing(part: Part, was: Sequence[Any], stands: Sequence[Any], at: datetime) -> dict[str, Any]:
    """Return the columns that differ and matter, each with the value that it has now."""
    now = dict(zip(part.columns, stands, strict=True))
    before, after = dict(zip(part.columns, was, strict=True)), dict(now)
    if part is PAUSES:
        before, after = _pause(was, at), _pause(stands, at)
        if after["ticket_id"] is None:  # an archive that is brought back may not have that request
            before["ticket_id"] = None
        if is_covered(before["reason"], after["reason"]):
            before["reason"] = after["reason"]
    return {name: now[name] for name in part.columns if before[name] != after[name]}


def _pause(values: Sequence[Any], at: datetime) -> dict[str, Any]:
    found = dict(zip(PAUSES.columns, values, strict=True))
    end = found["ends_at"]
    return {**found, "ends_at": end if end is not None and datetime.fromisoformat(end) + LEEWAY < at else None}


def _excused(part: Part, key: int, was: Sequence[Any], row: _Row | None, now: Now, at: datetime) -> bool:
    """Return whether an act of an older console made the difference, which left no event on this request."""
    if part is PAUSES and row is not None and row.told[-1] == row.told[-2] and row.ticket_id is not None:
        back = events.c.kind.in_(_CALLED_BACK) & (events.c.ticket_id == row.ticket_id)
        if now.connection.execute(select(exists(select(events.c.id).where(back)))).scalar():
            return True
    if now.edits is None:
        return False
    if row is None:
        return now.edits.taken_back(part.table.name, key)
    differing = _differing(part, was, row.told, at)
    return all(now.edits.say(part.table.name, key, name, new) for name, new in differing.items())


def _newest(history: Sequence[Said]) -> _Newest | None:
    """Return what was said last of the license that a request has now."""
    found = None
    for one in history:
        if one.n > 1 and "license_id" in one.new:
            found = None
        if isinstance(one.new.get(TOLD), dict):
            found = _Newest(said=one.new[TOLD], n=one.n, at=one.at)
    return found
