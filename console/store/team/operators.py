"""Operators beside the owner of the schema: logins of their own that act as the owner, and are people of the staff.

A login becomes the owner's equal only by a grant of the owner's role, which a superuser alone may give and take; where
the acting login is none, the statements are handed back as text, to be run by one.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, text

from console.faults import NotAllowed
from console.records.base import Role
from console.store.tables.people import staff
from console.store.team.setting_up import apply, quoted
from console.store.unit import Unit

CONNECTIONS = 6
_MEMBERS = """
SELECT u.rolname FROM pg_auth_members m JOIN pg_roles u ON u.oid = m.member
 WHERE m.roleid = (SELECT nspowner FROM pg_namespace WHERE nspname = 'guard')
"""

_END_SESSIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"


def owner(connection: Connection) -> str:
    """Return the login that owns the schema of a team's database; "" where the guards are gone."""
    asked = "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'guard'"
    return str(connection.execute(text(asked)).scalar() or "")


def members(connection: Connection) -> frozenset[str]:
    """Return the logins that may act as the owner of the schema, without the owner."""
    return frozenset(str(one) for one in connection.execute(text(_MEMBERS)).scalars())


def put(
    unit: Unit, login: str, *, name: str = "", verifier: str = "", until: datetime | None = None
) -> tuple[str, ...]:
    """Make an operator where the acting login may; else enter one whom a superuser made, or return what that one runs.

    Raises NotAllowed ("operator_is_person") for a login that is a person of the team, ("login_is_foreign").
    """
    connection = unit.connection
    row = unit.find(staff, login=login)
    if login == owner(connection):
        return ()
    if row is not None and row["role"] != Role.OPERATOR.value:
        raise NotAllowed("operator_is_person", login=login)
    if row is None and login not in members(connection) and _exists(connection, login) and is_mighty(connection):
        raise NotAllowed("login_is_foreign", login=login)
    there = login in members(connection)
    if not there and not is_mighty(connection):
        return _to_make(connection, login)
    if not there:
        for statement in _to_make(connection, login, verifier, until):
            apply(connection, statement)
    elif verifier and until is not None and is_mighty(connection):
        kept = f"PASSWORD '{verifier}' VALID UNTIL '{until.astimezone(UTC).isoformat()}'"
        apply(connection, f"ALTER ROLE {quoted(connection, login)} LOGIN {kept}")
    if row is None:
        unit.insert(staff, login=login, name=name or login, role=Role.OPERATOR.value, languages="en ru", capacity=0)
    elif not row["active"]:
        unit.amend(staff, int(row["id"]), expected=int(row["version"]), active=True)
    return ()


def remove(unit: Unit, login: str) -> tuple[str, ...]:
    """Let an operator act no more: the guards from now on, the server where the acting login may take the grant back.

    Returns what a superuser still has to run. Raises NotAllowed ("owner_stays") for the owner of the schema.
    """
    connection = unit.connection
    if login == owner(connection):
        raise NotAllowed("owner_stays", login=login)
    row = unit.find(staff, login=login)
    if row is not None and row["active"]:
        unit.amend(staff, int(row["id"]), expected=int(row["version"]), active=False)
    called, whose = quoted(connection, login), quoted(connection, owner(connection))
    statements = (f"REVOKE {whose} FROM {called}", f"ALTER ROLE {called} NOLOGIN")
    if login in members(connection):
        if not is_mighty(connection):
            ended = "usename = '{}'".format(login.replace("'", "''"))
            return (*statements, f"{_END_SESSIONS} WHERE {ended}")
        for statement in statements:
            apply(connection, statement)
    return ()


def strangers(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Return who may act as the owner and is no operator of the staff, and which operator cannot."""
    known = {row.login: row for row in connection.execute(staff.select()) if row.role == Role.OPERATOR.value}
    able, whose = members(connection), owner(connection)
    if not whose:
        return ()  # that the guards are gone is a finding of its own
    found = [
        (login, "may act as the owner and is no operator")
        for login in sorted(able)
        if login not in known or not known[login].active
    ]
    lost = [one for one, row in sorted(known.items()) if row.active and one not in able and one != whose]
    return (*found, *((login, "is an operator and cannot act as the owner") for login in lost))


def _exists(connection: Connection, login: str) -> bool:
    asked = text("SELECT count(*) FROM pg_roles WHERE rolname = :name")
    return bool(connection.execute(asked, {"name": login}).scalar_one())


def is_mighty(connection: Connection) -> bool:
    """Return whether the acting login is a superuser, or acts as one."""
    asked = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
    return bool(connection.execute(text(asked)).scalar_one())


def _to_make(connection: Connection, login: str, verifier: str = "", until: datetime | None = None) -> tuple[str, ...]:
    """Return the statements that make a login the owner's equal; each of its sessions begins as the owner.

    What it makes then belongs to the owner, whoever upgrades.
    """
    called, whose = quoted(connection, login), quoted(connection, owner(connection))
    database = quoted(connection, str(connection.execute(text("SELECT current_database()")).scalar_one()))
    there = _exists(connection, login)
    password = "" if there else " PASSWORD '…'"
    if verifier and until is not None:
        password = f" PASSWORD '{verifier}' VALID UNTIL '{until.astimezone(UTC).isoformat()}'"
    return (
        f"{'ALTER' if there else 'CREATE'} ROLE {called} LOGIN CONNECTION LIMIT {CONNECTIONS}{password}",
        f"GRANT {whose} TO {called}",
        f"ALTER ROLE {called} IN DATABASE {database} SET role = {whose}",
    )
