"""The pieces of an erasing inside one transaction: each takes words or bytes out, and leaves that they were there.

Salted digests stay in the chain, so that it still holds; rows stay, so that nothing refers to nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from console.services.hiding import DOT, bytes_behind, index_again
from console.store import Unit, chain, codec, tables
from console.store.queries import erasing, hidden, intake
from console.store.witness import messages as witnessed

_MESSAGES, _VERSIONS = tables.messages.messages, tables.messages.message_versions
_ATTACHMENTS, _ITEMS = tables.messages.attachments, tables.messages.intake_items
_NAMES = ("name", "address", "handle", "note")


class Erasing:
    """One erasing: counts what it took, and remembers which bytes nothing refers to any more."""

    def __init__(self, unit: Unit, record: int) -> None:
        self.unit, self._record = unit, record
        self.counts: Counter[str] = Counter()
        self._loose: set[str] = set()
        hidden.overwrite_what_goes(unit.connection)

    def message_words(self, message_id: int) -> None:
        """Erase what a message says, in all its versions, and the file it came in."""
        unit = self.unit
        for version in unit.find_all(_VERSIONS, message_id=message_id):
            self._note(version["raw_sha256"], version["html_sha256"])
            hidden.erase_version(unit.connection, int(version["id"]))
        self._forget_original(message_id)
        witnessed.erase(unit.connection, message_id)
        unit.update(_MESSAGES, message_id, erased_at=unit.at)
        self.counts["messages"] += 1

    def message_original(self, message_id: int) -> None:
        """Take the file away in which a message came; what it says stays, in a version without it."""
        unit = self.unit
        versions = sorted(unit.find_all(_VERSIONS, message_id=message_id), key=lambda one: int(one["n"]))
        if any(one["raw_sha256"] or one["html_sha256"] for one in versions):
            newest = versions[-1]
            said = {name: newest[name] for name in ("subject", "body", "reply_text", "at")}
            unit.insert(_VERSIONS, message_id=message_id, n=int(newest["n"]) + 1, **said)
            unit.update(_MESSAGES, message_id, versions=int(newest["n"]) + 1)
            for one in versions:
                self._note(one["raw_sha256"], one["html_sha256"])
                hidden.erase_version(unit.connection, int(one["id"]))
        self._forget_original(message_id)
        witnessed.erase(unit.connection, message_id)
        self.counts["originals"] += 1

    def _forget_original(self, message_id: int) -> None:
        message = self.unit.row(_MESSAGES, message_id)
        self._note(message["raw_sha256"])
        self._forget_kept_back(message["raw_sha256"])
        if message["raw_sha256"]:
            self.unit.update(_MESSAGES, message_id, raw_sha256=None, erased_at=self.unit.at)
        for item in self.unit.find_all(_ITEMS, message_id=message_id):
            self._note(item["raw_sha256"])
            self.unit.update(_ITEMS, int(item["id"]), raw_sha256=None, content_sha256="", source="")

    def _forget_kept_back(self, sha256: str | None) -> None:
        """Take the same message out of what imports could not take in at first: its copy may have other bytes."""
        kept = {"channel_kind": intake.QUARANTINE, "natural_key": f"sha:{sha256}"}
        for item in self.unit.find_all(_ITEMS, **kept) if sha256 else ():
            self._note(item["raw_sha256"])
            self.unit.update(_ITEMS, int(item["id"]), raw_sha256=None, content_sha256="", source="")

    def kept_back(self, item_id: int) -> None:
        """Take the bytes away of a message that was never taken in; that it came, and why, stays."""
        item = self.unit.row(_ITEMS, item_id)
        self._note(item["raw_sha256"])
        self.unit.update(_ITEMS, item_id, raw_sha256=None, source="")
        self.counts["kept_back"] += 1

    def message_author(self, message_id: int) -> None:
        """Erase who wrote a message and to whom."""
        values = {"author_name": "", "author_address": "", "recipients": "", "forwarded_from": None}
        self.unit.update(_MESSAGES, message_id, **values, erased_at=self.unit.at)
        witnessed.erase(self.unit.connection, message_id)

    def message_reader(self, message_id: int) -> None:
        """Erase to whom a message of ours went."""
        self.unit.update(_MESSAGES, message_id, recipients="", erased_at=self.unit.at)
        witnessed.erase(self.unit.connection, message_id)

    def has_files(self, message_id: int) -> bool:
        """Return whether files of a message are kept."""
        return any(one["sha256"] is not None for one in self.unit.find_all(_ATTACHMENTS, message_id=message_id))

    def message_files(self, message_id: int) -> None:
        """Destroy the files of a message; that there were some, and how large, stays."""
        for one in self.unit.find_all(_ATTACHMENTS, message_id=message_id):
            if one["sha256"] is not None or one["name"]:
                self._note(one["sha256"])
                self.unit.update(_ATTACHMENTS, int(one["id"]), name="", content_id="", sha256=None, missing=True)
                self.counts["files"] += 1
        witnessed.erase(self.unit.connection, message_id)

    def request_words(self, ticket_id: int, *, title: bool = True) -> None:
        """Erase what a request says beside its messages: subject, questions, what decisions were taken on, drafts."""
        unit, connection = self.unit, self.unit.connection
        unit.update(tables.tickets.tickets, ticket_id, subject="", preview="")
        if title:
            conversation = int(unit.row(tables.tickets.tickets, ticket_id)["conversation_id"])
            unit.amend(tables.messages.conversations, conversation, expected=None, title="")
        for one in unit.find_all(tables.tickets.questions, ticket_id=ticket_id):
            if one["body"]:
                unit.update(tables.tickets.questions, int(one["id"]), body="")
                self.counts["questions"] += 1
        for one in unit.find_all(tables.tickets.decisions, ticket_id=ticket_id):
            if one["inputs"] or one["result"]:
                unit.update(tables.tickets.decisions, int(one["id"]), inputs="", result="", override_reason=None)
                self.counts["decisions"] += 1
        for one in unit.find_all(tables.desk.drafts, ticket_id=ticket_id):
            unit.delete(tables.desk.drafts, int(one["id"]))
            self.counts["drafts"] += 1
        self.counts["texts"] += chain.erase_texts(connection, ticket_id)
        self.request_secrets(ticket_id)

    def request_secrets(self, ticket_id: int) -> None:
        """Destroy access data that are kept of a request."""
        table = tables.licensing.access_requests
        for one in self.unit.find_all(table, ticket_id=ticket_id):
            if one["secret"] is not None:
                self._note(*bytes_behind(one["secret"]))
                values = {"secret": None, "hint": "", "purged_at": self.unit.at, "state": "purged"}
                self.unit.amend(table, int(one["id"]), expected=None, **values)
                self.counts["secrets"] += 1

    def letter(self, outbox_id: int, *, words: bool) -> None:
        """Erase to whom a letter went, and what stood above it."""
        values = {"to_address": "", **({"subject": "", "undo": ""} if words else {})}
        self.unit.update(tables.desk.outbox, outbox_id, **values)

    def person(self, contact: dict[str, Any], *, customer: bool) -> None:
        """Erase the entry of a person in the register, and in the history of the register; perhaps the customer's."""
        unit = self.unit
        known = {"name": "", "address": "", "handle": "", "active": False}
        unit.amend(tables.people.contacts, int(contact["id"]), expected=None, **known)
        self.counts["contacts"] += 1
        customer_id = int(contact["customer_id"])
        if customer:
            values = {"name": "", "note": "", "erased_at": unit.at}
            unit.amend(tables.people.customers, customer_id, expected=None, **values)
            self.counts["customers"] += 1
        wanted = {("contacts", int(contact["id"]))} | ({("customers", customer_id)} if customer else set())
        for command, result in erasing.register_entries(unit.connection, customer_id):
            masked = _masked(result, wanted)
            if masked != result:
                table = tables.ledger.commands
                unit.connection.execute(table.update().where(table.c.id == command).values(result=masked))
                self.counts["entries"] += 1

    def told(self, ticket_id: int, *, again: bool = True) -> None:
        """Leave the event of it, and let the search know what the request says now."""
        self.unit.record(ticket_id, "erased", {"erasure": self._record})
        if again:
            index_again(self.unit, ticket_id)
        self.unit.touch("messages", ticket_id)

    def destroy(self) -> None:
        """Destroy the bytes that nothing refers to any more."""
        for sha256 in sorted(self._loose):
            self.counts["blobs"] += int(hidden.drop_blob(self.unit.connection, sha256))

    def _note(self, *names: object) -> None:
        self._loose |= {str(one) for one in names if one}


def _masked(result: str, wanted: Collection[tuple[str, int]]) -> str:
    """Return the line of an act on the register with the names of rows covered, as long as it was."""
    found = codec.load_dict(result)
    entries: list[dict[str, Any]] = found.get("entries", [found])
    for entry in entries:
        table = str(entry["what"]).rpartition("_")[2]
        if (table, entry["id"]) in wanted:
            for values in (entry["old"], entry["new"]):
                values.update({name: DOT * len(values[name]) for name in _NAMES if isinstance(values.get(name), str)})
    return codec.dump(found)
