"""Goes through the requests of a rehearsal, page by page: in this process where they are few, else in two others.

Nothing is written: every connection is one that only reads. Each page is one consistent state. Memory does not grow
with the number of requests: what differs is handed on at once.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, nullcontext
from datetime import UTC

from console.faults import Locked, NotSet
from console.query import parse
from console.records.rehearsal import Differing, Stretch
from console.services.company import read_company
from console.services.rehearsing.judging import Judge
from console.services.rehearsing.process import Team
from console.services.rehearsing.trials import Trial
from console.stopping import present
from console.store import Store, open_store
from console.store.queries import cases
from console.store.queries.filters import Context

PAGE = 250
FEW = 600
_Judged = Callable[[tuple[int, ...]], tuple[Differing, ...]]


def rehearse(trial: Trial, *, processes: int | None = None, over: Store | None = None) -> Iterator[Stretch]:
    """Yield what differs, page by page in the order of the requests; leaving the loop ends the work.

    `over` is a store that is open already and stays open, of an archive that only this process may read.
    The first stretch comes before any request is decided and tells how many there are. Raises what reading a database
    raises, BadInput ("agreement_not_sound"), Locked ("interrupted") when the call that it runs in was stopped.
    """
    with nullcontext(over) if over is not None else closing(open_store(trial.url, read_only=True)) as store:
        context = _context(store, trial)
        with store.read() as connection:
            total = cases.number_of(connection, parse(trial.query).query, context)
        yield Stretch(done=0, total=total)
        pages = _pages(store, trial, context)
        wanted = processes if processes is not None else min(2, os.cpu_count() or 1)
        if total <= FEW or wanted < 1 or over is not None:
            yield from _alone(Judge(store, trial).page, pages, total)
        else:
            with closing(Team(trial, wanted)) as team:
                yield from _together(team.judge, pages, total, wanted)


def _alone(judged: _Judged, pages: Iterator[tuple[int, ...]], total: int) -> Iterator[Stretch]:
    done = 0
    for keys in pages:
        done += len(keys)
        yield Stretch(done=done, total=max(total, done), rows=judged(keys))
        _go_on()


def _together(judged: _Judged, pages: Iterator[tuple[int, ...]], total: int, number: int) -> Iterator[Stretch]:
    """Keep every process busy and hand the pages on in their order; no more than a few wait at any time."""
    done = 0
    waiting: deque[tuple[int, Future[tuple[Differing, ...]]]] = deque()
    pool = ThreadPoolExecutor(number, thread_name_prefix="rehearsal")
    try:
        for keys in pages:
            waiting.append((len(keys), pool.submit(judged, keys)))
            while len(waiting) > 2 * number:
                count, future = waiting.popleft()
                done += count
                yield Stretch(done=done, total=max(total, done), rows=future.result())
                _go_on()
        for count, future in waiting:
            done += count
            yield Stretch(done=done, total=max(total, done), rows=future.result())
            _go_on()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _pages(store: Store, trial: Trial, context: Context) -> Iterator[tuple[int, ...]]:
    query, after = parse(trial.query).query, 0
    while True:
        with store.read() as connection:
            keys = cases.keys_behind(connection, query, context, after=after, limit=PAGE)
        if not keys:
            return
        yield keys
        after = keys[-1]


def _context(store: Store, trial: Trial) -> Context:
    with store.read() as connection:
        company = read_company(connection)
    try:
        return Context(me=trial.staff_id, now=trial.now, zone=company.zone)
    except NotSet:
        return Context(me=trial.staff_id, now=trial.now, zone=UTC)


def _go_on() -> None:
    stop = present()
    if stop is not None and stop.asked:
        raise Locked("interrupted")
