"""Holding the markers of an archive against its rows: each has its place, and each mark in a row has its marker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, String, select

from console.records.redactions import Marker
from console.store.archived.blackout import numbers
from console.store.archived.closure import carried, key_of, table_of
from console.store.archived.gathering import blocks

_FILES = ("original", "html", "file")
_DIGESTS = {"event": "hash", "event_text": "digest", "decision": "inputs_sha256"}
_COLUMNS = {
    "event": frozenset({("events", "hashed")}),
    "event_text": frozenset({("event_texts", "body")}),
    "decision": frozenset({("decisions", "inputs")}),
    "original": frozenset({("messages", "raw_sha256"), ("message_versions", "raw_sha256")}),
    "html": frozenset({("message_versions", "html_sha256")}),
    "file": frozenset({("attachments", "sha256")}),
}


def wrong(connection: Connection, markers: Mapping[int, Marker], query: str) -> tuple[str, str] | None:
    """Return where a marker and the rows do not fit and why, or None.

    Codes: "marker_place" (there is no such place), "marker_unmade" (what it says is gone is there), "marker_digest",
    "marker_forged" (a mark without its marker).
    """
    for one in markers.values():
        why = _marker(connection, one, query)
        if why:
            return str(one.n), why
    return _marks(connection, markers)


def _marker(connection: Connection, one: Marker, query: str) -> str:
    if (one.table, one.row, one.column) == ("archive", 0, "query"):
        return "" if one.n in numbers(query) else "marker_unmade"
    table = next((found for found in carried() if found.name == one.table), None)
    if table is None or one.column not in table.c:
        return "marker_place"
    if one.kind != "text" and (one.table, one.column) not in _COLUMNS.get(one.kind, ()):
        return "marker_place"
    row = connection.execute(select(table).where(key_of(table) == one.row)).mappings().first()
    if row is None:
        return "marker_place"
    value = row[one.column]
    if one.kind == "text":
        return "" if isinstance(value, str) and one.n in numbers(value) else "marker_unmade"
    if value or (one.kind == "event_text" and row["salt"]) or (one.kind == "decision" and row["result"]):
        return "marker_unmade"
    named = _DIGESTS.get(one.kind)
    return "marker_digest" if named is not None and row[named] != one.digest else ""


def _marks(connection: Connection, markers: Mapping[int, Marker]) -> tuple[str, str] | None:
    for table in carried():
        if table.name == "search_texts":
            continue
        columns = [one.name for one in table.c if isinstance(one.type, String)]
        for rows in blocks(connection, table):
            for row in rows:
                found = _forged(table.name, row[key_of(table).name], columns, row, markers)
                if found:
                    return found
    return None


def _forged(
    table: str, key: Any, columns: list[str], row: Mapping[str, Any], markers: Mapping[int, Marker]
) -> tuple[str, str] | None:
    for name in columns:
        for number in numbers(row[name]) if row[name] and "█" in row[name] else ():
            one = markers.get(number)
            if one is None or (one.table, one.row, one.column, one.kind) != (table, key, name, "text"):
                return f"{table}.{name}: {key}", "marker_forged"
    return None


def blank_events(markers: Mapping[int, Marker]) -> frozenset[int]:
    """Return the keys of events whose bytes were left out."""
    return frozenset(int(one.row) for one in markers.values() if one.kind == "event")


def unreplayed(connection: Connection, markers: Mapping[int, Marker]) -> tuple[str, ...]:
    """Return the decisions that can no longer be taken again, as number of the ticket and of the decision."""
    table = table_of("decisions")
    keys = [one.row for one in markers.values() if one.kind == "decision"]
    known = {one.row: one.ticket for one in markers.values() if one.kind == "decision"}
    rows = connection.execute(select(table.c.id, table.c.n).where(table.c.id.in_(keys)).order_by(table.c.id))
    return tuple(f"TK-{known[key]}: {n}" for key, n in rows)
