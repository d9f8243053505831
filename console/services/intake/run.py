"""A whole import: files are read as a stream, taken in by small transactions, and each message's fate is told.

A kill between two transactions loses nothing: the same import again passes over what is there and goes on.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import policy
from console.channels.incoming import IncomingMail, Unreadable
from console.channels.telegram.incoming import IncomingChatMessage
from console.faults import Fault, Locked, Unreachable
from console.records.base import Json
from console.records.intake import Fate, IntakeLine, IntakeProgress
from console.services.desk import Desk
from console.services.intake import chat_known
from console.services.intake.chat import propose_requests, take_chat_message
from console.services.intake.chat_kept import kept_whole
from console.services.intake.chat_known import Chats
from console.services.intake.keeping import ALONE, Item, note
from console.services.intake.mail import look_ahead, take_mail
from console.services.intake.reading import Incoming, files_of, read_batches, read_messages, size_of
from console.services.intake.receipt import came_at
from console.services.intake.wish import ImportWish
from console.store import Unit, tables
from console.store.queries import intake

__all__ = ["import_paths", "read_messages"]

_PROPOSED_TOGETHER = 20
_PATIENCE = 3  # times that a database which another program holds is asked
_MANY = 200  # messages, behind which the database is brought in order

Tell = Callable[[IntakeProgress], bool]


class _DryRun(Exception):  # noqa: N818 - no error: it carries the lines out of a transaction that is rolled back
    def __init__(self, lines: tuple[IntakeLine, ...]) -> None:
        super().__init__()
        self.lines = lines


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStep:
    """What one step of an import did, and how far it is."""

    lines: tuple[IntakeLine, ...]
    progress: IntakeProgress


def import_paths(
    desk: Desk, paths: Sequence[Path], wish: ImportWish | None = None, *, tell: Tell | None = None
) -> Iterator[IntakeLine]:
    """Take in every message of files and folders; yield a line for each, in order.

    `tell` hears of the progress after each transaction and stops the import by returning False. Raises the store's
    faults (Locked, Unreachable); what was taken in before stays.
    """
    for step in import_steps(desk, paths, wish, tell=tell):
        yield from step.lines


def import_steps(
    desk: Desk, paths: Sequence[Path], wish: ImportWish | None = None, *, tell: Tell | None = None
) -> Iterator[ImportStep]:
    """Do an import in steps of a part of a second each, so that other work comes between. As `import_paths`.

    Behind many messages the database is brought in order, so that the first questions afterwards are quick.
    """
    wished = wish or ImportWish()
    files = tuple(files_of(paths))
    total = sum(map(size_of, files))
    counts: Counter[str] = Counter()
    chats = Chats()
    read = 0
    file = ""
    for batch in read_batches(files, policy.topic_table(desk.agreement.agreement)):
        lines = _take(desk, batch.messages, wished, chats) if batch.messages else []
        counts.update(line.fate.value for line in lines)
        read += len(lines)
        file = batch.messages[-1].file if batch.messages else file
        now = IntakeProgress(
            messages=read,
            bytes_done=batch.bytes_done,
            bytes_total=total,
            counts=dict(counts),
            file=file,
            accounts=tuple(chats.accounts.values()),
        )
        yield ImportStep(lines=tuple(lines), progress=now)
        stopped = tell is not None and not tell(now)
        if chats.touched and not wished.dry_run and (batch.ends_chat or stopped):
            for some in _some(propose_requests(desk, chats.touched, wished)):
                counts.update(line.fate.value for line in some)
                yield ImportStep(lines=some, progress=replace(now, counts=dict(counts)))
            chats.touched.clear()
        if stopped:
            return
    known = counts[Fate.DUPLICATE.value] + counts[Fate.FAILED.value]
    if read - known >= _MANY and not wished.dry_run:
        desk.store.tidy()


def take_alone(desk: Desk, message: Incoming, wish: ImportWish | None = None) -> IntakeLine:
    """Take in one message that was read, in a transaction of its own; of a chat its request is proposed with it."""
    wished, chats = wish or ImportWish(), Chats()
    line = _take(desk, [message], wished, chats)[0]
    proposed = tuple(propose_requests(desk, chats.touched, wished))
    return line if not proposed else replace(line, ticket=proposed[0].ticket)


def _some(lines: Iterator[IntakeLine]) -> Iterator[tuple[IntakeLine, ...]]:
    while some := tuple(islice(lines, _PROPOSED_TOGETHER)):
        yield some


def _take(desk: Desk, batch: list[Incoming], wish: ImportWish, chats: Chats) -> list[IntakeLine]:
    waits = _PATIENCE
    while True:
        try:
            return _take_together(desk, batch, wish, chats)
        except (Locked, Unreachable) as fault:  # no message is to blame for it
            waits -= 1
            if isinstance(fault, Unreachable) or not waits:
                raise
        except Fault as fault:
            chats.homes.clear()  # what was found may be taken back
            if len(batch) > 1:
                return [line for one in batch for line in _take(desk, [one], wish, chats)]
            return [_failed(desk, batch[0], fault, wish)]


def _take_together(desk: Desk, batch: list[Incoming], wish: ImportWish, chats: Chats) -> list[IntakeLine]:
    lines: list[IntakeLine] = []

    def act(unit: Unit) -> Json:
        lines.clear()
        unit.alone(ALONE)
        look_ahead(unit, [message for message in batch if isinstance(message, IncomingMail)])
        chat_known.look_ahead(unit, [one for one in batch if isinstance(one, IncomingChatMessage)], chats)
        told = {place: _take_one(unit, desk, batch[place], wish, chats) for place in _in_order(batch)}
        lines.extend(told[place] for place in range(len(batch)))
        if wish.dry_run:
            raise _DryRun(tuple(lines))
        unit.touch("messages")
        return {"messages": len(lines)}

    try:
        desk.apply(desk.command("import"), act, bulk=True)
    except _DryRun as dry:
        return list(dry.lines)
    return lines


def _in_order(batch: Sequence[Incoming]) -> list[int]:
    """Return the places of messages in the order of taking them in: among mails the one received first goes first."""
    places = list(range(len(batch)))
    mails = [(came_at(one), place) for place, one in enumerate(batch) if isinstance(one, IncomingMail)]
    for (_, place), (_, taken) in zip(mails, sorted(mails), strict=True):
        places[place] = taken
    return places


def _take_one(unit: Unit, desk: Desk, message: Incoming, wish: ImportWish, chats: Chats) -> IntakeLine:
    if isinstance(message, Unreadable):
        return _refused(unit, message)
    if isinstance(message, IncomingMail):
        return take_mail(unit, desk, message, wish)
    return take_chat_message(unit, desk, message, wish, chats)


def _refused(unit: Unit, message: Unreadable) -> IntakeLine:
    """Name what could not be read; the bytes of a message are kept once."""
    if message.raw:
        digest = hashlib.sha256(message.raw).hexdigest()
        if unit.find(tables.messages.intake_items, channel_kind="quarantine", natural_key=f"sha:{digest}") is None:
            note(unit, _quarantined(message, digest, message.error, unit.blob(message.raw)))
    return _failed_line(message, message.error, hashlib.sha256(message.raw).hexdigest() if message.raw else None)


def _quarantined(message: Incoming, digest: str, reason: str, kept: str | None) -> Item:
    return Item(
        channel_kind="quarantine",
        natural_key=f"sha:{digest}",
        content_sha256=digest,
        file=message.file,
        index=message.index,
        fate=Fate.FAILED,
        reason=reason,
        raw_sha256=kept,
    )


def _failed_line(message: Incoming, reason: str, kept: str | None) -> IntakeLine:
    return IntakeLine(
        file=message.file,
        index=message.index,
        message_id="",
        subject="",
        sender="",
        fate=Fate.FAILED,
        reason=reason,
        ticket=None,
        raw_sha256=kept,
    )


def _failed(desk: Desk, message: Incoming, fault: Fault, wish: ImportWish) -> IntakeLine:
    """Keep a message that could not be taken in, byte for byte, and name it with what is kept of it."""
    raw = message.raw
    kept_as = None
    digest = hashlib.sha256(raw).hexdigest()

    def act(unit: Unit) -> Json:
        kept = kept_whole(message, wish) if isinstance(message, IncomingChatMessage) else raw
        note(unit, _quarantined(message, digest, fault.code, unit.blob(kept)))
        return None

    if raw and not wish.dry_run:
        with desk.store.read() as connection:
            known = intake.is_quarantined(connection, digest)
        if not known:
            desk.apply(desk.command("quarantine"), act)
        with desk.store.read() as connection:
            kept_as = intake.kept_of(connection, digest)
    return _failed_line(message, fault.code, kept_as)
