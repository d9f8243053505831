"""What is signed of a checkpoint, and whose signature of one holds."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from console.archive import layout, sshsig
from console.archive.signers import Signer
from console.store.sealing import Checkpoint, Head


def statement(head: Head, at: datetime) -> bytes:
    """Return what is signed of a checkpoint."""
    return f"clausedesk checkpoint 1\n{head.size}\n{head.root}\n{at.astimezone(UTC).isoformat()}\n".encode()


def signed_by(one: Checkpoint, known: tuple[Signer, ...]) -> Signer | None:
    """Return whose signature of a checkpoint holds and counted at its time, or None."""
    found = sshsig.read(one.signature)
    text = statement(Head(size=one.size, root=one.root), one.at)
    if found is None or not sshsig.holds(found, hashlib.sha512(text).digest(), layout.CHECKPOINT):
        return None
    return next((key for key in known if key.signs(found.public, layout.CHECKPOINT) and key.counts_at(one.at)), None)
