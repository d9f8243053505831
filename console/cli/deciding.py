"""`decide`: what the agreement leaves to a person at a ticket, and a choice with its reason."""

from __future__ import annotations

import argparse
from typing import Any

from console.cli.desks import desk
from console.cli.output import json_line
from console.cli.tickets import number_of
from console.services import deciding, showing
from console.views import reasoning
from console.views.words import say


def add_commands(commands: Any) -> None:
    """Add the command of this module to the parser."""
    decided = commands.add_parser("decide", help="decide a ticket otherwise than proposed, with a reason")
    decided.add_argument("number", metavar="NUMBER")
    decided.add_argument("outcome", nargs="?", metavar="OUTCOME", help="without it, what may be chosen is listed")
    decided.add_argument("--reason", default="", metavar="TEXT", help="why; kept with the decision")
    decided.add_argument("--json", action="store_true")
    decided.set_defaults(run=decide_command)


def decide_command(asked: argparse.Namespace) -> int:
    """Keep a person's choice, or list what may be chosen."""
    here = desk(asked)
    try:
        panels = showing.panels(here, showing.id_of(here, number_of(asked.number)))
        if asked.outcome is None:
            return _list(panels, as_json=asked.json)
        applied = deciding.choose(here, panels, asked.outcome, reason=asked.reason)
    finally:
        here.store.close()
    if asked.json:
        json_line({"number": panels.detail.row.number, "outcome": asked.outcome, "event": applied.result})
    else:
        print(reasoning.chosen(asked.outcome, panels.assessment.outcome, asked.reason.strip()))
    return 0


def _list(panels: showing.Panels, *, as_json: bool) -> int:
    for one in deciding.options(panels):
        if as_json:
            json_line(one)
            continue
        note = say("choosing.as_proposed") if one.kind == "as_proposed" else ""
        note = note or ("" if one.allowed else say(f"choosing.why_not_{one.kind}"))
        words = say(f"outcome.{one.outcome}")
        print(f"{one.outcome:<20} {words}" + (f"  ·  {note}" if note else ""))
    return 0
