"""Leaving something out of an archive's database before it is closed: each place gets a mark with a number.

Texts of events go with their salts, so that their digests keep the chain; an event that says such words outside of them
loses its bytes and keeps its hash, which the next event and the log cover. Files that hold what is left out go.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, String, Table, Text, delete, insert, select, update

from console.faults import BadInput
from console.store import search
from console.store.archived import untried
from console.store.archived.blackout import Words
from console.store.archived.closure import carried, key_of, table_of
from console.store.archived.gathering import blocks
from console.store.archived.marked import wrong
from console.store.archived.marking import Marks
from console.store.archived.redacted_files import Files, Look
from console.store.archived.writings import readings
from console.store.queries.hidden import texts_of_ticket
from console.store.tables import messages as said
from console.store.tables import tickets as asked
from console.store.witness import messages as witnessed

_PUBLIC = frozenset({"agreement_versions", "wordings", "letters", "schedules"})
_APART = frozenset({"search_texts", "blobs", "event_texts"})
_NAMED = {
    "attachments": ("content_id",),
    "channels": ("address",),
    "contacts": ("address", "handle"),
    "conversations": ("external_key",),
    "domains": ("name",),
    "installations": ("software_version",),
    "licenses": ("license_key",),
    "messages": ("author_address", "external_id"),
    "outbox": ("to_address", "message_ref", "receipt"),
    "queues": ("name",),
    "tags": ("name",),
}
"""Columns of short words in which people write; the others hold codes."""
_CODED = {("staff", "languages"), ("restorations", "grounds"), ("messages", "problems"), ("decisions", "readings")}
_WHOLE = {
    "message_versions": ("subject", "body", "reply_text"),
    "attachments": ("name", "content_id"),
    "questions": ("body",),
    "outbox": ("subject", "undo"),
}
_TOLD = frozenset({"messages", "message_versions", "tickets", "questions", "attachments", "outbox", "conversations"})
"""Tables whose JSON is what people wrote; by the numbers of any other the program counts."""
_SPANS = ("ticket_spans", "questions", "facts", "fair_use_marks")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What goes as a whole: contacts with their messages, messages, every attachment."""

    contacts: frozenset[int] = frozenset()
    addresses: frozenset[str] = frozenset()
    messages: frozenset[int] = frozenset()
    attachments: bool = False


