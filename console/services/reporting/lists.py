"""The tickets behind the numbers of the reports made last, so that a number opens what was counted and nothing else.

They are kept in memory only. A query that asks for others (of a saved view, of another desk) has its report made again.
"""

from __future__ import annotations

import re
from array import array
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from threading import Lock

from console.faults import BadInput
from console.query import All, Either, Not, Qualifier, Query, Term, Word
from console.records.reporting import NAMES, Days
from console.services.desk import Desk
from console.services.reporting.days import own_days

_MOST = 6
_WORD = re.compile(r"(\w+)/.+/(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$")
Place = tuple[str, int, str, str, str]


class _Kept:
    """Lists of the reports made last, by database, person, report, days and filter."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._by_place: OrderedDict[Place, Mapping[str, Sequence[int]]] = OrderedDict()

    def keep(self, place: Place, lists: Mapping[str, Sequence[int]]) -> None:
        with self._lock:
            self._by_place[place] = lists
            self._by_place.move_to_end(place)
            while len(self._by_place) > _MOST:
                self._by_place.popitem(last=False)

    def get(self, place: Place) -> Mapping[str, Sequence[int]] | None:
        with self._lock:
            return self._by_place.get(place)

    def clear(self) -> None:
        with self._lock:
            self._by_place.clear()


KEPT = _Kept()


def place_of(desk: Desk, name: str, days: Days, terms: tuple[Term, ...]) -> Place:
    """Return where the lists of a report are kept."""
    return desk.store.url, int(desk.actor.staff_id), name, str(days), str(Query(terms=terms))


def listed(desk: Desk, query: Query) -> dict[str, Sequence[int]]:
    """Return the tickets behind each number of a report that a query asks for; a word that says nothing has none.

    The other terms of the query are the filter of the report.
    """
    from console.services.reporting.making import make  # noqa: PLC0415 - it keeps its lists here

    found: dict[str, Sequence[int]] = {}
    rest = tuple(one for one in query.terms if not any(_words((one,))))
    for word in _words(query.terms):
        asked = _read(word)
        if asked is None:
            found[word] = array("q")
            continue
        place = place_of(desk, *asked, rest)
        if KEPT.get(place) is None:
            make(desk, *asked, Query(terms=rest))
        found[word] = (KEPT.get(place) or {}).get(word, array("q"))
    return found


def _words(terms: Sequence[Term]) -> Iterator[str]:
    for term in terms:
        if isinstance(term, Not):
            yield from _words((term.term,))
        elif isinstance(term, All | Either):
            yield from _words(term.terms)
        elif isinstance(term, Qualifier) and term.key == "report":
            yield from (value.text for value in term.values if isinstance(value, Word))


def _read(word: str) -> tuple[str, Days] | None:
    match = _WORD.match(word)
    if match is None or match[1] not in NAMES:
        return None
    try:
        return match[1], own_days(date.fromisoformat(match[2]), date.fromisoformat(match[3]))
    except (ValueError, BadInput):
        return None
