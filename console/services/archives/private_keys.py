"""Private keys: in the system's keyring, or in a file that a passphrase opens (scrypt, AES-GCM); never plain.

A key of OpenSSH is read where it lies as its owner keeps it; ours are never written so.
A key is named by the hash of its public half, as OpenSSH names it.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import load_ssh_private_key

from console import places
from console.archive import sshsig
from console.faults import BadInput, Known
from console.services import credentials

_KIND = "clausedesk key 1"
_N, _R, _P = 1 << 16, 8, 1
_MOST_N = 1 << 20
SHORTEST = 12
_OPENSSH = b"-----BEGIN OPENSSH PRIVATE KEY-----"
_MOST_FILE = 64 * 1024
_opened: dict[str, Ed25519PrivateKey] = {}


def make() -> Ed25519PrivateKey:
    """Return a new key, which nobody keeps yet."""
    return Ed25519PrivateKey.generate()


def public_of(key: Ed25519PrivateKey) -> bytes:
    """Return the public half."""
    return key.public_key().public_bytes_raw()


def file_of(key_id: str) -> Path:
    """Return the file in which a key may lie on this computer."""
    name = key_id.removeprefix("SHA256:").replace("/", "_").replace("+", "-")
    return places.config_folder() / "keys" / f"{name}.json"


def keep_in_keyring(key: Ed25519PrivateKey) -> None:
    """Keep a key in the system's keyring. Raises Known ("keyring_silent") where there is none that answers."""
    key_id = sshsig.key_id(public_of(key))
    told = base64.b64encode(key.private_bytes_raw()).decode()
    if not credentials.keep_secret(f"signing {key_id}", told):
        raise Known("keyring_silent")


def keep_in_file(key: Ed25519PrivateKey, passphrase: str, file: Path | None = None) -> Path:
    """Keep a key in a file that the passphrase opens. Raises BadInput ("passphrase_short"), OSError."""
    if len(passphrase) < SHORTEST:
        raise BadInput("passphrase_short", n=SHORTEST)
    public = public_of(key)
    target = file or file_of(sshsig.key_id(public))
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_opening(passphrase, salt, _N)).encrypt(nonce, key.private_bytes_raw(), _KIND.encode() + public)
    told = {"kind": _KIND, "public": public, "salt": salt, "nonce": nonce, "sealed": sealed}
    content: dict[str, Any] = {
        name: base64.b64encode(value).decode() if isinstance(value, bytes) else value for name, value in told.items()
    }
    content["n"] = _N
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(content, out)
    return target


def from_keyring(key_id: str) -> Ed25519PrivateKey | None:
    """Return a key that the keyring has, or None."""
    told = credentials.kept_secret(f"signing {key_id}")
    with contextlib.suppress(ValueError):
        found = Ed25519PrivateKey.from_private_bytes(base64.b64decode(told, validate=True))
        return found if sshsig.key_id(public_of(found)) == key_id else None
    return None


def hold(key: Ed25519PrivateKey) -> None:
    """Hold a key that its passphrase opened until the program ends, in memory alone."""
    _opened[sshsig.key_id(public_of(key))] = key


def let_go() -> None:
    """Forget the keys that were held."""
    _opened.clear()


def at_hand(key_id: str) -> Ed25519PrivateKey | None:
    """Return a key that needs no question: one that is held or that the keyring has, or None."""
    return _opened.get(key_id) or from_keyring(key_id)


def from_file(file: Path, passphrase: str) -> Ed25519PrivateKey:
    """Return the key of a file, of ours or of OpenSSH.

    Raises BadInput ("no_such_file", "key_file_damaged", "wrong_passphrase", "key_file_of_openssh" where its passphrase
    cannot be opened here).
    """
    if not file.is_file():
        raise BadInput("no_such_file", file=str(file))
    with file.open("rb") as content:
        raw = content.read(_MOST_FILE)
    if raw.startswith(_OPENSSH):
        return _of_openssh(file, raw, passphrase)
    try:
        told = json.loads(raw.decode())
        salt, nonce, sealed, public = (base64.b64decode(told[name]) for name in ("salt", "nonce", "sealed", "public"))
        n = int(told["n"])
        if told["kind"] != _KIND or not _N <= n <= _MOST_N or n & (n - 1):
            raise BadInput("key_file_damaged", file=str(file))
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput("key_file_damaged", file=str(file)) from error
    try:
        plain = AESGCM(_opening(passphrase, salt, n)).decrypt(nonce, sealed, _KIND.encode() + public)
    except (InvalidTag, ValueError) as error:
        raise BadInput("wrong_passphrase") from error
    return Ed25519PrivateKey.from_private_bytes(plain)


def kept_here() -> tuple[Path, ...]:
    """Return the files of keys that lie in this person's folder, and the key of OpenSSH where it usually lies."""
    own = sorted((places.config_folder() / "keys").glob("*.json"))
    usual = Path.home() / ".ssh" / "id_ed25519"
    return (*own, *((usual,) if usual.is_file() else ()))


def _of_openssh(file: Path, raw: bytes, passphrase: str) -> Ed25519PrivateKey:
    try:
        found = load_ssh_private_key(raw, passphrase.encode() or None)
    except UnsupportedAlgorithm as error:
        raise BadInput("key_file_of_openssh", file=str(file)) from error
    except (ValueError, TypeError) as error:
        locked = "passphrase" in str(error).casefold() or "password" in str(error).casefold()
        code = "key_file_of_openssh" if locked and not passphrase else "key_file_damaged"
        raise BadInput(code, file=str(file)) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise BadInput("key_file_damaged", file=str(file))
    return found


def _opening(passphrase: str, salt: bytes, n: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=n, r=_R, p=_P).derive(passphrase.encode())
