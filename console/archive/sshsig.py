"""Signatures as OpenSSH makes and checks them (SSHSIG, Ed25519), so that `ssh-keygen -Y verify` believes ours.

A signature has one form: the same key and bytes give the same text, and any other text is refused.
"""

from __future__ import annotations

import base64
import hashlib
import struct
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_MAGIC, _KIND, _HASH = b"SSHSIG", b"ssh-ed25519", b"sha512"
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_COLUMNS = 70
MOST = 1_024


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature that was read: the public key that it names, and its 64 bytes. Nothing is proven by reading it."""

    public: bytes
    namespace: str
    raw: bytes


def sign(private: Ed25519PrivateKey, message_sha512: bytes, namespace: str) -> str:
    """Return the signature of a message, given by its SHA-512, as the text of a file."""
    raw = private.sign(_signed(message_sha512, namespace))
    return _armored(private.public_key().public_bytes_raw(), namespace, raw)


def read(text: str) -> Signature | None:
    """Return the signature of a file, or None where the text is not exactly one of ours."""
    inner = "".join(text.split("\n")[1:-2])
    try:
        blob = base64.b64decode(inner, validate=True)
        version, rest = struct.unpack_from(">L", blob, 6)[0], blob[10:]
        key, rest = _string(rest)
        namespace, rest = _string(rest)
        _reserved, rest = _string(rest)
        _hash, rest = _string(rest)
        raw, rest = _string(rest)
        public, sealed = _string(_string(key)[1])[0], _string(_string(raw)[1])[0]
        found = Signature(public=public, namespace=namespace.decode("ascii"), raw=sealed)
    except (ValueError, struct.error):
        return None
    right = version == 1 and len(public) == 32 and len(sealed) == 64  # noqa: PLR2004 - sizes of Ed25519
    return found if right and _armored(public, found.namespace, sealed) == text else None


def holds(signature: Signature, message_sha512: bytes, namespace: str) -> bool:
    """Return whether a signature is that of its key under this message, for this purpose."""
    if signature.namespace != namespace:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(signature.public).verify(signature.raw, _signed(message_sha512, namespace))
    except (InvalidSignature, ValueError):
        return False
    return True


def length(namespace: str) -> int:
    """Return how many letters a signature for a purpose has: the same for every key."""
    return len(_armored(bytes(32), namespace, bytes(64)))


def key_id(public: bytes) -> str:
    """Return how OpenSSH names a public key: SHA256 and the hash of it."""
    digest = base64.b64encode(hashlib.sha256(public_blob(public)).digest()).decode().rstrip("=")
    return f"SHA256:{digest}"


def public_line(public: bytes) -> str:
    """Return a public key as it stands in a file of OpenSSH."""
    return f"ssh-ed25519 {base64.b64encode(public_blob(public)).decode()}"


def public_of(word: str) -> bytes | None:
    """Return the public key of the second word of such a line, or None where it is none of Ed25519."""
    try:
        kind, rest = _string(base64.b64decode(word, validate=True))
        public, left = _string(rest)
    except (ValueError, struct.error):
        return None
    return public if kind == _KIND and len(public) == 32 and not left else None  # noqa: PLR2004 - its size


def public_blob(public: bytes) -> bytes:
    """Return a public key in the form of OpenSSH."""
    return _packed(_KIND, public)


def _signed(message_sha512: bytes, namespace: str) -> bytes:
    return _MAGIC + _packed(namespace.encode("ascii"), b"", _HASH, message_sha512)


def _armored(public: bytes, namespace: str, raw: bytes) -> str:
    blob = _MAGIC + struct.pack(">L", 1)
    blob += _packed(public_blob(public), namespace.encode("ascii"), b"", _HASH, _packed(_KIND, raw))
    told = base64.b64encode(blob).decode()
    lines = [told[at : at + _COLUMNS] for at in range(0, len(told), _COLUMNS)]
    return "\n".join([_BEGIN, *lines, _END, ""])


def _packed(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">L", len(part)) + part for part in parts)


def _string(blob: bytes) -> tuple[bytes, bytes]:
    (length,) = struct.unpack_from(">L", blob)
    if length > len(blob) - 4:
        raise ValueError("a string is longer than what holds it")
    return blob[4 : 4 + length], blob[4 + length :]
