"""The outside of an archive: the lists of hashes, the head, the signature; and putting it all under its final name.

What is written stands in a hidden folder beside the target until it is whole and on the disk. Then it is renamed.
"""

from __future__ import annotations

import hashlib
import heapq
import os
import shutil
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, Self

from console.archive import layout, zipping
from console.archive.layout import Entry
from console.archive.pack import Pack

Heard = Callable[[int, int], None]
"""Hears how many bytes are done, of how many. What it raises ends the work."""
Sealer = Callable[[bytes], str]
"""Signs a message that is given by its SHA-512."""
Locker = Callable[[Path], Path]
"""Puts a container under lock and returns the file that is."""
_READERS, _AHEAD = 2, 32
_BUFFER = 1 << 20


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


def seal(  # noqa: PLR0913 - what of, where to, how
    staging: Path,
    target: Path,
    head: Head,
    heard: Heard,
    signer: Sealer | None,
    *,
    folder: bool,
    replace: bool = False,
    locker: Locker | None = None,
    pack: Pack | None = None,
) -> Sealed:
    """Hash everything in `staging`/bag/data, write the lists and the signature, and rename the whole to `target`.

    The files of messages are those of `pack`, which is closed. With `locker` the one ZIP goes under lock before it has
    its name. Raises FileExistsError where something bears the name already; nothing is written over but with
    `replace`, and then by the whole file at once.
    """
    bag = staging / "bag"
    if pack is not None and folder:
        _lay_out(pack, bag)
        pack.close()
        pack = None
    entries = _listed(bag, pack)
    size = sum(one.size for one in entries)
    (bag / layout.BAGIT).write_bytes(layout.BAGIT_TEXT)
    (bag / layout.INFO).write_text(head.text(size, len(entries)), encoding="utf-8", newline="\n")
    sink: _FolderSink | _ZipSink = _FolderSink(bag) if folder else _ZipSink(bag, staging)
    with sink:
        hashes = [_add(sink, bag, layout.INFO), _add(sink, bag, layout.BAGIT)]
        done, whole = 0, hashlib.sha256()
        with (bag / layout.MANIFEST).open("wb") as listing:
            for one, told in _added(sink, bag, entries, pack):
                line = f"{told}  {one.name}\n".encode()
                listing.write(line)
                whole.update(line)
                done += one.size
                heard(done, size)
        _close(sink, bag, hashes, signer)
    if pack is not None:
        pack.close()  # else it would keep its folder on some systems
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
        self._file = self.made.open("w+b", buffering=_BUFFER)
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


def _close(sink: _FolderSink | _ZipSink, bag: Path, hashes: list[str], signer: Sealer | None) -> None:
    """Add the list of files, the list of the tags, whose first hashes are at hand, and its signature."""
    told = [*hashes, _add(sink, bag, layout.MANIFEST)]
    lines = "".join(f"{sha512}  {name}\n" for sha512, name in zip(told, layout.TAGS, strict=True)).encode()
    (bag / layout.TAG_MANIFEST).write_bytes(lines)
    _add(sink, bag, layout.TAG_MANIFEST)
    if signer is not None:
        (bag / layout.SIGNATURE).write_text(signer(hashlib.sha512(lines).digest()), encoding="ascii", newline="\n")
        _add(sink, bag, layout.SIGNATURE)


def _listed(bag: Path, pack: Pack | None) -> list[Entry]:
    found = sorted(_found(bag, "data/"), key=attrgetter("name"))
    return found if pack is None else list(heapq.merge(found, pack.entries(), key=attrgetter("name")))


def _add(sink: _FolderSink | _ZipSink, bag: Path, name: str) -> str:
    path = bag / name
    with path.open("r+b") as source:
        return _streamed(sink, name, path.stat().st_size, source)


def _streamed(sink: _FolderSink | _ZipSink, name: str, size: int, source: BinaryIO) -> str:
    hashed = hashlib.sha512()
    sink.add(name, size, source, hashed.update)
    return hashed.hexdigest()


def _added(
    sink: _FolderSink | _ZipSink, bag: Path, entries: list[Entry], pack: Pack | None
) -> Iterator[tuple[Entry, str]]:
    """Add files in their order and yield each with its hash; small ones are read and hashed ahead."""
    waiting: deque[tuple[Entry, Future[tuple[bytes, int, str]] | None]] = deque()
    rest = iter(entries)
    with ThreadPoolExecutor(_READERS) as readers:
        try:
            while True:
                for one in islice(rest, _AHEAD - len(waiting)):
                    small = one.size <= zipping.CHUNK
                    waiting.append((one, readers.submit(_whole, bag, pack, one.name) if small else None))
                if not waiting:
                    return
                one, read = waiting.popleft()
                if read is not None:
                    content, crc, told = read.result()
                    sink.add_whole(one.name, content, crc)
                    yield one, told
                elif _packed(pack, one.name):
                    assert pack is not None  # noqa: S101 - it has the file
                    yield one, _streamed(sink, one.name, one.size, pack.stream(_sha256(one.name)))
                else:
                    yield one, _add(sink, bag, one.name)
        finally:
            readers.shutdown(wait=True, cancel_futures=True)


def _whole(bag: Path, pack: Pack | None, name: str) -> tuple[bytes, int, str]:
    content = pack.read(_sha256(name)) if pack is not None and _packed(pack, name) else (bag / name).read_bytes()
    return content, zlib.crc32(content), hashlib.sha512(content).hexdigest()


def _packed(pack: Pack | None, name: str) -> bool:
    return pack is not None and name.startswith(layout.FILES)


def _sha256(name: str) -> str:
    return name.rpartition("/")[2]


def _lay_out(pack: Pack, bag: Path) -> None:
    """Give each file of messages a name of its own, as the folder form has them."""
    for one in pack.entries():
        path = bag / one.name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            shutil.copyfileobj(pack.stream(_sha256(one.name)), out, _BUFFER)


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
