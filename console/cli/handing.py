"""`handover`: tickets at the end of a shift go to a colleague, a queue or whoever takes them, with a note."""

from __future__ import annotations

import argparse
from typing import Any

from console.cli.output import answered, json_line, table
from console.cli.queues import queue_key
from console.cli.running import runs
from console.cli.tickets import number_of
from console.faults import BadInput
from console.query import parse
from console.records.base import TicketId
from console.services import board, handing_over, showing, staffing
from console.services.desk import Desk
from console.views.words import moment, say

_MINE, _LEFT = "owner:me", "owner:left"


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("handover", help="hand tickets over with a note, and take what was handed over")
    inner = root.add_subparsers(dest="act", required=True)
    listed = inner.add_parser("list", help="what waits to be taken by you, or by whoever takes it")
    runs(listed, _list)
    given = inner.add_parser("give", help="hand tickets over, all or none; without --to, whoever takes them")
    given.add_argument("tickets", nargs="*", metavar="NUMBER")
    given.add_argument("--all", action="store_true", help="every open ticket of your own")
    given.add_argument("--left", action="store_true", help="every open ticket of who left; a lead does this")
    given.add_argument("--to", metavar="LOGIN", help="the colleague who gets them")
    given.add_argument("--queue", metavar="NAME", help="the queue they come into")
    given.add_argument("--note", default="", metavar="TEXT", help="what the next one needs to know")
    runs(given, _give)
    taken = inner.add_parser("take", help="take a handover: what nobody has by now is yours")
    taken.add_argument("handover", type=int, metavar="HANDOVER")
    runs(taken, _take)


def _list(here: Desk, asked: argparse.Namespace) -> None:
    found = handing_over.waiting(here)
    if asked.json:
        for one in found:
            json_line(one)
        return
    if not found:
        print(say("handover.none"))
        return
    rows = [
        (
            one.id,
            one.from_name,
            say("handover.to_you" if one.to_id else "handover.to_all"),
            moment(one.at),
            " ".join(f"TK-{number}" for number in one.numbers),
            one.note,
        )
        for one in found
    ]
    table(("n", "from_person", "to_person", "at", "tickets", "words"), rows)


def _give(here: Desk, asked: argparse.Namespace) -> None:
    """Hand over. Raises BadInput ("handover_which") unless one of numbers, --all and --left is given."""
    if [bool(asked.tickets), asked.all, asked.left].count(True) != 1:
        raise BadInput("handover_which")
    ids = _ids(here, asked)
    to = None if asked.to is None else staffing.member(here, asked.to)
    queue = None if asked.queue is None else queue_key(here, asked.queue)
    applied = handing_over.hand_over(here, ids, note=asked.note, to_id=None if to is None else to.id, queue_id=queue)
    answer: dict[str, object] = {"handover": applied.result, "tickets": len(set(ids))}
    answered({**answer, "name": None if to is None else to.name}, as_json=asked.json)


def _take(here: Desk, asked: argparse.Namespace) -> None:
    known = next((one for one in handing_over.waiting(here) if one.id == asked.handover), None)
    result: Any = handing_over.take(here, asked.handover).result
    numbers = [showing.detail(here, TicketId(one)).row.number for one in result["taken"]]
    left = 0 if known is None else len(known.ticket_ids) - len(numbers)
    if asked.json:
        json_line({"handover": asked.handover, "taken": numbers, "left": left})
        return
    answer: dict[str, object] = {"taken_over": " ".join(f"TK-{one}" for one in numbers) or None, "left": left or None}
    answered({"handover": asked.handover, **answer}, as_json=False)


def _ids(here: Desk, asked: argparse.Namespace) -> list[int]:
    if asked.tickets:
        return [int(showing.id_of(here, number_of(one))) for one in asked.tickets]
    return [int(one.id) for one in board.board(here, parse(_LEFT if asked.left else _MINE).query).cards]
