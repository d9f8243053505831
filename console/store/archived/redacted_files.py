"""Files that leave an archive with what is left out of it: originals, HTML parts and attachments."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from console.store.archived.closure import table_of
from console.store.archived.marking import Marks
from console.store.tables.messages import attachments

CLEAR, HOLDS, OPAQUE = "clear", "holds", "opaque"
Look = Callable[[str, bool], str]
"""Says of a file by its hash whether it is clear, holds what is left out, or cannot be looked into.

The second value says whether parts of names are looked for too.
"""
_FILES = (
    ("message_versions", "html_sha256", "html"),
    ("message_versions", "raw_sha256", "original"),
    ("messages", "raw_sha256", "original"),
    ("attachments", "sha256", "file"),
)
_Place = tuple[Table, int, str, str, int]


@dataclass
class Files:
    """Drops files. `messages` changed or went, `renamed` have a file whose name changed, `tickets` were touched.

    `own` are the tickets in which parts of names are left out; `every` drops all attachments.
    """

    connection: Connection
    marks: Marks
    look: Look
    messages: AbstractSet[int]
    renamed: AbstractSet[int]
    own: AbstractSet[int]
    tickets: AbstractSet[int]
    every: bool
    unlooked: int = 0

    def drop(self) -> None:
        """Drop what goes; `unlooked` counts what could not be looked into and stays."""
        blobs, places = table_of("blobs"), self._references()
        for sha256 in list(self.connection.execute(select(blobs.c.sha256).order_by(blobs.c.sha256)).scalars()):
            mine = places.get(sha256, [])
            if not self._goes(sha256, mine):
                continue
            for table, row, column, kind, message in mine:
                self.marks.file(kind, table.name, row, column, sha256, self.marks.ticket_of_message(message))
                values: dict[str, Any] = {column: None}
                if table.name == "attachments":
                    values["missing"] = True
                self.connection.execute(update(table).where(table.c.id == row).values(**values))
            self.connection.execute(delete(blobs).where(blobs.c.sha256 == sha256))

    def _references(self) -> dict[str, list[_Place]]:
        found: dict[str, list[_Place]] = {}
        for name, column, kind in _FILES:
            table = table_of(name)
            owner = table.c.id if name == "messages" else table.c.message_id
            rows = self.connection.execute(
                select(table.c.id, table.c[column], owner).where(table.c[column].is_not(None)).order_by(table.c.id)
            )
            for key, sha256, message in rows:
                found.setdefault(sha256, []).append((table, key, column, kind, message))
        return found

    def _goes(self, sha256: str, places: list[_Place]) -> bool:
        messages = {one[4] for one in places}
        if messages & self.messages:
            return True
        originals = {one[4] for one in places if one[3] == "original"}
        if originals & self.renamed:
            return True
        if self.every and (any(one[3] == "file" for one in places) or any(map(self._has_files, originals))):
            return True
        tickets = {ticket for one in messages for ticket in self.marks.tickets_of_message(one)}
        state = self.look(sha256, bool(tickets & self.own))
        if state == OPAQUE and not tickets & self.tickets:
            self.unlooked += 1
            return False
        return state != CLEAR

    def _has_files(self, message: int) -> bool:
        asked = select(attachments.c.id).where(attachments.c.message_id == message)
        return self.connection.execute(asked).first() is not None
