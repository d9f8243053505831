"""Operators beside the owner of the schema: logins of their own that act as the owner, and are people of the staff.

A login becomes the owner's equal only by a grant of the owner's role, which a superuser alone may give and take; where
the acting login is none, the statements are handed back as text, to be run by one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from console.faults import NotAllowed
from console.records.base import Role
from console.store.tables.people import staff
from console.store.team.setting_up import apply, quoted
from console.store.unit import Unit

CONNECTIONS = 6
_ASKED = r"\password"
_MEMBERS = """
SELECT u.rolname FROM pg_auth_members m JOIN pg_roles u ON u.oid = m.member
 WHERE m.roleid = (SELECT nspowner FROM pg_namespace WHERE nspname = 'guard')
"""

_END_SESSIONS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{}' AND pid <> pg_backend_pid()"
)


def owner(connection: Connection) -> str:
    """Return the login that owns the schema of a team's database; "" where the guards are gone."""
    asked = "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'guard'"
    return str(connection.execute(text(asked)).scalar() or "")


def members(connection: Connection) -> frozenset[str]:
    """Return the logins that may act as the owner of the schema, without the owner."""
    return frozenset(str(one) for one in connection.execute(text(_MEMBERS)).scalars())


def acts_as_owner(connection: Connection, login: str) -> bool:
    """Return whether a login is the owner of the schema or may act as the owner."""
    return login == owner(connection) or login in members(connection)


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """What became of an operator: whether anything did, and whether the password that was brought holds now.

    `left` is what a superuser has to run; with `again` she is entered when it is asked for once more after that.
    """

    changed: bool = False
    given: bool = False
    left: tuple[str, ...] = ()
    again: bool = False


def put(unit: Unit, login: str, *, name: str = "", verifier: str = "", until: datetime | None = None) -> Put:
    """Make an operator where the acting login may; else enter one whom a superuser made, or tell what that one runs.

    Raises NotAllowed ("operator_is_person") for a login that is a person of the team, ("login_is_foreign").
    """
    connection = unit.connection
    row = unit.find(staff, login=login)
    if login == owner(connection):
        return Put()
    if row is not None and row["role"] != Role.OPERATOR.value:
        raise NotAllowed("operator_is_person", login=login)
    there, mighty = login in members(connection), is_mighty(connection)
    if row is None and not there and _exists(connection, login):
        raise NotAllowed("login_is_foreign", login=login)
    if not there and not mighty:
        return Put(left=_to_make(connection, login), again=True)
    given = bool(verifier) and until is not None and mighty
    if not there:
        for statement in _to_make(connection, login, verifier, until):
            apply(connection, statement)
    elif given and until is not None:
        kept = f"PASSWORD '{verifier}' VALID UNTIL '{until.astimezone(UTC).isoformat()}'"
        apply(connection, f"ALTER ROLE {quoted(connection, login)} LOGIN {kept}")
    if row is None:
        unit.insert(staff, login=login, name=name or login, role=Role.OPERATOR.value, languages="en ru", capacity=0)
    elif not row["active"]:
        unit.amend(staff, int(row["id"]), expected=int(row["version"]), active=True)
    changed = given or not there or row is None or not row["active"]
    return Put(changed=changed, given=given, left=_password_of(connection, login) if verifier and not given else ())


def _password_of(connection: Connection, login: str) -> tuple[str, ...]:
    """Return what a superuser runs in psql so that a login gets a password that is not temporary; none is named."""
    called = quoted(connection, login)
    return (f"ALTER ROLE {called} LOGIN VALID UNTIL 'infinity'", f"{_ASKED} {called}")


def remove(unit: Unit, login: str) -> tuple[str, ...]:
    """Let an operator act no more: the guards from now on, the server where the acting login may take the grant back.

    Sessions that are open keep the owner's power whatever is taken back, so they are ended, in whichever database.
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
    ended = _END_SESSIONS.format(login.replace("'", "''"))
    if not is_mighty(connection):
        return (*statements, ended) if login in members(connection) else ()
    for statement in statements if login in members(connection) else ():
        apply(connection, statement)
    apply(connection, ended)
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
    password = ""
    if verifier and until is not None:
        password = f" PASSWORD '{verifier}' VALID UNTIL '{until.astimezone(UTC).isoformat()}'"
    return (
        f"{'ALTER' if there else 'CREATE'} ROLE {called} LOGIN CONNECTION LIMIT {CONNECTIONS}{password}",
        *(() if there or password else (f"{_ASKED} {called}",)),
        f"GRANT {whose} TO {called}",
        f"ALTER ROLE {called} IN DATABASE {database} SET role = {whose}",
    )
