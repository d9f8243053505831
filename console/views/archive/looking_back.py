"""Looking back at a ticket as it stood: the line of its time, a field for a day, and what is hidden then."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.faults import Fault
from console.records.tickets import EventRecord
from console.services.archives import looking_back
from console.services.archives.looking_back import Past, Then
from console.services.desk import Desk
from console.views.archive.blocks import deed
from console.views.archive.track import TimeTrack
from console.views.kit.buttons import IconButton
from console.views.kit.instants import InstantEdit
from console.views.kit.layout import column, row
from console.views.kit.states import Banner
from console.views.words import day, moment, say, say_count

if TYPE_CHECKING:
    from console.views.archive.window import ArchiveWindow


class PastBar(QWidget):
    """The line of time of the ticket that is shown. `moved` carries a place on it, `asked` an instant."""

    moved = Signal(int)
    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self.earlier = IconButton("chevron-left", say("command.look_earlier"), "Alt+Left")
        self.later = IconButton("chevron-right", say("command.look_later"), "Alt+Right")
        self.track = TimeTrack()
        self.at = InstantEdit()
        self.at.setAccessibleName(say("past.at"))
        self.at.setMinimumWidth(self.at.whole_width())  # an instant that is cut tells another one
        self.told = Banner("info", "history", "", act=say("past.newest"), whole=True)
        self.told.hide()
        whole = column(spacing=0)
        whole.addLayout(row(self.earlier, self.track, self.later, self.at, spacing=6, margins=(12, 2, 12, 2)))
        whole.addWidget(self.told)
        self.setLayout(whole)
        self.track.valueChanged.connect(self.moved)
        self.earlier.clicked.connect(lambda: self.track.setValue(self.track.value() - 1))
        self.later.clicked.connect(lambda: self.track.setValue(self.track.value() + 1))
        self.at.moved.connect(self._typed)
        self.hide()
        self._shown_at: datetime | None = None

    def show_moments(self, moments: tuple[EventRecord, ...]) -> None:
        """Show the line of another ticket, at its newest moment; of one event there is nothing to look back at."""
        self.setVisible(len(moments) > 1)
        if moments:
            self.track.show_stops([day(one.recorded_at) for one in moments], len(moments) - 1)
            self._show_instant(moments[-1].recorded_at)
            self._dress(len(moments) - 1)
        self.told.hide()

    def show_then(self, at: datetime, place: int, words: str, later: int) -> None:
        """Say what is shown and what is hidden."""
        self.track.stand(place, words)
        self._show_instant(at)
        self._dress(place)
        hidden = say_count("past.hidden", later)
        self.told.say(say("past.stood", moment=moment(at)), f"{hidden}  ·  {words}", say("past.newest"))
        self.told.setVisible(bool(later))

    def _dress(self, place: int) -> None:
        self.earlier.setEnabled(place > self.track.minimum())
        self.later.setEnabled(place < self.track.maximum())

    def _show_instant(self, at: datetime) -> None:
        self.at.show_instant(at)
        self._shown_at = self.at.instant()

    def _typed(self) -> None:
        chosen = self.at.instant()
        if chosen is None and self._shown_at is not None:  # what cannot be read asks for nothing
            self._show_instant(self._shown_at)
        elif chosen is not None and chosen != self._shown_at:
            self._shown_at = chosen
            self.asked.emit(chosen.replace(second=59, microsecond=999_999))


class LookingBack:
    """Moves the window through the past of its ticket. One state is made at a time, and the last wish counts."""

    def __init__(self, window: ArchiveWindow, present: Desk) -> None:
        self._window, self._present = window, present
        self.bar = PastBar()
        self.then: Then | None = None
        self._past: Past | None = None
        self._ticket = 0
        self._moments: tuple[EventRecord, ...] = ()
        self._wanted: datetime | None = None
        self.busy = False
        self.bar.moved.connect(self.go)
        self.bar.asked.connect(self.look_at)
        self.bar.told.acted.connect(self.newest)

    @property
    def can_look(self) -> bool:
        """Return whether the ticket has a past."""
        return len(self._moments) > 1

    def said(self) -> str:
        """Return as of when the ticket is shown and what is hidden of it, in words; nothing where it is the end."""
        then = self.then
        if then is None:
            return ""
        return f"{say('past.stood', moment=moment(then.at))} ({say_count('past.hidden', then.later)})"

    def shown(self, ticket: int) -> None:
        """Hear that a ticket is shown as it stands at the end."""
        if ticket == self._ticket:
            return
        self.leave()
        self._ticket, self._moments = ticket, ()
        self.bar.show_moments(())
        key: Any = ticket
        call = self._window.runner.read(lambda: (ticket, looking_back.moments_of(self._present, key)))
        call.landed.connect(self._known)
        call.failed.connect(self._window.tell)

    def step(self, by: int) -> None:
        """Go to the event before or behind."""
        self.bar.track.setValue(self.bar.track.value() + by)

    def go(self, place: int) -> None:
        """Show the ticket as it stood behind an event; behind the last it is the present."""
        if place >= len(self._moments) - 1:
            self.newest()
        else:
            self.look_at(self._moments[place].recorded_at)

    def look_at(self, at: datetime) -> None:
        """Show the ticket as it stood at an instant; before its first event, as it came in."""
        if not self._moments:
            return
        at = max(at, self._moments[0].recorded_at)
        if at >= self._moments[-1].recorded_at:
            self.newest()
            return
        self._wanted = at
        if not self.busy:
            self._make()

    def newest(self) -> None:
        """Show the ticket as it stands at the end again."""
        self._wanted = None
        if self.then is None:
            self.bar.show_moments(self._moments)
            return
        self.then = None
        self.bar.show_moments(self._moments)
        self._window.show_present()

    def leave(self) -> None:
        """Let the past of the ticket go."""
        self._wanted, self.then, self._ticket = None, None, 0
        past, self._past = self._past, None
        if past is not None and not self.busy:
            past.close()

    def _known(self, answer: Any) -> None:
        ticket, moments = answer
        if ticket == self._ticket:
            at = [one.recorded_at for one in moments[1:]]
            ends = [one for one, then in zip(moments, [*at, None], strict=True) if one.recorded_at != then]
            self._moments = tuple(ends)  # what one act wrote is one moment
            self.bar.show_moments(self._moments)

    def _make(self) -> None:
        at, past, ticket = self._wanted, self._past, self._ticket
        if at is None:
            return
        self.busy = True
        key: Any = ticket

        def made() -> tuple[int, Past, Then]:
            opened = past or looking_back.look_back(self._present, key)
            try:
                return ticket, opened, opened.at(at)
            except BaseException:
                if past is None:
                    opened.close()
                raise

        call = self._window.runner.read(made)
        call.landed.connect(self._made)
        call.failed.connect(self._failed)

    def _made(self, answer: Any) -> None:
        ticket, past, then = answer
        self.busy = False
        if ticket != self._ticket:
            past.close()
            self._make()
            return
        self._past = past
        if self._wanted is None:
            return
        if self._wanted != then.at:
            self._make()
            return
        before, self.then = self.then, then
        place = next(n for n, one in enumerate(self._moments) if one.n == then.of.n)
        self.bar.show_then(then.at, place, self._words(then), then.later)
        self._window.show_then(then)
        if before is not None:
            past.let_go(then.desk)

    def _failed(self, fault: Fault) -> None:
        self.busy = False
        self._window.tell(fault)
        self.newest()

    def _words(self, then: Then) -> str:
        """Return the last event that had happened, in words."""
        return deed(then.of, then.panels.detail.decisions, self._window.ticket.conversation.topics)
