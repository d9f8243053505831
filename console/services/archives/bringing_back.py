"""An archive brought back as a desk of its own: the same tickets, texts and files in a new database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from console.archive.layout import NotWhole
from console.archive.locking import Keys
from console.archive.signers import Signer
from console.faults import BadInput, Known
from console.records.archives import ArchiveFacts
from console.services import showing
from console.services.archives import proving, unlocking
from console.services.archives.opening import open_archive
from console.store.archived import bringing

Heard = Callable[[int, int], bool]


def bring_back(
    path: Path, url: str, known: Sequence[Signer], heard: Heard, unlocks: Keys = unlocking.NONE
) -> ArchiveFacts:
    """Make an empty database a desk with everything of an archive, which is proven whole before.

    Raises NotWhole, BadInput ("target_not_empty", "archive_leaves_out"), Damaged ("move_has_findings"), Known
    ("archive_canceled").
    """

    def tell(done: int, total: int) -> None:
        if not heard(done, total):
            raise Known("archive_canceled")

    found = proving.verify(path, known, lambda _done, _total: True, unlocks)
    if found.state != "whole":
        raise NotWhole(found.state, found.where, found.why)
    if found.facts is not None and found.facts.left_out is not None:
        raise BadInput("archive_leaves_out", n=found.facts.left_out.places)
    opened = open_archive(path, lambda _done, _total: True, known, unlocks)
    try:
        with opened.desk.store.read() as connection:
            whole = opened.facts.whole_desk
            bringing.bring(connection, url, lambda sha256: showing.content(opened.desk, sha256), tell, whole=whole)
    finally:
        opened.close()
    return opened.facts
