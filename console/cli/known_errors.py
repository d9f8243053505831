"""`errors`: the register of confirmed errors that all licenses share (14.1 to 14.4)."""

from __future__ import annotations

import argparse
from typing import Any

from console.cli.output import json_line, table
from console.cli.running import runs
from console.cli.tickets import number_of
from console.records.errors import KnownError
from console.services import confirmed_errors, showing
from console.services.desk import Desk
from console.views.words import moment, say


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    parser = commands.add_parser("errors", help="the register of confirmed errors: list, search, enter, mark, settle")
    acts = parser.add_subparsers(dest="act", required=True)
    listed = acts.add_parser("list", help="errors, the newest first")
    listed.add_argument("text", nargs="?", default="", metavar="WORDS")
    listed.add_argument("--status", default="", choices=("", *confirmed_errors.STATUSES))
    runs(listed, _list)
    shown = acts.add_parser("show", help="an error: its conditions, versions, and where it was seen")
    shown.add_argument("code", metavar="CODE")
    runs(shown, _show)
    entered = acts.add_parser("enter", help="enter a suspected error")
    entered.add_argument("code", metavar="CODE")
    entered.add_argument("title", metavar="TITLE")
    entered.add_argument("--version", dest="software_version", default="")
    entered.add_argument("--note", default="")
    runs(entered, _enter)
    seen = acts.add_parser("see", help="say that a request shows it")
    seen.add_argument("code", metavar="CODE")
    seen.add_argument("number", metavar="NUMBER")
    runs(seen, _see)
    judged = acts.add_parser("judge", help="say which conditions of 14.2 hold and which causes were found")
    judged.add_argument("code", metavar="CODE")
    judged.add_argument("--met", nargs="*", default=(), choices=confirmed_errors.CONDITIONS, help="what of 14.2 holds")
    judged.add_argument("--unmet", nargs="*", default=(), choices=confirmed_errors.CONDITIONS)
    judged.add_argument("--open", nargs="*", default=(), choices=confirmed_errors.CONDITIONS, help="what nobody knows")
    judged.add_argument("--cause", nargs="*", choices=confirmed_errors.CAUSES, help="causes of 14.3 that were found")
    runs(judged, _judge)
    settled = acts.add_parser("settle", help="confirm (all eight conditions of 14.2 must hold), fix, reject or take up")
    settled.add_argument("code", metavar="CODE")
    settled.add_argument("status", choices=confirmed_errors.STATUSES)
    settled.add_argument("--met", nargs="*", default=(), choices=confirmed_errors.CONDITIONS, help="what of 14.2 holds")
    settled.add_argument("--unmet", nargs="*", default=(), choices=confirmed_errors.CONDITIONS)
    settled.add_argument("--cause", nargs="*", choices=confirmed_errors.CAUSES, help="causes of 14.3 that were found")
    settled.add_argument("--fixed-in", default="", metavar="VERSION")
    settled.add_argument("--note", default="")
    runs(settled, _settle)


def _list(here: Desk, asked: argparse.Namespace) -> None:
    _print(confirmed_errors.register(here, text=asked.text, status=asked.status), as_json=asked.json)


def _show(here: Desk, asked: argparse.Namespace) -> None:
    found, seen = confirmed_errors.one(here, asked.code)
    if asked.json:
        json_line({"error": found, "seen": seen})
        return
    _print((found,), as_json=False)
    said = {name: f" ({who}, {moment(at)})" for name, who, at in found.said}
    for name, value in found.conditions:
        print(f"{confirmed_errors.clause_of(name)} {name}: {_word(value)}{said.get(name, '')}")
    if found.excluded:
        print(say("known.found", causes=", ".join(say(f"cause.{code}") for code in found.excluded)))
    rows: list[tuple[object, ...]] = [
        (f"TK-{one.ticket_number}", one.subject[:40], one.license_key, one.domain, one.outcome, moment(one.at))
        for one in seen
    ]
    table(("number", "subject", "license", "domain", "outcome", "seen"), rows)


def _enter(here: Desk, asked: argparse.Namespace) -> None:
    confirmed_errors.enter(here, asked.code, asked.title, software_version=asked.software_version, note=asked.note)
    _print((confirmed_errors.one(here, asked.code)[0],), as_json=asked.json)


def _see(here: Desk, asked: argparse.Namespace) -> None:
    confirmed_errors.see(here, asked.code, showing.id_of(here, number_of(asked.number)))
    _print((confirmed_errors.one(here, asked.code)[0],), as_json=asked.json)


def _judge(here: Desk, asked: argparse.Namespace) -> None:
    known = confirmed_errors.one(here, asked.code)[0]
    judged = _conditions(asked) | dict.fromkeys(asked.open)
    confirmed_errors.judge(here, asked.code, judged, _causes(asked), seen=known.version)
    _show(here, asked)


def _conditions(asked: argparse.Namespace) -> dict[str, bool | None]:
    return {**dict.fromkeys(asked.met, True), **dict.fromkeys(asked.unmet, False)}


def _causes(asked: argparse.Namespace) -> tuple[str, ...] | None:
    return None if asked.cause is None else tuple(asked.cause)


def _settle(here: Desk, asked: argparse.Namespace) -> None:
    known = confirmed_errors.one(here, asked.code)[0]
    verdict = confirmed_errors.Verdict(
        status=asked.status,
        conditions=_conditions(asked),
        excluded=_causes(asked),
        fixed_in=asked.fixed_in,
        note=asked.note,
    )
    confirmed_errors.settle(here, asked.code, verdict, seen=known.version)
    _print((confirmed_errors.one(here, asked.code)[0],), as_json=asked.json)


def _print(found: tuple[KnownError, ...], *, as_json: bool) -> None:
    if as_json:
        for one in found:
            json_line(one)
        return
    rows: list[tuple[object, ...]] = [
        (one.code, say(f"known.{one.status}"), one.title[:50], one.software_version, one.tickets, one.licenses)
        for one in found
    ]
    table(("error", "status", "subject", "version", "tickets", "licenses"), rows)


def _word(value: bool | None) -> str:  # noqa: FBT001 - private and read at the call
    return say("answer.unknown") if value is None else say("answer.yes" if value else "answer.no")
