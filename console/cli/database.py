"""`db`: the database's version, upgrade, integrity, backups; a team's set-up stands in `team`."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from console.cli import archives, team
from console.cli.desks import url_of, url_there
from console.cli.output import answered, json_line, plain, table
from console.faults import Damaged
from console.services import backups, disallowed, engines, following, installing
from console.services.archives import signing
from console.services.desk import utc_now
from console.services.team import keep_up, open_of_left
from console.services.writers import unasked
from console.store import Store, check, migrate, open_store, schema, standby
from console.store.engine import shown_url, sqlite_path
from console.store.version import NUMBER
from console.views.words import say, say_count

_SHOWN = 20


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("db", help="the database: version, integrity, backups, a team and its people")
    inner = root.add_subparsers(dest="act", required=True)
    for name, command, words in (
        ("status", status_command, "which database, which version of the schema"),
        ("upgrade", upgrade_command, "bring the schema to this program's version; a backup is kept"),
        ("check", check_command, "prove integrity, chains and what can be rebuilt"),
    ):
        one = inner.add_parser(name, help=words)
        one.add_argument("--json", action="store_true")
        one.set_defaults(run=command)
        if command is check_command:
            wanted = "name every decision of an older engine that comes out otherwise"
            one.add_argument("--verbose", action="store_true", help=wanted)
    kept = inner.add_parser("backup", help="write a verified copy of a local database")
    kept.add_argument("--to", metavar="FOLDER", type=Path)
    kept.add_argument("--json", action="store_true")
    kept.set_defaults(run=backup_command)
    listed = inner.add_parser("backups", help="list the backups of a local database, newest first")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=backups_command)
    team.add_commands(inner)
    archives.add_bringing(inner)
    back = inner.add_parser("restore", help="put a verified copy in place; what stood there is kept beside it")
    back.add_argument("file", type=Path)
    back.add_argument("--json", action="store_true")
    back.set_defaults(run=restore_command)


def status_command(asked: argparse.Namespace) -> int:
    """Print the database and its schema number."""
    url = url_there(asked)
    place = backups.unsafe_place(url)
    if place and not asked.json:
        print(f"{say('store.unsafe')}. {say(f'store.on_{place}')}", file=sys.stderr)
    told: dict[str, object] = {"database": shown_url(url), "schema": schema.number_of(url), "program": NUMBER}
    kept = standby.LOCAL if sqlite_path(url) is not None else backups.standby_of(url)
    if asked.json:
        return _say(asked, {**told, "place": place or None, "standby": kept})
    if kept != standby.LOCAL:
        print(say(f"standby.{kept}"))
    return _say(asked, told)


def upgrade_command(asked: argparse.Namespace) -> int:
    """Upgrade the schema."""
    url = url_of(asked)
    migrate(url)
    keep_up(url)
    return status_command(asked)


def check_command(asked: argparse.Namespace) -> int:
    """Check the database; exit 1 when something is wrong. What an older engine decided otherwise is told beside."""
    store = open_store(url_there(asked), read_only=True)
    try:
        with store.read() as connection:
            whole = check.look(connection)
            kept = standby.standby(connection)
        of_left, who_asks = open_of_left(store), unasked(store)
        looked, unsaid = _looked(store)
        wrong = (one for one in looked if isinstance(one, check.Finding))
        findings = (*whole.findings, *signing.findings(store), *wrong)
    finally:
        store.close()
    for finding in findings:
        if asked.json:
            json_line(finding)
        else:
            print(f"{say(f'check.{finding.code}')}: {finding.where} {finding.found}".rstrip())
    _say_older([one for one in looked if isinstance(one, disallowed.Older)], asked)
    _say_of_left(of_left, asked)
    _say_unasked(who_asks, asked)
    _say_uncovered(whole.uncovered, asked)
    if not asked.json and unsaid:
        print(say("check.unsaid", n=unsaid))
    if not asked.json and any(one.code == "standing" for one in findings):
        print(say("check.standing_todo"))
    if not asked.json and kept != standby.LOCAL:
        print(say(f"standby.{kept}"))
    if not asked.json:
        print(say("check.found", n=len(findings)) if findings else say("check.whole"))
    return 1 if findings else 0


def _looked(store: Store) -> tuple[tuple[check.Finding | disallowed.Older, ...], int]:
    """Return what the agreement says of decisions and licenses, and how many licenses are doubtful.

    Nothing where its text is no longer the one of its hash.
    """
    try:
        looked = (*disallowed.looked(store, utc_now()), *following.findings(store, utc_now()))
        return looked, len(installing.doubtful(store))
    except Damaged as fault:
        if fault.code != "agreement_altered":
            raise
        return (), 0  # `check` names the version


def _say_uncovered(versions: Sequence[str], asked: argparse.Namespace) -> None:
    """Tell the versions that no event holds: those that only events of older programs name."""
    if versions and asked.json:
        json_line({"code": "uncovered", "versions": list(versions)})
    elif versions:
        print(say("check.uncovered", which=", ".join(versions)))


def _say_of_left(found: Mapping[tuple[str, str], tuple[int, ...]], asked: argparse.Namespace) -> None:
    """Tell whose open tickets wait for a lead, since they left: nothing is wrong with them, and nobody answers them."""
    for (name, login), numbers in found.items():
        if asked.json:
            json_line({"code": "of_left", "login": login, "name": name, "tickets": numbers})
            continue
        told = {"n": say_count("queue.tickets", len(numbers)), "tickets": _listed(numbers, asked)}
        print(say("check.of_left", name=name, login=login, **told))
    if found and not asked.json:
        print(say("check.of_left_todo"))


def _say_unasked(numbers: tuple[int, ...], asked: argparse.Namespace) -> None:
    """Tell in which open tickets somebody else wrote before the program asked who asks then: a person is to say it."""
    if numbers and asked.json:
        json_line({"code": "who_asks", "tickets": numbers})
    elif numbers:
        told = {"n": say_count("queue.tickets", len(numbers)), "tickets": _listed(numbers, asked)}
        print(say("check.who_asks", **told), say("check.who_asks_todo"), sep="\n")


def _listed(numbers: Sequence[int], asked: argparse.Namespace) -> str:
    shown = numbers if asked.verbose else numbers[:_SHOWN]
    return " ".join(f"TK-{one}" for one in shown) + (" …" if len(numbers) > len(shown) else "")


def _say_older(found: Sequence[disallowed.Older], asked: argparse.Namespace) -> None:
    """Tell what older engines decided otherwise: how many, in what and why; with --verbose where each stands."""
    for engine in sorted({one.engine for one in found}, key=int):
        mine = [one for one in found if one.engine == engine]
        late = sum(1 for one in mine if one.late)
        kinds = Counter((one.places, one.changes) for one in mine)
        if asked.json:
            head = {"code": "older_engine", "engine": engine, "today": engines.TODAY, "n": len(mine)}
            json_line({**head, "late": late, "places": sorted({place for places, _ in kinds for place in places})})
        else:
            print(say("check.older", engine=engine, today=engines.TODAY, n=len(mine)))
            for (places, changes), n in kinds.most_common():
                why = "; ".join(say(f"engine_change.{code}") for code in changes)
                print(f"  {n}  {', '.join(places)}: {why}")
            if late:
                print(f"  {say('check.older_late', today=engines.TODAY, n=late)}")
        for one in mine if asked.verbose else ():
            if asked.json:
                json_line({"code": "older", **plain(one)})
            else:
                print(f"  {one.where}{' !' if one.late else ''}: {', '.join(one.places)}")


def backup_command(asked: argparse.Namespace) -> int:
    """Write a backup and print its path."""
    made = backups.make_of(url_there(asked), now=utc_now(), folder=asked.to)
    return _say(asked, {"backup": str(made.path), "tickets": made.tickets, "bytes": made.bytes})


def backups_command(asked: argparse.Namespace) -> int:
    """Print the backups of the database."""
    known = backups.list_of(url_of(asked))
    if asked.json:
        for one in known:
            json_line({**dataclasses.asdict(one), "path": str(one.path)})
        return 0
    rows = [
        (f"{one.taken_at:%Y-%m-%d %H:%M} UTC", say(f"data_kind.{one.kind}"), one.tickets, one.bytes, one.path)
        for one in known
    ]
    table(("taken", "kind", "tickets", "bytes", "file"), rows)
    return 0


def restore_command(asked: argparse.Namespace) -> int:
    """Restore a backup."""
    url = url_of(asked)
    kept = backups.restore(url, asked.file)
    return _say(asked, {"restored": str(asked.file), "kept": None if kept == sqlite_path(url) else str(kept)})


def _say(asked: argparse.Namespace, answer: dict[str, object]) -> int:
    answered(answer, as_json=asked.json, apart="\n")
    return 0
