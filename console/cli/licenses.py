"""`license`: the register of licenses from the command line, with their periods and countdowns."""

from __future__ import annotations

import argparse
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from console.cli.desks import desk, instant
from console.cli.output import answered, json_line, plain, table
from console.faults import BadInput
from console.records.licensing import LicenseRecord
from console.services import installing, license_import, license_list, registry, standing
from console.services.desk import Desk
from console.services.license_import import RowFate
from console.store.queries import licensing
from console.views.words import day, language, moment, say, set_zone

_CODED = {"plan": "plan", "initial_installation": "installed"}
"""The tables of words for the fields of a license that are kept as codes."""


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("license", help="licenses, their periods and countdowns")
    inner = root.add_subparsers(dest="act", required=True)
    listed = inner.add_parser("list", help="licenses by what ends soonest")
    listed.add_argument("text", nargs="?", default="", help="words in the key, the customer, the product or a domain")
    listed.add_argument("--at", metavar="DAY", help="the state at the beginning of a day, or at an instant")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=list_command)
    shown = inner.add_parser("show", help="one license at an instant")
    shown.add_argument("key")
    shown.add_argument("--at", metavar="INSTANT")
    shown.add_argument("--json", action="store_true")
    shown.set_defaults(run=show_command)
    added = inner.add_parser("add", help="enter a license")
    added.add_argument("key")
    added.add_argument("--plan", required=True, choices=registry.PLANS)
    added.add_argument("--customer", required=True)
    added.add_argument("--purchased", required=True, metavar="INSTANT")
    added.add_argument("--product", default="")
    added.add_argument("--domain", action="append", default=[])
    added.add_argument("--json", action="store_true")
    added.set_defaults(run=add_command)
    brought = inner.add_parser("import", help="licenses from a CSV file, with the fate of every row")
    brought.add_argument("file", metavar="CSV")
    brought.add_argument("--dry-run", action="store_true", help="tell the fates and write nothing")
    brought.add_argument("--json", action="store_true")
    brought.set_defaults(run=import_command)
    unsaid = inner.add_parser(
        "unsaid", help="licenses whose first installation counts as made though no record says so"
    )
    unsaid.add_argument("--ask", action="store_true", help="count them as not known, so that they are asked about")
    unsaid.add_argument("--json", action="store_true")
    unsaid.set_defaults(run=unsaid_command)
    renewed = inner.add_parser("renew", help="record a paid period")
    renewed.add_argument("key")
    renewed.add_argument("--paid", required=True, metavar="INSTANT")
    renewed.add_argument("--months", required=True, type=int)
    renewed.add_argument("--evidence", required=True, help="what proves that the money came")
    renewed.add_argument("--json", action="store_true")
    renewed.set_defaults(run=renew_command)


def list_command(asked: argparse.Namespace) -> int:
    """Print the licenses, as they stand now or as they stand on a day."""
    here = desk(asked)
    try:
        at = instant(here, asked.at)
        rows = license_list.listed(here, asked.text, at=None if asked.at is None else at)
        set_zone(str(here.company.get("policy_tz") or "UTC"))
    finally:
        here.store.close()
    if asked.json:
        for row in rows:
            json_line(row if asked.at is None else {**plain(row), "at": at})
    else:
        lines = [
            (row.key, say(f"plan.{row.plan}"), row.customer, _state(row.state), _last_day(row.boundary_at))
            for row in rows
        ]
        table(("key", "plan", "customer", "state", "until"), lines)
    return 0


def show_command(asked: argparse.Namespace) -> int:
    """Print a license with its state at an instant."""
    here = desk(asked)
    try:
        at = instant(here, asked.at)
        record = _record(here, asked.key)
        view = standing.license_view(here, record, at)
        set_zone(view.zone)
    finally:
        here.store.close()
    if asked.json:
        json_line({"license": record, "at": at, "standing": view})
        return 0
    print(f"{record.key}  ·  {say(f'plan.{record.plan}')}  ·  {record.customer}")
    until = "" if view.boundary_at is None else f", {say('license.until', day=_last_day(view.boundary_at))}"
    print(f"{moment(at)}: {say(f'license.{view.state}')}{until}")
    lines = [(say(f"license.{one.kind}"), one.start, one.last_day, one.version) for one in view.periods]
    table(("period", "from", "last_day", "agreement"), lines)
    return 0


