"""`queues`: the queues with their people, and the rules of what comes where."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from console.cli.desks import desk
from console.cli.output import answered, json_line, standard_input, table
from console.cli.running import putting
from console.faults import BadInput, NotFound
from console.records.routing import RoutingRule, WouldGo
from console.services import routing, staffing
from console.services.desk import Desk
from console.views import reasoning
from console.views.board.saying import resting_words

_FILE = "a JSON object a line: query, queue, person, reason; - is input"


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("queues", help="queues with their people, rules of what comes where")
    inner = root.add_subparsers(dest="act", required=True)

    put = putting(inner)
    put("list", list_command, "every queue with its people")
    given = put("set", set_command, "make a queue, or say who belongs to it")
    given.add_argument("name", metavar="NAME")
    given.add_argument("--person", action="append", default=[], metavar="LOGIN", help="all who belong to it")
    given.add_argument("--rename", metavar="NAME")
    use = given.add_mutually_exclusive_group()
    use.add_argument("--out-of-use", action="store_true", help="its rules rest; open tickets stay until they are moved")
    use.add_argument("--in-use", action="store_true", help="take one that is out of use up again, with its rules")
    put("rules", rules_command, "the rules in their order, as `try` and `hold` read them with --json")
    for name, run, words in (
        ("try", try_command, "where the newest requests would go by these rules; nothing is written"),
        ("hold", hold_command, "have these rules hold for what comes in from now on"),
    ):
        tried = put(name, run, words)
        tried.add_argument("file", metavar="FILE", help=_FILE)


def list_command(asked: argparse.Namespace) -> int:
    """Print the queues."""
    here = desk(asked)
    names = {one.id: one.login for one in staffing.members(here)}
    found = [(one, [names[key] for key in ids if key in names]) for one, ids in routing.queues(here)]
    resting = routing.resting(here)
    if asked.json:
        for one, people in found:
            json_line({"queue": one.name, "people": people})
        for rests in resting:
            told = {"in_use": False, "rules": rests.rules, "open_tickets": rests.tickets}
            json_line({"queue": rests.queue.name, "people": [], **told})
    else:
        rows = [(one.name, " ".join(people)) for one, people in found]
        table(("name", "people"), [*rows, *((one.queue.name, resting_words(one)) for one in resting)])
    here.store.close()
    return 0


def set_command(asked: argparse.Namespace) -> int:
    """Make or change a queue."""
    here = desk(asked)
    people = [staffing.member(here, login).id for login in asked.person]
    there = (one.queue for one in routing.resting(here)) if asked.in_use else (one for one, _ in routing.queues(here))
    known = next((one for one in there if one.name == asked.name), None)
    if known is None and (asked.rename or asked.in_use or asked.out_of_use):
        raise NotFound("no_queue", name=asked.name)
    name = asked.rename or asked.name
    key, version = (None, None) if known is None else (known.id, known.version)
    routing.set_queue(here, name=name, people=people, queue_id=key, version=version, active=not asked.out_of_use)
    answered({"name": name}, as_json=asked.json)
    rests = next((one for one in routing.resting(here) if one.queue.id == key), None)
    if rests is not None and not asked.json:
        print(resting_words(rests))
    here.store.close()
    return 0


def rules_command(asked: argparse.Namespace) -> int:
    """Print the rules."""
    here = desk(asked)
    found = routing.rules(here)
    people = {one.id: one.login for one in staffing.members(here)}
    if asked.json:
        for one in found:
            person = people.get(one.person_id)
            json_line({"query": one.query, "queue": one.queue, "person": person, "reason": one.reason})
    else:
        rows = [(n, r.query, r.queue, people.get(r.person_id), r.reason) for n, r in enumerate(found, 1)]
        table(("n", "query", "name", "to_person", "reason"), rows)
    here.store.close()
    return 0


def try_command(asked: argparse.Namespace) -> int:
    """Print where requests would go."""
    here = desk(asked)
    names = {one.id: one.name for one, _ in routing.queues(here)}
    found = routing.try_rules(here, _rules(here, asked.file))
    if asked.json:
        for one in found:
            told = {"number": one.number, "rule": one.rule or None, "queue": names.get(one.would_id)}
            json_line({**told, "person": one.seated})
    else:
        rows = [(f"TK-{r.number}", r.rule or "–", names.get(r.would_id, "–"), _whom(r), r.subject) for r in found]
        table(("ticket", "n", "name", "to_person", "subject"), rows)
    here.store.close()
    return 0


def hold_command(asked: argparse.Namespace) -> int:
    """Have rules hold."""
    here = desk(asked)
    wanted = _rules(here, asked.file)
    routing.set_rules(here, wanted, seen=routing.rules(here))
    answered({"rules": len(wanted)}, as_json=asked.json)
    here.store.close()
    return 0


def _rules(here: Desk, file: str) -> tuple[RoutingRule, ...]:
    """Return the rules of a file. Raises BadInput ("bad_rule"), NotFound ("no_queue", "no_person")."""
    text = standard_input() if file == "-" else Path(file).read_text(encoding="utf-8")
    keys = {one.name: one.id for one, _ in routing.queues(here)}
    known = {(one.queue_id, one.query, one.reason, one.person_id): one for one in routing.rules(here)}
    found = []
    for line in filter(str.strip, text.splitlines()):
        try:
            read = json.loads(line)
            query, name, reason = str(read["query"]), str(read["queue"]), str(read.get("reason", ""))
            person = read.get("person")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BadInput("bad_rule", rule=line[:80]) from error
        if name not in keys:
            raise NotFound("no_queue", name=name)
        whose = staffing.member(here, str(person)).id if person else 0
        made = RoutingRule(queue_id=keys[name], query=query, reason=reason, person_id=whose)
        found.append(known.get((made.queue_id, made.query, made.reason, made.person_id), made))
    return tuple(found)


def _whom(one: WouldGo) -> str:
    """Return whom a rule gives a request, or why nobody."""
    return "–" if one.seated is None else reasoning.seated(one.seated)


def queue_key(here: Desk, name: str) -> int:
    """Return the key of a queue by its name. Raises NotFound ("no_queue")."""
    found = next((one.id for one, _ in routing.queues(here) if one.name == name), None)
    if found is None:
        raise NotFound("no_queue", name=name)
    return found
