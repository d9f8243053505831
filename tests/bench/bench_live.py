"""Desks of a team on one PostgreSQL: claims by ten agents, from a change to its sight elsewhere, the bell.

    python tests/bench/bench_live.py [--tickets 2000] [--agents 10] [--seconds 6] [--sights 300] [--server 18]

The server waits for the disk; everybody has a login with a role and the guards of a team (`teamed`). *Bare* is psycopg
with the same logins and statements written by hand that write the same rows: the claim is one UPDATE over a row that
is skipped where it is locked, with command, event, hash, result and note. *Unguarded* is that by the database's owner,
whom the guards let through. What is seen by another desk is taken from the return of the writer's act to the change in
the hands of the other, who listens; the bare side notifies inside its transaction, and only says so. Each agent is a
process of its own.
"""

from __future__ import annotations

import argparse
import multiprocessing as mp
import queue
import statistics
import sys
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, Path(__file__).resolve().parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import kept  # noqa: E402 - the path comes first
import teamed  # noqa: E402 - same
from bench_team import OPEN, sit_down  # noqa: E402 - same

from console.services import claiming  # noqa: E402 - same
from console.store import migrate, open_store  # noqa: E402 - same
from tests.postgres_server import Server, binaries  # noqa: E402 - same
from tests.store.helpers import entered, open_ticket  # noqa: E402 - same

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SIDES = ("ours", "bare", "unguarded")
_FREE = "UPDATE tickets SET owner_id = NULL, owner_key = 0, claimed_at = NULL"


