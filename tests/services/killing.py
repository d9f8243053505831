"""What the tests that kill share: a process of victims, and what a database tells in the end, in words that two runs
share: no keys, no ids made by chance, no instants of writing."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from console.store import check, open_store, tables

ROOT = Path(__file__).resolve().parents[2]
KILLED = -9


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How a job ended: by what, and what it had acknowledged. Where it came to its end: after how many steps and
    seconds, and which of the steps weigh, being a commit or a change of a file."""

    died: int
    steps: int
    seconds: float
    weighty: tuple[int, ...]
    told: tuple[str, ...]

    def places(self, kills: int) -> list[int]:
        """Return about as many steps to die at: those that weigh and the steps behind them first, then others between.

        A job of fewer steps dies at every one.
        """
        near = sorted({place for step in self.weighty for place in (step, step + 1) if place <= self.steps})
        chosen = set(near[:: max(1, -(-len(near) // kills))])
        others = [step for step in range(1, self.steps + 1) if step not in chosen]
        room = max(0, kills - len(chosen))
        return sorted(chosen | set(others[:: max(1, -(-len(others) // room))] if room else ()))


class Victims:
    """Starts jobs in children that may be killed, one after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        surroundings = {**os.environ, "CLAUSEDESK_HOME": str(folder / "home"), "PYTHONPATH": str(ROOT)}
        with (folder / "victims.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(ROOT / "tests/services/victim.py")],
                cwd=ROOT,
                env=surroundings,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self._count = 0

    def run(self, do: str, *, step: int | None = None, seconds: float | None = None, **job: Any) -> End:
        """Do a job to its end, or until it is killed at a step or a moment; nothing of it may live on."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._count += 1
        begun = time.monotonic()
        told = self._folder / f"told-{self._count}"
        line = json.dumps({"do": do, "step": step, "seconds": seconds, "told": str(told), **job}, default=str)
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline() or '{"died": 1, "left": false}')
        assert answer["died"] in (0, KILLED), (self._folder / "victims.log").read_text()[-3000:]
        assert not answer["left"], "a process of the killed one lives on"
        lines = told.read_text().splitlines() if told.exists() else []
        counted = [json.loads(one.removeprefix("steps ")) for one in lines if one.startswith("steps ")]
        steps, weighty = counted[0] if counted else (0, [])
        return End(
            died=answer["died"],
            steps=steps,
            seconds=time.monotonic() - begun,
            weighty=tuple(weighty),
            told=tuple(one for one in lines if not one.startswith("steps ")),
        )

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()


def story(url: str) -> dict[str, Any]:
    """Return everything that a database holds of people's words and acts, in the order of its own numbers."""
    store = open_store(url, read_only=True)
    try:
        with store.read() as connection:
            assert check.check(connection) == ()
            return {
                "tickets": _tickets(connection),
                "messages": _messages(connection),
                "events": _events(connection),
                "outbox": _outbox(connection),
                "fates": _rows(connection, "intake_items", "channel_kind", "natural_key", "fate", "reason"),
                "conversations": _conversations(connection),
                "drafts": _rows(connection, "drafts", "kind", "subject", "body"),
                "agreements": _rows(connection, "agreement_versions", "label", "sha256"),
                "states": _rows(connection, "agreement_states", "state", "reason"),
                "hours": _rows(connection, "schedules", "label", "content", "reason"),
                "closures": _rows(connection, "closures", "kind", "reason", "void"),
                "services": _rows(connection, "paid_services", "code", "available"),
                "orders": _rows(connection, "service_orders", "state", "note"),
                "pauses": _rows(connection, "suspensions", "kind", "basis", "reason"),
                "access": _rows(connection, "access_requests", "kind", "state"),
                "errors": _rows(connection, "known_errors", "code", "status", "version"),
                "facts": _rows(connection, "facts", "name", "value", "status"),
                "staff": _rows(connection, "staff", "login", "name", "role"),
                "files": _rows(connection, "blobs", "sha256", "size"),
                "searched": _search(connection),
            }
    finally:
        store.close()


def commands(url: str) -> Counter[str]:
    """Return how often each command was applied."""
    store = open_store(url, read_only=True)
    try:
        with store.read() as connection:
            return Counter(connection.execute(select(tables.ledger.commands.c.id)).scalars())
    finally:
        store.close()


def written(url: str, ticket: int) -> list[str]:
    """Return the texts of unsent answers that a database holds for a ticket."""
    store = open_store(url, read_only=True)
    try:
        with store.read() as connection:
            kept = tables.desk.drafts.c
            return sorted(connection.execute(select(kept.body).where(kept.ticket_id == ticket)).scalars())
    finally:
        store.close()


def letters(folder: Path) -> dict[str, bytes]:
    """Return what lies in the folder for letters, half-written files too."""
    return {file.name: file.read_bytes() for file in folder.iterdir()} if folder.exists() else {}


def _rows(connection: Connection, table: str, *names: str) -> list[tuple[Any, ...]]:
    columns = tables.base.metadata.tables[table].c
    return sorted(tuple(row) for row in connection.execute(select(*(columns[name] for name in names))))


def _conversations(connection: Connection) -> list[tuple[Any, ...]]:
    """Return the conversations; the key of one that was typed in is made by chance."""
    found = _rows(connection, "conversations", "channel_kind", "external_key", "title")
    return sorted((kind, "hand" if key.startswith("hand:") else key, title) for kind, key, title in found)


def _tickets(connection: Connection) -> list[tuple[Any, ...]]:
    tickets, spans = tables.tickets.tickets, tables.tickets.ticket_spans
    asked = (
        select(tickets.c.number, tickets.c.subject, tickets.c.status, tickets.c.version, func.count(spans.c.id))
        .outerjoin(spans, spans.c.ticket_id == tickets.c.id)
        .group_by(tickets.c.id)
        .order_by(tickets.c.number)
    )
    return [tuple(row) for row in connection.execute(asked)]


def _messages(connection: Connection) -> list[tuple[Any, ...]]:
    messages, versions = tables.messages.messages, tables.messages.message_versions
    spans, tickets = tables.tickets.ticket_spans, tables.tickets.tickets
    asked = (
        select(messages.c.direction, tickets.c.number, versions.c.n, versions.c.subject, versions.c.body)
        .join(versions, versions.c.message_id == messages.c.id)
        .outerjoin(spans, spans.c.message_id == messages.c.id)
        .outerjoin(tickets, tickets.c.id == spans.c.ticket_id)
    )
    return sorted((tuple(row) for row in connection.execute(asked)), key=repr)


def _events(connection: Connection) -> list[tuple[Any, ...]]:
    events, tickets = tables.ledger.events, tables.tickets.tickets
    asked = (
        select(tickets.c.number, events.c.n, events.c.kind)
        .join(tickets, tickets.c.id == events.c.ticket_id)
        .order_by(tickets.c.number, events.c.n)
    )
    return [tuple(row) for row in connection.execute(asked)]


def _outbox(connection: Connection) -> list[tuple[Any, ...]]:
    outbox, versions = tables.desk.outbox, tables.messages.message_versions
    asked = select(outbox.c.state, outbox.c.to_address, versions.c.body).join(
        versions, versions.c.message_id == outbox.c.message_id
    )
    return sorted(tuple(row) for row in connection.execute(asked))


def _search(connection: Connection) -> str:
    """Return a digest of all that can be found: one lost or doubled text changes it."""
    bodies = sorted(connection.execute(select(tables.search.search_texts.c.body)).scalars())
    return f"{len(bodies)} {hashlib.sha256(chr(0).join(bodies).encode()).hexdigest()}"
