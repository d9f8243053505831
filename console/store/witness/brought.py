"""The messages that one transaction stores, so that the event that brings one need not read it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from console.store.tables.messages import attachments, message_versions, messages
from console.store.witness.messages import digest, digests, name_of

_HEAD: Mapping[str, Any] = {
    "author_address": "",
    "staff_id": None,
    "service_action": None,
    "forwarded_from": None,
}
_TEXT: Mapping[str, Any] = {"html_sha256": None, "raw_sha256": None}
_FILE: Mapping[str, Any] = {"version_n": 1, "media_type": "", "content_id": "", "inline": False, "missing": False}
_EMPTY: Mapping[Table, Mapping[str, Any]] = {messages: _HEAD, message_versions: _TEXT, attachments: _FILE}


class Brought:
    """What was stored of messages: heads, versions and files, as their rows are."""

    def __init__(self) -> None:
        self._heads: dict[int, Mapping[str, Any]] = {}
        self._versions: dict[int, list[Mapping[str, Any]]] = {}
        self._files: dict[int, list[Mapping[str, Any]]] = {}

    def note(self, table: Table, key: object, values: Mapping[str, Any]) -> None:
        """Hear of a row of a message."""
        row = {**_EMPTY[table], **values}
        if table is messages:
            self._heads[int(str(key))] = row
        elif table is message_versions:
            self._versions.setdefault(int(row["message_id"]), []).append(row)
        else:
            self._files.setdefault(int(row["message_id"]), []).append(row)

    def of_event(self, key: object, connection: Callable[[], Connection]) -> dict[str, str]:
        """Return what an event that names a message keeps of it: its versions that no event has told of yet."""
        return self.texts((key,), connection) if isinstance(key, int) and key in self._versions else {}

    def texts(self, keys: Sequence[int], connection: Callable[[], Connection]) -> dict[str, str]:
        """Return the digest of each version of messages by its name; what was not stored here is read."""
        found: dict[str, str] = {}
        read = [key for key in keys if key not in self._heads or key not in self._versions]
        for key in keys:
            versions, files = self._versions.pop(key, ()), self._files.pop(key, ())
            head = self._heads.pop(key, None)
            for version in versions if head is not None else ():
                mine = [one for one in files if one["version_n"] == version["n"]]
                found[name_of(key, int(version["n"]))] = digest(head or {}, version, mine)
        if read:
            found |= {name: told for name, told in digests(connection(), read).items() if told}
        return found
