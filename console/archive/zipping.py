"""The one form of a ZIP that an archive has: every byte outside the files follows from their names, sizes and sums.

Files are stored, in the order of their names, without gaps, comments, dates or attributes; 64-bit fields stand where a
value does not fit and nowhere else. What was read is compared with what would be written, so nothing can hide in it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from console.archive.layout import MOST_FILES, MOST_NAME, NotWhole, is_name

CHUNK = 1 << 20
_FULL32, _FULL16 = 0xFFFFFFFF, 0xFFFF
_DAY = 0x0021  # 1 January 1980, the first day that a ZIP can tell
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR = struct.Struct("<4sLQL")
_PLAIN, _WIDE = 20, 45
_MOST_RECORD = _CENTRAL.size + MOST_NAME + 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file of the container: where its head begins, how many bytes it has, and their sum."""

    name: str
    size: int
    crc: int
    offset: int

    @property
    def begins(self) -> int:
        """Return where its bytes begin."""
        return self.offset + len(local_head(self))


def local_head(one: Member) -> bytes:
    """Return the head in front of a file."""
    name, wide = one.name.encode(), one.size >= _FULL32
    size = _FULL32 if wide else one.size
    extra = struct.pack("<2H2Q", 1, 16, one.size, one.size) if wide else b""
    needs = _WIDE if wide else _PLAIN
    head = _LOCAL.pack(b"PK\x03\x04", needs, 0, 0, 0, _DAY, one.crc, size, size, len(name), len(extra))
    return head + name + extra


def central_head(one: Member) -> bytes:
    """Return a file's record in the list at the end."""
    name = one.name.encode()
    large, far = one.size >= _FULL32, one.offset >= _FULL32
    values = [*([one.size, one.size] if large else []), *([one.offset] if far else [])]
    extra = struct.pack(f"<2H{len(values)}Q", 1, 8 * len(values), *values) if values else b""
    size, offset = (_FULL32 if large else one.size), (_FULL32 if far else one.offset)
    needs = _WIDE if values else _PLAIN
    head = _CENTRAL.pack(
        b"PK\x01\x02", needs, needs, 0, 0, 0, _DAY, one.crc, size, size, len(name), len(extra), 0, 0, 0, 0, offset
    )
    return head + name + extra


def tail(count: int, start: int, size: int) -> bytes:
    """Return what stands behind the list: the end record, and the wide one before it where a value needs it."""
    wide = b""
    if count >= _FULL16 or start >= _FULL32 or size >= _FULL32:
        wide = _END64.pack(b"PK\x06\x06", 44, _WIDE, _WIDE, 0, 0, count, count, size, start)
        wide += _LOCATOR.pack(b"PK\x06\x07", 0, start + size, 1)
    count16, size32, start32 = min(count, _FULL16), min(size, _FULL32), min(start, _FULL32)
    return wide + _END.pack(b"PK\x05\x06", 0, 0, count16, count16, size32, start32, 0)


