"""`show`, `new`, `received` and `stands`: tickets from the command line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from console.cli import wording
from console.cli.desks import desk, instant
from console.cli.listing import license_state
from console.cli.output import json_line, stamp, standard_input
from console.faults import BadInput, NotFound
from console.records.assessment import AssessmentView
from console.records.base import Status
from console.services import deciding, receiving, showing, triage
from console.services.archives.looking_back import look_back
from console.services.desk import Desk
from console.services.entering import HandEntry, enter_by_hand
from console.services.writers import STANDS
from console.views import reasoning, told
from console.views.calendar import saying
from console.views.review import saying as saying_found
from console.views.words import moment, near_day, say, zone

_SAID = {"yes": True, "no": False, "open": None}


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    shown = commands.add_parser("show", help="one ticket: messages, decision with trace, history")
    shown.add_argument("number", metavar="NUMBER")
    shown.add_argument("--replay", action="store_true", help="decide again from the stored inputs and compare")
    shown.add_argument("--at", metavar="INSTANT", help="the ticket as it stood at this instant, rebuilt from its chain")
    shown.add_argument("--json", action="store_true")
    shown.set_defaults(run=show_command)
    new = commands.add_parser("new", help="a request entered by hand")
    new.add_argument("--subject", required=True)
    new.add_argument("--from", dest="sender", required=True, metavar="ADDRESS")
    new.add_argument("--name", default="")
    new.add_argument("--channel", default="email", help="the kind of the channel")
    new.add_argument("--address", default="", help="our address or account at which it came in")
    new.add_argument("--received", metavar="INSTANT", help="when it was received; now without it")
    new.add_argument("--text", help="the request's text; without it, standard input is read")
    new.add_argument("--json", action="store_true")
    new.add_argument("files", nargs="*", metavar="FILE", type=Path)
    new.set_defaults(run=new_command)
    received = commands.add_parser("received", help="say when a ticket was received, where its mail says it wrong")
    received.add_argument("number", metavar="NUMBER")
    received.add_argument("at", metavar="INSTANT")
    received.add_argument("--json", action="store_true")
    received.set_defaults(run=received_command)
    stands = commands.add_parser("stands", help="say whether the sender of a ticket stands behind what it says")
    stands.add_argument("number", metavar="NUMBER")
    stands.add_argument("said", choices=tuple(_SAID), help="open asks for it")
    stands.add_argument("--json", action="store_true")
    stands.set_defaults(run=stands_command)


def show_command(asked: argparse.Namespace) -> int:
    """Print one ticket; with --replay, exit 1 when a stored decision does not come out again."""
    here = desk(asked)
    try:
        shown = _shown(here, asked)
    finally:
        here.store.close()
    if asked.json:
        json_line(shown)
    else:
        _print_ticket(shown)
    return 0 if all(one.holds for one in shown.replays) else 1


def _shown(here: Desk, asked: argparse.Namespace) -> showing.ShownTicket:
    """Return a ticket as it stands, or with --at as it stood then."""
    number = number_of(asked.number)
    if asked.at is None:
        return showing.ticket(here, number, replay=asked.replay)
    ticket_id, then = showing.id_of(here, number), instant(here, asked.at)
    came = showing.detail(here, ticket_id).row.received_at
    if then < came:
        raise NotFound("before_it_came", number=number, first=stamp(came))
    past = look_back(here, ticket_id)
    try:
        return past.shown(then, replay=asked.replay)
    finally:
        past.close()


def new_command(asked: argparse.Namespace) -> int:
    """Enter a request by hand and print its number."""
    here = desk(asked)
    try:
        entry = HandEntry(
            subject=asked.subject,
            text=asked.text if asked.text is not None else standard_input(),
            sender_address=asked.sender,
            sender_name=asked.name,
            channel_kind=asked.channel,
            channel_address=asked.address,
            received_at=instant(here, asked.received),
            files=tuple(asked.files),
        )
        number = enter_by_hand(here, entry)
    finally:
        here.store.close()
    if asked.json:
        json_line({"number": number})
    else:
        print(f"TK-{number}")
    return 0


def stands_command(asked: argparse.Namespace) -> int:
    """Say whether the sender of a ticket stands behind its words, or leave that open."""
    here = desk(asked)
    try:
        line = showing.detail(here, showing.id_of(here, number_of(asked.number))).row
        triage.set_fact(here, line.id, STANDS, _SAID[asked.said], version=line.version)
    finally:
        here.store.close()
    if asked.json:
        json_line({"number": line.number, "stands": _SAID[asked.said]})
    return 0


def received_command(asked: argparse.Namespace) -> int:
    """Correct when a ticket was received; what follows from it is worked out anew."""
    here = desk(asked)
    try:
        at = instant(here, asked.at)
        line = showing.detail(here, showing.id_of(here, number_of(asked.number))).row
        receiving.set_received(here, line.id, at, version=line.version)
    finally:
        here.store.close()
    if asked.json:
        json_line({"number": line.number, "received_at": at})
    else:
        print(say("event.received_set", received=moment(at)))
    return 0


def number_of(text: str) -> int:
    """Return the number of a ticket, written 42, TK-42 or #42. Raises BadInput."""
    digits = text.upper().removeprefix("TK-").removeprefix("#")
    if not digits.isdigit():
        raise BadInput("bad_number", number=text)
    return int(digits)


