"""A message of a chat kept so that it is taken in without its export: an export of it alone, with its files.

Its own bytes stand in it as they came. What the import was told of whose messages are ours is kept beside it.
"""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from console.channels.telegram.export import iter_export
from console.channels.telegram.incoming import ChatFile, IncomingChatMessage
from console.channels.telegram.updates import iter_updates
from console.services.intake.wish import ImportWish

MOST_FILES = 8 * 1024 * 1024
"""Bytes of files that are kept with a message; of more none is kept, and the message says that they are missing."""

_BEGINS = b'{"clausedesk_kept": '
_FILES = b', "clausedesk_files": '
_UPDATE = "update"


def kept_whole(message: IncomingChatMessage, wish: ImportWish) -> bytes:
    """Return an export that holds a message alone, with what is needed to take it in later."""
    told: dict[str, Any] = {
        "ours": sorted(wish.ours),
        "theirs": sorted(wish.theirs),
        "account_is_ours": wish.account_is_ours,
        "history_before": wish.history_before.isoformat(),
    }
    if _is_update(message.raw):
        return _BEGINS + _json(told | {"as": _UPDATE}) + b', "update_id": 0, "message": ' + message.raw + b"}"
    head = {"name": message.chat_name, "type": message.chat_type, "id": message.chat_id}
    parts = [_BEGINS, _json(told | {"as": "export"})]
    if message.account is not None:
        person = {
            "user_id": int(message.account.address.removeprefix("user")),
            "first_name": message.account.name,
            "username": message.account.handle,
        }
        parts += [b', "personal_information": ', _json(person)]
    parts += [b", ", _json(head)[1:-1], b', "messages": [', message.raw, b"]"]
    return b"".join((*parts, _FILES, _json(_files(message.attachments)), b"}"))


def read_kept(data: bytes, file: str, index: int) -> tuple[IncomingChatMessage, ImportWish] | None:
    """Return a message as the program reads it now, and what its import was told; None where it cannot be read.

    Only what `kept_whole` made may be given: what stands in it says who is ours.
    """
    try:
        return _read(data, file, index)
    except (ValueError, LookupError, TypeError):
        return None


def _read(data: bytes, file: str, index: int) -> tuple[IncomingChatMessage, ImportWish] | None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.json"
        path.write_bytes(data)
        told, _ = json.JSONDecoder().raw_decode(data.decode("utf-8", "surrogatepass"), len(_BEGINS))
        found = iter_updates(path) if told["as"] == _UPDATE else iter_export(path, with_files=False)
        message = next((one for one in found if isinstance(one, IncomingChatMessage)), None)
    if message is None:
        return None
    files = _kept_files(data) if told["as"] != _UPDATE else message.attachments
    wish = ImportWish(
        ours=frozenset(told["ours"]),
        theirs=frozenset(told["theirs"]),
        account_is_ours=told["account_is_ours"],
        history_before=datetime.fromisoformat(told["history_before"]),
    )
    return replace(message, file=file, index=index, attachments=files or message.attachments), wish


def _is_update(raw: bytes) -> bool:
    """Return whether the bytes of a message name its chat themselves: a bot was told of it."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) and isinstance(value.get("chat"), dict) and "id" not in value


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _files(found: Sequence[ChatFile]) -> list[dict[str, Any]]:
    fits = sum(len(one.content or b"") for one in found) <= MOST_FILES
    return [
        {
            "name": one.name,
            "media_type": one.media_type,
            "size": one.size,
            "sha256": one.sha256 if fits else None,
            "content": base64.b64encode(one.content).decode() if fits and one.content is not None else None,
        }
        for one in found
    ]


def _kept_files(data: bytes) -> tuple[ChatFile, ...]:
    listed = json.loads(data[data.rindex(_FILES) + len(_FILES) : -1])
    return tuple(_file(one) for one in listed)


def _file(one: Mapping[str, Any]) -> ChatFile:
    content = None if one["content"] is None else base64.b64decode(one["content"])
    return ChatFile(
        name=one["name"],
        media_type=one["media_type"],
        size=one["size"],
        sha256=one["sha256"],
        content=content,
        missing=content is None,
    )
