"""The outside of an archive: the lists of hashes, the head, the signature; and putting it all under its final name.

What is written stands in a hidden folder beside the target until it is whole and on the disk. Then it is renamed.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Self

from console.archive import layout, zipping
from console.archive.layout import Entry

Heard = Callable[[int, int], None]
"""Hears how many bytes are done, of how many. What it raises ends the work."""
Sealer = Callable[[bytes], str]
"""Signs a message that is given by its SHA-512."""
Locker = Callable[[Path], Path]
"""Puts a container under lock and returns the file that is."""
_READERS, _AHEAD = 2, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the head of an archive says; nothing of it belongs to the content."""

    exported_at: datetime
    content_sha256: str
    producer: str
    tree_size: int = 0
    tree_root: str = ""
    key_id: str = ""
    number: str = layout.NUMBER

    def text(self, size: int, count: int) -> str:
        """Return the head as a file."""
        lines = [
            f"Payload-Oxum: {size}.{count}",
            f"Desk-Archive-Version: {self.number}",
            f"Desk-Content-SHA256: {self.content_sha256}",
            f"Desk-Exported-At: {self.exported_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            f"Desk-Log-Size: {self.tree_size}",
            f"Desk-Log-Root: {self.tree_root or '-'}",
            f"Desk-Key-Id: {self.key_id or '-'}",
            f"Desk-Producer: {self.producer}",
        ]
        return "".join(f"{line}\n" for line in lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """An archive that was written: where, its bytes, its files, and the SHA-256 of its list of hashes."""

    path: Path
    bytes: int
    files: int
    manifest_sha256: str


def seal(
    staging: Path,
    target: Path,
    head: Head,
    heard: Heard,
    signer: Sealer | None,
    *,
    folder: bool,
    replace: bool = False,
    locker: Locker | None = None,
) -> Sealed:
    """Hash everything in `staging`/bag/data, write the lists and the signature, and rename the whole to `target`.

    With `locker` the one ZIP goes under lock before it has its name. Raises FileExistsError where something bears the
    name already; nothing is written over but with `replace`, and then by the whole file at once.
    """
    bag = staging / "bag"
    entries = sorted(_found(bag, "data/"), key=lambda one: one.name)
    size = sum(one.size for one in entries)
    (bag / layout.BAGIT).write_bytes(layout.BAGIT_TEXT)
    (bag / layout.INFO).write_text(head.text(size, len(entries)), encoding="utf-8", newline="\n")
    sink: _FolderSink | _ZipSink = _FolderSink(bag) if folder else _ZipSink(bag, staging)
    with sink:
        hashes = [_add(sink, bag, layout.INFO), _add(sink, bag, layout.BAGIT)]
        done, whole = 0, hashlib.sha256()
        with (bag / layout.MANIFEST).open("wb") as listing:
            for one, told in _added(sink, bag, entries):
                line = f"{told}  {one.name}\n".encode()
                listing.write(line)
                whole.update(line)
                done += one.size
                heard(done, size)
        hashes.append(_add(sink, bag, layout.MANIFEST))
        lines = "".join(f"{told}  {name}\n" for told, name in zip(hashes, layout.TAGS, strict=True))
        (bag / layout.TAG_MANIFEST).write_bytes(lines.encode())
        _add(sink, bag, layout.TAG_MANIFEST)
        if signer is not None:
            told = signer(hashlib.sha512(lines.encode()).digest())
            (bag / layout.SIGNATURE).write_text(told, encoding="ascii", newline="\n")
            _add(sink, bag, layout.SIGNATURE)
    made = sink.made if locker is None else locker(sink.made)
    _settle(made, target, replace=replace)
    shutil.rmtree(staging, ignore_errors=True)
    total = target.stat().st_size if not folder else size
    return Sealed(path=target, bytes=total, files=len(entries), manifest_sha256=whole.hexdigest())


def sync(path: Path) -> None:
    """Have a file or a folder on the disk before what follows."""
    if path.is_dir() and os.name == "nt":
        return  # Windows has no such thing for a folder
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _FolderSink:
    """Leaves the files where they are, and has each on the disk."""

    def __init__(self, bag: Path) -> None:
        self.made = bag

    def add_whole(self, name: str, _content: bytes, _crc: int) -> None:
        sync(self.made / name)

    def add(self, _name: str, _size: int, source: BinaryIO, heard: Callable[[bytes], None]) -> None:
        while piece := source.read(zipping.CHUNK):
            heard(piece)
        os.fsync(source.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            for folder, *_rest in os.walk(self.made):
                sync(Path(folder))


class _ZipSink:
    """Writes the files into one container beside them."""

    def __init__(self, bag: Path, staging: Path) -> None:
        self._bag = bag
        self.made = staging / "archive.zip"
        self._file = self.made.open("w+b")
        self._listing = (staging / "listing").open("w+b")
        self._writer = zipping.Writer(self._file, self._listing)

    def add_whole(self, name: str, content: bytes, crc: int) -> None:
        self._writer.add_whole(name, content, crc)

    def add(self, name: str, size: int, source: BinaryIO, heard: Callable[[bytes], None]) -> None:
        self._writer.add(name, size, source, heard)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                self._writer.close()
                self._file.flush()
                os.fsync(self._file.fileno())
        finally:
            self._file.close()
            self._listing.close()


def _add(sink: _FolderSink | _ZipSink, bag: Path, name: str) -> str:
    hashed, path = hashlib.sha512(), bag / name
    with path.open("r+b") as source:
        sink.add(name, path.stat().st_size, source, hashed.update)
    return hashed.hexdigest()


def _added(sink: _FolderSink | _ZipSink, bag: Path, entries: list[Entry]) -> Iterator[tuple[Entry, str]]:
    """Add files in their order and yield each with its hash; small ones are read and hashed ahead."""
    waiting: deque[tuple[Entry, Future[tuple[bytes, int, str]] | None]] = deque()
    rest = iter(entries)
    with ThreadPoolExecutor(_READERS) as readers:
        try:
            while True:
                for one in islice(rest, _AHEAD - len(waiting)):
                    small = one.size <= zipping.CHUNK
                    waiting.append((one, readers.submit(_whole, bag / one.name) if small else None))
                if not waiting:
                    return
                one, read = waiting.popleft()
                if read is None:
                    yield one, _add(sink, bag, one.name)
                else:
                    content, crc, told = read.result()
                    sink.add_whole(one.name, content, crc)
                    yield one, told
        finally:
            readers.shutdown(wait=True, cancel_futures=True)


def _whole(path: Path) -> tuple[bytes, int, str]:
    content = path.read_bytes()
    return content, zlib.crc32(content), hashlib.sha512(content).hexdigest()


def _found(bag: Path, before: str) -> Iterator[Entry]:
    for one in os.scandir(bag / before):
        name = f"{before}{one.name}"
        if one.is_dir(follow_symlinks=False):
            yield from _found(bag, f"{name}/")
        else:
            yield Entry(name=name, size=one.stat(follow_symlinks=False).st_size)


def _settle(made: Path, target: Path, *, replace: bool) -> None:
    """Give what is whole its name, if nothing has it, or in place of the file that has it."""
    if replace and made.is_file():
        made.replace(target)
        sync(target.parent)
        return
    if target.exists():
        raise FileExistsError(17, "exists", str(target))
    if made.is_dir():
        made.rename(target)
    else:
        try:
            os.link(made, target)  # unlike a rename it never takes the place of another file
        except OSError:
            if target.exists():
                raise
            made.rename(target)
    sync(target.parent)
