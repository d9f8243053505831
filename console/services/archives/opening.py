"""Opening an archive for reading: its database in a private folder, its files in place, nobody at the desk.

The signature and the lists are checked, and the database is compared with its hash while it is copied. Each file is
compared with its name when it is read. The archive itself is only read; one under lock is decrypted first. Where nobody
believed signed it, every page of the database is looked at too: before it is read, or beside the reading.
"""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from console.archive import layout, proving
from console.archive.container import Container, open_container
from console.archive.layout import NotWhole
from console.archive.locking import Keys
from console.archive.signers import Signer
from console.faults import BadInput, Damaged, Known
from console.records.archives import ArchiveFacts, Proof
from console.services.archives import keys, unlocking
from console.services.archives import proving as proofs
from console.services.archives.private_folder import PrivateFolder
from console.services.archives.reading import desk_over
from console.services.archives.unlocking import Plain
from console.services.desk import Desk
from console.store import Store
from console.store.archived import opening

Heard = Callable[[int, int], bool]
"""Is told how many bytes are copied, of how many; what it answers is whether to go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenArchive:
    """An archive that is open: a desk to read with, what is believed of it, and what is to be closed."""

    path: Path
    desk: Desk
    facts: ArchiveFacts
    seal: proving.Seal
    known: tuple[Signer, ...]
    unlocks: Keys
    _container: Container
    _plain: Plain
    _folder: PrivateFolder
    _lock: threading.Lock
    _sound: threading.Event

    @property
    def is_unlooked(self) -> bool:
        """Return whether the pages of the database still wait to be looked at."""
        return not self._sound.is_set()

    def look_at_pages(self) -> Proof | None:
        """Look at every page of the database; return what is wrong, or None. Raises Locked where it is interrupted."""
        try:
            opening.look_at_pages(self.desk.store)
        except Damaged as fault:
            told = proofs.outside(self.seal)
            return Proof(state="altered", where=layout.DATABASE, why=fault.code, facts=self.facts, **told)
        self._sound.set()
        return None

    def verify(self, heard: Heard) -> Proof:
        """Prove the whole archive again, every byte of it."""
        return proofs.verify(self.path, self.known, heard, self.unlocks)

    def believe(self, name: str) -> OpenArchive:
        """Believe on this computer the key that signed it, as somebody's; return the same archive, looked at with it.

        What this returns takes the place of this one, which is not closed. Raises BadInput ("believe_name"), OSError.
        """
        called = "_".join(name.replace('"', "_").split())
        if not called:
            raise BadInput("believe_name")
        with self._lock:
            public = proving.signed_by(self._container)
        if public:
            keys.believe([Signer(name=called, public=public)])
        known = (*self.known, *keys.trusted())
        with self._lock:
            seal = proving.look(self._container, known, lenient=True)
        return replace(self, seal=seal, known=known)

    def close(self) -> None:
        """Close it and remove the private copy."""
        self.desk.store.close()
        with self._lock:
            self._container.close()
        self._folder.close()
        self._plain.close()


def open_archive(
    path: Path,
    heard: Heard,
    known: Sequence[Signer] | None = None,
    unlocks: Keys = unlocking.NONE,
    *,
    pages_later: bool = False,
) -> OpenArchive:
    """Open an archive; a signature that does not hold is told and does not keep from reading.

    With `pages_later` whoever opens it calls `look_at_pages` beside the reading. Raises NotWhole, Damaged
    ("archive_database"), Known ("archive_canceled"), OSError, and of one under lock BadInput as `unlocking.plain`.
    """
    believed = tuple(keys.trusted() if known is None else known)
    lock = threading.Lock()

    def tell(done: int, total: int) -> None:
        if not heard(done, total):
            raise Known("archive_canceled")

    with contextlib.ExitStack() as undone:
        plain = unlocking.plain(path, unlocks, tell)
        undone.callback(plain.close)
        container = open_container(plain.path)
        undone.callback(container.close)
        folder = PrivateFolder()
        undone.callback(folder.close)
        seal = proving.look(container, believed, lenient=True)
        facts = proofs.facts_of(proofs.content_of(container, seal))
        file = folder.path / "tickets.sqlite"
        proofs.copy_database(container, file, tell)
        good = seal.signature == "good"
        store = opening.open_sealed(file, partial(_bytes, container, lock), believed=good or pages_later)
        undone.callback(store.close)
        with opening.distrusting():
            desk = _desk_as_told(store, facts)
        undone.pop_all()
    return OpenArchive(
        path=path,
        desk=desk,
        facts=facts,
        seal=seal,
        known=believed,
        unlocks=unlocks,
        _container=container,
        _plain=plain,
        _folder=folder,
        _lock=lock,
        _sound=_event(happened=good or not pages_later),
    )


def _desk_as_told(store: Store, facts: ArchiveFacts) -> Desk:
    """Return a desk as of the instant that an archive tells of. Raises NotWhole where its newest event has another."""
    with store.read() as connection:
        if not opening.is_plausible(connection, facts.as_of):
            raise NotWhole("altered", layout.CONTENT, "content")
    return desk_over(store, facts.as_of)


def _event(*, happened: bool) -> threading.Event:
    event = threading.Event()
    if happened:
        event.set()
    return event


def _bytes(container: Container, lock: threading.Lock, sha256: str) -> bytes:
    """Return a file of the archive. Raises Damaged ("archive_file") where it is not the one that its name tells."""
    with lock:
        found = b"".join(container.pieces(layout.file_name(sha256)))
    if hashlib.sha256(found).hexdigest() != sha256:
        raise Damaged("archive_file", sha256=sha256)
    return found
