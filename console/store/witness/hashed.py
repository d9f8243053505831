"""Bytes that have a hash beside them: files of messages, versions of the agreement, hours."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, func, select, type_coerce
from sqlalchemy.types import NullType

from console.faults import Damaged
from console.store import codec
from console.store.tables.desk import agreement_versions, schedules
from console.store.tables.messages import blobs

_MOST_BYTES, _MOST_FILES, _LISTED = 4 << 20, 200, 5_000


def altered(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield table and name of everything whose bytes do not give the hash beside them; some MiB are held at a time."""
    yield from documents(connection)
    last = ""
    while True:
        asked = select(blobs.c.sha256, func.length(blobs.c.content)).where(blobs.c.sha256 > last)
        listed = connection.execute(asked.order_by(blobs.c.sha256).limit(_LISTED)).all()
        if not listed:
            return
        for some in _by_size([(str(name), int(size or 0)) for name, size in listed]):
            plain = type_coerce(blobs.c.content, NullType())
            asked_for = select(blobs.c.sha256, blobs.c.size, plain).where(blobs.c.sha256.in_(some))
            for name, size, found in connection.execute(asked_for):
                content = as_bytes(found)
                if codec.digest(content) != name or size != len(content):
                    yield blobs.name, str(name)
        last = str(listed[-1][0])


def documents(connection: Connection) -> Iterator[tuple[str, str]]:
    """Yield table and label of each version of the agreement and of the hours whose text is not that of its hash."""
    for table in (agreement_versions, schedules):
        shown = select(table.c.label, table.c.sha256, type_coerce(table.c.content, NullType()))
        for key in connection.execute(select(table.c.id).order_by(table.c.id)).scalars().all():
            label, sha256, content = connection.execute(shown.where(table.c.id == key)).one()
            if codec.digest(as_bytes(content)) != sha256:
                yield table.name, f"{label} ({key})"


def require(label: str, sha256: str, content: object) -> bytes:
    """Return the text of a version of the agreement. Raises Damaged ("agreement_altered") where its hash is another."""
    found = as_bytes(content)
    if codec.digest(found) != sha256:
        raise Damaged("agreement_altered", version=label)
    return found


def as_bytes(content: object) -> bytes:
    """Return what a column holds as bytes; a crafted file may have a text there."""
    return content.encode("utf-8", "surrogatepass") if isinstance(content, str) else bytes(content or b"")  # type: ignore[call-overload]  # bytes or a view of them


def _by_size(listed: list[tuple[str, int]]) -> Iterator[list[str]]:
    some: list[str] = []
    total = 0
    for name, size in listed:
        if some and (total + size > _MOST_BYTES or len(some) >= _MOST_FILES):
            yield some
            some, total = [], 0
        some.append(name)
        total += size
    if some:
        yield some
