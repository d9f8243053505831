"""Making archives that stand in the desk's books: on request, and by plan what is due.

One desk at a time makes what is due. An archive of a plan counts only when it was proven whole afterwards; then older
files of the plan make room, and before that none does.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from console.archive import layout, locking
from console.archive.container import opened
from console.archive.layout import NotWhole
from console.archive.locking import Keys
from console.faults import BadInput, Damaged, Fault, Known, NotFound
from console.query import Query, parse
from console.records.archives import ArchiveEntry, ArchivePlan, Exported, Proof, ProofState
from console.records.base import Role
from console.services import leasing, schedules
from console.services.archives import book, conditions, exporting, keys, plans, proving, signing, unlocking
from console.services.archives.keeper import Keeper
from console.services.desk import Desk
from console.store import codec

LEASE = "archives"
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=6)
_CANCELED = ("export_canceled", "proof_canceled")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signs an archive, or `why` nobody does: of UNSIGNED, or asked where a person chose so."""

    signing: exporting.Signing | None = None
    why: str = ""


Signs = Callable[[Desk], Signature]
UNWANTED = Signature(why="asked")


def make(
    desk: Desk, query: Query, target: Path, *, heard: exporting.Heard, signed: Signature = UNWANTED, **how: Any
) -> Made:
    """Export with a row in the books: begun before, ended or failed afterwards. `how` goes to `exporting.export`.

    Raises as that does.
    """
    keeper = Keeper(desk, heard)
    if book.keeps(desk) and not (target.exists() and not how.get("replace")):
        keeper.entered = book.begin(desk, query, target)
    try:
        made = exporting.export(desk, query, target, heard=keeper, signing=signed.signing, **how)
        made = replace(made, unsigned=signed.why)
    except (Fault, OSError, KeyboardInterrupt) as told:
        fault = Known("export_canceled") if isinstance(told, KeyboardInterrupt) else told
        keeper.note(lambda entered: book.failed(desk, entered, fault))
        raise
    is_kept = keeper.note(lambda entered: book.written(desk, entered, made))
    return Made(archive=made, entered=keeper.entered if is_kept else None)


def signature(desk: Desk, *, passphrase: str = "", file: Path | None = None) -> Signature:
    """Return who signs, after the log was brought up to now; nobody is asked for anything.

    Without a passphrase and a file it is a key that is at hand, or nobody, and why. With one of them a signature is
    asked for: raises Known (a fault of UNSIGNED), BadInput as `private_keys.from_file` and ("key_counts_not").
    """
    if passphrase or file is not None:
        key = signing.own_key(desk, passphrase=passphrase, file=file)
        signing.require_counting(desk, key)
    else:
        own = signing.standing(desk)
        if own.key is None:
            return Signature(why=own.state)
        key = own.key
    if desk.actor.role is Role.LEAD and not desk.store.read_only:
        signing.make_checkpoint(desk, key)
    return Signature(signing=signing.signing_with(key))


def check_again(desk: Desk, one: ArchiveEntry, heard: proving.Heard, unlocks: Keys = unlocking.NONE) -> Proof:
    """Prove an archive of the books where it lies, and write down what was found in an entry of one's own.

    One under lock is opened by `unlocks` in a private folder. Raises NotFound ("archive_not_there"), Known
    ("proof_canceled"), OSError, BadInput where no key opens it; then nothing is written down.
    """
    path = Path(one.path)
    if not path.exists():
        raise NotFound("archive_not_there", file=one.path)
    known = [*keys.trusted(), *(exporting.signer_of(row) for row in signing.keys_of(desk.store))]

    def tell(done: int, total: int) -> None:
        if not heard(done, total):
            raise Known("proof_canceled")

    try:
        with unlocking.opened(path, unlocks, tell) as plain:
            found = proving.verify(plain, known, heard)
            if found.state == "whole" and one.manifest_sha256 and _manifest(plain) != one.manifest_sha256:
                found = Proof(state="altered", where=layout.MANIFEST, why="hash", facts=found.facts)
    except NotWhole as fault:
        state: ProofState = "truncated" if fault.state == "truncated" else "altered"
        found = Proof(state=state, where=fault.where, why=fault.why)
    if book.is_own(desk, one):
        book.checked(desk, book.Entered(id=one.id, version=one.version), found)
    return found


