"""The chain of a ticket's events: the exact bytes that are hashed, salted digests of texts, and the check of a chain.

hash = SHA-256("clausedesk event 1" || previous || bytes). A text enters by SHA-256(salt || text), so that erasing it
leaves the chain whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from json.encoder import encode_basestring as quoted
from typing import Any

from sqlalchemy import Connection, Row, select, update

from console.records.base import Json
from console.records.commands import new_salt
from console.store import codec
from console.store.tables.ledger import event_texts, events
from console.store.tables.tickets import tickets

DOMAIN = b"clausedesk event 1\n"
FIRST = "0" * 64
_AT_ONCE = 500
_LOOKED_AT = (
    *("id", "ticket_id", "n", "kind", "gid", "old", "new", "hashed", "previous", "hash"),
    *("role", "command_id", "staff_id", "recorded_at", "effective_at"),
)
SAID_OLD, SAID_NEW = "said.old", "said.new"
_CHAINED = select(*(events.c[name] for name in _LOOKED_AT))
_SAID = frozenset({"subject", "preview", "snooze_reason", "value", "to"})  # what may hold somebody's words


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The first place where a chain does not hold."""

    ticket_id: int
    n: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaltedText:
    """A text with the salt and the digest that stand for it in the chain."""

    name: str
    salt: str
    digest: str
    body: str


def apart(old: Mapping[str, Json], new: Mapping[str, Json]) -> tuple[str, str, dict[str, str]]:
    """Return old and new as canonical texts without what may hold somebody's words, and those words as texts."""
    texts = {}
    for name, values in ((SAID_OLD, old), (SAID_NEW, new)):
        said = {key: value for key, value in values.items() if key in _SAID}
        if said:
            texts[name] = codec.dump_named(said)
    return (
        codec.dump_named({key: value for key, value in old.items() if key not in _SAID}),
        codec.dump_named({key: value for key, value in new.items() if key not in _SAID}),
        texts,
    )


def whole(
    connection: Connection, rows: Sequence[Mapping[str, Any]]
) -> dict[int, tuple[dict[str, Any], dict[str, Any]]]:
    """Return old and new of events by their keys, with the words that are not erased."""
    found = {int(row["id"]): (codec.load_dict(str(row["old"])), codec.load_dict(str(row["new"]))) for row in rows}
    keys = list(found)
    for start in range(0, len(keys), _AT_ONCE):
        asked = select(event_texts.c.event_id, event_texts.c.name, event_texts.c.body).where(
            event_texts.c.event_id.in_(keys[start : start + _AT_ONCE]),
            event_texts.c.name.in_((SAID_OLD, SAID_NEW)),
            event_texts.c.body.is_not(None),
        )
        for event_id, name, body in connection.execute(asked):
            found[event_id][0 if name == SAID_OLD else 1].update(codec.load_dict(body))
    return found


def salted(texts: Mapping[str, str]) -> tuple[SaltedText, ...]:
    """Return texts with fresh salts."""
    made = []
    for name, body in sorted(texts.items()):
        salt = new_salt()
        made.append(SaltedText(name=name, salt=salt, digest=text_digest(salt, body), body=body))
    return tuple(made)


def text_digest(salt: str, body: str) -> str:
    """Return the digest that stands for a text."""
    return codec.digest(bytes.fromhex(salt) + body.encode())


def event_bytes(  # noqa: PLR0913 - these are the fields of an event
    *,
    gid: str,
    ticket_gid: str,
    n: int,
    kind: str,
    actor: str,
    role: str,
    command: str,
    recorded_at: datetime,
    effective_at: datetime,
    old: str,
    new: str,
    texts: tuple[SaltedText, ...],
) -> bytes:
    """Return the canonical bytes of an event; `old` and `new` are canonical texts already.

    A fresh salt stands in them and nowhere else: where the bytes are left out of an archive, nobody can try out a name.
    """
    recorded = codec.dump(recorded_at)
    effective = recorded if effective_at is recorded_at else codec.dump(effective_at)
    said = codec.dump({text.name: text.digest for text in texts}) if texts else "{}"
    return (
        f'{{"actor":{quoted(actor)},"command":{quoted(command)},"effective_at":{effective},"gid":{quoted(gid)}'
        f',"kind":{quoted(kind)},"n":{n},"new":{new},"old":{old},"recorded_at":{recorded},"role":{quoted(role)}'
        f',"salt":{quoted(new_salt())},"texts":{said},"ticket":{quoted(ticket_gid)}}}'
    ).encode()


def event_hash(previous: str, content: bytes) -> str:
    """Return the hash of an event behind `previous`."""
    return codec.digest(DOMAIN + bytes.fromhex(previous) + content)


