"""Works that are begun at desks of their own, all at one moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from console.faults import Fault
from console.services.desk import Desk
from console.store import open_store

Work = Callable[[Desk], object]


def outcomes(desk: Desk, *works: Work) -> list[object]:
    """Do each work at a desk of its own; return what came of each, or the fault that it was told."""
    start = threading.Barrier(len(works))

    def one(work: Work) -> object:
        store = open_store(desk.store.url)
        try:
            start.wait()
            return work(replace(desk, store=store))
        except Fault as fault:
            return fault
        finally:
            store.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))
