"""Files that have their name only when they are whole."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from console.faults import BadInput, Unreachable

_PDF_TAIL = 64  # bytes in which the mark of its end stands


@contextlib.contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a file beside a place, which takes the place when it is whole. Raises Unreachable ("cannot_write_file")."""
    handle = None
    try:
        handle, name = tempfile.mkstemp(prefix=".clausedesk-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        yield Path(name)
        os.replace(name, path)  # noqa: PTH105 - one act of the system, named as such
    except OSError as error:
        raise Unreachable("cannot_write_file", path=str(path), why=error.strerror or str(error)) from error
    finally:
        if handle is not None:
            Path(name).unlink(missing_ok=True)


def require_folder(target: Path) -> None:
    """Raise BadInput ("export_no_folder") where the folder that a new file is to stand in is not there."""
    if not target.absolute().parent.is_dir():
        raise BadInput("export_no_folder", folder=str(target.absolute().parent))


def require_pdf(path: Path) -> None:
    """Raise OSError where a PDF is not whole: what writes it says nothing of a full disk or a place that is closed."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _PDF_TAIL))
        if b"%%EOF" not in file.read():
            raise OSError(errno.EIO, os.strerror(errno.EIO))
