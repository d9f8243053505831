"""Ten people of a team at work on one PostgreSQL, a tenth of a second of thought between acts: ours and bare psycopg.

    python tests/bench/bench_team.py [--tickets 100000] [--agents 10] [--seconds 20] [--rounds 2] [--server 18]
    python tests/bench/bench_team.py --tickets 1000000 --keep FOLDER        # made once, 10 GB of disk, see kept.py

Of a hundred acts 40 read a page of the list, 30 open a ticket, 15 give a ticket of one's own to somebody, 10 take the
next one that nobody has (passing over what is locked), 5 search. Each agent is a process of its own with a login, a
role and the guards of a team (`teamed`), and does the same acts in three ways in turn: *ours*; *bare* psycopg with the
same login and guards; and *unguarded*, the same by the owner of the database, whom the guards let through. The server
keeps what it says it has kept.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, Path(__file__).resolve().parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import kept  # noqa: E402 - the path comes first
import teamed  # noqa: E402 - same
import together  # noqa: E402 - same
from acts import Acts  # noqa: E402 - same
from bare import Bare  # noqa: E402 - same
from ours import Ours  # noqa: E402 - same

from console.query import parse  # noqa: E402 - same
from console.records.base import StaffId, TicketId  # noqa: E402 - same
from console.services import assign, claiming  # noqa: E402 - same
from console.services.desk import Desk, open_desk  # noqa: E402 - same
from tests.postgres_server import binaries  # noqa: E402 - same

TICKETS, AGENTS, SECONDS, ROUNDS, THOUGHT = 100_000, 10, 20, 2, 0.1
MIX = {"list": 40, "open": 30, "assign": 15, "claim": 10, "search": 5}
SIDES = ("ours", "bare", "unguarded")
OPEN = parse("is:open").query
_PAUSE = 3.0  # seconds between two rounds, so that none is left over from the one before


class OurAgent(Ours):
    """The acts as the desk does them."""

    def __init__(self, desk: Desk, count: int, own: list[tuple[int, int]]) -> None:
        super().__init__(desk.store, count, desk.actor)
        self.desk, self.own = desk, own

    def list(self) -> object:
        return self.filtered()

    def open(self) -> object:
        return self.ticket()

    def search(self) -> object:
        return self.rare()

    def assign(self) -> object:
        if not self.own:
            return self.claim()
        key, version = self.own.pop()
        return assign.assign(self.desk, TicketId(key), StaffId(somebody()), version=version)

    def claim(self) -> object:
        return claiming.take_next(self.desk, OPEN).result


class BareAgent(Bare):
    """The same by statements that one would write by hand."""

    def __init__(self, acts: Acts, count: int, own: list[tuple[int, int]]) -> None:
        super().__init__(acts.raw, count, postgres=True, acts=acts)
        self.own = own

    def list(self) -> object:
        return self.filtered()

    def open(self) -> object:
        return self.ticket()

    def search(self) -> object:
        return self.rare()

    def assign(self) -> object:
        return self.acts.act([self.own.pop()[0]], somebody()) if self.own else self.claim()

    def claim(self) -> object:
        return self.acts.claim()


def somebody() -> int:
    """Return one of the twenty people of the staff that were there before their logins."""
    return random.randint(1, teamed.STAFF)


def sit_down(person: teamed.Person) -> Desk:
    """Return the desk of a person of a team."""
    return open_desk(person.url, login="", name="", out_folder=Path(tempfile.gettempdir()), create=False)


def agent(given: argparse.Namespace) -> None:
    """Work as one agent: rounds of each way at the times that all agents share, then tell how long each act took."""
    random.seed(given.agent)
    told = json.loads(sys.stdin.readline())
    person, owner = teamed.Person(**told["person"]), str(told["owner"])
    desk = sit_down(person)
    doors = [person.connect(), person.connect(owner)]
    own = teamed.own_tickets(doors[0], person)
    random.shuffle(own)
    bare, unguarded = (BareAgent(person.by_hand(raw), given.tickets, own) for raw in doors)
    ways: dict[str, Any] = {"ours": OurAgent(desk, given.tickets, own), "bare": bare, "unguarded": unguarded}
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
    for one in doors:
        one.close()
    desk.store.close()
    print(json.dumps(taken), flush=True)


def team(given: argparse.Namespace, place: kept.Place, people: list[teamed.Person]) -> dict[str, list[float]]:
    """Let the agents work and return how long each act took, by way and act."""
    ways = [f"--{name}={getattr(given, name)}" for name in ("tickets", "seconds", "rounds")]
    command = [sys.executable, __file__, *ways]
    working = [together.Part([*command, f"--agent={n}"]) for n in range(1, len(people) + 1)]
    for one, person in zip(working, people, strict=True):
        one.say(json.dumps({"person": asdict(person), "owner": place.dsn}))
    for one in working:
        one.wait_until_ready()
    begins = time.time() + 1.0
    for one in working:
        one.say(str(begins))
    taken: dict[str, list[float]] = defaultdict(list)
    for one in working:
        for name, times in one.end().items():
            taken[name] += times
    return taken


def show(taken: dict[str, list[float]], seconds: float) -> None:
    """Print the table: p50 and p95 of each act and of the mix, in milliseconds, and acts per second."""
    heads = "".join(f"{f'{side} {p}':>15}" for p in ("p50", "p95") for side in SIDES)
    print(f"{'ms':<8}{heads}{'p95 to bare':>13}{'to unguarded':>14}")
    whole = {side: [one for act in MIX for one in taken[f"{side} {act}"]] for side in SIDES}
    for name in (*MIX, "mix"):
        sides = [whole[side] if name == "mix" else taken[f"{side} {name}"] for side in SIDES]
        if min(map(len, sides)) > 1:
            slow = [_p95(one) for one in sides]
            figures = "".join(f"{one:>15.1f}" for one in (*map(statistics.median, sides), *slow))
            print(f"{name:<8}{figures}{slow[0] / slow[1]:>13.1f}{slow[0] / slow[2]:>14.1f}")
    print("acts a second: " + ", ".join(f"{side} {len(whole[side]) / seconds:.0f}" for side in SIDES))


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def main() -> None:
    """Make the database, let the team work, print the table."""
    asked = argparse.ArgumentParser()
    for name, standard in (("tickets", TICKETS), ("agents", AGENTS), ("seconds", SECONDS), ("rounds", ROUNDS)):
        asked.add_argument(f"--{name}", type=int, default=standard)
    asked.add_argument("--server", type=int, default=max(binaries(), default=0))
    asked.add_argument("--agent", type=int, default=0, help=argparse.SUPPRESS)
    kept.ask(asked)
    given = asked.parse_args()
    if given.agent:
        agent(given)
        return
    with kept.server(given.keep, given.tickets, given.server) as place:
        people = teamed.gather(place, given.agents)
        teamed.spread(place, people)
        print(
            f"{given.tickets:,} tickets, {given.agents} agents of a team, {THOUGHT} s of thought,"
            f" PostgreSQL {given.server}"
        )
        show(team(given, place, people), given.seconds * given.rounds)


if __name__ == "__main__":
    main()
