"""Keys of leads and checkpoints of the log: entering and revoking a key, signing a head, the head seen last."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from console import places
from console.archive import layout, sshsig
from console.faults import BadInput, Damaged, Known, NotAllowed, NotFound
from console.records.archives import UNSIGNED
from console.records.base import Json, Role
from console.services.archives import private_keys
from console.services.archives.exporting import Signing, signer_of
from console.services.archives.statements import signed_by, statement
from console.services.desk import Desk
from console.store import Store, Unit, check, sealing, tables
from console.store.engine import shown_url
from console.store.sealing import Checkpoint, Head, KeyRow

_KEYS = tables.trust.signing_keys


@dataclass(frozen=True, slots=True, kw_only=True)
class LogState:
    """The log as it stands: its newest checkpoint and what is not covered by it."""

    checkpoint: Checkpoint | None
    uncovered: int
    since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnKey:
    """How it stands with the key with which a person signs on this computer.

    `state` is ready, where `key` is there, else of UNSIGNED.
    """

    state: str
    key_id: str = ""
    key: Ed25519PrivateKey | None = field(default=None, repr=False)


def enter_key(desk: Desk, public: bytes, *, valid_to: datetime | None = None) -> str:
    """Enter a public key of this person, valid from now on; return its name.

    Raises NotAllowed ("leads_sign"), BadInput ("key_known").
    """
    _require_lead(desk)
    key_id, now = sshsig.key_id(public), desk.clock().replace(microsecond=0)  # a file of OpenSSH knows no more

    def enter(unit: Unit) -> Json:
        if unit.find(_KEYS, key_id=key_id) is not None:
            raise BadInput("key_known", key_id=key_id)
        unit.touch("settings")
        unit.insert(
            _KEYS,
            key_id=key_id,
            staff_id=desk.actor.staff_id,
            algorithm="ed25519",
            public_key=public,
            valid_from=now,
            valid_to=valid_to,
        )
        return key_id

    desk.apply(desk.command("key.enter", payload={"key_id": key_id}), enter)
    return key_id


def revoke_key(desk: Desk, key_id: str, reason: str) -> None:
    """Let a key count no more from now on; what it signed before still counts.

    Raises NotAllowed ("leads_sign"), NotFound ("no_key"), BadInput ("reason_needed").
    """
    _require_lead(desk)
    if not reason.strip():
        raise BadInput("reason_needed")
    now = desk.clock()

    def revoke(unit: Unit) -> Json:
        row = unit.find(_KEYS, key_id=key_id)
        if row is None:
            raise NotFound("no_key", key_id=key_id)
        unit.touch("settings")
        if row["revoked_at"] is None:
            unit.amend(_KEYS, int(row["id"]), expected=int(row["version"]), revoked_at=now, reason=reason.strip())
        return key_id

    desk.apply(desk.command("key.revoke", payload={"key_id": key_id, "reason": reason.strip()}), revoke)


def keys_of(store: Store) -> tuple[KeyRow, ...]:
    """Return every key that the desk knows."""
    with store.read() as connection:
        return sealing.keys(connection)


def standing(desk: Desk) -> OwnKey:
    """Return how it stands with this person's key: the newest that counts and is at hand, else why none signs."""
    now = desk.clock()
    mine = [one for one in reversed(keys_of(desk.store)) if one.staff_id == desk.actor.staff_id]
    counting = [one for one in mine if signer_of(one).counts_at(now)]
    for one in counting:
        key = private_keys.at_hand(one.key_id)
        if key is not None:
            return OwnKey(state="ready", key_id=one.key_id, key=key)
    for one in counting:
        if private_keys.file_of(one.key_id).is_file():
            return OwnKey(state="locked", key_id=one.key_id)
    if counting:
        return OwnKey(state="elsewhere", key_id=counting[0].key_id)
    if desk.actor.role is not Role.LEAD:
        return OwnKey(state="not_lead")
    if not mine:
        return OwnKey(state="none")
    newest = mine[0]
    why = "revoked" if newest.revoked_at else "early" if newest.valid_from > now else "expired"
    return OwnKey(state=why, key_id=newest.key_id)


def refusal(state: str) -> Known:
    """Return the fault that says why nobody signs; it is raised where a signature was asked for."""
    return Known(UNSIGNED[state])


def own_key(desk: Desk, *, passphrase: str = "", file: Path | None = None) -> Ed25519PrivateKey:
    """Return the private key with which this person signs: of a file, else of the own folder by its passphrase.

    Without either it is the one that is at hand. Raises Known (a fault of UNSIGNED) where there is none, BadInput as
    `private_keys.from_file`.
    """
    if file is not None:
        return private_keys.from_file(file, passphrase)
    found = _opened_by(desk, passphrase) if passphrase else None
    if found is not None:
        return found
    own = standing(desk)
    if own.key is None:
        raise refusal(own.state)
    return own.key


def _opened_by(desk: Desk, passphrase: str) -> Ed25519PrivateKey | None:
    """Return the newest key of the own folder that a passphrase opens, or None where no file is there."""
    now, told = desk.clock(), None
    for one in reversed(keys_of(desk.store)):
        file = private_keys.file_of(one.key_id)
        if one.staff_id == desk.actor.staff_id and signer_of(one).counts_at(now) and file.is_file():
            try:
                return private_keys.from_file(file, passphrase)
            except BadInput as fault:
                told = told or fault
    if told is not None:
        raise told
    return None


