"""Telegram Desktop's result.json: one chat or a whole account, every message, service entry, reply and edit."""

from __future__ import annotations

import hashlib
import json
import mimetypes
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.channels.incoming import Unreadable
from console.channels.telegram.incoming import (
    ChatFile,
    Entity,
    IncomingChatMessage,
    file_size,
    made_id,
    sound,
    unnumbered,
)
from console.channels.telegram.scan import Found, Head, Scanner
from console.records.intake import Account

MOST_FILE = 50 * 1024 * 1024
_DEEPEST = 30
_NOT_INCLUDED = "(File "
_LOOK = 65_536
_PERSON = re.compile(r'"personal_information"\s{0,100}:\s{0,100}\{([^}]{0,4000})')
_USER = re.compile(r'"user_id"\s{0,100}:\s{0,100}(\d{1,30})')
_NAMED = re.compile(r'"(first_name|last_name|username)"\s{0,100}:\s{0,100}("(?:\\.|[^"\\])*")')


def iter_export(path: Path, *, with_files: bool = True) -> Iterator[IncomingChatMessage | Unreadable]:
    """Yield every message of an export, in order. What cannot be read is a line with problems, never the end.

    The files beside it are read along `with_files`.
    """
    scanner = Scanner(path)
    index = 0
    head: Head | None = None
    chat_id = ""
    try:
        account = account_of(path)
        for found in scanner.messages():
            if found.head is not head:
                head, chat_id = found.head, sound(found.head.id) or _made_id(found)
            yield _message(path, index, found, chat_id, account, with_files=with_files)
            index += 1
    except OSError as error:
        yield Unreadable(file=str(path), error=error.strerror or type(error).__name__)
        return
    if scanner.truncated or index == 0:
        yield Unreadable(file=str(path), error="truncated" if scanner.truncated else "no_messages")


def account_of(path: Path) -> Account | None:
    """Return whose account was exported, None for an export of one chat. Raises OSError."""
    with path.open("rb") as file:
        start = file.read(_LOOK).decode("utf-8", "replace")
    person = _PERSON.search(start)
    user = None if person is None else _USER.search(person[1])
    if person is None or user is None or '"messages"' in start[: person.start()]:
        return None
    said: dict[str, str] = {}
    for found in _NAMED.finditer(person[1]):
        try:
            said.setdefault(found[1], sound(str(json.loads(found[2], strict=False))).strip())
        except ValueError:
            continue
    name = " ".join(said[part] for part in ("first_name", "last_name") if said.get(part))
    handle = said.get("username", "").removeprefix("@")
    return Account(address=f"user{user[1]}", name=name, handle=f"@{handle}" if handle else "")


def _made_id(found: Found) -> str:
    """Return an id for a chat that has none: by its name and kind, and by its first message, which stays the first."""
    value = found.value if isinstance(found.value, dict) else {}
    at = value.get("date_unixtime", value.get("date"))
    who = value.get("from_id", value.get("actor_id", value.get("from")))
    return made_id(found.head.name, found.head.type, value.get("id"), at, who)


def _message(
    path: Path, index: int, found: Found, chat_id: str, account: Account | None, *, with_files: bool
) -> IncomingChatMessage:
    value = found.value if isinstance(found.value, dict) else {}
    raw = found.raw.encode("utf-8", "surrogatepass")
    problems = ["mended"] if found.mended else []
    if not isinstance(found.value, dict):
        problems.append("unreadable")
    date = _instant(value.get("date_unixtime"), value.get("date"), problems, "date")
    edited = None
    if "edited" in value or "edited_unixtime" in value:
        edited = _instant(value.get("edited_unixtime"), value.get("edited"), problems, "edited")
    text, entities = _text(value.get("text"))
    if not text and isinstance(value.get("text_entities"), list):
        text, entities = _text(value["text_entities"])
    service = _service(value)
    if not text and service is None:
        text = sound(_content_words(value))
    return IncomingChatMessage(
        file=str(path),
        index=index,
        chat_id=chat_id,
        chat_name=sound(found.head.name),
        chat_type=sound(found.head.type),
        message_id=sound(str(value["id"])) if "id" in value else unnumbered(raw),
        from_name=_word(value.get("from") if service is None else value.get("actor", value.get("from"))),
        from_address=address(value.get("from_id", value.get("actor_id"))),
        date=date,
        edited=edited,
        text=text,
        entities=entities,
        reply_to=_word(value.get("reply_to_message_id")),
        reply_elsewhere="reply_to_peer_id" in value,
        forwarded_from=_word(value.get("forwarded_from")),
        service=service,
        attachments=_files(path.parent if with_files else None, value, problems),
        problems=tuple(problems),
        raw=raw,
        account=account,
    )


