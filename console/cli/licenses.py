"""`license`: the register of licenses from the command line, with their periods and countdowns."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any

from console.cli.desks import desk
from console.cli.output import json_line, table
from console.faults import BadInput
from console.records.licensing import LicenseRecord
from console.services import registry, standing
from console.services.desk import Desk
from console.store.queries import licensing


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("license", help="licenses, their periods and countdowns")
    inner = root.add_subparsers(dest="act", required=True)
    listed = inner.add_parser("list", help="licenses by what ends soonest")
    listed.add_argument("text", nargs="?", default="")
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
    renewed = inner.add_parser("renew", help="record a paid period")
    renewed.add_argument("key")
    renewed.add_argument("--paid", required=True, metavar="INSTANT")
    renewed.add_argument("--months", required=True, type=int)
    renewed.add_argument("--evidence", required=True, help="what proves that the money came")
    renewed.add_argument("--json", action="store_true")
    renewed.set_defaults(run=renew_command)


def list_command(asked: argparse.Namespace) -> int:
    """Print the licenses."""
    here = desk(asked)
    try:
        with here.store.read() as connection:
            rows = licensing.license_list(connection, text=asked.text)
    finally:
        here.store.close()
    if asked.json:
        for row in rows:
            json_line(row)
    else:
        table(
            ("key", "plan", "customer", "state", "until"),
            [(row.key, row.plan, row.customer, row.state, row.boundary_at) for row in rows],
        )
    return 0


def show_command(asked: argparse.Namespace) -> int:
    """Print a license with its state at an instant."""
    here = desk(asked)
    try:
        at = _instant(here, asked.at)
        record = _record(here, asked.key)
        view = standing.license_view(here, record, at)
    finally:
        here.store.close()
    if asked.json:
        json_line({"license": record, "at": at, "standing": view})
        return 0
    print(f"{record.key}  {record.plan}  {record.customer}")
    print(
        f"state at {at.isoformat()}: {view.state}"
        + (f", until {view.boundary_at.isoformat()}" if view.boundary_at else "")
    )
    table(("period", "from", "last day"), [(one.kind, one.start, one.last_day) for one in view.periods])
    return 0


def add_command(asked: argparse.Namespace) -> int:
    """Enter a license."""
    here = desk(asked)
    try:
        new = registry.NewLicense(
            key=asked.key,
            plan=asked.plan,
            customer=asked.customer,
            purchased_at=_instant(here, asked.purchased),
            product=asked.product,
            domains=tuple(asked.domain),
        )
        license_id = registry.add_license(here, new)
    finally:
        here.store.close()
    return _done(asked, {"license": asked.key, "id": license_id})


def renew_command(asked: argparse.Namespace) -> int:
    """Record a paid period and print what it gives."""
    here = desk(asked)
    try:
        record = _record(here, asked.key)
        registry.record_purchase(
            here, record.id, paid_at=_instant(here, asked.paid), length=asked.months, evidence=asked.evidence
        )
        view = standing.license_view(here, _record(here, asked.key), here.clock())
    finally:
        here.store.close()
    return _done(asked, {"license": asked.key, "state": view.state, "until": view.boundary_at})


def _record(here: Desk, key: str) -> LicenseRecord:
    with here.store.read() as connection:
        return licensing.license_record(connection, licensing.license_by_key(connection, key))


def _instant(here: Desk, text: str | None) -> datetime:
    if text is None:
        return here.clock()
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput("bad_instant", instant=text) from error
    return instant if instant.tzinfo else instant.replace(tzinfo=here.company.zone)


def _done(asked: argparse.Namespace, answer: dict[str, object]) -> int:
    if asked.json:
        json_line(answer)
    else:
        print("  ".join(f"{name}: {value}" for name, value in answer.items() if value is not None))
    return 0
