"""Runs in a network of its own, made by `unshare --net`: a server whose packets are dropped, and a host that is none.

Prints one line of JSON: seconds until each was given up, and the code of the fault.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import text

from console.faults import Fault
from console.store import migrate, open_store
from tests.postgres_server import Server

NOBODY = "10.9.0.2"


def link(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


def timed(act: Callable[[], object]) -> dict[str, Any]:
    begun = time.monotonic()
    try:
        act()
    except Fault as fault:
        return {"code": fault.code, "seconds": time.monotonic() - begun}
    return {"code": "", "seconds": time.monotonic() - begun}


def main() -> int:
    link("link", "set", "lo", "up")
    try:
        link("link", "add", "d0", "type", "dummy")
        link("addr", "add", "10.9.0.1/24", "dev", "d0")
        link("link", "set", "d0", "up")
        link("neigh", "add", NOBODY, "lladdr", "02:00:00:00:00:02", "dev", "d0")
        hole = True
    except subprocess.CalledProcessError:
        hole = False
    told: dict[str, Any] = {}
    with Server(18) as server:
        url = server.url(server.create_database())
        migrate(url)
        nobody = url.replace("127.0.0.1", NOBODY)  # its packets go nowhere, and nothing comes back
        trying = threading.Thread(
            target=lambda: told.update(connecting=timed(lambda: open_store(f"{nobody}?sslmode=disable")))
        )
        if hole:
            trying.start()
        store, rested = open_store(url), open_store(url)
        rested.changes_since(None)
        answers: list[dict[str, Any]] = []

        def wait() -> None:
            with store.read() as connection:
                connection.execute(text("SELECT pg_sleep(14)"))

        waiting = threading.Thread(target=lambda: answers.append(timed(wait)))
        waiting.start()
        time.sleep(1)
        link("link", "set", "lo", "down")
        told["looking"] = timed(lambda: rested.look(None))
        waiting.join()
        told["waiting"] = answers[0]
        link("link", "set", "lo", "up")
        told["back"] = timed(lambda: rested.look(None))
        store.close()
        rested.close()
        if hole:
            trying.join()
    print(json.dumps(told))  # noqa: T201 - the answer
    return 0


if __name__ == "__main__":
    sys.exit(main())
