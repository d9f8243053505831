"""The log of events in an archive: whether the leaves give the root, each event stands at its leaf, and who signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from console.archive import layout
from console.archive.container import Container
from console.archive.signers import Signer
from console.records.archives import ArchiveFacts
from console.services.archives.statements import signed_by
from console.store import sealing, tree

_HASH = 32
_MOST_LEAVES = 200_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSaid:
    """What the log of an archive says; words as in Proof."""

    state: str = ""
    by: str = ""
    uncovered: int = 0


def wrong(container: Container, connection: Any, facts: ArchiveFacts) -> tuple[str, str] | None:
    """Return where the log does not hold and why, or None."""
    newest = sealing.newest(connection)
    if newest is None or not newest.size:
        return None if not facts.log_size else (layout.LEAVES, "log_root")
    if (newest.size, newest.root) != (facts.log_size, facts.log_root) or newest.size > _MOST_LEAVES:
        return layout.LEAVES, "log_root"
    if not container.has(layout.LEAVES) or container.size_of(layout.LEAVES) != newest.size * _HASH:
        return layout.LEAVES, "missing"
    every = b"".join(container.pieces(layout.LEAVES))
    at_size = {one.size: one.root for one in sealing.all_checkpoints(connection)}
    edge = tree.Frontier()
    for at in range(0, len(every), _HASH):
        edge.append(every[at : at + _HASH])
        if edge.size in at_size and edge.root().hex() != at_size[edge.size]:
            return layout.LEAVES, "log_root"
    return _events(connection, every, facts)


def _events(connection: Any, every: bytes, facts: ArchiveFacts) -> tuple[str, str] | None:
    """Compare each event with its leaf; in an archive of the whole desk every leaf has its event."""
    wanted = 0
    for leaf, event_hash, told, where in sealing.compared(connection):
        if facts.whole_desk and leaf != wanted:
            return f"{layout.LEAVES}: {wanted}", "log_gap"
        kept = every[leaf * _HASH : (leaf + 1) * _HASH]
        if event_hash is None or tree.leaf_hash(bytes.fromhex(event_hash)) != kept or kept.hex() != told:
            return where, "log_event"
        wanted = leaf + 1
    if facts.whole_desk and wanted != facts.log_size:
        return f"{layout.LEAVES}: {wanted}", "log_gap"
    return None


def said(connection: Any, facts: ArchiveFacts, known: Sequence[Signer]) -> LogSaid:
    """Return what the newest checkpoint is worth, and how many events it does not cover."""
    newest = sealing.newest(connection)
    if newest is None or not facts.log_size:
        return LogSaid(state="none")
    young, _ = sealing.uncovered(connection)
    signer = signed_by(newest, tuple(known))
    state = "signed" if signer is not None else "unknown" if newest.signature else "unsigned"
    return LogSaid(state=state, by="" if signer is None else signer.name, uncovered=young)
