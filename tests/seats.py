"""On which kinds of database a test runs.

Two majors of PostgreSQL tell a statement apart from another seldom, so a test takes one of them, by its name the same
at each run, and SQLite where it is not of servers alone. `CLAUSEDESK_DATABASES=all`, as `make soak` has it, takes all.
"""

from __future__ import annotations

import os
import zlib
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
        "test_writers",
    }
)


def all_asked() -> bool:
    """Return whether every kind was asked for."""
    return os.environ.get("CLAUSEDESK_DATABASES") == "all" or os.environ.get("CLAUSEDESK_SOAK") == "1"


def servers_of(module: str, function: str) -> list[str]:
    """Return the servers that a test runs on, by the names of its module and its function."""
    if module.rpartition(".")[2] in EVERY_SERVER or all_asked():
        return list(SERVERS)
    return [SERVERS[zlib.crc32(function.encode()) % 2]]


def marked(seats: list[str]) -> list[Any]:
    """Return seats as parameters; what needs a server is marked so."""
    return [pytest.param(one, marks=[] if one == "sqlite" else [pytest.mark.postgres]) for one in seats]
