"""The daily backup of a desk that is worked at from the command line: made behind a command that wrote."""

from __future__ import annotations

import argparse
import sys

from console.faults import Fault
from console.services.desk import Desk
from console.views.words import language, say

_sat_down: list[Desk] = []


def sat_down(desk: Desk) -> Desk:
    """Remember the desk of this command, and return it."""
    _sat_down[:] = [desk]
    return desk


def keep(asked: argparse.Namespace) -> None:
    """Make the backup of the desk that a command wrote in, where the last one is older than a day.

    It is the rule of the window: never for PostgreSQL. It is said at a terminal, without --json; that it could not be
    made is said always, and what the command did stands.
    """
    desk = _sat_down.pop() if _sat_down else None
    if desk is None or desk.store.is_postgres or not desk.store.has_written:
        return
    from console.services import backups  # noqa: PLC0415 - a command that only looks does without

    try:
        if not backups.due(desk):
            return
        made = backups.make_of(desk.store.url, kind=backups.DAILY, now=desk.clock())
    except Fault as fault:
        told = fault.sentence(language())
        sys.stderr.write(f"{say('daily.failed')} {told}\n")
        return
    if sys.stderr.isatty() and not getattr(asked, "json", False):
        sys.stderr.write(f"{say('daily.made', file=made.path)}\n")
