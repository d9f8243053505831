"""Desks at work while their first server dies and the second one, a real standby, is promoted: they go on there.

The address of the desks names both servers. Each desk keeps a journal; where the standby is synchronous, all that it
was told is done stands on the second server, and nothing that it was told is refused.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
import pytest

from console.store import open_store, standby
from tests.postgres_server import Server
from tests.services.test_many_desks import Size, compare, fates, prepare
from tests.store.team.test_kept_twice import _set, _until, kept, second_of

pytestmark = pytest.mark.postgres
_SIZE = Size(processes=3, seconds=6, tickets=12)


def both(first: Server, name: str, port: int, who: str = "") -> str:
    """Return the address that names both servers, as people write it: the owner's, or that of `who` has another."""
    places = f"127.0.0.1:{first.port},127.0.0.1:{port}"
    login = f"{first.user}:{first.password}" if not who else who.partition("://")[2].rpartition("@")[0]
    return f"postgresql://{login}@{places}/{name}?target_session_attrs=read-write"


def promote(first: Server, name: str, port: int) -> None:
    dsn = first.dsn(name).replace(f":{first.port}/", f":{port}/")
    with psycopg.connect(dsn, autocommit=True) as bare:
        assert bare.execute("SELECT pg_promote()").fetchone() == (True,)


@pytest.mark.patient
@pytest.mark.parametrize("own_postgres_server", ["postgres18"], indirect=True)
def test_desks_go_on_at_the_second_server_and_nothing_that_was_told_is_lost(
    own_postgres_server: Server, tmp_path: Path
) -> None:
    first = own_postgres_server
    name = first.create_database()
    people = prepare(first.url(name), _SIZE)
    with second_of(first) as port:
        store = open_store(first.url(name))
        _until(lambda: kept(store) == standby.ASYNCHRONOUS)  # a desk says so, and db status
        _set(first, "synchronous_standby_names", "second")
        _until(lambda: kept(store) == standby.SYNCHRONOUS)
        store.close()
        url = both(first, name, port)
        addresses = [both(first, name, port, one) for one in people]
        journals, died = work(addresses, first, lambda: promote(first, name, port), tmp_path)
        second = open_store(url)
        told = compare(second, fates(journals))
        second.close()
    after = Counter(line["fate"] for journal in journals for line in journal if "fate" in line and line["at"] > died)
    assert told["done"] > _SIZE.processes
    assert after["done"] >= _SIZE.processes  # the same processes went on at the second server
    print(f"{dict(told)}, after the first server died: {dict(after)}")  # noqa: T201 - a figure


def work(addresses: list[str], first: Server, take_over: Any, folder: Path) -> tuple[list[list[dict[str, Any]]], float]:
    """Let desks work, kill the first server on the way and have the second take over; return journals and when."""
    paths = [folder / f"journal-{number}.jsonl" for number in range(_SIZE.processes)]
    with ExitStack() as stack:
        people = []
        for number, path in enumerate(paths):
            words = [
                "-m",
                "tests.services.many_desk",
                addresses[number],
                str(number),
                str(_SIZE.seconds),
                str(path),
                "7",
            ]
            log = stack.enter_context(path.with_suffix(".log").open("wb"))
            people.append(
                subprocess.Popen([sys.executable, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log)
            )
            stack.enter_context(people[-1])
        for one, path in zip(people, paths, strict=True):
            assert one.stdout is not None
            assert one.stdout.readline() == b"ready\n", path.with_suffix(".log").read_text()
        for one in people:
            assert one.stdin is not None
            one.stdin.write(b"\n")
            one.stdin.flush()
        time.sleep(_SIZE.seconds / 3)
        died = time.time()
        first.crash()
        take_over()
        for one, path in zip(people, paths, strict=True):
            assert one.wait(_SIZE.seconds + 120) == 0, path.with_suffix(".log").read_text()[-3_000:]
    return [[json.loads(line) for line in path.read_text().splitlines()] for path in paths], died
