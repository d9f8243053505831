"""Making archives that stand in the desk's books: on request, and by plan what is due.

One desk at a time makes what is due. An archive of a plan counts only when it was proven whole afterwards; then older
files of the plan make room, and before that none does.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from console.archive import layout, locking
from console.archive.container import opened
from console.archive.layout import NotWhole
from console.faults import BadInput, Damaged, Fault, Known, NotFound
from console.query import Query, parse
from console.records.archives import ArchiveEntry, ArchivePlan, Exported, ExportProgress, Proof
from console.records.base import Role
from console.services import leasing, schedules
from console.services.archives import book, conditions, exporting, keys, plans, proving, signing, unlocking
from console.services.desk import Desk

LEASE = "archives"
_RENEWED_S = 30
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
_PLAIN = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An archive that was made, and whether it stands in the books."""

    archive: Exported
    entered: book.Entered | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What came of a plan that was due: an archive, or the fault that kept from it."""

    plan: ArchivePlan
    archive: Exported | None = None
    fault: Fault | OSError | None = None
    removed: tuple[str, ...] = ()


def make(desk: Desk, query: Query, target: Path, *, heard: exporting.Heard, **how: Any) -> Made:
    """Export with a row in the books: begun before, ended or failed afterwards. `how` goes to `exporting.export`.

    Raises as that does.
    """
    keeper = _Keeper(desk, heard)
    if book.keeps(desk) and not (target.exists() and not how.get("replace")):
        keeper.entered = book.begin(desk, query, target)
    try:
        made = exporting.export(desk, query, target, heard=keeper, **how)
    except (Fault, OSError, KeyboardInterrupt) as told:
        fault = Known("export_canceled") if isinstance(told, KeyboardInterrupt) else told
        keeper.note(lambda entered: book.failed(desk, entered, fault))
        raise
    keeper.note(lambda entered: book.written(desk, entered, made))
    return Made(archive=made, entered=keeper.entered)


def quiet_signing(desk: Desk) -> exporting.Signing | None:
    """Return who signs where that needs no question, after the log was brought up to now; None without such a key."""
    try:
        key = signing.own_key(desk)
    except NotFound:
        return None
    if desk.actor.role is Role.LEAD and not desk.store.read_only:
        signing.make_checkpoint(desk, key)
    return signing.signing_with(key)


def check_again(desk: Desk, one: ArchiveEntry, heard: proving.Heard) -> Proof:
    """Prove an archive of the books where it lies, and write down what was found in an entry of one's own.

    Raises NotFound ("archive_not_there"), Known ("proof_canceled"), OSError.
    """
    path = Path(one.path)
    if not path.exists():
        raise NotFound("archive_not_there", file=one.path)
    known = [*keys.trusted(), *(exporting.signer_of(row) for row in signing.keys_of(desk.store))]
    found = proving.verify(path, known, heard)
    if found.state == "whole" and one.manifest_sha256 and _manifest(path) != one.manifest_sha256:
        found = Proof(state="altered", where=layout.MANIFEST, why="hash", facts=found.facts)
    if book.is_own(desk, one):
        book.checked(desk, book.Entered(id=one.id, version=one.version), found)
    return found


# -- by plan -----------------------------------------------------------------------------------------------------------


def due(desk: Desk) -> tuple[ArchivePlan, ...]:
    """Return the plans that are due now."""
    now = desk.clock()
    return tuple(one for one in plans.plans(desk) if one.active and one.next_at is not None and one.next_at <= now)


def make_due(desk: Desk, heard: exporting.Heard, *, here_only: bool = False) -> tuple[Done, ...] | None:
    """Make what is due, each plan once however often it was missed; None where another desk is at it.

    Only a lead's desk does. With `here_only` a plan whose folder is not on this computer is left to other desks.
    A failure is in the books and in what is returned; the plan is due again after a pause that grows.
    Raises NotAllowed ("lead_only"), Known ("export_canceled").
    """
    schedules.require_setter(desk)
    waiting = [one for one in due(desk) if not here_only or Path(one.folder).is_dir()]
    if not waiting or not book.keeps(desk):
        return ()
    if not leasing.hold(desk, LEASE):
        return None
    done = []
    try:
        for one in waiting:
            fresh = next((found for found in due(desk) if found.id == one.id), None)
            if fresh is not None:
                done.append(_made(desk, fresh, heard))
    finally:
        leasing.hold(desk, LEASE, seconds=0)  # another desk need not wait until it runs out
    return tuple(done)


def _made(desk: Desk, one: ArchivePlan, heard: exporting.Heard) -> Done:
    folder, query = Path(one.folder), parse(one.query).query
    target = _gone_on_with(desk, one) or _free_name(desk, one)
    keeper = _Keeper(desk, heard, lease=True)
    keeper.entered = book.begin(desk, query, target, plan_id=one.id)
    try:
        if not folder.is_dir():
            raise BadInput("plan_folder", folder=one.folder)
        made, proof = _made_and_proven(desk, one, query, target, keeper)
        if proof.state != "whole":
            raise Damaged("archive_altered", where=proof.where or target.name)
    except (Fault, OSError) as fault:
        told: Fault | OSError = fault
        again = desk.clock() + min(_FIRST_PAUSE * 2 ** min(one.failures, 10), _LONGEST_PAUSE)
        keeper.note(lambda entered: book.failed(desk, entered, told, again_at=again))
        if isinstance(fault, Known) and fault.code == "export_canceled":
            raise
        return Done(plan=one, fault=fault)
    following = plans.next_after(plans.when(one), desk.company.zone, desk.clock())
    mark = _file_hash(target) if made.recipients else ""
    keeper.require(lambda entered: book.checked(desk, entered, proof, next_at=following, file_sha256=mark))
    return Done(plan=one, archive=made, removed=_make_room(desk, one))


def _made_and_proven(
    desk: Desk, one: ArchivePlan, query: Query, target: Path, keeper: _Keeper
) -> tuple[Exported, Proof]:
    """Write an archive of a plan and prove the file that has its name, also one that this desk cannot open later.

    One under lock gets one more key for the while of the proof. It is never written and ends with this call.
    """
    asked = conditions.of(one)
    lock, unlocks = asked.lock(), unlocking.NONE
    own = lock
    if lock is not None:
        lock, unlocks = locking.with_witness(lock)
    how: dict[str, Any] = {"lock": lock, "without": asked.without(), "signing": quiet_signing(desk)}
    made = exporting.export(desk, query, target, heard=keeper, **how)
    made = replace(made, recipients=own.recipients if own else ())
    keeper.note(lambda entered: book.written(desk, entered, made))
    return made, proving.verify(target, (), keeper.verified, unlocks)


def _make_room(desk: Desk, one: ArchivePlan) -> tuple[str, ...]:
    """Remove the oldest files of a plan beyond those that it keeps; one that is not what was written stays."""
    if not one.keep:
        return ()
    there = [
        entry
        for entry in book.entries(desk, plan_id=one.id)
        if entry.state == "checked" and not entry.removed and Path(entry.path).is_file()
    ]
    gone = []
    for entry in there[one.keep :]:
        path = Path(entry.path)
        if path.parent == Path(one.folder) and _is_what_was_written(path, entry):
            path.unlink()
            if book.is_own(desk, entry):
                book.removed(desk, entry)
            gone.append(path.name)
    return tuple(gone)


def _is_what_was_written(path: Path, entry: ArchiveEntry) -> bool:
    """Tell whether a file is still the archive of an entry; one under lock is known by its hash."""
    if entry.file_sha256:
        return _file_hash(path) == entry.file_sha256
    return not entry.recipients and _manifest(path) == entry.manifest_sha256


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(path: Path) -> str:
    """Return the SHA-256 of an archive's list of hashes; empty where it cannot be read."""
    hashed = hashlib.sha256()
    try:
        with opened(path) as container:
            for piece in container.pieces(layout.MANIFEST):
                hashed.update(piece)
    except (NotWhole, OSError):
        return ""
    return hashed.hexdigest()


