"""Every way to read a list gives the same tickets in the same order: walked to an edge, led by a term, read whole."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from console.query import Query, parse
from console.records.base import Cursor
from console.store import Store, open_store, search
from console.store.queries import leading, queue, walking
from console.store.queries.filters import Context
from console.store.sql import Sql, ask
from tests.store.helpers import entered, open_ticket

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
WHOLE = os.environ.get("CLAUSEDESK_SOAK") == "1"
MANY, PAGE, BY_THE_EDGE = 700, 61, 23
SORTS = [f"sort:{way}{key}" for key in ("due", "created", "updated", "ends", "tier") for way in ("", "-")]
ATOMS = (
    "is:open", "is:waiting", "is:resolved", "is:merged", "is:refused", "is:unmatched", "is:mine", "is:draft",
    "is:unread", "is:checking", "is:snoozed", "tier:critical", "tier:question,none", "owner:me", "owner:none",
    "owner:any", "owner:x", "owner:left", "queue:night", "queue:i", "customer:shop", "lang:de", "lang:en,ru",
    "tag:vip", "tag:x", "channel:tele", "channel:x", "topic:rare", "topic:common",
    "license:none", "license:any", "license:free",
    "license:free,none", "outcome:merge", "ends:>1d", "ends:<30d", "created:<1970-01-01", "created:1970-01-01",
    "updated:<1970-01-01", "resolved:1970-01-01", "clause:23.1.9", "ground:28.1.2", "subject:7", "has:file",
    "has:draft", "has:owner", "has:license", "id:77", "invoice", "everywhere", "ever*", "old", "text:old",
    "text:invoice,old", '"everywhere now"', "nowhere", "is:open,merged",
)  # fmt: skip
_ROWS = {
    "id": "n",
    "gid": "'g' || n",
    "number": "n",
    "conversation_id": "1",
    "channel_kind": "CASE WHEN n % 9 = 1 THEN 'telegram' ELSE 'email' END",
    "subject": "'S ' || n",
    "status": "CASE WHEN n > 600 THEN 'closed' WHEN n % 8 = 3 THEN 'merged' WHEN n % 8 = 5 THEN 'waiting'"
    " ELSE 'open' END",
    "is_open": "n <= 600 AND n % 8 <> 3",
    "is_matched": "n % 11 <> 0",
    "tier": "CASE n % 4 WHEN 0 THEN 'critical' WHEN 1 THEN 'functional' WHEN 2 THEN 'question' ELSE 'none' END",
    "tier_rank": "CASE n % 4 WHEN 3 THEN 5 ELSE 1 + n % 4 END",
    "owner_key": "n % 3",
    "owner_id": "CASE WHEN n % 3 = 1 THEN 1 END",
    "queue_id": "CASE WHEN n % 50 = 7 THEN 2 WHEN n % 3 = 0 THEN 1 END",
    "customer_id": "CASE WHEN n % 2 = 0 THEN 1 END",
    "license_id": "CASE WHEN n % 10 > 0 THEN 1 END",
    "license_state": "CASE WHEN n % 10 > 6 THEN 'free' WHEN n % 10 > 0 THEN 'paid' END",
    "boundary_key": "CASE WHEN n % 5 = 0 THEN 0 ELSE 1795510800000000 + n * 10000000000 END",
    "received_at": "n / 7 * 6000000000",
    "updated_at": "(700 - n) / 5 * 6000000000",
    "last_message_at": "n",
    "closed_at": "CASE WHEN n > 600 THEN n * 3000000000 END",
    "topic": "CASE WHEN n % 90 = 1 THEN 'rare' WHEN n % 3 > 0 THEN 'common' END",
    "outcome": "CASE WHEN n % 40 = 2 THEN 'merge' WHEN n % 7 = 0 THEN 'refuse' END",
    "primary_clause": "CASE WHEN n % 60 = 4 THEN '23.1.9' END",
    "close_reason": "CASE WHEN n > 600 THEN '28.1.2' END",
    "language": "CASE WHEN n % 100 = 9 THEN 'de' WHEN n % 2 = 0 THEN 'ru' ELSE 'en' END",
    "has_files": "n % 77 = 0",
    "inbound_n": "1",
}
_NEAR = (
    "INSERT INTO queues (id, gid, name) VALUES (1, 'a', 'Night shift'), (2, 'b', 'Night')",
    "INSERT INTO customers (id, gid, name) VALUES (1, 'a', 'A shop')",
    (
        "INSERT INTO licenses (id, gid, license_key, customer_id, plan, product, purchased_at)"
        " VALUES (1, 'a', 'K', 1, 'PRO', 'Panel', 0)"
    ),
    "INSERT INTO tags (id, gid, name) VALUES (1, 'a', 'vip')",
)
_BEHIND = (
    "INSERT INTO ticket_tags (ticket_id, tag_id) SELECT id, 1 FROM tickets WHERE id % 21 = 0",
    (
        "INSERT INTO drafts (ticket_id, staff_id, kind, body, saved_at)"
        " SELECT id, 1, 'reply', 'x', 1 FROM tickets WHERE id % 210 = 2"
    ),
    "INSERT INTO ticket_reads (ticket_id, staff_id, seen_n) SELECT id, 1, 1 FROM tickets WHERE id % 6 > 0",
    (
        "INSERT INTO search_texts (id, body) SELECT id * 4096 + 1, 'everywher now'"
        " || CASE WHEN id > 640 THEN ' old' ELSE '' END"
        " || CASE WHEN id % 31 = 0 THEN ' invoic' ELSE '' END FROM tickets"
    ),
)


@pytest.fixture
def uneven(prepared_url: Callable[[str, Callable[[str], None]], str]) -> Iterator[tuple[Store, Context]]:
    """Tickets whose oldest are closed and have words that no other has."""
    store = open_store(prepared_url("uneven", _fill))
    yield store, Context(me=1, now=NOW, zone=UTC)
    store.close()


def _fill(url: str) -> None:
    store = open_store(url)
    open_ticket(store, entered(store, NOW), NOW)
    with store._engine.connect() as connection, connection.begin():
        for step in _NEAR:
            connection.execute(text(step))
        connection.execute(
            text(
                f"INSERT INTO tickets ({', '.join(_ROWS)})"  # noqa: S608 - the test's own words
                f" WITH RECURSIVE k(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM k WHERE n < {MANY})"
                f" SELECT {', '.join(_ROWS.values())} FROM k"
            )
        )
        for step in _BEHIND:
            connection.execute(text(step))
        connection.exec_driver_sql("ANALYZE")
    store.close()


def _pages(store: Store, query: Query, context: Context) -> list[int]:
    seen: list[int] = []
    after: Cursor | None = None
    with store.read() as connection:
        while True:
            page = queue.page(connection, query, context, after=after, limit=PAGE)
            seen += [one.id for one in page.rows]
            after = page.after
            if after is None:
                return seen


atoms = st.sampled_from(ATOMS)
signed = st.builds(lambda sign, atom: sign + atom, st.sampled_from(["", "", "-"]), atoms)
groups = st.builds("({} OR {})".format, signed, signed) | st.builds("-({} {})".format, atoms, atoms)
texts = st.lists(signed | groups, min_size=1, max_size=3).map(" ".join)
few = st.sampled_from([(0, 0), (0, 10_000), (400, 400), (20, 200)])


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=600 if WHOLE else 40,
)
@given(texts, st.sampled_from(SORTS), few, st.sampled_from([9, 40]))
def test_every_way_gives_the_same_list(
    uneven: tuple[Store, Context], words: str, sort: str, crossing: tuple[int, int], least: int
) -> None:
    store, context = uneven
    query = parse(f"{words} {sort}").query
    whole = _plainly(store, query, context)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walking, "LEAST", least)
        patch.setattr(walking, "PAGES", 0)
        patch.setattr(leading, "CROSSING", dict(zip((False, True), crossing, strict=True)))
        assert _pages(store, query, context) == whole
        with store.read() as connection:
            assert list(queue.ids(connection, query, context)) == whole
            assert queue.count(connection, query, context).number == len(whole)


def test_every_word_alone_and_turned_is_read_alike(uneven: tuple[Store, Context]) -> None:
    store, context = uneven
    both = itertools.cycle((0, 10_000, 10_000, 0))
    for words in (f"{sign}{atom}" for atom in (*ATOMS, "(lang:de OR is:merged)") for sign in ("", "-")):
        query = parse(f"{words} sort:created").query
        whole = _plainly(store, query, context)
        for crossing in (0, 10_000) if WHOLE else (next(both),):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(walking, "LEAST", 20)
                patch.setattr(walking, "PAGES", 0)
                patch.setattr(leading, "CROSSING", {False: crossing, True: crossing})
                assert _pages(store, query, context) == whole, words


def test_what_no_index_answers_is_looked_for_in_the_whole_table(uneven: tuple[Store, Context]) -> None:
    store, context = uneven
    with store.read() as connection:
        leads = leading.Leads(connection, context, scans=True)
        found = [leads.fewest(parse(words).query.terms, MANY) for words in ("subject:77", "-subject:s", "subject:s")]
    counts = [None if one is None else one[1].count for one in found]
    assert counts == ([None, None, None] if store.is_postgres else [7, 0, None])


def test_an_archive_without_indexes_is_walked_too(migrated_sqlite_url: str) -> None:
    store = open_store(migrated_sqlite_url)
    actor = entered(store, NOW)
    numbers = [open_ticket(store, actor, NOW) for _ in range(3)]
    with store._engine.connect() as connection, connection.begin():
        connection.execute(text("DROP INDEX ix_tickets_received"))
    with store.read() as connection:
        page = queue.page(connection, parse("-tag:x sort:created").query, Context(me=1, now=NOW, zone=UTC))
    store.close()
    assert len(page.rows) == len(numbers)


def _plainly(store: Store, query: Query, context: Context) -> list[int]:
    """Return the list as a walk without an edge gives it, led by nothing."""
    with pytest.MonkeyPatch.context() as patch, store.read() as connection:
        patch.setattr(leading.Leads, "fewest", lambda *_: None)
        patch.setattr(walking, "LEAST", MANY)
        page = queue.page(connection, query, context, limit=MANY)
        return [one.id for one in page.rows]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Sql]:
    """What is asked for a page, after the edges were found."""
    heard: list[Sql] = []
    monkeypatch.setattr(queue, "ask", lambda connection, sql: (heard.append(sql), ask(connection, sql))[1])
    monkeypatch.setattr(search, "about", lambda *_: 10**9)  # every word is everywhere
    monkeypatch.setattr(walking, "LEAST", 50)
    monkeypatch.setattr(walking, "PAGES", 0)
    return heard


@pytest.mark.parametrize(
    ("words", "ways"),
    [
        ("everywhere", ["walked"]),
        ("old sort:created", ["walked", "gathered"]),  # every hit lies at the end of the list
        ("everywhere invoice sort:updated", ["walked", "gathered"]),
        ('"everywhere now"', ["gathered"]),  # SQLite gathers the hits of a phrase, and walks along those
        ("is:unread everywhere", ["walked", "walked"]),  # a part of the page is there by the edge
    ],
)
def test_a_walk_ends_at_an_edge_and_then_the_hits_are_gathered(
    uneven: tuple[Store, Context], asked: list[Sql], words: str, ways: list[str]
) -> None:
    store, context = uneven
    with store.read() as connection:
        queue.page(connection, parse(words).query, context, limit=BY_THE_EDGE)
    phrase = words.startswith('"') and store.is_postgres  # which looks for a phrase as for a word
    assert ["walked" if "EXISTS (SELECT x." in one.text else "gathered" for one in asked] == (
        ["walked"] if phrase else ways
    )


def test_a_name_that_many_have_does_not_lead(uneven: tuple[Store, Context], monkeypatch: pytest.MonkeyPatch) -> None:
    store, context = uneven
    monkeypatch.setattr(leading, "NAMES", 1)
    with store.read() as connection:
        leads = leading.Leads(connection, context)
        many, one = (leads.fewest(parse(words).query.terms, MANY) for words in ("queue:night", "customer:shop"))
    assert many is None
    assert one is not None
    assert one[1].count == MANY // 2


def test_the_fewest_lead(uneven: tuple[Store, Context]) -> None:
    store, context = uneven
    terms: Any = parse("topic:common lang:de is:open").query.terms
    with store.read() as connection:
        found = leading.Leads(connection, context).fewest(terms, MANY)
    assert found is not None
    assert SimpleNamespace(term=str(found[0]), count=found[1].count) == SimpleNamespace(term="lang:de", count=7)
    assert replace(found[1], parts=()).sql.text == "t.id IN (NULL)"


def test_no_list_skips_through_an_index(migrated_sqlite_url: str) -> None:
    """With the numbers of a million tickets in the place of what the planner measured here."""
    store = open_store(migrated_sqlite_url)
    open_ticket(store, entered(store, NOW), NOW)
    plans = []
    for _ in range(2):  # what was told is told once
        store.tidy()
    with store._engine.connect() as connection, connection.begin():
        told = [row[0] for row in connection.execute(text("SELECT stat FROM sqlite_stat1 WHERE idx LIKE 'ix_tick%'"))]
        assert {one.count("noskipscan") for one in told} == {1}
        for behind in (" noskipscan", ""):
            connection.execute(
                text("UPDATE sqlite_stat1 SET stat = :stat WHERE idx = 'ix_tickets_queue'"),
                {"stat": f"1000000 500000 166667 1 1{behind}"},
            )
            connection.execute(text("ANALYZE sqlite_schema"))
            asked = "SELECT id FROM tickets INDEXED BY ix_tickets_queue WHERE tier_rank = 1"
            plans.append("ANY(" in str(connection.execute(text(f"EXPLAIN QUERY PLAN {asked}")).all()))
    store.close()
    assert plans == [False, True]
