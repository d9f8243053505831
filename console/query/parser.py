"""Text to query. Never raises on what a person types: what cannot be read becomes a Problem with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from console.query.language import KEYS, SORTS, UNITS, WORDS, canonical_choice, canonical_key, nearest_key
from console.query.terms import (
    All,
    Amount,
    Day,
    Either,
    Named,
    Not,
    Point,
    Qualifier,
    Query,
    Range,
    Sort,
    Term,
    Value,
    Word,
    Words,
)

_MAX_LENGTH = 2_000
_MAX_DEPTH = 20
_TOKEN = re.compile(
    r'\s*(?:(?P<open>-?\()|(?P<close>\))|(?P<minus>-)?(?:(?P<key>[^\W\d]\w*):)?(?P<rest>(?:"(?:\\.|[^"\\])*"|[^\s()"])*))'
)
_VALUE = re.compile(r'"(?:\\.|[^"\\])*"|[^,]+')
_AMOUNT = re.compile(r"(\d{1,6})(mo|m|h|d|w|мес|мин|нед|дн|ч|д|н)?$")
_NAMES = ("today", "yesterday", "tomorrow", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
_RUSSIAN_NAMES = dict(
    zip(("сегодня", "вчера", "завтра", "пн", "вт", "ср", "чт", "пт", "сб", "вс"), _NAMES, strict=True)
)
TIME_NAMES = {english: russian for russian, english in _RUSSIAN_NAMES.items()}
SORT_NAMES = {"due": "срок", "created": "создан", "updated": "изменён", "tier": "ур", "ends": "конец"}
_NUMBER = re.compile(r"(?:tk-?|#)?(\d{1,12})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What could not be read: a code, its place in the text and the values its words need."""

    code: str
    start: int
    end: int
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """The query that could be read, and what could not."""

    query: Query
    problems: tuple[Problem, ...]


def parse(text: str) -> Parsed:
    """Read a query. Terms with a problem are left out of the query and named in `problems`."""
    reader = _Reader(text[:_MAX_LENGTH])
    terms = reader.sequence(0)
    if len(text) > _MAX_LENGTH:
        reader.problem("query_too_long", _MAX_LENGTH, len(text))
    return Parsed(query=Query(terms=tuple(terms), sort=reader.sort), problems=tuple(reader.problems))


