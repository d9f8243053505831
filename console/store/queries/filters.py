"""The SQL face of the query language: a term becomes a condition over tickets. The other face is query.match.

A condition is text with its values beside it, because a query is asked anew with every key: putting expressions
together would cost more than the answer. What a person typed is always a value and never in the text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from console.faults import BadInput
from console.query import All, Either, Not, Qualifier, Range, Term, Word, Words, window
from console.records.base import Status, Tier
from console.store import search
from console.store.instants import FAR_FUTURE, to_micros
from console.store.queries import leading
from console.store.queries.columns import escaped, has_draft, unread
from console.store.queries.reviewing import WAITS
from console.store.queries.snoozing import sleeping
from console.store.sql import Asked, Sql, ask, both, either, is_postgres, marks, negated

NOTHING = Sql("FALSE")
_OPEN = Sql("t.is_open = TRUE")
_TIMES = {"created": "t.received_at", "updated": "t.updated_at", "resolved": "t.closed_at"}
_RANKS = {one.value: one.rank for one in Tier}


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a query is read against: who asks, when, and in which zone days are cut."""

    me: int
    now: datetime
    zone: tzinfo
    lists: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """The tickets behind a number of a report, by the word of the query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The condition that all terms of a query hold.

    `gathers`: a term leads to few tickets by itself, so that the list is not walked in its order.
    """

    sql: Sql
    gathers: bool


def clause(connection: Asked, terms: tuple[Term, ...], context: Context) -> Clause:
    """Return the condition that all terms hold."""
    rare = leading.rare(connection, terms)
    common, walked = _common(connection, terms)
    compiler = _Compiler(connection, context, common, walked)
    held = (rare[term] if isinstance(term, Qualifier) and term in rare else compiler.term(term) for term in terms)
    return Clause(sql=both(*held), gathers=bool(rare) or _gathers(terms, walked))


def _gathers(terms: tuple[Term, ...], walked: frozenset[Words]) -> bool:
    return any(
        (isinstance(term, Words) and term not in walked)
        or (isinstance(term, Qualifier) and term.key in ("text", "tag", "id", "report"))
        for term in terms
    )


def open_only(terms: tuple[Term, ...]) -> bool:
    """Return whether the terms keep the list to open work, which leads the index of the queue."""
    return any(
        isinstance(term, Qualifier)
        and term.key == "is"
        and all(isinstance(value, Word) and value.text in ("open", "unmatched") for value in term.values)
        for term in terms
    )


def _common(connection: Asked, terms: tuple[Term, ...]) -> tuple[frozenset[Words], frozenset[Words]]:
    """Return the words that are common, and those of them that are looked for ticket by ticket along the list.

    Gathering costs as much as there are hits, walking as much as there is to walk until a page is full. So a word that
    is everywhere is walked for where it stands alone; beside rarer words, those of the rarer are walked, or of the
    rarest where all are everywhere. Every other search gathers, for a walk that finds nothing has no end.
    """
    plain = [term for term in terms if isinstance(term, Words)]
    common = frozenset(words for words in plain if search.is_common(connection, words))
    if not plain or len(common) < len(plain):
        return common, common
    gathered = frozenset({search.rarest(connection, plain)}) if len(plain) > 1 else frozenset()
    return common, frozenset(words for words in common - gathered if search.walks_well(words))


