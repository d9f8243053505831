"""A file of findings: a line about the archive and a line a finding, its signature beside it, as OpenSSH makes it.

Of the file nothing is believed but what its signature covers: it is read once, and the bytes that were read are the
ones whose signature is looked at.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from console.archive import layout, sshsig
from console.archive.signers import Signer
from console.faults import BadInput
from console.records.findings import VERDICTS, Finding, Sample
from console.services.whole_files import beside
from console.store import codec

NAMESPACE = layout.FINDINGS
_KIND = "clausedesk findings 1"
_MOST = 16 * 1024 * 1024
_MOST_SIGNATURE = 4_096
_GID = 32
_HASH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsFile:
    """A file that was read: of which archive it is, which sample was gone through, and the findings."""

    path: Path
    archive: str
    sample: Sample | None
    findings: tuple[Finding, ...]
    sha512: bytes = field(repr=False)
    signature: bytes = field(default=b"", repr=False)


def new(**told: Any) -> Finding:
    """Return a finding with a name of its own."""
    return Finding(gid=uuid4().hex, **told)


def load(file: Path) -> FindingsFile:
    """Return what a file says. Raises BadInput ("no_such_file", "findings_damaged")."""
    if not file.is_file():
        raise BadInput("no_such_file", file=str(file))
    damaged = BadInput("findings_damaged", file=file.name)
    with file.open("rb") as content:
        raw = content.read(_MOST + 1)
    if len(raw) > _MOST:
        raise damaged
    try:
        head, *lines, rest = raw.decode().split("\n")  # other line ends may stand in somebody's words
        told = json.loads(head)
        if rest or told["kind"] != _KIND:
            raise damaged
        found = tuple(_finding(line) for line in lines)
        sample = told.get("sample")
        archive, drawn = _word(told, "archive", _HASH), None if sample is None else sample_of(sample)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise damaged from error
    if len({one.gid for one in found}) != len(found):
        raise damaged
    sha512 = hashlib.sha512(raw).digest()
    return FindingsFile(
        path=file, archive=archive, sample=drawn, findings=found, sha512=sha512, signature=_signature(file)
    )


def write(file: Path, archive: str, sample: Sample | None, findings: Sequence[Finding]) -> None:
    """Write a whole file anew; the one before stays until it is there, and a signature of less goes. Raises OSError."""
    head = {"kind": _KIND, "archive": archive, "sample": None if sample is None else plain_sample(sample)}
    lines = [codec.dump(head), *(one.line or line_of(one) for one in findings)]
    with beside(file) as place:
        place.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
        signature_of(file).unlink(missing_ok=True)


def sign(file: Path, key: Ed25519PrivateKey) -> Path:
    """Sign a file; the signature stands beside it. Raises BadInput as `load`, OSError."""
    told = sshsig.sign(key, load(file).sha512, NAMESPACE)
    with beside(signature_of(file)) as place:
        place.write_text(told, encoding="ascii", newline="\n")
    return signature_of(file)


def signature_of(file: Path) -> Path:
    """Return where the signature of a file stands."""
    return file.with_name(f"{file.name}.sig")


def believed(loaded: FindingsFile, known: Sequence[Signer]) -> tuple[str, str, str]:
    """Return what is believed of a signature, whose it is, and its key: good, unsigned, unknown_key or outdated_key."""
    public = public_of(loaded)
    if not public:
        return "unsigned", "", ""
    at = max((one.at for one in loaded.findings), default=datetime.now(UTC))
    named = [one for one in known if one.signs(public, NAMESPACE)]
    signer = next((one for one in named if one.counts_at(at)), None)
    state = "good" if signer is not None else "outdated_key" if named else "unknown_key"
    shown = signer or next(iter(named), None)
    return state, "" if shown is None else shown.name, sshsig.key_id(public)


def public_of(loaded: FindingsFile) -> bytes:
    """Return the public key that signed a file, whoever's it is; empty where the signature does not hold."""
    found = sshsig.read(loaded.signature.decode("ascii", errors="replace")) if loaded.signature else None
    return b"" if found is None or not sshsig.holds(found, loaded.sha512, NAMESPACE) else found.public


def line_of(one: Finding) -> str:
    """Return a finding as its line."""
    return codec.dump(
        {
            "gid": one.gid,
            "ticket": one.ticket,
            "ticket_gid": one.ticket_gid,
            "decision": one.decision,
            "about": one.about,
            "decided": one.decided,
            "sha256": one.sha256,
            "message": one.message,
            "verdict": one.verdict,
            "clause": one.clause,
            "body": one.body,
            "reviewer": one.reviewer,
            "at": one.at.astimezone(UTC).isoformat(),
        }
    )


def finding_of(line: str) -> Finding:
    """Return the finding of a line. Raises ValueError, LookupError or TypeError where it is none."""
    return _finding(line)


def plain_sample(one: Sample) -> dict[str, Any]:
    """Return a sample as JSON has it."""
    return {
        "query": one.query,
        "overrides": one.overrides,
        "clause": one.clause,
        "every": one.every,
        "random": one.random,
        "seed": one.seed,
    }


def sample_of(told: Any) -> Sample:
    """Return the sample of such JSON. Raises ValueError, LookupError, TypeError."""
    return Sample(
        query=str(told["query"]),
        overrides=told["overrides"] is True,
        clause=str(told["clause"]),
        every=max(1, int(told["every"])),
        random=max(0, int(told["random"])),
        seed=str(told["seed"]),
    )


def _finding(line: str) -> Finding:
    told = json.loads(line)
    at, decision = datetime.fromisoformat(told["at"]), told["decision"]
    if at.tzinfo is None or told["verdict"] not in ("", *VERDICTS):
        raise ValueError("not a finding")
    return Finding(
        gid=_word(told, "gid", _GID),
        ticket=int(told["ticket"]),
        ticket_gid=_word(told, "ticket_gid", _GID),
        decision=None if decision is None else int(decision),
        about=_word(told, "about", _GID),
        decided=str(told["decided"])[:64],
        sha256=_word(told, "sha256", _HASH),
        message=_word(told, "message", _GID),
        verdict=str(told["verdict"]),
        clause=str(told["clause"])[:16],
        body=str(told["body"]),
        reviewer=str(told["reviewer"]),
        at=at,
        line=line,
    )


def _word(told: Any, name: str, most: int) -> str:
    value = told[name]
    if not isinstance(value, str) or len(value) > most:
        raise ValueError(name)
    return value


def _signature(file: Path) -> bytes:
    target = signature_of(file)
    if not target.is_file():
        return b""
    with target.open("rb") as content:
        return content.read(_MOST_SIGNATURE)
