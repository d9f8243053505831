"""`review`: decisions of an archive looked at again, findings in a signed file, and their way back to the desk."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.cli import reassessing
from console.cli.desks import desk
from console.cli.identities import add_unlocking
from console.cli.keys import add_passphrase, passphrase_of
from console.cli.locks import keys_for
from console.cli.output import answered, json_line, plain, table
from console.cli.tickets import number_of
from console.faults import BadInput
from console.records.findings import VERDICTS, Agreement, Preview, Said, Sample, Share, differs
from console.services.archives import (
    agreeing,
    findings_file,
    keys,
    private_keys,
    reviewing,
    sampling,
)
from console.services.archives import (
    reassessing as again,
)
from console.services.archives.opening import OpenArchive, open_archive
from console.services.replaying import DECISION
from console.services.whose import account
from console.views.review import saying
from console.views.words import say


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("review", help="look at an archive's decisions again; findings, signed and merged")
    inner = root.add_subparsers(dest="act", required=True)
    drawn = inner.add_parser("sample", help="decisions to look at, each decided again from its stored inputs")
    drawn.add_argument("archive", type=Path)
    _add_sampling(drawn)
    sealed = inner.add_parser("sign", help="sign a file of findings")
    sealed.add_argument("file", type=Path, metavar="FINDINGS")
    sealed.add_argument("--key", type=Path, required=True, metavar="FILE", help="a key of ours or of OpenSSH")
    add_passphrase(sealed)
    merged = inner.add_parser("merge", help="take the findings of a signed file into the desk; a lead's")
    merged.add_argument("file", type=Path, metavar="FINDINGS")
    merged.add_argument("--keys", type=Path, metavar="FILE", help="whose signature is believed besides the desk's keys")
    merged.add_argument("--dry-run", action="store_true", help="say what each finding would add; nothing is written")
    alike = inner.add_parser("agree", help="how far the reviewers of several files agree")
    alike.add_argument("files", type=Path, nargs="+", metavar="FINDINGS")
    alike.add_argument("--keys", type=Path, metavar="FILE", help="whose signature is believed")
    add_unlocking(drawn)
    for one, command in (
        (drawn, sample_command),
        (_add_adding(inner), add_command),
        (sealed, sign_command),
        (merged, merge_command),
        (alike, agree_command),
    ):
        one.add_argument("--json", action="store_true")
        one.set_defaults(run=command)
    reassessing.add_commands(inner)


def _add_sampling(drawn: argparse.ArgumentParser) -> None:
    drawn.add_argument("--every", type=int, default=1, metavar="N", help="every n-th")
    drawn.add_argument("--overrides", action="store_true", help="only those that a person decided otherwise")
    drawn.add_argument("--ground", default="", metavar="CLAUSE", help="only those of one ground or clause")
    drawn.add_argument("--random", type=int, default=0, metavar="N", help="so many by chance; the seed repeats them")
    drawn.add_argument("--seed", default="1", help="what chance begins with; the same one draws the same decisions")
    drawn.add_argument("--query", default="", help="only those on tickets that fit")


def _add_adding(inner: Any) -> argparse.ArgumentParser:
    added: argparse.ArgumentParser = inner.add_parser("add", help="write a finding into a file")
    added.add_argument("archive", type=Path)
    added.add_argument("--to", type=Path, required=True, metavar="FINDINGS")
    added.add_argument("--ticket", required=True, metavar="NUMBER")
    added.add_argument("--decision", type=int, metavar="N")
    added.add_argument("--message", type=int, metavar="N", help="a remark on this message, counted from the first")
    added.add_argument("--verdict", default="", choices=("", *VERDICTS))
    added.add_argument("--clause", default="")
    added.add_argument("--note", default="")
    added.add_argument("--reviewer", default="")
    add_unlocking(added)
    return added


def sample_command(asked: argparse.Namespace) -> int:
    """Print decisions, and whether each comes out again; exit 1 where one does not."""
    opened, rows = _opened(asked), []
    sample = Sample(
        query=asked.query,
        overrides=asked.overrides,
        clause=asked.ground,
        every=max(1, asked.every),
        random=max(0, asked.random),
        seed=asked.seed if asked.random > 0 else "",
    )
    try:
        known: dict[int, set[int]] = {}
        for one in sampling.draw(opened.desk, sample):
            if one.ticket_id not in known:
                found = [row.replayed for row in again.of_ticket(opened.desk, one.ticket_id)]
                known = {one.ticket_id: {row.n for row in found if row.kind == DECISION and not row.holds}}
            rows.append((one, one.n not in known[one.ticket_id]))
    finally:
        opened.close()
    if asked.json:
        for one, holds in rows:
            json_line({**plain(one), "holds": holds})
    else:
        told = [
            (f"TK-{one.ticket}", one.n, say(f"outcome.{one.outcome}"), one.clause, _yes(holds)) for one, holds in rows
        ]
        table(("number", "decision", "outcome", "clause", "again"), told)
    return 0 if all(holds for _, holds in rows) else 1


def add_command(asked: argparse.Namespace) -> int:
    """Write one finding."""
    ticket = number_of(asked.ticket)
    if asked.verdict and asked.decision is None:
        raise BadInput("finding_no_decision", ticket=ticket)
    opened = _opened(asked)
    try:
        made = reviewing.about(
            opened.desk,
            ticket=ticket,
            decision=asked.decision,
            message=asked.message,
            said=Said(verdict=asked.verdict, clause=asked.clause, body=asked.note),
            reviewer=asked.reviewer or account(),
            at=datetime.now(UTC),
        )
        reviewing.add(opened, asked.to, made)
    finally:
        opened.close()
    answered({"id": made.gid, "file": str(asked.to)}, as_json=asked.json)
    return 0


def sign_command(asked: argparse.Namespace) -> int:
    """Sign a file of findings."""
    key = private_keys.from_file(asked.key, passphrase_of(asked))
    answered({"file": str(findings_file.sign(asked.file, key))}, as_json=asked.json)
    return 0


def merge_command(asked: argparse.Namespace) -> int:
    """Merge a file of findings, or say what that would bring; exit 1 where some of it does not come in."""
    here = desk(asked)
    try:
        known = reviewing.known_keys(here, asked.keys)
        if asked.dry_run:
            return _tell_preview(reviewing.preview(here, asked.file, known), as_json=asked.json)
        made = reviewing.merge(here, asked.file, known)
    finally:
        here.store.close()
    answer: dict[str, object] = {
        "added": made.added,
        "known": made.known,
        "changed": made.changed,
        "strangers": len(made.strangers),
        "signed_by": made.signer,
        "other_names": list(made.others) if made.others or asked.json else None,
    }
    answered(answer, as_json=asked.json)
    return 1 if made.strangers or made.changed else 0


def _tell_preview(found: Preview, *, as_json: bool) -> int:
    if as_json:
        for row in found.rows:
            json_line({"id": row.finding.gid, "ticket": row.finding.ticket, "decision": row.finding.decision}
                      | {"verdict": row.finding.verdict, "state": row.state, "reviewer": row.finding.reviewer}
                      | {"other_name": differs(row.finding.reviewer, found.signers)})  # fmt: skip
        json_line({"signature": found.signature, "signed_by": found.signer, "key": found.key_id})
    else:
        told = [
            (
                f"TK-{one.finding.ticket}",
                one.finding.decision,
                say(f"verdict.{one.finding.verdict or 'remark'}"),
                say(f"merging.{one.state}"),
                one.finding.reviewer,
                saying.signer(found.signers, found.key_id),
            )
            for one in found.rows
        ]
        table(("number", "decision", "verdict", "state", "reviewer", "signature"), told)
        print(say(f"merging.{found.signature}", name=found.signer, key_id=found.key_id))
        if found.others:
            print(say("merging.other_name", typed=", ".join(one or "–" for one in found.others), name=found.signers[0]))
    whole = found.signature == "good" and all(one.state in ("new", "known") for one in found.rows)
    return 0 if whole else 1


def agree_command(asked: argparse.Namespace) -> int:
    """Print how far reviewers agree: every decision, the share and Cohen's kappa, by clause and of all."""
    found = agreeing.agreement(asked.files, keys.trusted() if asked.keys is None else keys.of_file(asked.keys))
    if asked.json:
        for one in found.rows:
            verdicts = dict(zip(found.reviewers, one.verdicts, strict=True))
            json_line({"ticket": one.ticket, "decision": one.decision, "clause": one.decided, "verdicts": verdicts})
        signed = dict(zip(found.reviewers, found.signatures, strict=True))
        json_line({**_share(found.whole), "clauses": [_share(one) for one in found.clauses], "signatures": signed})
        return 0
    _print_agreement(found)
    return 0


