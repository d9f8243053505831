"""What is said of ticket archives: how far an export is, what was written, what a proof found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from console.records.redactions import LeftOut

ProofState = Literal["whole", "altered", "truncated", "newer"]
UNSIGNED = {
    "locked": "unsigned_locked",
    "elsewhere": "unsigned_elsewhere",
    "early": "unsigned_early",
    "expired": "unsigned_expired",
    "revoked": "unsigned_revoked",
    "none": "unsigned_none",
    "not_lead": "unsigned_not_lead",
}
"""Why nobody signed, with the fault that says so: the key is in a file that a passphrase opens (locked), not on this
computer (elsewhere), not valid yet (early), not any more (expired, revoked), or there is none (none, not_lead: nor may
this person make one)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportProgress:
    """How far an export is. `part` is rows, files, compare, readable, seal or lock; `done` of `total` as it counts."""

    part: str
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """An archive that was written."""

    path: Path
    tickets: int
    messages: int
    files: int
    bytes: int
    content_sha256: str
    manifest_sha256: str
    signed_by: str
    reused: int
    """Files that an export before this one, which was ended, had written already."""
    went_on: str = ""
    """Where it went on after one that was ended: empty for a new one, rows, database, readable or seal."""
    told_before: int = 0
    """Tickets whose readable part that one had written already."""
    again: str = ""
    """Why the rows were read again: state (the desk moved on since), what (another export), program (another one)."""
    log_size: int = 0
    recipients: tuple[str, ...] = ()
    """For whom it was locked: public keys, or the word passphrase; empty where anybody may read it."""
    left_out: LeftOut | None = None
    unsigned: str = ""
    """Why nobody signed it: of UNSIGNED, or asked; empty where somebody did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFacts:
    """What an archive holds, as its content says."""

    query: str
    as_of: datetime
    tickets: int
    messages: int
    files: int
    first_received: datetime | None
    last_received: datetime | None
    whole_desk: bool
    log_size: int = 0
    log_root: str = ""
    left_out: LeftOut | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a proof found. `where` names the file or the place, `why` is a code.

    `signature` is good, unsigned, unknown_key, outdated_key, or empty where it was not got to.
    """

    state: ProofState
    where: str = ""
    why: str = ""
    signature: str = ""
    key_id: str = ""
    signer: str = ""
    number: str = ""
    newer_minor: bool = False
    exported_at: datetime | None = None
    facts: ArchiveFacts | None = None
    log: str = ""
    """The log of events: signed (by `log_by`), unknown (signed by a key that is not believed), unsigned, or none."""
    log_by: str = ""
    uncovered: int = 0
    """Events in the archive that no checkpoint covers."""
    unreplayed: tuple[str, ...] = ()
    """Decisions that cannot be taken again, for what they were taken on was left out."""
    unheld: tuple[str, ...] = ()
    """Versions of the agreement, of the hours and letters whose hash no event tells: those of older programs."""


ArchiveState = Literal["begun", "written", "checked", "failed"]
EVERY = ("day", "week", "month")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveEntry:
    """An export as the desk's books keep it.

    `state`: begun (under way, or ended in the middle), written (it has its name), checked (proven whole afterwards),
    failed (`problem` is a code, or what a proof found). `part` is where one that was begun is.
    """

    id: int
    version: int
    query: str
    state: ArchiveState
    by: str
    staff_id: int | None
    begun_at: datetime
    written_at: datetime | None
    path: str
    part: str
    removed: bool
    """Its file made room for a newer one of the same plan."""
    tickets: int
    manifest_sha256: str
    key_id: str
    signer: str
    checkpoint: int
    """Leaves under the checkpoint that covers it; 0 without one."""
    problem: str
    plan_id: int | None
    plan: str
    recipients: str
    redacted: str
    file_sha256: str = ""
    """Of the whole file, where that is under lock and a plan made it."""
    unsigned: str = ""
    """Why nobody signed it, as in `Exported`; empty also where that was not written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivePlan:
    """Archives that are made again and again: which, where, when. `day` is of the week (0 is Monday) or of the month.

    `at` is HH:MM in the policy's zone, `keep` how many of its files stay (0: all), `next_at` when the next one is due.
    `problem` is that of its newest archive, where that failed.
    """

    id: int
    version: int
    name: str
    query: str
    folder: str
    every: str
    day: int
    at: str
    recipients: str
    redacted: str
    keep: int
    active: bool
    next_at: datetime | None
    set_by: int | None
    set_at: datetime
    reason: str
    failures: int = 0
    problem: str = ""
