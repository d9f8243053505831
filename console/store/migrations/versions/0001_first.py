"""The whole first schema, frozen as the statements of each database."""

from __future__ import annotations

from importlib.resources import files

from alembic import op

revision = "0001"
down_revision = None

SEPARATOR = "\n-- next\n"


def upgrade() -> None:
    """Make every table, index and guard."""
    bind = op.get_bind()
    name = f"0001_first.{bind.dialect.name}.sql"
    script = files("console.store.migrations.versions").joinpath(name).read_text(encoding="utf-8")
    for statement in script.split(SEPARATOR):
        bind.execution_options(no_parameters=True).exec_driver_sql(statement.strip())
