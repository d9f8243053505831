"""The unit of work: what a command may do inside its transaction. Each change of a ticket leaves its event here."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from console.faults import NotFound, Stale
from console.records.base import Actor, Json, TicketId
from console.records.commands import Command, new_gid
from console.store import chain, codec, merging, search, statements
from console.store.holding import ALWAYS, Held
from console.store.once import insert_once
from console.store.search import POSITION_BITS
from console.store.tables.base import Instant, metadata
from console.store.tables.ledger import event_texts, events
from console.store.tables.messages import attachments, blobs, message_versions, messages
from console.store.tables.search import search_texts
from console.store.tables.tickets import tickets
from console.store.witness import versions
from console.store.witness.brought import Brought

MOST_TEXTS = (1 << POSITION_BITS) - 1
_NUMBER_LOCK = 0x636C6175
_MOST_PLACE = 0x7FFFFFFF
QUIET = "quiet"
_OF_MESSAGES = frozenset({messages, message_versions, attachments})


class Rows:
    """Rows of one transaction, in and out as plain values; instants are aware."""

    def __init__(self, connection: Connection, command: Command) -> None:
        self.connection = connection
        self.register = connection
        """For reading what this command does not write: licenses, contacts, channels."""
        self.memory: dict[object, Any] = {}
        """What was read of that already."""
        self.command = command
        self.held = Held()
        self.kinds: set[str] = set()
        self.tickets: dict[int, None] = {}
        self.opened: list[int] = []
        """The tickets that were opened in it, in their order."""
        self.brought = Brought()
        self._postgres = connection.dialect.name == "postgresql"

    @property
    def actor(self) -> Actor:
        """Return who acts."""
        return self.command.actor

    @property
    def at(self) -> datetime:
        """Return the instant of the command."""
        return self.command.at

    def insert(self, table: Table, **values: object) -> int:
        """Insert a row and return its key; a global id is made where the table has one and none is given."""
        if "gid" in table.c and "gid" not in values:
            values["gid"] = new_gid()
        key = statements.inserting(table, tuple(values)).scalar(self.connection, **values)
        if table in _OF_MESSAGES:
            self.brought.note(table, key, values)
        return key if isinstance(key, int) else 0

    def insert_once(self, table: Table, equals: Mapping[str, object], **values: object) -> int:
        """Return the row with these unique values, inserting it where it is new; two writers at once make one row."""
        if "gid" in table.c and "gid" not in equals:
            values.setdefault("gid", new_gid())
        made = self.connection.execute(
            insert_once(table, postgres=self._postgres)
            .values(**equals, **values)
            .on_conflict_do_nothing()
            .returning(table.c.id)
        ).scalar()
        if made is not None:
            return int(made)
        found = self.find(table, **equals)
        if found is None:
            raise NotFound("no_row", table=table.name, row=0)
        return int(found["id"])

    def alone(self, what: str) -> None:
        """Keep every other act that asks for the same waiting until this transaction ends.

        So that what is looked for and not found can be entered. SQLite lets one writer in at a time anyway.
        """
        if self._postgres:
            place = zlib.crc32(what.encode()) & _MOST_PLACE
            self.connection.execute(select(func.pg_advisory_xact_lock(_NUMBER_LOCK, place)))

    def insert_many(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows in one go."""
        if not rows:
            return
        filled = [{"gid": new_gid(), **row} if "gid" in table.c else dict(row) for row in rows]
        self.connection.execute(insert(table), filled)

    def amend(self, table: Table, row_id: int, *, expected: int | None, **values: object) -> int:
        """Change a row and return its new version (0 where the table has none).

        Raises Stale with both values when `expected` is given and the row has another version, NotFound.
        """
        known = self.row(table, row_id)
        if "version" not in table.c:
            self.update(table, row_id, **values)
            return 0
        condition = table.c.id == row_id
        if expected is not None:
            condition &= table.c.version == expected
        done = self.connection.execute(update(table).where(condition).values(**values, version=table.c.version + 1))
        if done.rowcount != 1:
            raise _stale(self.row(table, row_id), values)
        return int(known["version"]) + 1

    def update(self, table: Table, row_id: int, **values: object) -> None:
        """Write columns of a row."""
        if table is tickets:
            self.held.forget(row_id)
        statements.updating(table, tuple(values)).run(self.connection, **values, row_key=row_id)

    def delete(self, table: Table, row_id: int) -> None:
        """Remove a row of a table that holds no history."""
        self.connection.execute(delete(table).where(table.c.id == row_id))

    def row(self, table: Table, row_id: int) -> dict[str, Any]:
        """Return a row by its key. Raises NotFound."""
        found = self.find(table, id=row_id)
        if found is None:
            raise NotFound("no_row", table=table.name, row=row_id)
        return found

    def find(self, table: Table, **equals: object) -> dict[str, Any] | None:
        """Return the first row with these values, or None."""
        asked, given = statements.finding(table, equals)
        found = asked.first(self.connection, **given)
        return None if found is None else dict(zip(table.c.keys(), found, strict=True))

    def find_all(self, table: Table, **equals: object) -> list[dict[str, Any]]:
        """Return every row with these values."""
        asked, given = statements.finding(table, equals)
        return [dict(zip(table.c.keys(), row, strict=True)) for row in asked.all(self.connection, **given)]


