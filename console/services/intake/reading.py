"""Reading files of messages for an import: in batches across files, some ahead, mail in bounded processes.

It knows no database. What a file is, its content says.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Final, TypeVar

import policy
from console.channels.incoming import IncomingMail, RawMail, Unreadable
from console.channels.mail.containers import mail_files, raw_mails
from console.channels.telegram.detect import looks_like_telegram
from console.channels.telegram.export import iter_export
from console.channels.telegram.incoming import IncomingChatMessage
from console.channels.telegram.updates import iter_updates
from console.channels.untrusted.process import BoundedWorker, Refused
from console.services.intake.words import told_topics

_BATCH = 400
_BATCH_SHOWN = 20  # where each is shown as soon as it is read
_BATCH_BYTES = 8 * 1024 * 1024
_MODULE: Final = "console.services.intake.inside"
_MOST_PROCESSES: Final = 3

T = TypeVar("T")
R = TypeVar("R")
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


def read_batches(files: Sequence[Path], topics: policy.TopicTable, *, processes: int | None = None) -> Iterator[Batch]:
    """Read every message of the files in batches, in order; the next are read while the caller works on one.

    What follows from the words of mails under these topics is worked out with them. `processes` read at the same time,
    by default one for each core and three at most: the caller stores what one has read while the others read.
    """
    told = told_topics(topics)
    number = _room() if processes is None else processes
    with ExitStack() as stack:
        idle: SimpleQueue[BoundedWorker] = SimpleQueue()
        for _ in range(number):
            idle.put(stack.enter_context(BoundedWorker(modules=(_MODULE,))))

        def parsed(found: Found) -> Batch:
            worker = idle.get()
            try:
                return _parsed(found, worker, told)
            finally:
                idle.put(worker)

        yield from _ahead(_batches(files, size=_BATCH), parsed, number)


def read_alone(raw: RawMail, topics: policy.TopicTable) -> Incoming:
    """Read one mail whose bytes are known, as `read_batches` does."""
    with BoundedWorker(modules=(_MODULE,)) as worker:
        return _parsed(Found(messages=[raw]), worker, told_topics(topics)).messages[0]


def size_of(file: Path) -> int:
    """Return the bytes of a file, 0 for one that is gone."""
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _room() -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, _MOST_PROCESSES))


def _parsed(found: Found, worker: BoundedWorker, told: Mapping[str, str] | None = None) -> Batch:
    """Return a batch with its mails read in the bounded process; what that gives up is kept whole."""
    mails = [one for one in found.messages if isinstance(one, RawMail)]
    read = worker.mails(mails, told)
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


def _weight(message: Incoming | RawMail) -> int:
    """Return how many bytes a message holds: those of the files of a chat stand beside it."""
    if not isinstance(message, IncomingChatMessage):
        return len(message.raw)
    return len(message.raw) + sum(len(one.content or b"") for one in message.attachments)


def _batches(files: Iterable[Path], *, size: int) -> Iterator[Found]:
    batch, held, done = Found(), 0, 0
    for file in files:
        whole, read, chat = size_of(file), 0, False
        for message in _found_in(file):
            weight = _weight(message)
            if batch.messages and held + weight > _BATCH_BYTES:
                yield batch
                batch, held = Found(bytes_done=batch.bytes_done), 0
            batch.messages.append(message)
            read += len(message.raw)
            held += weight
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


def _ahead(items: Iterator[T], work: Callable[[T], R], number: int) -> Iterator[R]:
    """Yield what the work makes of the items, in their order; so many are worked on while the caller has one.

    One thread alone takes the items, others work on them.
    """
    with (
        ThreadPoolExecutor(1, thread_name_prefix="finding") as finder,
        ThreadPoolExecutor(number, thread_name_prefix="reading") as readers,
    ):

        def start() -> Future[R | None]:
            found = finder.submit(next, items, None)
            return readers.submit(lambda: None if (item := found.result()) is None else work(item))

        waiting = deque(start() for _ in range(number))
        while (done := waiting.popleft().result()) is not None:
            waiting.append(start())
            yield done
