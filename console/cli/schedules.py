"""`schedule`: the working hours as versions, imported holidays, notices and the team's own targets."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from console.cli import zoning
from console.cli.desks import desk
from console.cli.output import answered, json_line, standard_input, table
from console.cli.running import putting
from console.faults import BadInput
from console.records.schedules import NOTICES, ProposedHoliday, ScheduleRecord
from console.services import banners, holidays, notices, schedule_documents, schedules, targets
from console.services.desk import Desk
from console.views.calendar import saying
from console.views.words import moment, say, set_zone

_OFF = "off"


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("schedule", help="working hours as versions, holidays, notices, the team's targets")
    inner = root.add_subparsers(dest="act", required=True)

    put = putting(inner)
    put("list", list_command, "every version with what it changed")
    shown = put("show", show_command, "one version whole, and whether it is open")
    shown.add_argument("label", nargs="?", metavar="VERSION", help="the one in force without it")
    shown.add_argument("--at", metavar="INSTANT", help="the one in force then, and what holds then")
    differing = put("diff", diff_command, "what differs between two versions")
    differing.add_argument("before", metavar="A")
    differing.add_argument("after", metavar="B")
    added = put("add", add_command, "enter a version from a JSON document as `show --json` gives it")
    added.add_argument("file", metavar="FILE", help="- is standard input")
    added.add_argument("--from", dest="starts", metavar="INSTANT", help="when it begins to hold; now without it")
    added.add_argument("--reason", default="")
    _holidays(put)
    _more(put)


def _holidays(put: Callable[..., Any]) -> None:
    brought = put(
        "import-holidays", import_command, "propose a country's public holidays of a year; nothing counts yet"
    )
    brought.add_argument("country", metavar="COUNTRY", help="ISO code: AE, RU, DE …")
    brought.add_argument("year", type=int, metavar="YEAR")
    put("holidays", holidays_command, "imported holidays: proposed, confirmed, dismissed")
    for name, run, words in (
        ("confirm", confirm_command, "confirm proposed holidays: they become closed days of a new version"),
        ("dismiss", dismiss_command, "say of proposed holidays that they are none of ours"),
    ):
        chosen = put(name, run, words)
        chosen.add_argument("days", nargs="*", metavar="DAY")
        chosen.add_argument("--all", action="store_true", help="all that wait")


def _more(put: Callable[..., Any]) -> None:
    told = put("announce", announce_command, "announce a vacation, an outage or force majeure")
    told.add_argument("kind", choices=NOTICES)
    told.add_argument("--reason", required=True)
    told.add_argument("--from", dest="starts", metavar="INSTANT")
    told.add_argument("--to", dest="ends", metavar="INSTANT", help="until it is ended without it")
    zoning.add_command(put)
    put("notices", notices_command, "what was announced")
    over = put("end", end_command, "say that a notice is over")
    over.add_argument("notice", type=int, metavar="NOTICE")
    wanted = put("target", target_command, "the team's own targets in minutes of business time")
    wanted.add_argument("kind", nargs="?", choices=targets.KINDS)
    wanted.add_argument("minutes", nargs="?", metavar="MINUTES", help="or off")
    wanted.add_argument("--from", dest="starts", metavar="INSTANT", help="for requests received from then on")
    wanted.add_argument("--reason", default="")


def _with_desk(asked: argparse.Namespace, run: Callable[[Desk], int]) -> int:
    here = desk(asked)
    try:
        set_zone(str(here.company.get("policy_tz") or "UTC"))
        return run(here)
    finally:
        here.store.close()


def list_command(asked: argparse.Namespace) -> int:
    """Print every version."""

    def run(here: Desk) -> int:
        held = here.company.schedule_at(here.clock())
        for one in here.company.schedules if asked.json else ():
            json_line({**_told(one), "in_force": one == held})
        if not asked.json:
            table(
                ("version", "holds_from", "zone", "by", "reason", ""),
                [
                    (one.version_label, one.valid_from, one.time_zone, one.by, one.reason, "*" if one == held else "")
                    for one in here.company.schedules
                ],
            )
        return 0

    return _with_desk(asked, run)


def show_command(asked: argparse.Namespace) -> int:
    """Print a version, and what is to be said of the instant."""

    def run(here: Desk) -> int:
        at = _instant(here, asked.at) or here.clock()
        shown = schedules.find(here, asked.label) if asked.label else here.company.schedule_at(at)
        if shown is None:
            raise BadInput("schedule_missing")
        found = banners.banners(here, at)
        if asked.json:
            is_open, counted = not any(one.until for one in found), here.company.get("policy_tz")
            json_line({**_told(shown), "at": at, "open": is_open, "banners": found, "policy_tz": counted})
            return 0
        for line in saying.version(shown):
            print(line)
        for one in found:
            print(saying.banner(one))
        print(zoning.told_in(here))
        return 0

    return _with_desk(asked, run)


def diff_command(asked: argparse.Namespace) -> int:
    """Print what differs between two versions."""

    def run(here: Desk) -> int:
        found = schedule_documents.compare(schedules.find(here, asked.before), schedules.find(here, asked.after))
        if asked.json:
            for one in found:
                json_line(one)
        else:
            table(
                ("part", "what", "before", "after"),
                [(say(f"calendar.part_{one.part}"), saying.key(one), one.before, one.after) for one in found],
            )
        return 0

    return _with_desk(asked, run)


def add_command(asked: argparse.Namespace) -> int:
    """Enter a version from a document."""

    def run(here: Desk) -> int:
        text = standard_input() if asked.file == "-" else _read(asked.file)
        try:
            content = json.loads(text)
        except ValueError as error:
            raise BadInput("bad_schedule", file=asked.file, detail=str(error)) from error
        plain = content.get("document", content) if isinstance(content, dict) else content
        wanted = replace(schedule_documents.read_document(plain, file=asked.file), reason=asked.reason)
        base = here.company.schedule_at(here.clock())
        starts = _instant(here, asked.starts)
        fresh = schedules.keep(here, wanted, base=base, valid_from=starts)
        return _version_made(asked, fresh)

    return _with_desk(asked, run)


def import_command(asked: argparse.Namespace) -> int:
    """Propose the holidays of a country."""

    def run(here: Desk) -> int:
        found = holidays.bring_in(here, asked.country, asked.year, language=asked.language or "en")
        if asked.json:
            json_line(found)
            return 0
        _print_days(found.new)
        print(say("calendar.imported", new=len(found.new), known=found.known))
        for one in found.gone:
            print(say("calendar.gone", day=one.day.isoformat(), name=one.name))
        return 0

    return _with_desk(asked, run)


def holidays_command(asked: argparse.Namespace) -> int:
    """Print the imported holidays."""

    def run(here: Desk) -> int:
        found = holidays.holidays(here, "" if asked.json else asked.language or "en")
        if asked.json:
            for one in found:
                json_line(one)
        else:
            _print_days(found)
        return 0

    return _with_desk(asked, run)


def confirm_command(asked: argparse.Namespace) -> int:
    """Confirm proposed holidays."""

    def run(here: Desk) -> int:
        return _version_made(asked, holidays.confirm(here, _chosen(here, asked)))

    return _with_desk(asked, run)


def dismiss_command(asked: argparse.Namespace) -> int:
    """Dismiss proposed holidays."""

    def run(here: Desk) -> int:
        chosen = _chosen(here, asked)
        holidays.dismiss(here, chosen)
        return _done(asked, {"dismissed": len(chosen)})

    return _with_desk(asked, run)


def announce_command(asked: argparse.Namespace) -> int:
    """Announce something."""

    def run(here: Desk) -> int:
        starts, ends = _instant(here, asked.starts), _instant(here, asked.ends)
        made = notices.announce(here, asked.kind, reason=asked.reason, starts_at=starts, ends_at=ends)
        return _done(asked, {"notice": made})

    return _with_desk(asked, run)


def notices_command(asked: argparse.Namespace) -> int:
    """Print what was announced."""

    def run(here: Desk) -> int:
        found = notices.notices(here)
        if asked.json:
            for one in found:
                json_line(one)
        else:
            table(
                ("notice", "kind", "from", "to", "reason", "by"),
                [(one.id, say(f"notice.{one.kind}"), one.starts_at, one.ends_at, one.reason, one.by) for one in found],
            )
        return 0

    return _with_desk(asked, run)


def end_command(asked: argparse.Namespace) -> int:
    """Say that a notice is over."""

    def run(here: Desk) -> int:
        notices.end(here, notices.find(here, asked.notice))
        return _done(asked, {"ended": asked.notice})

    return _with_desk(asked, run)


def target_command(asked: argparse.Namespace) -> int:
    """Print the team's targets, or set one."""

    def run(here: Desk) -> int:
        if asked.kind is None:
            found = targets.targets(here)
            for one in found if asked.json else ():
                json_line(one)
            if not asked.json:
                table(
                    ("target", "minutes", "holds_from", "by", "reason"),
                    [
                        (
                            say(f"target.{one.kind}"),
                            one.minutes or say("target.off"),
                            one.valid_from,
                            one.by,
                            one.reason,
                        )
                        for one in found
                    ],
                )
            return 0
        if asked.minutes is None or not (asked.minutes == _OFF or asked.minutes.isdigit()):
            raise BadInput("target_out_of_range", minutes=asked.minutes or "–", most=targets.MOST_MINUTES)
        minutes = None if asked.minutes == _OFF else int(asked.minutes)
        starts = _instant(here, asked.starts)
        targets.set_target(here, asked.kind, minutes, valid_from=starts, reason=asked.reason)
        return _done(asked, {"target": asked.kind, "minutes": minutes})

    return _with_desk(asked, run)