def verify(connection: Connection, ticket_id: int) -> Break | None:
    """Return the first break of a ticket's chain, or None where it is whole. Raises NoResultFound without a ticket."""
    connection.execute(select(tickets.c.id).where(tickets.c.id == ticket_id)).scalar_one()
    return first_broken(connection, (ticket_id,))


def first_broken(
    connection: Connection, ticket_ids: Sequence[int], *, left_out: AbstractSet[int] = frozenset()
) -> Break | None:
    """Return the first break in the chains of some tickets, in the order of their keys."""
    return next(breaks(connection, sorted(ticket_ids), left_out=left_out), None)


def breaks(
    connection: Connection, ticket_ids: Iterable[int], *, left_out: AbstractSet[int] = frozenset()
) -> Iterator[Break]:
    """Yield the first break of each chain that does not hold, in the order given.

    Events that are `left_out` have no bytes: only their place and their hash are looked at. The events of some hundred
    tickets are read together, and no more are held at a time.
    """
    for some in _some(ticket_ids):
        asked = select(tickets.c.id, tickets.c.event_n, tickets.c.gid).where(tickets.c.id.in_(some))
        expected = {row.id: (row.event_n, row.gid) for row in connection.execute(asked)}
        chains: dict[int, list[Row[Any]]] = {key: [] for key in some}
        for row in connection.execute(_CHAINED.where(events.c.ticket_id.in_(some)).order_by(events.c.n)):
            chains[row.ticket_id].append(row)
        kept = _kept_texts(connection, [row.id for mine in chains.values() for row in mine])
        for key, mine in chains.items():
            found = _first_wrong(key, mine, kept, expected.get(key, (0, "")), left_out)
            if found is not None:
                yield found


def _some(ticket_ids: Iterable[int]) -> Iterator[list[int]]:
    left = iter(ticket_ids)
    while some := list(islice(left, _AT_ONCE)):
        yield some


def _kept_texts(connection: Connection, event_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    kept: dict[int, list[Row[Any]]] = {}
    for start in range(0, len(event_ids), _AT_ONCE):
        asked = select(event_texts).where(event_texts.c.event_id.in_(event_ids[start : start + _AT_ONCE]))
        for text in connection.execute(asked):
            kept.setdefault(text.event_id, []).append(text)
    return kept


def _first_wrong(
    key: int,
    mine: Sequence[Row[Any]],
    kept: Mapping[int, list[Row[Any]]],
    expected: tuple[int, str],
    left_out: AbstractSet[int],
) -> Break | None:
    previous, n = FIRST, 0
    for row in mine:
        n += 1
        if row.id in left_out and not row.hashed:
            why = "missing" if row.n != n else "previous" if row.previous != previous else ""
        else:
            why = _wrong(row, n, previous, expected[1], kept.get(row.id, ()))
        if why:
            return Break(ticket_id=key, n=n, why=why)
        previous = row.hash
    return None if n == expected[0] else Break(ticket_id=key, n=n + 1, why="missing")


def erase_texts(connection: Connection, ticket_id: int) -> int:
    """Erase the texts of a ticket's events; salts go with them, digests stay. Returns how many were erased."""
    mine = select(events.c.id).where(events.c.ticket_id == ticket_id)
    done = connection.execute(
        update(event_texts)
        .where(event_texts.c.event_id.in_(mine), event_texts.c.body.is_not(None))
        .values(body=None, salt="")
    )
    return int(done.rowcount)


def _wrong(row: Row[Any], n: int, previous: str, ticket: str, kept: Sequence[Row[Any]]) -> str:
    """Return what is wrong with an event, or ''; bytes that are no event at all are named as well."""
    try:
        return _unfit(row, n, previous, ticket, kept)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return "content"


def _unfit(row: Row[Any], n: int, previous: str, ticket: str, kept: Sequence[Row[Any]]) -> str:
    content = bytes(row.hashed)
    said = codec.load_dict(content.decode())
    if row.n != n or said["n"] != n:
        return "missing"
    if row.previous != previous:
        return "previous"
    if event_hash(previous, content) != row.hash:
        return "hash"
    shown = {
        "kind": row.kind,
        "old": codec.load(row.old),
        "new": codec.load(row.new),
        "gid": row.gid,
        "role": row.role,
        "command": row.command_id,
        "ticket": ticket,
    }
    if any(said[name] != value for name, value in shown.items()):
        return "content"
    if any(datetime.fromisoformat(said[name]) != getattr(row, name) for name in ("recorded_at", "effective_at")):
        return "content"
    if str(said["actor"]).split(" ", 1)[0] != str(row.staff_id or 0):
        return "content"
    if {text.name: text.digest for text in kept} != said["texts"]:
        return "texts"
    changed = any(text.body is not None and text_digest(text.salt, text.body) != text.digest for text in kept)
    return "texts" if changed else ""
