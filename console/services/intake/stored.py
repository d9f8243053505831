"""Whether all that a message says is stored already, so that a copy which was kept of it may go.

What says less or otherwise than the stored message is no such copy: it may hold the words before an edit, or a file
that is missing there. What was hidden or erased is to come back by no copy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from console.channels.incoming import IncomingMail
from console.channels.telegram.incoming import IncomingChatMessage
from console.records.intake import Fate
from console.services.intake.again import known_of
from console.services.intake.chat_known import Chats, look_ahead, look_up
from console.services.intake.reading import Incoming
from console.store import Unit, tables

_GONE = ""


def is_stored(unit: Unit, message: Incoming) -> bool:
    """Return whether the words and files of a message are stored, or were hidden or erased on purpose."""
    if isinstance(message, IncomingMail):
        known = known_of(unit, message)
        return _holds(unit, known.before, known.digest, [one.sha256 for one in message.attachments])
    if not isinstance(message, IncomingChatMessage):
        return False
    chats = Chats()
    look_ahead(unit, [message], chats)
    found = look_up(unit, message, chats)
    return _holds(unit, found.note, found.digest, [one.sha256 for one in message.attachments])


def _holds(unit: Unit, note: Mapping[str, Any] | None, digest: str, files: Iterable[str | None]) -> bool:
    """Return whether the message of a note says just this. One that came back from our own letter is known by less."""
    if note is None or note["message_id"] is None or note["fate"] == Fate.DUPLICATE.name.lower():
        return False
    if note["content_sha256"] == _GONE:
        return True
    kept = unit.find_all(tables.messages.attachments, message_id=note["message_id"])
    there = {one["sha256"] for one in kept if not one["missing"]}
    return note["content_sha256"] == digest and {one for one in files if one is not None} <= there
