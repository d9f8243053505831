"""`snooze`: a ticket is put off until an hour, brought back, or the hours that are sensible now are listed."""

from __future__ import annotations

import argparse
from typing import Any

from console.cli.desks import desk, instant
from console.cli.output import json_line
from console.cli.tickets import number_of
from console.services import showing, snoozing
from console.views.words import moment, say, set_zone


def add_commands(commands: Any) -> None:
    """Add the command of this module to the parser."""
    put_off = commands.add_parser("snooze", help="put a ticket off until an hour, or bring it back")
    put_off.add_argument("number", metavar="NUMBER")
    put_off.add_argument("until", nargs="?", metavar="WHEN", help="later, next_day, after_next, week or an instant")
    put_off.add_argument("--reason", default="", metavar="TEXT", help="why; kept in the history")
    put_off.add_argument("--wake", action="store_true", help="bring it back before its hour")
    put_off.add_argument("--json", action="store_true")
    put_off.set_defaults(run=snooze_command)


def snooze_command(asked: argparse.Namespace) -> int:
    """Put a ticket off or bring it back; without an hour, list those that are sensible now."""
    here = desk(asked)
    try:
        set_zone(str(here.company.get("policy_tz") or "UTC"))
        offers = snoozing.offers(here)
        line = showing.detail(here, showing.id_of(here, number_of(asked.number))).row
        if asked.wake:
            snoozing.wake(here, line.id, version=line.version)
            _tell(asked, {"number": line.number, "until": None}, say("toast.woken"))
            return 0
        if asked.until is None:
            for one in offers:
                _tell(asked, one, f"{one.code:<12} {moment(one.at)}  ·  {say(f'snooze.{one.code}')}")
            return 0
        until = next((one.at for one in offers if one.code == asked.until), None) or instant(here, asked.until)
        snoozing.snooze(here, line.id, until, version=line.version, reason=asked.reason)
    finally:
        here.store.close()
    _tell(asked, {"number": line.number, "until": until}, say("toast.snoozed", when=moment(until)))
    return 0


def _tell(asked: argparse.Namespace, value: object, words: str) -> None:
    if asked.json:
        json_line(value)
    else:
        print(words)
