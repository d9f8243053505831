"""Findings of reviewers: made over an archive, kept in a file beside it, and merged back by a lead.

Each finding names the ticket and the decision that it is of by their own names and a hash, so that it comes to the
right place at the desk whatever was changed there since, and to none where the decision is another one. Merging the
same file twice adds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from console.archive import sshsig
from console.archive.signers import Signer
from console.faults import BadInput, NotAllowed
from console.records.base import Json, Role
from console.records.findings import VERDICTS, Finding, Merged, MergeRow, Preview, Said, Sample, differs
from console.services.archives import exporting, findings_file, keys, signing
from console.services.archives.findings_file import FindingsFile
from console.services.archives.opening import OpenArchive
from console.services.archives.review_drafts import ReviewDraft
from console.services.desk import Desk
from console.store import Unit, codec, tables
from console.store.archived import opening
from console.store.queries import findings as kept

_FINDINGS = tables.trust.findings
_NOT_BELIEVED = {
    "unsigned": "findings_unsigned",
    "unknown_key": "findings_unknown_key",
    "outdated_key": "findings_outdated_key",
}


def about(
    desk: Desk,
    *,
    ticket: int,
    decision: int | None = None,
    message: int | None = None,
    said: Said,
    reviewer: str,
    at: datetime,
) -> Finding:
    """Return a finding of a ticket of an archive, of its decision or of its message (counted from 1, the oldest first).

    Raises BadInput ("finding_verdict", "finding_of_nothing", "finding_says_nothing").
    """
    if said.verdict not in ("", *VERDICTS) or (said.verdict and decision is None):
        raise BadInput("finding_verdict", verdict=said.verdict)
    if not said.verdict and not said.body.strip() and not said.clause:
        raise BadInput("finding_says_nothing")
    nothing = BadInput("finding_of_nothing", ticket=ticket, decision=decision or "–")
    with opening.distrusting(), desk.store.read() as connection:
        gid = kept.ticket_gid(connection, ticket)
        made = {(one.ticket, one.n): one for one in kept.decisions(connection)} if decision is not None else {}
        ticket_id = kept.ticket_key(connection, gid or "")
        told = [] if message is None else list(kept.message_gids(connection, ticket_id).values())
    if gid is None or (message is not None and not 0 < message <= len(told)):
        raise nothing
    line = None if decision is None else made.get((ticket, decision))
    if decision is not None and line is None:
        raise nothing
    return findings_file.new(
        ticket=ticket,
        ticket_gid=gid,
        decision=decision,
        about="" if line is None else line.gid,
        decided="" if line is None else f"{line.outcome} {line.clause}".strip(),
        sha256="" if line is None else line.sha256,
        message="" if message is None else told[message - 1],
        verdict=said.verdict,
        clause=said.clause,
        body=said.body,
        reviewer=reviewer,
        at=at,
    )


def add(opened: OpenArchive, file: Path, *findings: Finding, sample: Sample | None = None) -> FindingsFile:
    """Write findings behind those of a file, which is begun where there is none; its signature goes.

    What the file has of the same name is written anew.
    Raises BadInput ("findings_damaged", "findings_other"), Unreachable.
    """
    archive, before = opened.seal.content_sha256, tuple[Finding, ...]()
    if file.exists():
        loaded = findings_file.load(file)
        if loaded.archive != archive:
            raise BadInput("findings_other")
        anew = {one.gid for one in findings}
        before, sample = tuple(one for one in loaded.findings if one.gid not in anew), sample or loaded.sample
    findings_file.write(file, archive, sample, (*before, *findings))
    return findings_file.load(file)


def publish(
    opened: OpenArchive, draft: ReviewDraft, file: Path, *, reviewer: str, key: Ed25519PrivateKey | None
) -> tuple[Finding, ...]:
    """Write a draft into a file and sign it, or leave it unsigned without a key; return the findings.

    What the file has from somewhere else stays in it; what the reviewer said there on another computer is taken up
    first, as `ReviewDraft.take_up` tells. Raises BadInput ("review_empty"), and as `add`.
    """
    loaded = None
    draft.refresh()
    if not draft.findings:
        raise BadInput("review_empty")
    if file.exists():
        loaded = findings_file.load(file)
        if loaded.archive != opened.seal.content_sha256:
            raise BadInput("findings_other")
        signed = key is not None and findings_file.public_of(loaded) == key.public_key().public_bytes_raw()
        draft.take_up(_said_by(reviewer, loaded), unasked=signed or _is_of(opened.desk, reviewer, loaded))
    found = tuple(replace(one, reviewer=reviewer) for one in draft.findings)
    own = draft.kept.published | {one.gid for one in found}
    others = () if loaded is None else tuple(one for one in loaded.findings if one.gid not in own)
    findings_file.write(file, opened.seal.content_sha256, draft.sample, (*others, *found))
    if key is not None:
        findings_file.sign(file, key)
    draft.published(found, file=file, reviewer=reviewer)
    return found


def file_of(opened: OpenArchive, draft: ReviewDraft) -> Path:
    """Return the file that a review is written into: the one it was written into last, or a new one by the archive."""
    if draft.kept.file:
        return Path(draft.kept.file)
    return opened.path.with_name(f"{opened.path.name.split('.')[0]}.findings.jsonl")


def saved_elsewhere(opened: OpenArchive, file: Path, reviewer: str) -> tuple[tuple[Finding, ...], bool]:
    """Return what a file has of a reviewer, and whether it is believed to be that reviewer's; nothing of another file.

    A file that is damaged, closed to this person, or of another archive has nothing for this review.
    """
    try:
        loaded = findings_file.load(file)
    except (BadInput, OSError):
        return (), False
    if loaded.archive != opened.seal.content_sha256:
        return (), False
    return _said_by(reviewer, loaded), _is_of(opened.desk, reviewer, loaded)


def _said_by(reviewer: str, loaded: FindingsFile) -> tuple[Finding, ...]:
    return tuple(one for one in loaded.findings if not differs(one.reviewer, (reviewer,)))


def _is_of(desk: Desk, reviewer: str, loaded: FindingsFile) -> bool:
    """Return whether a file is signed by a key that is known to be the reviewer's."""
    state, signer, key_id = findings_file.believed(loaded, known_keys(desk))
    return state == "good" and not differs(reviewer, signer_names(desk, key_id, signer) or ("",))


