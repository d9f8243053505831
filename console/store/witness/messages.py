"""Messages: each is as it was when an event brought it to a request, and stands there or was moved by an act.

The digest of a message stands in a text of the event that brought it, so that it goes with the message where that is
erased. Events of older programs have none: their messages are not held against them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from console.store import codec
from console.store.tables.ledger import event_texts, events
from console.store.tables.messages import attachments, message_versions, messages
from console.store.tables.tickets import ticket_spans, tickets
from console.store.witness.reading import COVER, Said, grouped

PREFIX = "message "
_AT_ONCE = 200
_BRING = frozenset({"received", "bounce", "ours", "automatic", "older", "thread", "replied", "noted"})
_HEAD = (
    *("gid", "direction", "author_name", "author_address", "staff_id", "sent_at", "received_at"),
    *("recipients", "service_action", "forwarded_from"),
)
_TEXT = ("n", "at", "subject", "body", "reply_text", "html_sha256", "raw_sha256")
_FILE = ("position", "name", "media_type", "size", "sha256", "content_id", "inline", "missing")


def name_of(message: int, n: int) -> str:
    """Return the name of the text that holds the digest of a version of a message."""
    return f"{PREFIX}{message}/{n}"


def message_of(name: str) -> int:
    """Return the key of the message that such a name names."""
    return int(name.removeprefix(PREFIX).partition("/")[0])


def digest(head: Mapping[str, Any], version: Mapping[str, Any], files: Iterable[Mapping[str, Any]]) -> str:
    """Return the SHA-256 over who wrote a message, when and to whom, over a version of it and over its files."""
    listed = sorted(([one[name] for name in _FILE] for one in files), key=lambda one: int(one[0]))
    said = [[head[name] for name in _HEAD], [version[name] for name in _TEXT], listed]
    return codec.digest(codec.dump_named(said).encode())


def digests(connection: Connection, keys: Sequence[int]) -> dict[str, str]:
    """Return the digest of every version of some messages by its name; "" where words were left out of it."""
    found: dict[str, str] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = list(keys[start : start + _AT_ONCE])
        heads = connection.execute(select(messages).where(messages.c.id.in_(some))).mappings()
        known = {int(row["id"]): dict(row) for row in heads}
        asked = select(attachments).where(attachments.c.message_id.in_(some))
        files = grouped([dict(row) for row in connection.execute(asked).mappings()], "message_id")
        versions = select(message_versions).where(message_versions.c.message_id.in_(some))
        for row in connection.execute(versions).mappings():
            key, n = int(row["message_id"]), int(row["n"])
            if key in known:
                mine = [one for one in files.get(key, ()) if one["version_n"] == n]
                covered = any(COVER in str(one) for one in (*known[key].values(), *row.values(), *_values(mine)))
                found[name_of(key, n)] = "" if covered else digest(known[key], dict(row), mine)
    return found


def erase(connection: Connection, message: int) -> None:
    """Erase what the events keep of a message, with the salts: nobody can try out what it said."""
    of_it = select(messages.c.conversation_id).where(messages.c.id == message).scalar_subquery()
    mine = select(tickets.c.id).where(tickets.c.conversation_id == of_it)
    held = select(events.c.id).where(events.c.ticket_id.in_(mine))
    wanted = event_texts.c.event_id.in_(held) & event_texts.c.name.startswith(f"{PREFIX}{message}/")
    connection.execute(update(event_texts).where(wanted, event_texts.c.body.is_not(None)).values(body=None, salt=""))


def wrong(
    connection: Connection, told: Mapping[int, Sequence[Said]], some: Sequence[int]
) -> dict[int, list[tuple[str, str]]]:
    """Return of each request the messages that are not as their events say, and what is wrong."""
    asked = select(ticket_spans.c.ticket_id, ticket_spans.c.message_id).where(ticket_spans.c.ticket_id.in_(some))
    spans: dict[int, set[int]] = {}
    for ticket, message in connection.execute(asked):
        spans.setdefault(ticket, set()).add(message)
    held = {key: dict(_held(history)) for key, history in told.items()}
    named = sorted({message_of(name) for mine in held.values() for name in mine})
    now = digests(connection, named)
    return {key: list(_wrong(told[key], held[key], spans.get(key, set()), now)) for key in told}


def _wrong(
    history: Sequence[Said], held: Mapping[str, tuple[int, str | None]], spans: set[int], now: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    moved = any(_moves(one) for one in history)
    for name, (n, said) in held.items():
        if name not in now and not moved:
            yield name, f"event {n}: it is not there"
        elif said is not None and now.get(name) and now[name] != said:
            yield name, f"event {n}: it said something else"
    if moved:
        return
    brought = {message_of(name) for name in held} | {
        message for one in history if one.kind in _BRING and type(message := one.new.get("message")) is int
    }
    for message in sorted(brought - spans):
        yield f"{PREFIX}{message}", "it is no part of the request any more"
    if history and any(name.startswith(PREFIX) for name in history[0].texts):
        for message in sorted(spans - brought):
            yield f"{PREFIX}{message}", "no event brought it"


def _held(history: Sequence[Said]) -> Iterator[tuple[str, tuple[int, str | None]]]:
    for one in history:
        for name, body in one.texts.items():
            if name.startswith(PREFIX):
                yield name, (one.n, body)


def _moves(one: Said) -> bool:
    """Return whether an act may have given messages to another request, or taken some."""
    return (
        one.kind in ("span_set", "joined_into")
        or (one.kind == "undone" and "by" in one.new)
        or any(name in one.new for name in ("spans", "joined", "parted"))
    )


def _values(rows: Iterable[Mapping[str, Any]]) -> Iterator[Any]:
    for row in rows:
        yield from row.values()