class Unit(Rows):
    """One transaction of a command: what it may do to tickets, each change with its event."""

    def open_ticket(
        self,
        *,
        kind: str = "opened",
        extra: Mapping[str, Json] | None = None,
        texts: Mapping[str, str] | None = None,
        **values: object,
    ) -> TicketId:
        """Open a ticket with its first event and return its key."""
        number = self._next_number()
        values.setdefault("updated_at", self.at)
        gid = new_gid()
        ticket_id = self.insert(tickets, gid=gid, number=number, event_n=1, **values)
        self.opened.append(ticket_id)
        self._opened(ticket_id)
        self.memory["number", ticket_id] = number
        new = codec.plain_dict({name: value for name, value in values.items() if value is not None})
        new |= {"number": number, **(extra or {})}
        self._append(ticket_id, kind, {}, new, texts or {}, None, known_n=0, gid=gid)
        return TicketId(ticket_id)

    def change_ticket(
        self,
        ticket_id: int,
        kind: str,
        values: Mapping[str, object],
        *,
        extra: Mapping[str, Json] | None = None,
        texts: Mapping[str, str] | None = None,
        effective_at: datetime | None = None,
        check_version: bool = True,
    ) -> int:
        """Change columns of a ticket, leave the event, and return its number.

        Raises Stale when the command expected another version (one that merges: where somebody else wrote one of the
        same columns), NotFound.
        """
        known = self._locked(ticket_id, *values)
        expected = self.command.expected_version if check_version else None
        if expected is not None and known["version"] != expected:
            _require_apart(self, ticket_id, known, values)
        old = {name: codec.plain(known[name]) for name in values}
        new = {**{name: codec.plain(value) for name, value in values.items()}, **(extra or {})}
        n = int(known["event_n"]) + 1
        changed = {"updated_at": self.at, **values, "version": int(known["version"]) + 1, "event_n": n}
        self.update(tickets, ticket_id, **changed)
        self._append(ticket_id, kind, old, new, texts or {}, effective_at, known_n=n - 1, gid=known["gid"])
        return n

    def record(
        self,
        ticket_id: int,
        kind: str,
        new: Mapping[str, Json],
        *,
        old: Mapping[str, Json] | None = None,
        texts: Mapping[str, str] | None = None,
        effective_at: datetime | None = None,
        beside: bool = False,
    ) -> int:
        """Leave an event that changes no column of the ticket, one `beside` it not even its last change; its number."""
        known = self._locked(ticket_id)
        n = int(known["event_n"]) + 1
        changed = {} if beside else {"updated_at": self.at}
        self.update(tickets, ticket_id, **changed, version=int(known["version"]) + 1, event_n=n)
        given = dict(old or {}), dict(new), texts or {}, effective_at
        self._append(ticket_id, kind, *given, known_n=n - 1, gid=known["gid"])
        return n

    def lock(self, ticket_id: int, *names: str) -> dict[str, Any]:
        """Keep a ticket as it is until the transaction ends, and return columns of it. Raises NotFound."""
        return self._locked(ticket_id, *names)

    def rebuild_ticket(self, ticket_id: int, **values: object) -> None:
        """Write columns that follow from facts elsewhere; no act, so no event and no new version."""
        self.update(tickets, ticket_id, **values)

    def blob(self, content: bytes) -> str:
        """Keep bytes once and return their SHA-256."""
        sha256 = codec.digest(content)
        self.connection.execute(
            insert_once(blobs, postgres=self._postgres)
            .values(sha256=sha256, size=len(content), content=content)
            .on_conflict_do_nothing()
        )
        return sha256

    def touch(self, kind: str, *ticket_ids: int) -> None:
        """Say what other windows should look at again."""
        self.kinds.add(kind)
        for ticket_id in ticket_ids:
            self.tickets[ticket_id] = None

    def message_text(self, message_id: int) -> str:
        """Return the text of a message in its newest version."""
        newest = select(messages.c.versions).where(messages.c.id == message_id).scalar_subquery()
        asked = select(message_versions.c.body).where(
            message_versions.c.message_id == message_id, message_versions.c.n == newest
        )
        return str(self.connection.execute(asked).scalar_one())

    def event(self, ticket_id: int, n: int) -> dict[str, Any] | None:
        """Return an event of a ticket with `old` and `new` as they were, or None."""
        found = self.find(events, ticket_id=ticket_id, n=n)
        if found is None:
            return None
        old, new = chain.whole(self.connection, [found])[int(found["id"])]
        return {**found, "old": codec.dump(old), "new": codec.dump(new)}

    def revive(self, table_name: str, values: Mapping[str, Json]) -> dict[str, object]:
        """Return plain values of an event as values of the table's columns; what is no column is left out."""
        columns = metadata.tables[table_name].c
        alive: dict[str, object] = {}
        for name, value in values.items():
            if name in columns:
                instant = isinstance(columns[name].type, Instant) and isinstance(value, str)
                alive[name] = datetime.fromisoformat(str(value)) if instant else value
        return alive

    def index_subject(self, ticket_id: int, subject: str, *, stems: str | None = None) -> None:
        """Make the subject of a ticket findable; `stems` is what `search.stem` makes of it, where it is known."""
        self.connection.execute(delete(search_texts).where(search_texts.c.id == ticket_id << POSITION_BITS))
        self.connection.execute(
            insert(search_texts).values(
                id=ticket_id << POSITION_BITS, body=search.stem(subject) if stems is None else stems
            )
        )

    def index_text(self, ticket_id: int, text: str, *, stems: str | None = None) -> None:
        """Make a text of a ticket findable, `stems` as above; beyond the room of a ticket nothing is indexed."""
        first = ticket_id << POSITION_BITS
        last = self.connection.execute(
            select(func.max(search_texts.c.id)).where(
                search_texts.c.id >= first, search_texts.c.id <= first + MOST_TEXTS
            )
        ).scalar()
        place = first + 1 if last is None else int(last) + 1
        if place <= first + MOST_TEXTS:
            self.connection.execute(
                insert(search_texts).values(id=place, body=search.stem(text) if stems is None else stems)
            )

    def forget_texts(self, ticket_id: int) -> None:
        """Make the subject and the texts of a ticket no longer findable, before they are given anew."""
        first = ticket_id << POSITION_BITS
        self.connection.execute(
            delete(search_texts).where(search_texts.c.id >= first, search_texts.c.id <= first + MOST_TEXTS)
        )

    def flush(self) -> None:
        """Write what waits; here nothing does."""

    def _opened(self, ticket_id: int) -> None:
        """Hear that a ticket was opened in this transaction."""

    def _next_number(self) -> int:
        """Return the next number of a ticket; on PostgreSQL one transaction at a time gets one."""
        if self._postgres:
            self.connection.execute(select(func.pg_advisory_xact_lock(_NUMBER_LOCK)))
        return int(self.connection.execute(select(func.coalesce(func.max(tickets.c.number), 0))).scalar_one()) + 1

    def _locked(self, ticket_id: int, *names: str) -> dict[str, Any]:
        wanted = tuple(dict.fromkeys((*ALWAYS, *names)))
        known = self.held.ticket(ticket_id, wanted)
        if known is not None:
            return known
        found = statements.locking(wanted).first(self.connection, ticket=ticket_id)
        if found is None:
            raise NotFound("no_ticket", ticket=ticket_id)
        return dict(zip(wanted, found, strict=True))

    def _append(
        self,
        ticket_id: int,
        kind: str,
        old: dict[str, Json],
        new: dict[str, Json],
        texts: Mapping[str, str],
        effective_at: datetime | None,
        *,
        known_n: int,
        gid: str,
    ) -> None:
        if self.command.kind == QUIET:
            raise ValueError(f"{kind}: what leaves an event is a command")
        was, becomes, said = chain.apart(old, versions.named(self.register, self.memory, new))
        kept = chain.salted({**texts, **said, **self.brought.of_event(new.get("message"), lambda: self.connection)})
        previous, event_gid, happened = self._last_hash(ticket_id, known_n), new_gid(), effective_at or self.at
        content = chain.event_bytes(
            gid=event_gid,
            ticket_gid=gid,
            n=known_n + 1,
            kind=kind,
            actor=f"{self.actor.staff_id} {self.actor.name}",
            role=self.actor.role.value,
            command=self.command.id,
            recorded_at=self.at,
            effective_at=happened,
            old=was,
            new=becomes,
            texts=kept,
        )
        event_id = self.insert(
            events,
            gid=event_gid,
            ticket_id=ticket_id,
            n=known_n + 1,
            kind=kind,
            staff_id=self.actor.staff_id or None,
            role=self.actor.role.value,
            command_id=self.command.id,
            recorded_at=self.at,
            effective_at=happened,
            old=was,
            new=becomes,
            hashed=content,
            previous=previous,
            hash=chain.event_hash(previous, content),
        )
        self._keep_texts(event_id, kept)
        self.touch("tickets", ticket_id)

    def _last_hash(self, ticket_id: int, n: int) -> str:
        if not n:
            return chain.FIRST
        known = self.held.last_hash(ticket_id, n)
        return known or str(statements.LAST_HASH.scalar(self.connection, ticket=ticket_id, n=n))

    def _keep_texts(self, event_id: int, kept: tuple[chain.SaltedText, ...]) -> None:
        for text in kept:
            self.insert(
                event_texts, event_id=event_id, name=text.name, salt=text.salt, digest=text.digest, body=text.body
            )


def _require_apart(unit: Unit, ticket_id: int, known: Mapping[str, Any], values: Mapping[str, object]) -> None:
    if not unit.command.merges:
        raise _stale(known, values)
    expected, me = unit.command.expected_version, int(unit.actor.staff_id)
    others = merging.since(unit.connection, ticket_id, known=known, expected=expected, me=me)
    merging.require_apart(others, known, values)


def _stale(known: Mapping[str, Any], values: Mapping[str, object]) -> Stale:
    for name, value in values.items():
        if name in known and codec.plain(known[name]) != codec.plain(value):
            return Stale("seen_older", field=name, yours=codec.plain(value), theirs=codec.plain(known[name]))
    return Stale("seen_older", field="", yours="", theirs="")
