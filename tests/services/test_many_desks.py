"""Many processes work one PostgreSQL while it is restarted: no act is lost, none is done twice, every event is there.

Each process keeps a journal of its own; afterwards what the database holds is compared with what they were told.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.services import team
from console.store import Store, check, migrate, open_store
from console.store.chain import whole
from console.store.engine import make_engine
from console.store.tables.ledger import commands, events
from console.store.tables.tickets import tickets
from tests.postgres_server import Server
from tests.services.conftest import NOW, furnish
from tests.store.helpers import entered, open_ticket

WATCHED = ("owner_id", "tier", "status", "outcome")
RESTARTS = 2


@dataclass(frozen=True, kw_only=True)
class Size:
    processes: int
    seconds: float
    tickets: int


WHOLE, SAMPLE = Size(processes=32, seconds=300, tickets=120), Size(processes=4, seconds=6, tickets=12)


def prepare(url: str, size: Size) -> list[str]:
    """Make a team's database with tickets; return the address of each person, every other a lead."""
    migrate(url)
    furnish(url)
    store = open_store(url)
    actor = entered(store, NOW)
    for number in range(size.tickets):
        open_ticket(store, actor, NOW + timedelta(minutes=number), subject=f"Subject {number}")
    team.set_up(url)
    engine = make_engine(url)
    people = []
    for number in range(size.processes):
        role = "lead" if number % 2 else "specialist"
        made = team.add_member(store, f"p{number}", role, name=f"Person {number}")
        person = engine.url.set(username=made.login, password=made.password)
        people.append(person.render_as_string(hide_password=False))
    engine.dispose()
    store.close()
    return people


def work(addresses: list[str], server: Server, size: Size, folder: Path) -> list[list[dict[str, Any]]]:
    """Let them work while the server is stopped and started, crashed and started; return their journals."""
    paths = [folder / f"journal-{number}.jsonl" for number in range(size.processes)]
    with ExitStack() as stack:
        people = []
        for number, (url, path) in enumerate(zip(addresses, paths, strict=True)):
            given = [
                sys.executable,
                "-m",
                "tests.services.many_desk",
                url,
                str(number),
                str(size.seconds),
                str(path),
                "7",
            ]
            log = stack.enter_context(path.with_suffix(".log").open("wb"))
            people.append(subprocess.Popen(given, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log))
            stack.enter_context(people[-1])
        for one, path in zip(people, paths, strict=True):
            assert one.stdout is not None
            assert one.stdout.readline() == b"ready\n", path.with_suffix(".log").read_text()
        for one in people:
            assert one.stdin is not None
            one.stdin.write(b"\n")
            one.stdin.flush()
        for end in (server.stop, server.crash):
            time.sleep(size.seconds / (RESTARTS + 1))
            end()
            server.start()
        for one, path in zip(people, paths, strict=True):
            assert one.wait(size.seconds + 180) == 0, path.with_suffix(".log").read_text()[-3_000:]
    return [[json.loads(line) for line in path.read_text().splitlines()] for path in paths]


def fates(journals: list[list[dict[str, Any]]]) -> dict[str, str]:
    """Return what each act came to, as the process was told last."""
    known: dict[str, str] = {}
    for journal in journals:
        for line in journal:
            known[line["id"]] = line.get("fate", "asked")
    return known


def compare(store: Store, known: dict[str, str]) -> Counter[str]:
    """Hold the database against the journals; return how many acts came to what."""
    with store.read() as connection:
        wrong = [one for one in check.check(connection) if one.code != "login"]  # who furnished the desk has none
        assert wrong == []  # chains without a gap, references, one event for each version
        applied = set(connection.execute(select(commands.c.id)).scalars())
        left = Counter(connection.execute(select(events.c.command_id)).scalars())
        asked = select(events.c.id, events.c.ticket_id, events.c.old, events.c.new).order_by(
            events.c.ticket_id, events.c.n
        )
        rows = [dict(one) for one in connection.execute(asked).mappings()]
        said = whole(connection, rows)
        stands = {int(one["id"]): dict(one) for one in connection.execute(select(tickets)).mappings()}
    assert {one for one, fate in known.items() if fate == "done"} <= applied  # none is lost
    assert not {one for one, fate in known.items() if fate == "refused"} & applied  # none was done that was refused
    assert set(known.values()) <= {"done", "refused"}  # and the fate of each is known in the end
    assert not [one for one in known if left[one] > 1]  # none is done twice
    at: dict[int, dict[str, Any]] = {}
    for row in rows:  # no change was written over by one that did not know of it: each begins where the last ended
        ticket, (old, new) = at.setdefault(int(row["ticket_id"]), {}), said[int(row["id"])]
        for name in WATCHED:
            if name in old and name in ticket:
                assert old[name] == ticket[name], (row["ticket_id"], name)
            if name in new:
                ticket[name] = new[name]
    for key, ticket in at.items():
        for name, value in ticket.items():
            assert stands[key][name] == value, (key, name)
    return Counter(known.values())


@pytest.mark.soak
@pytest.mark.parametrize("own_postgres_server", ["postgres18"], indirect=True)
def test_many_processes_lose_nothing_while_the_server_is_restarted(
    own_postgres_server: Server, tmp_path: Path, whole_run: bool
) -> None:
    size = WHOLE if whole_run else SAMPLE
    url = own_postgres_server.url(own_postgres_server.create_database())
    addresses = prepare(url, size)
    journals = work(addresses, own_postgres_server, size, tmp_path)
    told = Counter(str(line.get("why")) for journal in journals for line in journal if line.get("fate") == "refused")
    assert not told["database_refused"], told  # the console asks for nothing that the guards do not give
    store = open_store(url)
    told = compare(store, fates(journals))
    store.close()
    kinds = {line["id"]: line["kind"] for journal in journals for line in journal if "kind" in line}
    done = Counter(kinds[one] for one, fate in fates(journals).items() if fate == "done")
    assert told["done"] > size.processes
    print(f"{size.processes} processes, {size.seconds:.0f} s: {dict(told)}, done {dict(done)}")  # noqa: T201 - the figure of a soak


def test_the_comparison_sees_what_is_lost_or_doubled(migrated_sqlite_url: str) -> None:
    store = open_store(migrated_sqlite_url)
    actor = entered(store, NOW)
    open_ticket(store, actor, NOW)
    with store.read() as connection:
        (mine,) = [one for one in connection.execute(select(commands.c.id, commands.c.kind)) if one.kind == "enter"]
    assert compare(store, {mine.id: "done"}) == {"done": 1}
    for wrong in ({"x": "done"}, {mine.id: "refused"}, {mine.id: "unknown"}):
        with pytest.raises(AssertionError):
            compare(store, wrong)
    store.close()