def _state(code: str | None) -> str:
    return say(f"license.{code or 'unknown_short'}")


def _last_day(boundary: datetime | None) -> str | None:
    """Return the last day before a state ends; it ends when that day is over."""
    return None if boundary is None else day(boundary - timedelta(microseconds=1))


def add_command(asked: argparse.Namespace) -> int:
    """Enter a license."""
    here = desk(asked)
    try:
        new = registry.NewLicense(
            key=asked.key,
            plan=asked.plan,
            customer=asked.customer,
            purchased_at=instant(here, asked.purchased),
            product=asked.product,
            domains=tuple(asked.domain),
        )
        license_id = registry.add_license(here, new)
    finally:
        here.store.close()
    return _done(asked, {"license": asked.key, "id": license_id})


def unsaid_command(asked: argparse.Namespace) -> int:
    """Print the licenses that earlier programs entered as installed; with --ask let them be asked about."""
    here = desk(asked)
    try:
        found = installing.doubtful(here.store)
        done = installing.ask_about(here, found) if asked.ask else 0
    finally:
        here.store.close()
    for _, key in found:
        if asked.json:
            json_line({"license": key})
        else:
            print(key)
    if asked.ask:
        return _done(asked, {"asked": done})
    return 0


def import_command(asked: argparse.Namespace) -> int:
    """Take licenses in from a CSV file and print what became of each row; 1 where a row was wrong or failed."""
    here = desk(asked)
    try:
        with Path(asked.file).open("rb") as file:
            data = file.read(license_import.MOST_BYTES + 1)
        rows = license_import.plan(here, data)
        if not asked.dry_run:
            rows = license_import.carry_out(here, rows)
    except OSError as error:
        raise BadInput("unreadable_list", file=asked.file, detail=error.strerror or "") from error
    finally:
        here.store.close()
    heads = ("line", "fate", "key", "customer", "why")
    if asked.json:
        for row in rows:
            line = (row.line, row.fate.value, row.key, row.customer, str(row.fault) if row.fault else _changes(row))
            json_line(dict(zip(heads, line, strict=True)))
    else:
        table(heads, [(row.line, say(f"listing.{row.fate}"), row.key, row.customer, _why(row)) for row in rows])
    return int(any(row.fate in (RowFate.WRONG, RowFate.FAILED) for row in rows))


def _why(row: license_import.PlannedRow) -> str:
    if row.fault is not None:
        return row.fault.words(language())[0]
    return ", ".join(f"{say(f'field.{name}')}: {_as_said(name, new)}" for name, _old, new in row.changes)


def _as_said(name: str, value: object) -> str:
    if isinstance(value, datetime):
        return moment(value)
    return say(f"{_CODED[name]}.{value}") if name in _CODED else str(value)


def _changes(row: license_import.PlannedRow) -> str:
    return ", ".join(f"{name}: {new}" for name, _old, new in row.changes)


def renew_command(asked: argparse.Namespace) -> int:
    """Record a paid period and print what it gives."""
    here = desk(asked)
    try:
        record = _record(here, asked.key)
        registry.record_purchase(
            here, record.id, paid_at=instant(here, asked.paid), length=asked.months, evidence=asked.evidence
        )
        view = standing.license_view(here, _record(here, asked.key), here.clock())
    finally:
        here.store.close()
    if asked.json:
        return _done(asked, {"license": asked.key, "state": view.state, "until": view.boundary_at})
    return _done(asked, {"license": asked.key, "state": _state(view.state), "until": _last_day(view.boundary_at)})


def _record(here: Desk, key: str) -> LicenseRecord:
    with here.store.read() as connection:
        return licensing.license_record(connection, licensing.license_by_key(connection, key))


def _done(asked: argparse.Namespace, answer: dict[str, object]) -> int:
    answered(answer, as_json=asked.json)
    return 0