def known_keys(desk: Desk, file: Path | None = None) -> tuple[Signer, ...]:
    """Return whose signatures are believed: the desk's own keys, and those of this computer or of a file of keys."""
    others = keys.trusted() if file is None else keys.of_file(file)
    own = [exporting.signer_of(one) for one in signing.keys_of(desk.store)]
    public = {one.public for one in own}  # the desk's own dates and revocations count before a file's
    return (*own, *(one for one in others if one.public not in public))


def preview(desk: Desk, file: Path, known: Sequence[Signer]) -> Preview:
    """Return what a merge would bring; nothing is written. Raises BadInput as `findings_file.load`."""
    loaded = findings_file.load(file)
    state, signer, key_id = findings_file.believed(loaded, known)
    with desk.store.read() as connection:
        rows = kept.placed(connection, loaded.findings)
    return Preview(
        file=file.name,
        archive=loaded.archive,
        signature=state,
        signer=signer,
        key_id=key_id,
        sample=loaded.sample,
        rows=rows,
        signers=signer_names(desk, key_id, signer),
    )


def signer_names(desk: Desk, key_id: str, signer: str) -> tuple[str, ...]:
    """Return the names that a key is known by: those of the person at the desk, or the one of a file of keys."""
    own = next((one for one in signing.keys_of(desk.store) if key_id and one.key_id == key_id), None)
    names = (signer,) if own is None else (own.name, own.login)
    return tuple(dict.fromkeys(one for one in names if one))


