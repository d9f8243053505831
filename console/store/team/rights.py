"""Who may write what in a team's database: read from `rights.toml` and turned into the statements that say so.

The guards that are written by hand stand in `guards/`, by theme; those of the other tables are made here from a
condition on the new row and one on the row as it stood. Every statement may be carried out again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from console.store.instants import to_micros
from console.store.tables import metadata
from console.store.tables.base import Instant

SEPARATOR = "\n-- next\n"
_BY_HAND = ("acting", "tickets", "events", "messages", "decisions", "sending")  # each uses what stands before it
_ALL = "*"
GROUPS = ("specialist", "lead", "reviewer", "courier")
_FREE = "session_user = current_user OR pg_has_role(session_user, current_user, 'MEMBER') AND guard.operates()"
_WHO = ("author_name", "author_address", "recipients", "forwarded_from", "erased_at")
_WHERE_TO = ("to_address", "subject", "undo")


def _differs(columns: tuple[str, ...]) -> str:
    """Return the condition that one of some columns of a row has changed."""
    return " IS DISTINCT FROM ".join(f"({', '.join(f'{row}.{one}' for one in columns)})" for row in ("OLD", "NEW"))


_LAST = {
    "tickets": (("told", "INSERT OR UPDATE", "ticket_told"),),
    "commands": (("told", "INSERT", "command_done"),),
    "decisions": (("checked", "INSERT", "check_asked"),),
    "ticket_links": (("linked", "INSERT", "linked"),),
    "event_texts": (("taken", "UPDATE", "text_taken"),),
    "message_versions": (
        ("taken", "UPDATE", "version_taken"),
        ("covered", "INSERT", "WHEN (NEW.n > 1) version_taken"),
    ),
    "messages": (("forgotten", "UPDATE", f"WHEN ({_differs(_WHO)}) message_told"),),
    "attachments": (("forgotten", "UPDATE", "message_told"),),
    "outbox": (("forgotten", "UPDATE", f"WHEN ({_differs(_WHERE_TO)}) part_told"),),
    "suspensions": (("told_on", "UPDATE", "pause_told"),),
}
"""What looks when the transaction ends: its name, the acts it hears of, and its function of `guards/`, perhaps with a
condition before it."""
_HEAD = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRights:
    """What may be written in one table, by role, and how its guard looks at a row.

    `insert` and `update` hold the columns by role ("*" is all of them), `delete` the roles. `guard` names a function of
    `guards/`; without one it is made of `new` and `was`, conditions on the row to come and on the row that stood.
    `rebuilt` are columns that may be written outside of a command, `told` are the acts that ask for an
    event of the ticket, "*" is all that the table has. `holds` is what every row must be, beside its
    instants being such; `seen` are the roles that see rows at all, where that is not everybody.
    """

    name: str
    insert: Mapping[str, tuple[str, ...]]
    update: Mapping[str, tuple[str, ...]]
    delete: tuple[str, ...]
    guard: str
    new: str
    was: str
    quiet: bool
    rebuilt: tuple[str, ...]
    told: str
    holds: str
    seen: tuple[str, ...]

    @property
    def acts(self) -> str:
        """Return what the guard hears of, as a trigger names it."""
        kinds = {"INSERT": self.insert, "UPDATE": self.update, "DELETE": self.delete}
        return " OR ".join(kind for kind, given in kinds.items() if given)


@cache
def tables() -> tuple[TableRights, ...]:
    """Return the rights of every table that anybody may write in."""
    read = tomllib.loads(_text("rights.toml"))
    return tuple(_rights(name, given) for name, given in read["tables"].items())


@cache
def hidden() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return by role and table the columns that the role does not read."""
    read: dict[str, dict[str, str]] = tomllib.loads(_text("rights.toml"))["hidden"]
    return {role: {table: tuple(names.split()) for table, names in one.items()} for role, one in read.items()}


@cache
def transitions() -> tuple[tuple[str, str, str, str, str], ...]:
    """Return what a role may change into what: (subject, kind, role, before, after), "*" is any."""
    found = []
    for subject, rows in tomllib.loads(_text("transitions.toml")).items():
        for row in rows:
            for role in row["roles"].split():
                for before in row.get("before", "").split() or [""]:
                    for after in row.get("after", "").split() or [""]:
                        found += [(subject, kind, role, before, after) for kind in row.get("kinds", "*").split()]
    return tuple(dict.fromkeys(found))


