"""Findings of reviewers: kept in a file of their own beside an archive, signed, and merged back by a lead.

A file is a line about the archive and a line a finding; its signature stands beside it, as OpenSSH makes it. Merging
the same file twice adds nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from console.archive import layout, sshsig
from console.archive.signers import Signer
from console.faults import BadInput, NotAllowed
from console.records.base import Json, Role
from console.services.archives.opening import OpenArchive
from console.services.desk import Desk
from console.store import Unit, codec, tables
from console.store.archived import listing

NAMESPACE = layout.FINDINGS
VERDICTS = ("upheld", "wrong", "unclear")
_KIND = "clausedesk findings 1"
_MOST = 16 * 1024 * 1024
_TICKETS, _DECISIONS, _FINDINGS = tables.tickets.tickets, tables.tickets.decisions, tables.trust.findings


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a reviewer found of a ticket, or of one of its decisions."""

    gid: str
    ticket: int
    decision: int | None
    verdict: str
    clause: str
    body: str
    reviewer: str
    at: datetime
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merge brought: findings that are new, that were there already, and that speak of no ticket here."""

    added: int
    known: int
    strangers: tuple[int, ...]
    signer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far reviewers agree: decisions that several judged, and on how many of them all said the same."""

    judged: int
    agreed: int
    apart: tuple[tuple[int, int | None], ...]


def sample(opened: OpenArchive, *, every: int = 1, overrides: bool = False, ground: str = "") -> tuple[Any, ...]:
    """Return decisions of an archive to be looked at: every n-th, all overrides, all of one ground."""
    with opened.desk.store.read() as connection:
        found = listing.decisions(connection)
    if overrides:
        found = tuple(one for one in found if one.overridden)
    if ground:
        found = tuple(one for one in found if one.clause == ground)
    return found[:: max(1, every)]


def add(opened: OpenArchive, file: Path, finding: Finding) -> Finding:
    """Write a finding behind those of a file, which is begun where there is none; a signature goes.

    Raises BadInput ("finding_verdict", "finding_of_nothing", "findings_damaged", "findings_other").
    """
    if finding.verdict not in VERDICTS:
        raise BadInput("finding_verdict", verdict=finding.verdict)
    with opened.desk.store.read() as connection:
        known = {(one.ticket, one.n) for one in listing.decisions(connection)}
        there = listing.has_ticket(connection, finding.ticket)
    if not there or (finding.decision is not None and (finding.ticket, finding.decision) not in known):
        raise BadInput("finding_of_nothing", ticket=finding.ticket, decision=finding.decision or "–")
    head = {"kind": _KIND, "archive": opened.seal.content_sha256}
    before = f"{codec.dump(head)}\n"
    if file.exists():
        told, _ = read(file)
        if told != opened.seal.content_sha256:
            raise BadInput("findings_other")
        before = file.read_bytes().decode()
    line = _line(finding)
    partial = file.with_name(f".{file.name}.partial")
    partial.write_text(f"{before}{line}\n", encoding="utf-8", newline="\n")
    partial.replace(file)
    signature_of(file).unlink(missing_ok=True)
    return finding


def new(**told: Any) -> Finding:
    """Return a finding with a name of its own."""
    return Finding(gid=uuid4().hex, **told)


def read(file: Path) -> tuple[str, tuple[Finding, ...]]:
    """Return which archive the findings of a file are of, and the findings. Raises BadInput ("findings_damaged")."""
    if not file.is_file():
        raise BadInput("no_such_file", file=str(file))
    if file.stat().st_size > _MOST:
        raise BadInput("findings_damaged", file=file.name)
    try:
        head, *lines, rest = file.read_bytes().decode().split("\n")  # other line ends may stand in somebody's words
        if rest:
            raise BadInput("findings_damaged", file=file.name)
        told = json.loads(head)
        if told["kind"] != _KIND:
            raise BadInput("findings_damaged", file=file.name)
        return str(told["archive"]), tuple(_finding(line) for line in lines)
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise BadInput("findings_damaged", file=file.name) from error


def sign(file: Path, key: Ed25519PrivateKey) -> Path:
    """Sign a file of findings; the signature stands beside it. Raises BadInput as `read`."""
    read(file)
    target = signature_of(file)
    target.write_text(sshsig.sign(key, _sha512(file), NAMESPACE), encoding="ascii", newline="\n")
    return target


def signature_of(file: Path) -> Path:
    """Return where the signature of a file of findings stands."""
    return file.with_name(f"{file.name}.sig")


