"""What was entered and changed in the register, read back from the commands that did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, exists, func, or_, select

from console.records.base import LicenseId
from console.records.licensing import RegisterChange
from console.store import codec
from console.store.tables.ledger import commands, events
from console.store.tables.licensing import licenses
from console.store.tables.people import staff
from console.store.tables.tickets import decisions, tickets
from console.store.version import in_parts

KIND = "register."
TOGETHER = "register.together"
BROUGHT = "archive.brought"
"""The kind of what stands for the commands of an archive that was brought back: it has none."""
REVIEWED = "review_pause"
_MOST, _AT_ONCE = 200, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the history: what was done to which row, of which license, and its plain values before and after.

    `program` is the schema of the program that wrote it.
    """

    what: str
    id: int
    license_id: int | None
    program: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """When a desk had its first command, the first of its history, and the last event of what was brought back."""

    first: datetime | None
    register: datetime | None
    brought: datetime | None


def changes_of(
    connection: Connection, *, license_id: int | None, customer_id: int | None
) -> tuple[RegisterChange, ...]:
    """Return the changes of a license and of a customer, newest first, at most 200."""
    places = [
        commands.c.result.contains(f'"{name}":{key},', autoescape=True)
        for name, key in (("license", license_id), ("customer", customer_id))
        if key is not None
    ]
    asked = _entries(KIND).where(or_(*places)).limit(_MOST)
    found = ((row, one) for row in connection.execute(asked) for one in reversed(_lines(row.result)))
    own = (
        (row, one)
        for row, one in found
        if (license_id is not None and one["license"] == license_id)
        or (customer_id is not None and one["customer"] == customer_id)
    )
    return tuple(_change(row, one) for row, one in own)


def license_ids(connection: Connection, keys: Sequence[str]) -> dict[str, LicenseId]:
    """Return those of many license keys that are entered, each with its row."""
    found: dict[str, LicenseId] = {}
    for start in range(0, len(keys), _AT_ONCE):
        asked = select(licenses.c.license_key, licenses.c.id)
        some = connection.execute(asked.where(licenses.c.license_key.in_(keys[start : start + _AT_ONCE])))
        found.update({row.license_key: LicenseId(row.id) for row in some})
    return found


def decided_on(connection: Connection, license_id: int, told: str, since: datetime) -> tuple[int, ...]:
    """Return the keys of the requests of a license that something was decided on, the oldest first.

    Only those where it was after an instant, or where an event of the kind `told` was recorded after it.
    """
    decided = select(decisions.c.id).where(decisions.c.ticket_id == tickets.c.id, decisions.c.made_at > since)
    heard = select(events.c.id).where(
        events.c.ticket_id == tickets.c.id, events.c.kind == told, events.c.recorded_at > since
    )
    later = or_(exists(decided), exists(heard))
    asked = select(tickets.c.id).where(tickets.c.license_id == license_id, later).order_by(tickets.c.id)
    return tuple(connection.execute(asked).scalars())


def hold_requests(connection: Connection, license_id: int) -> None:
    """Keep every request of a license as it is until the transaction ends; who decides on one holds it as well.

    SQLite lets one writer in at a time anyway.
    """
    asked = select(tickets.c.id).where(tickets.c.license_id == license_id).order_by(tickets.c.id)
    connection.execute(asked.with_for_update()).all()


def lines(connection: Connection) -> Iterator[Line]:
    """Yield every line of the history, and of each pause that was ended when it was looked at again how it ended.

    An earlier program did not keep which end such a pause had until then: `old` is empty.
    """
    asked = select(commands.c.kind, commands.c.result, commands.c.program, commands.c.made_at).where(
        or_(commands.c.kind.startswith(KIND, autoescape=True), commands.c.kind == REVIEWED)
    )
    for kind, result, program, at in connection.execute(asked.execution_options(yield_per=_AT_ONCE)):
        if kind == REVIEWED:
            yield from _reviewed(codec.load_dict(result), str(program), at)
            continue
        for one in _lines(result):
            yield Line(
                what=str(one["what"]),
                id=int(one["id"]),
                license_id=one["license"],
                program=str(program),
                old=one["old"],
                new=one["new"],
            )


def span(connection: Connection) -> Span:
    """Return since when the commands of a desk tell of it; they are read once."""
    at, kind = commands.c.made_at, commands.c.kind
    of_register = case((kind.startswith(KIND, autoescape=True), at))
    first, register, brought = connection.execute(
        select(func.min(at), func.min(of_register), func.max(case((kind == BROUGHT, at))))
    ).one()
    return Span(first=first, register=register, brought=brought)


def who_changed(connection: Connection, table: str, row_id: int, field: str) -> str:
    """Return the name of who last changed a field of a row, or "" where the history does not say."""
    what = f"edit_{table}"
    asked = _entries(f"{KIND}{what}", TOGETHER).where(commands.c.result.contains(f'"id":{row_id},', autoescape=True))
    for row in connection.execute(asked.limit(_MOST)):
        for entry in reversed(_lines(row.result)):
            if entry["what"] == what and entry["id"] == row_id and field in entry["new"]:
                return str(row.name or "")
    return ""


def said_nowhere(connection: Connection, field: str, value: str, *, since: str) -> tuple[tuple[LicenseId, str], ...]:
    """Return the licenses that have a value in a field although nobody entered it there, each with its key.

    A change says it; an entry says it where a program of the schema `since` or a later one made it, for earlier ones
    filled the field in where nothing was said.
    """
    found = {
        row.id: row.license_key
        for row in connection.execute(
            select(licenses.c.id, licenses.c.license_key).where(licenses.c[field] == value).order_by(licenses.c.id)
        )
    }
    asked = select(commands.c.result, commands.c.program).where(
        commands.c.kind.startswith(KIND, autoescape=True),
        commands.c.result.contains(f'"{field}":"{value}"', autoescape=True),
    )
    for row in connection.execute(asked if found else asked.limit(0)):
        says = {"edit_licenses"} if in_parts(row.program) < in_parts(since) else {"edit_licenses", "add_licenses"}
        for one in _lines(row.result):
            if one["what"] in says and one["new"].get(field) == value:
                found.pop(one["license"], None)
    return tuple((LicenseId(key), name) for key, name in found.items())


def _entries(*kinds: str) -> Any:
    return (
        select(commands.c.kind, commands.c.result, commands.c.made_at, staff.c.name)
        .outerjoin(staff, staff.c.id == commands.c.staff_id)
        .where(or_(*(commands.c.kind.startswith(kind, autoescape=True) for kind in kinds)))
        .order_by(commands.c.made_at.desc(), commands.c.id)
    )


def _reviewed(found: dict[str, Any], program: str, at: datetime) -> Iterator[Line]:
    if not found.get("runs"):
        old = {"ends_at": found["was"]} if "was" in found else {}
        yield Line(
            what="review_suspensions",
            id=int(found["pause"]),
            license_id=None,
            program=program,
            old=old,
            new={"ends_at": codec.plain(at)},
        )


def _lines(result: str) -> list[dict[str, Any]]:
    """Return the lines of an act on the register: one, or those of several entries that were made together."""
    found = codec.load_dict(result)
    entries: list[dict[str, Any]] = found.get("entries", [found])
    return entries


def _change(row: Any, entry: dict[str, Any]) -> RegisterChange:
    return RegisterChange(
        at=row.made_at, by=str(row.name or ""), what=str(entry["what"]), old=dict(entry["old"]), new=dict(entry["new"])
    )
