"""`next`: take the first ticket of a query that nobody has."""

from __future__ import annotations

import argparse
from typing import Any

from console.cli.desks import desk
from console.cli.listing import asked_query
from console.cli.output import json_line
from console.services import claiming
from console.views.words import say


def add_commands(commands: Any) -> None:
    """Add the command of this module to the parser."""
    taken = commands.add_parser(
        "next", help="take the first ticket of a query that nobody has; exit 1 where none is free"
    )
    taken.add_argument("query", nargs="*", metavar="QUERY")
    taken.add_argument("--sort", metavar="KEY")
    taken.add_argument("--json", action="store_true")
    taken.set_defaults(run=next_command)


def next_command(asked: argparse.Namespace) -> int:
    """Take the next ticket and print its number; exit 1 where nothing is free."""
    here = desk(asked)
    try:
        result: Any = claiming.take_next(here, asked_query(asked)).result
    finally:
        here.store.close()
    if asked.json:
        json_line({"number": result["number"]})
    else:
        print(say("toast.nothing_free") if result["number"] is None else f"TK-{result['number']}")
    return 1 if result["number"] is None else 0
