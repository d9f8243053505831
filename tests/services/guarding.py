"""Guards in a database of a test: each refuses a row that is written while no command is under way.

A command stands in its table without a result until its transaction is over, so that a trigger can see it. What may be
written without one is named here, beside the program's own list, and nowhere else.
"""

from __future__ import annotations

from console.store import tables
from console.store.engine import make_engine
from console.store.tables.base import metadata

LEDGER = {"commands", "changes", "schema_info"}  # the commands themselves, and what other windows hear
SEARCH = {"search_texts"}  # made of what commands wrote
OWN = {"drafts", "ticket_reads", "presence"}  # a person's typing and looking
DESKS = {"leases"}  # which desk does what for all
REBUILT = {
    "licenses": {"state_now", "boundary_at", "boundary_key", "ended_at"},
    "tickets": {"license_state", "boundary_key", "review_from", "review_until"},
}
_IN_COMMAND = "EXISTS (SELECT 1 FROM commands WHERE result = '')"
_FUNCTION = """
CREATE FUNCTION only_in_command() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM commands WHERE result = '') THEN
    RAISE EXCEPTION '%% %% outside of a command', TG_OP, TG_TABLE_NAME;
  END IF;
  RETURN COALESCE(NEW, OLD);
END $$
"""


def guard(url: str) -> int:
    """Put the guards into a migrated database and return how many tables have them."""
    assert tables.ledger.commands.c.result.server_default is not None
    guarded = [one for one in metadata.sorted_tables if one.name not in LEDGER | SEARCH | OWN | DESKS]
    engine = make_engine(url)
    postgres = engine.dialect.name == "postgresql"
    with engine.begin() as connection:
        if postgres:
            connection.exec_driver_sql(_FUNCTION)
        for table in guarded:
            free = REBUILT.get(table.name, set())
            kept = ", ".join(f'"{one.name}"' for one in table.c if one.name not in free | {"version"})
            for what, when in (("INSERT", ""), ("DELETE", ""), ("UPDATE", f"OF {kept}" if free else "")):
                connection.exec_driver_sql(_trigger(table.name, what, when, postgres=postgres))
    engine.dispose()
    return len(guarded)


def _trigger(table: str, what: str, when: str, *, postgres: bool) -> str:
    head = f"CREATE TRIGGER only_in_command_{what.lower()}_{table} BEFORE {what} {when} ON {table} FOR EACH ROW"
    if postgres:
        return f"{head} EXECUTE FUNCTION only_in_command()"
    told = f"SELECT RAISE(ABORT, '{what} {table} outside of a command')"
    return f"{head} WHEN NOT {_IN_COMMAND} BEGIN {told}; END"
