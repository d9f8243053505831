"""The hidden folder beside a target in which an archive is built: of one program alone, for as long as it lives.

What a killed program left is taken over by the next one that writes to the same name, by a rename that only one wins.
"""

from __future__ import annotations

import os
import platform
import re
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_HERE = f"{zlib.crc32(platform.node().encode()):08x}"
_WRITER = re.compile(r"\.partial-([0-9a-f]{8})-(\d+)(?:-\d+)?\Z")
_LEFT_S = 86_400
"""How long nothing was written into a folder whose writer cannot be asked for, before it is taken to be gone."""
_held: set[Path] = set()
_lock = threading.Lock()


@contextmanager
def claimed(target: Path) -> Iterator[Path]:
    """Give the folder of an archive that is built: a name that is free, or one with what a killed program left."""
    with _lock:
        name = _free(target)
        _held.add(name)
    try:
        for left in folders(target):
            if _is_left(left):
                with suppress(OSError):
                    left.rename(name)
                    break
        yield name
    finally:
        with _lock:
            _held.discard(name)


def folders(target: Path) -> tuple[Path, ...]:
    """Return the folders in which an archive is built or was, whoever did."""
    if not target.parent.is_dir():
        return ()
    prefix = f".{target.name}.partial-"
    found = (one for one in target.parent.iterdir() if one.name.startswith(prefix) and _WRITER.search(one.name))
    return tuple(sorted(one for one in found if one.is_dir() and not one.is_symlink()))


def _free(target: Path) -> Path:
    """Return this program's own name; another where one of its threads writes to the same target."""
    bare = target.absolute().with_name(f".{target.name}.partial-{_HERE}-{os.getpid()}")
    name, n = bare, 1
    while name in _held:
        n += 1
        name = bare.with_name(f"{bare.name}-{n}")
    return name


def _is_left(folder: Path) -> bool:
    """Return whether nobody writes there any more, as far as that can be known."""
    by = _WRITER.search(folder.name)
    assert by is not None  # noqa: S101 - such are looked for
    here, process = by[1] == _HERE, int(by[2])
    if here and process == os.getpid():
        with _lock:
            return folder.absolute() not in _held
    if here and os.name == "posix":
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        except OSError:
            return False
        return False
    return time.time() - _written_at(folder) > _LEFT_S


def _written_at(folder: Path) -> float:
    newest = folder.stat().st_mtime
    for place, _folders, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                newest = max(newest, (Path(place) / name).lstat().st_mtime)
    return newest
