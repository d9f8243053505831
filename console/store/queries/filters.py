"""The SQL face of the query language: a term becomes a condition over tickets. The other face is query.match.

A condition is text with its values beside it, because a query is asked anew with every key: putting expressions
together would cost more than the answer. What a person typed is always a value and never in the text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from console.faults import BadInput
from console.query import All, Either, Not, Qualifier, Range, Term, Word, Words, window
from console.records.base import Status, Tier
from console.store import search
from console.store.instants import FAR_FUTURE, to_micros
from console.store.queries.columns import escaped, has_draft, unread
from console.store.queries.leading import NAMED, Context, Lead, Leads, left, listed, people, words_of
from console.store.queries.reviewing import WAITS
from console.store.queries.snoozing import sleeping
from console.store.sql import Asked, Sql, both, either, is_postgres, marks, negated

__all__ = ["Clause", "Context", "bounds", "clause", "gathered", "in_order", "open_only"]

NOTHING = Sql("FALSE")
_PROBE = 20  # measured: looking for a word in one ticket costs as much as gathering so many hits
_PROBE_OPEN = 5  # where only what is open of them is looked into
_WORTH = {False: 3, True: 10}  # of the tickets: to gather more than one of so many takes longer than to read all
_WORK = ("open", "waiting", "snoozed", "mine", "unread", "unmatched")
_OPEN = Sql("t.is_open = TRUE")
_TIMES = {"created": "t.received_at", "updated": "t.updated_at", "resolved": "t.closed_at"}
_RANKS = {one.value: one.rank for one in Tier}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The condition that all terms of a query hold.

    `gathers`: its tickets are gathered, and the list is not walked in its order; `few`: a term leads to few of them.
    """

    sql: Sql
    gathers: bool = False
    few: bool = False


def clause(
    connection: Asked, terms: tuple[Term, ...], context: Context, *, along: bool = False, leads: bool = True
) -> Clause:
    """Return the condition that all terms hold, led by a term that has few tickets unless `leads` is false.

    With `along` the list is walked in its order where no term leads to few tickets: then a common word is looked for
    ticket by ticket. Gathering costs as much as there are hits, walking as much as there is to walk until a page is
    full.
    """
    known = Leads(connection, context)
    found = known.fewest(terms, known.few) if terms and leads else None
    few = found is not None
    least = _least(terms, found) if few else 0 if along else None
    return Clause(sql=_led(_Compiler(connection, known, context, least=least), terms, found), gathers=few, few=few)


