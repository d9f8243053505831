"""The form of an age file that a passphrase opens (scrypt), worked through piece by piece.

The format is that of age-encryption.org/v1: a file key under the passphrase, a sum over the head, and pieces of 64 KiB
under ChaCha20-Poly1305, the last of which says that it is the last.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Callable
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from console.archive.layout import NotWhole
from console.faults import BadInput

Heard = Callable[[int, int], None]
"""Hears how many bytes are done, of how many. What it raises ends the work."""
CHUNK, TAG, NONCE = 1 << 16, 16, 16
_WORK, _MOST_WORK = 17, 20
_LABEL = b"age-encryption.org/v1/scrypt"
_HEAD = re.compile(
    rb"(age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n---) "
    rb"([A-Za-z0-9+/]{43})\n"
)
_MOST_HEAD = 512


class Source(Protocol):
    """What is read."""

    def read(self, most: int = -1) -> bytes:
        """Return the next bytes, at most so many; none at the end."""


def encrypt(source: Source, out: BinaryIO, passphrase: str) -> None:
    """Write what `source` has as an age file that the passphrase opens."""
    key, salt = os.urandom(16), os.urandom(16)
    wrapped = ChaCha20Poly1305(_wrapping(passphrase, salt, _WORK)).encrypt(bytes(12), key, None)
    head = f"age-encryption.org/v1\n-> scrypt {_told(salt)} {_WORK}\n{_told(wrapped)}\n---".encode()
    nonce = os.urandom(NONCE)
    out.write(head + b" " + _told(_sum(key, head)).encode() + b"\n" + nonce)
    cipher, counter = ChaCha20Poly1305(_derived(key, nonce, b"payload")), 0
    piece = _piece(source, CHUNK)
    while True:
        behind = _piece(source, CHUNK) if len(piece) == CHUNK else b""
        out.write(cipher.encrypt(_nonce(counter, last=not behind), piece, None))
        if not behind:
            return
        piece, counter = behind, counter + 1


def decrypt(source: Source, out: BinaryIO, passphrase: str) -> bool:
    """Write what an age file holds; return whether its content did not hold from some piece on.

    Raises BadInput ("locked_wrong_passphrase"), NotWhole for a head that is none or was altered.
    """
    rest = b""
    while b"\n---" not in rest or b"\n" not in rest[rest.index(b"\n---") + 1 :]:
        more = source.read(1) if len(rest) < _MOST_HEAD else b""
        if not more:
            raise NotWhole("altered", "", "locked_altered")
        rest += more
    head = _HEAD.fullmatch(rest)
    if head is None or int(head[3]) > _MOST_WORK:
        raise NotWhole("altered", "", "locked_altered")
    try:
        wrapping = _wrapping(passphrase, _bytes(head[2]), int(head[3]))
        key = ChaCha20Poly1305(wrapping).decrypt(bytes(12), _bytes(head[4]), None)
    except InvalidTag as error:
        raise BadInput("locked_wrong_passphrase") from error
    if not hmac.compare_digest(_told(_sum(key, head[1])).encode(), head[5]):
        raise NotWhole("altered", "", "locked_altered")
    return not _pieces(source, out, key)


def _pieces(source: Source, out: BinaryIO, key: bytes) -> bool:
    nonce = _piece(source, NONCE)
    cipher, counter = ChaCha20Poly1305(_derived(key, nonce, b"payload")), 0
    piece = _piece(source, CHUNK + TAG)
    while True:
        behind = _piece(source, CHUNK + TAG)
        try:
            plain = cipher.decrypt(_nonce(counter, last=not behind), piece, None)
        except (InvalidTag, ValueError):
            return False
        if not behind:
            out.write(plain)
            return bool(plain) or not counter
        out.write(plain)
        piece, counter = behind, counter + 1


def _piece(source: Source, size: int) -> bytes:
    found = b""
    while len(found) < size and (more := source.read(size - len(found))):
        found += more
    return found


def _wrapping(passphrase: str, salt: bytes, work: int) -> bytes:
    return Scrypt(salt=_LABEL + salt, length=32, n=1 << work, r=8, p=1).derive(passphrase.encode())


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key)


def _sum(key: bytes, head: bytes) -> bytes:
    return hmac.new(_derived(key, b"", b"header"), head, hashlib.sha256).digest()


def _nonce(counter: int, *, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _told(content: bytes) -> str:
    return base64.b64encode(content).decode().rstrip("=")


def _bytes(told: bytes) -> bytes:
    return base64.b64decode(told + b"=" * (-len(told) % 4))
