"""Who is a member of what on the server, beyond the group of a team that is a person's own.

A grant of one login to another, of a role of the server that reads and writes everything, or of a group by way of
another role goes past all that stands in a database, so each is named. Roles that hold nothing here are left out:
groups of other teams of the server, and names that a directory keeps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, text

_GRANTS = """
SELECT DISTINCT m.rolname AS member, r.rolname AS role
  FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles r ON r.oid = a.roleid
"""
# 16384 is the first number that is no role of the server's own. A right on a database says who may connect to it.
_EMPTY = """
SELECT r.rolname FROM pg_roles r
 WHERE r.oid >= 16384 AND NOT (r.rolcanlogin OR r.rolsuper OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication
     OR r.rolbypassrls)
   AND NOT EXISTS (
     SELECT FROM pg_shdepend d, pg_database here
      WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid AND here.datname = current_database()
        AND (d.dbid = here.oid
          OR d.dbid = 0 AND NOT (d.classid = 'pg_database'::regclass AND d.objid <> here.oid)))
"""


def beside(
    connection: Connection, *, people: Collection[str], groups: Collection[str], owner: str, operators: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """Return each membership that is too much: who has it, and in what, with the roles by which it is reached.

    `people` are the logins of the staff and of the groups. Of the owner of the schema and of operators nothing is
    asked: they may what the owner may. What is looked at elsewhere is not told again: who is in a group of the team, or
    may act as the owner, directly.
    """
    grants: dict[str, set[str]] = {}
    for member, role in connection.execute(text(_GRANTS)):
        grants.setdefault(str(member), set()).add(str(role))
    free = {owner, *operators}
    kept = {*people, *groups, *free}
    empty = set(connection.execute(text(_EMPTY)).scalars()) - kept
    found = []
    for member in sorted({*people, *grants} - free):
        told = kept if member not in people else {*kept, *(one for above in grants.values() for one in above - empty)}
        for role, by in sorted(_reached(grants, member, told).items()):
            if by or role not in {owner, *groups}:
                found.append((member, f"is a member of {role}" + (f", by {' and '.join(by)}" if by else "")))
    return tuple(found)


def _reached(grants: Mapping[str, set[str]], start: str, told: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the nearest of the roles to tell of that a login is a member of, each with the roles between."""
    found: dict[str, tuple[str, ...]] = {}
    seen = {start}
    waiting: list[tuple[str, tuple[str, ...]]] = [(start, ())]
    while waiting:
        login, by = waiting.pop(0)
        for role in sorted(grants.get(login, set()) - seen):
            seen.add(role)
            if role in told:
                found[role] = by
            else:
                waiting.append((role, (*by, role)))
    return found