def gathered(connection: Asked, terms: tuple[Term, ...], context: Context) -> Clause:
    """Return the condition that all terms hold, where walking the list in vain would take longer than to read it all.

    The term with the fewest tickets leads; where each has too many, PostgreSQL finds by itself how to read them all.
    """
    known = Leads(connection, context, scans=True)
    postgres = is_postgres(connection)
    found = known.fewest(terms, known.tickets // _WORTH[postgres])
    compiler = _Compiler(connection, known, context, least=_least(terms, found))
    return Clause(sql=_led(compiler, terms, found), gathers=postgres or found is not None, few=found is not None)


def _least(terms: tuple[Term, ...], found: tuple[Term, Lead] | None) -> int | None:
    """Return of how many hits on a word is looked for in each ticket that is led to, and not gathered."""
    return None if found is None else found[1].count * (_PROBE_OPEN if open_only(terms) else _PROBE)


def _led(compiler: _Compiler, terms: tuple[Term, ...], found: tuple[Term, Lead] | None) -> Sql:
    if found is None:
        return compiler.all(terms)
    leading, lead = found
    asked = tuple(term for term in terms if term is not leading) if lead.exact else terms
    return both(lead.sql, *(compiler.term(term) for term in asked))


def bounds(terms: tuple[Term, ...], sort: str, context: Context) -> Sql:
    """Return what the terms say of the column that a list is sorted by: in front of that no walk need begin."""
    if sort in ("due", "tier"):
        return _ranks(terms)
    asked = (term for term in terms if isinstance(term, Qualifier) and term.key == sort)
    times = (either(_within(sort, one, context) for one in term.values if isinstance(one, Range)) for term in asked)
    return both(*times)


def _ranks(terms: tuple[Term, ...]) -> Sql:
    left = set(_RANKS.values())
    for term in terms:
        asked = term.term if isinstance(term, Not) else term
        if isinstance(asked, Qualifier) and asked.key == "tier":
            meant = {_RANKS.get(value.text, 0) for value in asked.values if isinstance(value, Word)}
            left = left - meant if isinstance(term, Not) else left & meant
    if len(left) == len(_RANKS):
        return Sql("TRUE")
    return Sql("t.tier_rank >= ? AND t.tier_rank <= ?", (min(left), max(left))) if left else NOTHING


def in_order(terms: tuple[Term, ...]) -> bool:
    """Return whether open work is asked for by what its indexes begin with: there is no better way than their order."""
    return open_only(terms) and all(_begins_index(term.term if isinstance(term, Not) else term) for term in terms)


def _begins_index(term: Term) -> bool:
    return isinstance(term, Qualifier) and (
        term.key in ("owner", "tier")
        or (term.key == "is" and all(isinstance(value, Word) and value.text in _WORK for value in term.values))
    )


def open_only(terms: tuple[Term, ...]) -> bool:
    """Return whether the terms keep the list to open work, which leads the index of the queue."""
    return any(
        isinstance(term, Qualifier)
        and term.key == "is"
        and all(isinstance(value, Word) and value.text in ("open", "unmatched") for value in term.values)
        for term in terms
    )


class _Compiler:
    """Turns terms into conditions; it reads the small tables (staff, queues) where a name must become an id.

    A word that is everywhere, in more than `least` places, is looked for in the texts of each ticket that is asked
    about; of a rarer one, and without `least` of any, the hits are gathered first.
    """

    def __init__(self, connection: Asked, known: Leads, context: Context, *, least: int | None = None) -> None:
        self.connection = connection
        self.known = known
        self.context = context
        self.least = least

    def all(self, terms: tuple[Term, ...]) -> Sql:
        return both(*(self.term(term) for term in terms))

    def term(self, term: Term) -> Sql:
        if isinstance(term, Not):
            return negated(self.term(term.term))
        if isinstance(term, All):
            return self.all(term.terms)
        if isinstance(term, Either):
            return either(self.term(inner) for inner in term.terms)
        if isinstance(term, Words):
            return self.words(term)
        if term.key == "text":
            return either(self.words(words) for words in words_of(term))
        return either(self._value(term, value) for value in term.values)

    def words(self, words: Words) -> Sql:
        postgres = is_postgres(self.connection)
        common = self.known.is_common(words)
        probed = self.least is not None and common and search.walks_well(words, postgres=postgres)
        if probed and (not self.least or search.about(self.connection, words, self.least) > self.least):
            return search.walked(words, postgres=postgres) or NOTHING
        return search.gathered(words, postgres=postgres, common=common) or NOTHING

    def _value(self, term: Qualifier, value: Word | Range) -> Sql:
        if isinstance(value, Range):
            return _within(term.key, value, self.context)
        return _HANDLERS[term.key](self, value.text)

    def is_(self, word: str) -> Sql:
        return _STATES[word](self.context)

    def owner(self, word: str) -> Sql:
        if word == "me":
            return _owned(self.context.me)
        if word == "none":
            return _owned(0)
        if word == "any":
            return Sql("t.owner_key <> 0")
        ids = left(self.connection) if word == "left" else people(self.connection, word)
        return Sql(f"t.owner_key IN ({marks(ids).text})", tuple(ids)) if ids else NOTHING

    def queue(self, word: str) -> Sql:
        if word in ("none", "any"):
            return Sql("t.queue_id IS NULL" if word == "none" else "t.queue_id IS NOT NULL")
        return self.named("queue", word)

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
        column, table, name = NAMED[key]
        fold = "lower" if is_postgres(self.connection) else "casefold"
        found = f"SELECT o.id FROM {table} o WHERE {fold}(o.{name}) LIKE ? ESCAPE '\\'"
        return Sql(f"coalesce(t.{column}, 0) IN ({found})", (f"%{escaped(word)}%",))

    def listed(self, word: str) -> Sql:
        """Return the condition of being among the tickets behind a number of a report.

        Raises BadInput ("report_not_here") where nobody made the report: nothing would be found, and nothing said.
        """
        if word not in self.context.lists:
            raise BadInput("report_not_here", word=word)
        keys = listed(self.connection, self.context.lists[word])
        return Sql(f"t.id IN ({keys.text})", keys.values)

    def subject(self, word: str) -> Sql:
        fold = "lower" if is_postgres(self.connection) else "casefold"
        return Sql(f"{fold}(t.subject) LIKE ? ESCAPE '\\'", (f"%{escaped(word)}%",))


def _within(key: str, value: Range, context: Context) -> Sql:
    span = window(value, now=context.now, zone=context.zone, ahead=key == "ends")
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
_TAGGED = (
    "SELECT 1 FROM ticket_tags g WHERE g.ticket_id = t.id AND g.tag_id IN (SELECT n.id FROM tags n WHERE n.name = ?)"
)
_HANDLERS: dict[str, Callable[[Any, str], Sql]] = {
    "is": _Compiler.is_,
    "tier": lambda _, word: Sql("t.tier_rank = ?", (_RANKS.get(word, 0),)),
    "owner": _Compiler.owner,
    "queue": _Compiler.queue,
    "lang": lambda _, word: _equals("language", word.casefold()),
    "tag": lambda _, word: Sql(f"EXISTS ({_TAGGED})", (word.casefold(),)),
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
    "has": _Compiler.has,
    "id": lambda _, word: Sql("t.number = ?", (int(word),)),
    "report": _Compiler.listed,
}
