"""Whose signatures are believed: the file of public keys of this desktop, or one that is named."""

from __future__ import annotations

from pathlib import Path

from console import places
from console.archive import layout, signers
from console.archive.signers import Signer
from console.faults import BadInput

_MOST = 1 << 20


def trusted_file() -> Path:
    """Return the file of the keys that this desktop believes, in the form of OpenSSH's allowed_signers."""
    return places.config_folder() / "allowed_signers"


def trusted() -> tuple[Signer, ...]:
    """Return the keys that this desktop believes; none where nobody was entered."""
    file = trusted_file()
    return of_file(file) if file.is_file() else ()


def of_file(file: Path) -> tuple[Signer, ...]:
    """Return the keys of a file. Raises BadInput ("no_such_file", "no_keys")."""
    if not file.is_file():
        raise BadInput("no_such_file", file=str(file))
    with file.open(encoding="utf-8", errors="replace") as text:
        found = signers.read(text.read(_MOST))
    if not found:
        raise BadInput("no_keys", file=str(file))
    return found


def trust(file: Path) -> tuple[Signer, ...]:
    """Believe the keys of a file on this computer; return those that are new. Raises as `of_file`, OSError."""
    known = {one.public for one in trusted()}
    fresh = tuple(one for one in of_file(file) if one.public not in known)
    target = trusted_file()
    before = target.read_text(encoding="utf-8") if target.is_file() else ""
    if fresh:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = target.with_name(f"{target.name}.partial")
        text = before + signers.written(fresh, f"{layout.NAMESPACE},{layout.CHECKPOINT}")
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(target)
    return fresh
