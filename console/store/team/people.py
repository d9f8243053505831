"""People of a team: each has a login of the server, a role by its group, and a row of the staff. All or nothing.

A password is never sent: the server gets a verifier made here (SCRAM-SHA-256). Names are quoted, whatever is in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, select, text

from console.faults import BadInput, NotAllowed, NotFound
from console.records.base import Role
from console.records.team import TeamMember
from console.store.tables.people import staff
from console.store.team import memberships, operators, rights, setting_up
from console.store.team.setting_up import apply, quoted
from console.store.unit import Unit

LONGEST = 63
CONNECTIONS = 6
_RESERVED = ("pg_", "public", "none", "current_user", "current_role", "session_user")
_LIMITS = {"statement_timeout": "15s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s"}
_LOGINS = """
SELECT r.rolname, r.rolcanlogin, nullif(r.rolvaliduntil, 'infinity') AS until,
       ARRAY(SELECT g.rolname FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid
              WHERE m.member = r.oid AND g.rolname = ANY(:groups) ORDER BY 1) AS groups
  FROM pg_roles r WHERE r.rolname = ANY(:logins)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A login of the server: its groups of this team, and until when its password holds where it is temporary."""

    name: str
    opens: bool
    temporary_until: datetime | None
    groups: tuple[str, ...]


def verifier_of(password: str, login: str) -> str:
    """Return what the server keeps of a password: it can be checked against, and the password is not in it."""
    from psycopg import pq  # noqa: PLC0415 - a local desk does without

    made = pq.PGconn.connect_start(b"host=/nowhere")  # only its encoder is used: it is connected to nothing
    try:
        return made.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
    finally:
        made.finish()


def check_login(login: str) -> str:
    """Return a name that can be a login. Raises BadInput ("bad_login")."""
    name = login.strip()
    if not name or len(name.encode()) > LONGEST or "\0" in name or name.casefold().startswith(_RESERVED):
        raise BadInput("bad_login", login=login, most=LONGEST)
    return name


def require_team(connection: Connection) -> dict[str, str]:
    """Return the names of the groups. Raises NotAllowed ("no_team") where the database is not a team's."""
    names = setting_up.groups(connection)
    if names is None:
        raise NotAllowed("no_team")
    return names


def members(connection: Connection) -> tuple[TeamMember, ...]:
    """Return the staff with their logins, active ones first. Raises NotAllowed ("no_team")."""
    names = require_team(connection)
    rows = connection.execute(select(staff).order_by(staff.c.active.desc(), staff.c.login)).all()
    known = logins(connection, names, [row.login for row in rows])
    return tuple(
        TeamMember(
            login=row.login,
            name=row.name,
            role=row.role,
            active=row.active,
            can_log_in=row.login in known and known[row.login].opens,
            temporary_until=known[row.login].temporary_until if row.login in known else None,
            group=" ".join(known[row.login].groups) if row.login in known else "",
        )
        for row in rows
    )


def logins(connection: Connection, names: Mapping[str, str], wanted: list[str]) -> dict[str, Login]:
    """Return those of the logins that the server has, by name; groups are called by their roles."""
    roles = {name: role for role, name in names.items()}
    asked = connection.execute(text(_LOGINS), {"groups": list(roles), "logins": wanted})
    return {
        row.rolname: Login(
            name=row.rolname,
            opens=row.rolcanlogin,
            temporary_until=_utc(row.until),
            groups=tuple(roles[one] for one in row.groups),
        )
        for row in asked
    }


def put_member(
    unit: Unit, login: str, role: str, *, name: str = "", verifier: str = "", until: datetime | None = None
) -> bool:
    """Make a person with a login and a role, complete what is half there, or change the role; return whether it did.

    `verifier` with `until` is a temporary password. Raises BadInput ("unknown_role"), NotAllowed ("no_team",
    "login_is_foreign", "person_is_operator").
    """
    if role not in rights.GROUPS:
        raise BadInput("unknown_role", role=role)
    connection = unit.connection
    names = require_team(connection)
    known = logins(connection, names, [login]).get(login)
    row = unit.find(staff, login=login)
    if (row is not None and row["role"] == Role.OPERATOR.value) or operators.acts_as_owner(connection, login):
        raise NotAllowed("person_is_operator", login=login)
    if known is not None and not known.groups and row is None:
        raise NotAllowed("login_is_foreign", login=login)
    before = (known, None if row is None else (row["role"], row["active"]))
    quoted_login = quoted(connection, login)
    if known is None:
        apply(connection, f"CREATE ROLE {quoted_login} LOGIN CONNECTION LIMIT {CONNECTIONS}")
        database = quoted(connection, str(connection.execute(text("SELECT current_database()")).scalar_one()))
        for limit, value in _LIMITS.items():
            apply(connection, f"ALTER ROLE {quoted_login} IN DATABASE {database} SET {limit} = '{value}'")
    elif not known.opens:
        apply(connection, f"ALTER ROLE {quoted_login} LOGIN")
    if verifier and until is not None:
        _set_password(connection, quoted_login, verifier, until)
    _put_in_group(connection, names, quoted_login, known.groups if known else (), role)
    if row is None:
        unit.insert(staff, login=login, name=name or login, role=role, languages="en ru", capacity=12)
    elif (row["role"], row["active"]) != (role, True):
        _hold_load(unit, row)
        unit.amend(staff, int(row["id"]), expected=int(row["version"]), role=role, active=True)
    now = (logins(connection, names, [login])[login], (role, True))
    return bool(verifier) or now != before


