"""The window: sidebar, queue, ticket, panels. It shows records and emits wishes to Acts; Panes places what it shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from console.faults import Bug, Fault
from console.records.base import TicketId
from console.records.thread import Thread
from console.services import annotating, backups, proving, showing
from console.services.desk import Desk
from console.services.showing import Panels
from console.views.acts import Acts
from console.views.acts.meeting import in_words
from console.views.ahead import Ahead, Shown, whole_ticket
from console.views.attendance import Attendance
from console.views.board.handed import HandoverWatch
from console.views.dialogs.report import show_report
from console.views.earlier import EarlierTickets
from console.views.follower import Follower, Whole, words_of
from console.views.keys.commands import Commands
from console.views.keys.router import KeyRouter
from console.views.kit.cover import Cover
from console.views.kit.toast import Toast
from console.views.lobby import Lobby
from console.views.look.icons import window_icon
from console.views.look.look import current
from console.views.queue.keeper import ViewKeeper
from console.views.queue.pane import QueuePane
from console.views.queue.sidebar import Sidebar
from console.views.reading import Reading
from console.views.review.team import reviewed
from console.views.shortcuts import commands_of
from console.views.ticket.pane import SidePanels, TicketPane
from console.views.ticket.waiting import question_of
from console.views.words import language, say
from console.work.runner import Runner
from console.work.throttle import Throttle
from console.work.watch import ChangeWatch

_OUTBOX_MS = 1_000
_REST_MS = 60  # a key that is held comes again sooner


class MainWindow(QMainWindow):
    """One person's desk.

    `restore_asked` carries the backup that is to take the database's place, `language_asked` the language to speak.
    A lobby gives it the sidebar and the queue that are shown already.
    """

    restore_asked = Signal(object)
    language_asked = Signal(str)
    sealed = False  # whether it shows an archive: then nothing that writes is offered at all

    def __init__(self, desk: Desk, runner: Runner, lobby: Lobby | None = None, parent: QWidget | None = None) -> None:
        super().__init__()
        if parent is not None:
            self.setParent(parent)  # while it is empty: every later move is told to all that it holds
        self.desk = desk
        self.runner = runner
        self.panels: Panels | None = None
        self.wanted: int | None = None
        look = current()
        self.setWindowTitle("Clausedesk")
        self.setWindowIcon(window_icon())
        self.resize(look.px(1680), look.px(1010))
        self.whole = Whole(self, read_only=desk.store.read_only)
        self.setCentralWidget(self.whole)
        self.panes = self.whole.panes
        self.sidebar, self.queue = _edges(desk, runner, lobby, self.panes)
        self.ticket = TicketPane(desk, runner, self.panes)
        self.side = SidePanels(desk, self.ticket.conversation.passage, *words_of(desk), self.panes)
        self.panes.hold(self.sidebar, self.queue, self.ticket, self.side)
        self.keeper = ViewKeeper(self.sidebar, self.queue, runner, self._this_desk)
        self.toast = Toast(self, undo_words=say("act.undo"))
        self.toast.stand_over(self.queue.states)
        self.acts = Acts(self)
        self.commands: Commands = commands_of(self)
        self.router = KeyRouter(self, self.commands)
        self.watch = ChangeWatch(desk.store, runner, self)
        self.handed = HandoverWatch(self)
        self.found = None if self.sealed else reviewed(self)
        self.ahead = Ahead(self)
        self.earlier = EarlierTickets(self)
        self.attendance = Attendance(self)
        self._load = Throttle(_REST_MS, self, at_once=True)
        self._load.fired.connect(self._load_wanted)
        self.reading = Reading(self)
        self.reading.read.connect(self.acts.seen.mark_read)
        self._outbox = QTimer(self)
        self._outbox.setInterval(_OUTBOX_MS)
        self._outbox.timeout.connect(self.acts.writing.release)
        self._connect()

    def _this_desk(self) -> Desk:
        return self.desk

    def _connect(self) -> None:
        self.acts.together.connect_bar()
        self.keeper.told.connect(self.toast.show_words)
        self.keeper.failed.connect(self.tell)
        self.sidebar.search_asked.connect(self.acts.desk.palette)
        self.sidebar.tool_chosen.connect(self.acts.desk.open_tool)
        self.queue.table.chosen.connect(self.choose)
        self.queue.table.opened.connect(self.acts.desk.open_ticket)
        self.queue.header.add.clicked.connect(self.acts.desk.new_request)
        self.queue.wished.connect(self.acts.desk.wish)
        self.ticket.header.acted.connect(self.acts.ticket.header)
        self.ticket.composer.send_asked.connect(self.acts.writing.send)
        self.ticket.composer.thrown_away.connect(self.acts.writing.thrown)
        self.ticket.composer.unmarked.connect(self.acts.letters.unmarked)
        self.ticket.composer.canned_asked.connect(self.acts.letters.ask)
        self.ticket.composer.anyway_asked.connect(self.acts.writing.send_anyway)
        self.ticket.composer.refuse_asked.connect(self.acts.letters.refuse)
        self.ticket.waiting.acted.connect(self.acts.intake.act)
        self.ticket.follows.acted.connect(self.acts.closing.go_on)
        self.ticket.conversation.request_asked.connect(self.acts.intake.open_from)
        self.ticket.conversation.file_asked.connect(self.acts.desk.save_file)
        self.ticket.conversation.mail_asked.connect(self.acts.desk.show_mail)
        self.ticket.conversation.letter_asked.connect(self.acts.writing.show_letter)
        self.ticket.conversation.ticket_asked.connect(self.go_to)
        self.ticket.conversation.failed.connect(self.tell)
        self.side.decision.fact_set.connect(self.acts.ticket.set_fact)
        self.side.decision.topic_set.connect(self.acts.ticket.set_topic)
        self.side.decision.confirm_all.connect(self.acts.ticket.confirm_all)
        self.side.decision.refuse_asked.connect(self.acts.letters.refuse)
        self.side.decision.ask_asked.connect(self.acts.letters.ask)
        self.side.decision.answer_asked.connect(self.acts.letters.answer)
        self.side.decision.choice_asked.connect(self.acts.deciding.choose)
        self.side.decision.decided_asked.connect(self.acts.writing.show_letter)
        self.side.decision.license_asked.connect(self.side.show_license)
        self.side.decision.ended_asked.connect(self.acts.closing.ended)
        self.side.decision.basis_asked.connect(self.acts.letters.show_basis)
        self.side.decision.evidence_asked.connect(self.ticket.conversation.mark)
        self.ticket.conversation.shown.connect(self.side.decision.show_quotes)
        self.side.inspector.edit_asked.connect(self.acts.desk.edit_license)
        self.side.inspector.match_asked.connect(self.acts.intake.choose_license)
        self.side.inspector.ticket_asked.connect(self.go_to)
        self.toast.undone.connect(self.acts.undoing.undo)
        self.router.barred.connect(self.acts.keys.say_barred)
        self.router.unknown.connect(self.acts.keys.say_unknown)
        self.follower = Follower(self)
        self.runner.bug_found.connect(self.tell)

    # -- what is shown ---------------------------------------------------------------------------------------------

    def begin(self, *, watch: bool = True, at: tuple[str, str, int | None] | None = None) -> None:
        """Show the first view, or a view with its query and ticket, and begin to follow the database."""
        if at is None:
            self.show_view("all_open" if annotating.may_note(self.desk) else self.view)  # a reviewer has no own queue
        else:
            self.keeper.show_at(*at)
        if watch:
            self.watch.start()
            self.attendance.begin()
            self.handed.look()
            if not self.desk.store.read_only:
                self._outbox.start()
            desk = self.desk
            self.runner.read(lambda: backups.quick_check(desk)).failed.connect(self.tell)

    def show_view(self, key: str) -> None:
        """Show one of the sidebar's views."""
        self.keeper.show(key)

    @property
    def view(self) -> str:
        """Return the key of the view that is shown."""
        return self.keeper.key

    def count_views(self) -> None:
        """Count every view of the sidebar anew."""
        self.keeper.count()

    def choose(self, ticket_id: int) -> None:
        """Show a ticket beside the list: read at once, or while a key is held, once the cursor rests."""
        self.wanted = ticket_id
        known = (self.ahead if self.runner.away is None else self.earlier).take(ticket_id)
        if known is not None:
            self._load.cancel()
            self._panels_landed(*known)
        elif not self.earlier.tells(ticket_id):
            self._load.ask()

    def go_to(self, ticket_id: int) -> None:
        """Show a ticket wherever it is in the list."""
        self.queue.table.guest = not self.queue.table.select_id(ticket_id)
        self.wanted = ticket_id
        self._load_wanted()

    def reload(self, *_: object) -> None:
        """Read the shown ticket anew; while the database is away that waits for its return."""
        if self.panels is not None and not self.watch.is_lost:
            self.wanted = self.wanted or self.panels.detail.row.id  # another that is on its way goes before it
            self._load_wanted()

    def refresh(self, *touched: int) -> None:
        """Read the list, the counts and the ticket anew; of the list those tickets alone that an act has touched."""
        self.queue.refresh(touched or None)
        self.count_views()
        self.reload()

    def tell(self, fault: Fault) -> None:
        """Tell a fault: what happened, what is kept, what to do; of a bug the report."""
        if isinstance(fault, Bug):
            show_report(self, fault)
            return
        words = in_words(fault).sentence(language())
        if fault.code in proving.BROKEN:
            self.whole.show_broken(words)
        strip, over = self.whole.offline, QApplication.activeModalWidget()
        if isinstance(over, Cover):
            over.pass_words(words, seconds=8)
        elif strip.isVisible() and words in strip.accessibleName():  # the whole of it stands there already
            self.toast.show_words(strip.title.text(), seconds=4)
        else:
            self.toast.show_words(words, seconds=8)

    def write(
        self,
        work: Callable[[], Any],
        landed: Callable[[Any], None] | None = None,
        refused: Callable[[Fault], None] | None = None,
    ) -> None:
        """Carry out an act on the writer lane; a fault is told, and what stands is shown again."""
        call = self.runner.write(work)
        if landed is not None:
            call.landed.connect(landed)
        call.failed.connect(self.tell)
        call.failed.connect(self.reload)
        if refused is not None:
            call.failed.connect(refused)

    def _load_wanted(self) -> None:
        ticket_id, desk = self.wanted, self.desk
        if ticket_id is None:
            return
        if self.runner.away is not None:
            self.choose(ticket_id)
            return
        if self.panels is not None and self.panels.detail.row.id == ticket_id:
            call = self.runner.read(lambda: showing.panels(desk, TicketId(ticket_id)))
            call.landed.connect(self._panels_landed)
        else:
            call = self.runner.read(whole_ticket(desk, ticket_id))
            call.landed.connect(self._ticket_landed)
        call.setProperty("ticket", ticket_id)
        call.failed.connect(self.follower.not_read)

    def _ticket_landed(self, shown: Shown) -> None:
        self._panels_landed(*shown)

    def _panels_landed(self, panels: Panels, thread: Thread | None = None) -> None:
        if self.wanted != panels.detail.row.id:
            return
        self.earlier.leave()
        self.panels = panels
        self.ticket.show_panels(panels, thread)
        self.earlier.show_when(int(panels.detail.row.id))
        self.attendance.move()
        self.side.show_panels(panels)
        self.queue.hint.ask("" if panels.origin is None else question_of(panels.origin))
        self.whole.hours.show_banners(panels.banners)
        if self.runner.away is not None:  # what is shown is older than its row, and nothing is written
            return
        self.queue.table.rows.replace(panels.detail.row)
        if not self.desk.store.read_only:
            self.reading.show(int(panels.detail.row.id), unread=panels.detail.row.unread)
        self.ahead.look()

    # -- the window itself -----------------------------------------------------------------------------------------

    def toggle_side(self) -> None:
        """Open or close the panels at the right; where they are a drawer, the focus goes with it."""
        shown = not self.panes.side_open
        self.panes.show_side(shown=shown)
        if shown and not self.panes.places.pinned:
            self.side.setFocus()

    def leave(self) -> None:
        """Close the desk with the frame that it stands in."""
        self.window().close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the toast in its place."""
        super().resizeEvent(event)
        self.toast.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep what is written and stop the timers; what is still being read is not shown any more."""
        self.wanted = None
        self.ticket.composer.flush()
        self.acts.importing.stop()
        self.attendance.end()
        self.watch.stop()
        self.follower.rest()
        self._outbox.stop()
        self._load.cancel()
        self.ahead.rest()
        self.side.matters.rest()
        self.reading.stop()
        self.queue.table.rest()
        super().closeEvent(event)


def _edges(desk: Desk, runner: Runner, lobby: Lobby | None, parent: QWidget) -> tuple[Sidebar, QueuePane]:
    """Return the sidebar and the queue: those that are shown already, or others."""
    company, actor = str(desk.company.get("company_name") or ""), desk.actor
    if lobby is None:
        sidebar = Sidebar(company or "Clausedesk", actor.name, actor.role.value, parent)
        return sidebar, QueuePane(desk, runner, desk.clock, parent)
    sidebar, queue = lobby.give(company, actor.name, actor.role.value)
    queue.set_desk(desk)
    return sidebar, queue
