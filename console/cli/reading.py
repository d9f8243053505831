"""`read` parses messages without a database; `import` takes them in."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from console.channels.incoming import Unreadable
from console.cli.desks import desk
from console.cli.output import Progress, json_line, table
from console.faults import BadInput
from console.records.intake import Fate
from console.services.company import Company
from console.services.intake.run import import_paths, read_messages
from console.services.intake.wish import ImportWish
from console.store.queries import licensing


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    read = commands.add_parser("read", help="parse messages, without a database")
    read.add_argument("paths", nargs="+", metavar="PATH", type=Path)
    read.add_argument("--json", action="store_true")
    read.set_defaults(run=read_command)
    taken = commands.add_parser("import", help="take messages in; again gives no duplicates")
    taken.add_argument("paths", nargs="+", metavar="PATH", type=Path)
    taken.add_argument("--dry-run", action="store_true", help="write nothing, only say what would become of each")
    taken.add_argument("--license", metavar="KEY", help="the license of senders whom the records do not know")
    taken.add_argument("--history-before", metavar="DAY", help="older messages arrive as history, not as open work")
    taken.add_argument("--json", action="store_true")
    taken.set_defaults(run=import_command)


def read_command(asked: argparse.Namespace) -> int:
    """Print a line for each message."""
    missing = [path for path in asked.paths if not path.exists()]
    for path in missing:
        json_line({"file": str(path), "error": "no such file"})
    for message in read_messages([path for path in asked.paths if path.exists()]):
        if isinstance(message, Unreadable):
            json_line({"file": message.file, "error": message.error})
        elif asked.json:
            json_line(message.to_json())
        else:
            line = message.to_json()
            table(
                ("date", "from", "subject"), [(line["date"], line["from_address"], line.get("subject") or line["text"])]
            )
    return 1 if missing else 0


def import_command(asked: argparse.Namespace) -> int:
    """Take messages in and print what became of each."""
    missing = [path for path in asked.paths if not path.exists()]
    if missing:
        raise BadInput("no_such_file", file=str(missing[0]))
    here = desk(asked)
    progress = Progress()
    counts: Counter[Fate] = Counter()
    try:
        wish = _wish(asked, here.store, here.company)
        for line in import_paths(here, asked.paths, wish, tell=progress):
            counts[line.fate] += 1
            if asked.json:
                json_line(line)
            else:
                ticket = f" TK-{line.ticket}" if line.ticket else ""
                reason = f" ({line.reason})" if line.reason else ""
                print(f"{line.file}#{line.index}: {line.fate.value}{ticket}{reason}  {line.subject}")
    finally:
        progress.close()
        here.store.close()
    if not asked.json:
        print(", ".join(f"{number} {fate.value}" for fate, number in counts.most_common()) or "nothing found")
    return 0


def _wish(asked: argparse.Namespace, store: Any, company: Company) -> ImportWish:
    wish: dict[str, Any] = {"dry_run": asked.dry_run}
    if asked.license:
        with store.read() as connection:
            license_id = licensing.license_by_key(connection, asked.license)
            wish |= {
                "license_id": license_id,
                "customer_id": licensing.license_record(connection, license_id).customer_id,
            }
    if asked.history_before:
        try:
            day = datetime.fromisoformat(asked.history_before)
        except ValueError as error:
            raise BadInput("bad_day", day=asked.history_before) from error
        wish["history_before"] = day if day.tzinfo else day.replace(tzinfo=company.zone)
    return ImportWish(**wish)
