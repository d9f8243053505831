"""`read` parses messages without a database; `import` takes them in."""

from __future__ import annotations

import argparse
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from console.channels.incoming import Unreadable
from console.cli import wording
from console.cli.desks import desk
from console.cli.output import Progress, json_line
from console.faults import BadInput
from console.records.intake import Account, Fate, IntakeProgress
from console.services.company import Company
from console.services.intake.run import import_paths, read_messages
from console.services.intake.wish import ImportWish, own_sender
from console.store.queries import licensing
from console.views.words import say


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
    taken.add_argument(
        "--ours",
        metavar="ID",
        action="append",
        default=[],
        help="a sender of chats that is one of us: user123 or @name",
    )
    taken.add_argument(
        "--not-ours", action="store_true", help="nobody whose Telegram account was exported is one of us"
    )
    taken.add_argument(
        "--theirs",
        metavar="ID",
        action="append",
        default=[],
        help="an exported Telegram account of somebody who is not one of us: user123 or @name",
    )
    taken.add_argument("--json", action="store_true")
    taken.set_defaults(run=import_command)


def read_command(asked: argparse.Namespace) -> int:
    """Print a line for each message."""
    missing = [path for path in asked.paths if not path.exists()]
    for path in missing:
        if asked.json:
            json_line({"file": str(path), "error": "no such file"})
        else:
            print(f"{path}: {say('intake.no_such_file')}")
    for message in read_messages([path for path in asked.paths if path.exists()]):
        if isinstance(message, Unreadable):
            if asked.json:
                json_line({"file": message.file, "error": message.error})
            else:
                print(wording.unreadable(message))
        elif asked.json:
            json_line(message.to_json())
        else:
            line = message.to_json()
            service = say(f"service.{line['service']}") if line.get("service") else wording.UNKNOWN
            said = " ".join(str(line.get("subject") or line["text"] or service).split())
            print(f"{line['date'] or wording.UNKNOWN:<25}  {line['from_address'] or wording.UNKNOWN:<32}  {said[:120]}")
    return 1 if missing else 0


def import_command(asked: argparse.Namespace) -> int:
    """Take messages in and print what became of each."""
    missing = [path for path in asked.paths if not path.exists()]
    if missing:
        raise BadInput("no_such_file", file=str(missing[0]))
    here = desk(asked)
    progress = Progress()
    counts: Counter[Fate] = Counter()
    accounts: tuple[Account, ...] = ()

    def heard(now: IntakeProgress) -> bool:
        nonlocal accounts
        accounts = now.accounts
        return progress(now)

    try:
        wish = _wish(asked, here.store, here.company)
        for line in import_paths(here, asked.paths, wish, tell=heard):
            counts[line.fate] += 1
            if asked.json:
                json_line(line)
            else:
                print(wording.intake(line))
    finally:
        progress.close()
        here.store.close()
    if not asked.json:
        sums = ", ".join(f"{wording.fate(fate)}: {number}" for fate, number in counts.most_common())
        for account in accounts:
            print(say("import.taken_as_ours" if wish.is_ours(account) else "import.not_ours", who=account.told))
        print(sums or say("import.nothing_found"))
    return 0


def _wish(asked: argparse.Namespace, store: Any, company: Company) -> ImportWish:
    wish: dict[str, Any] = {"dry_run": asked.dry_run, "account_is_ours": not asked.not_ours}
    wish |= {name: frozenset(map(own_sender, getattr(asked, name))) for name in ("ours", "theirs")}
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