def main() -> None:
    """Print the tables."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--tickets", type=int, default=2_000)
    asked.add_argument("--agents", type=int, default=10)
    asked.add_argument("--seconds", type=float, default=6.0)
    asked.add_argument("--sights", type=int, default=300)
    asked.add_argument("--server", type=int, default=max(binaries(), default=0))
    given = asked.parse_args()
    with Server(given.server, durable=True) as server:
        name = server.create_database()
        _fill(server.url(name), given.tickets)
        with psycopg.connect(server.dsn(name), autocommit=True) as raw:
            place = kept.Place(server=server, name=name, raw=raw)
            people = teamed.gather(place, max(2, given.agents))
            print(
                f"{given.tickets:,} tickets, {given.agents} agents of a team; PostgreSQL {given.server}, waiting for"
                " the disk\n"
            )
            _claims(place, people[: given.agents], given.seconds)
            _sight(people, given.sights)
            _bell(place.dsn, given.seconds)


def _fill(url: str, count: int) -> None:
    migrate(url)
    with closing(open_store(url)) as store:
        actor = entered(store, NOW)
        for number in range(count):
            open_ticket(store, actor, NOW + timedelta(seconds=number), subject=f"Subject {number}")


# -- claims ------------------------------------------------------------------------------------------------------------


def _agent(side: str, person: teamed.Person, owner: str, seconds: float, ready: Any, told: Any) -> None:
    claim = _our_claim(person) if side == "ours" else _bare_claim(person, owner if side == "unguarded" else person.dsn)
    ready.wait()
    taken, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        found = claim()
        if found is None:
            break
        taken.append(found)
    told.put((taken, seconds - max(0.0, until - time.monotonic())))


def _our_claim(person: teamed.Person) -> Callable[[], int | None]:
    desk = sit_down(person)

    def claim() -> int | None:
        result: Any = claiming.take_next(desk, OPEN).result
        return None if result["ticket"] is None else int(result["ticket"])

    return claim


def _bare_claim(person: teamed.Person, dsn: str) -> Callable[[], int | None]:
    return person.by_hand(person.connect(dsn)).claim


def _claims(place: kept.Place, people: list[teamed.Person], seconds: float) -> None:
    context = mp.get_context("spawn")
    print(f"{'claims':<34}{'a second':>10}{'twice':>8}{'to ours':>10}")
    ours = 0.0
    for side in SIDES:
        ready, told = context.Barrier(len(people)), context.Queue()
        given = [(side, person, place.dsn, seconds, ready, told) for person in people]
        working = [context.Process(target=_agent, args=one) for one in given]
        for one in working:
            one.start()
        found = [told.get(timeout=seconds + 180) for _ in working]
        for one in working:
            one.join()
        taken = [ticket for mine, _ in found for ticket in mine]
        rate = len(taken) / max(lasted for _, lasted in found)
        ours = ours or rate
        print(f"{side:<34}{rate:>10.0f}{len(taken) - len(set(taken)):>8}{rate / ours:>10.1f}")
        place.raw.execute(_FREE)
    print()


# -- in the sight of another -------------------------------------------------------------------------------------------


def _sight(people: list[teamed.Person], times: int) -> None:
    ours, bare = _our_sight(people, times), _bare_sight(people, times)
    print(f"{f'from {times} changes to their sight, ms':<34}{'median':>10}{'p95':>8}{'most':>8}")
    for name, found in (("ours", ours), ("bare, notified inside", bare)):
        ms = sorted(one * 1_000 for one in found)
        slow = statistics.quantiles(ms, n=20, method="inclusive")[-1]
        print(f"{name:<34}{statistics.median(ms):>10.1f}{slow:>8.1f}{ms[-1]:>8.1f}")
    print()


def _our_sight(people: list[teamed.Person], times: int) -> list[float]:
    writer, reader = sit_down(people[0]), sit_down(people[1])
    heard: queue.Queue[str] = queue.Queue()
    assert writer.store.bell is not None
    assert reader.store.bell is not None
    writer.store.bell.start(lambda _channel: None)
    reader.store.bell.start(heard.put)
    while not (writer.store.bell.listens and reader.store.bell.listens):
        time.sleep(0.05)
    time.sleep(0.5)
    taken = []
    _, cursor = reader.store.changes_since(None)
    for _ in range(times):
        while not heard.empty():
            heard.get()
        claiming.take_next(writer, OPEN)
        begun = time.perf_counter()
        changes: tuple[Any, ...] = ()
        while not changes:
            heard.get(timeout=10)
            changes, cursor = reader.store.changes_since(cursor)
        taken.append(time.perf_counter() - begun)
    for one in (writer, reader):
        one.store.close()
    return taken


def _bare_sight(people: list[teamed.Person], times: int) -> list[float]:
    writer, taken = people[0].by_hand(people[0].connect(), "bare"), []
    with people[1].connect() as reader:
        reader.execute("LISTEN bare")
        seen: queue.Queue[float] = queue.Queue()
        ending = threading.Event()

        def listen() -> None:
            while not ending.is_set():
                for _ in reader.notifies(timeout=0.2):
                    seen.put(time.perf_counter())

        thread = threading.Thread(target=listen)
        thread.start()
        time.sleep(0.3)
        for _ in range(times):
            writer.claim()
            begun = time.perf_counter()
            taken.append(max(0.0, seen.get(timeout=10) - begun))
        ending.set()
        thread.join()
    writer.raw.close()
    return taken


# -- the bell ----------------------------------------------------------------------------------------------------------


def _bell(dsn: str, seconds: float, writers: int = 16) -> None:
    print(f"{f'commits of {writers} writers':<34}{'a second':>10}{'ratio':>8}")
    base = 0.0
    for name, inside in (("none is told", None), ("notified inside", True), ("rung afterwards", False)):
        rate = _commits(dsn, writers, seconds / 2, inside=inside)
        base = base or rate
        print(f"{name:<34}{rate:>10.0f}{base / rate:>8.1f}")


def _commits(dsn: str, writers: int, seconds: float, *, inside: bool | None) -> float:
    done, due, ending = [0] * writers, threading.Event(), threading.Event()
    ready = threading.Barrier(writers + 1)

    def write(number: int) -> None:
        with psycopg.connect(dsn) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS bench_bell (id text, n bigint)") if not number else None
            connection.commit()
            ready.wait()
            while not ending.is_set():
                connection.execute("INSERT INTO bench_bell VALUES (%s, 1)", (uuid.uuid4().hex,))
                if inside:
                    connection.execute("SELECT pg_notify('bare', '1')")
                connection.commit()
                done[number] += 1
                due.set()

    def ring() -> None:
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("SET synchronous_commit = off")
            while not ending.is_set():
                if due.wait(0.2):
                    due.clear()
                    time.sleep(0.02)
                    connection.execute("SELECT pg_notify('bare', '1')")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(writers)]
    if inside is False:
        threads.append(threading.Thread(target=ring))
    for one in threads:
        one.start()
    ready.wait()
    time.sleep(seconds)
    ending.set()
    for one in threads:
        one.join()
    return sum(done) / seconds


if __name__ == "__main__":
    main()
