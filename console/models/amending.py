"""Which place a few changed rows have in a list by now, found by what follows them: the list itself is not read.

It runs on a reader thread. What it costs depends on how many rows changed, and hardly on how long the list is.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

MOST_CHANGED = 24
_MOST_PLACED = 8  # each asks for the rows behind it: beyond them the whole order costs no more
_SPARE = 5  # rows behind a changed one that may be unknown here: new, and not told of yet
_END = -1


class Amendable(Protocol):
    """Where it is read what became of rows."""

    def fitting(self, wanted: tuple[int, ...]) -> Collection[int]:
        """Return those of these ids that are in the list by now."""
        ...

    def following(self, wanted: tuple[int, ...], limit: int) -> Mapping[int, tuple[Sequence[int], bool]]:
        """Return for each id the `limit` ids behind it, and whether the list ends with them."""
        ...


def amended(
    source: Amendable, old: array[int], places: Mapping[int, int], changed: Collection[int], *, is_whole: bool
) -> array[int] | None:
    """Return the order with the changed rows where they belong by now, or None where only the whole list tells that.

    `places` are those of `old`; `is_whole` says that nothing follows behind its last row.
    """
    if len(changed) > MOST_CHANGED:
        return None
    fits = tuple(source.fitting(tuple(changed)))
    if len(fits) > _MOST_PLACED:
        return None
    before: dict[int, list[tuple[int, int]]] = {}
    for key, (behind, ends) in source.following(fits, len(changed) + _SPARE).items() if fits else ():
        known = (n for n, one in enumerate(behind) if one in places and one not in changed)
        steps = next(known, len(behind))
        if steps == len(behind) and not (ends and is_whole):
            return None
        before.setdefault(behind[steps] if steps < len(behind) else _END, []).append((steps, key))
    return _put_in(old, frozenset(changed), before)


def _put_in(old: array[int], changed: frozenset[int], before: dict[int, list[tuple[int, int]]]) -> array[int]:
    ids: array[int] = array("q")
    for key in old:
        if key in before:
            ids.extend(_in_order(before[key]))
        if key not in changed:
            ids.append(key)
    ids.extend(_in_order(before.get(_END, ())))
    return ids


def _in_order(found: Collection[tuple[int, int]]) -> Sequence[int]:
    """Return keys that come before the same row: the one with the most rows between comes first."""
    return [key for _, key in sorted(found, reverse=True)]
