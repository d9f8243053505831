"""Whether a file is Telegram's, told by how it begins and never by its name alone."""

from __future__ import annotations

import re
from pathlib import Path

_LOOK = 65_536
_EXPORT = re.compile(rb'"messages"\s*:\s*\[|"chats"\s*:\s*\{|"personal_information"\s*:')
_UPDATE = re.compile(rb'"(?:update_id|message_id)"\s*:')


def looks_like_telegram(path: Path) -> str | None:
    """Return "export", "updates", or None for anything else."""
    try:
        with path.open("rb") as file:
            start = file.read(_LOOK)
    except OSError:
        return None
    body = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if body[:1] not in (b"{", b"["):
        return None
    if _EXPORT.search(body):
        return "export"
    return "updates" if _UPDATE.search(body) else None
