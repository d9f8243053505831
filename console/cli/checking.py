"""`checks`: refusals that wait for a second pair of eyes, and disputed ones that somebody else decides anew."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from console.cli.output import answered, json_line, table
from console.cli.queues import queue_key
from console.cli.running import runs
from console.cli.tickets import number_of
from console.faults import BadInput, NotAllowed
from console.records.base import TicketId, Tier
from console.records.reviewing import ReviewRecord, SecondEyes
from console.services import appeals, deciding, reviewing, routing, showing, staffing
from console.services.desk import Desk
from console.views.words import moment, say

_TIERS = tuple(one.value for one in (Tier.CRITICAL, Tier.FUNCTIONAL, Tier.QUESTION))
_OPTIONS = ("everything", "tier", "queue", "person", "ground")


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("checks", help="second looks at refusals, and appeals: list, settle, enter")
    inner = root.add_subparsers(dest="act", required=True)
    runs(inner.add_parser("list", help="what waits for a second look, the oldest first"), _list)
    shown = inner.add_parser("show", help="one of them with the letter as it would leave")
    upheld = inner.add_parser("uphold", help="let the refusal leave")
    back = inner.add_parser("return", help="give the refusal back to its writer; it never leaves")
    decided = inner.add_parser("decide", help="decide an appeal anew; without an outcome, what may be chosen")
    for one, work in ((shown, _show), (upheld, _uphold), (back, _return), (decided, _decide)):
        one.add_argument("check", type=int, metavar="CHECK")
        runs(one, work)
    decided.add_argument("outcome", nargs="?", metavar="OUTCOME")
    decided.add_argument("--reason", default="", metavar="TEXT", help="why; kept with the decision")
    upheld.add_argument("--note", default="", metavar="TEXT", help="for who wrote it")
    back.add_argument("--note", default="", metavar="TEXT", help="what is wrong with it; for who wrote it")
    disputed = inner.add_parser("appeal", help="enter that the customer disputes the refusal of a ticket")
    disputed.add_argument("number", metavar="NUMBER")
    disputed.add_argument("--note", default="", metavar="TEXT", help="what the customer disputes")
    runs(disputed, _appeal)
    wanted = inner.add_parser("want", help="which refusals wait, or say it anew; a lead's")
    wanted.add_argument("--everything", action="store_true", help="every refusal")
    wanted.add_argument("--nothing", action="store_true", help="no refusal waits any more")
    wanted.add_argument("--tier", action="append", choices=_TIERS, help="may be given again, as those below")
    wanted.add_argument("--queue", action="append", metavar="NAME")
    wanted.add_argument("--person", action="append", metavar="LOGIN", help="refusals that this person writes")
    wanted.add_argument("--ground", action="append", metavar="CLAUSE", help="refusals by this ground")
    wanted.add_argument("--reason", default="", metavar="TEXT")
    runs(wanted, _want)


def _list(here: Desk, asked: argparse.Namespace) -> None:
    found = reviewing.waiting(here)
    if asked.json:
        for one in found:
            json_line(_told(here, one))
        return
    if not found:
        print(say("checking.none"))
        return
    rows = [
        (
            one.id,
            say(f"checking.kind_{one.kind}"),
            f"TK-{one.number}",
            one.clause,
            f"{one.writer} ({say('checking.own')})" if _own(here, one) else one.writer,
            moment(one.asked_at),
            one.subject[:60],
        )
        for one in found
    ]
    table(("check", "kind", "ticket", "clause", "by", "at", "subject"), rows)


def _show(here: Desk, asked: argparse.Namespace) -> None:
    one = _one(here, asked.check)
    if asked.json:
        json_line({**_told(here, one), "text": one.text})
        return
    head = "check_one" if one.kind == reviewing.SECOND else "appeal_of"
    print(say(f"checking.{head}", number=one.number, clause=one.clause))
    print(f"{one.subject}\n{one.customer}  ·  {say('checking.by', name=one.writer)}")
    if one.kind == reviewing.APPEAL:
        print(say("checking.disputes", note=one.note))
    print(f"\n{one.text}")


def _uphold(here: Desk, asked: argparse.Namespace) -> None:
    number = _one(here, asked.check).number
    reviewing.uphold(here, asked.check, note=asked.note)
    _settled(asked, number, reviewing.UPHELD)


def _return(here: Desk, asked: argparse.Namespace) -> None:
    number = _one(here, asked.check).number
    reviewing.give_back(here, asked.check, note=asked.note)
    _settled(asked, number, reviewing.OVERTURNED)


def _decide(here: Desk, asked: argparse.Namespace) -> None:
    one = _one(here, asked.check)
    if one.kind != reviewing.APPEAL:
        raise NotAllowed("review_over")
    panels = showing.panels(here, TicketId(one.ticket_id))
    if asked.outcome is None:
        for name in deciding.choices(panels):
            _option(name, proposed=name == panels.assessment.outcome, as_json=asked.json)
        return
    appeals.decide(here, panels, one.id, outcome=asked.outcome, reason=asked.reason)
    _settled(asked, one.number, appeals.state_of(asked.outcome))


def _option(name: str, *, proposed: bool, as_json: bool) -> None:
    if as_json:
        json_line({"outcome": name, "proposed": proposed})
        return
    words = say(f"outcome.{name}")
    print(f"{name:<20} {words}" + (f"  ·  {say('choosing.as_proposed')}" if proposed else ""))


def _appeal(here: Desk, asked: argparse.Namespace) -> None:
    panels = showing.panels_of(here, number_of(asked.number))
    appeals.ask(here, panels, note=asked.note)
    ticket = int(panels.detail.row.id)
    made = next(
        (one.id for one in reviewing.waiting(here) if one.ticket_id == ticket and one.kind == reviewing.APPEAL), None
    )
    answered({"check": made, "ticket": f"TK-{panels.detail.row.number}"}, as_json=asked.json)


def _want(here: Desk, asked: argparse.Namespace) -> None:
    given = [name for name in _OPTIONS if getattr(asked, name)]
    if given and asked.nothing:
        raise BadInput("checks_nothing")
    if given or asked.nothing:
        reviewing.want(here, _wanted(here, asked), reason=asked.reason)
        here = here.refreshed()
    what = reviewing.wanted(here)
    people = {one.id: one.login for one in staffing.members(here)}
    queues = {int(one.id): one.name for one, _ in routing.queues(here)}
    told: dict[str, object] = {
        "everything": what.everything,
        "tiers": list(what.tiers),
        "queues": [queues[one] for one in what.queues if one in queues],
        "people": [people[one] for one in what.people if one in people],
        "grounds": list(what.grounds),
    }
    if asked.json:
        json_line(told | {"nobody_else": reviewing.nobody_could(here, what)})
    elif not what.any:
        print(say("checking.nothing_waits"))
    else:
        print(say("checking.what_waits"))
        print(*(f"  {line}" for line in _lines(told)), sep="\n")
    if not asked.json and reviewing.nobody_could(here, what):
        print(say("checking.nobody_else"), file=sys.stderr)


def _wanted(here: Desk, asked: argparse.Namespace) -> SecondEyes:
    return SecondEyes(
        everything=asked.everything,
        tiers=tuple(asked.tier or ()),
        queues=tuple(queue_key(here, name) for name in asked.queue or ()),
        people=tuple(staffing.member(here, login).id for login in asked.person or ()),
        grounds=tuple(asked.ground or ()),
    )


def _lines(told: dict[str, Any]) -> list[str]:
    lines = [say("checking.everything")] if told["everything"] else []
    tiers = [say(f"tier.{one}") for one in told["tiers"]]
    for words, found in (
        (say("together.tier"), tiers),
        (say("rules.queues"), told["queues"]),
        (say("checking.people"), told["people"]),
        (say("checking.grounds"), told["grounds"]),
    ):
        lines += [f"{words}: {', '.join(found)}"] if found else []
    return lines


def _one(here: Desk, key: int) -> ReviewRecord:
    """Return a check that waits. Raises NotAllowed ("review_over")."""
    found = next((one for one in reviewing.waiting(here) if one.id == key), None)
    if found is None:
        raise NotAllowed("review_over")
    return found


def _settled(asked: argparse.Namespace, number: int, state: str) -> None:
    if asked.json:
        json_line({"check": asked.check, "ticket": number, "state": state})
    else:
        print(f"TK-{number}: {say(f'checking.{state}')}")


def _told(here: Desk, one: ReviewRecord) -> dict[str, object]:
    return {
        "check": one.id,
        "kind": one.kind,
        "ticket": one.number,
        "subject": one.subject,
        "customer": one.customer,
        "clause": one.clause,
        "outcome": one.outcome,
        "by": one.writer,
        "own": _own(here, one),
        "asked_by": one.asked_by,
        "asked_at": one.asked_at,
        "note": one.note,
    }


def _own(here: Desk, one: ReviewRecord) -> bool:
    return one.writer_id == int(here.actor.staff_id)
