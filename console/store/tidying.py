"""Behind much writing: order, as the planner measures the tables anew, and on SQLite the room for it is taken back.

Without measures a planner takes a table for empty or for small, and walks it from end to end.
"""

from __future__ import annotations

from sqlalchemy import Engine, text

from console.store import room
from console.store.tables.base import metadata

_ROWS_OF_AN_INDEX = 1_000  # SQLite looks at no more: some milliseconds at any size
_LONGEST = "120s"
# SQLite takes a range behind a column that it must guess for fewer rows than that column and a value, and reads more.
_NO_SKIPPING = "UPDATE sqlite_stat1 SET stat = stat || ' noskipscan' WHERE idx IS NOT NULL AND stat NOT LIKE '%noskip%'"
_PENDING = (
    "SELECT gin_clean_pending_list(c.oid) FROM pg_class c"
    " WHERE c.oid = 'ix_search_texts_vector'::regclass AND pg_has_role(c.relowner, 'USAGE')"
)


def measure(engine: Engine) -> None:
    """Have the planner measure every table; on PostgreSQL what waits outside of the search index is put into it too.

    Tables that somebody has locked are left out, and what belongs to another role is its owner's to measure.
    """
    with engine.connect() as plain:
        connection = plain.execution_options(clausedesk_begin="IMMEDIATE")
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL statement_timeout = '{_LONGEST}'"))
                connection.execute(text(_PENDING))
                names = ", ".join(sorted(metadata.tables))
                connection.execute(text(f"ANALYZE (SKIP_LOCKED) {names}"))
            else:
                connection.execute(text(f"PRAGMA analysis_limit = {_ROWS_OF_AN_INDEX}"))
                connection.execute(text("ANALYZE"))
                connection.execute(text(_NO_SKIPPING))
                connection.execute(text("ANALYZE sqlite_schema"))  # the planner reads again what it was told
        if engine.dialect.name == "sqlite":
            room.narrow(connection)
