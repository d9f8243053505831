"""The log of all events: leaves given to events when a checkpoint takes them in, checkpoints over them, and the proof.

Writers are not serialized: an event gets its place in the log later, by whoever makes a checkpoint, one at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, func, select

from console.store import tree
from console.store.tables.ledger import checkpoints, events
from console.store.tables.people import staff
from console.store.tables.tickets import tickets
from console.store.tables.trust import event_leaves, signing_keys
from console.store.unit import Unit

_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The log at one size."""

    size: int
    root: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A head that somebody signed, or only wrote down."""

    id: int
    size: int
    root: str
    at: datetime
    key_id: str
    signature: str
    by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogBreak:
    """The first place where the log does not hold: a code, a leaf or a size, and which event, where one is known."""

    code: str
    leaf: int
    where: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """A public key of a member of the staff with its dates."""

    id: int
    version: int
    key_id: str
    staff_id: int
    login: str
    name: str
    public: bytes
    valid_from: datetime
    valid_to: datetime | None
    revoked_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What was read of the log before a command takes events in: its edge, and the events without a leaf."""

    edge: tree.Frontier
    young: tuple[tuple[int, bytes], ...]
    last: int


def ahead(connection: Connection) -> Ahead:
    """Read every leaf and look for events without one, so that a command has only to look at what came since."""
    edge = tree.Frontier()
    for leaf in leaves(connection):
        edge.append(leaf)
    last = connection.execute(select(func.max(events.c.id))).scalar() or 0
    return Ahead(edge=edge, young=tuple(one for some in _young(connection) for one in some), last=int(last))


def take_in(unit: Unit, known: Ahead) -> Head:
    """Give every event without a place in the log the next one, and return the head over all.

    An event with an early key that is committed only now has its place at the next checkpoint.
    """
    connection = unit.connection
    unit.alone("log")
    edge = known.edge.copy()
    for leaf in leaves(connection, first=edge.size):
        edge.append(leaf)
    moved = edge.size != known.edge.size
    for at in range(0, len(known.young), _AT_ONCE):
        some = known.young[at : at + _AT_ONCE]
        _place(unit, edge, _without_leaf(connection, some) if moved else some)
    for later in _young(connection, behind=known.last):
        _place(unit, edge, later)
    return Head(size=edge.size, root=edge.root().hex())


def _place(unit: Unit, edge: tree.Frontier, some: Sequence[tuple[int, bytes]]) -> None:
    rows = []
    for event_id, told in some:
        leaf = tree.leaf_hash(told)
        rows.append({"leaf": edge.size, "event_id": event_id, "hash": leaf.hex()})
        edge.append(leaf)
    unit.insert_many(event_leaves, rows)


