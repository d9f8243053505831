"""A query in a person's language: keys, choices, days and units in Russian where they have a name there."""

from __future__ import annotations

from console.query.language import KEYS, UNITS, WORDS, Key
from console.query.parser import SORT_NAMES, TIME_NAMES, parse
from console.query.terms import (
    All,
    Amount,
    Day,
    Either,
    Named,
    Not,
    Query,
    Range,
    Sort,
    Term,
    Value,
    Word,
    Words,
    quoted,
)

_UNITS = {english: russian for russian, english in reversed(UNITS)}


def spoken(text: str, language: str) -> str:
    """Return a query as it is written in a language. A text that cannot be read whole stays as it is."""
    parsed = parse(text)
    return text if parsed.problems else spoken_query(parsed.query, language)


def spoken_query(query: Query, language: str) -> str:
    """Return a query as it is written in a language: in English its canonical form."""
    if language != "ru":
        return str(query)
    parts = [spoken_term(one, language) for one in query.terms]
    if query.sort is not None:
        parts.append(_sort(query.sort))
    return " ".join(parts)


def spoken_term(term: Term, language: str) -> str:
    """Return a term as it is written in a language."""
    if language != "ru" or isinstance(term, Words):
        return str(term)
    if isinstance(term, Not):
        return f"-{spoken_term(term.term, language)}"
    if isinstance(term, Either):
        return "(" + " OR ".join(spoken_term(one, language) for one in term.terms) + ")"
    if isinstance(term, All):
        return "(" + " ".join(spoken_term(one, language) for one in term.terms) + ")"
    key = KEYS[term.key]
    return f"{key.russian}:" + ",".join(_value(key, one) for one in term.values)


def russian_choices(key: Key) -> dict[str, str]:
    """Return the Russian name of each choice of a key that has one: of several the first, and none of one letter."""
    aliases = WORDS.get(key.name, key.aliases)
    return {
        english: russian for russian, english in reversed(aliases) if len(russian) > 1 and not russian.isascii()
    } | ({"me": "я"} if key.name == "owner" else {})


def spoken_value(key: Key, text: str) -> str:
    """Return a value of a key as it is written in Russian."""
    (term,) = parse(f"{key.name}:{text}").query.terms
    return spoken_term(term, "ru").partition(":")[2]


def _value(key: Key, value: Value) -> str:
    if isinstance(value, Word):
        named = russian_choices(key).get(value.text)
        return quoted(value.text) if named is None else named
    assert isinstance(value, Range)  # noqa: S101 - there are only two kinds
    if value.op == "..":
        return f"{_point(value.low)}..{_point(value.high)}"
    return ("" if value.op == ":" else value.op) + _point(value.low)


def _point(point: Amount | Day | Named | None) -> str:
    if isinstance(point, Amount):
        return f"{point.number}{_UNITS[point.unit]}"
    return TIME_NAMES.get(str(point), str(point))


def _sort(sort: Sort) -> str:
    return f"{KEYS['sort'].russian}:{'-' if sort.down else ''}{SORT_NAMES[sort.key]}"
