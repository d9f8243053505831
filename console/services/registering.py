"""How the register is written: each entry and each change is a command that keeps what was and what is.

Two people may edit at once: fields that only one of them touched are merged, a field that both touched is asked about.
This module knows no rule of the agreement; `registry` and `customers` say what may be entered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from console.faults import BadInput, Stale
from console.records.base import Json
from console.records.licensing import RegisterChange
from console.services import corrected
from console.services.desk import Desk
from console.store import Unit, codec
from console.store.queries import register

REGISTER = "register"
_TRIES = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a command did: the row's key, whose history it belongs to, and the values before and after."""

    id: int
    license_id: int | None = None
    customer_id: int | None = None
    old: Mapping[str, object] = field(default_factory=dict)
    new: Mapping[str, object] = field(default_factory=dict)


def carry(desk: Desk, what: str, act: Callable[[Unit], Entry]) -> int:
    """Carry an entry out and return the key of its row; the history keeps who, when, what was and what is."""

    def body(unit: Unit) -> Json:
        unit.alone(REGISTER)
        done = act(unit)
        unit.touch("licenses")
        return _line(what, done)

    result: Any = desk.apply(desk.command(f"{register.KIND}{what}"), body).result
    return int(result["id"])


def carry_together(desk: Desk, act: Callable[[Unit], Sequence[tuple[str, Entry]]]) -> int:
    """Carry several entries out in one act, all or none, and return of how many; each has its line in the history.

    Raises Stale as `edit`.
    """

    def body(unit: Unit) -> Json:
        unit.alone(REGISTER)
        done = act(unit)
        unit.touch("licenses")
        return {"entries": [_line(what, entry) for what, entry in done]}

    result: Any = _again(lambda: desk.apply(desk.command(register.TOGETHER), body)).result
    return len(result["entries"])


def _line(what: str, done: Entry) -> Json:
    kept = {"id": done.id, "license": done.license_id, "customer": done.customer_id, "what": what}
    return codec.plain({**kept, "old": done.old, "new": done.new})


def _again(carry_out: Callable[[], T]) -> T:
    """Carry out what may meet another writer between its reading and its writing: then it looks again."""
    for _ in range(_TRIES - 1):
        try:
            return carry_out()
        except Stale as stale:
            if "who" in stale.params:
                raise
    return carry_out()


def edit(
    desk: Desk,
    table: Any,
    row_id: int,
    values: Mapping[str, object],
    *,
    seen: Mapping[str, object] | None = None,
    after: Callable[[Unit, dict[str, Any]], Entry],
    check: Callable[[Unit, dict[str, Any]], None] | None = None,
) -> int:
    """Change fields of a row and return its key. `seen` holds what the person saw when the editing began.

    A field that somebody else changed meanwhile is kept unless this person changed it too: then Stale is raised with
    `field`, `yours`, `theirs` and `who`, and nothing is written. `check` looks at the row as it would stand and may
    raise; `after` rebuilds what follows from the row and says whose history the change belongs to.
    """

    def act(unit: Unit) -> Entry:
        return put_edit(unit, table, row_id, values, seen=seen, after=after, check=check)

    return _again(lambda: carry(desk, f"edit_{table.name}", act))


def put_edit(
    unit: Unit,
    table: Any,
    row_id: int,
    values: Mapping[str, object],
    *,
    seen: Mapping[str, object] | None = None,
    after: Callable[[Unit, dict[str, Any]], Entry],
    check: Callable[[Unit, dict[str, Any]], None] | None = None,
) -> Entry:
    """Change fields of a row inside a transaction, as `edit`."""
    row = unit.row(table, row_id)
    changed = _merged(unit, table, row, values, seen or {})
    if check is not None:
        check(unit, {**row, **changed})
    if changed:
        unit.amend(table, row_id, expected=int(row["version"]), **changed)
    place = after(unit, {**row, **changed})
    corrected.tell_edit(unit, table.name, place.license_id, row, changed)
    old = {name: row[name] for name in changed}
    return Entry(id=row_id, license_id=place.license_id, customer_id=place.customer_id, old=old, new=changed)


def only(values: Mapping[str, object], allowed: set[str]) -> dict[str, object]:
    """Return the values; a name that is not allowed is BadInput."""
    unknown = set(values) - allowed
    if unknown:
        raise BadInput("unknown_field", field=", ".join(sorted(unknown)))
    return dict(values)


def history(desk: Desk, *, license_id: int | None, customer_id: int | None) -> tuple[RegisterChange, ...]:
    """Return every entry and change of a license and of its customer, newest first."""
    with desk.store.read() as connection:
        return register.changes_of(connection, license_id=license_id, customer_id=customer_id)


def _merged(
    unit: Unit, table: Any, row: Mapping[str, Any], values: Mapping[str, object], seen: Mapping[str, object]
) -> dict[str, object]:
    changed: dict[str, object] = {}
    for name, value in values.items():
        stands = codec.plain(row[name])
        if stands == codec.plain(value):
            continue
        if name in seen and codec.plain(seen[name]) == codec.plain(value):
            continue  # this person left the field as it was; what somebody else wrote there stays
        if name in seen and codec.plain(seen[name]) != stands:
            who = register.who_changed(unit.connection, table.name, int(row["id"]), name)
            raise Stale("changed_meanwhile", field=name, yours=codec.plain(value), theirs=stands, who=who)
        changed[name] = value
    return changed
