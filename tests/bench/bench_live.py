"""Desks beside each other on one PostgreSQL: claims by ten agents, from a change to its sight elsewhere, the bell.

    python tests/bench/bench_live.py [--tickets 2000] [--agents 10] [--seconds 6]

The server waits for the disk. *Bare* is psycopg with statements written by hand that write the same rows: the claim is
one UPDATE over a row that is skipped where it is locked, with command, event, hash, result and note. What is seen by
another desk is taken from the return of the writer's act to the change in the hands of the other, who listens; the bare
side notifies inside its transaction, and only says so. Each agent is a process of its own.
"""

from __future__ import annotations

import argparse
import multiprocessing as mp
import queue
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, Path(__file__).resolve().parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from bench_guards import Raw  # noqa: E402 - the path comes first

from console.query import parse  # noqa: E402 - same
from console.records.base import Role  # noqa: E402 - same
from console.services import claiming  # noqa: E402 - same
from console.services.desk import Desk, ensure_staff, open_desk  # noqa: E402 - same
from console.store import migrate, open_store  # noqa: E402 - same
from tests.postgres_server import Server  # noqa: E402 - same
from tests.store.helpers import entered, open_ticket  # noqa: E402 - same

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OPEN = parse("is:open").query
_NEXT = (
    "SELECT id FROM tickets WHERE is_open = TRUE AND owner_key = 0 AND status NOT IN ('waiting', 'snoozed')"
    " ORDER BY tier_rank, received_at, id LIMIT 1 FOR UPDATE SKIP LOCKED"
)
_FREE = "UPDATE tickets SET owner_id = NULL, owner_key = 0, claimed_at = NULL"


def main() -> None:
    """Print the tables."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--tickets", type=int, default=2_000)
    asked.add_argument("--agents", type=int, default=10)
    asked.add_argument("--seconds", type=float, default=6.0)
    given = asked.parse_args()
    with Server(18, durable=True) as server:
        name = server.create_database()
        url = server.url(name)
        _fill(url, given.tickets, given.agents)
        print(f"{given.tickets:,} tickets, {given.agents} agents; PostgreSQL 18, waiting for the disk\n")
        _claims(url, server.dsn(name), given.agents, given.seconds)
        _sight(url, server.dsn(name))
        _bell(server.dsn(name), given.seconds)


def _fill(url: str, count: int, agents: int) -> None:
    migrate(url)
    store = open_store(url)
    actor = entered(store, NOW)
    for number in range(agents):
        ensure_staff(store, login=f"p{number}", name=f"Person {number}", role=Role.LEAD, now=NOW)
    for number in range(count):
        open_ticket(store, actor, NOW + timedelta(seconds=number), subject=f"Subject {number}")
    store.close()
    desk = open_desk(url, login="p0", name="", out_folder=Path(tempfile.gettempdir()))
    desk.store.close()


def _desk(url: str, number: int) -> Desk:
    return open_desk(url, login=f"p{number}", name="", out_folder=Path(tempfile.gettempdir()), create=False)


# -- claims ------------------------------------------------------------------------------------------------------------


def _agent(side: str, url: str, dsn: str, number: int, seconds: float, ready: Any, told: Any) -> None:
    claim = _our_claim(url, number) if side == "ours" else _bare_claim(dsn, number)
    ready.wait()
    taken, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        found = claim()
        if found is None:
            break
        taken.append(found)
    told.put((taken, seconds - max(0.0, until - time.monotonic())))


def _our_claim(url: str, number: int) -> Callable[[], int | None]:
    desk = _desk(url, number)

    def claim() -> int | None:
        result: Any = claiming.take_next(desk, OPEN).result
        return None if result["ticket"] is None else int(result["ticket"])

    return claim


def _bare_claim(dsn: str, number: int) -> Callable[[], int | None]:
    raw = Raw(dsn, 0, f"Person {number}", "lead")
    found = raw.connection.execute("SELECT id FROM staff WHERE login = %s", (f"p{number}",)).fetchone()
    raw.me = int(found[0]) if found else 0
    raw.connection.commit()

    def claim() -> int | None:
        row = raw.connection.execute(_NEXT).fetchone()
        if row is None:
            return None
        raw.act([int(row[0])])
        return int(row[0])

    return claim


def _claims(url: str, dsn: str, agents: int, seconds: float) -> None:
    context = mp.get_context("spawn")
    print(f"{'claims':<34}{'a second':>10}{'twice':>8}")
    rates = {}
    for side in ("ours", "bare"):
        ready, told = context.Barrier(agents), context.Queue()
        given = [(side, url, dsn, number, seconds, ready, told) for number in range(agents)]
        people = [context.Process(target=_agent, args=one) for one in given]
        for one in people:
            one.start()
        found = [told.get(timeout=seconds + 180) for _ in people]
        for one in people:
            one.join()
        taken = [ticket for mine, _ in found for ticket in mine]
        rates[side] = len(taken) / max(lasted for _, lasted in found)
        print(f"{side:<34}{rates[side]:>10.0f}{len(taken) - len(set(taken)):>8}")
        with psycopg.connect(dsn) as owner:
            owner.execute(_FREE)
    print(f"{'ratio':<34}{rates['bare'] / rates['ours']:>10.1f}\n")


# -- in the sight of another -------------------------------------------------------------------------------------------


def _sight(url: str, dsn: str, times: int = 60) -> None:
    ours, bare = _our_sight(url, times), _bare_sight(dsn, times)
    print(f"{'from a change to its sight, ms':<34}{'median':>10}{'p95':>8}{'most':>8}")
    for name, found in (("ours", ours), ("bare, notified inside", bare)):
        ms = sorted(one * 1_000 for one in found)
        print(f"{name:<34}{statistics.median(ms):>10.1f}{statistics.quantiles(ms, n=20)[-1]:>8.1f}{ms[-1]:>8.1f}")
    print()


def _our_sight(url: str, times: int) -> list[float]:
    writer, reader = _desk(url, 0), _desk(url, 1)
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


def _bare_sight(dsn: str, times: int) -> list[float]:
    writer, taken = Raw(dsn, 2, "Person 0", "lead"), []
    with psycopg.connect(dsn, autocommit=True) as reader:
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
        for key in range(1, times + 1):
            writer.connection.execute("SELECT pg_notify('bare', %s)", (str(key),))
            writer.act([key])
            begun = time.perf_counter()
            taken.append(max(0.0, seen.get(timeout=10) - begun))
        ending.set()
        thread.join()
    writer.connection.close()
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
