"""`review`: decisions of an archive looked at again, findings in a signed file, and their way back to the desk."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from console.cli.desks import desk
from console.cli.keys import add_passphrase, passphrase_of
from console.cli.output import answered, json_line, plain, table
from console.faults import BadInput
from console.services import showing
from console.services.archives import exporting, keys, private_keys, reviewing, signing
from console.services.archives.opening import OpenArchive, open_archive
from console.services.replaying import DECISION
from console.services.whose import account
from console.views.words import say


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("review", help="look at an archive's decisions again; findings, signed and merged")
    inner = root.add_subparsers(dest="act", required=True)
    drawn = inner.add_parser("sample", help="decisions to look at, each decided again from its stored inputs")
    drawn.add_argument("archive", type=Path)
    drawn.add_argument("--every", type=int, default=1, metavar="N", help="every n-th")
    drawn.add_argument("--overrides", action="store_true", help="only those that a person decided otherwise")
    drawn.add_argument("--ground", default="", metavar="CLAUSE", help="only those of one ground")
    added = inner.add_parser("add", help="write a finding into a file")
    added.add_argument("archive", type=Path)
    added.add_argument("--to", type=Path, required=True, metavar="FINDINGS")
    added.add_argument("--ticket", type=int, required=True)
    added.add_argument("--decision", type=int, metavar="N")
    added.add_argument("--verdict", required=True, choices=reviewing.VERDICTS)
    added.add_argument("--clause", default="")
    added.add_argument("--note", default="")
    added.add_argument("--reviewer", default="")
    sealed = inner.add_parser("sign", help="sign a file of findings")
    sealed.add_argument("file", type=Path, metavar="FINDINGS")
    sealed.add_argument("--key", type=Path, required=True, metavar="FILE")
    add_passphrase(sealed)
    merged = inner.add_parser("merge", help="take the findings of a signed file into the desk; a lead's")
    merged.add_argument("file", type=Path, metavar="FINDINGS")
    merged.add_argument("--keys", type=Path, metavar="FILE", help="whose signature is believed besides the desk's keys")
    alike = inner.add_parser("agree", help="how far the reviewers of several files agree")
    alike.add_argument("files", type=Path, nargs="+", metavar="FINDINGS")
    for one, command in (
        (drawn, sample_command),
        (added, add_command),
        (sealed, sign_command),
        (merged, merge_command),
        (alike, agree_command),
    ):
        one.add_argument("--json", action="store_true")
        one.set_defaults(run=command)


def sample_command(asked: argparse.Namespace) -> int:
    """Print decisions, and whether each comes out again; exit 1 where one does not."""
    opened = _opened(asked.archive)
    rows = []
    try:
        for one in reviewing.sample(opened, every=asked.every, overrides=asked.overrides, ground=asked.ground):
            shown = showing.ticket(opened.desk, one.ticket, replay=True)
            again = [found for found in shown.replays if found.kind == DECISION and found.n == one.n]
            rows.append((one, all(found.holds for found in again)))
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
    opened = _opened(asked.archive)
    try:
        made = reviewing.new(
            ticket=asked.ticket,
            decision=asked.decision,
            verdict=asked.verdict,
            clause=asked.clause,
            body=asked.note,
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
    answered({"file": str(reviewing.sign(asked.file, key))}, as_json=asked.json)
    return 0


def merge_command(asked: argparse.Namespace) -> int:
    """Merge a file of findings; exit 1 where some of it speaks of no ticket here."""
    known = keys.trusted() if asked.keys is None else keys.of_file(asked.keys)
    here = desk(asked)
    try:
        own = [exporting.signer_of(one) for one in signing.keys_of(here.store)]
        public = {one.public for one in own}
        known = (*own, *(one for one in known if one.public not in public))
        made = reviewing.merge(here, asked.file, known)
    finally:
        here.store.close()
    answered(
        {"added": made.added, "known": made.known, "strangers": len(made.strangers), "signed_by": made.signer},
        as_json=asked.json,
    )
    return 1 if made.strangers else 0


def agree_command(asked: argparse.Namespace) -> int:
    """Print how far reviewers agree."""
    found = reviewing.agreement(asked.files)
    answered({"judged": found.judged, "agreed": found.agreed}, as_json=asked.json)
    if not asked.json:
        for ticket, decision in found.apart:
            print(f"TK-{ticket}: {decision or '–'}")
    return 0


def _opened(path: Path) -> OpenArchive:
    if not path.exists():
        raise BadInput("no_such_file", file=str(path))
    return open_archive(path, lambda _done, _total: True)


def _yes(holds: bool) -> str:  # noqa: FBT001 - private and read at the call
    return say("answer.yes" if holds else "answer.no")
