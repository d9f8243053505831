"""A team's database for tests: people of every role with logins of their own, on a real server.

The database is a copy of one that was set up once in this process; the people are the same in every copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg

from console.services import team
from console.store import open_store
from console.store.engine import make_engine
from console.store.team import setting_up
from tests.postgres_server import Server

FURNISHER = "Dana Kim"  # whoever sits at the furnished desk of the service tests is called so
PEOPLE = {"ann": "specialist", "ben": "specialist", "lea": "lead", "rex": "reviewer", "cora": "courier"}


def let_clocks_differ(owner: psycopg.Connection[Any]) -> None:
    """Let desks have whatever time a test says: what else the guards hold against the server's clock."""
    owner.execute(
        "INSERT INTO schema_info (name, value) VALUES ('clock_behind_s', '3000000000'), ('clock_ahead_s', '300000000')"
    )


@dataclass(frozen=True)
class TeamDatabase:
    """A database of a team: `url` is its operator's, `of` gives that of a person.

    A server has one login of a name: where several teams are on it, `suffix` tells their people apart.
    """

    server: Server
    name: str
    passwords: dict[str, str]
    suffix: str = ""

    @property
    def url(self) -> str:
        return self.server.url(self.name)

    def of(self, login: str) -> str:
        return self.server.url(self.name, user=login + self.suffix, password=self.passwords[login])

    def dsn(self, login: str = "") -> str:
        if not login:
            return self.server.dsn(self.name)
        return self.server.dsn(self.name, user=login + self.suffix, password=self.passwords[login])

    def loosen(self, *statements: str) -> None:
        """Change rights as the owner of the schema."""
        engine = make_engine(self.url)
        with engine.connect() as connection, connection.begin():
            for one in statements:
                setting_up.apply(connection, one)
        engine.dispose()


class TeamTemplate:
    """The database that others are copied from, set up once for a server."""

    def __init__(self, server: Server, migrated: str, suffix: str = "") -> None:
        self.server, self.suffix = server, suffix
        self.name = server.create_database(migrated)
        url = server.url(self.name)
        team.set_up(url)
        self.passwords: dict[str, str] = {}
        store = open_store(url)
        try:
            for login, role in PEOPLE.items():
                name = FURNISHER if suffix else login.capitalize()
                made = team.add_member(store, login + suffix, role, name=name)
                self.passwords[login] = made.password
        finally:
            store.close()
        with psycopg.connect(server.dsn(self.name)) as owner:
            let_clocks_differ(owner)
            owner.execute("UPDATE staff SET active = false WHERE login = 'dana'")  # who furnished it has no login here

    def copy(self) -> TeamDatabase:
        name = self.server.create_database(self.name)
        made = TeamDatabase(self.server, name, self.passwords, self.suffix)
        engine = make_engine(made.url)
        with engine.connect() as connection, connection.begin():
            setting_up.close_database(connection)
        engine.dispose()
        return made
