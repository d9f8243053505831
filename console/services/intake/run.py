"""A whole import: files are read as a stream, taken in by small transactions, and each message's fate is told.

A kill between two transactions loses nothing: the same import again passes over what is there and goes on.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from console.channels.incoming import IncomingMail, Unreadable
from console.channels.mail.containers import iter_mail, mail_files
from console.channels.telegram.detect import looks_like_telegram
from console.channels.telegram.export import iter_export
from console.channels.telegram.incoming import IncomingChatMessage
from console.channels.telegram.updates import iter_updates
from console.faults import Fault
from console.records.base import Json
from console.records.intake import Fate, IntakeLine, IntakeProgress
from console.services.desk import Desk
from console.services.intake.chat import propose_requests, take_chat_message
from console.services.intake.keeping import Item, note
from console.services.intake.mail import look_ahead, take_mail
from console.services.intake.wish import ImportWish
from console.store import Unit
from console.store.queries import intake

_BATCH = 200
_BATCH_BYTES = 8 * 1024 * 1024

Incoming = IncomingMail | IncomingChatMessage | Unreadable
Tell = Callable[[IntakeProgress], bool]


class _DryRun(Exception):  # noqa: N818 - no error: it carries the lines out of a transaction that is rolled back
    def __init__(self, lines: tuple[IntakeLine, ...]) -> None:
        super().__init__()
        self.lines = lines


def import_paths(
    desk: Desk, paths: Sequence[Path], wish: ImportWish | None = None, *, tell: Tell | None = None
) -> Iterator[IntakeLine]:
    """Take in every message of files and folders; yield a line for each, in order.

    `tell` hears of the progress after each transaction and stops the import by returning False. Raises the store's
    faults (Locked, Unreachable); what was taken in before stays.
    """
    wished = wish or ImportWish()
    files = tuple(files_of(paths))
    total = sum(_size(file) for file in files)
    counts: Counter[str] = Counter()
    done = read = 0
    for file in files:
        conversations: set[int] = set()
        for batch in _batches(_messages(file)):
            for line in _take(desk, batch, wished, conversations):
                counts[line.fate.value] += 1
                read += 1
                yield line
            progress = IntakeProgress(
                messages=read, bytes_done=done, bytes_total=total, counts=dict(counts), file=str(file)
            )
            if tell is not None and not tell(progress):
                return
        if conversations and not wished.dry_run:
            for line in propose_requests(desk, conversations, wished):
                counts[line.fate.value] += 1
                yield line
        done += _size(file)


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """Return every file of messages below the paths, in order; of a Maildir what was delivered; no links."""
    for path in paths:
        yield from mail_files(path)


def read_messages(paths: Sequence[Path]) -> Iterator[Incoming]:
    """Parse every message of files and folders, without a database."""
    for file in files_of(paths):
        yield from _messages(file)


def _messages(file: Path) -> Iterator[Incoming]:
    kind = looks_like_telegram(file)
    if kind == "export":
        yield from iter_export(file)
    elif kind == "updates":
        yield from iter_updates(file)
    else:
        yield from iter_mail([file])


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _batches(messages: Iterator[Incoming]) -> Iterator[list[Incoming]]:
    batch: list[Incoming] = []
    held = 0
    for message in messages:
        batch.append(message)
        held += len(message.raw) if isinstance(message, IncomingMail) else 1_000
        if len(batch) >= _BATCH or held >= _BATCH_BYTES:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _take(desk: Desk, batch: list[Incoming], wish: ImportWish, conversations: set[int]) -> list[IntakeLine]:
    try:
        return _take_together(desk, batch, wish, conversations)
    except Fault as fault:
        if len(batch) > 1:
            return [line for one in batch for line in _take(desk, [one], wish, conversations)]
        return [_failed(desk, batch[0], fault, wish)]


def _take_together(desk: Desk, batch: list[Incoming], wish: ImportWish, conversations: set[int]) -> list[IntakeLine]:
    lines: list[IntakeLine] = []

    def act(unit: Unit) -> Json:
        lines.clear()
        look_ahead(unit, [message for message in batch if isinstance(message, IncomingMail)])
        lines.extend(_take_one(unit, desk, message, wish, conversations) for message in batch)
        if wish.dry_run:
            raise _DryRun(tuple(lines))
        unit.touch("messages")
        return {"messages": len(lines)}

    try:
        desk.apply(desk.command("import"), act, bulk=True)
    except _DryRun as dry:
        return list(dry.lines)
    return lines


def _take_one(unit: Unit, desk: Desk, message: Incoming, wish: ImportWish, conversations: set[int]) -> IntakeLine:
    if isinstance(message, Unreadable):
        return IntakeLine(
            file=message.file,
            index=0,
            message_id="",
            subject="",
            sender="",
            fate=Fate.FAILED,
            reason=message.error,
            ticket=None,
        )
    if isinstance(message, IncomingMail):
        return take_mail(unit, desk, message, wish)
    return take_chat_message(unit, desk, message, wish, conversations)


def _failed(desk: Desk, message: Incoming, fault: Fault, wish: ImportWish) -> IntakeLine:
    """Keep a message that could not be taken in, byte for byte, and name it."""
    raw = b"" if isinstance(message, Unreadable) else message.raw
    file = message.file
    index = 0 if isinstance(message, Unreadable) else message.index
    digest = hashlib.sha256(raw).hexdigest()

    def act(unit: Unit) -> Json:
        kept = unit.blob(raw) if raw else None
        item = Item(
            channel_kind="quarantine",
            natural_key=f"sha:{digest}",
            content_sha256=digest,
            file=file,
            index=index,
            fate=Fate.FAILED,
            reason=fault.code,
            raw_sha256=kept,
        )
        note(unit, item)
        return None

    if raw and not wish.dry_run:
        with desk.store.read() as connection:
            known = intake.is_quarantined(connection, digest)
        if not known:
            desk.apply(desk.command("quarantine"), act)
    return IntakeLine(
        file=file, index=index, message_id="", subject="", sender="", fate=Fate.FAILED, reason=fault.code, ticket=None
    )
