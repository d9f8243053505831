"""Folders that only this program reads, for what is copied out of an archive: gone at the end, or at the next start.

Each has a lock that is held while somebody uses it. Where a program was killed its lock is free, and the next program
that makes a folder removes what was left.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

if sys.platform == "win32":  # pragma: no cover - the other half of a choice between systems
    import msvcrt
else:
    import fcntl

PREFIX = "clausedesk-read-"
LOCK = "in-use"
_UNLOCKED_S = 3_600
"""How old a folder without a lock has to be: its maker may be about to lock it."""


class PrivateFolder:
    """A folder of one's own. Close it; a kill leaves it to the next program."""

    def __init__(self) -> None:
        sweep()
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        taken = self.path / f"{LOCK}.new"
        self._lock = os.open(taken, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        _take(self._lock)
        with contextlib.suppress(OSError):  # where an open file keeps its name the folder is removed by its age
            taken.rename(self.path / LOCK)

    def __enter__(self) -> Path:
        """Return the folder."""
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove it."""
        self.close()

    def close(self) -> None:
        """Remove it with everything in it; a second time does nothing."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1
            shutil.rmtree(self.path, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of programs that are no more."""
    for folder in _left():
        with contextlib.suppress(OSError):
            lock = folder / LOCK
            if lock.exists():
                held = os.open(lock, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
                try:
                    _take(held)
                finally:
                    os.close(held)
            elif time.time() - folder.lstat().st_mtime < _UNLOCKED_S:
                continue
            shutil.rmtree(folder, ignore_errors=True)


def _left() -> Iterator[Path]:
    """Yield the folders that are ours by name and by owner; a link is none."""
    with contextlib.suppress(OSError):
        for one in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            with contextlib.suppress(OSError):
                own = not hasattr(os, "getuid") or one.lstat().st_uid == os.getuid()
                if own and one.is_dir() and not one.is_symlink():
                    yield one


def _take(handle: int) -> None:
    """Lock a file at once. Raises OSError where somebody else holds it."""
    if sys.platform == "win32":  # pragma: no cover - same
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