def _print_agreement(found: Agreement) -> None:
    for name, state in zip(found.reviewers, found.signatures, strict=True):
        print(f"{name}: {say(f'agreeing.{state}')}")
    rows = [
        (
            f"TK-{one.ticket}",
            one.decision,
            one.decided,
            "  ".join(say(f"verdict.{verdict}") if verdict else "–" for verdict in one.verdicts),
            _yes(one.agreed),
        )
        for one in found.rows
    ]
    table(("number", "decision", "clause", "verdict", "alike"), rows)
    print()
    shares = [
        (one.clause or say("agreeing.all"), one.judged, one.agreed, _kappa(one))
        for one in (*found.clauses, found.whole)
    ]
    table(("clause", "judged", "alike", "kappa"), shares)


def _share(one: Share) -> dict[str, object]:
    kappa = None if one.kappa is None else round(float(one.kappa), 6)
    return {"clause": one.clause, "judged": one.judged, "agreed": one.agreed, "kappa": kappa}


def _kappa(one: Share) -> str:
    return "–" if one.kappa is None else f"{float(one.kappa):.3f}"


def _opened(asked: argparse.Namespace) -> OpenArchive:
    path: Path = asked.archive
    if not path.exists():
        raise BadInput("no_such_file", file=str(path))
    return open_archive(path, lambda _done, _total: True, unlocks=keys_for(asked, path))


def _yes(holds: bool) -> str:  # noqa: FBT001 - private and read at the call
    return say("answer.yes" if holds else "answer.no")
