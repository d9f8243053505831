"""The SQL face of the query language: a term becomes a bound clause over tickets. The other face is query.match."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from sqlalchemy import Connection, and_, false, func, not_, or_, select, true

from console.query import All, Either, Not, Qualifier, Range, Term, Word, Words, window
from console.records.base import Status
from console.store import search
from console.store.queries.columns import contains, draft_clause, is_postgres, unread_clause
from console.store.tables.base import FAR_FUTURE, to_micros
from console.store.tables.licensing import licenses
from console.store.tables.people import customers, queues, staff
from console.store.tables.tickets import decisions, tags, ticket_tags, tickets

_T = tickets.c
REFUSED = ("refuse", "suspend")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What a query is read against: who asks, when, and in which zone days are cut."""

    me: int
    now: datetime
    zone: tzinfo


def clause(connection: Connection, terms: tuple[Term, ...], context: Context) -> Any:
    """Return the condition that all terms hold."""
    return and_(true(), *(_Compiler(connection, context).term(term) for term in terms))


class _Compiler:
    """Turns terms into conditions; it reads the small tables (staff, queues) where a name must become an id."""

    def __init__(self, connection: Connection, context: Context) -> None:
        self.connection = connection
        self.context = context

    def term(self, term: Term) -> Any:
        if isinstance(term, Not):
            return not_(self.term(term.term))
        if isinstance(term, All):
            return and_(*(self.term(inner) for inner in term.terms))
        if isinstance(term, Either):
            return or_(*(self.term(inner) for inner in term.terms))
        if isinstance(term, Words):
            return self._words(term)
        return or_(*(self._value(term, value) for value in term.values))

    def _words(self, words: Words) -> Any:
        postgres = is_postgres(self.connection)
        walk = self._is_common(words, postgres=postgres)
        found = (search.walked if walk else search.gathered)(_T.id, words, postgres=postgres)
        return false() if found is None else found

    def _is_common(self, words: Words, *, postgres: bool) -> bool:
        if words.phrase or words.text.endswith("*") or postgres:
            return False
        found = search.hits(words, postgres=postgres)
        if found is None:
            return False
        capped = found.limit(search.MOST_HITS_GATHERED + 1).subquery()
        counted = self.connection.execute(select(func.count()).select_from(capped)).scalar_one()
        return int(counted) > search.MOST_HITS_GATHERED

    def _value(self, term: Qualifier, value: Word | Range) -> Any:
        if isinstance(value, Range):
            return self._time(term.key, value)
        return _HANDLERS[term.key](self, value.text)

    def _time(self, key: str, value: Range) -> Any:
        span = window(value, now=self.context.now, zone=self.context.zone, ahead=key == "ends")
        if key == "ends":
            low = to_micros(span.start) if span.start else 1
            high = to_micros(span.end) if span.end else FAR_FUTURE
            return and_(_T.boundary_key >= low, _T.boundary_key < high)
        column = {"created": _T.received_at, "updated": _T.updated_at, "resolved": _T.closed_at}[key]
        parts: list[Any] = [column.is_not(None)]
        if span.start is not None:
            parts.append(column >= span.start)
        if span.end is not None:
            parts.append(column < span.end)
        return and_(*parts)

    def is_(self, word: str) -> Any:
        me = self.context.me
        simple: dict[str, Callable[[], Any]] = {
            "open": lambda: _T.is_open.is_(True),
            "waiting": lambda: _T.status == Status.WAITING.value,
            "snoozed": lambda: _T.status == Status.SNOOZED.value,
            "resolved": lambda: _T.status == Status.CLOSED.value,
            "refused": lambda: func.coalesce(_T.outcome, "").in_(REFUSED),
            "merged": lambda: _T.status == Status.MERGED.value,
            "history": lambda: _T.status == Status.HISTORY.value,
            "proposed": lambda: _T.status == Status.PROPOSED.value,
            "held": lambda: _T.status == Status.HELD.value,
            "unread": lambda: unread_clause(me),
            "mine": lambda: _T.owner_key == me,
            "draft": lambda: draft_clause(me),
            "unmatched": lambda: and_(_T.is_matched.is_(False), _T.is_open.is_(True)),
        }
        return simple[word]()

    def owner(self, word: str) -> Any:
        if word == "me":
            return _T.owner_key == self.context.me
        if word == "none":
            return _T.owner_key == 0
        if word == "any":
            return _T.owner_key != 0
        folded = word.casefold()
        people = self.connection.execute(select(staff.c.id, staff.c.name, staff.c.login)).all()
        ids = [row.id for row in people if folded in row.name.casefold() or folded == row.login.casefold()]
        return _T.owner_key.in_(ids) if ids else false()

    def license(self, word: str) -> Any:
        if word == "none":
            return _T.license_id.is_(None)
        if word == "any":
            return _T.license_id.is_not(None)
        return func.coalesce(_T.license_state, "") == word

    def has(self, word: str) -> Any:
        return {
            "file": _T.has_files.is_(True),
            "draft": draft_clause(self.context.me),
            "owner": _T.owner_key != 0,
            "license": _T.license_id.is_not(None),
        }[word]

    def clause_(self, word: str) -> Any:
        used = select(decisions.c.ticket_id).where(decisions.c.primary_clause == word, decisions.c.revoked.is_(False))
        return or_(
            func.coalesce(_T.primary_clause, "") == word, func.coalesce(_T.close_reason, "") == word, _T.id.in_(used)
        )


def _in(column: Any, source: Any, name: Any, word: str) -> Any:
    return column.in_(select(source.c.id).where(contains(name, word)))


_HANDLERS: dict[str, Callable[[_Compiler, str], Any]] = {
    "is": _Compiler.is_,
    "tier": lambda _, word: _T.tier == word,
    "owner": _Compiler.owner,
    "queue": lambda _, word: _in(_T.queue_id, queues, queues.c.name, word),
    "lang": lambda _, word: _T.language == word.casefold(),
    "tag": lambda _, word: _T.id.in_(
        select(ticket_tags.c.ticket_id)
        .join(tags, tags.c.id == ticket_tags.c.tag_id)
        .where(tags.c.name == word.casefold())
    ),
    "customer": lambda _, word: _in(_T.customer_id, customers, customers.c.name, word),
    "channel": lambda _, word: _T.channel_kind.startswith(word.casefold(), autoescape=True),
    "topic": lambda _, word: func.coalesce(_T.topic, "") == word,
    "product": lambda _, word: _in(_T.license_id, licenses, licenses.c.product, word),
    "plan": lambda _, word: _in(_T.license_id, licenses, licenses.c.plan, word),
    "license": _Compiler.license,
    "ground": _Compiler.clause_,
    "clause": _Compiler.clause_,
    "outcome": lambda _, word: func.coalesce(_T.outcome, "") == word,
    "subject": lambda _, word: contains(_T.subject, word),
    "text": lambda self, word: self._words(Words(word, phrase=" " in word)),
    "has": _Compiler.has,
    "id": lambda _, word: _T.number == int(word),
}
