"""On which kinds of database a test runs, and with which of its cases.

What speaks SQL is tested in tests/store on SQLite and on PostgreSQL. Two majors of that tell a statement apart from
another seldom, so a test takes one of them, by its name the same at each run. What stands above the store meets its
kinds through the same statements: such a test takes a file or a server, and with `CLAUSEDESK_DATABASES=other`, as the
measuring of coverage has it, the other one. `CLAUSEDESK_DATABASES=all`, as `make soak` has it, takes all.

A test whose cases take long is marked `sampled(n)`: n of them, spread over the list and the same at each run, where
coverage is measured the others, and all of them where all is asked for. A case that is chosen alone is run. So what is
marked stands in a suite that coverage is measured of, or is marked `soak` as well.
"""

from __future__ import annotations

import os
import zlib
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pytest

SERVERS = ("postgres16", "postgres18")
# What a server itself does is the subject here: how it refuses, upgrades, and carries what two write at once
EVERY_SERVER = frozenset(
    {
        "test_closing_races",
        "test_command_races",
        "test_databases",
        "test_register_races",
        "test_schema",
        "test_schema_list",
        "test_together",
        "test_upgrade",
    }
)
# Above the store, and yet of what a kind of database does: there each kind says something else, or the test is of one
EVERY_KIND = frozenset(
    {"test_access", "test_access_leaks", "test_backups", "test_facets", "test_kept_back", "test_kill"}
)
ABOVE = ("tests.archive.", "tests.cli.", "tests.services.", "tests.views.")


def all_asked() -> bool:
    """Return whether every kind was asked for."""
    return os.environ.get("CLAUSEDESK_DATABASES") == "all" or os.environ.get("CLAUSEDESK_SOAK") == "1"


def servers_of(module: str, function: str) -> list[str]:
    """Return the servers that a test runs on, by the names of its module and its function."""
    if module.rpartition(".")[2] in EVERY_SERVER or all_asked():
        return list(SERVERS)
    return [SERVERS[zlib.crc32(function.encode()) % 2]]


def kinds_of(module: str, function: str, servers: list[str]) -> list[str]:
    """Return the kinds that a test runs on which can run on a file and on the servers given."""
    both = ["sqlite", *servers]
    name = module.rpartition(".")[2]
    if all_asked() or name in EVERY_SERVER or name in EVERY_KIND or not module.startswith(ABOVE):
        return both
    on_server = zlib.crc32(function.encode()) // 2 % 2 == 1  # the last bit has told the major
    if os.environ.get("CLAUSEDESK_DATABASES") == "other":
        on_server = not on_server
    return servers if on_server else ["sqlite"]


def marked(seats: list[str]) -> list[Any]:
    """Return seats as parameters; what needs a server is marked so."""
    return [pytest.param(one, marks=[] if one == "sqlite" else [pytest.mark.postgres]) for one in seats]


def sampled(items: Iterable[pytest.Item]) -> set[pytest.Item]:
    """Return the cases that are left out, of the tests that are marked so."""
    if all_asked():
        return set()
    cases: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("sampled"):
            cases[item.nodeid.partition("[")[0]].append(item)
    left: set[pytest.Item] = set()
    for name, found in cases.items():
        mark = found[0].get_closest_marker("sampled")
        number = min(mark.args[0] if mark else len(found), len(found))
        first = zlib.crc32(name.rpartition("::")[2].encode())
        taken = {found[(first + turn * len(found) // number) % len(found)] for turn in range(number)}
        other = os.environ.get("CLAUSEDESK_DATABASES") == "other" and number < len(found)
        left |= taken if other else set(found) - taken
    return left
