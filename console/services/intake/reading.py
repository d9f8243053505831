"""Reading files of messages for an import: in batches across files, a batch ahead, mail in the bounded process.

It knows no database. What a file is, its content says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from console.channels.incoming import IncomingMail, Unreadable
from console.channels.mail.containers import Parse, iter_mail, mail_files
from console.channels.telegram.detect import looks_like_telegram
from console.channels.telegram.export import iter_export
from console.channels.telegram.incoming import IncomingChatMessage
from console.channels.telegram.updates import iter_updates
from console.channels.untrusted.process import BoundedWorker

_BATCH = 200
_BATCH_BYTES = 8 * 1024 * 1024

T = TypeVar("T")
Incoming = IncomingMail | IncomingChatMessage | Unreadable


@dataclass(slots=True, kw_only=True)
class Batch:
    """Messages that are taken in together, and how many bytes of the files are read with them.

    `ends_chat` says that a chat's file ends with this batch: then its requests can be proposed.
    """

    messages: list[Incoming] = field(default_factory=list)
    bytes_done: int = 0
    ends_chat: bool = False


def files_of(paths: Iterable[Path]) -> Iterator[Path]:
    """Return every file of messages below the paths, in order; of a Maildir what was delivered; no links."""
    for path in paths:
        yield from mail_files(path)


def read_messages(paths: Iterable[Path]) -> Iterator[Incoming]:
    """Parse every message of files and folders, without a database."""
    with BoundedWorker() as worker:
        for file in files_of(paths):
            yield from messages_of(file, worker.mail)


def read_batches(files: Sequence[Path]) -> Iterator[Batch]:
    """Read every message of the files in batches; the next is read while the caller works on one."""
    with BoundedWorker() as worker:
        yield from _ahead(_batches(files, worker.mail))


def messages_of(file: Path, parse: Parse | None) -> Iterator[Incoming]:
    """Read every message of one file; mail by `parse`, or in this process without it."""
    kind = looks_like_telegram(file)
    if kind == "export":
        yield from iter_export(file)
    elif kind == "updates":
        yield from iter_updates(file)
    else:
        yield from iter_mail([file], parse=parse)


def size_of(file: Path) -> int:
    """Return the bytes of a file, 0 for one that is gone."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _batches(files: Sequence[Path], parse: Parse) -> Iterator[Batch]:
    batch, held, done = Batch(), 0, 0
    for file in files:
        size, read, chat = size_of(file), 0, False
        for message in messages_of(file, parse):
            batch.messages.append(message)
            read += len(message.raw)
            held += len(message.raw)
            chat = chat or isinstance(message, IncomingChatMessage)
            batch.bytes_done = done + min(read, size)
            if len(batch.messages) >= _BATCH or held >= _BATCH_BYTES:
                yield batch
                batch, held = Batch(bytes_done=batch.bytes_done), 0
        done += size
        batch.bytes_done = done
        if chat:
            batch.ends_chat = True
            yield batch
            batch, held = Batch(bytes_done=done), 0
    yield batch


def _ahead(items: Iterator[T]) -> Iterator[T]:
    """Yield the items; the next one is made by another thread while the caller has the last."""
    with ThreadPoolExecutor(1, thread_name_prefix="reading") as pool:
        future = pool.submit(next, items, None)
        while (item := future.result()) is not None:
            future = pool.submit(next, items, None)
            yield item
