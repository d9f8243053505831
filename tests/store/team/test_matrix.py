"""Every act that a role is not given is tried: in each table, in each column and as each role, on both majors.

The cells are made from `rights.toml`. The attacks of the list try what a given right must not reach; here is all that
is not given, so that no grant comes in beside the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

from console.store.tables import metadata
from console.store.team import rights
from tests.team_desks import PEOPLE, TeamDatabase

pytestmark = pytest.mark.postgres

_ALL = ("*",)
_ACTS = {
    "INSERT": 'INSERT INTO "{table}" DEFAULT VALUES',
    "UPDATE": 'UPDATE "{table}" SET "{column}" = DEFAULT WHERE false',
    "DELETE": 'DELETE FROM "{table}" WHERE false',
    "TRUNCATE": 'TRUNCATE "{table}"',
    "INSERT of": 'INSERT INTO "{table}" ("{column}") VALUES (DEFAULT)',
    "SELECT of": 'SELECT "{column}" FROM "{table}" LIMIT 0',
}
_TRY = """
DO $try$
DECLARE
  cell record;
  passed jsonb := '[]';
BEGIN
  FOR cell IN SELECT * FROM jsonb_to_recordset({cells}::jsonb) AS one(name text, act text) LOOP
    BEGIN
      BEGIN
        EXECUTE cell.act;
      EXCEPTION WHEN insufficient_privilege THEN CONTINUE;
        WHEN OTHERS THEN NULL;  -- whatever else stops it, the right is there
      END;
      passed := passed || to_jsonb(cell.name);
    END;
  END LOOP;
  PERFORM set_config('matrix.passed', passed::text, true);
END
$try$
"""


def refused_cells(role: str) -> dict[str, str]:
    """Return what a role is not given: a name of the cell, and the statement that tries it."""
    return dict(_cells(role))


def _cells(role: str) -> Iterator[tuple[str, str]]:
    known = {table.name: table for table in rights.tables()}
    hidden = rights.hidden().get(role, {})
    for name, table in metadata.tables.items():
        given = known.get(name)
        insert = given.insert.get(role, ()) if given else ()
        update = given.update.get(role, ()) if given else ()
        columns = [one.name for one in table.c]
        free: dict[str, list[str]] = {
            "INSERT": [] if insert else [""],
            "UPDATE": [] if update == _ALL else [one for one in columns if one not in update],
            "DELETE": [] if given and role in given.delete else [""],
            "TRUNCATE": [""],
            "INSERT of": [one for one in columns if one not in insert] if insert and insert != _ALL else [],
            "SELECT of": list(hidden.get(name, ())),
        }
        for act, tried in free.items():
            for column in tried:
                yield f"{act} {name} {column}".rstrip(), _ACTS[act].format(table=name, column=column)


def passed(session: psycopg.Connection[Any], role: str) -> list[str]:
    """Try each cell in a savepoint of its own and return those that were not refused for want of a right."""
    cells = [{"name": name, "act": act} for name, act in refused_cells(role).items()]
    session.execute(sql.SQL(_TRY).format(cells=sql.Literal(json.dumps(cells))))
    row = session.execute("SELECT current_setting('matrix.passed')").fetchone()
    assert row is not None
    found: list[str] = json.loads(row[0])
    return found


@pytest.fixture(scope="module", params=["postgres16", "postgres18"])
def team(request: pytest.FixtureRequest, _bench: Any) -> Iterator[TeamDatabase]:
    yield from _bench.team(request.param)


@pytest.mark.parametrize("login", ["ann", "lea", "rex", "cora"])
def test_what_a_role_is_not_given_is_refused(team: TeamDatabase, login: str) -> None:
    assert len(refused_cells(PEOPLE[login])) > len(metadata.tables)
    with psycopg.connect(team.dsn(login)) as session:
        assert passed(session, PEOPLE[login]) == []
        session.rollback()


LOOSENED = {
    "GRANT DELETE ON tickets TO ann": ("ann", ["DELETE tickets"]),
    "GRANT UPDATE (number) ON tickets TO lea": ("lea", ["UPDATE tickets number"]),
    "GRANT UPDATE ON findings TO rex": (
        "rex",
        [f"UPDATE findings {one.name}" for one in metadata.tables["findings"].c],
    ),
    "GRANT INSERT (result) ON commands TO cora": ("cora", ["INSERT of commands result"]),
    "GRANT INSERT (gid) ON decisions TO rex": ("rex", ["INSERT decisions"]),
    "GRANT SELECT ON access_requests TO rex": ("rex", ["SELECT of access_requests secret"]),
    "GRANT pg_write_all_data TO cora": ("cora", None),
}


@pytest.mark.parametrize("statement", LOOSENED)
def test_a_right_that_came_in_beside_the_file_is_named(team: TeamDatabase, statement: str) -> None:
    """The owner gives it, becomes who got it, tries, and takes all back: nothing is committed."""
    login, found = LOOSENED[statement]
    with psycopg.connect(team.dsn()) as owner:
        owner.execute(statement)  # type: ignore[arg-type]  # a statement of the test, no literal
        owner.execute(sql.SQL("SET LOCAL SESSION AUTHORIZATION {}").format(sql.Identifier(login)))
        came = passed(owner, PEOPLE[login])
        owner.rollback()
    assert came == found if found else len(came) > len(metadata.tables)
