"""What the measurements write by hand is what the console writes: guards let it through, and the chains of it hold."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from console.store import chain
from console.store.engine import make_engine
from tests.team_desks import TeamDatabase

pytestmark = pytest.mark.postgres
_TALK = (
    "INSERT INTO conversations (gid, channel_kind, external_key, started_at, last_message_at)"
    " VALUES ('c', 'email', 'c', 0, 0)"
)
_FREE = (
    "INSERT INTO tickets (id, gid, number, conversation_id, channel_kind, received_at, updated_at, last_message_at,"
    " event_n) SELECT n, 'g' || n, n, 1, 'email', n, n, n, 0 FROM generate_series(1, 3) n"
)


@pytest.fixture
def team(_bench: Any) -> Iterator[TeamDatabase]:
    yield from _bench.team("postgres18")


def _acts(team: TeamDatabase, owner: Any, login: str) -> Any:
    key, name, role = owner.execute("SELECT id, name, role FROM staff WHERE login = %s", (login,)).fetchone()
    raw = psycopg.connect(team.dsn(login), autocommit=True)
    return importlib.import_module("tests.bench.acts").Acts(raw, key, name, role, postgres=True)


def test_acts_by_hand_are_acts(team: TeamDatabase) -> None:
    with psycopg.connect(team.dsn(), autocommit=True) as owner:
        owner.execute(_TALK)
        owner.execute(_FREE)
        ann, ben, lea = (_acts(team, owner, login) for login in ("ann", "ben", "lea"))
        assert (ann.claim(), ben.claim()) == (1, 2)
        ann.act([1], ben.me)
        with pytest.raises(psycopg.Error) as refused:
            ann.act([2])  # a colleague's
        assert refused.value.sqlstate == "ZD003"
        lea.act([1, 2, 3], lea.me)
        assert ben.claim() is None
        assert owner.execute("SELECT DISTINCT owner_id, event_n > 0 FROM tickets").fetchall() == [(lea.me, True)]
        for one in (ann, ben, lea):
            one.raw.close()
    engine = make_engine(team.url)
    with engine.connect() as connection:
        assert list(chain.breaks(connection, (1, 2, 3))) == []
    engine.dispose()
