"""Archives under lock: the one ZIP as one age file (age-encryption.org/v1), for keys or for a passphrase.

Keys are those of age (X25519) and OpenSSH (ed25519); the library works through the file piece by piece. For
passphrases it would take the whole file into memory, so their form of the same format stands in `passphrases`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, BinaryIO

from console.archive import lengths, passphrases
from console.archive.layout import NotWhole
from console.archive.passphrases import CHUNK, TAG, Heard
from console.faults import BadInput

SUFFIX = ".age"
SHORTEST = 12
_BEGIN = b"age-encryption.org/v1\n"
_ARMORED = b"-----BEGIN AGE ENCRYPTED FILE-----"
_MOST_HEAD = 64 * 1024
_SSH = "ssh-ed25519 "
_WRONG_KEY = ("No matching keys", "Excessive work", "Failed to decrypt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """For whom an archive is locked: public keys, or a passphrase; never both."""

    recipients: tuple[str, ...] = ()
    passphrase: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """What may open an archive: texts of private keys, and a passphrase."""

    identities: tuple[str, ...] = field(default=(), repr=False)
    passphrase: str = field(default="", repr=False)


def lock_of(recipients: Sequence[str], passphrase: str = "") -> Lock | None:
    """Return the lock of these words, or None of none.

    Raises BadInput ("lock_both", "recipient_unknown", "lock_passphrase_short").
    """
    told = tuple(dict.fromkeys(" ".join(one.split()[:2]) for one in recipients if one.strip()))
    if told and passphrase:
        raise BadInput("lock_both")
    if passphrase and len(passphrase) < SHORTEST:
        raise BadInput("lock_passphrase_short", n=SHORTEST)
    for one in told:
        _recipient(one)
    return Lock(recipients=told, passphrase=passphrase) if told or passphrase else None


def with_witness(own: Lock) -> tuple[Lock, Keys]:
    """Return a lock for keys that one more key opens, and that key: made here, for a proof, and written nowhere."""
    made = _library().x25519.Identity.generate()
    return replace(own, recipients=(*own.recipients, str(made.to_public()))), Keys(identities=(str(made),))


def needs(path: Path) -> str:
    """Return what opens a file: "key", "passphrase", or "" for one that is not locked.

    Armored files are refused (BadInput "locked_armored"): they have more than one form. Raises NotWhole, OSError.
    """
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        begin = file.read(_MOST_HEAD)
    if begin.startswith(_ARMORED):
        raise BadInput("locked_armored", file=path.name)
    if not begin or begin[: len(_BEGIN)] != _BEGIN[: len(begin)]:
        return ""
    end = _head_end(begin)
    if end is None and len(begin) == _MOST_HEAD:
        raise NotWhole("altered", path.name, "locked_altered")
    if end is None or path.stat().st_size < end + passphrases.NONCE + TAG:
        raise NotWhole("truncated", path.name, "locked_cut")
    return "passphrase" if begin[len(_BEGIN) :].startswith(b"-> scrypt ") else "key"


def lock(source: Path, target: Path, how: Lock, heard: Heard) -> None:
    """Write `source` under lock into the new file `target`, on the disk at the end. What `heard` raises ends it."""
    with source.open("rb") as plain, _private(target) as out:
        reader = _Reader(plain, source.stat().st_size, heard)
        if how.passphrase:
            passphrases.encrypt(reader, out, how.passphrase)
        else:
            reader.guarded(lambda: _library().encrypt_io(reader, out, [_recipient(one) for one in how.recipients]))
        out.flush()
        os.fsync(out.fileno())


def unlock(source: Path, target: Path, keys: Keys, heard: Heard) -> None:
    """Write what is under lock into the new file `target`, which only its owner can read.

    Raises BadInput ("locked_needs_key", "locked_needs_passphrase", "locked_wrong_key", "locked_wrong_passphrase",
    "identity_unreadable"), NotWhole; then nothing of `target` is left. What `heard` raises ends it too.
    """
    wanted = needs(source)
    if not (keys.passphrase if wanted == "passphrase" else keys.identities):
        raise BadInput(f"locked_needs_{wanted}", file=source.name)
    try:
        with source.open("rb") as locked, _private(target) as out:
            reader = _Reader(locked, source.stat().st_size, heard)
            if wanted == "passphrase":
                told = passphrases.decrypt(reader, out, keys.passphrase)
            else:
                told = _by_key(reader, out, [_identity(one) for one in keys.identities], source.name)
        if told:
            raise _harmed(source, target)  # noqa: TRY301 - it is cleaned up like any other
    except BaseException:
        target.unlink(missing_ok=True)
        raise


def _by_key(reader: _Reader, out: BinaryIO, identities: Sequence[Any], name: str) -> bool:
    """Return whether the content did not hold. Raises BadInput, NotWhole for a head that is none."""
    library = _library()
    try:
        reader.guarded(lambda: library.decrypt_io(reader, out, identities))
    except library.DecryptError as error:
        if any(one in str(error) for one in _WRONG_KEY):
            raise BadInput("locked_wrong_key", file=name) from error
        raise NotWhole("altered", name, "locked_altered") from error
    except OSError:
        return True
    return False


def _harmed(source: Path, target: Path) -> NotWhole:
    cut = _is_cut(source, target)
    return NotWhole("truncated" if cut else "altered", source.name, "locked_cut" if cut else "locked_altered")


def _is_cut(source: Path, target: Path) -> bool:
    """Tell whether a file whose last piece does not hold ended early: the plain part says how long all of it is."""
    with source.open("rb") as file:
        head = _head_end(file.read(_MOST_HEAD)) or 0
    size, done = source.stat().st_size, target.stat().st_size
    begun = head + passphrases.NONCE + done // CHUNK * (CHUNK + TAG)
    if size - begun > CHUNK + TAG:
        return False  # whole pieces stand behind the one that does not hold
    if size <= begun:
        return True
    with target.open("rb") as plain:
        told = lengths.least(plain, done)
    return size < head + passphrases.NONCE + told + TAG * max(1, -(-told // CHUNK))


def _head_end(begin: bytes) -> int | None:
    """Return where the head of a file ends, or None where it does not within these bytes."""
    at = begin.find(b"\n--- ")
    end = -1 if at < 0 else begin.find(b"\n", at + 1)
    return None if end < 0 else end + 1


def _recipient(text: str) -> Any:
    library = _library()
    kind = library.ssh if text.startswith(_SSH) else library.x25519
    try:
        return kind.Recipient.from_str(text)
    except library.RecipientError as error:
        raise BadInput("recipient_unknown", key=text[:24]) from error


def _identity(text: str) -> Any:
    library = _library()
    try:
        if "PRIVATE KEY-----" in text:
            return library.ssh.Identity.from_buffer(text.encode())
        return library.x25519.Identity.from_str(text)
    except (library.IdentityError, ValueError) as error:
        raise BadInput("identity_unreadable") from error


def identities(text: str) -> tuple[str, ...]:
    """Return the private keys of a file: one of OpenSSH, or lines of age. Raises BadInput ("identity_unreadable")."""
    if "PRIVATE KEY-----" in text:
        found: tuple[str, ...] = (text,)
    else:
        found = tuple(one.strip() for one in text.splitlines() if one.strip() and not one.startswith("#"))
    if not found:
        raise BadInput("identity_unreadable")
    for one in found:
        _identity(one)
    return found


def _library() -> Any:
    import pyrage  # noqa: PLC0415 - most starts of the program lock nothing

    return pyrage


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600), "w+b")


class _Reader:
    """Gives the bytes of a file to the library and tells how far it is."""

    def __init__(self, file: BinaryIO, size: int, heard: Heard) -> None:
        self._file, self._size, self._heard = file, size, heard
        self._done = 0
        self._fault: BaseException | None = None

    def read(self, most: int = -1) -> bytes:
        """Return the next bytes."""
        try:
            piece = self._file.read(most)
            self._done += len(piece)
            self._heard(self._done, self._size)
        except BaseException as fault:
            self._fault = fault  # the library would make an error of its own of it
            raise
        return piece

    def guarded(self, act: Callable[[], object]) -> None:
        """Have the library act; what went wrong here comes out as it was."""
        try:
            act()
        except Exception as error:
            if self._fault is not None:
                raise self._fault from error
            raise
