"""The queue's questions on each database: every word of the language, pages that join to the whole, plans that do not
read a whole table where an index can lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.query import parse
from console.query.terms import Words
from console.records.base import Actor, Role, StaffId, Tier
from console.records.commands import Command
from console.store import FAR_FUTURE, Store, Unit, open_store, search, tables, to_micros
from console.store.queries import queue
from console.store.queries.filters import Context
from console.store.sql import Sql, ask
from tests.store.helpers import conversation, open_ticket

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SORTS = [f"sort:{way}{key}" for key in ("due", "created", "updated", "ends") for way in ("", "-")]
WORDS = ("invoice", "order", "заказ", "printer")


@pytest.fixture
def context(actor: Actor) -> Context:
    return Context(me=int(actor.staff_id), now=NOW, zone=UTC)


@pytest.fixture
def desk(store: Store, actor: Actor) -> Store:
    """Ninety tickets: many alike in every sort key, every state, some owned, tagged, refused, with texts."""

    def act(unit: Unit) -> None:
        customer = unit.insert(tables.people.customers, name="Ödön & Söhne_1")
        tag = unit.insert(tables.tickets.tags, name="vip")
        for n in range(90):
            is_open, tier = n % 3 != 0, list(Tier)[n % 5]
            ticket = unit.open_ticket(
                conversation_id=conversation(unit, NOW),
                channel_kind=("email", "telegram_chat")[n % 2],
                subject=f"{WORDS[n % 4].title()} number {n}",
                status="open" if is_open else "closed",
                is_open=is_open,
                tier=tier.value,
                tier_rank=tier.rank,
                received_at=NOW - timedelta(hours=n // 4),
                last_message_at=NOW,
                updated_at=NOW - timedelta(hours=n // 7),
                boundary_key=FAR_FUTURE if n % 2 else to_micros(NOW + timedelta(days=n // 9)),
                owner_id=actor.staff_id if n % 5 == 0 else None,
                owner_key=int(actor.staff_id) if n % 5 == 0 else 0,
                customer_id=customer if n % 4 == 0 else None,
                language=("en", "ru")[n % 2],
                outcome="refuse" if n % 6 == 0 else None,
                topic="billing" if n % 7 == 0 else None,
                inbound_n=1,
            )
            if n % 8 == 0:
                unit.insert(tables.tickets.ticket_tags, ticket_id=ticket, tag_id=tag)
            unit.index_subject(ticket, f"{WORDS[n % 4].title()} number {n}")
            unit.index_text(ticket, f"the {WORDS[(n + 1) % 4]} of somebody")

    store.apply(Command(kind="fill", actor=actor, at=NOW), act)
    return store


def numbers(store: Store, context: Context, words: str) -> set[int]:
    parsed = parse(words)
    assert parsed.problems == (), words
    with store.read() as connection:
        page = queue.page(connection, parsed.query, context, limit=1_000)
        assert queue.count(connection, parsed.query, context).number == len(page.rows)
        assert list(queue.ids(connection, parsed.query, context)) == [row.id for row in page.rows]
    return {row.number - 1 for row in page.rows}


MEANT: dict[str, Any] = {
    "": lambda _: True,
    "is:open": lambda n: n % 3 != 0,
    "-is:open": lambda n: n % 3 == 0,
    "is:resolved": lambda n: n % 3 == 0,
    "is:mine": lambda n: n % 5 == 0,
    "owner:me": lambda n: n % 5 == 0,
    "owner:none": lambda n: n % 5 != 0,
    "owner:ann tier:critical": lambda n: n % 5 == 0,
    "tier:critical,question": lambda n: n % 5 in (0, 2),
    "lang:ru": lambda n: n % 2 == 1,
    "tag:vip": lambda n: n % 8 == 0,
    "-tag:vip": lambda n: n % 8 != 0,
    "customer:söhne": lambda n: n % 4 == 0,
    "-customer:söhne": lambda n: n % 4 != 0,
    "customer:Söhne_1": lambda n: n % 4 == 0,
    "customer:%": lambda _: False,
    "channel:telegram": lambda n: n % 2 == 1,
    "topic:billing": lambda n: n % 7 == 0,
    "-topic:billing": lambda n: n % 7 != 0,
    "outcome:refuse": lambda n: n % 6 == 0,
    "is:refused": lambda n: n % 6 == 0,
    "subject:PRINTER": lambda n: n % 4 == 3,
    "license:none": lambda _: True,
    "license:any": lambda _: False,
    "license:archived": lambda _: False,
    "has:owner": lambda n: n % 5 == 0,
    "has:file": lambda _: False,
    "is:unread": lambda _: True,
    "is:draft": lambda _: False,
    "id:7": lambda n: n == 6,
    "queue:none": lambda _: True,
    "product:x": lambda _: False,
    "plan:x": lambda _: False,
    "clause:23.1.1": lambda _: False,
    "-clause:23.1.1": lambda _: True,
    "created:<2026-11-24": lambda n: n // 4 >= 10,
    "resolved:<2026-11-24": lambda _: False,
    "ends:<3d": lambda n: n % 2 == 0 and n // 9 < 3,
    "invoices": lambda n: n % 4 in (0, 3),
    "заказы": lambda n: n % 4 in (1, 2),
    "invoice orders": lambda n: n % 4 == 0,
    "inv*": lambda n: n % 4 in (0, 3),
    '"invoice number"': lambda n: n % 4 == 0,
    "-invoice": lambda n: n % 4 not in (0, 3),
    "(invoice OR tag:vip) is:open": lambda n: n % 3 != 0 and (n % 4 in (0, 3) or n % 8 == 0),
    "nowhere": lambda _: False,
}


def test_every_word_means_the_same_on_each_database(desk: Store, context: Context) -> None:
    for words, meant in MEANT.items():
        assert numbers(desk, context, words) == {n for n in range(90) if meant(n)}, words


def test_a_common_word_is_walked_for_and_finds_the_same(
    desk: Store, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    walked: list[str] = []
    walk = search.walked
    monkeypatch.setattr(search, "walked", lambda words, **how: (walked.append(words.text), walk(words, **how))[1])
    common = ("invoice", "order", "in*", "inv*x*")
    monkeypatch.setattr(search, "about", lambda _, words, cap: cap + 1 if words.text in common else 1)
    assert numbers(desk, context, "invoice is:open") == {n for n in range(90) if n % 3 and n % 4 in (0, 3)}
    assert set(walked) == {"invoice"}
    assert numbers(desk, context, "in*") == {n for n in range(90) if n % 4 in (0, 3)}
    assert set(walked) == {"invoice", "in*"}
    walked.clear()
    assert numbers(desk, context, "invoice order") == {n for n in range(90) if n % 4 == 0}
    assert set(walked) == {"invoice", "order"}
    walked.clear()
    assert numbers(desk, context, "invoice printer") == {n for n in range(90) if n % 4 == 3}
    assert set(walked) == {"invoice"}  # the rare word leads, the common one is looked for in its tickets


def test_a_search_is_planned_for_its_own_words_and_the_rest_once_for_all(desk: Store, context: Context) -> None:
    if not desk.is_postgres:
        pytest.skip("only PostgreSQL keeps plans")
    for _ in range(12):
        with desk.read() as connection:  # the plans outlive each reading
            for words in ("invoice is:open", "owner:none"):
                queue.page(connection, parse(words).query, context)
    with desk.read() as connection:
        kept = [one for (one,) in ask(connection, Sql("SELECT statement FROM pg_prepared_statements"))]
    assert any("i.owner_key" in one for one in kept)
    assert not any("to_tsquery" in one for one in kept)


def test_only_the_hits_of_a_rare_word_are_fenced() -> None:
    (words,) = parse("invoice").query.terms
    assert isinstance(words, Words)
    rare, common = (search.gathered(words, postgres=True, common=one) for one in (False, True))
    assert rare is not None
    assert common is not None
    assert "MATERIALIZED" in rare.text
    assert "MATERIALIZED" not in common.text


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    sort=st.sampled_from(SORTS),
    terms=st.sampled_from(
        ["", "is:open", "-is:open", "owner:none", "tier:critical,none", "invoice", "lang:ru -tag:vip"]
    ),
    limit=st.integers(1, 40),
)
def test_pages_joined_are_the_whole(desk: Store, context: Context, sort: str, terms: str, limit: int) -> None:
    query = parse(f"{terms} {sort}").query
    walked: list[int] = []
    with desk.read() as connection:
        whole = list(queue.ids(connection, query, context))
        after = None
        while True:
            page = queue.page(connection, query, context, after=after, limit=limit)
            walked += [row.id for row in page.rows]
            after = page.after
            if after is None:
                break
        assert queue.ids(connection, query, context, cap=5)[:5] == queue.ids(connection, query, context)[:5]
    assert walked == whole


@pytest.mark.parametrize("sort", SORTS)
def test_what_follows_a_ticket_is_read_from_there(desk: Store, context: Context, sort: str) -> None:
    query = parse(f"is:open {sort}").query
    with desk.read() as connection:
        whole = list(queue.ids(connection, query, context))
        found = queue.following(connection, query, context, (whole[7], whole[-2], 999_999), limit=4)
    assert {key: [row.id for row in page.rows] for key, page in found.items()} == {
        whole[7]: whole[8:12],
        whole[-2]: whole[-1:],
    }
    assert [page.after is None for page in found.values()].count(True) == 1


def test_a_page_goes_on_behind_a_ticket_of_the_list(desk: Store, context: Context) -> None:
    query = parse("is:open sort:-updated").query
    with desk.read() as connection:
        whole = list(queue.ids(connection, query, context))
        after = queue.behind(connection, query, context, whole[7])
        assert after is not None
        found = queue.page(connection, query, context, after=after, limit=4)
        assert queue.behind(connection, query, context, 999_999) is None
    assert [row.id for row in found.rows] == whole[8:12]


def test_what_is_typed_is_a_value_and_never_a_part_of_the_question(desk: Store, context: Context) -> None:
    for typed in ("' OR 1=1 --", '\\"; DROP TABLE tickets', "100%", "a?b", "x' UNION SELECT"):
        for key in ("subject", "customer", "tag", "owner", "queue", "text", "channel", "lang"):
            quoted = typed.replace("\\", "\\\\").replace('"', '\\"')
            assert numbers(desk, context, f'{key}:"{quoted}"') == set()
    assert len(numbers(desk, context, "")) == 90


# -- plans -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def large(migrated_sqlite_url: str) -> Iterator[tuple[Store, Context]]:
    """Three thousand tickets and the figures that the database keeps of them, as after a day of work."""
    store = open_store(migrated_sqlite_url)
    open_ticket(store, Actor(staff_id=StaffId(0), name="boot", role=Role.OPERATOR), NOW)
    with store._engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(
            "WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < 300)"
            " INSERT INTO customers (id, gid, name) SELECT n, 'c' || n, 'Customer ' || n FROM k"
        )
        connection.exec_driver_sql(
            "WITH RECURSIVE k(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM k WHERE n < 3000)"
            " INSERT INTO tickets (id, gid, number, conversation_id, channel_kind, subject, status, is_open, tier_rank,"
            " customer_id, owner_key, received_at, updated_at, last_message_at, is_matched)"
            " SELECT n, 'g' || n, n, 1, 'email', 'S', 'open', n % 4 = 0, 1 + n % 4, 1 + n % 300, n % 20, n, n, n,"
            " n % 50 > 0 FROM k"
        )
        connection.exec_driver_sql("INSERT INTO search_texts SELECT (id << 12) + 1, 'word w' || (id % 50) FROM tickets")
        connection.exec_driver_sql("ANALYZE")
    yield store, Context(me=1, now=NOW, zone=UTC)
    store.close()


LED = [
    ("is:open", "ix_tickets_queue (is_open=?"),
    ("", "ix_tickets_queue (is_open=?"),
    ("-is:open", "ix_tickets_queue (is_open=?"),
    ("owner:none is:open", "ix_tickets_owner (owner_key=? AND is_open=?"),
    ("owner:me is:open tier:critical", "ix_tickets_owner (owner_key=? AND is_open=?"),
    ("is:open sort:ends", "ix_tickets_boundary (is_open=?"),
    ("sort:created", "ix_tickets_received"),
    ("sort:-updated", "ix_tickets_updated"),
    ("tag:vip", "INTEGER PRIMARY KEY (rowid=?)"),
    ("w7", "INTEGER PRIMARY KEY (rowid=?)"),
    ("w7 is:open", "INTEGER PRIMARY KEY (rowid=?)"),
    ("w7 word", "INTEGER PRIMARY KEY (rowid=?)"),
    ("id:77", "INTEGER PRIMARY KEY (rowid=?)"),
    ("customer:x", "INTEGER PRIMARY KEY (rowid=?)"),
    ("domain:x is:open", "INTEGER PRIMARY KEY (rowid=?)"),
    ("has:file", "INTEGER PRIMARY KEY (rowid=?)"),
    ("is:unmatched", "ix_tickets_unmatched"),
]


@pytest.mark.parametrize(("words", "way"), LED, ids=[words or "everything" for words, _ in LED])
def test_a_page_is_led_by_an_index_and_sorts_no_whole_table(
    large: tuple[Store, Context], monkeypatch: pytest.MonkeyPatch, words: str, way: str
) -> None:
    store, context = large
    asked: list[Sql] = []

    def heard(connection: Any, sql: Sql) -> Any:
        asked.append(sql)
        return ask(connection, sql)

    monkeypatch.setattr(queue, "ask", heard)
    query = parse(words).query
    with store.read() as connection:
        after = queue.page(connection, query, context, limit=5).after
        queue.page(connection, query, context, after=after, limit=5)
        queue.ids(connection, query, context)
        for one in asked:
            plan = [str(row[3]) for row in ask(connection, Sql(f"EXPLAIN QUERY PLAN {one.text}", one.values))]
            led = [step for step in plan if re.match(r"(SEARCH|SCAN) t\b", step)]
            assert led, plan
            whole = re.search(r"t.id IN \(SELECT [tw].id", one.text)  # the rows of a page whose keys were chosen inside
            assert all(way in step or (whole and "INTEGER PRIMARY KEY (rowid=?)" in step) for step in led), plan
            assert any(way in step for step in led), plan
            gathers = way.startswith("INTEGER")
            # What is open and what is not are merged: then no more is sorted than the two halves of a page.
            halves = words in ("", "-is:open") and "LIMIT" in one.text.split("UNION")[0]
            assert gathers or halves or not any("TEMP B-TREE" in step for step in plan), plan


@pytest.mark.parametrize("words", ["is:open", "", "owner:none is:open", "sort:created", "invoice", "tag:vip", "id:7"])
def test_postgres_can_lead_a_page_by_an_index(
    migrated_postgres_url: str, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    asked: list[Sql] = []

    def heard(connection: Any, sql: Sql) -> Any:
        asked.append(sql)
        return ask(connection, sql)

    monkeypatch.setattr(queue, "ask", heard)
    store = open_store(migrated_postgres_url)
    with store.read() as connection:
        queue.page(connection, parse(words).query, Context(me=1, now=NOW, zone=UTC), limit=5)
        for setting in ("enable_seqscan", "enable_sort", "enable_bitmapscan"):
            ask(connection, Sql(f"SELECT set_config('{setting}', 'off', true)"))
        (one,) = asked
        plan = "\n".join(str(row[0]) for row in ask(connection, Sql(f"EXPLAIN {one.text}", one.values)))
    store.close()
    assert "Seq Scan on tickets" not in plan, plan
    assert "Index" in plan
    if words == "":
        assert plan.count("Index Scan using ix_tickets_queue") == 2, plan  # the open and the others, each cut
        assert plan.count("Limit") == 3
    elif words not in ("invoice", "tag:vip", "id:7"):
        assert "Sort" not in plan, plan
