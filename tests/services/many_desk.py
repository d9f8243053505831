"""A person at work in a process of its own, who keeps a journal: what was asked for, and what became of it.

Arguments: address, number, seconds, journal, seed. Every act is written down with its id before it is asked for, and
again when its fate is known: done, refused (nothing was written), or unknown until the database has said which.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from console.faults import Fault, Known, Locked, Unreachable
from console.query import parse
from console.records.base import StaffId, TicketId, Tier
from console.records.commands import new_gid
from console.services import assign, claiming, closing, reply, returning, showing, triage
from console.services.desk import Desk, open_desk
from console.store import carrying
from console.store.queries import setup

OPEN = parse("is:open").query


class Worker:
    """One person's day."""

    def __init__(self, desk: Desk, number: int, seed: int, journal: TextIO) -> None:
        self.desk, self.dice, self.journal = desk, random.Random(seed * 1_000 + number), journal
        self.unknown: set[str] = set()
        with desk.store.read() as connection:
            self.staff = [StaffId(one.id) for one in setup.staff_list(connection)]

    def write(self, **told: Any) -> None:
        self.journal.write(json.dumps({**told, "at": time.time()}) + "\n")
        self.journal.flush()

    def ticket(self) -> Any:
        rows = showing.queue_page(self.desk, parse(self.dice.choice(("is:open", "is:open", "is:resolved"))).query).rows
        return showing.detail(self.desk, self.dice.choice(rows).id) if rows else None

    def work(self) -> None:
        try:
            detail = self.ticket()
        except (Unreachable, Locked):
            time.sleep(0.2)
            return
        acts: list[Callable[[Any, str], Any]] = [self.claim, self.claim, self.reply, self.note, self.move, self.tier]
        acts += [self.close, self.close, self.reopen]
        act, command = self.dice.choice(acts), new_gid()
        self.write(id=command, kind=act.__name__)
        try:
            if detail is None and act != self.claim:
                raise Known("no_ticket")
            act(detail, command)
        except Unreachable as lost:
            if lost.code == carrying.NOT_CONFIRMED:
                self.unknown.add(command)
                self.write(id=command, fate="unknown")
            else:
                self.write(id=command, fate="refused", why=lost.code)
                time.sleep(0.2)
        except Fault as fault:
            self.write(id=command, fate="refused", why=fault.code)
        else:
            self.write(id=command, fate="done")

    def settle(self) -> None:
        try:
            fates = self.desk.store.settle(self.desk.actor)
        except (Unreachable, Locked):
            return
        for doubt, carried_out in fates:
            self.unknown.discard(doubt.command_id)
            self.write(id=doubt.command_id, fate="done" if carried_out else "refused", why="settled")

    def claim(self, _detail: Any, command: str) -> None:
        claiming.take_next(self.desk, OPEN, command_id=command)

    def reply(self, detail: Any, command: str) -> None:
        letter = reply.Outgoing(
            ticket_id=detail.row.id,
            text=f"Answer {command}",
            subject="Re",
            to_address="a@b.example",
            base_event=detail.event_n,
        )
        reply.send_reply(self.desk, letter, command_id=command)

    def note(self, detail: Any, command: str) -> None:
        reply.add_note(self.desk, detail.row.id, f"Note {command}", command_id=command)

    def move(self, detail: Any, command: str) -> None:
        owner = self.dice.choice([*self.staff, None])
        assign.assign(self.desk, detail.row.id, owner, version=detail.row.version, command_id=command)

    def tier(self, detail: Any, command: str) -> None:
        tier = self.dice.choice((Tier.CRITICAL, Tier.FUNCTIONAL, Tier.QUESTION))
        triage.set_tier(self.desk, detail.row.id, tier, version=detail.row.version, command_id=command)

    def close(self, detail: Any, command: str) -> None:
        judged = closing.judge(self.desk, TicketId(detail.row.id))
        may = judged.allowed
        if not may:
            raise Known("nothing_allowed")
        version = detail.row.version
        closing.close(self.desk, detail.row.id, self.dice.choice(may), version=version, command_id=command)

    def reopen(self, detail: Any, command: str) -> None:
        returning.reopen(self.desk, detail.row.id, version=detail.row.version, command_id=command)


def main() -> int:
    url, number, seconds, path, seed = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4], int(sys.argv[5])
    desk = open_desk(url, login="", name="", out_folder=Path(path).parent, create=False)
    with Path(path).open("w", encoding="utf-8") as journal:
        worker = Worker(desk, number, seed, journal)
        print("ready", flush=True)  # noqa: T201 - the sign to begin
        sys.stdin.readline()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            worker.work()
            if worker.unknown:
                worker.settle()
        while worker.unknown:
            worker.settle()
            time.sleep(0.2)
    desk.store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
