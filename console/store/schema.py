"""The schema's number and its migrations: made or upgraded in one transaction, or not at all.

A newer minor version of the schema opens here; a newer major is refused. Only `migrate` changes a schema.
"""

from __future__ import annotations

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from console.faults import Damaged, Known, NotAllowed
from console.store import backup
from console.store.engine import make_engine, shown_url, sqlite_path
from console.store.trouble import told
from console.store.version import HEAD, refuse_newer


def migrate(url: str, *, begin: bool = True) -> bool:
    """Make the schema, or bring it to this program's version; of a SQLite file a verified backup is kept before.

    Returns whether anything was to be done.
    Raises NewerSchema, Locked, Unreachable, Damaged, NotAllowed ("database_read_only") for an older one that may only
    be read, ("upgrade_by_operator") for one that is not the acting person's to change; Known ("no_desk_in") for one
    without a schema unless a desk may `begin` there.
    """
    engine = make_engine(url)
    try:
        with told():
            present = _number(engine)
            if present is not None:
                refuse_newer(present)
                if _steps_of(engine) == {HEAD}:
                    return False
            elif not begin:
                raise Known("no_desk_in", database=shown_url(url))
            from console.store import migrating  # noqa: PLC0415 - alembic is slow to load, and a step is seldom due

            if present is not None:
                if not migrating.is_due(_steps_of(engine)):
                    return False
                _require_owner(engine)
                _back_up(url)
            migrating.run(engine)
            return True
    finally:
        engine.dispose()


def require(connection: Connection) -> None:
    """Raise when the database has no schema of ours (Damaged) or a newer major one (NewerSchema)."""
    try:
        found = connection.execute(text("SELECT value FROM schema_info WHERE name = 'schema'")).scalar()
    except DBAPIError as error:
        if "schema_info" not in str(error.orig):
            raise
        raise Damaged("no_schema") from error
    if found is None:
        raise Damaged("no_schema")
    refuse_newer(str(found))


def number_of(url: str) -> str | None:
    """Return the schema's number of a database, or None where there is none."""
    engine = make_engine(url)
    try:
        with told():
            return _number(engine)
    finally:
        engine.dispose()


def _number(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("schema_info"):
            return None
        found = connection.execute(text("SELECT value FROM schema_info WHERE name = 'schema'")).scalar()
    return None if found is None else str(found)


def _steps_of(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())


def _require_owner(engine: Engine) -> None:
    """Raise NotAllowed ("upgrade_by_operator") where the acting login does not own the schema."""
    if engine.dialect.name != "postgresql":
        return
    asked = "SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = 'schema_info'::regclass"
    with engine.connect() as connection:
        if not connection.execute(text(asked)).scalar_one():
            raise NotAllowed("upgrade_by_operator")


def _back_up(url: str) -> None:
    path = sqlite_path(url)
    if path is not None:
        backup.make_backup(path, backup.folder_of(path), kind=backup.UPGRADE)
