"""The history of the register as a witness of its rows: each is there as it was entered and edited.

The commands that keep the history stand in no chain: whoever changes them as well is not found by it. It tells of rows
that no event names, and which edits of an older console are no alarm. Rows of before the history was kept, and those of
an archive that was brought back, have no line in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, select

from console.store import codec
from console.store.queries import register
from console.store.tables.licensing import (
    archive_transfers,
    archive_undos,
    licenses,
    purchases,
    restorations,
    suspensions,
)
from console.store.witness.parts import said_reason

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A table of the register, the columns that nothing but its acts write, and what of them is so at first."""

    table: Table
    columns: tuple[str, ...]
    first: Mapping[str, Any] = field(default_factory=dict)


_HELD = {
    one.table.name: one
    for one in (
        _Held(table=licenses, columns=("license_key", "plan", "purchased_at", "problem"), first={"problem": None}),
        _Held(table=purchases, columns=("paid_at", "length", "unit", "void"), first={"void": False}),
        _Held(table=suspensions, columns=("kind", "basis", "starts_at")),
        _Held(table=archive_transfers, columns=("at",)),
        _Held(
            table=restorations,
            columns=("decided_at", "approved", "feasible", "grounds", "paid_at", "length", "unit"),
        ),
    )
}
_UNDOES = {"archive_transfers": "transfer_id", "restorations": "restoration_id"}


@dataclass(slots=True)
class _Line:
    """What the history tells of a row: whether it was entered and taken back, and of each column what it became."""

    entered: bool = False
    taken_back: bool = False
    values: dict[str, Counter[Any]] = field(default_factory=dict)
    edited: set[str] = field(default_factory=set)

    def enter(self, values: Mapping[str, Any]) -> None:
        """Hear what a row was entered with."""
        self.entered = True
        for name, value in values.items():
            self.values.setdefault(name, Counter())[value] += 1

    def edit(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Hear what columns were and became: the order in which edits are heard of does not matter."""
        for name, value in new.items():
            told = self.values.setdefault(name, Counter())
            told[value] += 1
            told[old.get(name)] -= 1
            self.edited.add(name)

    def last(self, name: str) -> tuple[Any, ...]:
        """Return what a column is by now: one value, or each that it may be where it is again what it was at first."""
        told = self.values.get(name, Counter())
        return tuple(value for value, times in told.items() if times > 0) or tuple(told)


class Edits:
    """What the history of the register tells of its rows; read when first asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: dict[tuple[str, int], _Line] | None = None

    def say(self, table: str, key: int, name: str, value: object) -> bool:
        """Return whether a column was last edited to this plain value."""
        line = self._lines().get((table, key))
        return line is not None and name in line.edited and value in line.last(name)

    def entered(self, table: str, key: int) -> bool:
        """Return whether a row was entered by an act of the register."""
        line = self._lines().get((table, key))
        return line is not None and line.entered

    def taken_back(self, table: str, key: int) -> bool:
        """Return whether a row was taken back by an act of the register: made void, or undone."""
        line = self._lines().get((table, key))
        return line is not None and (line.taken_back or self.say(table, key, "void", value=True))

    def wrong(self) -> Iterator[tuple[str, str]]:
        """Yield each row of the register that is not as its history tells, and what is wrong."""
        lines = self._lines()
        for name, held in _HELD.items():
            entered = {key for (of, key), line in lines.items() if of == name and line.entered}
            begun, undone = min(entered, default=None), self._undone(name)
            for row in self._rows(held.table, held.columns):
                key = int(row["id"])
                line = lines.get((name, key), _Line())
                entered.discard(key)
                own = row.get("ticket_id") is not None  # a pause of a request is told there
                if begun is not None and key > begun and not line.entered and not own:
                    yield f"{name} {key}", "no act of the register entered it"
                yield from ((f"{name} {key}", found) for found in _differing(line, held, row, undone=key in undone))
            yield from ((f"{name} {key}", "it is not there") for key in sorted(entered))

    def _lines(self) -> dict[tuple[str, int], _Line]:
        if self._read is None:
            self._read = {}
            for what, key, old, new in register.lines(self._connection):
                act, _, name = what.partition("_")
                if name in _HELD:
                    line = self._read.setdefault((name, key), _Line())
                    _hear(line, act, _HELD[name], old, new)
        return self._read

    def _rows(self, table: Table, columns: tuple[str, ...]) -> Iterator[Mapping[str, Any]]:
        more = ("ticket_id",) if "ticket_id" in table.c else ()
        asked = select(*(table.c[name] for name in ("id", *columns, *more))).order_by(table.c.id).limit(_AT_ONCE)
        last = 0
        while rows := self._connection.execute(asked.where(table.c.id > last)).mappings().all():
            yield from (dict(row) for row in rows)
            last = int(rows[-1]["id"])

    def _undone(self, name: str) -> frozenset[int]:
        reference = _UNDOES.get(name)
        if reference is None:
            return frozenset()
        column = archive_undos.c[reference]
        return frozenset(self._connection.execute(select(column).where(column.is_not(None))).scalars())


def _hear(line: _Line, act: str, held: _Held, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    was, becomes = ({name: _told(name, one) for name, one in some.items()} for some in (old, new))
    if act == "add":
        line.enter({**held.first, **becomes})
    elif act == "edit":
        line.edit(was, becomes)
    elif act == "undo":
        line.taken_back = True


def _told(name: str, value: Any) -> Any:
    """Return a value as rows are compared by it; what is no plain one, by its text."""
    if name == "reason":
        return said_reason(str(value))
    return value if value is None or isinstance(value, str | int | float) else codec.dump(value)


def _differing(line: _Line, held: _Held, row: Mapping[str, Any], *, undone: bool) -> Iterator[str]:
    for name in held.columns:
        value = codec.plain(row[name])
        if name in line.values and value not in line.last(name):
            ends = " or ".join(str(one) for one in line.last(name))
            yield f"{name} {value}; the history of the register: {ends}"
    if undone != line.taken_back and line.entered:
        yield "an undo that nobody made" if undone else "its undo is not there"
