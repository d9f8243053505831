"""Whether the window that left a mark lives: it holds a lock on the mark, which the system lets go when it ends."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_YOUNG_S = 3_600
"""How old a mark without a lock has to be before it is removed: its maker may be about to lock it."""


def hold(mark: Path) -> int:
    """Make a mark and hold it; return what `release` takes."""
    handle = os.open(mark, os.O_RDWR | os.O_CREAT, 0o600)
    _take(handle)
    return handle


def release(mark: Path, handle: int) -> None:
    """Hold a mark no longer, and remove it."""
    os.close(handle)
    with contextlib.suppress(OSError):
        mark.unlink(missing_ok=True)


def is_held(mark: Path) -> bool:
    """Return whether a window, this one too, holds a mark."""
    try:
        handle = os.open(mark, os.O_RDWR)
    except OSError:
        return False
    try:
        _take(handle)
    except OSError:
        return True
    finally:
        os.close(handle)
    return False


def sweep(folder: Path, ending: str) -> None:
    """Remove the marks of windows that were killed."""
    for mark in folder.glob(f"*{ending}"):
        with contextlib.suppress(OSError):
            if time.time() - mark.stat().st_mtime > _YOUNG_S and not is_held(mark):
                mark.unlink()


def _take(handle: int) -> None:
    """Lock a file, without waiting. Raises OSError where somebody has it."""
    if sys.platform == "win32":
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
