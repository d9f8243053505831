"""What a window goes on showing while its server is away: tickets and licenses that were opened before, and the board.

Nothing is asked for meanwhile. All of it stands in the memory of this window alone, and goes with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.models.kept import Kept
from console.records.board import Board
from console.records.licensing import LicenseRow
from console.records.thread import Thread
from console.records.tickets import MessageRecord
from console.services.license_list import LicensePage, LicensesAsked
from console.services.matters import Matters
from console.services.showing import Panels
from console.views.ticket.slips import Slips
from console.views.words import say, soon

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

MOST_TICKETS, MOST_MESSAGES, MOST_LETTERS = 20, 200, 200_000
"""Tickets that are kept; of each at most so many of its newest messages, and letters of their texts: 4 million letters
in all, 4 to 8 MB, and about 150 KB each for what the panels say."""
MOST_NEAR = 4
"""Neighbors that were read ahead, and never opened."""
MOST_BOARDS = 2
"""Boards that are kept, one a filter: at most 5,000 cards and 9 MB each."""

MOST_LICENSES, MOST_LICENSE_LISTS = 20, 4
"""Licenses that were opened, and first pages of their list, one for each way of asking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTicket:
    """A ticket as it was read: its panels, its conversation with the words that were here, its matters."""

    panels: Panels
    thread: Thread
    matters: Matters | None
    at: datetime


class EarlierTickets(QObject):
    """Keeps the MOST_TICKETS that were opened last at a server and the neighbors, and gives them while it is away."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._held: Kept[int, KeptTicket] = Kept(MOST_TICKETS)
        self._near: Kept[int, KeptTicket] = Kept(MOST_NEAR)
        self.boards: Kept[str, Board] = Kept(MOST_BOARDS)
        self.licenses: Kept[int, tuple[LicensePage, datetime]] = Kept(MOST_LICENSES)
        self.license_lists: Kept[LicensesAsked, tuple[Sequence[LicenseRow], datetime]] = Kept(MOST_LICENSE_LISTS)
        self._lost = False

    def leave(self) -> None:
        """Another ticket takes the place of the one in sight: keep that as it stands."""
        if self._window.runner.away is None:
            self._keep(self._window.desk.clock())

    def take(self, ticket_id: int) -> tuple[Panels, Thread] | None:
        """Return a ticket as it was read, while the server is away; None where it was not, or can be read now."""
        found, known = self._found(ticket_id), self._window.ticket.composer.earlier
        if self._window.runner.away is None or found is None:
            return None
        if known.of(ticket_id) is None and not found.panels.detail.row.has_draft:  # it was read ahead, never opened
            known.keep(ticket_id, Slips(base_event=found.panels.detail.event_n, are_read=True))
        return None if known.of(ticket_id) is None else (found.panels, found.thread)

    def keep_near(self, panels: Panels, thread: Thread) -> None:
        """Keep a neighbor of the ticket in sight that was read ahead."""
        if self._window.desk.store.is_postgres:
            kept = KeptTicket(panels=panels, thread=thread, matters=None, at=self._window.desk.clock())
            self._near.keep(int(panels.detail.row.id), kept)

    def tells(self, ticket_id: int) -> bool:
        """Return whether a ticket cannot be read now, because the server is away. That is said in its place."""
        window = self._window
        away = window.runner.away
        if away is None:
            return False
        if window.panels is None or int(window.panels.detail.row.id) != ticket_id:
            window.panels = None
            words = say("ticket.unread_text", time=away.params.get("time", ""))
            window.ticket.show_nothing(say("ticket.unread_title"), words)
            window.side.show_nothing()
        return True

    def show_when(self, ticket_id: int) -> None:
        """Say over a ticket of what time it is, where it is shown as it was read."""
        found = None if self._window.runner.away is None else self._found(ticket_id)
        if found is None:
            self._window.ticket.as_read.hide()
            return
        when = soon(found.at, self._window.desk.clock())
        self._window.ticket.as_read.say(say("ticket.as_read", time=when), say("ticket.as_read_detail"))
        self._window.ticket.as_read.show()

    def give_matters(self, ticket_id: int) -> bool:
        """Show the matters of a ticket as they were read; return whether they cannot be read now."""
        found = self._found(ticket_id)
        if self._window.runner.away is not None and found is not None and found.matters is not None:
            self._window.side.show_matters(found.matters)
        return self._window.runner.away is not None

    def lose(self, as_of: datetime) -> None:
        """The server is away, and answered last at `as_of`: keep the ticket in sight, and wait for no other."""
        if self._lost:
            return
        self._lost = True
        self._keep(as_of)
        window = self._window
        if window.wanted is not None and (window.panels is None or window.panels.detail.row.id != window.wanted):
            window.choose(window.wanted)

    def find(self) -> None:
        """The server is back: a ticket that could not be read is read now; one in sight is read anew by its window."""
        self._lost = False
        if self._window.panels is None and self._window.wanted is not None:
            self._window.choose(self._window.wanted)

    def _found(self, ticket_id: int) -> KeptTicket | None:
        """Return what was read of a ticket last."""
        both = (self._held.of(ticket_id), self._near.of(ticket_id))
        return max((one for one in both if one is not None), key=lambda one: one.at, default=None)

    def _keep(self, at: datetime) -> None:
        window = self._window
        thread = window.ticket.conversation.talk
        if window.panels is None or not window.desk.store.is_postgres:
            return
        key = window.panels.detail.row.id
        if thread.ticket_id != key:
            return
        matters = window.side.matters.matters
        kept = KeptTicket(
            panels=window.panels,
            thread=replace(thread, newest=_newest(window.ticket.conversation.messages)),
            matters=matters if matters is not None and matters.ticket_id == key else None,
            at=at,
        )
        self._held.keep(int(key), kept)


def _newest(messages: Sequence[MessageRecord]) -> tuple[MessageRecord, ...]:
    """Return the newest of messages, as many as are kept, in their order."""
    last = messages[-MOST_MESSAGES:]
    sums = accumulate(len(one.text) + len(one.reply_text) for one in reversed(last))
    number = sum(1 for _ in takewhile(lambda letters: letters <= MOST_LETTERS, sums))
    return tuple(last[len(last) - number :])
