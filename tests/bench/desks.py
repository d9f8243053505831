"""Desks of a team in two threads each, for `bench_desks`: one follows what others write, one acts now and then."""

from __future__ import annotations

import argparse
import queue as queues
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import teamed
from bench_team import MIX, BareAgent, OurAgent, sit_down

from console.query import parse
from console.store.queries import queue

_VIEWS = ("is:open", "is:open owner:me", "is:open owner:none", "is:unmatched", "is:waiting", "is:snoozed")
_COUNTS = (
    "is_open = TRUE",
    "is_open = TRUE AND owner_key = ?",
    "is_open = TRUE AND owner_key = 0",
    "is_open = TRUE AND is_matched = FALSE",
    "status = 'waiting'",
    "status = 'snoozed'",
)
_REST, _PAUSE_S, _LOOK_S, _MOST = 10, 0.15, 1.0, 999
_CHANNEL = "bench_written"
_XMIN = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_SINCE = (
    "SELECT xid, seq, kinds, ticket_ids, staff_id, origin, at FROM changes WHERE (xid, seq) > (%s, %s)"
    f" AND xid < {_XMIN} ORDER BY xid, seq LIMIT 500"
)


class _Desk:
    """What both kinds of desk do; how they wait, look and read is theirs."""

    def __init__(self, person: teamed.Person, given: argparse.Namespace) -> None:
        self.person, self.given = person, given
        self.taken: dict[str, list[float]] = defaultdict(list)
        self.faults: Counter[str] = Counter()
        self.acting: Any = None
        self.own: list[tuple[int, int]] = []

    def act(self, begins: float) -> None:
        """Act until the end."""
        time.sleep(max(0.0, begins - time.time()) + random.random() * self.given.every)
        while time.time() < begins + self.given.seconds:
            name = random.choices(list(MIX), list(MIX.values()))[0]
            self._timed(name, getattr(self.acting, name))
            time.sleep(random.uniform(0.5, 1.5) * self.given.every)

    def follow(self, begins: float) -> None:
        """Look when it is told of something and once a second; read anew when somebody wrote."""
        due, rested = False, 0.0
        self.look()
        while time.time() < begins + self.given.seconds:
            self.wait()
            begun = time.perf_counter()
            written = self.look()
            now = time.time()
            if now >= begins:
                self.taken["look"].append((time.perf_counter() - begun) * 1_000)
                self.taken["seen"] += [(now - at) * 1_000 for at in written]
            due = due or bool(written)
            if due and time.perf_counter() >= rested:
                begun = time.perf_counter()
                self._timed("list anew", self.anew)
                due = False
                pause = 0 if self.given.way == "unpaced" else _REST
                rested = time.perf_counter() + (time.perf_counter() - begun) * pause
            time.sleep(_PAUSE_S)

    def wait(self) -> None:
        """Wait until something was written, and a second at most."""
        raise NotImplementedError

    def look(self) -> list[float]:
        """Return when what was written since the last look was begun, in seconds since 1970; nothing the first time."""
        raise NotImplementedError

    def anew(self) -> None:
        """Read the list and the counts of the views anew."""
        raise NotImplementedError

    def _timed(self, name: str, work: Callable[[], object]) -> None:
        begun = time.perf_counter()
        try:
            work()
        except Exception as fault:  # noqa: BLE001 - what goes wrong is counted, the desk works on
            self.faults[getattr(fault, "code", type(fault).__name__)] += 1
            return
        self.taken[name].append((time.perf_counter() - begun) * 1_000)


class OurDesk(_Desk):
    """A desk as the window has it: its store, its bell."""

    def __init__(self, person: teamed.Person, given: argparse.Namespace) -> None:
        super().__init__(person, given)
        self.desk = sit_down(person)
        with person.connect() as raw:
            self.own = teamed.own_tickets(raw, person)
        self.acting = OurAgent(self.desk, given.tickets, self.own)
        self.acting.turn = iter(range(person.key * 1_000, 10**9))
        self.heard: queues.Queue[str] = queues.Queue()
        self.cursor: Any = None
        bell = self.desk.store.bell
        assert bell is not None
        bell.start(self.heard.put)

    def wait(self) -> None:
        """Wait for the bell."""
        try:
            self.heard.get(timeout=_LOOK_S)
            while not self.heard.empty():
                self.heard.get()
        except queues.Empty:
            pass

    def look(self) -> list[float]:
        """Read the change table behind the cursor."""
        changes, self.cursor = self.desk.store.changes_since(self.cursor)
        return [one.at.timestamp() for one in changes]

    def anew(self) -> None:
        """Read what the window reads."""
        self.acting.first()
        self.acting.every_id()
        with self.desk.store.read() as connection:
            for one in _VIEWS:
                queue.count(connection, parse(one).query, self.acting.context, cap=_MOST)

    def close(self) -> None:
        """Leave."""
        self.desk.store.close()


class BareDesk(_Desk):
    """The same by psycopg: one connection acts, one listens and reads."""

    def __init__(self, person: teamed.Person, given: argparse.Namespace) -> None:
        super().__init__(person, given)
        acts, self.reads = person.connect(), person.connect()
        self.own = teamed.own_tickets(acts, person)
        self.acting = BareAgent(person.by_hand(acts, _CHANNEL), given.tickets, self.own)
        self.acting.turn = iter(range(person.key * 1_000, 10**9))
        self.reading = BareAgent(person.by_hand(self.reads), given.tickets, [])
        self.reads.execute(f"LISTEN {_CHANNEL}")
        self.cursor: tuple[int, int] | None = None

    def wait(self) -> None:
        """Wait for a notification."""
        for _ in self.reads.notifies(timeout=_LOOK_S, stop_after=1):
            pass

    def look(self) -> list[float]:
        """Read the change table behind the cursor."""
        if self.cursor is None:
            self.cursor = (int(self.reads.execute(f"SELECT {_XMIN}").fetchone()[0]) - 1, 2**62)
        found = self.reads.execute(_SINCE, self.cursor).fetchall()
        if found:
            self.cursor = (found[-1][0], found[-1][1])
        return [row[6] / 1_000_000 for row in found]

    def anew(self) -> None:
        """Read the same rows and counts."""
        self.reading.first()
        self.reading.every_id()
        for one in _COUNTS:
            values = (self.person.key,) if "?" in one else ()
            asked = f"SELECT count(*) FROM (SELECT 1 FROM tickets WHERE {one} LIMIT {_MOST + 1}) n"
            self.reading.acts.rows(asked, *values)

    def close(self) -> None:
        """Leave."""
        for one in (self.acting.raw, self.reads):
            one.close()