# -- by plan -----------------------------------------------------------------------------------------------------------


def due(desk: Desk) -> tuple[ArchivePlan, ...]:
    """Return the plans that are due now."""
    now = desk.clock()
    return tuple(one for one in plans.plans(desk) if one.active and one.next_at is not None and one.next_at <= now)


def waits_for_key(desk: Desk, one: ArchivePlan) -> bool:
    """Return whether a plan asks for a signature that this computer does not give without a question."""
    try:
        return conditions.of(one).signed and signing.standing(desk).key is None
    except BadInput:  # it is told when the plan is made
        return False


def make_due(
    desk: Desk, heard: exporting.Heard, *, here_only: bool = False, signs: Signs = signature
) -> tuple[Done, ...] | None:
    """Make what is due, each plan once however often it was missed; None where another desk is at it.

    Only a lead's desk does. With `here_only` a plan is left to other desks whose folder is not on this computer, or
    that asks for a signature that nobody gives here. `signs` is asked before each archive; where it raises, or where
    a plan asks for a signature and nobody signs, none is made.
    A failure is in the books and in what is returned; the plan is due again after a pause that grows.
    Raises NotAllowed ("lead_only"), Known ("export_canceled").
    """
    schedules.require_setter(desk)
    waiting = [
        one for one in due(desk) if not here_only or (Path(one.folder).is_dir() and not waits_for_key(desk, one))
    ]
    if not waiting or not book.keeps(desk):
        return ()
    if not leasing.hold(desk, LEASE):
        return None
    done = []
    with leasing.Held(desk, LEASE) as lease:
        for one in waiting:
            fresh = next((found for found in due(desk) if found.id == one.id), None)
            if fresh is not None and not lease.lost:
                done.append(_made(desk, fresh, Keeper(desk, heard, lease), signs))
    return tuple(done)


def _made(desk: Desk, one: ArchivePlan, keeper: Keeper, signs: Signs) -> Done:
    taken_up = _taken_up(desk, one, keeper)
    if taken_up is not None:
        return taken_up
    folder, query = Path(one.folder), parse(one.query).query
    target = _gone_on_with(desk, one) or _free_name(desk, one)
    keeper.entered, keeper.named = book.begin(desk, query, target, plan_id=one.id), None
    try:
        if not folder.is_dir():
            raise BadInput("plan_folder", folder=one.folder)
        made, proof = _made_and_proven(desk, one, query, target, keeper, signs)
        _require_whole(proof, target)
    except (Fault, OSError) as fault:
        return _failed(desk, one, keeper, fault)
    return _entered(desk, one, keeper, made, proof, is_due=True)


def _taken_up(desk: Desk, one: ArchivePlan, keeper: Keeper) -> Done | None:
    """Prove files that have their names and were not entered as proven; return the one that is what is due now.

    So ends what a kill, or books that were away, left. One under lock cannot be proven any more.
    """
    for entry in book.entries(desk, plan_id=one.id):
        path = Path(entry.path)
        is_left = entry.state in ("begun", "written") and book.is_own(desk, entry) and path.parent == Path(one.folder)
        if not is_left or path.suffix != ".tkz" or not path.is_file():
            continue
        keeper.entered, keeper.named = book.Entered(id=entry.id, version=entry.version), path
        try:
            proof = proving.verify(path, (), keeper.verified)
            _require_whole(proof, path)
            made = replace(_as_made(path, proof), unsigned=entry.unsigned)
        except Damaged as fault:
            _failed(desk, one, keeper, fault)
            continue
        except (Fault, OSError) as fault:
            return _failed(desk, one, keeper, fault)
        is_due = one.next_at is not None and entry.begun_at >= max(one.next_at, one.set_at)
        is_due = is_due and (bool(proof.key_id) or not conditions.of(one).signed)
        done = _entered(desk, one, keeper, made, proof, is_due=is_due)
        if is_due or done.fault is not None:
            return done
    return None


