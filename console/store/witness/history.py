"""The history of the register as a witness of its rows: each is there as it was entered and edited, for its license.

The commands that keep the history stand in no chain: whoever changes them as well is not found by it. It tells of rows
that no event names, and which edits of an older console are no alarm. Rows of before the history was kept, and those of
an archive that was brought back, have no line in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
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
from console.store.version import in_parts
from console.store.witness.parts import said_reason

_AT_ONCE = 1_000
_APART = timedelta(days=1)
"""By as much a row has to be later than the history begins, to be held by it although its key is of before."""
_INSTALLED, _SAID_SINCE = "initial_installation", (1, 2)
"""Programs of earlier schemas filled this in where nothing was said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """A table of the register, the columns that nothing but its acts write, and what of them is so at first.

    `at` is the column with an instant that never lies ahead of the clock of who enters the row.
    """

    table: Table
    columns: tuple[str, ...]
    first: Mapping[str, Any] = field(default_factory=dict)
    at: str | None = None


_HELD = {
    one.table.name: one
    for one in (
        _Held(
            table=licenses,
            columns=("license_key", "plan", "purchased_at", "problem", _INSTALLED),
            first={"problem": None},
        ),
        _Held(table=purchases, columns=("paid_at", "length", "unit", "void"), first={"void": False}, at="paid_at"),
        _Held(table=suspensions, columns=("kind", "basis", "starts_at", "ends_at"), first={"ends_at": None}),
        _Held(table=archive_transfers, columns=("at",), at="at"),
        _Held(
            table=restorations,
            columns=("decided_at", "approved", "feasible", "grounds", "paid_at", "length", "unit"),
            at="decided_at",
        ),
    )
}
_UNDOES = {"archive_transfers": "transfer_id", "restorations": "restoration_id"}


@dataclass(slots=True)
class _Line:
    """What the history tells of a row: whether it was entered and taken back, and of each column what it became.

    `licenses` are those that it was entered for, where it was not entered those that it was edited of. `unsure` are
    columns of which it is not told what an edit replaced.
    """

    entered: bool = False
    licenses: set[int] = field(default_factory=set)
    taken_back: bool = False
    values: dict[str, Counter[Any]] = field(default_factory=dict)
    edited: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)

    def enter(self, values: Mapping[str, Any]) -> None:
        """Hear what a row was entered with."""
        self.entered = True
        self.licenses.clear()
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
        if name in self.unsure:
            return tuple(told)
        return tuple(value for value, times in told.items() if times > 0) or tuple(told)


