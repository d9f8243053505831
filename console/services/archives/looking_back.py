"""A ticket as it stood at an earlier instant, with everything that it was judged by: rebuilt from its chain.

The ticket's rows are copied into a private database, and there everything later is taken back. What is shown then is
read and assessed by the very code that shows the present, with the clock of that instant.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from console.faults import NotFound
from console.records.base import TicketId
from console.records.thread import Thread
from console.records.tickets import EventRecord
from console.services import showing, thread
from console.services.archives.private_folder import PrivateFolder
from console.services.archives.reading import desk_over
from console.services.desk import Desk
from console.services.showing import Panels, ShownTicket
from console.store.archived import gathering, member, opening, rewinding
from console.store.queries import tickets

_MOST_BESIDE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """A ticket as it stood: the desk to read it with, and what its panels and its conversation show.

    `of` is the last event that had happened, `later` how many came since.
    """

    at: datetime
    desk: Desk
    panels: Panels
    thread: Thread
    of: EventRecord
    later: int


@dataclass(slots=True, kw_only=True)
class Past:
    """The past of one ticket. `moments` are its events in order; close it when nobody looks any more."""

    ticket_id: TicketId
    moments: tuple[EventRecord, ...]
    _desk: Desk
    _folder: PrivateFolder
    _made: int = 0
    _open: list[Desk] = field(default_factory=list)

    def at(self, instant: datetime) -> Then:
        """Return the ticket as it stood at an instant. Raises NotFound ("not_yet") where it had not come yet."""
        standing = self._standing(instant)
        desk = self._desk_at(instant)
        return Then(
            at=instant,
            desk=desk,
            panels=showing.panels(desk, self.ticket_id),
            thread=thread.open_thread(desk, self.ticket_id),
            of=standing[-1],
            later=len(self.moments) - len(standing),
        )

    def shown(self, instant: datetime, *, replay: bool = False) -> ShownTicket:
        """Return the ticket as the command line shows it, assessed as of an instant.

        Before the chain begins (it may have been entered later than it was received) it is as it was entered.
        """
        standing = max(instant, self.moments[0].recorded_at)
        desk = self._desk_at(standing, clock=instant)
        return showing.ticket(desk, showing.detail(desk, self.ticket_id).row.number, replay=replay)

    def let_go(self, kept: Desk | None = None) -> None:
        """Close every state that was made, but for the one that is shown."""
        for one in [one for one in self._open if one is not kept]:
            self._open.remove(one)
            one.store.close()

    def close(self) -> None:
        """Close everything and remove the copy."""
        self.let_go()
        self._folder.close()

    def _standing(self, instant: datetime) -> Sequence[EventRecord]:
        count = next((place for place, one in enumerate(self.moments) if one.recorded_at > instant), len(self.moments))
        if not count:
            raise NotFound("not_yet", ticket=int(self.ticket_id), first=self.moments[0].recorded_at.isoformat())
        return self.moments[:count]

    def _desk_at(self, instant: datetime, *, clock: datetime | None = None) -> Desk:
        self._made += 1
        file = self._folder.path / f"then-{self._made}.sqlite"
        shutil.copyfile(self._folder.path / _BASE, file)
        rewinding.rewind_file(file, instant)
        store = opening.SealedStore(file, lambda sha256: showing.content(self._desk, sha256))
        desk = desk_over(store, clock or instant)
        self._open.append(desk)
        return desk


_BASE = "ticket.sqlite"


def moments_of(desk: Desk, ticket_id: TicketId) -> tuple[EventRecord, ...]:
    """Return the events of a ticket, each a moment that can be looked back at."""
    with desk.store.read() as connection:
        return tickets.history(connection, ticket_id)


def look_back(desk: Desk, ticket_id: TicketId) -> Past:
    """Copy a ticket, with those that it is judged beside, so that its past can be looked at. Raises NotFound."""
    folder = PrivateFolder()
    try:
        with opening.distrusting():
            moments = _copied(desk, ticket_id, folder.path)
    except BaseException:
        folder.close()
        raise
    return Past(ticket_id=ticket_id, moments=moments, _desk=desk, _folder=folder)


def _copied(desk: Desk, ticket_id: TicketId, folder: Path) -> tuple[EventRecord, ...]:
    work = folder / "work.sqlite"
    with desk.store.read() as source:
        moments = tickets.history(source, ticket_id)
        if not moments:
            raise NotFound("no_ticket", ticket=ticket_id)
        wanted = rewinding.together(source, ticket_id, most=_MOST_BESIDE)
        with member.filling(work) as filled:
            gathering.gather(source, filled, wanted, lambda _done, _total: None)
    member.close_for_good(work, folder / _BASE)
    return moments
