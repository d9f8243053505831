"""Bot API updates in a file: one object, a list, lines, or an answer of getUpdates. Unknown kinds are passed over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.channels.incoming import Unreadable
from console.channels.telegram.incoming import ChatFile, IncomingChatMessage, file_size, made_id, sound

_MOST = 64 * 1024 * 1024
_MESSAGES = tuple(
    f"{edited}{kind}" for kind in ("message", "channel_post", "business_message") for edited in ("", "edited_")
)
_NO_JSON = object()
_FILES = ("document", "video", "audio", "voice", "animation", "video_note", "sticker")


def iter_updates(path: Path) -> Iterator[IncomingChatMessage | Unreadable]:
    """Yield the messages of updates that carry text or files; the others are no messages."""
    try:
        if path.stat().st_size > _MOST:
            yield Unreadable(file=str(path), error="too_large")
            return
        updates = list(_updates(path.read_text(encoding="utf-8-sig", errors="replace")))
    except (OSError, ValueError, RecursionError) as error:
        yield Unreadable(file=str(path), error=type(error).__name__)
        return
    told = False
    for index, update in enumerate(updates):
        if update is _NO_JSON:
            told = True
            yield Unreadable(file=str(path), error="not_json", index=index)
            continue
        for name in _MESSAGES:
            message = update.get(name) if isinstance(update, dict) else None
            if isinstance(message, dict):
                told = True
                yield _message(path, index, message, edited=name.startswith("edited"))
    if not told:
        yield Unreadable(file=str(path), error="no_messages")


def _updates(text: str) -> Iterator[Any]:
    try:
        found = json.loads(text)
    except ValueError:
        for line in text.splitlines():
            if line.strip():
                yield _line(line)
        return
    if isinstance(found, dict) and isinstance(found.get("result"), list):
        found = found["result"]
    yield from found if isinstance(found, list) else [found]


def _line(line: str) -> Any:
    """One damaged line is no end of the others."""
    try:
        return json.loads(line)
    except ValueError:
        return _NO_JSON


def _message(path: Path, index: int, message: dict[str, Any], *, edited: bool) -> IncomingChatMessage:
    chat, sender = _object(message, "chat"), _object(message, "from")
    reply = message.get("reply_to_message")
    name = " ".join(str(sender[part]) for part in ("first_name", "last_name") if sender.get(part))
    handle = sender.get("username")
    return IncomingChatMessage(
        file=str(path),
        index=index,
        chat_id=str(chat.get("id", "")) or made_id(name, handle, sender.get("id"), chat.get("type"), chat.get("title")),
        chat_name=sound(str(chat.get("title") or chat.get("username") or chat.get("first_name") or "")),
        chat_type=str(chat.get("type", "")),
        message_id=str(message.get("message_id", index)),
        from_name=sound(name) or None,
        from_address=f"@{handle}" if handle else f"user{sender['id']}" if "id" in sender else None,
        date=_instant(message.get("date")),
        edited=_instant(message.get("edit_date")) if edited or "edit_date" in message else None,
        text=sound(str(message.get("text") or message.get("caption") or "")),
        entities=(),
        reply_to=str(reply["message_id"]) if isinstance(reply, dict) and "message_id" in reply else None,
        forwarded_from=_forwarded(message),
        service=None,
        attachments=_files(message),
        problems=(),
        raw=json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass"),
    )


def _object(message: dict[str, Any], name: str) -> dict[str, Any]:
    value = message.get(name)
    return value if isinstance(value, dict) else {}


def _files(message: dict[str, Any]) -> tuple[ChatFile, ...]:
    found = [message[name] for name in _FILES if isinstance(message.get(name), dict)]
    photos = message.get("photo")
    if isinstance(photos, list) and photos and isinstance(photos[-1], dict):
        found.append({"mime_type": "image/jpeg", **photos[-1]})
    return tuple(
        ChatFile(
            name=sound(str(one["file_name"])) if one.get("file_name") else None,
            media_type=sound(str(one.get("mime_type") or "application/octet-stream")),
            size=file_size(one.get("file_size")),
            sha256=None,
            content=None,
            missing=True,
        )
        for one in found
    )


def _forwarded(message: dict[str, Any]) -> str | None:
    origin = message.get("forward_origin") or message.get("forward_from") or message.get("forward_from_chat")
    if not isinstance(origin, dict):
        name = message.get("forward_sender_name")
        return None if name is None else sound(str(name))
    inner = origin.get("sender_user") or origin.get("chat") or origin
    named = inner if isinstance(inner, dict) else {}
    name = named.get("title") or named.get("first_name") or named.get("username") or origin.get("sender_user_name")
    return None if name is None else sound(str(name))


def _instant(value: Any) -> datetime | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    try:
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        return None
