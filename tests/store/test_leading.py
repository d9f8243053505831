"""A value that few tickets have is gathered by an index, one that many have is met along the list; on each database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from console.query import parse
from console.store import Store, open_store
from console.store.queries import queue
from console.store.queries.filters import Context
from console.store.sql import Sql, ask
from tests.store.helpers import entered, open_ticket

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MANY = 3_000
_EXPLAINED = {True: "EXPLAIN ", False: "EXPLAIN QUERY PLAN "}


@pytest.fixture
def many(prepared_url: Callable[[str, Callable[[str], None]], str]) -> Iterator[tuple[Store, Context]]:
    """Tickets of which two thirds have a common value of everything, and four a rare one."""
    store = open_store(prepared_url("many", _fill))
    yield store, Context(me=1, now=NOW, zone=UTC)
    store.close()


def _fill(url: str) -> None:
    store = open_store(url)
    open_ticket(store, entered(store, NOW), NOW)
    few = "n IN (71, 72, 1501, 2902)"

    def pick(rare: str, common: str) -> str:
        return f"CASE WHEN {few} THEN {rare} WHEN {rest(3)} > 0 THEN {common} END"

    def rest(of: int) -> str:
        return f"(n - n / {of} * {of})"

    columns = {
        "id": "n",
        "gid": "'g' || n",
        "number": "n",
        "conversation_id": "1",
        "channel_kind": "'email'",
        "subject": "'S'",
        "status": "'open'",
        "is_open": f"{rest(8)} <> 0",
        "tier_rank": f"1 + {rest(4)}",
        "received_at": "n",
        "updated_at": "n",
        "last_message_at": "n",
        "topic": pick("'rare'", "'common'"),
        "outcome": pick("'merge'", "'accept'"),
        "primary_clause": pick("'23.1.9'", "'23.1.1'"),
        "close_reason": pick("'28.1.2'", "'28.1.1'"),
        "language": f"coalesce({pick(chr(39) + 'de' + chr(39), chr(39) + 'ru' + chr(39))}, 'en')",
        "queue_id": pick("2", "1"),
    }
    with store._engine.connect() as connection, connection.begin():
        connection.exec_driver_sql("INSERT INTO queues (id, gid, name) VALUES (1, 'a', 'Sales'), (2, 'b', 'Night')")
        connection.exec_driver_sql(
            f"INSERT INTO tickets ({', '.join(columns)})"  # noqa: S608 - the test's own words
            f" WITH RECURSIVE k(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM k WHERE n < {MANY})"
            f" SELECT {', '.join(columns.values())} FROM k"
        )
        connection.exec_driver_sql("ANALYZE")
    store.close()


CASES = [
    ("topic:rare", "topic:common", "ix_tickets_topic"),
    ("outcome:merge", "outcome:accept", "ix_tickets_outcome"),
    ("clause:23.1.9", "clause:23.1.1", "ix_tickets_primary_clause"),
    ("ground:28.1.2", "ground:28.1.1", "ix_tickets_close_reason"),
    ("lang:de", "lang:ru", "ix_tickets_language"),
    ("queue:night", "queue:sales", "ix_tickets_queue_id"),
]


@pytest.mark.parametrize(("rare", "common", "index"), CASES, ids=[one[2] for one in CASES])
def test_rare_values_are_gathered_and_common_ones_are_walked(
    many: tuple[Store, Context], monkeypatch: pytest.MonkeyPatch, rare: str, common: str, index: str
) -> None:
    store, context = many
    asked: list[Sql] = []

    def heard(connection: Any, sql: Sql) -> Any:
        asked.append(sql)
        return ask(connection, sql)

    monkeypatch.setattr(queue, "ask", heard)
    with store.read() as connection:
        for words, gathered in ((rare, True), (common, False)):
            asked.clear()
            query = parse(words).query
            page = queue.page(connection, query, context, limit=5)
            assert len(page.rows) == (4 if gathered else 5)
            (one,) = asked
            assert ("t.id IN (SELECT t.id" in one.text) is gathered
            if store.is_postgres and gathered:
                ask(connection, Sql("SELECT set_config('enable_seqscan', 'off', true)"))
            plan = "\n".join(
                " ".join(map(str, row))
                for row in ask(connection, Sql(f"{_EXPLAINED[store.is_postgres]}{one.text}", one.values))
            )
            assert (index in plan) is gathered, plan
            if not gathered and not store.is_postgres:
                assert "ix_tickets_queue (is_open=?" in plan


@pytest.mark.parametrize(
    "words", ["topic:rare", "-topic:rare", "topic:rare,common", "clause:28.1.2", "lang:DE", "queue:x"]
)
@pytest.mark.parametrize("more", ["", " is:open", " sort:-updated", " sort:created", " sort:ends"])
def test_both_ways_find_the_same_tickets_page_by_page(many: tuple[Store, Context], words: str, more: str) -> None:
    store, context = many
    query = parse(words + more).query
    seen: list[int] = []
    with store.read() as connection:
        after = None
        while True:
            page = queue.page(connection, query, context, after=after, limit=400)
            seen += [one.id for one in page.rows]
            if page.after is None:
                break
            after = page.after
        assert seen == list(queue.ids(connection, query, context))
        assert queue.count(connection, query, context).number == len(seen)
        column, value = {"t": ("topic", "rare"), "c": ("close_reason", "28.1.2"), "l": ("language", "de")}.get(
            words.lstrip("-")[0], ("topic", "nothing")
        )
        inside = f"coalesce({column}, '') = '{value}'" + (" OR topic = 'common'" if "," in words else "")
        wanted = f"NOT ({inside})" if words.startswith("-") else f"({inside})"
        opened = " AND is_open = TRUE" if "is:open" in more else ""
        found = ask(connection, Sql(f"SELECT id FROM tickets WHERE {wanted}{opened}"))  # noqa: S608 - the test's own words
    assert sorted(seen) == sorted(row[0] for row in found)


def test_a_clause_is_found_by_the_decisions_that_stand(many: tuple[Store, Context]) -> None:
    store, context = many
    with store._engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(
            "INSERT INTO agreement_versions (id, gid, label, effective_from, content, sha256, loaded_at)"  # noqa: S608 - the test's own words
            f" VALUES (1, 'v', '1', 0, {chr(39)}{chr(39)}, 'x', 0)"
        )
        for number, (ticket, revoked) in enumerate(((5, "FALSE"), (7, "TRUE")), 1):
            connection.exec_driver_sql(
                "INSERT INTO decisions (id, gid, ticket_id, n, kind, made_at, agreement_id, engine_version, outcome,"  # noqa: S608 - the test's own words
                f" primary_clause, revoked) VALUES ({number}, 'd{number}', {ticket}, 1, 'refusal', 0, 1, '3',"
                f" 'refuse', '23.1.4', {revoked})"
            )
    with store.read() as connection:
        page = queue.page(connection, parse("clause:23.1.4").query, context)
        found = "SELECT d.ticket_id FROM decisions d WHERE d.primary_clause = '23.1.4' AND d.revoked = FALSE"
        if store.is_postgres:
            ask(connection, Sql("SELECT set_config('enable_seqscan', 'off', true)"))
        plan = ask(connection, Sql(f"{_EXPLAINED[store.is_postgres]}{found}"))
    assert [one.id for one in page.rows] == [5]
    assert "ix_decisions_clause" in str(plan)