class _Compiler:
    """Turns terms into conditions; it reads the small tables (staff, queues) where a name must become an id."""

    def __init__(self, connection: Asked, context: Context, common: frozenset[Words], walked: frozenset[Words]) -> None:
        self.connection = connection
        self.context = context
        self.common = common
        self.walked = walked

    def term(self, term: Term) -> Sql:
        if isinstance(term, Not):
            return negated(self.term(term.term))
        if isinstance(term, All):
            return both(*(self.term(inner) for inner in term.terms))
        if isinstance(term, Either):
            return either(self.term(inner) for inner in term.terms)
        if isinstance(term, Words):
            return self.words(term)
        return either(self._value(term, value) for value in term.values)

    def words(self, words: Words) -> Sql:
        postgres = is_postgres(self.connection)
        if words in self.walked:
            return search.walked(words, postgres=postgres) or NOTHING
        return search.gathered(words, postgres=postgres, common=words in self.common) or NOTHING

    def _value(self, term: Qualifier, value: Word | Range) -> Sql:
        if isinstance(value, Range):
            return self._time(term.key, value)
        return _HANDLERS[term.key](self, value.text)

    def _time(self, key: str, value: Range) -> Sql:
        span = window(value, now=self.context.now, zone=self.context.zone, ahead=key == "ends")
        if key == "ends":
            low = max(1, to_micros(span.start)) if span.start else 1  # 0 says that there is no boundary
            high = to_micros(span.end) if span.end else FAR_FUTURE
            return Sql("t.boundary_key >= ? AND t.boundary_key < ?", (low, high))
        column = _TIMES[key]
        parts = [Sql(f"{column} IS NOT NULL")]
        if span.start is not None:
            parts.append(Sql(f"{column} >= ?", (to_micros(span.start),)))
        if span.end is not None:
            parts.append(Sql(f"{column} < ?", (to_micros(span.end),)))
        return both(*parts)

    def is_(self, word: str) -> Sql:
        return _STATES[word](self.context)

    def owner(self, word: str) -> Sql:
        if word == "me":
            return _owned(self.context.me)
        if word == "none":
            return _owned(0)
        if word == "any":
            return Sql("t.owner_key <> 0")
        folded = word.casefold()
        people = ask(self.connection, Sql("SELECT id, name, login FROM staff"))
        ids = [key for key, name, login in people if folded in name.casefold() or folded == login.casefold()]
        return Sql(f"t.owner_key IN ({marks(ids).text})", tuple(ids)) if ids else NOTHING

    def license(self, word: str) -> Sql:
        if word in ("none", "any"):
            return Sql("t.license_id IS NULL" if word == "none" else "t.license_id IS NOT NULL")
        return _equals("license_state", word)

    def has(self, word: str) -> Sql:
        return {
            "file": Sql("t.has_files = TRUE"),
            "draft": has_draft(self.context.me),
            "owner": Sql("t.owner_key <> 0"),
            "license": Sql("t.license_id IS NOT NULL"),
        }[word]

    def clause_(self, word: str) -> Sql:
        used = "SELECT d.ticket_id FROM decisions d WHERE d.primary_clause = ? AND d.revoked = FALSE"
        return either(
            (_equals("primary_clause", word), _equals("close_reason", word), Sql(f"t.id IN ({used})", (word,)))
        )

    def named(self, key: str, word: str) -> Sql:
        """Return the condition that a reference leads to a row whose name contains a word: asked along the list."""
        column, table, name = leading.NAMED[key]
        fold = "lower" if is_postgres(self.connection) else "casefold"
        found = f"SELECT o.id FROM {table} o WHERE {fold}(o.{name}) LIKE ? ESCAPE '\\'"
        return Sql(f"coalesce(t.{column}, 0) IN ({found})", (f"%{escaped(word)}%",))

    def listed(self, word: str) -> Sql:
        """Return the condition of being among the tickets behind a number of a report.

        Raises BadInput ("report_not_here") where nobody made the report: nothing would be found, and nothing said.
        """
        if word not in self.context.lists:
            raise BadInput("report_not_here", word=word)
        keys = list(self.context.lists[word])
        if is_postgres(self.connection):
            return Sql("t.id = ANY(?)", (keys,))
        return Sql("t.id IN (SELECT value FROM json_each(?))", (json.dumps(keys),))

    def subject(self, word: str) -> Sql:
        fold = "lower" if is_postgres(self.connection) else "casefold"
        return Sql(f"{fold}(t.subject) LIKE ? ESCAPE '\\'", (f"%{escaped(word)}%",))


def _equals(column: str, word: str) -> Sql:
    """Return the condition that a column which may be empty is a word; never unknown, so that it can be negated.

    No index answers it: it is asked along the list. What an index answers better is `leading.rare`.
    """
    return Sql(f"coalesce(t.{column}, '') = ?", (word,))


def _owned(owner: int) -> Sql:
    return Sql("t.owner_key = ?", (owner,))


def _status(status: Status) -> Sql:
    return Sql("t.status = ?", (status.value,))


_STATES: dict[str, Callable[[Context], Sql]] = {
    "open": lambda _: _OPEN,
    "waiting": lambda _: _status(Status.WAITING),
    "snoozed": lambda context: sleeping(context.now),
    "resolved": lambda _: _status(Status.CLOSED),
    "refused": lambda _: Sql("coalesce(t.outcome, '') IN ('refuse', 'suspend')"),
    "merged": lambda _: _status(Status.MERGED),
    "history": lambda _: _status(Status.HISTORY),
    "proposed": lambda _: _status(Status.PROPOSED),
    "held": lambda _: _status(Status.HELD),
    "checking": lambda _: Sql(WAITS),
    "unread": lambda context: unread(context.me),
    "mine": lambda context: _owned(context.me),
    "draft": lambda context: has_draft(context.me),
    "unmatched": lambda _: Sql("t.is_matched = FALSE AND t.is_open = TRUE"),
}
_TAGGED = "SELECT g.ticket_id FROM ticket_tags g JOIN tags n ON n.id = g.tag_id WHERE n.name = ?"
_HANDLERS: dict[str, Callable[[Any, str], Sql]] = {
    "is": _Compiler.is_,
    "tier": lambda _, word: Sql("t.tier_rank = ? AND t.tier = ?", (_RANKS.get(word, 0), word)),
    "owner": _Compiler.owner,
    "queue": lambda self, word: self.named("queue", word),
    "lang": lambda _, word: _equals("language", word.casefold()),
    "tag": lambda _, word: Sql(f"t.id IN ({_TAGGED})", (word.casefold(),)),
    "customer": lambda self, word: self.named("customer", word),
    "channel": lambda _, word: Sql("t.channel_kind LIKE ? ESCAPE '\\'", (f"{escaped(word)}%",)),
    "topic": lambda _, word: _equals("topic", word),
    "product": lambda self, word: self.named("product", word),
    "plan": lambda self, word: self.named("plan", word),
    "domain": lambda self, word: self.named("domain", word),
    "license": _Compiler.license,
    "ground": _Compiler.clause_,
    "clause": _Compiler.clause_,
    "outcome": lambda _, word: _equals("outcome", word),
    "subject": _Compiler.subject,
    "text": lambda self, word: self.words(Words(word, phrase=" " in word)),
    "has": _Compiler.has,
    "id": lambda _, word: Sql("t.number = ?", (int(word),)),
    "report": _Compiler.listed,
}
