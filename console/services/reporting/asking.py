"""What every report stands on: one consistent state of the database, the days, the filter, and the lists it leaves."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo
from typing import Any

from console import stopping
from console.faults import Locked, NotSet
from console.query import Day, Not, Qualifier, Query, Range, Term, Word
from console.records.reporting import Days, Figure, Label
from console.services.desk import Desk
from console.store.queries.filters import Context, clause
from console.store.sql import Sql

WORK: tuple[Term, ...] = (Not(Qualifier("is", tuple(Word(one) for one in ("history", "proposed", "held", "merged")))),)
"""What counts as a request of ours: not what came as history, what waits to be let in, what became part of another."""

_LOOK_UP = 2_000


def zone_of(desk: Desk) -> tzinfo:
    """Return the zone in which days are cut: UTC until the policy's is set."""
    try:
        return desk.company.zone
    except NotSet:
        return UTC


def word_of(name: str, key: str, days: Days) -> str:
    """Return the word by which a query asks for the tickets behind a number."""
    return f"{name}/{key}/{days}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A report while it is made. `lists` are the tickets behind its numbers, by the words of their queries."""

    desk: Desk
    connection: Any
    name: str
    days: Days
    terms: tuple[Term, ...]
    now: datetime
    lists: dict[str, array[int]] = field(default_factory=dict)

    @property
    def context(self) -> Context:
        """Return what the filter is read against."""
        return Context(me=self.desk.actor.staff_id, now=self.now, zone=zone_of(self.desk))

    def start(self, days: Days | None = None) -> datetime:
        """Return the first instant of the days."""
        return datetime.combine((days or self.days).first, time(), zone_of(self.desk)).astimezone(UTC)

    def end(self, days: Days | None = None) -> datetime:
        """Return the first instant behind the days."""
        last = (days or self.days).last + timedelta(1)
        return datetime.combine(last, time(), zone_of(self.desk)).astimezone(UTC)

    def within(self, key: str, days: Days | None = None) -> Qualifier:
        """Return the term that an instant of a ticket lies on the days."""
        found = days or self.days
        if found.first == found.last:
            return Qualifier(key, (Range(":", Day(found.first)),))
        return Qualifier(key, (Range("..", Day(found.first), Day(found.last)),))

    def sql(self, *terms: Term) -> Sql:
        """Return the condition of the filter and further terms; what is no work of ours is left out."""
        return clause(self.connection, (*terms, *WORK, *self.terms), self.context).sql

    def query(self, *terms: Term) -> str:
        """Return the query that finds what `sql` counts."""
        return str(Query(terms=(*terms, *WORK, *self.terms)))

    def counted(self, number: int, *terms: Term) -> Figure:
        """Return a number whose tickets a query of the queue finds by itself."""
        return Figure(value=number, query=self.query(*terms) if number else "")

    def listed(self, key: str, tickets: Iterable[int]) -> Figure:
        """Return the number of tickets, with the query that asks for just these."""
        word, found = word_of(self.name, key, self.days), array("q", sorted(set(tickets)))
        if not found:
            return Figure(value=0)
        self.lists[word] = found
        terms = (Qualifier("report", (Word(word),)), *self.terms)
        return Figure(value=len(found), query=str(Query(terms=terms)))

    def gathered(self, pairs: Iterable[tuple[str, int]]) -> dict[str, array[int]]:
        """Return the tickets by the word that each comes with, each once, while somebody waits for them."""
        found: dict[str, array[int]] = {}
        for n, (word, ticket) in enumerate(pairs):
            if not n % _LOOK_UP:
                self.go_on()
            found.setdefault(word, array("q")).append(ticket)
        return {word: array("q", sorted(set(tickets))) for word, tickets in found.items()}

    def go_on(self) -> None:
        """Raise Locked ("interrupted") where nobody waits for the report any more."""
        stop = stopping.present()
        if stop is not None and stop.asked:
            raise Locked("interrupted")

    def topics(self, ids: Iterable[str]) -> Label:
        """Return topics with their titles."""
        found = [(one, self.desk.agreement.agreement.topic(one)) for one in ids]
        return Label(
            kind="topics",
            en=", ".join(one if topic is None else topic.en for one, topic in found),
            ru=", ".join(one if topic is None else topic.ru for one, topic in found),
        )

    def titled(self, clause_id: str) -> Label:
        """Return a clause with its title."""
        if not clause_id:
            return Label(kind="no_clause")
        agreement = self.desk.agreement.agreement
        named = agreement.grounds.get(clause_id) or agreement.units.get(clause_id)
        if named is None:
            return Label(kind="clause", text=clause_id)
        return Label(kind="clause", text=clause_id, en=named.en, ru=named.ru)