def believe(desk: Desk, file: Path, key_id: str, name: str) -> None:
    """Believe on this computer the key that signed a file, as somebody's; the desk keeps who did it, and when.

    `key_id` is the fingerprint that was compared. Raises NotAllowed ("leads_merge"), BadInput ("believe_name") and
    ("findings_unsigned") where the file is no longer signed by that key, OSError.
    """
    if desk.actor.role is not Role.LEAD:
        raise NotAllowed("leads_merge")
    public, called = findings_file.public_of(findings_file.load(file)), "_".join(name.replace('"', "_").split())
    if not called:
        raise BadInput("believe_name")
    if not public or sshsig.key_id(public) != key_id:
        raise BadInput("findings_unsigned", file=file.name, key_id=key_id)

    def note(unit: Unit) -> Json:
        unit.touch("settings")
        return {"key_id": key_id, "name": called}

    desk.apply(desk.command("key.believe", payload={"key_id": key_id, "name": called}), note)
    keys.believe([Signer(name=called, public=public)])


def merge(desk: Desk, file: Path, known: Sequence[Signer], *, command_id: str | None = None) -> Merged:
    """Take the findings of a signed file into the desk; what is there already stays.

    Raises NotAllowed ("leads_merge"), BadInput as `findings_file.load`, ("findings_unsigned", "findings_unknown_key",
    "findings_outdated_key") where the signature is not believed, ("findings_other_desk") where no ticket of it is here,
    ("findings_decision_differs") where a decision here is not the one that was seen.
    """
    if desk.actor.role is not Role.LEAD:
        raise NotAllowed("leads_merge")
    loaded = findings_file.load(file)
    state, signer, key_id = findings_file.believed(loaded, known)
    if state != "good":
        raise BadInput(_NOT_BELIEVED[state], file=file.name, key_id=key_id)

    def take(unit: Unit) -> Json:
        rows = kept.placed(unit.connection, loaded.findings)
        require_own(loaded, rows)
        for row in rows:
            if row.state == "new":
                _enter(unit, desk, loaded, row, key_id)
        counts = {name: sum(1 for row in rows if row.state == name) for name in ("new", "known", "changed")}
        strangers = [row.finding.ticket for row in rows if row.state == "stranger"]
        return codec.plain({**counts, "strangers": strangers})

    payload: dict[str, Json] = {"archive": loaded.archive, "key_id": key_id}
    done = desk.apply(desk.command("findings.merge", payload=payload, command_id=command_id), take)
    told = codec.load_dict(codec.dump(done.result))
    typed, signers = dict.fromkeys(one.reviewer for one in loaded.findings), signer_names(desk, key_id, signer)
    return Merged(
        added=told["new"],
        known=told["known"],
        changed=told["changed"],
        strangers=tuple(told["strangers"]),
        signer=signer,
        others=tuple(name for name in typed if differs(name, signers)),
    )


def require_own(loaded: FindingsFile, rows: Sequence[MergeRow]) -> None:
    """Raise BadInput where a file is of another desk, or of other decisions than the desk has."""
    if rows and all(row.state == "stranger" for row in rows):
        raise BadInput("findings_other_desk", file=loaded.path.name)
    other = next((row.finding for row in rows if row.state == "differs"), None)
    if other is not None:
        raise BadInput("findings_decision_differs", ticket=other.ticket, decision=other.decision)


def _enter(unit: Unit, desk: Desk, loaded: FindingsFile, row: MergeRow, key_id: str) -> None:
    one = row.finding
    assert row.ticket_id is not None  # noqa: S101 - a finding that is new has its ticket
    unit.insert_once(
        _FINDINGS,
        {"gid": one.gid},
        ticket_id=row.ticket_id,
        decision_id=row.decision_id,
        clause=one.clause,
        verdict=one.verdict,
        body=one.body,
        reviewer=one.reviewer,
        key_id=key_id,
        archive_sha256=loaded.archive,
        signed=one.line.encode(),
        signature=loaded.signature,
        made_at=one.at,
        merged_at=unit.at,
        merged_by=desk.actor.staff_id,
    )
    unit.touch("tickets", row.ticket_id)
