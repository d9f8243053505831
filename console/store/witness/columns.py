"""Columns of a request: as the newest event that tells of each says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from console.store import codec
from console.store.tables.tickets import tickets
from console.store.witness.reading import Said, is_covered

_FREE = frozenset({"id", "gid", "version", "event_n", "updated_at", "license_state", "boundary_key"})
"""Columns of the row itself, of the chain, and those that are worked out of the register again and again."""
_LEADS_ON = frozenset({"merged_into_id", "appeal_of_id"})
"""References to other requests: an archive that is brought back may not have those."""
_WORDS = frozenset({"subject", "preview", "snooze_reason"})
_OF_PARTS = frozenset({"question_topic_set", "question_answered"})
_HELD = tuple(column.name for column in tickets.c if column.name not in _FREE)
_MAY_BE_EMPTY = frozenset(column.name for column in tickets.c if column.nullable)


def wrong(row: Mapping[str, Any], history: Sequence[Said]) -> Iterator[tuple[str, str]]:
    """Yield each column that is another than the chain says, with what it says."""
    if not history or history[0].n != 1:
        return
    told = _told(history)
    for name in _HELD:
        value, (said, n) = codec.plain(row[name]), told.get(name, (None, 0))
        if name not in told and (name not in _MAY_BE_EMPTY or name in _WORDS):
            continue
        if value == said or is_covered(value, said) or (name in _LEADS_ON and value is None):
            continue
        yield name, f"{value}; event {n}: {said}" if n else f"{value}; no event says so"


def _told(history: Sequence[Said]) -> dict[str, tuple[Any, int]]:
    told: dict[str, tuple[Any, int]] = {}
    for one in history:
        if one.lost_words:
            for name in _WORDS:
                told.pop(name, None)
        names = one.new if one.n == 1 else () if one.kind in _OF_PARTS else one.old
        told.update({name: (one.new[name], one.n) for name in names if name in tickets.c and name in one.new})
    return told
