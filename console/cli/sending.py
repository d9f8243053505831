"""`send`: letters whose time has come, written into the folder for letters, once or until it is stopped."""

from __future__ import annotations

import argparse
import signal
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from console.cli.desks import desk
from console.cli.output import answered
from console.records.tickets import OutboxRecord
from console.services import sending


def add_commands(commands: Any) -> None:
    """Add the command of this module to the parser."""
    made = commands.add_parser("send", help="write letters whose time has come into a folder; exit 1 when one failed")
    made.add_argument("--watch", action="store_true", help="go on until it is stopped; windows leave letters to it")
    made.add_argument("--to", type=Path, metavar="DIR", help="the folder; else that of the settings")
    made.add_argument("--json", action="store_true")
    made.set_defaults(run=command)


def command(asked: argparse.Namespace) -> int:
    """Send what is due, or go on sending; being stopped is how the latter ends."""
    here, failed = desk(asked), []
    if asked.to is not None:
        here = replace(here, out_folder=asked.to.expanduser().absolute())

    def tell(one: OutboxRecord) -> None:
        failed.extend([one.id] if one.state == "failed" else [])
        told = {"ticket": f"TK-{one.ticket_number}", "state": one.state, "file": one.path or None}
        answered({**told, "problem": one.problem or None}, as_json=asked.json, apart="  ")

    try:
        if asked.watch:
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # what a service manager sends is Ctrl+C
            sending.watch(here, tell, lambda: time.sleep(sending.EVERY_S))
        else:
            sending.send(here, tell)
    except KeyboardInterrupt:
        if not asked.watch:
            raise
    finally:
        here.store.close()
    return 1 if failed else 0
