"""`db`: the database's version, upgrade, integrity, backups."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from console import places
from console.cli.desks import url_of
from console.cli.output import json_line
from console.faults import BadInput
from console.store import backup, check, migrate, open_store, schema
from console.store.engine import shown_url


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("db", help="the database: version, integrity, backups")
    inner = root.add_subparsers(dest="act", required=True)
    for name, command, words in (
        ("status", status_command, "which database, which version of the schema"),
        ("upgrade", upgrade_command, "bring the schema to this program's version; a backup is kept"),
        ("check", check_command, "prove integrity, chains and what can be rebuilt"),
    ):
        one = inner.add_parser(name, help=words)
        one.add_argument("--json", action="store_true")
        one.set_defaults(run=command)
    kept = inner.add_parser("backup", help="write a verified copy of a local database")
    kept.add_argument("--to", metavar="FOLDER", type=Path)
    kept.add_argument("--json", action="store_true")
    kept.set_defaults(run=backup_command)
    back = inner.add_parser("restore", help="put a verified copy in place; what stood there is kept beside it")
    back.add_argument("file", type=Path)
    back.add_argument("--json", action="store_true")
    back.set_defaults(run=restore_command)


def status_command(asked: argparse.Namespace) -> int:
    """Print the database and its schema number."""
    url = url_of(asked)
    return _say(asked, {"database": shown_url(url), "schema": schema.number_of(url), "program": schema.NUMBER})


def upgrade_command(asked: argparse.Namespace) -> int:
    """Upgrade the schema."""
    migrate(url_of(asked))
    return status_command(asked)


def check_command(asked: argparse.Namespace) -> int:
    """Check the database; exit 1 when something is wrong."""
    store = open_store(url_of(asked), read_only=True)
    try:
        with store.read() as connection:
            findings = check.check(connection)
    finally:
        store.close()
    for finding in findings:
        if asked.json:
            json_line(finding)
        else:
            print(finding)
    if not asked.json:
        print("whole" if not findings else f"{len(findings)} findings")
    return 1 if findings else 0


def backup_command(asked: argparse.Namespace) -> int:
    """Write a backup and print its path."""
    made = backup.make_backup(_sqlite_path(asked), asked.to or places.backup_folder())
    return _say(asked, {"backup": str(made)})


def restore_command(asked: argparse.Namespace) -> int:
    """Restore a backup."""
    kept = backup.restore(asked.file, _sqlite_path(asked))
    return _say(asked, {"restored": str(asked.file), "kept": str(kept) if kept else None})


def _sqlite_path(asked: argparse.Namespace) -> Path:
    url = url_of(asked)
    if not url.startswith("sqlite:///"):
        raise BadInput("backup_needs_local")
    return Path(url.removeprefix("sqlite:///"))


def _say(asked: argparse.Namespace, answer: dict[str, object]) -> int:
    if asked.json:
        json_line(answer)
    else:
        for name, value in answer.items():
            if value is not None:
                print(f"{name}: {value}")
    return 0
