"""Counts of a rehearsal: how many requests each clause decided, and how many it would decide."""

from __future__ import annotations

from collections.abc import Iterable

from console.records.rehearsal import ClauseCount, Differing, Ruled

_Key = tuple[str, str]


class Tally:
    """Grows with what differs; it holds one entry for each clause or outcome, however many requests there are."""

    def __init__(self) -> None:
        self.differing = 0
        self._was: dict[_Key, int] = {}
        self._now: dict[_Key, int] = {}
        self._titles: dict[_Key, tuple[str, str]] = {}

    def add(self, rows: Iterable[Differing]) -> None:
        """Count requests that would be decided otherwise."""
        for row in rows:
            self.differing += 1
            self._count(self._was, row.was)
            self._count(self._now, row.now)

    def clauses(self) -> tuple[ClauseCount, ...]:
        """Return the counts, those that move most first."""
        found = (
            ClauseCount(
                clause=clause,
                outcome=outcome,
                title_en=titles[0],
                title_ru=titles[1],
                was=self._was.get((clause, outcome), 0),
                now=self._now.get((clause, outcome), 0),
            )
            for (clause, outcome), titles in self._titles.items()
        )
        return tuple(sorted(found, key=lambda one: (-abs(one.now - one.was), -one.now, one.clause, one.outcome)))

    def _count(self, into: dict[_Key, int], ruled: Ruled) -> None:
        key = (ruled.clause or "", ruled.outcome)
        into[key] = into.get(key, 0) + 1
        self._titles[key] = (ruled.title_en, ruled.title_ru)