def _chosen(here: Desk, asked: argparse.Namespace) -> tuple[int, ...]:
    waiting = holidays.proposed(here)
    if asked.all == bool(asked.days):
        raise BadInput("holidays_which")
    if asked.all:
        return tuple(one.id for one in waiting)
    days = [_day(text) for text in asked.days]
    found = tuple(one.id for one in waiting if one.day in days)
    missing = [day.isoformat() for day in days if all(one.day != day for one in waiting)]
    if missing:
        raise BadInput("no_holiday", day=", ".join(missing))
    return found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput("bad_day", day=text) from error


def _print_days(found: Iterable[ProposedHoliday]) -> None:
    table(
        ("day", "name", "state", "source"),
        [(one.day.isoformat(), one.name, say(f"calendar.{saying.state(one)}"), one.source) for one in found],
    )


def _told(one: ScheduleRecord) -> dict[str, object]:
    return {
        "version": one.version_label,
        "valid_from": one.valid_from,
        "by": one.by,
        "entered_at": one.entered_at,
        "reason": one.reason,
        "sha256": one.sha256,
        "document": one.document(),
    }


def _version_made(asked: argparse.Namespace, fresh: Desk) -> int:
    made = max(fresh.company.schedules, key=lambda one: one.id)
    if asked.json:
        json_line(_told(made))
    else:
        print(say("calendar.version_holds", label=made.version_label, at=moment(made.valid_from)))
    return 0


def _read(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("bad_schedule", file=file, detail=str(error)) from error


def _instant(here: Desk, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput("bad_instant", instant=text) from error
    return found if found.tzinfo else found.replace(tzinfo=here.company.zone)


def _done(asked: argparse.Namespace, answer: dict[str, object]) -> int:
    answered(answer, as_json=asked.json)
    return 0