def signed_by(file: Path, known: Sequence[Signer]) -> Signer:
    """Return who signed a file of findings. Raises BadInput ("findings_unsigned", "findings_unknown_key")."""
    target = signature_of(file)
    found = sshsig.read(target.read_text(encoding="ascii", errors="replace")) if target.is_file() else None
    if found is None or not sshsig.holds(found, _sha512(file), NAMESPACE):
        raise BadInput("findings_unsigned", file=file.name)
    at = max((one.at for one in read(file)[1]), default=datetime.now(UTC))
    signer = next((one for one in known if one.signs(found.public, NAMESPACE) and one.counts_at(at)), None)
    if signer is None:
        raise BadInput("findings_unknown_key", key_id=sshsig.key_id(found.public))
    return signer


def merge(desk: Desk, file: Path, known: Sequence[Signer]) -> Merged:
    """Take the findings of a signed file into the desk; what is there already stays.

    Raises NotAllowed ("leads_merge"), BadInput as `read` and `signed_by`.
    """
    if desk.actor.role is not Role.LEAD:
        raise NotAllowed("leads_merge")
    archive, found = read(file)
    signer = signed_by(file, known)
    signature, now = signature_of(file).read_bytes(), desk.clock()
    counts = {"added": 0, "known": 0}
    strangers: list[int] = []

    def take(unit: Unit) -> Json:
        counts.update(added=0, known=0)
        strangers.clear()
        for one in found:
            ticket = unit.find(_TICKETS, number=one.ticket)
            decision = None
            if ticket is not None and one.decision is not None:
                decision = unit.find(_DECISIONS, ticket_id=int(ticket["id"]), n=one.decision)
            if ticket is None or (one.decision is not None and decision is None):
                strangers.append(one.ticket)
                continue
            if unit.find(_FINDINGS, gid=one.gid) is not None:
                counts["known"] += 1
                continue
            unit.insert(
                _FINDINGS,
                gid=one.gid,
                ticket_id=int(ticket["id"]),
                decision_id=None if decision is None else int(decision["id"]),
                clause=one.clause,
                verdict=one.verdict,
                body=one.body,
                reviewer=one.reviewer,
                key_id=signer.key_id,
                archive_sha256=archive,
                signed=one.line.encode(),
                signature=signature,
                made_at=one.at,
                merged_at=now,
                merged_by=desk.actor.staff_id,
            )
            unit.touch("tickets", int(ticket["id"]))
            counts["added"] += 1
        return codec.plain({**counts, "strangers": strangers})

    desk.apply(desk.command("findings.merge", payload={"archive": archive, "key_id": signer.key_id}), take)
    return Merged(added=counts["added"], known=counts["known"], strangers=tuple(strangers), signer=signer.name)


def agreement(files: Sequence[Path]) -> Agreement:
    """Return how far the reviewers of several files agree; of each, the last word on a decision counts."""
    said: dict[tuple[int, int | None], dict[str, str]] = {}
    for file in files:
        for one in read(file)[1]:
            said.setdefault((one.ticket, one.decision), {})[f"{file}: {one.reviewer}"] = one.verdict
    judged = {key: verdicts for key, verdicts in said.items() if len(verdicts) > 1}
    apart = tuple(sorted((key for key, one in judged.items() if len(set(one.values())) > 1), key=str))
    return Agreement(judged=len(judged), agreed=len(judged) - len(apart), apart=apart)


def _line(one: Finding) -> str:
    return codec.dump(
        {
            "gid": one.gid,
            "ticket": one.ticket,
            "decision": one.decision,
            "verdict": one.verdict,
            "clause": one.clause,
            "body": one.body,
            "reviewer": one.reviewer,
            "at": one.at.astimezone(UTC).isoformat(),
        }
    )


def _finding(line: str) -> Finding:
    told = json.loads(line)
    at = datetime.fromisoformat(told["at"])
    decision, gid = told["decision"], str(told["gid"])
    if at.tzinfo is None or told["verdict"] not in VERDICTS or len(gid) > len(uuid4().hex):
        raise ValueError("not a finding")
    return Finding(
        gid=gid,
        ticket=int(told["ticket"]),
        decision=None if decision is None else int(decision),
        verdict=str(told["verdict"]),
        clause=str(told["clause"])[:16],
        body=str(told["body"]),
        reviewer=str(told["reviewer"]),
        at=at,
        line=line,
    )


def _sha512(file: Path) -> bytes:
    return hashlib.sha512(file.read_bytes()).digest()
