"""Whether a file is Telegram's, told by how it begins and never by its name alone."""

from __future__ import annotations

import re
from pathlib import Path

_LOOK = 65_536
_EXPORT = re.compile(rb'"messages"\s*:\s*\[|"chats"\s*:\s*\{|"personal_information"\s*:')
_TRAIT = re.compile(
    rb'"personal_information"\s*:|"date_unixtime"\s*:|"from_id"\s*:|"date"\s*:\s*"\d{4}-\d\d-\d\dT'
    rb'|"type"\s*:\s*"(?:message|service|saved_messages|bot_chat|personal_chat|p\w{5,6}_(?:group|supergroup|channel))"'
)
_UPDATE = re.compile(rb'"update_id"\s*:')
_MESSAGE = re.compile(rb'"message_id"\s*:\s*\d')
_CHAT = re.compile(rb'"chat"\s*:\s*\{')


def looks_like_telegram(path: Path) -> str | None:
    """Return "export", "updates", or None for anything else."""
    try:
        if not path.is_file():  # a pipe would be waited for
            return None
        with path.open("rb") as file:
            start = file.read(_LOOK)
    except OSError:
        return None
    body = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if body[:1] not in (b"{", b"["):
        return None
    if body[:1] == b"{" and _EXPORT.search(body) and _TRAIT.search(body):
        return "export"
    return "updates" if _UPDATE.search(body) or (_MESSAGE.search(body) and _CHAT.search(body)) else None
