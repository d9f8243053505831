"""Which terms of a query lead to few tickets: an index gathers those, what is common is met along the list.

A list is walked in its order until a page is full. Of a value that every third ticket has, a page is full at once; for
one that ten tickets of a million have, the walk would read them all. So the index of each term counts, and stops
early; the term with the fewest tickets leads, and every other is asked of its tickets alone.

What leads need not be the term itself: the tickets that an index gives only have to hold all those of the term.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from functools import cached_property
from math import isqrt

from console.query import All, Either, Not, Qualifier, Range, Term, Word, Words, window
from console.records.base import WORKING, Status, Tier
from console.store import search
from console.store.instants import FAR_FUTURE, to_micros
from console.store.queries.columns import escaped
from console.store.queries.fitting import HAVING, OWN_COLUMNS, STATES, Fit, begun, license_of, with_, without
from console.store.sql import Asked, Sql, ask, both, either, is_postgres, marks

CROSSING = {False: 500, True: 200}  # measured: where hits * hits = this * tickets, gathering costs as much as walking
_LATER = 100  # tickets that may come between counting and gathering, where both do not see one state
NAMES = 1_000  # that are looked up in an index; more are read along with each ticket
_HITS = 2  # of a word cost as much as one ticket that an index leads to
NAMED = {
    "queue": ("queue_id", "queues", "name"),
    "customer": ("customer_id", "customers", "name"),
    "product": ("license_id", "licenses", "product"),
    "plan": ("license_id", "licenses", "plan"),
    "domain": ("domain_id", "domains", "name"),
}
"""Keys that are words of a name elsewhere: the column that leads there, the table, its column."""
_BY_CLAUSE = (
    f"{HAVING}primary_clause = ?",
    f"{HAVING}close_reason = ?",
    "SELECT d.ticket_id AS id FROM decisions d WHERE d.primary_clause = ? AND d.revoked = FALSE",
)
_BY_TAG = "SELECT g.ticket_id AS id FROM ticket_tags g WHERE g.tag_id IN (SELECT n.id FROM tags n WHERE n.name = ?)"
_BY_DRAFT = "SELECT d.ticket_id AS id FROM drafts d WHERE d.staff_id = ?"
_BY_LOOK = (
    "SELECT x.ticket_id AS id FROM decision_reviews w JOIN decisions x ON x.id = w.decision_id"
    " WHERE w.state = 'asked' AND w.kind IN ('second_eyes', 'appeal')"
)
_TIMES = {"created": "received_at", "updated": "updated_at", "resolved": "closed_at"}
_NARROWER = (("is", "snoozed"), ("is", "unmatched"))  # these ask for more than their column says: not to be turned
_KINDS = (
    "WITH RECURSIVE k(kind) AS (SELECT min(channel_kind) FROM tickets UNION ALL SELECT"
    " (SELECT min(o.channel_kind) FROM tickets o WHERE o.channel_kind > k.kind) FROM k WHERE k.kind IS NOT NULL)"
    " SELECT kind FROM k WHERE kind IS NOT NULL"
)
"""The kinds of channels that tickets came by, one step of an index for each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a query is read against: who asks, when, and in which zone days are cut."""

    me: int
    now: datetime
    zone: tzinfo
    lists: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """The tickets behind a number of a report, by the word of the query."""


@dataclass(frozen=True, slots=True)
class Lead:
    """How a term leads: questions that together give the tickets for which it holds, and how many those are.

    `exact`: they give no other tickets, so that the term need not be asked besides.
    """

    parts: tuple[Sql, ...]
    count: int
    exact: bool = True

    @property
    def sql(self) -> Sql:
        """The condition of being one of the tickets."""
        if not self.parts:
            return Sql("t.id IN (NULL)")
        text = " UNION ALL ".join(f"SELECT few.id FROM ({one.text}) few" for one in self.parts)
        return Sql(f"t.id IN ({text})", tuple(value for one in self.parts for value in one.values))


class Leads:
    """Looks for terms that lead, in one database at one moment."""

    def __init__(self, connection: Asked, context: Context, *, scans: bool = False) -> None:
        """With `scans` what no index answers is looked for in the whole table, where that is soon done."""
        self._connection = connection
        self._scans = scans
        self._context = context
        self._known: dict[Words, int] = {}

    @cached_property
    def tickets(self) -> int:
        """About how many tickets there are."""
        return newest(self._connection)

    @property
    def few(self) -> int:
        """Return up to how many tickets are gathered rather than met along the list."""
        return isqrt(CROSSING[is_postgres(self._connection)] * self.tickets)

    def fewest(self, terms: Iterable[Term], most: int) -> tuple[Term, Lead] | None:
        """Return the term with the fewest tickets, or None where each has more than `most` or no index."""
        found: tuple[Term, Lead] | None = None
        for term in terms:
            lead = self.of(term, found[1].count if found else most)
            if lead is not None and (found is None or lead.count < found[1].count):
                found = term, lead
        return found

    def of(self, term: Term, most: int) -> Lead | None:
        """Return how a term leads, or None where it has more than `most` tickets or no index."""
        if isinstance(term, All):
            found = self.fewest(term.terms, most)
            return None if found is None else replace(found[1], exact=False)
        if isinstance(term, Either):
            return self._together(term.terms, most)
        if isinstance(term, Words):
            return self._words(term, most)
        return self._of_key(term, most) if isinstance(term, Qualifier) else self._turned(term.term, most)

    def _of_key(self, term: Qualifier, most: int) -> Lead | None:
        if term.key == "text":
            return self._together(words_of(term), most)
        if term.key == "subject":
            return self._scanned(term)
        whole = not any(isinstance(one, Word) and (term.key, one.text) in _NARROWER for one in term.values)
        return self._counted(self._parts(term), most, exact=whole)

    def _turned(self, term: Term, most: int) -> Lead | None:
        turned = _turned(term)
        if turned is not None:
            return self.of(turned, most)
        if not isinstance(term, Qualifier):
            return None
        if term.key == "subject":
            return self._scanned(term, turned=True)
        return self._counted(self._turned_parts(term), most)

    def _together(self, terms: Iterable[Term], most: int) -> Lead | None:
        leads: list[Lead] = []
        for term in terms:
            lead = self.of(term, most - sum(one.count for one in leads))
            if lead is None:
                return None
            leads.append(lead)
        parts = tuple(part for one in leads for part in one.parts)
        return Lead(parts, sum(one.count for one in leads), all(one.exact for one in leads))

    def _words(self, words: Words, most: int) -> Lead | None:
        """A hit costs less than a ticket that is led to: its ticket is known without a look into another index."""
        found = search.tickets(words, postgres=is_postgres(self._connection))
        count = self._hits(words) if most <= self.few else search.about(self._connection, words, _HITS * most)
        if count > _HITS * most:
            return None
        return Lead(() if found is None else (found,), -(-count // _HITS))

    def _scanned(self, term: Qualifier, *, turned: bool = False) -> Lead | None:
        """Look through all subjects in the order of the file, which takes a third of looking along a list."""
        if not self._scans or is_postgres(self._connection):
            return None
        having = either(
            Sql("casefold(i.subject) LIKE ? ESCAPE '\\'", (f"%{escaped(value.text)}%",))
            for value in term.values
            if isinstance(value, Word)
        )
        text = f"SELECT i.id FROM tickets i NOT INDEXED WHERE ({having.text}) IS {'NOT ' if turned else ''}TRUE LIMIT ?"
        found = [int(key) for (key,) in ask(self._connection, Sql(text, (*having.values, self.few + 1)))]
        return None if len(found) > self.few else Lead((listed(self._connection, found),), len(found))

    def is_common(self, words: Words) -> bool:
        """Return whether words have so many hits that gathering them costs more than walking."""
        return self._hits(words) > _HITS * self.few

    def _hits(self, words: Words) -> int:
        if words not in self._known:
            self._known[words] = search.about(self._connection, words, _HITS * self.few)
        return self._known[words]

    def _counted(self, parts: Sequence[Sql] | None, most: int, *, exact: bool = False) -> Lead | None:
        """Count the tickets of each part; a limit tells the planner how many they are, and cuts none."""
        if parts is None:
            return None
        count = 0
        limited = []
        for one in parts:
            counted = f"SELECT count(*) FROM ({one.text} LIMIT ?) n"
            found = int(ask(self._connection, Sql(counted, (*one.values, most - count + 1)))[0][0])
            count += found
            if count > most:
                return None
            if found:
                limited.append(Sql(f"{one.text} LIMIT ?", (*one.values, found + _LATER)))
        return Lead(tuple(limited), count, exact)

    def _parts(self, term: Qualifier) -> list[Sql] | None:
        """Return the questions for the tickets of each value; None where no index answers one of them."""
        columns: dict[tuple[str, bool], list[object]] = {}
        parts: list[Sql] = []
        for value in term.values:
            fit = self._fit(term.key, value.text) if isinstance(value, Word) else None
            if fit is not None:
                columns.setdefault((fit.column, fit.turned), []).extend(fit.values)
                continue
            more = self._time(term.key, value) if isinstance(value, Range) else self._elsewhere(term.key, value.text)
            if more is None:
                return None
            parts += more
        for (column, turned), values in columns.items():
            more = without(column, values) if turned else with_(column, values)
            if more is None:
                return None
            parts += more
        return parts

    def _turned_parts(self, term: Qualifier) -> list[Sql] | None:
        """Return the questions for tickets among which are all that have none of the values; None without an index."""
        columns: dict[tuple[str, bool], list[object]] = {}
        for value in term.values:
            if isinstance(value, Range):
                return _outside(self._context, term.key, value)
            if term.key in NAMED and self._fit(term.key, value.text) is None:
                return self._named(term.key, value.text, turned=True)
            if (term.key, value.text) in _NARROWER:
                return None
            fit = self._fit(term.key, value.text)
            if fit is None:
                return None
            columns.setdefault((fit.column, fit.turned), []).extend(fit.values)
        (column, turned), values = next(iter(columns.items()))
        return with_(column, values) if turned else without(column, values)

    def _fit(self, key: str, word: str) -> Fit | None:
        """Return the values of which column a word means, or None where it means something else."""
        if key == "is" and word in STATES:
            return Fit(*STATES[word])
        if key in OWN_COLUMNS:
            return Fit(OWN_COLUMNS[key], (word.casefold() if key == "lang" else word,))
        if key == "tier":
            return Fit("tier_rank", (Tier(word).rank,)) if word in set(Tier) else None
        if (key, word) == ("has", "file"):
            return Fit("has_files", (True,))
        if key == "id":
            return Fit("number", (int(word),))
        if key == "channel":
            return Fit("channel_kind", _channels(self._connection, word))
        return self._person(key, word) or license_of(key, word)

    def _person(self, key: str, word: str) -> Fit | None:
        if (key, word) in (("owner", "me"), ("is", "mine")):
            return Fit("owner_key", (self._context.me,))
        if (key, word) in (("owner", "any"), ("has", "owner")):
            return Fit("owner_key", (0,), turned=True)
        if key == "owner":
            if word == "left":
                return Fit("owner_key", left(self._connection))
            return Fit("owner_key", (0,) if word == "none" else people(self._connection, word))
        if key == "queue" and word in ("none", "any"):
            return Fit("queue_id", (None,), turned=word == "any")
        return None

    def _elsewhere(self, key: str, word: str) -> list[Sql] | None:
        if key in ("clause", "ground"):
            return [Sql(one, (word,)) for one in _BY_CLAUSE]
        if key in NAMED:
            return self._named(key, word)
        if key == "tag":
            return [Sql(_BY_TAG, (word.casefold(),))]
        if word == "draft":
            return [Sql(_BY_DRAFT, (self._context.me,))]
        if key == "report" and word in self._context.lists:
            return [listed(self._connection, self._context.lists[word])]
        return [Sql(_BY_LOOK)] if (key, word) == ("is", "checking") else None

    def _named(self, key: str, word: str, *, turned: bool = False) -> list[Sql] | None:
        column, table, name = NAMED[key]
        fold = "lower" if is_postgres(self._connection) else "casefold"
        like = f"({fold}(o.{name}) LIKE ? ESCAPE '\\') IS {'NOT ' if turned else ''}TRUE"
        named = Sql(f"SELECT o.id FROM {table} o WHERE {like} LIMIT ?", (f"%{escaped(word)}%", NAMES + 1))
        keys = [key for (key,) in ask(self._connection, named)]
        return None if len(keys) > NAMES else with_(column, [*keys, None] if turned else keys)

    def _time(self, key: str, value: Range) -> list[Sql]:
        span = window(value, now=self._context.now, zone=self._context.zone, ahead=key == "ends")
        if key == "ends":
            low = max(1, to_micros(span.start)) if span.start else 1
            high = to_micros(span.end) if span.end else FAR_FUTURE
            inside = Sql("i.boundary_key >= ? AND i.boundary_key < ?", (low, high))
            return [begun("is_open", half, inside) for half in (True, False)]
        column = f"i.{_TIMES[key]}"
        bounds = [
            Sql(f"{column} {sign} ?", (to_micros(at),)) for sign, at in ((">=", span.start), ("<", span.end)) if at
        ]
        inside = both(*bounds) if bounds else Sql(f"{column} IS NOT NULL")
        if key == "resolved":  # its index begins with the state
            return [begun("status", one.value, inside) for one in Status]
        return [Sql(f"SELECT i.id FROM tickets i WHERE {inside.text}", inside.values)]


def newest(connection: Asked) -> int:
    """Return the key of the newest ticket, which is about how many there are."""
    return int(ask(connection, Sql("SELECT coalesce(max(id), 0) FROM tickets"))[0][0])


def words_of(term: Qualifier) -> tuple[Words, ...]:
    """Return the words that `text:` looks for."""
    texts = (value.text for value in term.values if isinstance(value, Word))
    return tuple(Words(one, phrase=" " in one) for one in texts)


def listed(connection: Asked, keys: Sequence[int]) -> Sql:
    """Return the question for tickets by their keys, which are one value."""
    if is_postgres(connection):
        return Sql("SELECT unnest(?::bigint[]) AS id", (list(keys),))
    return Sql("SELECT value AS id FROM json_each(?)", (json.dumps(list(keys)),))


def people(connection: Asked, word: str) -> list[int]:
    """Return the keys of the people whose name contains a word, or whose login it is."""
    folded = word.casefold()
    staff = ask(connection, Sql("SELECT id, name, login FROM staff"))
    return [int(key) for key, name, login in staff if folded in name.casefold() or folded == login.casefold()]


def left(connection: Asked) -> list[int]:
    """Return the keys of the people who work on tickets no longer."""
    asked = f"SELECT id FROM staff WHERE NOT (active = TRUE AND role IN ({marks(WORKING).text}))"
    return [int(key) for (key,) in ask(connection, Sql(asked, WORKING))]


def _turned(term: Term) -> Term | None:
    """Return the term that holds where another does not, written without a minus before a group."""
    if isinstance(term, Not):
        return term.term
    if isinstance(term, All):
        return Either(tuple(Not(one) for one in term.terms))
    if isinstance(term, Either):
        return All(tuple(Not(one) for one in term.terms))
    return None


def _channels(connection: Asked, word: str) -> list[str]:
    begun = word.casefold()
    kinds = (str(kind) for (kind,) in ask(connection, Sql(_KINDS)))
    return [kind for kind in kinds if kind.casefold().startswith(begun)]


def _outside(context: Context, key: str, value: Range) -> list[Sql] | None:
    """Return the questions for what lies in front of a time and behind it; None where no index answers that."""
    if key not in ("created", "updated"):
        return None
    span = window(value, now=context.now, zone=context.zone)
    bounds = (("<", span.start), (">=", span.end))
    return [Sql(f"{HAVING}{_TIMES[key]} {sign} ?", (to_micros(at),)) for sign, at in bounds if at is not None]