def explained(view: AssessmentView) -> Iterator[str]:
    """Yield the rules that were tried as lines, each with its reasons and what set it aside."""
    for one in view.steps:
        yield f"{one.row:>2}  {reasoning.step(one)}"
        yield from (f"      {reasoning.reason(why)}" for why in one.reasons)
        if one.defeated is not None:
            yield f"      {reasoning.exception(one.defeated)}"
    if words := reasoning.tier(view):
        yield words


def _found(shown: showing.ShownTicket) -> Iterator[str]:
    """Yield what reviewers found as lines: each with the decision it is of, then its words, whose it is and when."""
    numbers = {one.id: one.n for one in shown.detail.decisions}
    for one in shown.findings:
        n = numbers.get(one.decision_id) if one.decision_id is not None else None
        of = f"{say('show.decision', n=n)}: " if n is not None else ""
        yield f"{say('show.finding')}: {of}{saying_found.title(one)}"
        yield from (f"    {line}" for line in saying_found.detail(one).splitlines())


def _hours(shown: showing.ShownTicket) -> Iterator[str]:
    """Yield what is to be said of the time: the agreement's window, why it may be long, the team's own clocks."""
    found = shown.detail.row.response
    if found is not None and found.earliest_day is not None and found.latest_day is not None:
        days = say("response.window", first=near_day(found.earliest_day), last=near_day(found.latest_day))
        yield f"{say('response.expected')}: {days}  ·  {', '.join(found.clauses)}"
    if shown.detail.row.status is not Status.CLOSED:
        yield from (saying.banner(one) for one in shown.banners)
    yield from saying.ledger_lines(shown.clocks)


def _print_ticket(shown: showing.ShownTicket) -> None:
    row = shown.detail.row
    print(f"TK-{row.number}  {row.subject}")
    tier, status = say(f"tier.{row.tier.value}"), say(f"status.{row.status.value}")
    print(f"{status}  ·  {tier}  ·  {say('panel.license')}: {row.license_key or ''} {license_state(row)}\n")
    for message in shown.messages:
        print(f"--- {wording.speaker(message, shown.detail.contact_address)}")
        print(message.text.rstrip() + "\n")
    for decision in shown.detail.decisions:
        print(f"{say('show.decision', n=decision.n)}: {wording.decision(decision)}")
    print("".join(f"{line}\n" for line in _found(shown)), end="")
    if shown.now is not None:
        choice = deciding.chosen_of(shown.detail, shown.now)
        print("\n" + "\n".join(told.lines(shown.now, choice, shown.name)))
        print(f"\n{say('show.rules')}")
        for line in explained(shown.now):
            print(f"  {line}")
    for line in _hours(shown):
        print(line)
    for replayed in shown.replays:
        print(wording.replayed(replayed))
        for one in replayed.differences:
            print(f"  {'!' if one.essential else ' '} {told.difference(one)}")
        for code in replayed.changes:
            print(f"    {say(f'engine_change.{code}')}")
    print(f"\n{say('show.history')} ({zone()})")
    for event in shown.history:
        print(f"  {event.n:>3} {moment(event.recorded_at)}  {wording.deed(event)}  {event.actor or ''}")
