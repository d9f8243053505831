"""`schedule zone`: the company's time zone, in which the periods and days of the agreement are counted."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from console.cli.desks import desk
from console.cli.output import json_line
from console.services import beginning
from console.services.desk import Desk
from console.store.queries import setup
from console.views.words import moment, say, set_zone, zone


def add_command(put: Callable[..., Any]) -> None:
    """Add the command to those of `schedule`."""
    asked = put("zone", zone_command, "the company's time zone: who set it, when and why; or set it")
    asked.add_argument("zone", nargs="?", metavar="ZONE", help="Europe/Moscow, or a part of a name that only one has")
    asked.add_argument("--reason", default="")


def zone_command(asked: argparse.Namespace) -> int:
    """Print the company's time zone, or set it and compute every period anew."""
    here = desk(asked)
    try:
        if asked.zone is not None:
            here = beginning.change_zone(here, asked.zone, reason=asked.reason)
        name = str(here.company.zone)
        with here.store.read() as connection:
            known = setup.setting_set(connection, "policy_tz")
    finally:
        here.store.close()
    by, at, reason = ("", None, "") if known is None else known
    if asked.json:
        json_line({"zone": name, "by": by, "at": at, "reason": reason})
        return 0
    set_zone(name)
    print("  ·  ".join(part for part in (name, by, "" if at is None else moment(at), reason) if part))
    return 0


def told_in(here: Desk) -> str:
    """Return in which zone instants are told, and that it is nobody's choice where it is not."""
    chosen = here.company.get("policy_tz") is not None
    return say("calendar.told_in" if chosen else "calendar.told_in_none", zone=zone())
