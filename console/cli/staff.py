"""`staff`: who works when, speaks what, carries how much, knows what; absences with who stands in."""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import Any

from console.cli.desks import desk, instant
from console.cli.output import answered, json_line, table
from console.cli.running import putting
from console.faults import BadInput, NotFound
from console.records.board import ABSENT_KINDS, Member
from console.services import staffing
from console.services.desk import Desk
from console.views.words import moment, say, set_zone


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("staff", help="people: languages, capacity, shifts, absences, expertise")
    inner = root.add_subparsers(dest="act", required=True)

    put = putting(inner)
    put("list", list_command, "everybody who works on tickets")
    given = put("set", set_command, "change what is set of a person; what is not named stays")
    given.add_argument("login", metavar="LOGIN")
    given.add_argument("--languages", metavar="CODES", help='"en ru"')
    given.add_argument("--capacity", type=int, metavar="TICKETS")
    given.add_argument("--zone", metavar="ZONE", help="time zone of the shifts")
    given.add_argument(
        "--shift", action="append", default=[], metavar="DAY=SPANS", help="mon=09:00-18:00; mon= is a day off"
    )
    given.add_argument("--knows", action="append", default=[], metavar="TOPIC=LEVEL", help="1 to 3; 0 takes it away")
    away = put("away", away_command, "enter an absence")
    away.add_argument("login", metavar="LOGIN")
    away.add_argument("--from", dest="starts", metavar="INSTANT", help="now without it")
    away.add_argument("--to", dest="ends", metavar="INSTANT", required=True)
    away.add_argument("--kind", choices=ABSENT_KINDS, default="other")
    away.add_argument("--substitute", metavar="LOGIN", help="who stands in")
    away.add_argument("--note", default="")
    back = put("back", back_command, "end an absence now")
    back.add_argument("absence", type=int, metavar="ABSENCE")


def list_command(asked: argparse.Namespace) -> int:
    """Print the people."""
    here = _here(asked)
    found = staffing.members(here)
    if asked.json:
        for one in found:
            json_line(one)
    else:
        table(("login", "name", "languages", "capacity", "shifts", "away"), [_line(one, found) for one in found])
    here.store.close()
    return 0


def set_command(asked: argparse.Namespace) -> int:
    """Change what is set of a person."""
    here = _here(asked)
    one = staffing.member(here, asked.login)
    kept = staffing.person_of(one)
    week = list(kept.week)
    for given in asked.shift:
        day, _, spans = given.partition("=")
        if day not in staffing.DAYS:
            raise BadInput("bad_shift", shift=given)
        week[staffing.DAYS.index(day)] = spans
    levels = dict(kept.expertise)
    for given in asked.knows:
        topic, _, level = given.partition("=")
        levels[topic] = int(level) if level.isdigit() else staffing.MOST_LEVEL + 1
    wanted = replace(
        kept,
        languages=kept.languages if asked.languages is None else tuple(asked.languages.lower().split()),
        capacity=kept.capacity if asked.capacity is None else asked.capacity,
        time_zone=kept.time_zone if asked.zone is None else asked.zone,
        week=tuple(week),
        expertise=levels,
    )
    staffing.set_person(here, one.id, wanted, version=one.version)
    answered({"login": one.login, "name": one.name}, as_json=asked.json)
    here.store.close()
    return 0


def away_command(asked: argparse.Namespace) -> int:
    """Enter an absence."""
    here = _here(asked)
    one = staffing.member(here, asked.login)
    second = None if asked.substitute is None else staffing.member(here, asked.substitute).id
    made = staffing.add_absence(
        here,
        one.id,
        starts_at=instant(here, asked.starts),
        ends_at=instant(here, asked.ends),
        kind=asked.kind,
        substitute_id=second,
        note=asked.note,
    )
    answered({"absence": made.result, "name": one.name}, as_json=asked.json)
    here.store.close()
    return 0


def back_command(asked: argparse.Namespace) -> int:
    """End an absence now."""
    here = _here(asked)
    found = [(one, each) for one in staffing.members(here) for each in one.absences if each.id == asked.absence]
    if not found:
        raise NotFound("no_row", table="absences", row=asked.absence)
    one, each = found[0]
    staffing.change_absence(
        here,
        each.id,
        version=each.version,
        ends_at=max(here.clock(), each.starts_at),
        substitute_id=each.substitute_id,
        note=each.note,
    )
    answered({"absence": each.id, "name": one.name}, as_json=asked.json)
    here.store.close()
    return 0


def _here(asked: argparse.Namespace) -> Desk:
    here = desk(asked)
    set_zone(str(here.company.zone))
    return here


def _line(one: Member, everybody: tuple[Member, ...]) -> tuple[object, ...]:
    names = {each.id: each.name for each in everybody}
    week = staffing.week_of(one.shifts)
    spans = [f"{say(f'weekday.{staffing.DAYS[day]}')} {text}" for day, text in enumerate(week) if text]
    away = [
        f"{each.id}: {say(f'staffing.{each.kind}')}, {moment(each.starts_at)} – {moment(each.ends_at)}"
        + (f" ({names.get(each.substitute_id, '')})" if each.substitute_id else "")
        for each in one.absences
    ]
    return one.login, one.name, " ".join(one.languages), one.capacity, "; ".join(spans), "; ".join(away)