class _Reader:
    """Reads from left to right; a group is read by the same method one level deeper."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.sort: Sort | None = None
        self.problems: list[Problem] = []

    def problem(self, code: str, start: int, end: int, **params: str) -> None:
        self.problems.append(Problem(code=code, start=start, end=end, params=params))

    def sequence(self, depth: int) -> list[Term]:
        """Read terms up to a closing bracket or the end; OR joins its two neighbors."""
        terms: list[Term] = []
        either = False
        while True:
            match = _TOKEN.match(self.text, self.at)
            if match is None or match.end() == self.at:
                break
            start, self.at = self.at, match.end()
            if match["close"]:
                if depth:
                    return terms
                self.problem("query_bracket", start, self.at)
                continue
            if match["rest"] == "OR" and not match["minus"] and not match["key"]:
                either = bool(terms)
                continue
            term = self._group(match["open"], depth) if match["open"] else self._term(match, start)
            if term is not None:
                terms = _join(terms, term) if either else [*terms, term]
            either = False
        if self.at < len(self.text.rstrip()):
            self.problem("query_quote", self.at, len(self.text))
            self.at = len(self.text)
        elif depth:
            self.problem("query_bracket", self.at, self.at)
        return terms

    def _group(self, opening: str, depth: int) -> Term | None:
        if depth >= _MAX_DEPTH:
            self.problem("query_too_deep", self.at, len(self.text))
            self.at = len(self.text)
            return None
        inner = self.sequence(depth + 1)
        if not inner:
            return None
        term: Term = inner[0] if len(inner) == 1 else All(tuple(inner))
        return Not(term) if opening.startswith("-") else term

    def _term(self, match: re.Match[str], start: int) -> Term | None:
        rest, key_typed = match["rest"], match["key"]
        start += len(match[0]) - len(match[0].lstrip())
        term = self._bare(rest, start) if key_typed is None else self._qualifier(key_typed, rest, start)
        return Not(term) if term is not None and match["minus"] else term

    def _bare(self, rest: str, start: int) -> Term | None:
        if not rest:
            return None
        if rest.startswith('"') and rest.endswith('"') and len(rest) > 1:
            inner = _unquote(rest)
            return Words(inner, phrase=True) if inner.strip() else None
        if (number := _NUMBER.match(rest)) and (rest[0] == "#" or not rest.isdigit() or len(rest) >= 3):  # noqa: PLR2004 - shorter numbers are words
            return Qualifier("id", (Word(number[1]),))
        cleaned = rest.replace('"', "")
        if not cleaned.strip("*-"):
            self.problem("query_no_word", start, start + len(rest), text=rest)
            return None
        return Words(cleaned)

    def _qualifier(self, typed: str, rest: str, start: int) -> Term | None:
        end = start + len(typed) + 1 + len(rest)
        name = canonical_key(typed)
        if name is None:
            self.problem("query_unknown_key", start, end, key=typed, suggestion=nearest_key(typed) or "")
            return None
        if not rest:
            self.problem("query_no_value", start, end, key=typed)
            return None
        if name == "sort":
            self._read_sort(typed, rest, start, end)
            return None
        values = [self._value(typed, piece, start, end) for piece in _VALUE.findall(rest)]
        good = tuple(value for value in values if value is not None)
        return Qualifier(name, good) if good else None

    def _read_sort(self, typed: str, rest: str, start: int, end: int) -> None:
        key = canonical_sort(rest.lstrip("-"))
        if key is None:
            self.problem("query_unknown_value", start, end, key=typed, value=rest)
        else:
            self.sort = Sort(key, down=rest.startswith("-"))

    def _value(self, typed: str, piece: str, start: int, end: int) -> Value | None:
        key = KEYS[canonical_key(typed) or typed]
        text = _unquote(piece) if piece.startswith('"') else piece
        value: Value | None
        if key.kind == "time":
            value = _range(text)
        elif key.kind == "id":
            number = _NUMBER.match(text)
            value = Word(number[1]) if number else None
        elif key.kind == "choice":
            choice = canonical_choice(key, text)
            value = Word(choice) if choice else None
        elif key.name in WORDS and text.strip() and not piece.startswith('"'):
            value = Word(dict(WORDS[key.name]).get(text.casefold(), text))
        else:
            value = Word(text) if text.strip() else None
        if value is None:
            self.problem("query_unknown_value", start, end, key=typed, value=text)
        return value


def canonical_sort(typed: str) -> str | None:
    """Return the sort key for what was typed, or None."""
    folded = typed.casefold().replace("изменен", "изменён")
    aliases = {russian: english for english, russian in SORT_NAMES.items()} | {"received": "created"}
    folded = aliases.get(folded, folded)
    return folded if folded in SORTS else None


def _join(terms: list[Term], term: Term) -> list[Term]:
    last = terms[-1]
    joined = Either((*last.terms, term)) if isinstance(last, Either) else Either((last, term))
    return [*terms[:-1], joined]


def _unquote(piece: str) -> str:
    return re.sub(r"\\(.)", r"\1", piece[1:-1] if piece.endswith('"') and len(piece) > 1 else piece[1:])


def _range(text: str) -> Range | None:
    if ".." in text:
        low, _, high = text.partition("..")
        first, second = _point(low), _point(high)
        return Range("..", first, second) if first and second else None
    for op in ("<=", ">=", "<", ">"):
        if text.startswith(op):
            point = _point(text[len(op) :])
            return Range(op, point) if point else None
    point = _point(text)
    return Range(":", point) if point else None


def _point(text: str) -> Point | None:
    folded = _RUSSIAN_NAMES.get(text.casefold(), text.casefold())
    if folded in _NAMES:
        return Named(folded)
    if match := _AMOUNT.match(folded):
        unit = match[2] or "d"
        return Amount(int(match[1]), dict(UNITS).get(unit, unit))
    try:
        return Day(date.fromisoformat(folded))
    except ValueError:
        return None
