"""What the window does, for the bench: each method is one line of the table, its first words the name of the line."""

from __future__ import annotations

import itertools
from datetime import UTC
from typing import Any

import corpus

from console.query import parse
from console.records.base import Actor, Cursor, Role, StaffId
from console.records.commands import Command
from console.store import Store, Unit
from console.store.queries import queue, tickets
from console.store.queries.filters import Context


class Ours:
    """The desk's own way, of agent1 or of whoever it is that acts."""

    names = (
        "first",
        "following",
        "filtered",
        "counted",
        "every_id",
        "last_block",
        "rare",
        "common",
        "common_second",
        "start",
        "two_words",
        "ticket",
        "change",
        "reassign",
    )

    def __init__(self, store: Store, count: int, actor: Actor | None = None) -> None:
        self.store = store
        self.count = count
        self.actor = actor or Actor(staff_id=StaffId(1), name="Agent 1", role=Role.LEAD)
        self.context = Context(me=self.actor.staff_id, now=corpus.NOW, zone=UTC)
        self.turn = itertools.count()
        with store.read() as connection:
            opened = parse("is:open").query
            self.after = queue.page(connection, opened, self.context, limit=50).after
            self.ids = queue.ids(connection, opened, self.context)

    def first(self) -> object:
        """First page of open."""
        return self._page("is:open")

    def following(self) -> object:
        """Next page."""
        return self._page("is:open", self.after)

    def filtered(self) -> object:
        """Owner and tier."""
        return self._page(f"owner:agent{10 + next(self.turn) % 10} tier:critical is:open")

    def counted(self) -> object:
        """Count of open, to 10,000."""
        with self.store.read() as connection:
            return queue.count(connection, parse("is:open").query, self.context)

    def every_id(self) -> object:
        """Sorted ids of open (scroll bar)."""
        with self.store.read() as connection:
            return queue.ids(connection, parse("is:open").query, self.context)

    def last_block(self) -> object:
        """Rows at the end of the list."""
        with self.store.read() as connection:
            return queue.rows(connection, self.ids[-50:], self.context)

    def rare(self) -> object:
        """Search, rare word."""
        return self._page(corpus.RARE)

    def common(self) -> object:
        """Search, common word, open."""
        return self._page(f"{corpus.COMMON} is:open")

    def common_second(self) -> object:
        """Search, word in 3 %, open."""
        return self._page(f"{corpus.SECOND} is:open")

    def start(self) -> object:
        """Search, inv*, open."""
        return self._page(f"{corpus.START} is:open")

    def two_words(self) -> object:
        """Search, two words, open."""
        return self._page(f"{corpus.COMMON} {corpus.SECOND} is:open")

    def ticket(self) -> object:
        """Open a ticket."""
        key = 1 + next(self.turn) * corpus.STRIDE % self.count
        with self.store.read() as connection:
            tickets.detail(connection, key, self.context.me)
            return tickets.messages_of(connection, key)

    def change(self) -> object:
        """A durable change."""
        owner = 1 + next(self.turn) % 20
        command = Command(kind="assign", actor=self.actor, at=corpus.NOW)
        return self.store.apply(command, lambda unit: _assign(unit, 77, owner)).replayed

    def reassign(self) -> object:
        """Reassign 500, one act."""
        owner = 1 + next(self.turn) % 20
        command = Command(kind="reassign", actor=self.actor, at=corpus.NOW)
        return self.store.apply(command, lambda unit: _assign_all(unit, range(1, 501), owner), bulk=True).replayed

    def _page(self, words: str, after: Cursor | None = None) -> Any:
        with self.store.read() as connection:
            return queue.page(connection, parse(words).query, self.context, after=after, limit=50).rows


def _assign_all(unit: Unit, keys: range, owner: int) -> list[int]:
    unit.held.read(unit.connection, keys, "owner_id", "owner_key")
    return [_assign(unit, key, owner) for key in keys]


def _assign(unit: Unit, key: int, owner: int) -> int:
    return unit.change_ticket(key, "assigned", {"owner_id": owner, "owner_key": owner}, check_version=False)