def _entered(desk: Desk, one: ArchivePlan, keeper: Keeper, made: Exported, proof: Proof, *, is_due: bool) -> Done:
    """Enter an archive as proven, and then make room; where the books are away it is taken up the next time."""
    following = plans.next_after(plans.when(one), desk.company.zone, desk.clock()) if is_due else None
    try:
        mark = _file_hash(made.path) if made.recipients else ""
        keeper.require(lambda entered: book.written(desk, entered, made))
        known = {"file": mark, "unsigned": made.unsigned}
        keeper.require(lambda entered: book.checked(desk, entered, proof, next_at=following, known=known))
    except (Fault, OSError) as fault:
        return Done(plan=one, fault=fault)
    return Done(plan=one, archive=made, removed=_make_room(desk, one))


def _failed(desk: Desk, one: ArchivePlan, keeper: Keeper, fault: Fault | OSError) -> Done:
    """Write down what kept from an archive. Raises it again where somebody canceled."""
    if keeper.named is not None and not isinstance(fault, Damaged):
        keeper.note(lambda entered: book.later(desk, entered, fault))
    else:
        again = desk.clock() + min(_FIRST_PAUSE * 2 ** min(one.failures, 10), _LONGEST_PAUSE)
        again_at = None if keeper.lost else again
        keeper.note(lambda entered: book.failed(desk, entered, fault, again_at=again_at))
    if isinstance(fault, Known) and fault.code in _CANCELED:
        raise fault
    return Done(plan=one, fault=fault)


def _require_whole(proof: Proof, target: Path) -> None:
    if proof.state != "whole":
        raise Damaged("archive_altered", where=proof.where or target.name)


def _made_and_proven(
    desk: Desk, one: ArchivePlan, query: Query, target: Path, keeper: Keeper, signs: Signs
) -> tuple[Exported, Proof]:
    """Write an archive of a plan and prove the file that has its name, also one that this desk cannot open later.

    One under lock gets one more key for the while of the proof. It is never written and ends with this call.
    """
    asked, signed = conditions.of(one), signs(desk)
    if asked.signed and signed.signing is None:
        raise signing.refusal(signed.why)
    lock, unlocks = asked.lock(), unlocking.NONE
    own = lock
    if lock is not None:
        lock, unlocks = locking.with_witness(lock)
    how: dict[str, Any] = {"lock": lock, "without": asked.without(), "signing": signed.signing}
    made = exporting.export(desk, query, target, heard=keeper, **how)
    made = replace(made, recipients=own.recipients if own else (), unsigned=signed.why)
    keeper.named = target
    keeper.note(lambda entered: book.written(desk, entered, made))
    return made, proving.verify(target, (), keeper.verified, unlocks)


def _as_made(path: Path, proof: Proof) -> Exported:
    """Return what is known of an archive that was proven whole, as if it had just been written."""
    facts = proof.facts
    assert facts is not None  # noqa: S101 - a whole archive tells what it holds
    with opened(path) as container:
        content = container.small(layout.CONTENT, layout.MOST_CONTENT)
    return Exported(
        path=path,
        tickets=facts.tickets,
        messages=facts.messages,
        files=facts.files,
        bytes=path.stat().st_size,
        content_sha256=codec.digest(content),
        manifest_sha256=_manifest(path),
        signed_by=proof.key_id,
        reused=0,
        log_size=facts.log_size,
        left_out=facts.left_out,
    )


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
        try:
            if path.parent != Path(one.folder) or not _is_what_was_written(path, entry):
                continue
            path.unlink()
        except OSError:  # it stays, and makes room the next time
            continue
        gone.append(path.name)
        if book.is_own(desk, entry):
            with contextlib.suppress(Fault):  # without a file it is not looked at again
                book.removed(desk, entry)
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
