"""`unsent`: acts that were on their way when a program ended, to be sent again under their own ids or dropped."""

from __future__ import annotations

import argparse
from typing import Any

from console import journal, places
from console.cli.output import answered, json_line, table
from console.cli.running import runs
from console.faults import BadInput, NotFound
from console.services import unsent
from console.services.desk import Desk
from console.services.unsent import Unsent
from console.views.words import say, say_count

_SHOWN, _FEWEST = 8, 4


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("unsent", help="acts that never reached the database: send them again, or drop them")
    inner = root.add_subparsers(dest="act", required=True)
    runs(
        inner.add_parser("list", help="your acts that were on their way when a program ended, the oldest first"), _list
    )
    again = inner.add_parser("again", help="send an act again under its own id: it is done once")
    again.add_argument("ids", nargs="*", metavar="ID", help="as listed; its beginning will do")
    again.add_argument("--all", action="store_true", help="each of them, up to the first that cannot be done any more")
    runs(again, _again)
    dropped = inner.add_parser("drop", help="drop acts, with their words; why stands in the log of this computer")
    dropped.add_argument("ids", nargs="+", metavar="ID", help="as listed; its beginning will do")
    dropped.add_argument("--reason", required=True, metavar="TEXT", help="why it is dropped")
    runs(dropped, _drop)


def _list(here: Desk, asked: argparse.Namespace) -> None:
    done = sum(1 for _, carried_out in here.store.settle(here.actor) if carried_out)
    found, sent = unsent.unsent(here), unsent.on_their_way(here)
    if asked.json:
        for one in found:
            json_line({**_plain(one), "sent": False})
        for doubt in sent:
            json_line({"id": doubt.command_id, "what": doubt.kind, "at": doubt.at, "sent": True})
        return
    if done:
        print(say_count("store.confirmed", done))
    if found:
        rows = [
            (one.command_id[:_SHOWN], say(f"unsent.verb_{one.verb}"), _where(one), one.at, one.text) for one in found
        ]
        table(("n", "what", "ticket", "at", "words"), rows)
    elif not sent:
        print(say("unsent.none"))
    if sent:
        print(say_count("unsent.on_its_way", len(sent)))


def _again(here: Desk, asked: argparse.Namespace) -> None:
    """Send acts again. Raises BadInput ("unsent_which"), NotFound ("no_unsent") and what `unsent.again` raises."""
    if bool(asked.ids) == asked.all:
        raise BadInput("unsent_which")
    here.store.settle(here.actor)
    for one in unsent.unsent(here) if asked.all else _named(here, asked.ids):
        applied = unsent.again(here, one)
        answer: dict[str, object] = {"id": one.command_id, "ticket": _where(one)}
        if asked.json:
            json_line({**answer, "replayed": applied.replayed})
        else:
            answered({**answer, "state": say("unsent.verb_done", what=say(f"unsent.verb_{one.verb}"))}, as_json=False)


def _drop(here: Desk, asked: argparse.Namespace) -> None:
    """Drop acts. Raises BadInput ("unsent_which") without a reason, NotFound ("no_unsent")."""
    if not asked.reason.strip():
        raise BadInput("unsent_which")
    journal.begin(places.log_folder())
    here.store.settle(here.actor)
    for one in _named(here, asked.ids):
        unsent.drop(here, one, reason=asked.reason)
        answered({"id": one.command_id, "ticket": _where(one), "removed": one.text or None}, as_json=asked.json)


def _named(here: Desk, ids: list[str]) -> tuple[Unsent, ...]:
    """Return the acts that are named, each by a beginning that only it has. Raises NotFound ("no_unsent")."""
    known = unsent.unsent(here)
    found = {}
    for name in ids:
        fits = [one for one in known if one.command_id.startswith(name.casefold())] if len(name) >= _FEWEST else []
        if len(fits) != 1:
            raise NotFound("no_unsent", id=name)
        found[fits[0].command_id] = fits[0]
    return tuple(found.values())


def _plain(one: Unsent) -> dict[str, object]:
    return {
        "id": one.command_id,
        "what": one.verb,
        "ticket": None if one.gone else one.number,
        "at": one.at,
        "text": one.text,
    }


def _where(one: Unsent) -> str:
    return say("unsent.gone") if one.gone else f"TK-{one.number}"
