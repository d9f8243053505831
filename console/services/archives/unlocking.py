"""Archives under lock at the desk: opening one into a private folder, and reading the files that keys stand in.

Nothing is ever decrypted beside an archive. What was decrypted goes when it is closed, after a kill at the next start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from console.archive import locking
from console.archive.locking import Keys
from console.faults import BadInput
from console.services.archives.private_folder import PrivateFolder

Told = Callable[[int, int], None]
"""Hears how many bytes are decrypted, of how many. What it raises ends the work."""
_MOST_KEY = 64 * 1024
NONE = Keys()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """An archive as it can be read: the file itself, or what was under lock."""

    path: Path
    _folder: PrivateFolder | None = None

    def close(self) -> None:
        """Remove what was decrypted."""
        if self._folder is not None:
            self._folder.close()


def plain(path: Path, keys: Keys, told: Told) -> Plain:
    """Return an archive that can be read; one under lock is decrypted into a private folder first.

    Raises as `locking.unlock` and `locking.needs`, OSError.
    """
    if not locking.needs(path):
        return Plain(path=path)
    folder = PrivateFolder()
    try:
        target = folder.path / "archive.tkz"
        locking.unlock(path, target, keys, told)
    except BaseException:
        folder.close()
        raise
    return Plain(path=target, _folder=folder)


@contextmanager
def opened(path: Path, keys: Keys, told: Told) -> Iterator[Path]:
    """Give an archive that can be read. Raises as `plain`."""
    found = plain(path, keys, told)
    try:
        yield found.path
    finally:
        found.close()


def keys_of(files: Sequence[Path], passphrase: str = "") -> Keys:
    """Return the keys of files, each of age or of OpenSSH. Raises BadInput ("no_such_file", "identity_unreadable")."""
    return Keys(
        identities=tuple(one for file in files for one in locking.identities(_text(file))), passphrase=passphrase
    )


def recipients_of(words: Sequence[str]) -> tuple[str, ...]:
    """Return public keys: of each word itself, or of the lines of the file that it names. Raises BadInput."""
    found: list[str] = []
    for word in words:
        if word.startswith(("age1", "ssh-")):
            found.append(word)
            continue
        lines = _text(Path(word)).splitlines()
        mine = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        if not mine:
            raise BadInput("recipient_unknown", key=word)
        found += mine
    return tuple(found)


def _text(file: Path) -> str:
    if not file.is_file():
        raise BadInput("no_such_file", file=str(file))
    with file.open(encoding="utf-8", errors="replace") as text:
        return text.read(_MOST_KEY)
