"""Choices of readings, states of versions and letters of the desk: an act put each of them there.

The act left a command. Like the history of the register it stands in no chain, and an archive that is brought back has
none: what came with that is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Table, or_, select

from console.store.queries.register import Span
from console.store.tables.desk import agreement_states, letters, reading_choices
from console.store.tables.ledger import commands

_APART = timedelta(days=1)
"""By as much a row has to be later than the first command of the desk where no act is known that put such a row in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """What puts a row into a table: the beginning of its commands, and the one that may put two there.

    `gives_key`: their result is the key of the row. Else the row has the instant of its command.
    """

    table: Table
    begins: str
    twice: str = ""
    gives_key: bool = False


_ACTS = (
    _Act(table=reading_choices, begins="choose_reading", gives_key=True),
    _Act(
        table=agreement_states, begins="draft.", twice="draft.in_force"
    ),  # what counted until then, and what counts from then on
    _Act(table=letters, begins="letter.write"),
)


def put_in(connection: Connection, span: Span) -> Iterator[tuple[str, str]]:
    """Yield each such row that no act put there, and that came with no archive."""
    first = None if span.brought is not None else span.first  # acts of before are not known
    rows_of = {act.table.name: _rows(connection, act) for act in _ACTS}
    told_of = _told(connection, [act for act in _ACTS if rows_of[act.table.name]])
    for act in _ACTS:
        rows, known = rows_of[act.table.name], told_of.get(act.table.name, Counter())
        told = {key for key, at in rows if _is_told(known, str(key) if act.gives_key else at)}
        begun = min(told, default=None)
        for key, at in rows:
            later = (begun is not None and key > begun) or (first is not None and at > first + _APART)
            if key <= 0 or (key not in told and later):
                yield f"{act.table.name} {key}", "no act put it there"


def _rows(connection: Connection, act: _Act) -> list[tuple[int, datetime]]:
    asked = select(act.table.c.id, act.table.c.at).order_by(act.table.c.id)
    return [(int(key), at) for key, at in connection.execute(asked)]


def _told(connection: Connection, acts: Sequence[_Act]) -> dict[str, Counter[object]]:
    """Return what the commands tell of the rows of each table: the key of each as text, or its instant; read once."""
    found: dict[str, Counter[object]] = {act.table.name: Counter() for act in acts}
    if not acts:
        return found
    begins = or_(*(commands.c.kind.startswith(act.begins, autoescape=True) for act in acts))
    for kind, result, at in connection.execute(
        select(commands.c.kind, commands.c.result, commands.c.made_at).where(begins)
    ):
        act = next(one for one in acts if kind.startswith(one.begins))
        found[act.table.name][result if act.gives_key else at] += 2 if kind == act.twice else 1
    return found


def _is_told(known: Counter[object], told: object) -> bool:
    """Return whether a command is left that tells of a row; it is taken for that row."""
    known[told] -= 1
    return known[told] >= 0