@dataclass
class Pass:
    """One pass over the rows of an archive; `unlooked` counts files that stay and could not be looked into."""

    connection: Connection
    words: Words
    chosen: Chosen
    marks: Marks
    look: Look
    unlooked: int = 0
    _own: set[int] = field(default_factory=set)
    _gone: set[int] = field(default_factory=set)
    _scope: set[int] = field(default_factory=set)
    _whole: set[int] = field(default_factory=set)
    _tickets: set[int] = field(default_factory=set)
    _changed: set[int] = field(default_factory=set)
    _renamed: set[int] = field(default_factory=set)

    def run(self) -> None:
        """Leave everything out. Raises BadInput ("redact_public", "redact_too_wide")."""
        self._choose()
        self._require_private()
        for table in carried():
            if table.name not in _PUBLIC | _APART:
                self._pass(table)
        self._texts()
        untried.cover(self.connection, self.marks)
        files = Files(
            self.connection,
            self.marks,
            self.look,
            self._gone | self._changed,
            self._renamed,
            self._scope if self.words.parts else set(),
            self._tickets,
            every=self.chosen.attachments,
        )
        files.drop()
        self.unlooked = files.unlooked
        self._witnesses()
        self._forget_places()
        self._index()

    def require_gone(self, query: str) -> None:
        """Look once more over everything: the words stand nowhere, and the marks are those that were written down.

        Raises BadInput ("redact_left", "redact_marks").
        """
        for table in carried():
            if table.name in _PUBLIC:
                continue
            for rows in blocks(self.connection, table):
                column = next((one for row in rows for one in self._left(table, row)), "")
                if column:
                    raise BadInput("redact_left", column=column)
        if self.words.holds(query):
            raise BadInput("redact_left", column="archive.query")
        found = wrong(self.connection, self.marks.made, query)
        if found is not None:
            raise BadInput("redact_marks", place=found[0])

    def _left(self, table: Table, row: dict[str, Any]) -> Iterator[str]:
        for column in table.c:
            value = row[column.name]
            if isinstance(value, bytes):
                left = self._says(value)
            elif not isinstance(value, str) or not value:
                continue
            elif table.name in _APART or self._is_said(table, column.name, row):
                left = self.words.holds(value)
            else:
                left = self.words.names_in(value, strict=True)
            if left:
                yield f"{table.name}.{column.name}"

    def query(self, text: str) -> str:
        """Return the query of the archive without the words."""
        covered = self.words.cover(text, self.marks.following)
        if covered != text:
            self.marks.text("archive", 0, "query", text, None)
        return covered

    # -- what is chosen ------------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        table = said.messages
        rows = self.connection.execute(select(table.c.id, table.c.contact_id, table.c.author_address))
        for key, contact, address in rows:
            if contact in self.chosen.contacts or str(address).casefold() in self.chosen.addresses:
                self._own.add(key)
        self._gone = self._own | set(self.chosen.messages)
        for ticket_id, message_id in self.connection.execute(
            select(asked.ticket_spans.c.ticket_id, asked.ticket_spans.c.message_id)
        ):
            if message_id in self._gone:
                self._whole.add(ticket_id)
            if message_id in self._own:
                self._scope.add(ticket_id)
        mine = select(asked.tickets.c.id, asked.tickets.c.contact_id)
        self._scope |= {key for key, contact in self.connection.execute(mine) if contact in self.chosen.contacts}
        self._tickets |= self._whole | self._scope
        versions = said.message_versions
        for row in self.connection.execute(select(versions).order_by(versions.c.id)):
            if row.message_id in self._gone:
                for text in (row.subject, row.body, row.reply_text):
                    self.words.add_said(text)
        self.words.forget(self._public())

    def _public(self) -> Iterator[str]:
        for name in sorted(_PUBLIC):
            table = table_of(name)
            for rows in blocks(self.connection, table):
                for row in rows:
                    for column in table.c:
                        value = row[column.name]
                        if isinstance(value, bytes):
                            yield value.decode("utf-8", "replace")
                        elif isinstance(value, str) and isinstance(column.type, Text):
                            yield value

    def _require_private(self) -> None:
        if any(self.words.names_in(text) for text in self._public()):
            raise BadInput("redact_public")

    # -- rows ----------------------------------------------------------------------------------------------------------

    def _pass(self, table: Table) -> None:
        columns = [one.name for one in table.c if isinstance(one.type, String)]
        for rows in blocks(self.connection, table):
            for row in rows:
                values = self._values(table, columns, row)
                if values:
                    self._write(table, row, values)

    def _values(self, table: Table, columns: list[str], row: dict[str, Any]) -> dict[str, Any]:
        if table.name == "decisions":
            return {**self._decision(row), **self._columns(table, ["override_reason", "readings"], row)}
        values = self._columns(table, columns, row)
        if table.name == "events" and (values or self._says(row["hashed"])):
            values |= {"hashed": b""}
            self.marks.chained("event", "events", row["id"], "hashed", row["hash"], row["ticket_id"])
        if table.name == "findings" and (values or self._says(row["signed"])):
            values |= {"signed": None, "signature": None}
        return values

    def _columns(self, table: Table, columns: list[str], row: dict[str, Any]) -> dict[str, Any]:
        values = {}
        for name in columns:
            text = row[name]
            if not text:
                continue
            if not self._is_said(table, name, row):
                if self.words.names_in(text, strict=True):
                    raise BadInput("redact_too_wide", column=f"{table.name}.{name}")
                continue
            whole = self._is_whole(table.name, name, row)
            parts = self._in_scope(table.name, row)
            covered = self.marks.following if whole else self.words.cover(text, self.marks.following, parts=parts)
            if covered != text:
                if table.name not in _TOLD and self.words.counts(text):
                    raise BadInput("redact_too_wide", column=f"{table.name}.{name}")
                ticket = self.marks.ticket_of(table.name, row)
                self.marks.text(table.name, row[key_of(table).name], name, text, ticket)
                values[name] = covered
        return values

    def _is_said(self, table: Table, name: str, row: dict[str, Any]) -> bool:
        if table.name == "settings":
            return row["name"] == "company_name" and name == "value"
        is_text = isinstance(table.c[name].type, Text) and (table.name, name) not in _CODED
        return is_text or name in _NAMED.get(table.name, ())

    def _is_whole(self, table: str, name: str, row: dict[str, Any]) -> bool:
        if table == "tickets":
            return row["id"] in self._whole and name in ("subject", "preview")
        if table == "messages":
            return row["id"] in self._own and name in ("author_name", "author_address")
        if table == "attachments" and self.chosen.attachments:
            return True
        if name not in _WHOLE.get(table, ()):
            return False
        return row.get("message_id") in self._gone

    def _decision(self, row: dict[str, Any]) -> dict[str, Any]:
        """Leave out what a decision was taken on, where it says such words: its digests go under the secret."""
        for name in ("inputs", "result"):
            parts = row["ticket_id"] in self._scope
            if row[name] and self.words.cover(row[name], "█", parts=parts) != row[name]:
                digests = untried.of_decision(self.marks, row)
                digest = digests["inputs_sha256"]
                self.marks.chained("decision", "decisions", row["id"], "inputs", digest, row["ticket_id"])
                return {"inputs": "", "result": "", **digests}
        return {}

    def _says(self, content: bytes | None) -> bool:
        text = bytes(content or b"").decode("utf-8", "replace")
        return any(self.words.names_in(one) for one in readings(text))

    def _write(self, table: Table, row: dict[str, Any], values: dict[str, Any]) -> None:
        key = key_of(table)
        self.connection.execute(update(table).where(key == row[key.name]).values(**values))
        if table.name in ("tickets", "messages", "message_versions", "questions", "attachments"):
            self._tickets |= self.marks.tickets_of(table.name, row)
        if table.name in ("messages", "message_versions"):
            self._changed.add(row["id"] if table.name == "messages" else row["message_id"])
        if table.name == "attachments":
            self._renamed.add(row["message_id"])

    def _texts(self) -> None:
        """Leave out texts of events: their salts go too."""
        table, events = table_of("event_texts"), table_of("events")
        asked_for = select(events.c.id, events.c.ticket_id)
        owner = {row.id: row.ticket_id for row in self.connection.execute(asked_for)}
        for rows in blocks(self.connection, table):
            for row in rows:
                ticket = owner.get(row["event_id"])
                if not row["body"]:
                    continue
                parts = ticket in self._scope
                if ticket in self._whole or self.words.cover(row["body"], "█", parts=parts) != row["body"]:
                    self.marks.chained("event_text", table.name, row["id"], "body", row["digest"], ticket)
                    self.connection.execute(update(table).where(table.c.id == row["id"]).values(body=None, salt=""))

    def _witnesses(self) -> None:
        """Leave out what events keep of messages that are not whole any more: by it their words could be tried out."""
        table, events = table_of("event_texts"), table_of("events")
        asked_for = select(table.c.id, table.c.name, table.c.body, table.c.digest, events.c.ticket_id).join(
            events, events.c.id == table.c.event_id
        )
        named = table.c.name.startswith(witnessed.PREFIX) & table.c.body.is_not(None)
        last = 0
        while rows := self.connection.execute(
            asked_for.where(named, table.c.id > last).order_by(table.c.id).limit(500)
        ).all():
            last = rows[-1].id
            now = witnessed.digests(self.connection, sorted({witnessed.message_of(row.name) for row in rows}))
            for row in rows:
                if now.get(row.name, row.body) != row.body:
                    self.marks.chained("event_text", table.name, row.id, "body", row.digest, row.ticket_id)
                    self.connection.execute(update(table).where(table.c.id == row.id).values(body=None, salt=""))

    # -- places --------------------------------------------------------------------------------------------------------

    def _forget_places(self) -> None:
        """Let no place in a text be told by numbers that counted the letters of what is gone."""
        for name in _SPANS:
            table = table_of(name)
            for message in sorted(self._changed | self._gone):
                self.connection.execute(update(table).where(table.c.message_id == message).values(start=None, end=None))

    def _index(self) -> None:
        table = table_of("search_texts")
        for ticket in sorted(self._tickets):
            first = ticket << search.POSITION_BITS
            mine = (table.c.id >= first, table.c.id < (ticket + 1) << search.POSITION_BITS)
            room = self.connection.execute(delete(table).where(*mine)).rowcount
            subject = self.connection.execute(
                select(asked.tickets.c.subject).where(asked.tickets.c.id == ticket)
            ).scalar()
            texts = [str(subject or ""), *texts_of_ticket(self.connection, ticket)][:room]
            rows = [{"id": first + place, "body": search.stem(text)} for place, text in enumerate(texts)]
            if rows:
                self.connection.execute(insert(table), rows)

    def _in_scope(self, table: str, row: dict[str, Any]) -> bool:
        if not self._scope or not self.words.parts:
            return False
        if table == "contacts":
            return row["id"] in self.chosen.contacts
        return not self._scope.isdisjoint(self.marks.tickets_of(table, row))
