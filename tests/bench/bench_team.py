"""Ten people at work on one PostgreSQL, a tenth of a second of thought between acts: ours and bare psycopg by turns.

    python tests/bench/bench_team.py [--tickets 100000] [--agents 10] [--seconds 20] [--rounds 2] [--server 18]
    python tests/bench/bench_team.py --tickets 1000000 --keep FOLDER        # made once, 10 GB of disk, see kept.py

Of a hundred acts 40 read a page of the list, 30 open a ticket, 15 give a ticket to somebody, 10 take the next one that
nobody has (passing over what is locked), 5 search. Each agent is a process of its own with one connection, and does the
same acts by both ways: a round of ours, a round of the bare one. The server keeps what it says it has kept.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, Path(__file__).resolve().parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import corpus  # noqa: E402 - the path comes first
import kept  # noqa: E402 - same
import psycopg  # noqa: E402 - same
from bare import Bare  # noqa: E402 - same
from ours import Ours  # noqa: E402 - same

from console.query import parse  # noqa: E402 - same
from console.records.base import TicketId  # noqa: E402 - same
from console.records.commands import Command  # noqa: E402 - same
from console.store import Unit, open_store  # noqa: E402 - same
from console.store.queries import queue  # noqa: E402 - same
from tests.postgres_server import binaries  # noqa: E402 - same

TICKETS, AGENTS, SECONDS, ROUNDS, THOUGHT = 100_000, 10, 20, 2, 0.1
MIX = {"list": 40, "open": 30, "assign": 15, "claim": 10, "search": 5}
SIDES = ("ours", "bare")
_PAUSE = 3.0  # seconds between two rounds, so that none is left over from the one before
_FREE = "is:open owner:none -is:snoozed -is:waiting"


class OurAgent(Ours):
    """The acts as the desk does them."""

    def at(self) -> datetime:
        return corpus.NOW

    def list(self) -> object:
        return self.filtered()

    def open(self) -> object:
        return self.ticket()

    def search(self) -> object:
        return self.rare()

    def assign(self) -> object:
        key, owner = random.randint(1, self.count), random.randint(1, 20)
        command = Command(kind="assign", actor=self.actor, at=self.at())
        values = {"owner_id": owner, "owner_key": owner}
        return self.store.apply(
            command, lambda unit: unit.change_ticket(TicketId(key), "assigned", values, check_version=False)
        )

    def claim(self) -> object:
        def act(unit: Unit) -> int:
            found = queue.first_unheld(unit.connection, parse(_FREE).query, self.context)
            if found is None:
                return 0
            values = {"owner_id": 1, "owner_key": 1, "claimed_at": corpus.NOW}
            return unit.change_ticket(found, "assigned", values, check_version=False)

        return self.store.apply(Command(kind="take_next", actor=self.actor, at=self.at()), act)


class BareAgent(Bare):
    """The same by statements that one would write by hand."""

    def list(self) -> object:
        return self.filtered()

    def open(self) -> object:
        return self.ticket()

    def search(self) -> object:
        return self.rare()

    def assign(self) -> object:
        return self._act([random.randint(1, self.count)])

    def claim(self) -> object:
        with self.raw.transaction():
            found = self._rows(
                "SELECT id FROM tickets WHERE owner_key = 0 AND is_open = TRUE AND status NOT IN ('snoozed', 'waiting')"
                " ORDER BY tier_rank, received_at, id LIMIT 1 FOR UPDATE SKIP LOCKED"
            )
        return self._act([found[0][0]]) if found else None


def agent(given: argparse.Namespace) -> None:
    """Work as one agent: rounds of both ways at the times that all agents share, then tell how long each act took."""
    random.seed(given.agent)
    store = open_store(given.url)
    raw = psycopg.connect(given.dsn, autocommit=True)
    ways: dict[str, Any] = {
        "ours": OurAgent(store, given.tickets),
        "bare": BareAgent(raw, given.tickets, postgres=True),
    }
    for way in ways.values():
        way.turn = iter(range(given.agent * 1_000, 10**9))
        for act in MIX:
            getattr(way, act)()
    print("ready", flush=True)
    begins = float(sys.stdin.readline())
    taken: dict[str, list[float]] = defaultdict(list)
    for number in range(given.rounds * len(SIDES)):
        side = SIDES[number % len(SIDES)]
        start = begins + number * (given.seconds + _PAUSE)
        time.sleep(max(0.0, start - time.time()))
        while time.time() < start + given.seconds:
            act = random.choices(list(MIX), list(MIX.values()))[0]
            begun = time.perf_counter()
            getattr(ways[side], act)()
            taken[f"{side} {act}"].append((time.perf_counter() - begun) * 1_000)
            time.sleep(THOUGHT)
    raw.close()
    store.close()
    print(json.dumps(taken), flush=True)


def team(given: argparse.Namespace, url: str, dsn: str) -> dict[str, list[float]]:
    """Let the agents work and return how long each act took, by way and act."""
    ways = [f"--{name}={getattr(given, name)}" for name in ("tickets", "seconds", "rounds")]
    people = [
        subprocess.Popen(
            [sys.executable, __file__, f"--agent={n}", f"--url={url}", f"--dsn={dsn}", *ways],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(1, given.agents + 1)
    ]
    for one in people:
        assert one.stdout is not None
        assert one.stdout.readline().strip() == "ready"
    begins = time.time() + 1.0
    for one in people:
        assert one.stdin is not None
        one.stdin.write(f"{begins}\n")
        one.stdin.flush()
    taken: dict[str, list[float]] = defaultdict(list)
    for one in people:
        told, _ = one.communicate()
        for name, times in json.loads(told).items():
            taken[name] += times
    return taken


def show(taken: dict[str, list[float]], seconds: float) -> None:
    """Print the table: p50 and p95 of each act and of the mix, in milliseconds, and acts per second."""
    print(f"{'':<10}{'ours p50':>10}{'bare p50':>10}{'ours p95':>10}{'bare p95':>10}{'p95 ratio':>11}")
    whole = {side: [one for act in MIX for one in taken[f"{side} {act}"]] for side in SIDES}
    for name in (*MIX, "mix"):
        ours, bare = (whole[side] if name == "mix" else taken[f"{side} {name}"] for side in SIDES)
        if min(len(ours), len(bare)) > 1:
            print(
                f"{name:<10}{statistics.median(ours):>10.1f}{statistics.median(bare):>10.1f}{_p95(ours):>10.1f}"
                f"{_p95(bare):>10.1f}{_p95(ours) / _p95(bare):>11.1f}"
            )
    print(f"acts a second: ours {len(whole['ours']) / seconds:.0f}, bare {len(whole['bare']) / seconds:.0f}")


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Make the database, let the team work, print the table."""
    asked = argparse.ArgumentParser()
    for name, standard in (("tickets", TICKETS), ("agents", AGENTS), ("seconds", SECONDS), ("rounds", ROUNDS)):
        asked.add_argument(f"--{name}", type=int, default=standard)
    asked.add_argument("--server", type=int, default=max(binaries()))
    for name in ("url", "dsn"):
        asked.add_argument(f"--{name}", default="", help=argparse.SUPPRESS)
    asked.add_argument("--agent", type=int, default=0, help=argparse.SUPPRESS)
    kept.ask(asked)
    given = asked.parse_args()
    if given.agent:
        agent(given)
        return
    with kept.server(given.keep, given.tickets, given.server) as place:
        place.raw.execute("UPDATE tickets SET owner_id = NULL, owner_key = 0 WHERE is_open = TRUE AND id % 3 <> 0")
        place.raw.execute("VACUUM (ANALYZE) tickets")
        print(f"{given.tickets:,} tickets, {given.agents} agents, {THOUGHT} s of thought, PostgreSQL {given.server}")
        show(team(given, place.url, place.dsn), given.seconds * given.rounds)


if __name__ == "__main__":
    main()
