"""A hundred desks on one PostgreSQL: each listens, looks once a second, reads its list anew, and acts now and then.

    python tests/bench/bench_desks.py [--tickets 20000] [--desks 100] [--seconds 30] [--every 5] [--keep FOLDER]

Ten desks stand in each process, with connections of their own. A desk acts every so many seconds (40 % a page of the
list, 30 % a ticket, 15 % given to somebody, 10 % the next that nobody has, 5 % a search). When it hears that somebody
wrote it reads its list and the counts of its views: *paced* as the window does, with a rest ten times as long as that
took, and in a second run without a rest. From a change to its sight is taken from the beginning of the act.
"""

from __future__ import annotations

import argparse
import json
import queue as queues
import random
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, Path(__file__).resolve().parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import kept  # noqa: E402 - the path comes first
from bench_team import MIX, OurAgent  # noqa: E402 - same
from measure import processor_seconds  # noqa: E402 - same

from console.query import parse  # noqa: E402 - same
from console.store import Store, open_store  # noqa: E402 - same
from console.store.queries import queue  # noqa: E402 - same
from tests.postgres_server import binaries  # noqa: E402 - same

_TOGETHER = 10
_VIEWS = ("is:open", "is:open owner:me", "is:open owner:none", "is:unmatched", "is:waiting", "is:snoozed")
_REST, _PAUSE_S, _LOOK_S = 10, 0.15, 1.0
_STATES = (
    "SELECT coalesce(state, 'none'), count(*), count(*) FILTER (WHERE now() - state_change > interval '1 second')"
    " FROM pg_stat_activity WHERE application_name = 'clausedesk' GROUP BY 1 ORDER BY 1"
)


class Agent(OurAgent):
    """Acts now, so that others can tell how long ago that was."""

    def at(self) -> datetime:
        """Return the present instant."""
        return datetime.now(UTC)


class Desk:
    """A desk in two threads: one looks and reads anew, one acts."""

    def __init__(self, store: Store, given: argparse.Namespace, begins: float) -> None:
        self.given, self.begins = given, begins
        self.ends = begins + given.seconds
        self.ours = Agent(store, given.tickets)
        self.store = store
        self.heard: queues.Queue[str] = queues.Queue()
        self.taken: dict[str, list[float]] = defaultdict(list)
        self.faults: dict[str, int] = defaultdict(int)

    def act(self) -> None:
        """Act until the end."""
        time.sleep(max(0.0, self.begins - time.time()) + random.random() * self.given.every)
        while time.time() < self.ends:
            name = random.choices(list(MIX), list(MIX.values()))[0]
            self._timed(name, getattr(self.ours, name))
            time.sleep(random.uniform(0.5, 1.5) * self.given.every)

    def follow(self) -> None:
        """Look when the bell rings and once a second; read anew when somebody wrote."""
        _, cursor = self.store.changes_since(None)
        due, rested = False, 0.0
        while time.time() < self.ends:
            try:
                self.heard.get(timeout=_LOOK_S)
                while not self.heard.empty():
                    self.heard.get()
            except queues.Empty:
                pass
            begun = time.perf_counter()
            changes, cursor = self.store.changes_since(cursor)
            if time.time() >= self.begins:
                self.taken["look"].append((time.perf_counter() - begun) * 1_000)
                now = datetime.now(UTC)
                self.taken["seen"] += [(now - one.at).total_seconds() * 1_000 for one in changes]
            due = due or bool(changes)
            if due and time.perf_counter() >= rested:
                begun = time.perf_counter()
                self._timed("list anew", self._anew)
                due = False
                rested = time.perf_counter() + (0 if self.given.unpaced else (time.perf_counter() - begun) * _REST)
            time.sleep(_PAUSE_S)

    def _anew(self) -> None:
        self.ours.first()
        self.ours.every_id()
        with self.store.read() as connection:
            for one in _VIEWS:
                queue.count(connection, parse(one).query, self.ours.context, cap=999)

    def _timed(self, name: str, work: Any) -> None:
        begun = time.perf_counter()
        try:
            work()
        except Exception as fault:  # noqa: BLE001 - what goes wrong is counted, the desk works on
            self.faults[getattr(fault, "code", type(fault).__name__)] += 1
            return
        self.taken[name].append((time.perf_counter() - begun) * 1_000)


