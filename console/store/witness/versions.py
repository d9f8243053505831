"""Versions that a request or a decision names: the agreement, the hours and a letter are as they were then.

An event that names such a row by its key says its digest too, so that neither its bytes nor its hash nor what it is
called can be replaced. Events of older programs say none: `Held` names the versions that no event tells of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, String, Table, and_, case, cast, literal, select

from console.store import codec
from console.store.tables.desk import agreement_versions, letters, schedules
from console.store.tables.tickets import decisions, tickets
from console.store.witness.counting import Counting
from console.store.witness.reading import Said, is_covered

TOLD = "versions"
_NAMES: Mapping[str, Table] = {"agreement_id": agreement_versions, "schedule_id": schedules}
_KEPT: Mapping[Table, tuple[str, ...]] = {
    agreement_versions: ("gid", "label", "effective_from", "sha256"),
    schedules: ("gid", "label", "time_zone", "valid_from", "sha256"),
    letters: ("gid", "code", "language", "scope", "n", "channel", "title", "clauses", "subject", "body", "files"),
}
_TABLES: Mapping[str, Table] = {table.name: table for table in _KEPT}
_LABELS = {agreement_versions: "label", schedules: "label", letters: "code"}
_PERSONAL = "personal"


def digest(table: Table, row: Mapping[str, Any]) -> str:
    """Return the SHA-256 over what never changes of a version."""
    return codec.digest(codec.dump([row[name] for name in _KEPT[table]]).encode())


def named(connection: Connection, memory: dict[object, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """Return `new` of an event with the digests of the versions that it names; `memory` keeps what was read.

    What is judged (of a closing, of a reopening) names versions as the columns of a request do.
    """
    judged = new.get("judged")
    places = (new, judged) if isinstance(judged, Mapping) else (new,)
    found = dict(new.get(TOLD, ()))
    for place in places:
        for name, table in _NAMES.items():
            key = place.get(name)
            if type(key) is int:
                found |= told(connection, memory, table, key)
    return {**new, TOLD: found} if found else dict(new)


def told(connection: Connection, memory: dict[object, Any], table: Table, key: int) -> dict[str, str]:
    """Return the digest of a version by its name; nothing where there is no such row."""
    name = f"{table.name} {key}"
    if (TOLD, name) not in memory:
        memory[TOLD, name] = _now(connection, name)
    return {} if memory[TOLD, name] is None else {name: memory[TOLD, name]}


def letter(connection: Connection, code: str | None, mark: str | None, language: str | None, staff: int) -> int | None:
    """Return the key of a letter of the desk as a decision names it; None for one of the program or of a version."""
    scope, _, n = (mark or "").partition(" ")
    if not code or not n.isdecimal():
        return None
    owner = staff if scope == _PERSONAL else 0
    wanted = {"code": code, "language": language, "scope": scope, "n": int(n), "owner_key": owner}
    asked = select(letters.c.id).where(*(letters.c[name] == value for name, value in wanted.items()))
    return connection.execute(asked).scalar()


class Held:
    """Holds versions against what events say of them, each once, and keeps which were named: many requests name one."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._now: dict[str, str | None] = {}
        self._found: set[tuple[str, str]] = set()
        self._named: set[str] = set()
        self._counting = Counting(connection)

    def wrong(self, history: Sequence[Said]) -> Iterator[tuple[str, str]]:
        """Yield each version that is another than an event of a request says, where it was not named yet."""
        for one in history:
            said = one.new.get(TOLD)
            for name, sha256 in said.items() if isinstance(said, dict) else ():
                self._named.add(name)
                if (name, sha256) in self._found or is_covered(name, sha256) or not _is_known(name):
                    continue
                if name not in self._now:
                    self._now[name] = _now(self._connection, name)
                if self._now[name] != sha256:
                    self._found.add((name, sha256))
                    lost = self._now[name] is None
                    yield name, f"event {one.n}: it {'is not there' if lost else 'was another one'}"

    def counted(self, history: Sequence[Said]) -> Iterator[tuple[str, str]]:
        """Yield each choice of a reading and each state of a version that counted otherwise, or did not."""
        return self._counting.wrong(history)

    def uncovered(self) -> tuple[str, ...]:
        """Return the versions that requests and decisions rest on and no event named: table, name, key.

        To be asked once all requests were held.
        """
        found = []
        for table, keys in _used(self._connection):
            for key in keys:
                if f"{table.name} {key}" not in self._named:
                    asked = select(table.c[_LABELS[table]]).where(table.c.id == key)
                    found.append(f"{table.name}: {self._connection.execute(asked).scalar()} ({key})")
        return tuple(found)


def _used(connection: Connection) -> Iterator[tuple[Table, list[int]]]:
    for name, table in _NAMES.items():
        keys: set[int] = set()
        for place in (tickets, decisions):
            asked = select(place.c[name]).where(place.c[name].is_not(None)).distinct()
            keys |= set(connection.execute(asked).scalars())
        yield table, sorted(keys)
    owner = case((letters.c.scope == _PERSONAL, decisions.c.staff_id), else_=literal(0))
    same = and_(
        letters.c.code == decisions.c.letter_code,
        letters.c.language == decisions.c.letter_language,
        letters.c.scope + " " + cast(letters.c.n, String) == decisions.c.letter_version,
        letters.c.owner_key == owner,
    )
    yield letters, sorted(connection.execute(select(letters.c.id).join(decisions, same).distinct()).scalars())


def _is_known(name: str) -> bool:
    """Return whether a name is that of a version that this program knows to hold; a newer one may tell of others."""
    table, _, key = name.rpartition(" ")
    return table in _TABLES and key.isdecimal() and key.isascii()


def _now(connection: Connection, name: str) -> str | None:
    table_name, _, key = name.rpartition(" ")
    table = _TABLES[table_name]
    asked = select(*(table.c[column] for column in _KEPT[table])).where(table.c.id == int(key))
    row = connection.execute(asked).mappings().first()
    return None if row is None else digest(table, dict(row))
