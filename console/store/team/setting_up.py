"""Making a database a team's: the schema, then roles, grants and guards in one transaction under an advisory lock.

It may be done again: what is as it should be stays untouched, and what a broken run left out is added.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from console.faults import BadInput, Damaged, NotAllowed
from console.store import schema
from console.store.engine import make_engine
from console.store.tables import metadata
from console.store.team import rights, snapshot
from console.store.trouble import told

OLDEST = 16
TEAM = "team"
_TRIES = 3
_DEADLOCK = "40P01"
_ADVISORY_LOCK = 0x636C6461  # that of migrations: neither runs beside the other
_LONGEST_NAME = 63
_LARGE_OBJECTS = ("lo_creat", "lo_create", "lo_from_bytea", "lo_put", "lowrite", "lo_import", "lo_export", "lo_unlink")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What setting up did. `changed` is False where everything stood as it should.

    `open_doors` are functions of large objects that every login may still call: only a superuser closes them.
    """

    changed: bool
    groups: Mapping[str, str]
    open_doors: tuple[str, ...]


def set_up(url: str, *, proven: bool = True) -> Made:
    """Make the schema, roles, grants and guards of a team; a second time changes nothing.

    Afterwards the rights are what `rights.txt` says, or nothing is done (unless it is being written: `proven` False).
    Raises BadInput ("not_postgres_url", "not_empty"), NotAllowed ("server_too_old", "team_needs_owner"), Unreachable,
    Locked, NewerSchema.
    """
    engine = make_engine(url)
    try:
        with told():
            _refuse(engine)
            schema.migrate(url)
            return _again(engine, proven=proven)
    finally:
        engine.dispose()


def require_able(url: str) -> None:
    """Raise, as `set_up`, where this login could not make the database a team's; nothing is written."""
    engine = make_engine(url)
    try:
        with told():
            _refuse(engine)
    finally:
        engine.dispose()


def groups(connection: Connection) -> dict[str, str] | None:
    """Return the names of the group roles by role, or None where the database is not a team's."""
    if connection.dialect.name != "postgresql":
        return None
    asked = text("SELECT value FROM schema_info WHERE name = :name")
    prefix = connection.execute(asked, {"name": TEAM}).scalar()
    return None if prefix is None else _names(str(prefix))


