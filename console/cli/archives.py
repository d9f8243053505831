"""`export` and `verify`: tickets written into an archive, and an archive proven without a database."""

from __future__ import annotations

import argparse
import dataclasses
from pathlib import Path
from typing import Any

from console.cli import leaving, planning
from console.cli.desks import desk, url_of
from console.cli.identities import add_leaving_out, add_locking, add_unlocking
from console.cli.keys import add_passphrase, passphrase_of
from console.cli.locks import keys_for, lock_of
from console.cli.output import answered, json_line
from console.cli.progress import Progress
from console.faults import BadInput, Known
from console.query import Query, parse
from console.records.archives import ExportProgress, Proof
from console.services.archives import bringing_back, keys, making, proving, redacting, signing
from console.services.desk import Desk
from console.store.engine import shown_url
from console.views.archive.why import places_words, proof_lines, unsigned_words, went_on_words
from console.views.words import say


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    out = commands.add_parser("export", help="write tickets into an archive that can be read and proven by itself")
    out.add_argument("query", nargs="*", metavar="QUERY", help="which tickets; all without it")
    out.add_argument("--to", type=Path, metavar="FILE|DIR", help="a new file, or a folder: DIR/")
    out.add_argument("--as", dest="form", choices=leaving.FORMS, default="archive", help="one ticket in another form")
    out.add_argument("--folder", action="store_true", help="write a folder instead of one file")
    out.add_argument("--key", type=Path, metavar="FILE", help="the file of the key that signs; else your own")
    whether = out.add_mutually_exclusive_group()
    whether.add_argument("--signed", action="store_true", help="make none that nobody signs; of a plan too")
    whether.add_argument("--unsigned", action="store_true", help="do not sign it")
    add_passphrase(out)
    add_locking(out)
    add_leaving_out(out)
    planning.add_options(out)
    out.add_argument("--json", action="store_true")
    out.set_defaults(run=export_command, reads_archive=True)
    proof = commands.add_parser("verify", help="prove an archive whole; exit 1 when it is not")
    proof.add_argument("file", type=Path, metavar="FILE")
    proof.add_argument("--keys", type=Path, metavar="FILE", help="who may have signed, as OpenSSH's allowed_signers")
    add_unlocking(proof)
    proof.add_argument("--json", action="store_true")
    proof.set_defaults(run=verify_command)


def add_bringing(inner: Any) -> None:
    """Add the command that makes a database out of an archive to those of `db`."""
    back = inner.add_parser("from-archive", help="make an empty database a desk with everything of an archive")
    back.add_argument("file", type=Path, metavar="FILE")
    add_unlocking(back)
    back.add_argument("--json", action="store_true")
    back.set_defaults(run=bring_command)


def bring_command(asked: argparse.Namespace) -> int:
    """Bring an archive back into the database that is named."""
    if asked.database is None:
        raise BadInput("name_the_database")
    if not asked.file.exists():
        raise BadInput("no_such_file", file=str(asked.file))
    facts = bringing_back.bring_back(
        asked.file, url_of(asked), keys.trusted(), lambda _done, _total: True, keys_for(asked, asked.file)
    )
    answered(
        {"database": shown_url(asked.database), "tickets": facts.tickets, "messages": facts.messages},
        as_json=asked.json,
        apart="\n",
    )
    return 0


def export_command(asked: argparse.Namespace) -> int:
    """Write an archive and print what it holds."""
    other = _otherwise(asked)
    if other is not None:
        return other
    folder = asked.folder or str(asked.to).endswith(("/", "\\")) or _given(asked.to)
    how = {"lock": lock_of(asked), "without": redacting.asked_for(asked.redact, asked.redact_reason)}
    here = desk(asked)
    shown = Progress()
    try:
        signed = _signature(here, asked)
        done = making.make(here, _query(asked), asked.to, heard=shown, folder=folder, signed=signed, **how)
        made, entered = done.archive, done.entered
    except KeyboardInterrupt:
        raise Known("export_canceled") from None
    finally:
        shown.close()
        here.store.close()
    if asked.json:
        number = None if entered is None else entered.id
        json_line({**dataclasses.asdict(made), "path": str(made.path), "archive": number})
        return 0
    answered(
        {
            "archive": str(made.path),
            "tickets": made.tickets,
            "messages": made.messages,
            "files": made.files,
            "bytes": made.bytes,
            "content": made.content_sha256,
            "signed_by": made.signed_by or None,
        },
        as_json=False,
        apart="\n",
    )
    if went_on := went_on_words(made):
        print(went_on)
    if made.left_out is not None:
        print("\n".join((*places_words(made.left_out), say("writing.read_first"))))
    if not made.signed_by:
        print(unsigned_words(made.unsigned))
    if entered is None:
        print(say("archives.not_kept"))
    return 0


def _otherwise(asked: argparse.Namespace) -> int | None:
    """Do what is asked for where that is no new archive: something of a plan, or one ticket in another form."""
    if asked.archive is not None and asked.form == "archive":
        raise BadInput("archive_command", command="export", file=str(asked.archive))
    planned = planning.command(asked)
    if planned is not None:
        return planned(asked)
    if asked.to is None:
        raise BadInput("export_where")
    return None if asked.form == "archive" else leaving.one_ticket(asked, _query(asked))


def _signature(here: Desk, asked: argparse.Namespace) -> making.Signature:
    """Return who signs, or why nobody does. A passphrase is asked for only where one opens the key."""
    if asked.unsigned:
        return making.UNWANTED
    needed = asked.key is not None or asked.passphrase_file is not None or signing.standing(here).state == "locked"
    found = making.signature(here, passphrase=passphrase_of(asked) if needed else "", file=asked.key)
    if asked.signed and found.signing is None:
        raise signing.refusal(found.why)
    return found


def verify_command(asked: argparse.Namespace) -> int:
    """Prove an archive; exit 1 where it is not whole, or none of the keys that are believed signed it.

    Those are the keys of --keys, else those that this computer believes; where there are none, anybody may have signed.
    """
    if not asked.file.exists():
        raise BadInput("no_such_file", file=str(asked.file))
    known = keys.trusted() if asked.keys is None else keys.of_file(asked.keys)
    unlocks, shown = keys_for(asked, asked.file), Progress()
    try:
        found = proving.verify(
            asked.file, known, lambda done, total: shown(ExportProgress(part="seal", done=done, total=total)), unlocks
        )
    finally:
        shown.close()
    if asked.json:
        json_line(found)
    else:
        print("\n".join(told(found)))
    trusted = found.signature == "good" or (not known and found.signature in ("unsigned", "unknown_key"))
    return 0 if found.state == "whole" and trusted else 1


def told(found: Proof) -> list[str]:
    """Return what a proof found, in words: each a line, whatever a stranger's archive has in its names."""
    return [" ".join(one.split()) for one in proof_lines(found)]


def _given(path: Path) -> bool:
    return path.suffix == "" and not path.exists()


def _query(asked: argparse.Namespace) -> Query:
    parsed = parse(" ".join(asked.query))
    if parsed.problems:
        problem = parsed.problems[0]
        raise BadInput(problem.code, **problem.params)
    return parsed.query