def desks(given: argparse.Namespace) -> None:
    """Run the desks of this process and tell how long all took."""
    stores = [open_store(given.url) for _ in range(_TOGETHER)]
    random.seed(given.part)
    print("ready", flush=True)
    begins = float(sys.stdin.readline())
    mine = [Desk(store, given, begins) for store in stores]
    threads = [threading.Thread(target=work) for one in mine for work in (one.act, one.follow)]
    for n, one in enumerate(mine):
        one.ours.turn = iter(range((given.part * _TOGETHER + n) * 1_000, 10**9))
        one.ours.actor = corpus_actor(one.ours, given.part * _TOGETHER + n)
        assert one.store.bell is not None
        one.store.bell.start(one.heard.put)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken: dict[str, list[float]] = defaultdict(list)
    faults: dict[str, int] = defaultdict(int)
    for one in mine:
        for name, times in one.taken.items():
            taken[name] += times
        for name, number in one.faults.items():
            faults[name] += number
        one.store.close()
    print(json.dumps([taken, faults, processor_seconds()]), flush=True)


def corpus_actor(ours: Agent, number: int) -> Any:
    """Return one of the twenty people."""
    return type(ours.actor)(staff_id=1 + number % 20, name=f"Agent {1 + number % 20}", role=ours.actor.role)


def run(given: argparse.Namespace, place: kept.Place, *, unpaced: bool) -> None:
    """Let the desks work and print the table."""
    ways = [f"--{name}={getattr(given, name)}" for name in ("tickets", "seconds", "every")]
    ways += ["--unpaced"] if unpaced else []
    people = [
        subprocess.Popen(
            [sys.executable, __file__, f"--part={n}", f"--url={place.url}", *ways],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(1, given.desks // _TOGETHER + 1)
    ]
    for one in people:
        assert one.stdout is not None
        assert one.stdout.readline().strip() == "ready"
    begins = time.time() + 15.0
    for one in people:
        assert one.stdin is not None
        one.stdin.write(f"{begins}\n")
        one.stdin.flush()
    time.sleep(max(0.0, begins + given.seconds / 2 - time.time()))
    states = place.raw.execute(_STATES).fetchall()
    taken: dict[str, list[float]] = defaultdict(list)
    faults: dict[str, int] = defaultdict(int)
    worked = 0.0
    for one in people:
        told, _ = one.communicate()
        some, wrong, spent = json.loads(told)
        worked += spent
        for name, times in some.items():
            taken[name] += times
        for name, number in wrong.items():
            faults[name] += number
    way = "without a rest" if unpaced else "paced"
    print(f"{way:<24}{'number':>9}{'p50, ms':>10}{'p95, ms':>10}{'most':>10}")
    for name in (*MIX, "look", "list anew", "seen"):
        times = taken.get(name, [])
        if len(times) > 1:
            p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
            print(f"{name:<24}{len(times):>9,}{p50:>10.1f}{p95:>10.1f}{max(times):>10.1f}")
    told = ", ".join(f"{number} {state} ({long} for a second)" for state, number, long in states)
    print(f"connections: {told}; desks worked {worked:.0f} s; faults: {dict(faults) or 'none'}\n", flush=True)


def main() -> None:
    """Make the database and let the desks work both ways."""
    asked = argparse.ArgumentParser()
    for name, standard in (("tickets", 20_000), ("desks", 100), ("seconds", 30), ("every", 5), ("part", 0)):
        asked.add_argument(f"--{name}", type=int, default=standard)
    asked.add_argument("--server", type=int, default=max(binaries(), default=0))
    asked.add_argument("--url", default="", help=argparse.SUPPRESS)
    asked.add_argument("--unpaced", action="store_true", help="only as if the window did not rest")
    kept.ask(asked)
    given = asked.parse_args()
    if given.part:
        desks(given)
        return
    with kept.server(given.keep, given.tickets, given.server) as place:
        place.raw.execute("UPDATE tickets SET owner_id = NULL, owner_key = 0 WHERE is_open = TRUE AND id % 3 <> 0")
        place.raw.execute("VACUUM (ANALYZE) tickets")
        print(
            f"{given.tickets:,} tickets, {given.desks} desks, an act every {given.every} s, PostgreSQL {given.server}"
        )
        for unpaced in (True,) if given.unpaced else (False, True):
            run(given, place, unpaced=unpaced)


if __name__ == "__main__":
    main()
