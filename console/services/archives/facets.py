"""What the list of an archive can be narrowed by, and how a query changes when a value is chosen or let go."""

from __future__ import annotations

from datetime import date

from console.query import Day, Qualifier, Query, Range, Term, Word
from console.services.desk import Desk
from console.services.showing import context
from console.store.queries import facets

NAMES = ("tier", "outcome", "clause", "year")
_KEYS = {"tier": "tier", "outcome": "outcome", "clause": "clause", "year": "created"}

Counted = dict[str, tuple[tuple[str, int], ...]]


def counted(desk: Desk, query: Query) -> Counted:
    """Return each facet with its values and their counts; of each facet as if nothing of it were chosen."""
    with desk.store.read() as connection:
        whole = facets.counted(connection, query, context(desk))
        for name in NAMES:
            if chosen(query, name):
                rest = Query(terms=tuple(one for one in query.terms if not _is_of(one, name)))
                whole[name] = facets.counted(connection, rest, context(desk))[name]
    return whole


def chosen(query: Query, name: str) -> frozenset[str]:
    """Return the values of a facet that a query asks for."""
    found: set[str] = set()
    for term in query.terms:
        if isinstance(term, Qualifier) and _is_of(term, name):
            found |= {_value(one) for one in term.values}
    return frozenset(found - {""})


def toggled(query: Query, name: str, value: str) -> Query:
    """Return the query with a value of a facet chosen, or let go where it was chosen."""
    values = chosen(query, name) ^ {value}
    rest = tuple(term for term in query.terms if not _is_of(term, name))
    if not values:
        return Query(terms=rest, sort=query.sort)
    made = tuple(_year(one) if name == "year" else Word(one) for one in sorted(values))
    return Query(terms=(*rest, Qualifier(_KEYS[name], made)), sort=query.sort)


def _is_of(term: Term, name: str) -> bool:
    if not isinstance(term, Qualifier) or term.key != _KEYS[name]:
        return False
    return name != "year" or all(_value(one) for one in term.values)


def _value(value: Word | Range) -> str:
    if isinstance(value, Word):
        return value.text
    low, high = value.low, value.high
    if value.op != ".." or not isinstance(low, Day) or not isinstance(high, Day):
        return ""
    whole = (low.day.month, low.day.day, high.day.month, high.day.day) == (1, 1, 12, 31)
    return str(low.day.year) if whole and low.day.year == high.day.year else ""


def _year(text: str) -> Range:
    return Range("..", Day(date(int(text), 1, 1)), Day(date(int(text), 12, 31)))
