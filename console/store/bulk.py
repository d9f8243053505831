"""The unit of an import, and of an act on many tickets: rows get their keys here and are written together.

Whoever reads through the unit reads what was done before: what waits is written first. What was asked for ahead, and
what stands in tables that an import does not write, is asked once. Nothing else differs from a plain unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from sqlalchemy import Connection, Table, func, literal_column, select

from console.records.base import Json
from console.records.commands import Command, new_gid
from console.store import codec, room, search, statements
from console.store.search import POSITION_BITS
from console.store.tables.base import metadata
from console.store.tables.ledger import event_texts, events
from console.store.tables.messages import attachments, blobs, conversations, intake_items, message_versions, messages
from console.store.tables.search import search_texts
from console.store.tables.tickets import facts, questions, ticket_links, ticket_spans, tickets
from console.store.unit import MOST_TEXTS, Unit

_WRITTEN = frozenset(
    (
        conversations,
        messages,
        message_versions,
        attachments,
        intake_items,
        tickets,
        ticket_spans,
        ticket_links,
        facts,
        questions,
        events,
        event_texts,
        search_texts,
    )
)
_WITH_GID = frozenset(table for table in _WRITTEN if "gid" in table.c)
_ORDER = tuple(table for table in metadata.sorted_tables if table in _WRITTEN)
_OF_MESSAGES = frozenset({messages, message_versions, attachments})
_AT_ONCE = 200
_FEW = 8
_KEYS_AHEAD = 64
_BLOB_BYTES = 4 * 1024 * 1024

Key = tuple[tuple[str, object], ...]


class BulkUnit(Unit):
    """A transaction that writes many rows of few tables."""

    def __init__(self, connection: Connection, command: Command) -> None:
        self._waiting: defaultdict[Table, list[dict[str, object]]] = defaultdict(list)
        self._blobs: dict[str, bytes] = {}
        self._blob_bytes = 0
        self._keys: dict[Table, Iterator[int]] = {}
        self._known: dict[Table, dict[Key, dict[str, Any] | None]] = {}
        self._shapes: dict[Table, set[tuple[str, ...]]] = {}
        self._places: dict[int, int] = {}
        self._titled: set[int] = set()
        self._number = 0
        self._changes: dict[tuple[str, ...], list[dict[str, object]]] = {}
        super().__init__(connection, command)
        if not self._postgres:
            room.widen(connection)

    @property
    def connection(self) -> Connection:
        """Return the connection with everything written that waited."""
        self.flush()
        return self.register

    @connection.setter
    def connection(self, connection: Connection) -> None:
        self.register = connection

    def ask_ahead(self, table: Table, column: str, values: Iterable[object], **equals: object) -> None:
        """Look up many rows at once; `find` with the same columns then knows them, and those that are not there."""
        wanted = list(dict.fromkeys(values))
        known = self._known.setdefault(table, {})
        self._shapes.setdefault(table, set()).add(tuple(sorted((column, *equals))))
        for value in wanted:
            known.setdefault(_key({column: value, **equals}), None)
        for start in range(0, len(wanted), _AT_ONCE):
            some = wanted[start : start + _AT_ONCE]
            filled = [*some, *some[-1:] * (_AT_ONCE - len(some))]
            asked = statements.among(table, column, _AT_ONCE, tuple(equals))
            given = {f"value_{place}": value for place, value in enumerate(filled)}
            for row in asked.all(self.connection, **given, **equals):
                found = dict(zip(table.c.keys(), row, strict=True))
                known[_key({column: found[column], **equals})] = found

    def find(self, table: Table, **equals: object) -> dict[str, Any] | None:
        """Return the first row with these values, or None."""
        known, key = self._known.setdefault(table, {}), _key(equals)
        if key in known:
            found = known[key]
            return None if found is None else dict(found)
        if table in _WRITTEN:
            return super().find(table, **equals)
        known[key] = super().find(table, **equals)
        return known[key]

    def insert(self, table: Table, **values: object) -> int:
        """Put a row among those that wait and return its key."""
        if table not in _WRITTEN:
            self._forget(table)
            return super().insert(table, **values)
        if table in _WITH_GID and "gid" not in values:
            values["gid"] = new_gid()
        key = 0
        if table is not search_texts:
            key = self._next(table)
            values["id"] = key
        if table in _OF_MESSAGES:
            self.brought.note(table, key, values)
        self._waiting[table].append(values)
        if table in self._shapes:
            self._learn(table, values)
        return key

    def insert_once(self, table: Table, equals: Mapping[str, object], **values: object) -> int:
        """Return the row with these unique values, adding it where it is new."""
        if table not in _WRITTEN:
            return super().insert_once(table, equals, **values)
        found = self.find(table, **equals)
        return self.insert(table, **equals, **values) if found is None else int(found["id"])

    def update(self, table: Table, row_id: int, **values: object) -> None:
        """Write columns of a row; those of a ticket that is held wait with the rows."""
        if table is tickets and self.held.forget(row_id):
            self._changes.setdefault(tuple(values), []).append({**values, "row_key": row_id})
        else:
            super().update(table, row_id, **values)

    def amend(self, table: Table, row_id: int, *, expected: int | None, **values: object) -> int:
        """Change a row and return its new version. Raises Stale, NotFound."""
        self._forget(table)
        return super().amend(table, row_id, expected=expected, **values)

    def blob(self, content: bytes) -> str:
        """Keep bytes once and return their SHA-256."""
        sha256 = codec.digest(content)
        if sha256 not in self._blobs:
            self._blobs[sha256] = content
            self._blob_bytes += len(content)
            if self._blob_bytes > _BLOB_BYTES:
                self._write_blobs()
        return sha256

    def index_subject(self, ticket_id: int, subject: str, *, stems: str | None = None) -> None:
        """Make the subject of a ticket findable; `stems` is what `search.stem` makes of it, where it is known."""
        if ticket_id not in self._places or ticket_id in self._titled:
            super().index_subject(ticket_id, subject, stems=stems)
            return
        self._titled.add(ticket_id)
        self.insert(search_texts, id=ticket_id << POSITION_BITS, body=search.stem(subject) if stems is None else stems)

    def index_text(self, ticket_id: int, text: str, *, stems: str | None = None) -> None:
        """Make a text of a ticket findable, `stems` as above; beyond the room of a ticket nothing is indexed."""
        if ticket_id not in self._places:
            super().index_text(ticket_id, text, stems=stems)
            return
        self._places[ticket_id] += 1
        if self._places[ticket_id] <= MOST_TEXTS:
            place = (ticket_id << POSITION_BITS) + self._places[ticket_id]
            self.insert(search_texts, id=place, body=search.stem(text) if stems is None else stems)

    def flush(self) -> None:
        """Write what waits."""
        self._write_blobs()
        changes, self._changes = self._changes, {}
        for names, changed in changes.items():
            statements.updating(tickets, names).run_many(self.register, changed)
        if not self._waiting:
            return
        waiting, self._waiting = self._waiting, defaultdict(list)
        for table in _ORDER:
            alike: dict[tuple[str, ...], list[dict[str, object]]] = {}
            for row in waiting.get(table, ()):
                alike.setdefault(tuple(row), []).append(row)
            for rows in alike.values():
                statements.adding(table, tuple(rows[0])).run_many(self.register, rows)

    def _opened(self, ticket_id: int) -> None:
        self._places[ticket_id] = 0

    def _next_number(self) -> int:
        if not self._number:
            self._number = super()._next_number() - 1
        self._number += 1
        return self._number

    def _write_blobs(self) -> None:
        if self._blobs:
            rows = [{"sha256": name, "size": len(body), "content": body} for name, body in sorted(self._blobs.items())]
            statements.adding_once(blobs, tuple(rows[0]), postgres=self._postgres).run_many(self.register, rows)
            self._blobs, self._blob_bytes = {}, 0

    def _forget(self, table: Table) -> None:
        self._known.pop(table, None)
        self._shapes.pop(table, None)

    def _learn(self, table: Table, values: dict[str, object]) -> None:
        """A row that was asked for ahead and is added now is known from now on."""
        known = self._known[table]
        for names in self._shapes[table]:
            key = tuple([(name, values.get(name)) for name in names])
            if key in known and known[key] is None:
                known[key] = values

    def _next(self, table: Table) -> int:
        """Return a fresh key: SQLite lets one writer in at a time, PostgreSQL numbers by its sequence."""
        keys = self._keys.get(table)
        key = None if keys is None else next(keys, None)
        if key is None:
            keys = self._keys[table] = self._fresh(table)
            key = next(keys)
        return key

    def _fresh(self, table: Table) -> Iterator[int]:
        if not self._postgres:
            last = self.register.execute(select(func.coalesce(func.max(table.c.id), literal_column("0")))).scalar_one()
            return count(int(last) + 1)
        sequence = func.pg_get_serial_sequence(table.name, "id")
        many = func.generate_series(1, _KEYS_AHEAD).table_valued("n")
        asked = select(func.nextval(sequence)).select_from(many)
        return iter(sorted(int(key) for key in self.register.execute(asked).scalars()))


def record_beside(unit: Unit, ticket_ids: Sequence[int], kind: str, new: Mapping[str, Json]) -> None:
    """Leave the same event beside each of some tickets; beside many they are read and written together."""
    if len(ticket_ids) <= _FEW or isinstance(unit, BulkUnit):
        for key in ticket_ids:
            unit.record(key, kind, new, beside=True)
        return
    many = BulkUnit(unit.connection, unit.command)
    many.held.read(unit.connection, ticket_ids)
    for key in ticket_ids:
        many.record(key, kind, new, beside=True)
        unit.held.forget(key)
    many.flush()
    unit.touch("tickets", *ticket_ids)


def _key(equals: Mapping[str, object]) -> Key:
    return tuple(sorted(equals.items())) if len(equals) > 1 else tuple(equals.items())
