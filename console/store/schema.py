"""The schema's number and its migrations: made or upgraded in one transaction, or not at all.

A newer minor version of the schema opens here; a newer major is refused. Only `migrate` changes a schema.
"""

from __future__ import annotations

from importlib.resources import as_file, files
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from console.faults import Damaged
from console.store import backup
from console.store.engine import make_engine, sqlite_path
from console.store.trouble import told
from console.store.version import refuse_newer

_ADVISORY_LOCK = 0x636C6461


def migrate(url: str) -> None:
    """Make the schema, or bring it to this program's version; of a SQLite file a verified backup is kept before.

    Raises NewerSchema, Locked, Unreachable, Damaged, NotAllowed ("database_read_only") for an older one that may only
    be read.
    """
    engine = make_engine(url)
    try:
        with told():
            present = _number(engine)
            if present is not None:
                refuse_newer(present)
                if _at_head(engine):
                    return
                _back_up(url)
            _run(engine)
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


def _script() -> ScriptDirectory:
    with as_file(files("console.store").joinpath("migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        return ScriptDirectory.from_config(config)


def _at_head(engine: Engine) -> bool:
    heads = set(_script().get_heads())
    with engine.connect() as connection:
        present = set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    known = {revision.revision for revision in _script().walk_revisions()}
    return present == heads or not present <= known  # a newer minor: its steps are not ours to take


def _run(engine: Engine) -> None:
    """Take all steps in one transaction that we begin ourselves."""
    script = _script()
    with engine.connect() as plain:
        connection = plain.execution_options(clausedesk_begin="IMMEDIATE")
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL lock_timeout = '3s'"))
                connection.execute(text("SET LOCAL statement_timeout = '600s'"))
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))

            def steps(revision: Any, _context: Any) -> Any:
                return script._upgrade_revs("head", revision)  # noqa: SLF001 - the library's own commands do the same

            with EnvironmentContext(Config(), script, fn=steps) as environment:
                environment.configure(connection=connection, transactional_ddl=True, transaction_per_migration=False)
                environment.get_context()._in_external_transaction = True  # noqa: SLF001 - the transaction is ours
                environment.run_migrations()


def _back_up(url: str) -> None:
    path = sqlite_path(url)
    if path is not None:
        backup.make_backup(path, backup.folder_of(path), kind=backup.UPGRADE)
