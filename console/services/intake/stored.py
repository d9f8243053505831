"""Whether all that a message says is stored already, so that a copy which was kept of it may go.

What says less or otherwise than the stored message is no such copy: it may hold the words before an edit, or a file
that is missing there. Of what was hidden a copy is known by the words around it; of what was erased none is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.channels.incoming import IncomingMail
from console.channels.telegram.incoming import IncomingChatMessage
from console.records.intake import Fate
from console.services.intake.again import agrees, known_of
from console.services.intake.chat_known import Chats, look_ahead, look_up
from console.services.intake.reading import Incoming
from console.store import Unit, tables

_GONE = ""


def is_stored(unit: Unit, message: Incoming) -> bool:
    """Return whether the words and files of a message are stored, but for what was hidden of them."""
    if isinstance(message, IncomingMail):
        known = known_of(unit, message)
        return _holds(unit, known.before, known.digest, message, message.subject)
    if not isinstance(message, IncomingChatMessage):
        return False
    chats = Chats()
    look_ahead(unit, [message], chats)
    found = look_up(unit, message, chats)
    return _holds(unit, found.note, found.digest, message)


def _holds(
    unit: Unit,
    note: Mapping[str, Any] | None,
    digest: str,
    came: IncomingMail | IncomingChatMessage,
    subject: str = "",
) -> bool:
    """Return whether the message of a note says just this. One that came back from our own letter is known by less."""
    if note is None or note["message_id"] is None or note["fate"] == Fate.DUPLICATE.name.lower():
        return False
    if note["content_sha256"] == _GONE:
        message = unit.row(tables.messages.messages, int(note["message_id"]))
        if not agrees(unit, message, came.from_address or "", subject, came.text):
            return False
    elif note["content_sha256"] != digest:
        return False
    kept = unit.find_all(tables.messages.attachments, message_id=note["message_id"])
    there = {one["sha256"] for one in kept if not one["missing"]}
    return {one.sha256 for one in came.attachments if one.sha256 is not None} <= there