def lock(unit: Unit, login: str) -> None:
    """Let a person in no more: the login stays, so that its name keeps its meaning, and opens nothing.

    Raises NotFound ("no_login"), NotAllowed ("no_team").
    """
    connection = unit.connection
    names = require_team(connection)
    known = logins(connection, names, [login]).get(login)
    row = unit.find(staff, login=login)
    if known is None or row is None or row["role"] not in rights.GROUPS:
        raise NotFound("no_login", login=login)
    quoted_login = quoted(connection, login)
    apply(connection, f"ALTER ROLE {quoted_login} NOLOGIN")
    for role in known.groups:
        apply(connection, f"REVOKE {quoted(connection, names[role])} FROM {quoted_login}")
    if row["active"]:
        _hold_load(unit, row)
        unit.amend(staff, int(row["id"]), expected=int(row["version"]), active=False)
    end_sessions(connection, login)


def end_sessions(connection: Connection, login: str) -> None:
    """End the sessions of a login in this database."""
    connection.execute(
        text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = :login AND datname = current_database() AND pid <> pg_backend_pid()"
        ),
        {"login": login},
    )


def set_own_password(connection: Connection, verifier: str) -> None:
    """Replace the acting person's password; from then on it holds until it is replaced again.

    The owner of the schema, where no superuser, may not set that of an operator: she does it in her own name, which
    cannot end that a password is temporary. Raises NotAllowed ("superuser_sets_password") where hers is.
    """
    login = acting_login(connection)
    if operators.acts_as_owner(connection, login) and not operators.is_mighty(connection):
        if temporary_until(connection) is not None:
            raise NotAllowed("superuser_sets_password", login=login)
        apply(connection, "SET LOCAL ROLE NONE")
        apply(connection, f"ALTER ROLE {quoted(connection, login)} PASSWORD '{verifier}'")
        return
    connection.execute(text("SELECT guard.set_password(:verifier)"), {"verifier": verifier})


def temporary_until(connection: Connection) -> datetime | None:
    """Return until when the acting person's password holds, where it is temporary."""
    found = connection.execute(
        text("SELECT nullif(rolvaliduntil, 'infinity') FROM pg_roles WHERE rolname = session_user")
    ).scalar()
    return None if found is None else _utc(found)


def acting_login(connection: Connection) -> str:
    """Return the login of this connection."""
    return str(connection.execute(text("SELECT session_user")).scalar_one())


def acting_owns(connection: Connection) -> bool:
    """Return whether this connection is an operator's: the owner's of the schema, or of one who acts as the owner."""
    asked = "SELECT pg_get_userbyid(nspowner) IN (session_user, current_user) FROM pg_namespace WHERE nspname = 'guard'"
    return bool(connection.execute(text(asked)).scalar())


def role_of(connection: Connection, login: str) -> str | None:
    """Return the role of a login on the active staff, or None."""
    return connection.execute(select(staff.c.role).where(staff.c.login == login, staff.c.active.is_(True))).scalar()


def require_member(connection: Connection, login: str) -> None:
    """Raise NotFound ("no_login") where nobody of the team has this login, NotAllowed ("no_team")."""
    if all(one.login != login or one.role not in rights.GROUPS for one in members(connection)):
        raise NotFound("no_login", login=login)


def strangers(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Return what does not fit between logins, groups and staff, each with the login."""
    names = setting_up.groups(connection)
    if names is None:
        return ()
    found = []
    staff_rows = {row.login: row for row in connection.execute(select(staff))}
    asked = text(
        "SELECT u.rolname FROM pg_auth_members m JOIN pg_roles u ON u.oid = m.member"
        " JOIN pg_roles g ON g.oid = m.roleid WHERE g.rolname = ANY(:groups)"
        " AND u.rolname <> (SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'guard')"
    )
    inside = set(connection.execute(asked, {"groups": list(names.values())}).scalars())
    known = logins(connection, names, [*staff_rows, *inside])
    everybody = {*inside, *(one for one, row in staff_rows.items() if row.role in rights.GROUPS)}
    for login in sorted(everybody):
        row, there = staff_rows.get(login), known.get(login)
        groups = there.groups if there is not None else ()
        wanted = (row.role,) if row is not None and row.active else ()
        if groups != wanted:
            found.append((login, f"is {' '.join(groups) or 'nothing'} and should be {' '.join(wanted) or 'nothing'}"))
    mighty = text(
        "SELECT rolname FROM pg_roles WHERE rolname = ANY(:logins)"
        " AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)"
    )
    above = connection.execute(mighty, {"logins": sorted(everybody)}).scalars()
    upkeep = [one for one, row in staff_rows.items() if row.role == Role.OPERATOR.value and row.active]
    members_of = memberships.beside(
        connection,
        people=everybody,
        groups=names.values(),
        owner=operators.owner(connection),
        operators=upkeep,
    )
    beside = operators.strangers(connection)
    return (*found, *((login, "may more on the server than its role") for login in above), *members_of, *beside)


def _hold_load(unit: Unit, row: Mapping[str, object]) -> None:
    """Let no ticket be given to a person until this is done: who gives one holds the same (services/loads.py)."""
    unit.alone(f"load {row['id']}")


def _put_in_group(
    connection: Connection, names: Mapping[str, str], login: str, present: tuple[str, ...], role: str
) -> None:
    for other in present:
        if other != role:
            apply(connection, f"REVOKE {quoted(connection, names[other])} FROM {login}")
    if role not in present:
        apply(connection, f"GRANT {quoted(connection, names[role])} TO {login} WITH INHERIT TRUE, SET FALSE")


def _set_password(connection: Connection, login: str, verifier: str, until: datetime) -> None:
    kept = verifier.replace("'", "''")
    apply(connection, f"ALTER ROLE {login} PASSWORD '{kept}' VALID UNTIL '{until.astimezone(UTC).isoformat()}'")


def _utc(found: object) -> datetime | None:
    return found.astimezone(UTC) if isinstance(found, datetime) else None
