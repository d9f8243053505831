"""`list`: the queue on the command line.

It is asked often, so it loads no more than it shows: the library of SQL and the agreement only where they are needed.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from console.cli.output import json_line, table
from console.faults import BadInput
from console.query import Query, Sort, parse
from console.query.parser import canonical_sort
from console.records.tickets import TicketRow
from console.services import glancing
from console.services.whose import account, database_url
from console.views.words import has, say, set_zone


def add_commands(commands: Any) -> None:
    """Add the command to the parser."""
    listed = commands.add_parser("list", help="the queue by the query language of the window")
    listed.add_argument("query", nargs="*", metavar="QUERY")
    listed.add_argument("--limit", type=int, default=50)
    listed.add_argument("--sort", metavar="KEY")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=list_command)


def list_command(asked: argparse.Namespace) -> int:
    """Print the queue."""
    query, limit = asked_query(asked), max(1, min(asked.limit, 10_000))
    rows: Sequence[TicketRow] | None = None
    if not asked.json:  # which tells what may be expected of each, and that follows from the agreement
        found = glancing.listed(database_url(asked.database), account(), query, limit=limit)
        if found is not None:
            set_zone(found.zone or "UTC")
            rows = found.rows
    if rows is None:
        rows = _of_desk(asked, query, limit)
    if asked.json:
        for row in rows:
            json_line(row)
        return 0
    table(
        ("number", "tier", "status", "license", "received", "owner", "subject"),
        [
            (
                f"TK-{row.number}",
                say(f"tier.{row.tier.value}"),
                say(f"status.{row.look or row.status.value}"),
                license_state(row),
                row.received_at,
                row.owner,
                row.subject[:70],
            )
            for row in rows
        ],
    )
    return 0


def _of_desk(asked: argparse.Namespace, query: Query, limit: int) -> Sequence[TicketRow]:
    from console.cli.desks import desk  # noqa: PLC0415 - see the head of this module
    from console.services import showing  # noqa: PLC0415 - same

    here = desk(asked)
    try:
        return showing.queue_page(here, query, limit=limit).rows
    finally:
        here.store.close()


def asked_query(asked: argparse.Namespace) -> Query:
    """Return the query of a command with its order. Raises BadInput."""
    query = query_of(" ".join(asked.query))
    if not asked.sort:
        return query
    key = canonical_sort(asked.sort.lstrip("-"))
    if key is None:
        raise BadInput("query_unknown_value", key="sort", value=asked.sort)
    return Query(terms=query.terms, sort=Sort(key, down=asked.sort.startswith("-")))


def query_of(text: str) -> Query:
    """Return the query that was written. Raises BadInput."""
    parsed = parse(text)
    if parsed.problems:
        problem = parsed.problems[0]
        raise BadInput(problem.code, **problem.params)
    return parsed.query


def license_state(row: TicketRow) -> str:
    """Return the state of a request's license."""
    state = row.license_state
    if state is None:
        return say("license.unknown_short")
    return say(f"license.{state}_short" if has(f"license.{state}_short") else f"license.{state}")
