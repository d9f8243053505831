"""The files of messages while an archive is built: one behind the other in one hidden file, each with its SHA-256.

A name of its own for each would cost more than its bytes. What a killed program left is looked at before it is
believed.
"""

from __future__ import annotations

import hashlib
import io
import struct
import threading
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, BinaryIO, Self

from console.archive.layout import Entry, file_name

_HEAD = struct.Struct(">32sQ")
_BUFFER = 1 << 20
_SIZE_BITS = 40
_SIZES = (1 << _SIZE_BITS) - 1


class Pack:
    """Files by their hash. One thread adds, others may read what is there."""

    def __init__(self, path: Path) -> None:
        """Open what is there, or make it; what was left is read and compared with its hashes."""
        self._file = path.open("r+b" if path.exists() else "w+b", buffering=0)  # places are jumped to
        self._lock = threading.Lock()
        self._places: dict[bytes, int] = {}
        self._end = 0
        try:
            for digest, begins, size in self._left(path.stat().st_size):
                self._places[digest] = begins << _SIZE_BITS | size
        except BaseException:
            self._file.close()
            raise
        self._file.seek(self._end)
        self._file.truncate()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the file go."""
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def __contains__(self, sha256: str) -> bool:
        """Return whether a file is there whole."""
        return bytes.fromhex(sha256) in self._places

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._places)

    def add(self, sha256: str, content: bytes) -> None:
        """Put a file behind the others; its hash is that of `content`."""
        digest = bytes.fromhex(sha256)
        with self._lock:
            self._file.seek(self._end)
            self._write(_HEAD.pack(digest, len(content)))
            self._write(content)
            self._places[digest] = (self._end + _HEAD.size) << _SIZE_BITS | len(content)
            self._end += _HEAD.size + len(content)

    def keep_only(self, wanted: AbstractSet[str]) -> None:
        """Forget every other file; its bytes go with the whole pack."""
        self._places = {digest: place for digest, place in self._places.items() if digest.hex() in wanted}

    def entries(self) -> Iterator[Entry]:
        """Yield every file as an archive names it, in the order of the names."""
        for digest in sorted(self._places):
            yield Entry(name=file_name(digest.hex()), size=self._places[digest] & _SIZES)

    def size(self, sha256: str) -> int:
        """Return the size of a file. Raises KeyError."""
        return self._places[bytes.fromhex(sha256)] & _SIZES

    def read(self, sha256: str, at: int = 0, most: int = -1) -> bytes:
        """Return bytes of a file from a place on, all or at most so many. Raises KeyError for one that is not there."""
        place = self._places[bytes.fromhex(sha256)]
        left = max(0, (place & _SIZES) - at)
        with self._lock:
            self._file.seek((place >> _SIZE_BITS) + at)
            return self._exactly(left if most < 0 else min(most, left))

    def stream(self, sha256: str) -> BinaryIO:
        """Return a file to be read from its beginning on, piece by piece. Raises KeyError."""
        return io.BufferedReader(_Stream(self, sha256), _BUFFER)

    def _write(self, content: bytes) -> None:
        rest = memoryview(content)
        while rest:
            rest = rest[self._file.write(rest) :]

    def _exactly(self, size: int) -> bytes:
        found = self._file.read(size)
        while len(found) < size:
            more = self._file.read(size - len(found))
            if not more:
                raise OSError(5, "a file became shorter", str(self._file.name))
            found += more
        return found

    def _left(self, length: int) -> Iterator[tuple[bytes, int, int]]:
        """Yield digest, place and size of every file that is as its digest says; a torn end is cut off afterwards."""
        while self._end + _HEAD.size <= length:
            self._file.seek(self._end)
            digest, size = _HEAD.unpack(self._exactly(_HEAD.size))
            begins = self._end + _HEAD.size
            if begins + size > length:
                return
            hashed, left = hashlib.sha256(), size
            while left:
                piece = self._exactly(min(_BUFFER, left))
                hashed.update(piece)
                left -= len(piece)
            self._end = begins + size
            if hashed.digest() == digest:
                yield digest, begins, size


class _Stream(io.RawIOBase):
    """One file of a pack as it is read."""

    def __init__(self, pack: Pack, sha256: str) -> None:
        self._pack, self._sha256, self._at = pack, sha256, 0

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, into: Any) -> int:
        """Read the next bytes; none are left at the end."""
        piece = self._pack.read(self._sha256, self._at, len(into))
        into[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