class Writer:
    """Writes files into a new container, in the order of their names. The list of them goes into a file of its own."""

    def __init__(self, target: BinaryIO, listing: BinaryIO) -> None:
        self._target, self._listing = target, listing
        self._count, self._last = 0, ""

    def add_whole(self, name: str, content: bytes, crc: int) -> None:
        """Add a file that is at hand, with its sum. Raises ValueError for one that does not fit."""
        self._require(name)
        one = Member(name=name, size=len(content), crc=crc, offset=self._target.tell())
        self._target.write(local_head(one))
        self._target.write(content)
        self._listed(one)

    def add(self, name: str, size: int, source: BinaryIO, heard: Callable[[bytes], None]) -> None:
        """Add one file of `size` bytes; `heard` is given each piece. Raises ValueError for one that does not fit."""
        self._require(name)
        offset, crc, left = self._target.tell(), 0, size
        self._target.write(local_head(Member(name=name, size=size, crc=0, offset=offset)))
        while left:
            piece = source.read(min(CHUNK, left))
            if not piece:
                raise ValueError(f"{name} ended {left} bytes early")
            crc = zlib.crc32(piece, crc)
            heard(piece)
            self._target.write(piece)
            left -= len(piece)
        if source.read(1):
            raise ValueError(f"{name} has more than {size} bytes")
        one = Member(name=name, size=size, crc=crc, offset=offset)
        self._target.seek(offset)
        self._target.write(local_head(one))
        self._target.seek(0, 2)
        self._listed(one)

    def _require(self, name: str) -> None:
        if not is_name(name) or name <= self._last:
            raise ValueError(f"{name} cannot come here")

    def _listed(self, one: Member) -> None:
        self._listing.write(central_head(one))
        self._count, self._last = self._count + 1, one.name

    def close(self) -> None:
        """Write the list behind the files."""
        start, size = self._target.tell(), self._listing.tell()
        self._listing.seek(0)
        while piece := self._listing.read(CHUNK):
            self._target.write(piece)
        self._target.write(tail(self._count, start, size))


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Where the list of a container stands, as its end says and as it must be."""

    count: int
    start: int
    size: int


def directory_of(file: BinaryIO, length: int) -> Directory:
    """Read the end of a container. Raises NotWhole where it is none, is cut, or is not in the one form."""
    file.seek(0)
    if file.read(4) != b"PK\x03\x04":
        raise NotWhole("altered", "", "not_an_archive")
    if length < _END.size:
        raise NotWhole("truncated", "", "cut")
    file.seek(length - _END.size)
    end = file.read(_END.size)
    if end[:4] != b"PK\x05\x06":
        raise NotWhole("truncated", "", "cut")
    count, size, start = _END.unpack(end)[4:7]
    if count == _FULL16 or _FULL32 in (size, start):
        count, size, start = _wide_end(file, length)
    behind = tail(count, start, size)
    if start + size + len(behind) != length or count > MOST_FILES or size > count * _MOST_RECORD:
        raise NotWhole("altered", "", "container")
    file.seek(start + size)
    if file.read(len(behind)) != behind:
        raise NotWhole("altered", "", "container")
    return Directory(count=count, start=start, size=size)


def _wide_end(file: BinaryIO, length: int) -> tuple[int, int, int]:
    at = length - _END.size - _LOCATOR.size - _END64.size
    if at < 0:
        raise NotWhole("altered", "", "container")
    file.seek(at)
    found = file.read(_END64.size)
    if found[:4] != b"PK\x06\x06":
        raise NotWhole("altered", "", "container")
    count, size, start = _END64.unpack(found)[7:10]
    return count, size, start


def members(file: BinaryIO, where: Directory) -> Iterator[Member]:
    """Yield the files in order; each record must be the one that would be written. Raises NotWhole.

    The heads before the files are compared by who reads them (`require_head`).
    """
    at, next_offset, last = where.start, 0, ""
    for _ in range(where.count):
        file.seek(at)
        found = file.read(min(_MOST_RECORD, where.start + where.size - at))
        one = _member(found, next_offset)
        if one is None or one.name <= last or not found.startswith(central_head(one)):
            raise NotWhole("altered", last, "container")
        at, last = at + len(central_head(one)), one.name
        next_offset = one.begins + one.size
        if next_offset > where.start:
            raise NotWhole("altered", one.name, "container")
        yield one
    if at != where.start + where.size or next_offset != where.start:
        raise NotWhole("altered", "", "container")


def require_head(file: BinaryIO, one: Member) -> None:
    """Raise NotWhole where the head before a file is not the one that would be written."""
    file.seek(one.offset)
    head = local_head(one)
    if file.read(len(head)) != head:
        raise NotWhole("altered", one.name, "container")


def begun(file: BinaryIO, length: int) -> Iterator[Member]:
    """Yield the files whose heads stand in the first `length` bytes of a container; the last may not be there whole."""
    at = 0
    while at + _LOCAL.size <= length:
        file.seek(at)
        head = file.read(min(_LOCAL.size + MOST_NAME + 20, length - at))
        crc, size, _, named, wide = _LOCAL.unpack_from(head)[6:]
        if head[:4] != b"PK\x03\x04" or len(head) < _LOCAL.size + named + wide:
            return
        name = head[_LOCAL.size : _LOCAL.size + named].decode("ascii", "replace")
        if wide:
            (size,) = struct.unpack_from("<Q", head, _LOCAL.size + named + 4)
        one = Member(name=name, size=size, crc=crc, offset=at)
        yield one
        at = one.begins + size


def _member(found: bytes, offset: int) -> Member | None:
    """Return the file of a record; its offset follows from those before it."""
    if len(found) < _CENTRAL.size:
        return None
    fields = _CENTRAL.unpack_from(found)
    crc, size, length, extra = fields[7], fields[9], fields[10], fields[11]
    name = found[_CENTRAL.size : _CENTRAL.size + length]
    if size == _FULL32:
        at = _CENTRAL.size + length
        if extra < 4 + 16 or len(found) < at + 4 + 16:
            return None
        (size,) = struct.unpack_from("<Q", found, at + 4)
    try:
        told = name.decode("ascii")
    except UnicodeDecodeError:
        return None
    return Member(name=told, size=size, crc=crc, offset=offset) if is_name(told) else None
