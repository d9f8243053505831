"""Every word of the query language, asked of a whole desk: the rows are those that the words mean, and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from console.query import parse
from console.records.base import Status, Tier
from console.records.tickets import TicketRow
from console.services import showing
from console.services.demo import ZONE, build_demo
from console.services.desk import Desk
from console.store.queries import licensing, queue

NOW = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
OPEN = (Status.OPEN, Status.WAITING, Status.SNOOZED)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder: Path = tmp_path_factory.mktemp("demo")
    desk = build_demo(f"sqlite:///{folder / 'demo.sqlite'}", out_folder=folder / "letters", clock=lambda: NOW)
    yield desk
    desk.store.close()


@pytest.fixture(scope="module")
def everything(demo: Desk) -> tuple[TicketRow, ...]:
    page = showing.queue_page(demo, parse("").query, limit=1000)
    assert page.after is None
    return page.rows


def found(desk: Desk, words: str) -> set[int]:
    parsed = parse(words)
    assert parsed.problems == ()
    return {row.number for row in showing.queue_page(desk, parsed.query, limit=1000).rows}


MEANINGS: list[tuple[str, Callable[[TicketRow], bool]]] = [
    ("is:open", lambda row: row.status in OPEN),
    ("is:waiting", lambda row: row.status is Status.WAITING),
    ("is:snoozed", lambda row: row.status is Status.SNOOZED),
    ("is:resolved", lambda row: row.status is Status.CLOSED),
    ("is:refused", lambda row: row.outcome in ("refuse", "suspend")),
    ("is:unread", lambda row: row.unread),
    ("is:draft", lambda row: row.has_draft),
    ("is:unmatched", lambda row: row.license_key is None and row.status in OPEN),
    ("tier:critical", lambda row: row.tier is Tier.CRITICAL),
    ("tier:critical,question", lambda row: row.tier in (Tier.CRITICAL, Tier.QUESTION)),
    ("owner:none", lambda row: row.owner_id is None),
    ("owner:any", lambda row: row.owner_id is not None),
    ("has:owner", lambda row: row.owner_id is not None),
    ("has:file", lambda row: row.has_files),
    ("has:draft", lambda row: row.has_draft),
    ("has:license", lambda row: row.license_key is not None),
    ("license:none", lambda row: row.license_key is None),
    ("license:any", lambda row: row.license_key is not None),
    ("license:archived", lambda row: row.license_state == "archived"),
    ("channel:email", lambda row: row.channel.startswith("email")),
    ("channel:telegram", lambda row: row.channel.startswith("telegram")),
    ("lang:ru", lambda row: row.language == "ru"),
    ("subject:commission", lambda row: "commission" in row.subject.casefold()),
    ("-is:open", lambda row: row.status not in OPEN),
    (
        "is:open tier:question -owner:none",
        lambda row: row.status in OPEN and row.tier is Tier.QUESTION and row.owner_id is not None,
    ),
    ("created:>2026-11-20", lambda row: row.received_at.astimezone(ZoneInfo(ZONE)).date() > date(2026, 11, 20)),
]


@pytest.mark.parametrize(("words", "meant"), MEANINGS, ids=[words for words, _ in MEANINGS])
def test_words_find_what_they_mean(
    demo: Desk, everything: tuple[TicketRow, ...], words: str, meant: Callable[[TicketRow], bool]
) -> None:
    assert found(demo, words) == {row.number for row in everything if meant(row)}


def test_the_desk_has_something_for_the_words(everything: tuple[TicketRow, ...]) -> None:
    idle = [words for words, meant in MEANINGS if not any(meant(row) for row in everything)]
    assert len(idle) < len(MEANINGS) / 4, idle


@pytest.mark.parametrize("sort", ["due", "tier", "created", "updated", "ends"])
@pytest.mark.parametrize("way", ["", "-"])
def test_pages_put_together_are_the_whole_list_in_its_order(demo: Desk, sort: str, way: str) -> None:
    query = parse(f"sort:{way}{sort}").query
    with demo.store.read() as connection:
        whole = queue.ids(connection, query, showing.context(demo))
    walked: list[int] = []
    after = None
    while True:
        page = showing.queue_page(demo, query, after=after, limit=7)
        walked += [row.id for row in page.rows]
        after = page.after
        if after is None:
            break
    assert walked == list(whole)
    assert len(set(walked)) == len(whole)


def test_owner_queue_customer_tag_and_number(demo: Desk, everything: tuple[TicketRow, ...]) -> None:
    owned = next(row for row in everything if row.owner)
    assert found(demo, f'owner:"{owned.owner}"') == {row.number for row in everything if row.owner == owned.owner}
    assert found(demo, "owner:nobodyofthisname") == set()
    assert found(demo, f"id:{owned.number}") == {owned.number}
    assert found(demo, f'customer:"{owned.customer}"') >= {owned.number}
    assert found(demo, "tag:no-such-tag") == set()
    assert found(demo, "queue:nowhere") == set()
    assert found(demo, "topic:nothing") == set()
    refused = [row for row in everything if row.outcome == "refuse"]
    assert found(demo, "outcome:refuse") == {row.number for row in refused}


def test_the_rows_of_wanted_ids_come_in_that_order(demo: Desk, everything: tuple[TicketRow, ...]) -> None:
    wanted = (everything[2].id, 10**9, everything[0].id)
    with demo.store.read() as connection:
        rows = queue.rows(connection, wanted, showing.context(demo))
    assert [row.id for row in rows] == [everything[2].id, everything[0].id]


def test_counting_stops_at_its_cap(demo: Desk, everything: tuple[TicketRow, ...]) -> None:
    assert showing.queue_count(demo, parse("").query).number == len(everything)
    capped = showing.queue_count(demo, parse("").query, cap=5)
    assert (capped.number, capped.capped) == (5, True)


def test_licenses_are_listed_and_found(demo: Desk) -> None:
    with demo.store.read() as connection:
        rows = licensing.license_list(connection)
        first = licensing.license_record(connection, rows[0].id)
        assert licensing.license_by_key(connection, rows[0].key) == rows[0].id
        assert [row.id for row in licensing.license_list(connection, text=rows[0].key)] == [rows[0].id]
        assert rows[0].id in licensing.licenses_of_customer(connection, rows[0].customer_id)
        assert rows[0].id in licensing.licenses_of_domain(connection, first.domains[0].name.upper())
        assert first.domains[0].name in licensing.domain_names(connection)
        assert licensing.licenses_past(connection, 1) == ()
        newest = queue.of_license(connection, rows[0].id, showing.context(demo), limit=5)
    assert all(row.license_key == rows[0].key for row in newest)


def test_what_ends_is_support_that_runs(demo: Desk, everything: tuple[TicketRow, ...]) -> None:
    soon = found(demo, "is:open ends:<200d")
    now = {row.number: row.license_now for row in everything}
    assert {now[number] for number in soon} == {"free", "transition", "paid"}
    for row in everything:
        if row.status in OPEN and row.license_now not in ("free", "transition", "paid"):
            assert row.license_boundary is None, row.license_now
    last = showing.queue_page(demo, parse("is:open sort:ends").query, limit=1000).rows[-1]
    assert last.license_boundary is None


def test_about_a_fifth_of_the_demo_is_late(everything: tuple[TicketRow, ...]) -> None:
    open_ones = [row for row in everything if row.status in OPEN]
    late = [row for row in open_ones if row.clock is not None and row.clock.left < 0]
    assert 0.12 <= len(late) / len(open_ones) <= 0.28
