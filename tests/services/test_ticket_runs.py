"""Tickets that are read together are the tickets that are read one by one."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from console.query import parse
from console.services import assign, refusing, showing
from console.services.demo import build_demo
from console.services.desk import NOBODY
from console.store import moving, open_store
from console.store.archived import listing
from console.store.driver import sqlite_module
from console.store.queries import ticket_runs
from console.store.queries.tickets import detail, messages_of
from tests.services.conftest import Clock

if TYPE_CHECKING:
    from console.store.desk_store import Store

MORE = (
    "INSERT INTO tags (id, gid, name) VALUES (901, printf('%032d', 901), 'zebra'), (902, printf('%032d', 902), 'ant')",
    (
        "INSERT INTO ticket_tags (ticket_id, tag_id) SELECT t.id, g.id FROM tickets t, tags g"
        " WHERE t.id < 7 AND g.id > 900"
    ),
    (
        "INSERT INTO ticket_links (gid, ticket_id, other_id, kind, at)"
        " SELECT printf('%032d', id + 910), id, id + 1, 'related', received_at FROM tickets WHERE id < 7"
    ),
    'UPDATE ticket_spans SET start = 5, "end" = 9 WHERE ticket_id < 5',
    (
        'INSERT INTO ticket_spans (ticket_id, message_id, start, "end", position)'
        " SELECT s.ticket_id + d.value, s.message_id, 1, 4, 0"
        " FROM ticket_spans s, json_each('[0, 1]') d WHERE s.ticket_id < 5"
    ),
)
"""What the demo has none of: names out of order, and several of one ticket."""


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A desk with something of every kind; only read."""
    folder = tmp_path_factory.mktemp("runs")
    url = f"sqlite:///{folder / 'demo.sqlite'}"
    desk = build_demo(url, out_folder=folder / "letters", clock=Clock())
    for row in [one for one in showing.queue_page(desk, parse("is:open").query).rows if one.owner is None][:8]:
        panels = showing.panels(desk, row.id)
        if panels.assessment.primary == "23.1.1":
            assign.take(desk, row.id, version=row.version)
            panels = showing.panels(desk, row.id)
            letter = refusing.prepare(desk, panels, "23.1.1", "en")
            refusing.refuse(desk, panels, letter, letter.filled.text, base_event=panels.detail.event_n)
    desk.store.close()
    with closing(sqlite_module().connect(folder / "demo.sqlite", isolation_level=None)) as connection:
        for one in MORE:
            connection.execute(one)
    return url


def compare(store: Store) -> list[ticket_runs.Whole]:
    """Compare some of all and all of them with each of them; return them all."""
    with closing(store), store.read() as connection:
        keys = listing.ticket_keys(connection, behind=0, most=1_000)
        found = ticket_runs.whole(connection, keys[0], keys[-1], NOBODY)
        assert ticket_runs.whole(connection, keys[3], keys[5], NOBODY) == found[3:6]
        assert ticket_runs.whole(connection, keys[-1] + 1, keys[-1] + 9, NOBODY) == []
        for key, one in zip(keys, found, strict=True):
            assert one.detail == detail(connection, key, NOBODY)
            assert one.messages == messages_of(connection, key, limit=1_000)
    return found


def test_a_run_on_a_file_says_what_each_ticket_says(demo_file: str) -> None:
    found = compare(open_store(demo_file, read_only=True))
    for name in ("facts", "questions", "decisions", "links", "tags"):
        assert sum(bool(getattr(one.detail, name)) for one in found) >= 2, name
    assert any(one.detail.contact_id is None and one.detail.contact_address for one in found)
    told: list[Any] = [message for one in found for message in one.messages]
    assert any(message.spans for message in told)
    assert any(message.attachments for message in told)


def test_a_run_on_a_server_says_what_each_ticket_says(demo_file: str, migrated_postgres_url: str) -> None:
    moving.move(demo_file, migrated_postgres_url)
    compare(open_store(migrated_postgres_url, read_only=True))
