"""Access data that a customer sent, taken out of every text that holds them, and destroyed at closing (21.1).

The words are replaced by as many dots, so that every place in a text stays where it was: in a new version of each
message of the request, in its subject and preview, its questions, and the index of the search. Versions and texts of
events that hold them are erased; the digests of the chain stay, and it holds. The file in which a message came is no
longer reached from it, and no note of an import and no conversation has a digest of what it said: a short secret could
be guessed by that.
What was replaced is kept in one column until the request is closed: then it is destroyed, and the bytes of the file
with it. A decision that was taken before keeps the facts it was taken on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from console.faults import BadInput, NotAllowed
from console.records.base import Json
from console.services.intake.again import HIDDEN, SHORTEST, name_of, tells_digest, without_digest
from console.store import Unit, codec, tables
from console.store.queries import hidden, intake
from console.store.witness import messages as witnessed

DOT = HIDDEN
_MESSAGES, _VERSIONS = tables.messages.messages, tables.messages.message_versions
_TICKETS, _QUESTIONS = tables.tickets.tickets, tables.tickets.questions
_ITEMS, _TALKS = tables.messages.intake_items, tables.messages.conversations
_TABLES = {one.name: one for one in (_TICKETS, _QUESTIONS, _ITEMS)}
_SAID = ("subject", "body", "reply_text")
_KEY = "natural_key"


def hide(unit: Unit, message_id: int, secret: str) -> bytes:
    """Replace a secret wherever the requests of a message hold it; return what brings it back, to be kept apart.

    A message gets a version without it, and the versions that hold it are erased: they are changed no other way.
    Raises BadInput ("secret_too_short") for fewer than four characters, ("secret_not_there").
    """
    wanted = secret.strip()
    if len(wanted) < SHORTEST:
        raise BadInput("secret_too_short", n=SHORTEST)
    hidden.overwrite_what_goes(unit.connection)
    requests = hidden.tickets_of_message(unit.connection, message_id)
    keys = {message_id, *(key for one in requests for key in hidden.messages_of_ticket(unit.connection, one))}
    kept = [found for key in sorted(keys) if (found := _masked_version(unit, key, wanted)) is not None]
    if not kept:
        raise BadInput("secret_not_there")
    before: list[Json] = []
    for table, row, column in _texts(unit, requests):
        if wanted in str(row[column]):
            before.append([table.name, int(row["id"]), column, str(row[column])])
            unit.update(table, int(row["id"]), **{column: str(row[column]).replace(wanted, DOT * len(wanted))})
    holding = sorted({message_id, *(int(found["id"]) for found in kept)})
    before += _notes(unit, holding)
    _name_talks(unit, holding)
    for ticket_id in requests:
        hidden.erase_texts_holding(unit.connection, ticket_id, wanted)
        index_again(unit, ticket_id)
        unit.touch("messages", ticket_id)
    messages: list[Json] = [*kept]
    return codec.dump({"secret": wanted, "messages": messages, "before": before}).encode()


def _masked_version(unit: Unit, message_id: int, wanted: str) -> dict[str, Any] | None:
    """Give a message that holds the words a version without them; return how it stood, or None."""
    versions = sorted(unit.find_all(_VERSIONS, message_id=message_id), key=lambda one: int(one["n"]))
    holding = [one for one in versions if any(wanted in str(one[name]) for name in _SAID)]
    if not holding:
        return None
    message, newest = unit.row(_MESSAGES, message_id), versions[-1]
    masked = {name: str(newest[name]).replace(wanted, DOT * len(wanted)) for name in _SAID}
    unit.insert(_VERSIONS, message_id=message_id, n=int(newest["n"]) + 1, at=newest["at"], **masked)
    unit.update(_MESSAGES, message_id, versions=int(newest["n"]) + 1, raw_sha256=None)
    for one in holding:
        hidden.erase_version(unit.connection, int(one["id"]))
    witnessed.erase(unit.connection, message_id)
    return {
        "id": message_id,
        "raw": message["raw_sha256"],
        **{name: newest[name] for name in (*_SAID, "html_sha256", "raw_sha256")},
    }


def _notes(unit: Unit, messages: list[int]) -> list[Json]:
    """Take out of the notes of imports what leads to the files and what the secret could be guessed by.

    One of a message that was not taken in at first leads to a copy of it.
    """
    before: list[Json] = []
    seen = [one for key in messages for one in unit.find_all(_ITEMS, message_id=key)]
    keys = sorted({f"sha:{one['raw_sha256']}" for one in seen if one["raw_sha256"]})
    kept = [one for key in keys for one in unit.find_all(_ITEMS, channel_kind=intake.QUARANTINE, natural_key=key)]
    for row in (*seen, *kept):
        for column, gone in (("raw_sha256", None), ("content_sha256", "")):
            if row[column]:
                before.append([_ITEMS.name, int(row["id"]), column, str(row[column])])
                unit.update(_ITEMS, int(row["id"]), **{column: gone})
        if (name := without_digest(row)) != row["natural_key"]:
            if name == name_of(row):
                before.append([_ITEMS.name, int(row["id"]), _KEY, str(row[_KEY])])
            unit.update(_ITEMS, int(row["id"]), natural_key=name)
    return before


def _name_talks(unit: Unit, messages: list[int]) -> None:
    """Name conversations otherwise that an older version named by a digest of the mail that began them."""
    for key in {int(unit.row(_MESSAGES, one)["conversation_id"]) for one in messages}:
        talk = unit.row(_TALKS, key)
        if tells_digest(str(talk["external_key"])):
            unit.update(_TALKS, key, external_key=name_of(talk))


def bring_back(unit: Unit, kept: bytes, message_id: int) -> None:
    """Put the words back: they were no access data.

    Raises NotAllowed ("secret_purged") where nothing is kept, ("hidden_since") where other words of such a message were
    hidden or changed after these: they would come back, or be lost.
    """
    if not kept:
        raise NotAllowed("secret_purged")
    found = json.loads(kept)
    dots = DOT * len(found["secret"])
    for one in found["messages"]:
        versions = unit.find_all(_VERSIONS, message_id=int(one["id"]))
        newest = max(versions, key=lambda row: int(row["n"]))
        if any(str(newest[name]) != str(one[name]).replace(found["secret"], dots) for name in _SAID):
            raise NotAllowed("hidden_since")
        said = {name: one[name] for name in (*_SAID, "html_sha256", "raw_sha256")}
        unit.insert(_VERSIONS, message_id=int(one["id"]), n=int(newest["n"]) + 1, at=newest["at"], **said)
        unit.update(_MESSAGES, int(one["id"]), versions=int(newest["n"]) + 1, raw_sha256=one["raw"])
    for name, key, column, value in found["before"]:
        if column == _KEY and unit.find(
            _ITEMS, channel_kind=unit.row(_ITEMS, int(key))["channel_kind"], natural_key=value
        ):
            continue  # it came again meanwhile, and was not known
        unit.update(_TABLES[name], int(key), **{column: value})
    for ticket_id in hidden.tickets_of_message(unit.connection, message_id):
        index_again(unit, ticket_id)
        unit.touch("messages", ticket_id)


def secret_of(kept: bytes | None) -> str:
    """Return the secret itself; empty where it is destroyed."""
    return str(json.loads(kept)["secret"]) if kept else ""


def destroy(unit: Unit, kept: bytes | None) -> None:
    """Destroy the bytes that the messages came in, where nothing else refers to them."""
    for sha256 in sorted(bytes_behind(kept)):
        hidden.drop_blob(unit.connection, sha256)


def bytes_behind(kept: bytes | None) -> set[str]:
    """Return the hashes of the bytes that the messages came in, and of the copies that imports kept of them."""
    found = json.loads(kept) if kept else {"messages": (), "before": ()}
    names = {one[name] for one in found["messages"] for name in ("raw", "html_sha256", "raw_sha256")}
    names |= {value for _, _, column, value in found["before"] if column == "raw_sha256"}
    return {str(name) for name in names if name}


def index_again(unit: Unit, ticket_id: int) -> None:
    """Make what a request says now findable, and nothing else of it."""
    ticket = unit.row(_TICKETS, ticket_id)
    unit.forget_texts(ticket_id)
    unit.index_subject(ticket_id, str(ticket["subject"]))
    for text in hidden.texts_of_ticket(unit.connection, ticket_id):
        unit.index_text(ticket_id, text)


def _texts(unit: Unit, requests: tuple[int, ...]) -> Iterator[tuple[Any, dict[str, Any], str]]:
    for ticket_id in requests:
        row = unit.row(_TICKETS, ticket_id)
        yield _TICKETS, row, "subject"
        yield _TICKETS, row, "preview"
        for question in unit.find_all(_QUESTIONS, ticket_id=ticket_id):
            yield _QUESTIONS, question, "body"
