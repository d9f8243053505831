"""What a query is made of, as frozen values that can write themselves back in the query language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

_PLAIN = set("-_.@/+#*")
_NAMED = ("or", "я", "никто", "любой")  # with a meaning of their own, unless they stand in quotes


def quoted(text: str) -> str:
    """Return `text` as one value: bare where that is safe, else in double quotes."""
    bare = (
        text
        and text.casefold() not in _NAMED
        and not text.startswith("-")
        and all(c.isalnum() or c in _PLAIN for c in text)
    )
    if bare and ".." not in text:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a phrase as a value; `me`, `none` and `any` are words too."""

    text: str

    def __str__(self) -> str:
        """Return the value as it is written."""
        return quoted(self.text)


@dataclass(frozen=True, slots=True)
class Amount:
    """A distance in time: 2h, 30d, 3mo."""

    number: int
    unit: str

    def __str__(self) -> str:
        """Return the amount as it is written."""
        return f"{self.number}{self.unit}"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar."""

    day: date

    def __str__(self) -> str:
        """Return the day as YYYY-MM-DD."""
        return self.day.isoformat()


@dataclass(frozen=True, slots=True)
class Named:
    """A day by name: today, yesterday, tomorrow, mon … sun."""

    name: str

    def __str__(self) -> str:
        """Return the name."""
        return self.name


Point: TypeAlias = Amount | Day | Named


@dataclass(frozen=True, slots=True)
class Range:
    """Times: `low..high` (both inside), or one comparison (`op` of <, <=, >, >=), or one day (`op` is ":")."""

    op: str
    low: Point | None
    high: Point | None = None

    def __str__(self) -> str:
        """Return the range as it is written."""
        if self.op == "..":
            return f"{self.low}..{self.high}"
        if self.op == ":":
            return str(self.low)
        return f"{self.op}{self.low}"


Value: TypeAlias = Word | Range


@dataclass(frozen=True, slots=True)
class Qualifier:
    """`key:value,value`: any of the values."""

    key: str
    values: tuple[Value, ...]

    def __str__(self) -> str:
        """Return the term as it is written."""
        return f"{self.key}:" + ",".join(str(value) for value in self.values)


@dataclass(frozen=True, slots=True)
class Words:
    """A bare word (`phrase` False, may end in *) or a quoted phrase, searched in subject and text."""

    text: str
    phrase: bool = False

    def __str__(self) -> str:
        """Return the words as they are written."""
        if self.phrase:
            return '"' + self.text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        return self.text


@dataclass(frozen=True, slots=True)
class Not:
    """What must not hold."""

    term: Term

    def __str__(self) -> str:
        """Return the term with its minus."""
        return f"-{self.term}"


@dataclass(frozen=True, slots=True)
class Either:
    """Terms joined by OR: one of them holds."""

    terms: tuple[Term, ...]

    def __str__(self) -> str:
        """Return the group as it is written."""
        return "(" + " OR ".join(str(term) for term in self.terms) + ")"


@dataclass(frozen=True, slots=True)
class All:
    """A group in brackets: all of them hold."""

    terms: tuple[Term, ...]

    def __str__(self) -> str:
        """Return the group as it is written."""
        return "(" + " ".join(str(term) for term in self.terms) + ")"


Term: TypeAlias = Qualifier | Words | Not | Either | All


@dataclass(frozen=True, slots=True)
class Sort:
    """The order of the list: due, received, updated, tier or ends; `down` turns it round."""

    key: str = "due"
    down: bool = False

    def __str__(self) -> str:
        """Return the term as it is written."""
        return f"sort:{'-' if self.down else ''}{self.key}"


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query: all terms hold, in an order."""

    terms: tuple[Term, ...] = ()
    sort: Sort | None = field(default=None)

    def __str__(self) -> str:
        """Return the query in its one canonical form."""
        parts = [str(term) for term in self.terms]
        if self.sort is not None:
            parts.append(str(self.sort))
        return " ".join(parts)
