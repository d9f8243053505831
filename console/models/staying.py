"""Which rows of a list that is read anew stay where they are, although they left it or belong elsewhere by now.

Pure: ids in, ids out. It runs on a reader thread, over lists of any length.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

LEFT, MOVED = "left", "moved"
_BESIDE = 5  # neighbors on each side of what is kept: by them it shows whether a row went elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The ids of a list in the order that is shown, and why some of them stand where they no longer belong."""

    ids: array[int]
    places: dict[int, int]
    marks: dict[int, str]
    late: frozenset[int] = frozenset()
    """What fits the list by now and is held back."""


def settled(old: array[int], fresh: array[int], kept: Collection[int], *, hold_back: bool = False) -> Order:
    """Return the fresh order with what is kept left in its old place: what left the list, and what moved in it.

    With `hold_back` what is new in the list is left out and told as late.
    """
    places = _places(fresh)
    late: frozenset[int] = frozenset()
    if hold_back:
        known = frozenset(old)
        late = frozenset(key for key in fresh if key not in known)
        if late:
            fresh = array("q", (key for key in fresh if key in known))
            places = _places(fresh)
    if not kept:
        return Order(ids=fresh, places=places, marks={}, late=late)
    stood = _places(old)
    marks = _marks(old, stood, places, sorted((key for key in kept if key in stood), key=stood.__getitem__))
    if not marks:
        return Order(ids=fresh, places=places, marks=marks, late=late)
    ids = _put_in(fresh, _followers(old, stood, places, marks), marks)
    return Order(ids=ids, places=_places(ids), marks=marks, late=late)


def _places(ids: Sequence[int]) -> dict[int, int]:
    return {key: place for place, key in enumerate(ids)}


def _marks(old: array[int], stood: dict[int, int], places: dict[int, int], kept: Sequence[int]) -> dict[int, str]:
    """Return which of the kept rows (in their old order) left the list, and which belong elsewhere in it."""
    marks = {key: LEFT for key in kept if key not in places}
    stay = [key for key in kept if key in places]
    if not stay:
        return marks
    first, last = stood[stay[0]], stood[stay[-1]]
    beside = [*old[max(0, first - _BESIDE) : first], *old[last + 1 : last + 1 + _BESIDE]]
    watched = sorted({*stay, *(key for key in beside if key in places)}, key=stood.__getitem__)
    in_order = _longest_rise([places[key] for key in watched])
    elsewhere = {key for number, key in enumerate(watched) if number not in in_order}
    return marks | {key: MOVED for key in stay if key in elsewhere}


def _longest_rise(numbers: Sequence[int]) -> frozenset[int]:
    """Return the places of a longest rising part of some numbers, all of which differ."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        at = bisect_left(tails, number)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [number]
        ends[at : at + 1] = [place]
    found, place = set(), ends[-1] if ends else -1
    while place >= 0:
        found.add(place)
        place = before[place]
    return frozenset(found)


def _followers(
    old: array[int], stood: dict[int, int], places: dict[int, int], marks: dict[int, str]
) -> dict[int, list[int]]:
    """Return what stands behind which row; behind -1 what stands before all."""
    behind: dict[int, list[int]] = {}
    for key in sorted(marks, key=stood.__getitem__):
        place = stood[key] - 1
        while place >= 0 and (old[place] not in places or old[place] in marks):
            place -= 1
        behind.setdefault(old[place] if place >= 0 else -1, []).append(key)
    return behind


def _put_in(fresh: array[int], behind: dict[int, list[int]], marks: dict[int, str]) -> array[int]:
    ids = array("q", behind.get(-1, ()))
    for key in fresh:
        if key not in marks:
            ids.append(key)
            if key in behind:
                ids.extend(behind[key])
    return ids
