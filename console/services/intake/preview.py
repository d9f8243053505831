"""What an import would meet: the files of what was chosen, their kind, how many messages, how large. Writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from console.channels.incoming import Unreadable
from console.channels.mail.containers import kind_of
from console.channels.mail.mbox import spans
from console.channels.telegram.detect import looks_like_telegram
from console.channels.telegram.export import account_of, iter_export
from console.channels.telegram.incoming import IncomingChatMessage
from console.channels.telegram.updates import iter_updates
from console.records.intake import Account, FilePreview, ImportPreview
from console.services.intake.reading import files_of, size_of

_SHOWN = 2_000
_COUNTED_BYTES = 64 * 1024 * 1024


def preview_paths(paths: Sequence[Path], *, go_on: Callable[[], bool] = lambda: True) -> ImportPreview:
    """Look at files and folders; `go_on` is asked before each file and ends the looking by False.

    Kinds: mail, mbox, telegram, updates, other. Large files are not counted through: their number is None.
    """
    shown: list[FilePreview] = []
    files = size = other = 0
    messages: int | None = 0
    first: datetime | None = None
    last: datetime | None = None
    accounts: dict[str, Account] = {}
    for file in files_of(paths):
        if not go_on():
            break
        one = _look(file)
        files += 1
        size += one.size
        other += one.kind == "other"
        messages = None if messages is None or one.messages is None else messages + one.messages
        first = min((at for at in (first, one.first) if at is not None), default=None)
        last = max((at for at in (last, one.last) if at is not None), default=None)
        if one.account is not None:
            accounts.setdefault(one.account.address, one.account)
        if len(shown) < _SHOWN:
            shown.append(one)
    return ImportPreview(
        files=tuple(shown),
        number=files,
        size=size,
        other=other,
        messages=messages,
        first=first,
        last=last,
        accounts=tuple(accounts.values()),
    )


def _look(file: Path) -> FilePreview:
    size = size_of(file)
    kind = looks_like_telegram(file)
    try:
        if kind == "export":
            found = _chat(file, size, "telegram", lambda: iter_export(file, with_files=False))
            return replace(found, account=account_of(file))
        if kind == "updates":
            return _chat(file, size, "updates", lambda: iter_updates(file))
        kind = kind_of(file)
        if kind != "mbox":
            return FilePreview(path=str(file), kind=kind, messages=int(kind == "mail"), size=size)
        if size > _COUNTED_BYTES:
            return FilePreview(path=str(file), kind=kind, messages=None, size=size)
        with file.open("rb") as opened:
            return FilePreview(path=str(file), kind=kind, messages=sum(1 for _ in spans(opened)), size=size)
    except OSError:
        return FilePreview(path=str(file), kind="other", messages=0, size=size)


def _chat(
    file: Path, size: int, kind: str, read: Callable[[], Iterator[IncomingChatMessage | Unreadable]]
) -> FilePreview:
    if size > _COUNTED_BYTES:
        return FilePreview(path=str(file), kind=kind, messages=None, size=size)
    number = 0
    first = last = None
    chats: dict[str, None] = {}
    for message in read():
        if isinstance(message, Unreadable):
            continue
        number += 1
        chats.setdefault(message.chat_name or message.chat_id)
        if message.date is not None:
            first = message.date if first is None else min(first, message.date)
            last = message.date if last is None else max(last, message.date)
    return FilePreview(
        path=str(file),
        kind=kind,
        messages=number,
        size=size,
        first=None if first is None else first.astimezone(UTC),
        last=None if last is None else last.astimezone(UTC),
        chats=tuple(chats)[:3],
    )