def require_counting(desk: Desk, key: Ed25519PrivateKey) -> None:
    """Raise BadInput ("key_counts_not") where the desk does not know a key, or it counts no more."""
    key_id, now = sshsig.key_id(private_keys.public_of(key)), desk.clock()
    if not any(one.key_id == key_id and signer_of(one).counts_at(now) for one in keys_of(desk.store)):
        raise BadInput("key_counts_not", key_id=key_id)


def signing_with(key: Ed25519PrivateKey) -> Signing:
    """Return the act of signing an archive with a key."""
    key_id = sshsig.key_id(private_keys.public_of(key))
    return Signing(key_id=key_id, sign=lambda told: sshsig.sign(key, told, layout.NAMESPACE))


def make_checkpoint(desk: Desk, key: Ed25519PrivateKey | None) -> Checkpoint:
    """Take every event into the log and sign its head; without a key it is written down unsigned.

    Where nothing came in since the newest signed one, that is returned. Raises NotAllowed ("leads_sign").
    """
    _require_lead(desk)
    with desk.store.read() as connection:
        last, (young, _) = sealing.newest(connection), sealing.uncovered(connection)
    if last is not None and not young and (last.signature or key is None):
        return last
    now = desk.clock()
    key_id = "" if key is None else sshsig.key_id(private_keys.public_of(key))
    with desk.store.read() as connection:
        known = sealing.ahead(connection)  # outside of the command: other writers need not wait for it

    def take(unit: Unit) -> Json:
        head = sealing.take_in(unit, known)
        text = statement(head, now)
        signature = "" if key is None else sshsig.sign(key, hashlib.sha512(text).digest(), layout.CHECKPOINT)
        unit.touch("settings")
        return sealing.keep(unit, head, key_id=key_id, signature=signature, at=now)

    desk.apply(desk.command("checkpoint.make"), take)
    with desk.store.read() as connection:
        made = sealing.newest(connection)
    if made is None:
        raise NotFound("no_row", table="checkpoints", row=0)
    remember(desk.store, Head(size=made.size, root=made.root))
    return made


def state(store: Store) -> LogState:
    """Return where the log stands."""
    with store.read() as connection:
        count, since = sealing.uncovered(connection)
        return LogState(checkpoint=sealing.newest(connection), uncovered=count, since=since)


def findings(store: Store) -> tuple[check.Finding, ...]:
    """Return the first place where the log does not hold, by what this computer has seen too, and false signatures."""
    known = tuple(signer_of(one) for one in keys_of(store))
    with store.read() as connection:
        earlier = seen(store)
        broken = sealing.first_break(connection, () if earlier is None else (earlier,))
        false = [one for one in sealing.all_checkpoints(connection) if one.signature and signed_by(one, known) is None]
    told = [check.Finding(code="checkpoint", where=str(one.size), found="signature") for one in false]
    if broken is not None:
        told.insert(0, check.Finding(code="log", where=broken.where or str(broken.leaf), found=broken.code))
    return tuple(told)


def keep_log(desk: Desk) -> Checkpoint | None:
    """Compare the log with what this computer has seen of it; then cover what is young, where the key is at hand.

    Nobody is asked for a passphrase: the key is one that is at hand. Returns a checkpoint that was made.
    Raises Damaged ("log_changed") where what was seen is there no more, and goes on saying so.
    """
    earlier = seen(desk.store)
    with desk.store.read() as connection:
        if earlier is not None and sealing.head_at(connection, earlier.size) != earlier:
            raise Damaged("log_changed", size=earlier.size)
        newest, (young, _) = sealing.newest(connection), sealing.uncovered(connection)
    if newest is not None:
        remember(desk.store, Head(size=newest.size, root=newest.root))
    if not young or desk.actor.role is not Role.LEAD or desk.store.read_only:
        return None
    own = standing(desk)
    return None if own.key is None else make_checkpoint(desk, own.key)


# -- what this computer has seen -------------------------------------------------------------------------------------


def remember(store: Store, head: Head) -> None:
    """Keep the largest head that was seen of a database, outside of it."""
    file = _seen_file(store)
    known = seen(store)
    if known is None or head.size >= known.size:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = file.with_suffix(".partial")
        partial.write_text(json.dumps({"size": head.size, "root": head.root}), encoding="utf-8")
        partial.replace(file)


def seen(store: Store) -> Head | None:
    """Return the largest head that this computer has seen of a database, or None."""
    try:
        told = json.loads(_seen_file(store).read_text(encoding="utf-8"))
        return Head(size=int(told["size"]), root=str(told["root"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _seen_file(store: Store) -> Path:
    place = hashlib.sha256(shown_url(store.url).encode()).hexdigest()[:16]
    return places.data_folder() / "seen" / f"{place}.json"


def _require_lead(desk: Desk) -> None:
    if desk.actor.role is not Role.LEAD:
        raise NotAllowed("leads_sign")
