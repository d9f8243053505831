"""The two faces of a filter say the same of every ticket: the condition in the database and the test in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from console.faults import BadInput
from console.query import KEYS, All, Either, Not, Qualifier, Query, Range, Word, Words, parse
from console.query.match import Subject, Viewer, matches
from console.query.terms import Amount, Day, Named
from console.records.base import Actor, Status, Tier
from console.records.tickets import TicketRow
from console.store import Store, Unit, search, tables
from console.store.instants import FAR_FUTURE, to_micros
from console.store.queries import queue
from console.store.queries.filters import Context
from tests.store.helpers import conversation, put

NOW = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Moscow")
STAFF = (("ann", "Ann"), ("dana_k", "Дана Ким"), ("al", "Al 50%"))
LEFT = frozenset({"al"})
QUEUES = ("First line", "Вторая", "a_b")
CUSTOMERS = ("Shop 100%", "Shop 1000", "Обмен", "back\\slash", "")
LICENSES = (("K-1", "PRO", "Panel"), ("K-2", "PRO_PLUS", "Касса"))
TAGS = ("vip", "возврат", "a_b")
CLAUSES = ("23.1.1", "23.1.12", "28.1.9")
TEXTS = (
    "Reports are empty", "the report_is empty", "Отчёты пустые", "отчет пуст", "don't error-log", "error", "log error",
    "e2e 5th 12.50 v2", "naïve résumé", "", "x" * 60, "ёлка и елка", "12abc 1e5 3rd 0x1f", "report report", "URL http://a.example/b?c=1",
)  # fmt: skip
TYPED = (
    "report", "reports", "repo*", "отч*", "отчёт", "пуст", "error-log", "error-l*", "don't", "don't*", "12.50", "12.5*",
    "5th", "e2e", "12abc", "12*", "1e5", "0x1f", "x1f", "resume", "résumé", "naïve", "naive", "naiv*", "x" * 45,
    "x" * 41 + "*", "ёлк*", "елка", "http", "a.example/b", "is empty", "empty reports", "vip", "v2", "2", "a_b", "_",
    "%", "100%", "*",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Spec:
    """One invented ticket; places are those in the tuples above."""

    subject: str
    texts: tuple[str, ...]
    status: Status
    tier: Tier
    language: str
    channel: str
    topic: str | None
    license: int | None
    license_state: str | None
    boundary: int
    owner: int | None
    queue: int | None
    customer: int | None
    tags: frozenset[int]
    received: timedelta
    updated: timedelta
    closed: timedelta | None
    close_reason: str | None
    outcome: str | None
    primary: str | None
    decisions: tuple[tuple[str, bool], ...]
    files: bool
    inbound: int
    seen: int | None
    draft: bool


PLAIN_ONE = Spec(
    subject="", texts=(), status=Status.OPEN, tier=Tier.QUESTION, language="en", channel="email", topic=None,
    license=None, license_state=None, boundary=0, owner=None, queue=None, customer=None, tags=frozenset(),
    received=timedelta(), updated=timedelta(), closed=None, close_reason=None, outcome=None, primary=None, decisions=(),
    files=False, inbound=0, seen=None, draft=False,
)  # fmt: skip


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def places(of: tuple[Any, ...]) -> st.SearchStrategy[int]:
    return st.integers(0, len(of) - 1)


DAYS = (0, 1, 2, 7, 30, 31, 365, 20_000)
ages = st.builds(
    lambda days, minutes: timedelta(days=-days, minutes=minutes), st.sampled_from(DAYS), st.integers(-1500, 1500)
)
boundaries = st.sampled_from([0, FAR_FUTURE]) | st.builds(lambda age: to_micros(NOW - age), ages)
bodies = st.sampled_from(TEXTS)
tickets = st.builds(
    Spec,
    subject=bodies,
    texts=st.lists(bodies, max_size=2).map(tuple),
    status=st.sampled_from(Status),
    tier=st.sampled_from(Tier),
    language=st.sampled_from(["en", "ru", ""]),
    channel=st.sampled_from(["email", "telegram", "telegram_bot", "phone"]),
    topic=maybe(st.sampled_from(["rates", "access"])),
    license=maybe(places(LICENSES)),
    license_state=maybe(st.sampled_from(["free", "paid", "expired"])),
    boundary=boundaries,
    owner=maybe(places(STAFF)),
    queue=maybe(places(QUEUES)),
    customer=maybe(places(CUSTOMERS)),
    tags=st.frozensets(places(TAGS)),
    received=ages,
    updated=ages,
    closed=maybe(ages),
    close_reason=maybe(st.sampled_from(CLAUSES)),
    outcome=maybe(st.sampled_from(["refuse", "suspend", "answer"])),
    primary=maybe(st.sampled_from(CLAUSES)),
    decisions=st.lists(st.tuples(st.sampled_from(CLAUSES), st.booleans()), max_size=2).map(tuple),
    files=st.booleans(),
    inbound=st.integers(0, 2),
    seen=maybe(st.integers(0, 2)),
    draft=st.booleans(),
)

points = st.one_of(
    st.builds(Amount, st.sampled_from([0, 1, 7, 30, 999_999]), st.sampled_from(["m", "h", "d", "w", "mo"])),
    st.builds(
        Day, st.dates(date(2026, 10, 1), date(2027, 1, 1)) | st.sampled_from([date.min, date(1950, 1, 1), date.max])
    ),
    st.builds(Named, st.sampled_from(["today", "yesterday", "tomorrow", "mon", "sun"])),
)
ranges = st.one_of(
    st.builds(Range, st.just(".."), points, points),
    st.builds(Range, st.sampled_from(["<", "<=", ">", ">=", ":"]), points),
)
typed = st.sampled_from(TYPED)
_OWN = {
    "owner": ("me", "none", "any", "left", "ann", "lee", "дан", "50%", "_k", "AL"),
    "queue": (*QUEUES, "none", "any", "line", "втор", "a_", "ab"),
    "lang": ("en", "RU", "de"),
    "tag": (*TAGS, "VIP", "vi"),
    "customer": ("shop", "100%", "1000", "ОБМ", "\\", "back\\slash", "_"),
    "channel": ("email", "tele", "TELEGRAM", "telegram_", "m"),
    "topic": ("rates", "rate"),
    "product": ("panel", "КАСС", "a"),
    "plan": ("PRO", "pro_plus", "_"),
    "ground": (*CLAUSES, "23.1"),
    "clause": (*CLAUSES, "23"),
    "outcome": ("refuse", "answer", "none"),
}


def values(key: str) -> st.SearchStrategy[Any]:
    kind = KEYS[key]
    if kind.kind == "time":
        return ranges
    if kind.kind == "choice":
        return st.builds(Word, st.sampled_from(kind.choices))
    if kind.kind == "id":
        return st.builds(lambda number: Word(str(number)), st.integers(1, 40) | st.just(10**11))
    if key == "report":
        return st.builds(Word, st.sampled_from(("flow", "silence", "none")))
    return st.builds(Word, st.sampled_from(_OWN[key]) if key in _OWN else typed)


qualifiers = st.sampled_from([key for key in KEYS if key != "sort"]).flatmap(
    lambda key: st.lists(values(key), min_size=1, max_size=2).map(lambda found: Qualifier(key, tuple(found)))
)
leaves = st.one_of(
    qualifiers, st.builds(Words, typed), st.builds(lambda text: Words(text, phrase=True), st.sampled_from(TEXTS[:-5]))
)
terms = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda found: Either(tuple(found))),
        st.lists(inner, min_size=2, max_size=3).map(lambda found: All(tuple(found))),
        inner.map(Not),
    ),
    max_leaves=5,
)
queries = st.lists(terms, min_size=1, max_size=3).map(lambda found: Query(tuple(found)))


@dataclass
class Room:
    """What the tickets refer to, made once for a database."""

    store: Store
    me: Actor
    keys: dict[str, list[int]] = field(default_factory=dict)

    def furnish(self) -> None:
        put(self.store, self.me, self._rows, NOW)

    def _rows(self, unit: Unit) -> None:
        people, trade, desk = tables.people, tables.licensing, tables.desk
        agreement = unit.insert(desk.agreement_versions, label="a", effective_from=NOW, content=b"{}", sha256="0",
                                loaded_at=NOW)  # fmt: skip
        customers = [unit.insert(people.customers, name=name) for name in CUSTOMERS]
        self.keys = {
            "agreement": [agreement],
            "staff": [int(self.me.staff_id), *(unit.insert(people.staff, login=login, name=name, role="lead",
                                                           active=login not in LEFT) for login, name in STAFF[1:])],
            "queue": [unit.insert(people.queues, name=name) for name in QUEUES],
            "customer": customers,
            "tag": [unit.insert(tables.tickets.tags, name=name) for name in TAGS],
            "license": [
                unit.insert(trade.licenses, license_key=key, plan=plan, product=product, customer_id=customers[0],
                            purchased_at=NOW)
                for key, plan, product in LICENSES
            ],
        }  # fmt: skip

    def ticket(self, unit: Unit, spec: Spec) -> int:
        """Make an invented ticket and what hangs on it."""
        owner = None if spec.owner is None else self.keys["staff"][spec.owner]
        made = unit.open_ticket(
            conversation_id=conversation(unit, NOW),
            subject=spec.subject,
            status=spec.status.value,
            is_open=spec.status in (Status.OPEN, Status.WAITING, Status.SNOOZED),
            is_matched=spec.license is not None,
            tier=spec.tier.value,
            tier_rank=spec.tier.rank,
            language=spec.language,
            channel_kind=spec.channel,
            topic=spec.topic,
            license_id=self._key("license", spec.license),
            license_state=spec.license_state,
            boundary_key=spec.boundary,
            owner_id=owner,
            owner_key=owner or 0,
            queue_id=self._key("queue", spec.queue),
            customer_id=self._key("customer", spec.customer),
            received_at=NOW + spec.received,
            last_message_at=NOW,
            updated_at=NOW + spec.updated,
            closed_at=None if spec.closed is None else NOW + spec.closed,
            close_reason=spec.close_reason,
            outcome=spec.outcome,
            primary_clause=spec.primary,
            has_files=spec.files,
            inbound_n=spec.inbound,
        )
        self._hung(unit, made, spec)
        return int(made)

    def _hung(self, unit: Unit, ticket: int, spec: Spec) -> None:
        parts, me = tables.tickets, self.me.staff_id
        unit.index_subject(ticket, spec.subject)
        for text in spec.texts:
            unit.index_text(ticket, text)
        for tag in spec.tags:
            unit.insert(parts.ticket_tags, ticket_id=ticket, tag_id=self.keys["tag"][tag])
        for n, (clause, revoked) in enumerate(spec.decisions, 1):
            unit.insert(
                parts.decisions, ticket_id=ticket, n=n, kind="refuse", made_at=NOW, engine_version="1",
                outcome="refuse", agreement_id=self.keys["agreement"][0], primary_clause=clause, revoked=revoked,
            )  # fmt: skip
        if spec.seen is not None:
            unit.insert(parts.ticket_reads, ticket_id=ticket, staff_id=me, seen_n=spec.seen)
        if spec.draft:
            unit.insert(tables.desk.drafts, ticket_id=ticket, staff_id=me, kind="reply", body="x", saved_at=NOW)

    def _key(self, kind: str, place: int | None) -> int | None:
        return None if place is None else self.keys[kind][place]


def subject_of(row: TicketRow, spec: Spec) -> Subject:
    """Return the ticket as memory knows it, without a word to the database."""
    texts = (spec.subject, *spec.texts)
    return Subject(
        row=row,
        closed_at=None if spec.closed is None else NOW + spec.closed,
        queue="" if spec.queue is None else QUEUES[spec.queue],
        tags=frozenset(TAGS[tag] for tag in spec.tags),
        product="" if spec.license is None else LICENSES[spec.license][2],
        plan="" if spec.license is None else LICENSES[spec.license][1],
        clauses=frozenset([*(clause for clause, revoked in spec.decisions if not revoked), spec.primary or ""]) - {""},
        owner_login="" if spec.owner is None else STAFF[spec.owner][0],
        owner_left=spec.owner is not None and STAFF[spec.owner][0] in LEFT,
        stems=tuple(tuple(search.stems(text)) for text in texts),
    )


@pytest.fixture
def room(store: Store, actor: Actor) -> Room:
    made = Room(store=store, me=actor)
    made.furnish()
    return made


def compare(room: Room, specs: list[Spec], asked: list[Query]) -> None:
    """Fail where the faces differ on a ticket, naming query and ticket."""
    ids = put(room.store, room.me, lambda unit: [room.ticket(unit, spec) for spec in specs], NOW)
    lists = {"flow": ids[::2], "silence": ids[:3], "none": []}
    context = Context(me=int(room.me.staff_id), now=NOW, zone=ZONE, lists=lists)
    viewer = Viewer(me=int(room.me.staff_id), now=NOW, zone=ZONE, split=search.split, lists=lists)
    with room.store.read() as connection:
        rows = queue.rows(connection, ids, context)
        subjects = [subject_of(row, spec) for row, spec in zip(rows, specs, strict=True)]
        for query in asked:
            in_store = set(queue.ids(connection, query, context)) & set(ids)
            in_memory = {one.row.id for one in subjects if matches(query, one, viewer)}
            differ = [spec for key, spec in zip(ids, specs, strict=True) if key in in_store ^ in_memory]
            assert in_store == in_memory, f"{query}\nstore {in_store}, memory {in_memory}\n{differ}"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], phases=[Phase.generate])
@given(st.lists(tickets, min_size=4, max_size=8), st.lists(queries, min_size=6, max_size=12))
def test_both_faces_find_the_same_tickets(room: Room, specs: list[Spec], asked: list[Query]) -> None:
    compare(room, specs, asked)


@pytest.mark.parametrize(
    ("body", "words", "found"),
    [
        ("naïve résumé", "naive", True),
        ("naive", "naïve", True),
        ("cafe\u0301 noir", "café", True),
        ("don't stop", "don't*", True),
        ("an error-log here", "error-l*", True),
        ("a log of an error", "error-l*", False),
        ("мой ёжик", "еж*", True),
        ("иод", "йод", False),
        ("reports", "*", False),
    ],
)
def test_words_as_they_are_typed(room: Room, body: str, words: str, *, found: bool) -> None:
    ticket = put(room.store, room.me, lambda unit: room.ticket(unit, PLAIN_ONE), NOW)
    put(room.store, room.me, lambda unit: unit.index_text(ticket, body), NOW)
    context = Context(me=int(room.me.staff_id), now=NOW, zone=ZONE)
    with room.store.read() as connection:
        assert list(queue.ids(connection, Query((Words(words),)), context)) == [ticket] * found


def test_a_number_of_a_report_that_was_not_made_is_told_and_not_nothing(room: Room) -> None:
    context = Context(me=int(room.me.staff_id), now=NOW, zone=ZONE)
    with room.store.read() as connection, pytest.raises(BadInput) as told:
        queue.ids(connection, parse("report:flow").query, context)
    assert told.value.code == "report_not_here"


def test_a_boundary_that_is_not_there_lies_in_no_time(room: Room) -> None:
    compare(room, [PLAIN_ONE], [parse(text).query for text in ("ends:1950-01-01..2030-01-01", "ends:>1950-01-01")])
