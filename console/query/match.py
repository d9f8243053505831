"""The memory face of the query language: does a ticket that just changed still belong into the list on the screen.

It must say the same as the SQL face; a property test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from console.query.terms import All, Either, Not, Qualifier, Query, Range, Term, Word, Words
from console.query.times import window
from console.records.base import Status
from console.records.tickets import TicketRow

_REFUSED = ("refuse", "suspend")
_OPEN = (Status.OPEN, Status.WAITING, Status.SNOOZED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A ticket with what its row does not show: tags, names, clauses and the stems of its texts, text by text."""

    row: TicketRow
    closed_at: datetime | None = None
    queue: str = ""
    tags: frozenset[str] = frozenset()
    product: str = ""
    plan: str = ""
    domain: str = ""
    checking: bool = False
    clauses: frozenset[str] = frozenset()
    owner_login: str = ""
    owner_left: bool = False
    stems: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who asks, when, in which zone, and how words become stems: whole ones, and the start of one behind them or ""."""

    me: int
    now: datetime
    zone: tzinfo
    split: Callable[[Words], tuple[tuple[str, ...], str]]
    lists: Mapping[str, Collection[int]] = field(default_factory=dict)
    """The tickets behind a number of a report, by the word of the query."""


def matches(query: Query, subject: Subject, viewer: Viewer) -> bool:
    """Return whether every term of the query holds."""
    return all(_holds(term, subject, viewer) for term in query.terms)


def _holds(term: Term, subject: Subject, viewer: Viewer) -> bool:
    if isinstance(term, Not):
        return not _holds(term.term, subject, viewer)
    if isinstance(term, All):
        return all(_holds(inner, subject, viewer) for inner in term.terms)
    if isinstance(term, Either):
        return any(_holds(inner, subject, viewer) for inner in term.terms)
    if isinstance(term, Words):
        return _words(term, subject, viewer)
    return any(_value(term, value, subject, viewer) for value in term.values)


def _words(words: Words, subject: Subject, viewer: Viewer) -> bool:
    wanted, start = viewer.split(words)
    if not wanted and not start:
        return False
    size = len(wanted) + bool(start)
    return any(
        text[at : at + len(wanted)] == wanted and text[at + size - 1].startswith(start)
        for text in subject.stems
        for at in range(len(text) - size + 1)
    )


def _value(term: Qualifier, value: Word | Range, subject: Subject, viewer: Viewer) -> bool:
    row = subject.row
    if isinstance(value, Range):
        span = window(value, now=viewer.now, zone=viewer.zone, ahead=term.key == "ends")
        instants = {
            "ends": row.license_boundary,
            "created": row.received_at,
            "updated": row.updated_at,
            "resolved": subject.closed_at,
        }
        return span.holds(instants[term.key])
    word = value.text
    if term.key == "text":
        return _words(Words(word, phrase=" " in word), subject, viewer)
    return _TESTS[term.key](word, subject, viewer)


def _is(word: str, subject: Subject, viewer: Viewer) -> bool:
    row = subject.row
    tests: dict[str, bool] = {
        "open": row.status in _OPEN,
        "waiting": row.status is Status.WAITING,
        "snoozed": row.status is Status.SNOOZED and row.snoozed_until is not None and row.snoozed_until > viewer.now,
        "resolved": row.status is Status.CLOSED,
        "refused": row.outcome in _REFUSED,
        "merged": row.status is Status.MERGED,
        "history": row.status is Status.HISTORY,
        "proposed": row.status is Status.PROPOSED,
        "held": row.status is Status.HELD,
        "checking": subject.checking,
        "unread": row.unread,
        "mine": row.owner_id == viewer.me,
        "draft": row.has_draft,
        "unmatched": row.license_key is None and row.status in _OPEN,
    }
    return tests[word]


def _owner(word: str, subject: Subject, viewer: Viewer) -> bool:
    row = subject.row
    if word == "me":
        return row.owner_id == viewer.me
    if word in {"none", "any"}:
        return (row.owner_id is None) is (word == "none")
    if word == "left":
        return subject.owner_left
    folded = word.casefold()
    return row.owner is not None and (folded in row.owner.casefold() or folded == subject.owner_login.casefold())


def _queue(word: str, subject: Subject, _viewer: Viewer) -> bool:
    if word in {"none", "any"}:
        return (not subject.queue) is (word == "none")
    return word.casefold() in subject.queue.casefold()


def _license(word: str, subject: Subject, _viewer: Viewer) -> bool:
    row = subject.row
    if word in {"none", "any"}:
        return (row.license_key is None) is (word == "none")
    return (row.license_state or "") == word


def _has(word: str, subject: Subject, _viewer: Viewer) -> bool:
    row = subject.row
    return {
        "file": row.has_files,
        "draft": row.has_draft,
        "owner": row.owner_id is not None,
        "license": row.license_key is not None,
    }[word]


def _clause(word: str, subject: Subject, _viewer: Viewer) -> bool:
    return word in subject.clauses or word == subject.row.close_reason


_TESTS: dict[str, Callable[[str, Subject, Viewer], bool]] = {
    "is": _is,
    "tier": lambda word, subject, _: subject.row.tier.value == word,
    "owner": _owner,
    "queue": _queue,
    "lang": lambda word, subject, _: subject.row.language == word.casefold(),
    "tag": lambda word, subject, _: word.casefold() in subject.tags,
    "customer": lambda word, subject, _: word.casefold() in subject.row.customer.casefold(),
    "channel": lambda word, subject, _: subject.row.channel.startswith(word.casefold()),
    "topic": lambda word, subject, _: (subject.row.topic or "") == word,
    "product": lambda word, subject, _: word.casefold() in subject.product.casefold(),
    "plan": lambda word, subject, _: word.casefold() in subject.plan.casefold(),
    "domain": lambda word, subject, _: word.casefold() in subject.domain.casefold(),
    "license": _license,
    "ground": _clause,
    "clause": _clause,
    "outcome": lambda word, subject, _: (subject.row.outcome or "") == word,
    "subject": lambda word, subject, _: word.casefold() in subject.row.subject.casefold(),
    "has": _has,
    "id": lambda word, subject, _: subject.row.number == int(word),
    "report": lambda word, subject, viewer: subject.row.id in viewer.lists.get(word, ()),
}
