"""What the list of an archive can be narrowed by, and how a query changes when a value is chosen or let go."""

from __future__ import annotations

from datetime import date, timedelta

from console.query import Day, Qualifier, Query, Range, Term, Word
from console.services.desk import Desk
from console.services.showing import context
from console.store.queries import facets

NAMES = ("tier", "outcome", "clause", "license", "topic", "owner", "lang", "closed", "year", "month")
_KEYS = {**{name: name for name in NAMES}, "closed": "clause", "year": "created", "month": "created"}
_CLOSING = "28."

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
    made = tuple(_span(one) if name in _SPANS else Word(one) for one in sorted(values))
    return Query(terms=(*rest, Qualifier(_KEYS[name], made)), sort=query.sort)


_SPANS = ("year", "month")


def _is_of(term: Term, name: str) -> bool:
    """Return whether a term is what a facet wrote: reasons of closing and clauses of decisions bear one key."""
    if not isinstance(term, Qualifier) or term.key != _KEYS[name]:
        return False
    values = [_value(one) for one in term.values]
    if name in _SPANS:
        return all(len(one) == (4 if name == "year" else 7) for one in values)
    if _KEYS[name] == "clause":
        return all(one.startswith(_CLOSING) is (name == "closed") for one in values)
    return True


def _value(value: Word | Range) -> str:
    """Return a value as a facet names it; a span of days is one where it is a whole year or a whole month."""
    if isinstance(value, Word):
        return value.text
    low, high = value.low, value.high
    if value.op != ".." or not isinstance(low, Day) or not isinstance(high, Day):
        return ""
    first, last = low.day, high.day
    if (first.year, first.day) != (last.year, 1) or last + timedelta(days=1) != _next(last):
        return ""
    if (first.month, last.month) == (1, 12):
        return str(first.year)
    return f"{first:%Y-%m}" if first.month == last.month else ""


def _next(day: date) -> date:
    """Return the first day of the month behind the one of a day."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _span(text: str) -> Range:
    year, _, month = text.partition("-")
    if not month:
        return Range("..", Day(date(int(year), 1, 1)), Day(date(int(year), 12, 31)))
    first = date(int(year), int(month), 1)
    return Range("..", Day(first), Day(_next(first) - timedelta(days=1)))
