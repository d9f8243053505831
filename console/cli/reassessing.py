"""`review replay` and `review rehearse`: the decisions of an archive taken again, from the archive alone."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from console.cli.identities import add_unlocking
from console.cli.locks import keys_for
from console.cli.output import answered, json_line, plain, table
from console.cli.rehearsing import tell
from console.faults import BadInput
from console.services.archives import reassessing
from console.services.archives.opening import OpenArchive, open_archive
from console.views.words import say, set_zone


def add_commands(inner: Any) -> None:
    """Add the commands to those of `review`."""
    played = inner.add_parser("replay", help="take every decision of an archive again and compare the bytes")
    tried = inner.add_parser("rehearse", help="decide the requests of an archive under another version")
    tried.add_argument("version", metavar="VERSION", help="a version of the archive or the program, or a folder")
    tried.add_argument("--always", action="store_true", help="as if the version had always been in force")
    tried.add_argument("--limit", type=int, default=50, help="how many requests to list for people")
    for one, command in ((played, replay_command), (tried, rehearse_command)):
        one.add_argument("--archive", metavar="FILE", default=argparse.SUPPRESS, help="the archive")
        add_unlocking(one)
        one.add_argument("--query", default="", help="only tickets that fit")
        one.add_argument("--json", action="store_true", help="a line for each that differs, then one with the counts")
        one.set_defaults(run=command, reads_archive=True)


def replay_command(asked: argparse.Namespace) -> int:
    """Take everything that was decided again; exit 1 where something does not hold."""
    opened = _opened(asked)
    found: list[reassessing.Again] = []
    taken = 0
    try:
        for part in reassessing.replay(opened.desk, asked.query):
            found += part.rows
            taken = part.taken
    finally:
        opened.close()
    failing = sum(1 for one in found if not one.replayed.holds)
    older = sum(1 for one in found if one.replayed.is_older)
    counts = {"taken": taken, "same": taken - len(found), "older": older, "failing": failing}
    if asked.json:
        for one in found:
            json_line({"ticket": one.number, **plain(one.replayed)})
        json_line(counts)
    else:
        if found:
            rows = [
                (f"TK-{one.number}", say(f"reassess.{one.replayed.kind}"), one.replayed.n, _place(one), _held(one))
                for one in found
            ]
            table(("number", "kind", "decision", "differs", "again"), rows)
        for code in dict.fromkeys(code for one in found for code in one.replayed.changes):
            print(say(f"engine_change.{code}"))
        answered(counts, as_json=False)
    return 1 if failing else 0


def rehearse_command(asked: argparse.Namespace) -> int:
    """Print what another version would decide otherwise; exit 1 when something would."""
    opened = _opened(asked)
    try:
        set_zone(str(opened.desk.company.get("policy_tz") or "UTC"))
        found = reassessing.rehearse(opened.desk, asked.version, asked.query, always=asked.always)
        return tell(found, limit=asked.limit, as_json=asked.json, always=asked.always)
    finally:
        opened.close()


def _place(one: reassessing.Again) -> str:
    if one.replayed.kept != "whole":
        return say(f"reassess.{one.replayed.kept}")
    return ", ".join(sorted({difference.place for difference in one.replayed.differences})) or "–"


def _held(one: reassessing.Again) -> str:
    if one.replayed.is_older:
        return say("reassess.by_engine", engine=one.replayed.engine)
    return say("answer.yes" if one.replayed.holds else "answer.no")


def _opened(asked: argparse.Namespace) -> OpenArchive:
    name = getattr(asked, "archive", None)
    if not name:
        raise BadInput("no_archive_named")
    if not Path(name).exists():
        raise BadInput("no_such_file", file=str(name))
    return open_archive(Path(name), lambda _done, _total: True, unlocks=keys_for(asked, Path(name)))