def _gone_on_with(desk: Desk, one: ArchivePlan) -> Path | None:
    """Return where an archive of a plan was begun that was ended in the middle; what got its name is told as ended."""
    for entry in book.entries(desk, plan_id=one.id):
        if entry.state == "begun" and book.is_own(desk, entry):
            path = Path(entry.path)
            same = (Path(one.folder), one.query, _suffix(one))
            if (path.parent, entry.query, path.name[path.name.rfind(".tkz") :]) == same and not path.exists():
                return path
            book.failed(desk, book.Entered(id=entry.id, version=entry.version), Known("interrupted"))
    return None


def _free_name(desk: Desk, one: ArchivePlan) -> Path:
    """Return a name of this day that no file has."""
    stem, folder = _PLAIN.sub("-", one.name).strip("-.") or f"plan-{one.id}", Path(one.folder)
    first = f"{stem}-{desk.clock().astimezone(desk.company.zone):%Y-%m-%d}"
    name, more = f"{first}{_suffix(one)}", 2
    while (folder / name).exists():
        name, more = f"{first}-{more}{_suffix(one)}", more + 1
    return folder / name


def _suffix(one: ArchivePlan) -> str:
    """Return how the files of a plan end: those under lock say so."""
    return f".tkz{locking.SUFFIX}" if one.recipients else ".tkz"


class _Keeper:
    """Hears an export: writes each part into the books, and keeps the lease while one is held."""

    def __init__(self, desk: Desk, heard: exporting.Heard, *, lease: bool = False) -> None:
        self._desk, self._heard, self._lease = desk, heard, lease
        self._part, self._renewed = "rows", time.monotonic()
        self.entered: book.Entered | None = None

    def __call__(self, progress: ExportProgress) -> bool:
        """Hear how far it is and return whether to go on."""
        if progress.part != self._part:
            self._part = progress.part
            self.note(lambda entered: book.reached(self._desk, entered, progress.part))
        self._renew()
        return self._heard(progress)

    def verified(self, done: int, total: int) -> bool:
        """Hear how far the proof is."""
        self._renew()
        return self._heard(ExportProgress(part="prove", done=done, total=total))

    def note(self, act: Callable[[book.Entered], book.Entered]) -> None:
        """Write into the books; an archive is none the less made where they cannot be reached just now."""
        if self.entered is not None:
            try:
                self.entered = act(self.entered)
            except Fault:
                self.entered = None

    def require(self, act: Callable[[book.Entered], book.Entered]) -> None:
        """Write into the books what the plan goes on from. Raises what writing does."""
        if self.entered is not None:
            self.entered = act(self.entered)

    def _renew(self) -> None:
        if self._lease and time.monotonic() - self._renewed > _RENEWED_S:
            self._renewed = time.monotonic()
            leasing.hold(self._desk, LEASE)
