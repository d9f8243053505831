"""The steps between schemas, taken with alembic. Loaded only when a step may be due: most starts need none."""

from __future__ import annotations

import threading
from importlib.resources import as_file, files
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text

_ADVISORY_LOCK = 0x636C6461
_alone = threading.Lock()  # alembic keeps the context of its steps once for the whole process


def script() -> ScriptDirectory:
    """Return the steps that this program knows."""
    with as_file(files("console.store").joinpath("migrations")) as folder:
        config = Config()
        config.set_main_option("script_location", str(folder))
        return ScriptDirectory.from_config(config)


def is_due(present: set[str]) -> bool:
    """Return whether steps are to be taken from these; those of a newer minor schema are not ours to take."""
    known = {revision.revision for revision in script().walk_revisions()}
    return present <= known and present != set(script().get_heads())


def run(engine: Engine, *, to: str = "head") -> None:
    """Take all steps, or those up to one, in one transaction that we begin ourselves; one thread at a time."""
    steps_known = script()
    with _alone, engine.connect() as plain:
        connection = plain.execution_options(clausedesk_begin="IMMEDIATE")
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL lock_timeout = '3s'"))
                connection.execute(text("SET LOCAL statement_timeout = '600s'"))
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})"))

            def steps(revision: Any, _context: Any) -> Any:
                return steps_known._upgrade_revs(to, revision)  # noqa: SLF001 - the library's own commands do the same

            with EnvironmentContext(Config(), steps_known, fn=steps) as environment:
                environment.configure(connection=connection, transactional_ddl=True, transaction_per_migration=False)
                environment.get_context()._in_external_transaction = True  # noqa: SLF001 - the transaction is ours
                environment.run_migrations()
