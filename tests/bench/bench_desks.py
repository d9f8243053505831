"""A hundred desks of a team on one PostgreSQL: each listens, looks once a second, reads its list anew, and acts.

    python tests/bench/bench_desks.py [--tickets 20000] [--desks 100] [--seconds 30] [--every 5] [--keep FOLDER]

Ten desks stand in each process; each has a login of its own with a role and the guards of a team (`teamed`), its own
connections, and the bell of the window. A desk acts every so many seconds (40 % a page of the list, 30 % a ticket, 15 %
given to somebody, 10 % the next that nobody has, 5 % a search). When it hears that somebody wrote it reads its list and
the counts of its views: *paced* as the window does, with a rest ten times as long as that took; in a second run without
a rest; and *bare*, paced too: the same by psycopg with statements written by hand and the same logins, which notifies
inside its transactions. From a change to its sight is taken from the beginning of the act to the change in the hands of
each desk.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import threading
import time
from collections import Counter, defaultdict
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, Path(__file__).resolve().parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import kept  # noqa: E402 - the path comes first
import teamed  # noqa: E402 - same
import together  # noqa: E402 - same
from bench_team import MIX  # noqa: E402 - same
from desks import BareDesk, OurDesk  # noqa: E402 - same
from measure import processor_seconds  # noqa: E402 - same

from tests.postgres_server import binaries  # noqa: E402 - same

_TOGETHER, _SECOND_MS = 10, 1_000.0
WAYS = {"paced": "paced", "unpaced": "without a rest", "bare": "bare, paced"}
_STATES = (
    "SELECT coalesce(state, 'none'), count(*), count(*) FILTER (WHERE now() - state_change > interval '1 second')"
    " FROM pg_stat_activity WHERE usename = ANY(%s) GROUP BY 1 ORDER BY 1"
)


def desks(given: argparse.Namespace) -> None:
    """Run the desks of this process and tell how long all took."""
    people = [teamed.Person(**one) for one in json.loads(sys.stdin.readline())]
    kind = BareDesk if given.way == "bare" else OurDesk
    mine = [kind(person, given) for person in people]
    random.seed(given.part)
    print("ready", flush=True)
    begins = float(sys.stdin.readline())
    threads = [threading.Thread(target=work, args=(begins,)) for one in mine for work in (one.act, one.follow)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken: dict[str, list[float]] = defaultdict(list)
    faults: Counter[str] = Counter()
    for one in mine:
        for name, times in one.taken.items():
            taken[name] += times
        faults.update(one.faults)
        one.close()
    print(json.dumps([taken, faults, processor_seconds()]), flush=True)


def run(given: argparse.Namespace, place: kept.Place, people: list[teamed.Person], way: str) -> None:
    """Let the desks work and print the table."""
    command = [sys.executable, __file__, f"--way={way}"]
    command += [f"--{name}={getattr(given, name)}" for name in ("tickets", "seconds", "every")]
    groups = [people[first : first + _TOGETHER] for first in range(0, len(people), _TOGETHER)]
    parts = [together.Part([*command, f"--part={n}"]) for n in range(1, len(groups) + 1)]
    for one, group in zip(parts, groups, strict=True):
        one.say(json.dumps([asdict(person) for person in group]))
    for one in parts:
        one.wait_until_ready()
    begins = time.time() + given.settle
    for one in parts:
        one.say(str(begins))
    time.sleep(max(0.0, begins + given.seconds / 2 - time.time()))
    states = place.raw.execute(_STATES, ([one.login for one in people],)).fetchall()
    taken: dict[str, list[float]] = defaultdict(list)
    faults: Counter[str] = Counter()
    worked = 0.0
    for one in parts:
        some, wrong, spent = one.end()
        worked += spent
        faults.update(wrong)
        for name, times in some.items():
            taken[name] += times
    show(WAYS[way], taken)
    told = ", ".join(f"{number} {state} ({long} for a second)" for state, number, long in states)
    print(f"connections: {told}; desks worked {worked:.0f} s; faults: {dict(faults) or 'none'}\n", flush=True)


def show(way: str, taken: dict[str, list[float]]) -> None:
    """Print the table: how often, p50, p95 and the most of each act, and how much was in sight within a second."""
    print(f"{way:<24}{'number':>9}{'p50, ms':>10}{'p95, ms':>10}{'most':>10}")
    for name in (*MIX, "look", "list anew", "seen"):
        times = taken.get(name, [])
        if len(times) > 1:
            p50, p95 = statistics.median(times), statistics.quantiles(times, n=20, method="inclusive")[-1]
            print(f"{name:<24}{len(times):>9,}{p50:>10.1f}{p95:>10.1f}{max(times):>10.1f}")
    seen = taken.get("seen", [])
    if seen:
        print(f"in sight within a second: {sum(one <= _SECOND_MS for one in seen) / len(seen):.2%} of {len(seen):,}")


def main() -> None:
    """Make the database and let the desks work every way."""
    asked = argparse.ArgumentParser()
    for name, standard in (("tickets", 20_000), ("desks", 100), ("seconds", 30), ("every", 5), ("part", 0)):
        asked.add_argument(f"--{name}", type=int, default=standard)
    asked.add_argument("--settle", type=float, default=15.0, help="seconds between the last desk's beginning and work")
    asked.add_argument("--server", type=int, default=max(binaries(), default=0))
    asked.add_argument("--way", choices=tuple(WAYS), help="only one of the ways")
    kept.ask(asked)
    given = asked.parse_args()
    if given.part:
        desks(given)
        return
    with kept.server(given.keep, given.tickets, given.server) as place:
        people = teamed.gather(place, given.desks)
        print(
            f"{given.tickets:,} tickets, {given.desks} desks of a team, an act every {given.every} s,"
            f" PostgreSQL {given.server}"
        )
        for way in (given.way,) if given.way else WAYS:
            teamed.spread(place, people)
            run(given, place, people, way)


if __name__ == "__main__":
    main()