def address(value: Any) -> str | None:
    """Return a sender as "user123", "channel123" or "@name"; older exports give bare numbers."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int):
        return f"user{value}"
    text = sound(str(value))
    return f"user{text}" if text.isdigit() else text or None


def _text(value: Any) -> tuple[str, tuple[Entity, ...]]:
    if isinstance(value, str):
        return sound(value), ()
    parts: list[str] = []
    entities: list[Entity] = []
    at = 0
    for one in value if isinstance(value, list) else ():
        text = one if isinstance(one, str) else str(one.get("text", "")) if isinstance(one, dict) else ""
        text = sound(text)
        if isinstance(one, dict) and one.get("type") not in (None, "plain"):
            entities.append(Entity(kind=str(one["type"]), start=at, end=at + len(text), url=_word(one.get("href"))))
        parts.append(text)
        at += len(text)
    return "".join(parts), tuple(entities)


def _service(value: dict[str, Any]) -> str | None:
    """Return the action of a service entry; some of them have none that is named."""
    if value.get("type") != "service":
        return None
    return _word(value.get("action")) or ("information" if "information_text" in value else "unnamed")


def _content_words(value: dict[str, Any]) -> str:
    """Return what a message without a text says: a poll, a contact, a place, an invoice, text made of blocks."""
    lines: list[str] = []
    for key in ("poll", "todo_list", "contact_information", "place_name", "address", "location_information"):
        lines.extend(_strings(value.get(key), 0))
    for key in ("game_title", "game_description", "invoice_information", "rich_message"):
        lines.extend(_strings(value.get(key), 0))
    return "\n".join(lines)


def _strings(value: Any, depth: int) -> Iterator[str]:
    """Yield the words inside a value, in order; names of kinds and yes or no are no words."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, float):
        yield str(value)
    elif depth < _DEEPEST:
        inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, one in inner:
            if key not in ("type", "id"):
                yield from _strings(one, depth + 1)


def _instant(unix: Any, local: Any, problems: list[str], name: str) -> datetime | None:
    """An export's local time has no zone; where there is no unix time it is read as UTC and that is named."""
    if unix is not None:
        try:
            return datetime.fromtimestamp(int(unix), UTC)
        except (ValueError, TypeError, OverflowError, OSError):
            problems.append(f"bad_{name}")
    if isinstance(local, str):
        try:
            found = datetime.fromisoformat(local)
            if found.tzinfo is None:
                problems.append(f"{name}_without_zone")
                return found.replace(tzinfo=UTC)
            return found.astimezone(UTC)
        except (ValueError, OverflowError):
            problems.append(f"bad_{name}")
            return None
    if isinstance(local, int) and not isinstance(local, bool):
        return _instant(local, None, problems, name)
    return None


def _files(folder: Path | None, value: dict[str, Any], problems: list[str]) -> tuple[ChatFile, ...]:
    files = []
    for key in ("photo", "file", "contact_vcard"):
        named = value.get(key)
        if isinstance(named, str) and named:
            files.append(_file(folder, named, value, key, problems))
    return tuple(files)


def _file(folder: Path | None, named: str, value: dict[str, Any], key: str, problems: list[str]) -> ChatFile:
    name = _word(value.get("file_name")) or (None if named.startswith(_NOT_INCLUDED) else sound(Path(named).name))
    kind = _word(value.get("mime_type")) or mimetypes.guess_type(Path(named).name)[0]
    media_type = kind or ("image/jpeg" if key == "photo" else "application/octet-stream")
    said = value.get(f"{key}_file_size", value.get("file_size"))
    size = file_size(said)
    content = None if folder is None or named.startswith(_NOT_INCLUDED) else _content(folder, named, problems)
    if content is None:
        return ChatFile(name=name, media_type=media_type, size=size, sha256=None, content=None, missing=True)
    return ChatFile(
        name=name,
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        missing=False,
    )


def _content(folder: Path, named: str, problems: list[str]) -> bytes | None:
    """Read a file that lies beside the export; nothing outside its folder is touched."""
    try:
        root = folder.resolve()
        path = (root / named).resolve()
        if not path.is_relative_to(root):
            problems.append("file_outside")
            return None
        if not path.is_file():
            return None
        if path.stat().st_size > MOST_FILE:
            problems.append("file_too_large")
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None


def _word(value: Any) -> str | None:
    return None if value is None or value == "" else sound(str(value))
