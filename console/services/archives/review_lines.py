"""The lines of a reviewer's draft: written behind each other, and cut down to those that still count.

A kill takes at most the line that was being written: the shorter file takes the place of the longer one when it is
whole. Who writes holds a lock, so that two windows neither mix their lines nor cut each other's.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from console.faults import Locked, Unreachable

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PATIENCE_S = 2.0
"""How long a window waits for another one that writes: each needs some milliseconds."""
_PAUSE_S = 0.02
_HELD = {errno.EACCES, errno.EAGAIN, errno.EDEADLK, errno.EWOULDBLOCK}
_SHORT = 64 * 1024
"""Bytes below which a file is not cut down for its length alone."""


class LineFile:
    """Values of JSON, one a line, in a file that only its owner reads.

    Raises Unreachable ("review_not_kept") where the folder or the file cannot be read or written.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self._enough = _SHORT

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Let nobody else write meanwhile. Raises Locked ("review_busy") where another window does not let go."""
        until = time.monotonic() + _PATIENCE_S
        with self._told():
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self.file.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            while not self._taken(handle):
                if time.monotonic() > until:
                    raise Locked("review_busy")
                time.sleep(_PAUSE_S)
            yield
        finally:
            os.close(handle)

    def read(self) -> list[Any]:
        """Return the values; of a line that was cut off nothing is known."""
        found = []
        with self._told(), contextlib.suppress(FileNotFoundError), self.file.open("rb") as content:
            for line in content:
                with contextlib.suppress(ValueError, RecursionError):
                    found.append(json.loads(line))
        return found

    def append(self, value: Any) -> None:
        """Write a value behind the others: it is on the disk when the call returns, or nothing of it is in the file."""
        with self._told():
            handle = os.open(self.file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                size = os.fstat(handle).st_size
                if size:
                    os.lseek(handle, size - 1, os.SEEK_SET)
                broken = bool(size) and os.read(handle, 1) != b"\n"  # a line that a kill cut off
                _write(handle, size, (b"\n" if broken else b"") + _lines([value]))
            finally:
                os.close(handle)

    def cut(self, standing: Callable[[], Sequence[Any]], *, now: bool) -> None:
        """Put the values that still count in the place of all lines: now, or once half of the file is of no use.

        Where there is no room for that the longer file stays, which says the same.
        """
        shorter = self.file.with_suffix(".new")
        with contextlib.suppress(OSError):
            size = self.file.stat().st_size
            if not now and size < self._enough:
                return
            kept = _lines(standing())
            self._enough = max(_SHORT, 2 * len(kept))
            if not now and size < self._enough:
                return
            try:
                with os.fdopen(os.open(shorter, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as content:
                    content.write(kept)
                    content.flush()
                    os.fsync(content.fileno())
                os.replace(shorter, self.file)  # noqa: PTH105 - one act of the system, named as such
            except OSError:
                shorter.unlink(missing_ok=True)
                raise
            _settle(self.file.parent)

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            why = error.strerror or str(error)
            raise Unreachable("review_not_kept", path=str(self.file), why=why) from error

    def _taken(self, handle: int) -> bool:
        with self._told():
            try:
                if sys.platform == "win32":  # pragma: no cover - same
                    msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
                else:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in _HELD:
                    raise
                return False
        return True


def _write(handle: int, size: int, told: bytes) -> None:
    """Write all of it behind `size` bytes: a full disk takes a part and says so only of the next one."""
    rest = memoryview(told)
    try:
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(handle, size)
        raise


def _lines(values: Sequence[Any]) -> bytes:
    return b"".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for one in values)


def _settle(folder: Path) -> None:
    """Let a name that changed be on the disk, where a folder can be asked for that."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
