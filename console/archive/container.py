"""An archive as a set of named files, in a folder or in one ZIP. Only plain files in the one form are seen."""

from __future__ import annotations

import io
import os
import stat
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from console.archive import zipping
from console.archive.layout import MOST_DEPTH, MOST_FILES, Entry, NotWhole, is_name
from console.archive.zipping import CHUNK, Member

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Container(ABC):
    """The files of an archive, in the order of their names."""

    @abstractmethod
    def entries(self) -> Iterator[Entry]:
        """Yield every file in the order of the names. Raises NotWhole."""

    @abstractmethod
    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a file, some at once. Raises NotWhole."""

    @abstractmethod
    def has(self, name: str) -> bool:
        """Return whether a file is there."""

    @abstractmethod
    def size_of(self, name: str) -> int:
        """Return the size of a file. Raises NotWhole."""

    @abstractmethod
    def close(self) -> None:
        """Let the file go."""

    def small(self, name: str, most: int) -> bytes:
        """Return a whole file of at most so many bytes. Raises NotWhole."""
        if self.size_of(name) > most:
            raise NotWhole("altered", name, "too_large")
        return b"".join(self.pieces(name))

    def total(self) -> int:
        """Return the bytes of all files."""
        return sum(one.size for one in self.entries())


class Zip(Container):
    """An archive in one ZIP."""

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = _opened(path)
        try:
            self._length = os.fstat(self._file.fileno()).st_size
            self._where = zipping.directory_of(self._file, self._length)
            self._known: dict[str, Member] = {}
            for one in zipping.members(self._file, self._where):
                self._known[one.name] = one
        except BaseException:
            self._file.close()
            raise

    def entries(self) -> Iterator[Entry]:
        """Yield every file."""
        return (Entry(name=one.name, size=one.size) for one in self._known.values())

    def has(self, name: str) -> bool:
        """Return whether a file is there."""
        return name in self._known

    def size_of(self, name: str) -> int:
        """Return the size of a file."""
        return self._member(name).size

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a file; its head and its sum must be right."""
        one = self._member(name)
        zipping.require_head(self._file, one)
        at, left, crc = one.begins, one.size, 0
        while left:
            self._file.seek(at)
            piece = self._file.read(min(CHUNK, left))
            if not piece:
                raise NotWhole("truncated", name, "cut")
            at, left, crc = at + len(piece), left - len(piece), zlib.crc32(piece, crc)
            yield piece
        if crc != one.crc:
            raise NotWhole("altered", name, "sum")

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def _member(self, name: str) -> Member:
        found = self._known.get(name)
        if found is None:
            raise NotWhole("altered", name, "missing")
        return found


class Folder(Container):
    """An archive as a folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = dict(sorted(_walked(path, "", 0)))
        if len(self._known) > MOST_FILES:
            raise NotWhole("altered", "", "too_many")

    def entries(self) -> Iterator[Entry]:
        """Yield every file."""
        return (Entry(name=name, size=size) for name, size in self._known.items())

    def has(self, name: str) -> bool:
        """Return whether a file is there."""
        return name in self._known

    def size_of(self, name: str) -> int:
        """Return the size of a file as it was found."""
        if name not in self._known:
            raise NotWhole("altered", name, "missing")
        return self._known[name]

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a file, and never more than it was found to have."""
        left = self.size_of(name)
        with _opened(self._path / name) as file:
            while left:
                piece = file.read(min(CHUNK, left))
                if not piece:
                    raise NotWhole("truncated", name, "cut")
                left -= len(piece)
                yield piece
            if file.read(1):
                raise NotWhole("altered", name, "size")

    def close(self) -> None:
        """Nothing is held."""


def open_container(path: Path) -> Container:
    """Open an archive for reading. Raises NotWhole, OSError."""
    place = path.resolve()
    return Folder(place) if place.is_dir() else Zip(place)


@contextmanager
def opened(path: Path) -> Iterator[Container]:
    """Give an archive and close it at the end."""
    container = open_container(path)
    try:
        yield container
    finally:
        container.close()


def _opened(path: Path) -> BinaryIO:
    """Open a plain file, and nothing that only looks like one."""
    handle = os.open(path, os.O_RDONLY | _NO_FOLLOW)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise NotWhole("altered", path.name, "not_a_file")
    return io.FileIO(handle, closefd=True)


def _walked(folder: Path, before: str, depth: int) -> Iterator[tuple[str, int]]:
    found = sorted(os.scandir(folder), key=lambda one: one.name)
    if not found or depth > MOST_DEPTH:
        raise NotWhole("altered", before, "empty_folder" if not found else "too_deep")
    for one in found:
        name = f"{before}{one.name}"
        if one.is_symlink() or not (one.is_file(follow_symlinks=False) or one.is_dir(follow_symlinks=False)):
            raise NotWhole("altered", name, "not_a_file")
        if one.is_dir(follow_symlinks=False):
            yield from _walked(Path(one.path), f"{name}/", depth + 1)
        elif is_name(name):
            yield name, one.stat(follow_symlinks=False).st_size
        else:
            raise NotWhole("altered", name, "name")