def differences(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Return how the rights of a team's database differ from what they should be; empty for any other database."""
    names = groups(connection)
    return () if names is None else snapshot.differences(connection, names)


def apply(connection: Connection, statement: str) -> None:
    """Carry out a statement as it is written; there is no place for a value in it."""
    connection.exec_driver_sql(statement.replace("%", "%%"))


def quoted(connection: Connection, name: str) -> str:
    """Return a name as it stands in a statement."""
    return connection.dialect.identifier_preparer.quote_identifier(name).replace("%%", "%")


def _names(prefix: str) -> dict[str, str]:
    return {role: f"{prefix}_{role}" for role in rights.GROUPS}


def _prefix(database: str) -> str:
    longest = max(len(role) for role in rights.GROUPS) + 1
    if len(database.encode()) + longest <= _LONGEST_NAME:
        return database
    return f"team_{hashlib.sha256(database.encode()).hexdigest()[:16]}"


def _refuse(engine: Engine) -> None:
    """Raise where this database cannot become a team's."""
    if engine.dialect.name != "postgresql":
        raise BadInput("not_postgres_url")
    with engine.connect() as connection:
        found = int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000
        if found < OLDEST:
            raise NotAllowed("server_too_old", found=found, oldest=OLDEST)
        there = set(inspect(connection).get_table_names("public"))
        if there and "schema_info" not in there:
            raise BadInput("not_empty", tables=", ".join(sorted(there)[:5]))
        owner = connection.execute(
            text(
                "SELECT pg_has_role(datdba, 'MEMBER') AND (SELECT rolcreaterole OR rolsuper FROM pg_roles"
                " WHERE rolname = current_user) FROM pg_database WHERE datname = current_database()"
            )
        ).scalar_one()
        if not owner:
            raise NotAllowed("team_needs_owner")


def _again(engine: Engine, *, proven: bool, left: int = _TRIES - 1) -> Made:
    """Set up, anew where the server ended it for a deadlock: its tidying of a filled table crosses this one's way."""
    try:
        with engine.connect() as connection, connection.begin():
            return _set_up(connection, proven=proven)
    except DBAPIError as error:
        if not left or getattr(error.orig, "sqlstate", None) != _DEADLOCK:
            raise
    return _again(engine, proven=proven, left=left - 1)


def _set_up(connection: Connection, *, proven: bool) -> Made:
    for name, value in (("lock_timeout", "3s"), ("statement_timeout", "600s")):
        connection.execute(text("SELECT set_config(:name, :value, true)"), {"name": name, "value": value})
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    names = groups(connection)
    if names is not None and proven and not snapshot.differences(connection, names) and not _closable(connection):
        return Made(changed=False, groups=names, open_doors=_open_doors(connection))
    if names is None:
        database = str(connection.execute(text("SELECT current_database()")).scalar_one())
        connection.execute(
            text("INSERT INTO schema_info (name, value) VALUES (:name, :value)"),
            {"name": TEAM, "value": _prefix(database)},
        )
        names = _names(_prefix(database))
    _give(connection, names)
    for door in _closable(connection):
        apply(connection, f"REVOKE EXECUTE ON FUNCTION {door} FROM PUBLIC")
    left = snapshot.differences(connection, names) if proven else ()
    if left:
        raise Damaged("rights_differ", what="; ".join(f"{code} {line}" for code, line in left[:5]))
    return Made(changed=True, groups=names, open_doors=_open_doors(connection))


def _give(connection: Connection, names: Mapping[str, str]) -> None:
    known = set(connection.execute(text("SELECT rolname FROM pg_roles")).scalars())
    called = {role: quoted(connection, name) for role, name in names.items()}
    for role, name in names.items():
        if name not in known:
            apply(connection, f"CREATE ROLE {called[role]} NOLOGIN")
    _take_from_others(connection, names)
    close_database(connection)
    columns = {table.name: tuple(table.c.keys()) for table in metadata.sorted_tables}
    for statement in rights.statements(called, {**columns, "alembic_version": ("version_num",)}):
        apply(connection, statement)
    _give_sequences(connection, called)
    _drop_foreign(connection)
    connection.execute(text("DELETE FROM transitions"))
    rows = [
        {"subject": subject, "kind": kind, "role": role, "before": before, "after": after, "own_only": False}
        for subject, kind, role, before, after in rights.transitions()
    ]
    connection.execute(metadata.tables["transitions"].insert(), rows)


def _take_from_others(connection: Connection, names: Mapping[str, str]) -> None:
    """Take what was given to any other role than the team's groups."""
    asked = text(
        "SELECT r.rolname FROM pg_roles r WHERE r.oid IN ("
        "SELECT a.grantee FROM pg_class c, aclexplode(c.relacl) a"
        " WHERE c.relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner UNION "
        "SELECT a.grantee FROM pg_class c JOIN pg_attribute b ON b.attrelid = c.oid, aclexplode(b.attacl) a"
        " WHERE c.relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner)"
    )
    for other in connection.execute(asked).scalars().all():
        if other not in names.values():
            name = quoted(connection, other)
            for what in ("TABLES", "SEQUENCES", "FUNCTIONS"):
                apply(connection, f"REVOKE ALL ON ALL {what} IN SCHEMA public FROM {name}")


def _give_sequences(connection: Connection, called: Mapping[str, str]) -> None:
    """Let those who insert into a table take numbers of its sequence."""
    for table in (one for one in rights.tables() if one.insert):
        asked = text(
            "SELECT pg_get_serial_sequence(:name, a.attname) FROM pg_attribute a"
            " WHERE a.attrelid = to_regclass(:name) AND a.attname IN ('id', 'seq')"
        )
        for sequence in connection.execute(asked, {"name": f"public.{table.name}"}).scalars():
            if sequence:
                apply(connection, f"GRANT USAGE ON SEQUENCE {sequence} TO {', '.join(called[r] for r in table.insert)}")


def _drop_foreign(connection: Connection) -> None:
    """Drop what stands in the schema of guards and is not of this version of the program."""
    wanted = _own_functions()
    asked = text("SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'guard'::regnamespace")
    for found in connection.execute(asked).scalars().all():
        if found.partition("(")[0] not in wanted:
            apply(connection, f"DROP FUNCTION {found} CASCADE")


def _own_functions() -> frozenset[str]:
    return frozenset(re.findall(r"CREATE OR REPLACE FUNCTION (guard\.\w+)\(", "\n".join(rights.functions())))


def _open_doors(connection: Connection) -> tuple[str, ...]:
    asked = text(
        "SELECT p.oid::regprocedure::text FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a"
        " WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname = ANY(:names) AND a.grantee = 0"
    )
    return tuple(sorted(connection.execute(asked, {"names": list(_LARGE_OBJECTS)}).scalars()))


def _closable(connection: Connection) -> tuple[str, ...]:
    """Return the open doors where the acting person may close them."""
    mighty = connection.execute(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).scalar_one()
    return _open_doors(connection) if mighty else ()


def close_database(connection: Connection) -> None:
    """Let nobody but the team's groups connect to this database; a copy of a database does not take this along."""
    names = groups(connection) or {}
    called = ", ".join(quoted(connection, name) for name in names.values())
    database = quoted(connection, str(connection.execute(text("SELECT current_database()")).scalar_one()))
    apply(connection, f"REVOKE ALL ON DATABASE {database} FROM PUBLIC, {called}")
    apply(connection, f"GRANT CONNECT ON DATABASE {database} TO {called}")
