"""What lasts: the database that is away or read only, as a strip over the whole window; and what others did."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSignalBlocker
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.faults import Fault, Unreachable
from console.records.base import Change
from console.services import agreements, backups
from console.services.annotating import may_note
from console.services.banners import banners
from console.services.desk import Desk
from console.services.drafts import carry_home
from console.views.calendar.strip import HoursStrips
from console.views.decision.topics import TopicWords
from console.views.kit.cover import tell_lasting
from console.views.kit.states import Banner
from console.views.panes import Panes
from console.views.queue.following import ListFollower
from console.views.store_state import StoreState
from console.views.words import clock, language, say, say_count

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_HOURS_REST = timedelta(minutes=1)


class Whole(QWidget):
    """The panes with the strips above them."""

    def __init__(self, parent: QWidget, *, read_only: bool) -> None:
        super().__init__(parent)
        self.offline = Banner("error", "database", say("store.gone"), whole=True)
        self.hindered = Banner("error", "alert-triangle", say("store.hindered"), whole=True)
        self.busy = Banner("warn", "hourglass", say("store.busy"), say("store.busy_detail"))
        self.broken = Banner("error", "alert-triangle", say("store.broken"), whole=True)
        self.place = Banner("warn", "alert-triangle", say("store.unsafe"), close=say("store.unsafe_hide"), whole=True)
        self.place.closed.connect(self.place.hide)
        self.hours = HoursStrips()
        self.locked = Banner("archive", "lock", say("store.read_only"), say("store.read_only_detail"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for strip in (self.locked, self.offline, self.hindered, self.broken, self.busy, self.place):
            layout.addWidget(strip)
            strip.setVisible(strip is self.locked and read_only)
        layout.addWidget(self.hours)
        self.panes = Panes(self)
        layout.addWidget(self.panes, 1)

    def show_broken(self, words: str) -> None:
        """Say, until the desk is closed, that its database does not hold."""
        self.broken.say(say("store.broken"), words)
        self.broken.show()


class Follower(QObject):
    """Hears of what others did and of the database that is gone or back, and has the window show it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.as_of: datetime = window.desk.clock()
        """When the database answered last: of that time is what the window shows."""
        self._hours_as_of: datetime | None = None
        self._first = True
        self._settling = False
        self._asking_fate = False
        self._list = ListFollower(window)
        self.state = StoreState(window.desk.store, window.sidebar.show_state)
        window.watch.changed.connect(self._changed)
        window.watch.lost.connect(self._lost)
        window.watch.found.connect(self._found)
        window.watch.answered.connect(self._answered)
        window.watch.busy.connect(self._busy)
        window.watch.slow.connect(self._slow)
        window.watch.hindered.connect(self._hindered)
        window.watch.relieved.connect(self._relieved)
        if window.desk.store.read_only:
            self.state.say()
            window.ticket.composer.hide()

    def _answered(self) -> None:
        self.as_of = self._window.desk.clock()
        self._list.look()
        if self._first:  # what an earlier window had to keep on this computer
            self._first = False
            self._bring_home()
            url = self._window.desk.store.url
            self._window.runner.read(lambda: backups.unsafe_place(url)).landed.connect(self._placed)
        elif self._window.desk.store.unconfirmed:
            self._bring_home()
        if self._window.keeper.is_stale(self.as_of):  # an hour has come, and nobody wrote anything
            self._window.refresh()
        if agreements.is_over(self._window.desk) and not self._settling:  # the first moment of a new version
            self._settling = True
            self._window.runner.read(self._window.desk.refreshed).landed.connect(self._settle_in)
        if self._hours_as_of is None or self.as_of - self._hours_as_of >= _HOURS_REST:
            self._hours_as_of = self.as_of
            desk = self._window.desk
            self._window.runner.read(lambda: banners(desk)).landed.connect(self._window.whole.hours.show_banners)

    def _placed(self, place: str) -> None:
        """Warn of a folder that can damage a local database."""
        if place:
            strip = self._window.whole.place
            strip.say(say("store.unsafe"), say(f"store.on_{place}"))
            strip.show()

    def _changed(self, changes: tuple[Change, ...]) -> None:
        window = self._window
        kinds = frozenset(kind for change in changes for kind in change.kinds)
        if "settings" in kinds:
            self._hours_as_of = None  # other hours or notices may hold now
        if kinds & {"tickets", "licenses", "views"}:
            self._list.follow(changes)
        if kinds & {"letters", "settings"}:
            desk = window.desk
            window.runner.read(desk.refreshed).landed.connect(self._settle_in)
        shown = None if window.panels is None else window.panels.detail.row.id
        if shown is not None and any(shown in change.ticket_ids for change in changes):
            window.reload()

    def rest(self) -> None:
        """Read nothing more: the window closes."""
        self._list.rest()

    def _settle_in(self, fresh: Desk) -> None:
        """Go on with the settings, readings and letters that hold now; what is this person's own stays."""
        window, before, role = self._window, self._window.desk.agreement, self._window.desk.actor.role
        self._settling = False
        window.desk = replace(fresh, undo_seconds=window.desk.undo_seconds, out_folder=window.desk.out_folder)
        window.queue.set_desk(window.desk)
        if fresh.actor.role is not role:  # what may be done stands in every part of the window
            window.language_asked.emit(language())
        if fresh.agreement.id != before.id:
            topics, services = words_of(fresh)
            window.side.learn(topics, services)
            window.ticket.conversation.topics |= {code: (english, russian) for code, english, russian in topics}
            window.toast.show_words(say("toast.new_version", version=fresh.agreement.label), seconds=12)
            window.refresh()

    def _lost(self, fault: Fault) -> None:
        window = self._window
        if window.whole.offline.isHidden():
            self.state.since = clock(self.as_of)  # since the last answer, not since it was noticed
        waits = window.desk.store.unconfirmed
        doubt = (say_count("store.doubted", waits),) if waits else ()
        told = " ".join((*doubt, fault.sentence(language()), say("store.as_of", time=clock(self.as_of))))
        self.state.say()
        window.whole.offline.say(self.state.title(), told)
        tell_lasting(window, self.state.title(), say("store.lasts") if window.desk.store.is_postgres else told)
        if window.desk.store.is_postgres:
            window.runner.hold(Unreachable("database_away", time=self.state.since))
            if not window.desk.store.silence.is_known:
                window.desk.store.silence.begin(self.state.since)
            window.queue.earlier.lose(self.as_of)
            window.earlier.lose(self.as_of)
        window.whole.offline.show()
        self._say_once()

    def not_read(self, fault: Fault) -> None:
        """Tell it, and put the cursor back on the ticket in sight: the list and the page never speak of two."""
        window = self._window
        if window.runner.away is not None:  # it was asked for before, and is told where it would stand
            return
        window.tell(fault)
        shown, asked = window.panels, self.sender().property("ticket")
        if shown is not None and window.wanted == asked != shown.detail.row.id:
            window.wanted = shown.detail.row.id
            with QSignalBlocker(window.queue.table):  # it is not to be asked for again
                window.queue.table.select_id(int(window.wanted))
            window.queue.table.moved.emit(window.queue.table.currentIndex().row())

    def _say_once(self) -> None:
        """Take back a passing word of the same: the strip tells it for as long as it lasts, and not after."""
        toast = self._window.toast
        if toast.isVisible() and toast.words() in self._window.whole.offline.accessibleName():
            toast.end()

    def _found(self) -> None:
        window = self._window
        self.state.since = ""
        self.state.say()
        window.desk.store.silence.end()
        window.runner.hold(None)
        window.queue.earlier.find()
        window.earlier.find()
        window.whole.offline.hide()
        tell_lasting(window, "")
        self._say_once()
        window.refresh()
        self._bring_home()

    def _slow(self, slow: bool) -> None:  # noqa: FBT001 - a signal's own argument
        self.state.is_slow = slow
        self.state.say()

    def _busy(self, waits: bool) -> None:  # noqa: FBT001 - a signal's own argument
        whole = self._window.whole
        whole.busy.setVisible(waits and whole.hindered.isHidden())

    def _hindered(self, fault: Fault) -> None:
        """Say for as long as it lasts that nothing can be written, and why."""
        whole = self._window.whole
        whole.hindered.say(say("store.hindered"), fault.sentence(language()))
        whole.busy.hide()
        whole.hindered.show()

    def _relieved(self) -> None:
        self._window.whole.hindered.hide()
        self._window.toast.show_words(say("store.relieved"), seconds=6)
        self._bring_home()

    def _bring_home(self) -> None:
        """Ask for the fate of what was not confirmed, and bring in the texts that were kept on this computer."""
        window, desk = self._window, self._window.desk
        if (not desk.store.read_only or may_note(desk)) and not self._asking_fate:
            self._asking_fate = True
            call = window.runner.keep(lambda: _home(desk))
            call.landed.connect(self._settled)
            call.failed.connect(window.tell)
            call.settled.connect(self._fate_known)

    def _fate_known(self, _call: object) -> None:
        self._asking_fate = False
        self.state.say()

    def _settled(self, answer: Any) -> None:
        """Tell the fate of what was not confirmed."""
        fates, drafts, left = answer
        if drafts:
            self._window.ticket.composer.flush(again=True)  # it says anew where its text is kept
        done = sum(1 for _, carried_out in fates if carried_out)
        words = [say_count("store.confirmed", done)] if done else []
        kept = {one.command_id for one in left}
        lost = sum(1 for doubt, carried_out in fates if not carried_out and doubt.command_id not in kept)
        if lost:
            words.append(say_count("store.not_done", lost))
        if left:
            words.append(say("unsent.told", n=len(left)))
        if done:
            self._window.refresh()
        if words:
            self._window.toast.show_words(" ".join(words), seconds=12)


def _home(desk: Desk) -> tuple[Any, Any, Any]:
    """Return the fates of what was in doubt, the drafts that came home, and the acts that never arrived."""
    fates = desk.store.settle(desk.actor)
    drafts = 0 if desk.store.read_only else carry_home(desk)
    if not desk.store.is_postgres:
        return fates, drafts, ()
    from console.services import unsent  # noqa: PLC0415 - it stands on most acts, and the first frame needs none

    return fates, drafts, unsent.unsent(desk)


def words_of(desk: Desk) -> tuple[TopicWords, TopicWords]:
    """Return the topics and the services of the version that counts, each as code, English and Russian."""
    law = desk.agreement.agreement
    topics = tuple((one.code, one.en, one.ru) for one in law.topics.values())
    return topics, tuple((one.code, one.en, one.ru) for one in law.services.values())