def _without_leaf(connection: Connection, some: Sequence[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    asked = select(event_leaves.c.event_id).where(event_leaves.c.event_id.in_([key for key, _ in some]))
    placed = set(connection.execute(asked).scalars())
    return [one for one in some if one[0] not in placed]


def keep(unit: Unit, head: Head, *, key_id: str, signature: str, at: datetime) -> int:
    """Write a checkpoint and return its key."""
    return unit.insert(
        checkpoints,
        tree_size=head.size,
        root=head.root,
        at=at,
        key_id=key_id,
        signature=signature.encode() or None,
        staff_id=unit.actor.staff_id or None,
    )


def leaves(connection: Connection, *, first: int = 0, most: int | None = None) -> Iterator[bytes]:
    """Yield the hashes of leaves in order, up to a size. A leaf that is missing ends it."""
    wanted = first
    while most is None or wanted < most:
        asked = select(event_leaves.c.leaf, event_leaves.c.hash).where(event_leaves.c.leaf >= wanted)
        found = connection.execute(asked.order_by(event_leaves.c.leaf).limit(_AT_ONCE)).all()
        if not found:
            return
        for leaf, told in found:
            if leaf != wanted or (most is not None and wanted >= most):
                return
            wanted += 1
            yield bytes.fromhex(told)


def head_at(connection: Connection, size: int) -> Head:
    """Return the head over the first leaves; of fewer where there are not so many."""
    edge = tree.Frontier()
    for leaf in leaves(connection, most=size):
        edge.append(leaf)
    return Head(size=edge.size, root=edge.root().hex())


def uncovered(connection: Connection) -> tuple[int, datetime | None]:
    """Return how many events no checkpoint covers yet, and when the oldest of them was recorded."""
    asked = select(func.count(), func.min(events.c.recorded_at)).select_from(events).where(~_placed())
    row = connection.execute(asked).one()
    return int(row[0]), row[1]


def newest(connection: Connection) -> Checkpoint | None:
    """Return the checkpoint over the most leaves, or None."""
    row = connection.execute(
        select(checkpoints).order_by(checkpoints.c.tree_size.desc(), checkpoints.c.id.desc()).limit(1)
    ).first()
    return None if row is None else _checkpoint(row)


def all_checkpoints(connection: Connection) -> tuple[Checkpoint, ...]:
    """Return every checkpoint in the order of their sizes."""
    rows = connection.execute(select(checkpoints).order_by(checkpoints.c.tree_size, checkpoints.c.id))
    return tuple(_checkpoint(row) for row in rows)


def keys(connection: Connection) -> tuple[KeyRow, ...]:
    """Return every key that signed or may sign, in the order they were entered."""
    asked = (
        select(signing_keys, staff.c.login, staff.c.name)
        .join(staff, staff.c.id == signing_keys.c.staff_id)
        .order_by(signing_keys.c.id)
    )
    return tuple(
        KeyRow(
            id=row.id,
            version=row.version,
            key_id=row.key_id,
            staff_id=row.staff_id,
            login=row.login,
            name=row.name,
            public=bytes(row.public_key),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            revoked_at=row.revoked_at,
            reason=row.reason,
        )
        for row in connection.execute(asked)
    )


def first_break(connection: Connection, seen: Sequence[Head] = ()) -> LogBreak | None:
    """Return the first place where the log does not hold, or None.

    Each leaf must be that of its event; the leaves must give the root of every checkpoint, and of every head that was
    seen before. `seen` are heads that this desk knows from earlier.
    """
    wanted = sorted(
        [*((one.size, one.root, "checkpoint") for one in all_checkpoints(connection))]
        + [(one.size, one.root, "seen") for one in seen]
    )
    edge = tree.Frontier()
    for leaf, event_hash, told, where in compared(connection):
        while wanted and wanted[0][0] == edge.size:
            size, root, code = wanted.pop(0)
            if edge.root().hex() != root:
                return LogBreak(code=code, leaf=size)
        if leaf != edge.size:
            return LogBreak(code="leaf_missing", leaf=edge.size)
        if event_hash is None:
            return LogBreak(code="event_missing", leaf=leaf)
        if tree.leaf_hash(bytes.fromhex(event_hash)).hex() != told:
            return LogBreak(code="event_changed", leaf=leaf, where=where)
        edge.append(bytes.fromhex(told))
    for size, root, code in wanted:
        if edge.size != size:
            return LogBreak(code="leaf_missing" if edge.size < size else code, leaf=edge.size)
        if edge.root().hex() != root:
            return LogBreak(code=code, leaf=size)
    return None


def compared(connection: Connection) -> Iterator[tuple[int, str | None, str, str]]:
    """Yield each leaf with the hash of its event (None without one), its own, and the name of the event."""
    last = -1
    while True:
        asked = (
            select(event_leaves.c.leaf, events.c.hash, event_leaves.c.hash, tickets.c.number, events.c.n)
            .select_from(
                event_leaves.outerjoin(events, events.c.id == event_leaves.c.event_id).outerjoin(
                    tickets, tickets.c.id == events.c.ticket_id
                )
            )
            .where(event_leaves.c.leaf > last)
            .order_by(event_leaves.c.leaf)
            .limit(_AT_ONCE)
        )
        found = connection.execute(asked).all()
        if not found:
            return
        for leaf, event_hash, told, number, n in found:
            yield leaf, event_hash, told, f"TK-{number}: {n}"
        last = found[-1][0]


def _young(connection: Connection, *, behind: int = 0) -> Iterator[list[tuple[int, bytes]]]:
    """Yield the events without a leaf in the order of their keys, with their hashes, some at once."""
    last = behind
    while True:
        asked = select(events.c.id, events.c.hash).where(events.c.id > last, ~_placed())
        some = connection.execute(asked.order_by(events.c.id).limit(_AT_ONCE))
        found = [(int(key), bytes.fromhex(told)) for key, told in some]
        if not found:
            return
        yield found
        last = found[-1][0]


def _placed() -> Any:
    return exists(select(event_leaves.c.leaf).where(event_leaves.c.event_id == events.c.id))


def _checkpoint(row: Any) -> Checkpoint:
    return Checkpoint(
        id=row.id,
        size=row.tree_size,
        root=row.root,
        at=row.at,
        key_id=row.key_id,
        signature=bytes(row.signature or b"").decode("ascii", "replace"),
        by=row.staff_id,
    )
