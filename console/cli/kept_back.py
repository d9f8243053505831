"""`quarantine`: messages that an import could not take in: list, show, save as they came, try again."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from console.cli import wording
from console.cli.output import answered, json_line, plain, table
from console.cli.running import runs
from console.faults import BadInput
from console.records.intake import Fate
from console.services.desk import Desk
from console.services.intake import kept_back
from console.views import kept_words
from console.views.words import say

_NUMBER = "as listed"


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("quarantine", help="messages that were not taken in: list, show, save, try again")
    inner = root.add_subparsers(dest="act", required=True)
    listed = inner.add_parser("list", help="what is kept and was not taken in since, the newest first")
    listed.add_argument("--ours", action="store_true", help="mails of ours that nobody has answered instead")
    runs(listed, _list)
    shown = inner.add_parser("show", help="the beginning of a message as plain text")
    shown.add_argument("number", type=int, metavar="NUMBER", help=_NUMBER)
    runs(shown, _show)
    saved = inner.add_parser("save", help="write the bytes as they came into a new file")
    saved.add_argument("number", type=int, metavar="NUMBER", help=_NUMBER)
    saved.add_argument("file", type=Path, metavar="FILE")
    runs(saved, _save)
    again = inner.add_parser("retry", help="read messages with the program as it is now and take them in")
    again.add_argument("numbers", nargs="*", type=int, metavar="NUMBER", help=_NUMBER)
    again.add_argument("--all", action="store_true", help="everything that is kept")
    runs(again, _retry)


def _list(here: Desk, asked: argparse.Namespace) -> None:
    found = kept_back.unanswered(here) if asked.ours else kept_back.waiting(here)
    if asked.json:
        for one in found:
            json_line(one)
        return
    if not found:
        print(say("kept_back.none_of_ours" if asked.ours else "kept_back.none"))
        return
    rows = [
        (one.id, one.at, kept_words.why(one), one.size, kept_words.place(one, whole=not one.is_ours)) for one in found
    ]
    table(("number", "at", "because_of", "bytes", "file"), rows)


def _show(here: Desk, asked: argparse.Namespace) -> None:
    one = kept_back.find(here, asked.number)
    text, goes_on = kept_back.as_text(kept_back.content(here, one))
    if asked.json:
        json_line({**plain(one), "text": text, "goes_on": goes_on})
        return
    print(text)
    if goes_on:
        print(say("kept_back.goes_on"))


def _save(here: Desk, asked: argparse.Namespace) -> None:
    one = kept_back.find(here, asked.number)
    answered({"file": str(asked.file), "bytes": kept_back.save(here, one, asked.file)}, as_json=asked.json)


def _retry(here: Desk, asked: argparse.Namespace) -> None:
    """Try again. Raises BadInput ("kept_back_which"), and what `kept_back.try_again` raises where one is named."""
    if bool(asked.numbers) == asked.all:
        raise BadInput("kept_back_which")
    for one in kept_back.waiting(here) if asked.all else kept_back.find_all(here, asked.numbers):
        if asked.all and not kept_back.can_be_read(here, one):
            continue
        line = kept_back.try_again(here, one)
        if asked.json:
            json_line({**plain(line), "number": one.id, "taken": line.fate is not Fate.FAILED})
        else:
            print(wording.intake(line))
