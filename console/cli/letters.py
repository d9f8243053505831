"""`letters`: what the desk writes to customers; the program's letters, the team's in their place, a person's own."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from console.cli.desks import desk
from console.cli.output import json_line, stamp, standard_input, table
from console.cli.tickets import number_of
from console.faults import BadInput, NotFound
from console.services import letterbook, letters, preparing, showing
from console.services.desk import Desk
from console.services.letterbook import Wish
from console.services.letters import LANGUAGES, Letter, LintFinding
from console.views.letters import saying
from console.views.words import say

_SCOPES = ("team", "personal")


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("letters", help="letters to customers: the program's, the team's, your own")
    inner = root.add_subparsers(dest="act", required=True)
    listed = inner.add_parser("list", help="every letter that counts, with its version")
    shown = inner.add_parser("show", help="one letter with its values not filled in")
    filled = inner.add_parser("preview", help="one letter filled in for a ticket, and what keeps it from being sent")
    kept = inner.add_parser("save", help="keep the next version of a letter")
    gone = inner.add_parser("retire", help="take a letter of the team or your own out of use; its versions stay")
    for parser in (shown, filled, kept, gone):
        parser.add_argument("code", metavar="CODE", help="as in the list; a new one begins with own.")
    listed.add_argument("--own", action="store_true", help="only those of the team and your own")
    shown.add_argument("--history", action="store_true", help="every version instead, the newest first")
    filled.add_argument("--ticket", required=True, metavar="NUMBER")
    kept.add_argument("file", metavar="FILE", help="its text, plain, in UTF-8; - reads standard input")
    kept.add_argument("--title", default="")
    kept.add_argument("--subject", default="")
    kept.add_argument("--clause", action="append", default=[], help="a clause that a new letter cites; may be repeated")
    kept.add_argument("--channel", choices=letterbook.CHANNELS, default="any")
    kept.add_argument("--dry-run", action="store_true", help="only say what is wrong with it")
    for parser in (kept, gone):
        parser.add_argument("--scope", choices=_SCOPES, default="personal")
    runs = {
        listed: list_command,
        shown: show_command,
        filled: preview_command,
        kept: save_command,
        gone: retire_command,
    }
    for parser, run in runs.items():
        parser.add_argument("--text-language", choices=LANGUAGES, default="en", help="the language of the letter")
        parser.add_argument("--json", action="store_true")
        parser.set_defaults(run=run)


def list_command(asked: argparse.Namespace) -> int:
    """Print the letters that count for this person."""
    here = desk(asked)
    try:
        found = [one for one in _all(here, asked.text_language) if not asked.own or one.scope != letters.BUILTIN]
        rows = [(one.code, say(f"book.scope_{one.scope}"), one.version, saying.title_of(here, one)) for one in found]
    finally:
        here.store.close()
    if asked.json:
        for one, row in zip(found, rows, strict=True):
            json_line(
                {"code": one.code, "scope": one.scope, "version": one.version, "title": row[3], "clauses": one.clauses}
            )
    else:
        table(tuple(say(f"book.head_{name}") for name in ("code", "scope", "version", "title")), rows)
    return 0


def show_command(asked: argparse.Namespace) -> int:
    """Print a letter, or with --history every version of the team's and one's own."""
    here = desk(asked)
    try:
        letter = _letter(here, asked)
        kept = letterbook.versions(here, asked.code, asked.text_language) if asked.history else ()
    finally:
        here.store.close()
    if asked.history:
        for one in kept:
            if asked.json:
                json_line(one)
            else:
                state = "" if one.active else f"  {say('book.retired')}"
                print(f"{say(f'book.scope_{one.scope}')} {one.n}  {stamp(one.at)}  {one.by}{state}")
        return 0 if kept else 1
    if asked.json:
        json_line(letter)
    else:
        print(f"{letter.subject}\n\n{letter.body}")
    return 0


def preview_command(asked: argparse.Namespace) -> int:
    """Print a letter as it would go to the customer of a ticket; exit 1 when something stops it."""
    here = desk(asked)
    try:
        panels = showing.panels_of(here, number_of(asked.ticket))
        _letter(here, asked)
        official = preparing.quotes(here, panels.detail)
        prepared = preparing.prepare(here, panels, asked.code, asked.text_language, official=official)
        found = preparing.findings(here, panels, prepared, prepared.filled.text)
    finally:
        here.store.close()
    if asked.json:
        json_line({"subject": prepared.subject, "text": prepared.filled.text, "findings": found})
    else:
        print(f"{prepared.subject}\n\n{prepared.filled.text}\n")
        _print_findings(found)
    return 1 if any(one.blocks for one in found) else 0


def save_command(asked: argparse.Namespace) -> int:
    """Keep a letter; with --dry-run only say what is wrong with it, exit 1 when that keeps it from being kept."""
    here = desk(asked)
    try:
        last = here.letters.last.get((asked.scope, asked.code, asked.text_language), 0)
        before = here.letters.find(asked.code, asked.text_language)
        wish = Wish(
            code=asked.code,
            language=asked.text_language,
            scope=asked.scope,
            title=asked.title or (before.title if before is not None else ""),
            subject=asked.subject or (before.subject if before is not None else ""),
            body=_text(asked.file),
            channel=asked.channel,
            clauses=tuple(asked.clause) or (before.clauses if before is not None else ()),
            files=before.files if before is not None else (),
            seen=last,
        )
        found = letterbook.problems(wish)
        kept = 0 if asked.dry_run else letterbook.save(here, wish)
    finally:
        here.store.close()
    if asked.json:
        json_line({"code": asked.code, "version": kept or None, "findings": found})
    else:
        _print_findings(found)
        if kept:
            print(say("book.kept", n=str(kept)))
    return 1 if any(one.blocks for one in found) else 0


def retire_command(asked: argparse.Namespace) -> int:
    """Take a letter out of use."""
    here = desk(asked)
    try:
        letter = here.letters.of(asked.scope, asked.code, asked.text_language)
        if letter is None:
            raise NotFound("letter_unknown", letter=asked.code)
        kept = letterbook.retire(here, letter)
    finally:
        here.store.close()
    if asked.json:
        json_line({"code": asked.code, "version": kept})
    else:
        print(say("book.retired_now", n=str(kept)))
    return 0


def _all(here: Desk, language: str) -> Sequence[Letter]:
    codes = (*here.letters.own_codes(), *letters.load_letters(language))
    return [one for code in codes if (one := here.letters.find(code, language)) is not None]


def _letter(here: Desk, asked: argparse.Namespace) -> Letter:
    letter = here.letters.find(asked.code, asked.text_language)
    if letter is None:
        raise NotFound("letter_unknown", letter=asked.code)
    return letter


def _print_findings(found: Sequence[LintFinding]) -> None:
    for one in found:
        print(f"{'!' if one.blocks else '·'} {saying.finding(one)}")


def _text(file: str) -> str:
    if file == "-":
        return standard_input()
    try:
        return Path(file).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInput("no_such_file", file=file) from error
    except UnicodeDecodeError as error:
        raise BadInput("wording_not_text", file=file) from error
