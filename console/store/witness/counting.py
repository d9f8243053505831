"""Which readings and versions of the agreement counted when something was decided: they are as the event says.

Each row of a choice of reading and of a state of a version is written once. The event of a decision names those that
counted. One that was put in for an earlier day would have counted then, and no event names it; which of the rows came
later their keys and instants tell. Events of older programs name none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from console.store import codec
from console.store.tables.desk import agreement_states, agreement_versions, reading_choices
from console.store.tables.ledger import events
from console.store.tables.tickets import decisions
from console.store.witness.beside import COUNTING
from console.store.witness.parts import LEEWAY
from console.store.witness.reading import AT_ONCE, Said

TOLD = "counting"
_KEPT: Mapping[Table, tuple[str, ...]] = {
    agreement_states: ("gid", "agreement_id", "state", "effective_at", "at", "staff_id"),
    reading_choices: ("gid", "agreement_id", "reading", "value", "chosen_by", "at"),
}
_IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A row: of what it says how that stands (a label, a parameter), whether it counts while newest, its digest."""

    key: int
    of: tuple[object, ...]
    counts: bool
    at: datetime
    sha256: str


def told(connection: Connection, memory: dict[object, Any]) -> dict[str, Any]:
    """Return what the event of a decision says of what counts: by table, the digest of each row by its key."""
    if TOLD not in memory:
        memory[TOLD] = {
            table.name: {str(one.key): one.sha256 for one in _newest(_rows(connection, table)) if one.counts}
            for table in _KEPT
        }
    return {TOLD: memory[TOLD]}


class Counting:
    """Holds these rows against what events say of them, each once: many requests name one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._now: dict[str, dict[int, _Row]] | None = None
        self._edges: dict[str, list[datetime]] = {}
        self._found: set[tuple[str, int]] = set()
        self._held: set[tuple[object, ...]] = set()

    def wrong(self, history: Sequence[Said]) -> Iterator[tuple[str, str]]:
        """Yield each row that is another than an event of a request says, where it was not named yet."""
        telling = [one for one in history if isinstance(one.new.get(TOLD), dict)]
        for one in telling:
            for table in _KEPT:
                named = {int(key): sha256 for key, sha256 in one.new[TOLD].get(table.name, {}).items()}
                for key, why in self._differing(table, named, one.at, last=one is telling[-1]):
                    if (table.name, key) not in self._found:
                        self._found.add((table.name, key))
                        yield f"{table.name} {key}", f"event {one.n}: {why}"

    def _differing(
        self, table: Table, named: Mapping[int, str], at: datetime, *, last: bool
    ) -> Iterator[tuple[int, str]]:
        """Yield what is wrong with rows that an event names, of its request's `last` one also with those it does not.

        What events that name the same tell between two instants that matter is looked at once.
        """
        same = (table.name, frozenset(named.items()))
        if self._is_new(same):
            yield from self._named(table, named)
        if last and self._is_new((*same, *self._between(table, at))):
            yield from self._put_in(table, named, at)

    def _is_new(self, looked: tuple[object, ...]) -> bool:
        known = looked in self._held
        self._held.add(looked)
        return not known

    def _between(self, table: Table, at: datetime) -> tuple[int, int]:
        """Return where an instant lies among those at which a row begins or ceases to be told apart from its day."""
        if table.name not in self._edges:
            every = [row.at for row in self._rows()[table.name].values()]
            self._edges[table.name] = sorted({one + apart for one in every for apart in (-LEEWAY, LEEWAY)})
        edges = self._edges[table.name]
        return bisect_left(edges, at), bisect_right(edges, at)

    def _named(self, table: Table, named: Mapping[int, str]) -> Iterator[tuple[int, str]]:
        now = self._rows()[table.name]
        for key, sha256 in named.items():
            if key not in now:
                yield key, "it is not there"
            elif now[key].sha256 != sha256:
                yield key, "it was another one"

    def _put_in(self, table: Table, named: Mapping[int, str], at: datetime) -> Iterator[tuple[int, str]]:
        """Yield each row that would have counted at an instant, had it been there."""
        now = self._rows()[table.name]
        last = {now[key].of: key for key in sorted(named) if key in now}
        open_to_doubt = {
            row.of for row in now.values() if row.at + LEEWAY >= at and (row.at - at <= LEEWAY or not row.counts)
        }  # what was withdrawn by a clock far ahead may have been so already
        for row in _newest([row for row in now.values() if row.at + LEEWAY < at]):
            before = last.get(row.of)
            if (before is None and row.counts and row.of not in open_to_doubt) or (
                before is not None and row.key > before
            ):
                yield row.key, "it did not count"

    def _rows(self) -> dict[str, dict[int, _Row]]:
        if self._now is None:
            self._now = {table.name: {row.key: row for row in _rows(self._connection, table)} for table in _KEPT}
        return self._now


def decided_after(connection: Connection, at: datetime) -> tuple[int, ...]:
    """Return the keys of the requests that were decided on by a clock that is far ahead of an instant.

    One that heard since what counts is left out: from then on it is held as of that instant.
    """
    far = at + LEEWAY
    made: dict[int, set[datetime]] = {}
    for key, made_at in connection.execute(
        select(decisions.c.ticket_id, decisions.c.made_at).where(decisions.c.made_at > far)
    ):
        made.setdefault(key, set()).add(made_at)
    keys, found = sorted(made), set(made)
    columns = (events.c.ticket_id, events.c.kind, events.c.recorded_at)
    for start in range(0, len(keys), AT_ONCE):
        asked = select(*columns).where(events.c.ticket_id.in_(keys[start : start + AT_ONCE])).order_by(events.c.n)
        for key, kind, recorded_at in connection.execute(asked):
            if recorded_at in made[key]:
                found.add(key)
            elif kind == COUNTING and recorded_at <= far:
                found.discard(key)
    return tuple(sorted(found))


def _newest(rows: Sequence[_Row]) -> list[_Row]:
    """Return the newest row of each thing."""
    return list({row.of: row for row in rows}.values())


def _rows(connection: Connection, table: Table) -> list[_Row]:
    """Return the rows of a table, the oldest first."""
    columns = [table.c[name] for name in ("id", *_KEPT[table])]
    asked = select(*columns).order_by(table.c.id)
    if table is agreement_states:
        versions = agreement_versions
        asked = select(*columns, versions.c.label).join(versions, versions.c.id == table.c.agreement_id)
        asked = asked.order_by(table.c.id)
    return [_row(table, dict(row)) for row in connection.execute(asked).mappings()]


def _row(table: Table, row: Mapping[str, Any]) -> _Row:
    of: tuple[object, ...]
    if table is agreement_states:
        counts = row["state"] == _IN_FORCE
        of = (row["label"],)
    else:
        counts, of = True, (row["agreement_id"], str(row["value"]).partition("=")[0])
    digest = codec.digest(codec.dump([row[name] for name in _KEPT[table]]).encode())
    return _Row(key=int(row["id"]), of=of, counts=counts, at=row["at"], sha256=digest)
