"""What an archive leaves out, read from it and held against its rows."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from console.archive import layout
from console.archive.container import Container
from console.archive.layout import NotWhole
from console.records.redactions import LeftOut, Marker
from console.services.archives import redacting
from console.store.archived import marked

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_MOST_LINE = 16 * 1024
_MOST = 5_000_000


def told(content: Mapping[str, Any]) -> LeftOut | None:
    """Return what the content says is left out, or None. Raises ValueError, KeyError, TypeError."""
    found = content.get("redactions")
    if found is None:
        return None
    kinds = {str(name): int(count) for name, count in found["kinds"].items()}
    return LeftOut(
        places=int(found["places"]),
        by=str(found["by"]),
        reason=str(found["reason"]),
        kinds=kinds,
        unlooked=int(found["unlooked"]),
    )


def markers(container: Container, out: LeftOut | None) -> dict[int, Marker]:
    """Return the markers of an archive by number. Raises NotWhole where they are not those that it tells of."""
    there = container.has(layout.REDACTIONS)
    if out is None:
        if there:
            raise NotWhole("altered", layout.REDACTIONS, "extra")
        return {}
    if not there:
        raise NotWhole("altered", layout.REDACTIONS, "missing")
    found: dict[int, Marker] = {}
    for text in _lines(container):
        one = _marker(text, out)
        if one is None or one.n != len(found) + 1 or len(found) >= _MOST:
            raise NotWhole("altered", f"{layout.REDACTIONS}: {len(found) + 1}", "marker_line")
        found[one.n] = one
    kinds: dict[str, int] = {}
    for one in found.values():
        kinds[one.kind] = kinds.get(one.kind, 0) + 1
    if len(found) != out.places or kinds != dict(out.kinds):
        raise NotWhole("altered", layout.REDACTIONS, "marker_count")
    return found


def wrong(connection: Any, found: Mapping[int, Marker], out: LeftOut | None, query: str) -> tuple[str, str] | None:
    """Return where markers and rows do not fit and why, or None."""
    if out is None:
        return None
    place = marked.wrong(connection, found, query)
    return None if place is None else (f"{layout.REDACTIONS}: {place[0]}", place[1])


def _marker(text: str, out: LeftOut) -> Marker | None:
    try:
        one = json.loads(text)
        made = Marker(
            n=int(one["n"]),
            kind=str(one["kind"]),
            table=str(one["table"]),
            row=int(one["row"]),
            column=str(one["column"]),
            ticket=None if one["ticket"] is None else int(one["ticket"]),
            digest=str(one["digest"]),
        )
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    right = redacting.line(made, by=out.by, reason=out.reason) == text and _DIGEST.match(made.digest)
    return made if right else None


def _lines(container: Container) -> Iterator[str]:
    rest = b""
    for piece in container.pieces(layout.REDACTIONS):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield line.decode("utf-8", "replace")
        if len(rest) > _MOST_LINE:
            raise NotWhole("altered", layout.REDACTIONS, "marker_line")
    if rest:
        raise NotWhole("altered", layout.REDACTIONS, "marker_line")
