"""Reading files of messages for an import: in batches across files, a batch ahead, mail in the bounded process.

It knows no database. What a file is, its content says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from console.channels.incoming import IncomingMail, RawMail, Unreadable
from console.channels.mail.containers import mail_files, raw_mails
from console.channels.telegram.detect import looks_like_telegram
from console.channels.telegram.export import iter_export
from console.channels.telegram.incoming import IncomingChatMessage
from console.channels.telegram.updates import iter_updates
from console.channels.untrusted.process import BoundedWorker, Refused

_BATCH = 200
_BATCH_SHOWN = 20  # where each is shown as soon as it is read
_BATCH_BYTES = 8 * 1024 * 1024

T = TypeVar("T")
Incoming = IncomingMail | IncomingChatMessage | Unreadable


@dataclass(slots=True, kw_only=True)
class Found:
    """What stands in files, as far as a batch goes: mails still as bytes."""

    messages: list[Incoming | RawMail] = field(default_factory=list)
    bytes_done: int = 0
    ends_chat: bool = False


@dataclass(slots=True, kw_only=True)
class Batch:
    """Messages that are taken in together, and how many bytes of the files are read with them.

    `ends_chat` says that a chat's file ends with this batch: then its requests can be proposed.
    """

    messages: list[Incoming]
    bytes_done: int
    ends_chat: bool


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """Return every file of messages below the paths, in order; of a Maildir what was delivered; no links."""
    for path in paths:
        yield from mail_files(path)


def read_messages(paths: Iterable[Path]) -> Iterator[Incoming]:
    """Parse every message of files and folders, without a database."""
    with BoundedWorker() as worker:
        for batch in _batches(files_of(paths), size=_BATCH_SHOWN):
            yield from _parsed(batch, worker).messages


def read_batches(files: Sequence[Path]) -> Iterator[Batch]:
    """Read every message of the files in batches; the next is read while the caller works on one."""
    with BoundedWorker() as worker:
        yield from _ahead(_parsed(batch, worker) for batch in _batches(files))


def size_of(file: Path) -> int:
    """Return the bytes of a file, 0 for one that is gone."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _parsed(found: Found, worker: BoundedWorker) -> Batch:
    """Return a batch with its mails read in the bounded process; what that gives up is kept whole."""
    mails = [one for one in found.messages if isinstance(one, RawMail)]
    read = worker.mails(mails)
    messages: list[Incoming] = []
    for one in found.messages:
        if not isinstance(one, RawMail):
            messages.append(one)
            continue
        mail = next(read)
        if isinstance(mail, Refused):
            messages.append(Unreadable(file=one.file, error=mail.reason, index=one.index, raw=one.raw))
        else:
            messages.append(mail)
    return Batch(messages=messages, bytes_done=found.bytes_done, ends_chat=found.ends_chat)


def _found_in(file: Path) -> Iterator[Incoming | RawMail]:
    kind = looks_like_telegram(file)
    if kind == "export":
        return iter_export(file)
    return iter_updates(file) if kind == "updates" else raw_mails(file)


def _batches(files: Iterable[Path], *, size: int = _BATCH) -> Iterator[Found]:
    batch, held, done = Found(), 0, 0
    for file in files:
        whole, read, chat = size_of(file), 0, False
        for message in _found_in(file):
            batch.messages.append(message)
            read += len(message.raw)
            held += len(message.raw)
            chat = chat or isinstance(message, IncomingChatMessage)
            batch.bytes_done = done + min(read, whole)
            if len(batch.messages) >= size or held >= _BATCH_BYTES:
                yield batch
                batch, held = Found(bytes_done=batch.bytes_done), 0
        done += whole
        batch.bytes_done = done
        if chat:
            batch.ends_chat = True
            yield batch
            batch, held = Found(bytes_done=done), 0
    yield batch


def _ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield the items; the next one is made by another thread while the caller has the last."""
    with ThreadPoolExecutor(1, thread_name_prefix="reading") as pool:
        future = pool.submit(next, items, None)
        while (item := future.result()) is not None:
            future = pool.submit(next, items, None)
            yield item