def statements(names: Mapping[str, str], columns: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Yield the statements that give every right and set every guard.

    `names` are the quoted names of the group roles, `columns` those of each table that there is.
    """
    everybody = ", ".join(names.values())
    yield "CREATE SCHEMA IF NOT EXISTS guard"
    for schema in ("public", "guard"):
        yield f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC, {everybody}"
        yield f"GRANT USAGE ON SCHEMA {schema} TO {everybody}"
        for what in ("TABLES", "SEQUENCES", "FUNCTIONS"):
            yield f"REVOKE ALL ON ALL {what} IN SCHEMA {schema} FROM PUBLIC, {everybody}"
    for place in ("", " IN SCHEMA public"):
        for what in ("TABLES", "SEQUENCES", "FUNCTIONS"):
            yield f"ALTER DEFAULT PRIVILEGES{place} REVOKE ALL ON {what} FROM PUBLIC, {everybody}"
    yield from _reading(names, columns)
    for table in tables():
        yield from _writing(table, names)
    yield from functions()
    yield "REVOKE ALL ON ALL FUNCTIONS IN SCHEMA guard FROM PUBLIC"
    yield f"GRANT EXECUTE ON FUNCTION guard.me(), guard.set_password(text) TO {everybody}"
    for table in tables():
        yield from _triggers(table)
        yield from _bounds(table)
        yield from _sight(table, names)


def functions() -> tuple[str, ...]:
    """Return the statements that make every function of the guards."""
    by_hand = [one for name in _BY_HAND for one in _text(f"guards/{name}.sql").split(SEPARATOR)]
    return (*by_hand, *(_function(table) for table in tables() if not table.guard))


def _text(name: str) -> str:
    return files("console.store.team").joinpath(name).read_text(encoding="utf-8")


def _rights(name: str, given: Mapping[str, Any]) -> TableRights:
    return TableRights(
        name=name,
        insert=_by_role(given.get("insert", "")),
        update=_by_role(given.get("update", {})),
        delete=tuple(given.get("delete", "").split()),
        guard=given.get("guard", ""),
        new=given.get("new", ""),
        was=given.get("was", ""),
        quiet=given.get("quiet", False),
        rebuilt=tuple(given.get("rebuilt", "").split()),
        told=_told(given.get("told", "")),
        holds=given.get("holds", ""),
        seen=tuple(given.get("seen", "").split()),
    )


def _told(given: str | bool) -> str:  # noqa: FBT001 - as the file says it
    return _ALL if given is True else str(given or "")


def _by_role(given: str | Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return columns by role; several roles may be named together, and a plain text names roles that write any."""
    if isinstance(given, str):
        return dict.fromkeys(given.split(), ("*",))
    return {role: tuple(columns.split()) for roles, columns in given.items() for role in roles.split()}


def _reading(names: Mapping[str, str], columns: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for role, name in names.items():
        kept = hidden().get(role, {})
        whole = ", ".join(f'public."{table}"' for table in columns if table not in kept)
        yield f"GRANT SELECT ON {whole} TO {name}"
        for table, without in kept.items():
            seen = ", ".join(f'"{one}"' for one in columns[table] if one not in without)
            yield f'GRANT SELECT ({seen}) ON public."{table}" TO {name}'


def _writing(table: TableRights, names: Mapping[str, str]) -> Iterator[str]:
    for act, given in (("INSERT", table.insert), ("UPDATE", table.update)):
        for role, columns in given.items():
            which = "" if columns == ("*",) else " (" + ", ".join(f'"{one}"' for one in columns) + ")"
            yield f'GRANT {act}{which} ON public."{table.name}" TO {names[role]}'
    for role in table.delete:
        yield f'GRANT DELETE ON public."{table.name}" TO {names[role]}'


def _function(table: TableRights) -> str:
    """Return the guard of a table that has none of its own."""
    lines = [f"IF {_FREE} THEN RETURN coalesce(NEW, OLD); END IF;", "me := guard.who();"]
    declared = ["me record;"]
    if table.rebuilt:
        declared.append(f"rest public.{table.name};")
        lines += ["IF TG_OP = 'UPDATE' THEN", "rest := OLD;"]
        lines += [f"rest.{one} := NEW.{one};" for one in table.rebuilt]
        lines += ["IF rest IS NOT DISTINCT FROM NEW THEN RETURN NEW; END IF;", "END IF;"]
    if not table.quiet:
        lines.append("PERFORM guard.command(me.id);")
    if "version" in metadata.tables[table.name].c and table.update:
        lines += ["IF TG_OP = 'UPDATE' AND NEW.version NOT BETWEEN OLD.version AND OLD.version + 1 THEN"]
        lines += ["""PERFORM guard.refuse('ZD006', 'each change has one version', '{"part": "version"}');""", "END IF;"]
    for condition, skipped in ((table.new, "DELETE"), (table.was, "INSERT")):
        if condition:
            lines += [f"IF TG_OP <> '{skipped}' AND ({condition}) IS NOT TRUE THEN", _NOT_YOURS, "END IF;"]
    lines.append("RETURN coalesce(NEW, OLD);")
    body = "\n  ".join(lines)
    head = f"CREATE OR REPLACE FUNCTION guard.on_{table.name}() RETURNS trigger {_HEAD}"
    return f"{head}\nDECLARE\n  {' '.join(declared)}\nBEGIN\n  {body}\nEND\n$$"


_NOT_YOURS = (
    "PERFORM guard.refuse('ZD004', format('this row of %s is not yours to write', TG_TABLE_NAME),"
    " jsonb_build_object('table', TG_TABLE_NAME));"
)


def _triggers(table: TableRights) -> Iterator[str]:
    function = table.guard or f"on_{table.name}"
    yield (
        f'CREATE OR REPLACE TRIGGER guarded BEFORE {table.acts} ON public."{table.name}"'
        f" FOR EACH ROW EXECUTE FUNCTION guard.{function}()"
    )
    if _numbered(table):
        sequence = f"public.{table.name}_id_seq"
        yield (
            f'CREATE OR REPLACE TRIGGER numbered BEFORE INSERT ON public."{table.name}"'
            f" FOR EACH ROW EXECUTE FUNCTION guard.numbered('{sequence}')"
        )
    if table.told:
        yield from _at_the_end(table, "told", table.acts if table.told == _ALL else table.told, "part_told")
    for name, acts, function in _LAST.get(table.name, ()):
        yield from _at_the_end(table, name, acts, function)


def _numbered(table: TableRights) -> bool:
    """Return whether rows come with a key of their own, which is a number of the table's sequence."""
    key = metadata.tables[table.name].c.get("id")
    given = any(columns == ("*",) or "id" in columns for columns in table.insert.values())
    return key is not None and key.identity is not None and given


def _bounds(table: TableRights) -> Iterator[str]:
    """Yield what keeps out values that no desk could read; rows that stand are not looked at."""
    first, last = to_micros(datetime.min.replace(tzinfo=UTC)), to_micros(datetime.max.replace(tzinfo=UTC))
    instants = [one.name for one in metadata.tables[table.name].c if isinstance(one.type, Instant)]
    wanted = [f'"{one}" BETWEEN {first} AND {last}' for one in instants] + ([f"({table.holds})"] if table.holds else [])
    if wanted:
        yield (
            f'ALTER TABLE public."{table.name}" DROP CONSTRAINT IF EXISTS guard_bounds,'
            f" ADD CONSTRAINT guard_bounds CHECK ({' AND '.join(wanted)}) NOT VALID"
        )


def _sight(table: TableRights, names: Mapping[str, str]) -> Iterator[str]:
    """Yield what lets only some roles see rows of a table."""
    if table.seen:
        yield f'ALTER TABLE public."{table.name}" ENABLE ROW LEVEL SECURITY'
        yield f'DROP POLICY IF EXISTS seen ON public."{table.name}"'
        roles = ", ".join(names[one] for one in table.seen)
        yield f'CREATE POLICY seen ON public."{table.name}" TO {roles} USING (true) WITH CHECK (true)'


def _at_the_end(table: TableRights, name: str, acts: str, function: str) -> Iterator[str]:
    """Yield what sets a guard that looks when the transaction ends; `function` may have a condition before it."""
    condition, _, called = function.rpartition(" ")
    yield f'DROP TRIGGER IF EXISTS {name} ON public."{table.name}"'
    yield (
        f'CREATE CONSTRAINT TRIGGER {name} AFTER {acts} ON public."{table.name}" DEFERRABLE INITIALLY DEFERRED'
        f" FOR EACH ROW {condition} EXECUTE FUNCTION guard.{called}()"
    )
