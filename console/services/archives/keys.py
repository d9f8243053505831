"""Whose signatures are believed: the file of public keys of this desktop, or one that is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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


def of_file(file: Path, name: str = "") -> tuple[Signer, ...]:
    """Return the keys of a file: allowed_signers, or lines of .pub as ssh-keygen writes them.

    A line of .pub says no name but its comment: with `name` its key is called so, without both after the file.
    Raises BadInput ("no_such_file", "no_keys").
    """
    if not file.is_file():
        raise BadInput("no_such_file", file=str(file))
    with file.open(encoding="utf-8", errors="replace") as text:
        lines = text.read(_MOST)
    bare = signers.bare(lines, file.stem)
    called = "_".join(name.replace('"', "_").split())
    found = (*signers.read(lines), *(replace(one, name=called or one.name) for one in bare))
    if not found:
        raise BadInput("no_keys", file=str(file))
    return found


def trust(file: Path, name: str = "") -> tuple[Signer, ...]:
    """Believe the keys of a file on this computer; return those that are new or have other dates than before.

    What was believed of the same key before counts no more. Raises as `of_file`, OSError.
    """
    return believe(of_file(file, name))


def believe(told: Sequence[Signer]) -> tuple[Signer, ...]:
    """Believe keys on this computer, as `trust`. Raises OSError."""
    known = {_period(one) for one in trusted()}
    fresh = tuple(one for one in told if _period(one) not in known)
    anew = {one.public for one in fresh}
    target = trusted_file()
    before = target.read_text(encoding="utf-8") if target.is_file() else ""
    if fresh:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = target.with_name(f"{target.name}.partial")
        kept = [line for line in before.splitlines() if not any(one.public in anew for one in signers.read(line))]
        text = "".join(f"{line}\n" for line in kept)
        text += signers.written([one for one in told if one.public in anew], layout.PURPOSES)
        partial.write_text(text, encoding="utf-8", newline="\n")
        partial.replace(target)
    return fresh


def _period(one: Signer) -> tuple[object, ...]:
    return one.public, one.valid_from, one.valid_to