class Edits:
    """What the history of the register tells of its rows; read when first asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: dict[tuple[str, int], _Line] | None = None
        self._span: register.Span | None = None

    @property
    def span(self) -> register.Span:
        """Since when the commands tell of the desk."""
        if self._span is None:
            self._span = register.span(self._connection)
        return self._span

    def may_have_come(self, at: datetime) -> bool:
        """Return whether what began at an instant may have come with an archive that was brought back."""
        return self.span.brought is not None and at <= self.span.brought

    def say(self, table: str, key: int, name: str, value: object) -> bool:
        """Return whether a column was last edited to this plain value."""
        line = self._lines().get((table, key))
        return line is not None and name in line.edited and value in line.last(name)

    def entered(self, table: str, key: int, license_id: int) -> bool:
        """Return whether a row was entered for a license by an act of the register."""
        line = self._lines().get((table, key))
        return line is not None and line.entered and license_id in line.licenses

    def taken_back(self, table: str, key: int) -> bool:
        """Return whether a row was taken back by an act of the register: made void, or undone."""
        line = self._lines().get((table, key))
        return line is not None and (line.taken_back or self.say(table, key, "void", value=True))

    def wrong(self) -> Iterator[tuple[str, str]]:
        """Yield each row of the register that is not as its history tells, and what is wrong."""
        lines = self._lines()
        began = None if self.span.brought is not None else self.span.register
        for name, held in _HELD.items():
            entered = {key for (of, key), line in lines.items() if of == name and line.entered}
            begun, undone = min(entered, default=None), self._undone(name)
            for row in self._rows(held):
                key = int(row["id"])
                line = lines.get((name, key), _Line())
                entered.discard(key)
                if not line.entered and _is_put_in(held, row, line, begun, began):
                    yield f"{name} {key}", "no act of the register entered it"
                yield from ((f"{name} {key}", found) for found in _differing(line, held, row, undone=key in undone))
            yield from ((f"{name} {key}", "it is not there") for key in sorted(entered))

    def _lines(self) -> dict[tuple[str, int], _Line]:
        if self._read is None:
            self._read, untold = {}, []
            for one in register.lines(self._connection):
                name = one.what.partition("_")[2]
                if name in _HELD:
                    line = self._read.setdefault((name, one.id), _Line())
                    if one.what.startswith("review_") and not one.old:
                        untold.append((line, one.new["ends_at"]))
                    else:
                        _hear(line, _HELD[name], one)
            _end(untold)
        return self._read

    def _rows(self, held: _Held) -> Iterator[Mapping[str, Any]]:
        table = held.table
        more = (name for name in ("license_id", "ticket_id") if name in table.c)
        names = dict.fromkeys(("id", *held.columns, *more))
        asked = select(*(table.c[name] for name in names)).order_by(table.c.id).limit(_AT_ONCE)
        rows = self._connection.execute(asked).mappings().all()
        while rows:
            yield from (dict(row) for row in rows)
            rows = self._connection.execute(asked.where(table.c.id > rows[-1]["id"])).mappings().all()

    def _undone(self, name: str) -> frozenset[int]:
        reference = _UNDOES.get(name)
        if reference is None:
            return frozenset()
        column = archive_undos.c[reference]
        return frozenset(self._connection.execute(select(column).where(column.is_not(None))).scalars())


def _is_put_in(held: _Held, row: Mapping[str, Any], line: _Line, begun: int | None, began: datetime | None) -> bool:
    """Return whether a row that no act entered was put in: it is none of before the history, nor of an archive."""
    key = int(row["id"])
    if key <= 0:
        return True  # no database gives such a key
    if row.get("ticket_id") is not None:
        return False  # a pause of a request is told there
    if begun is not None and key > begun:
        return True
    at = None if held.at is None or held.at in line.edited else row[held.at]  # corrected since
    return at is not None and began is not None and at > began + _APART


def _hear(line: _Line, held: _Held, one: register.Line) -> None:
    act = one.what.partition("_")[0]
    was, becomes = ({name: _told(name, value) for name, value in some.items()} for some in (one.old, one.new))
    if act == "add":
        if in_parts(one.program) < _SAID_SINCE:
            becomes.pop(_INSTALLED, None)
        line.enter({**held.first, **becomes})
    elif act in {"edit", "review"}:
        line.edit(was, becomes)
    elif act == "undo":
        line.taken_back = True
    if one.license_id is not None and (act == "add" or not line.entered):
        line.licenses.add(one.license_id)


def _end(untold: Sequence[tuple[_Line, str]]) -> None:
    """Hear of pauses that ended at an instant, but not which end each had: none, where no later one was ever told."""
    for line, at in untold:
        if any(isinstance(end, str) and end > at for end in line.values.get("ends_at", ())):
            line.unsure.add("ends_at")
    for line, at in untold:
        line.edit({"ends_at": None}, {"ends_at": at})


def _told(name: str, value: Any) -> Any:
    """Return a value as rows are compared by it; what is no plain one, by its text."""
    if name == "reason":
        return said_reason(str(value))
    return value if value is None or isinstance(value, str | int | float) else codec.dump(value)


def _differing(line: _Line, held: _Held, row: Mapping[str, Any], *, undone: bool) -> Iterator[str]:
    own = row.get("ticket_id") is not None
    for name in held.columns:
        value = codec.plain(row[name])
        if name in line.values and value not in line.last(name) and not (own and name == "ends_at"):
            ends = " or ".join(str(one) for one in line.last(name))
            yield f"{name} {value}; the history of the register: {ends}"
    if line.licenses and "license_id" in row and row["license_id"] not in line.licenses:
        ends = " or ".join(str(one) for one in sorted(line.licenses))
        yield f"license {row['license_id']}; the history of the register: {ends}"
    if undone != line.taken_back and line.entered:
        yield "an undo that nobody made" if undone else "its undo is not there"
