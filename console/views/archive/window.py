"""The window of an archive: queue, ticket, decision and license as at the desk, and nothing that could write."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtGui import QCloseEvent

from console.query import Query, parse
from console.records.thread import Thread
from console.services.archives import facets, matches
from console.services.archives.looking_back import Then
from console.services.archives.matches import Match
from console.services.archives.opening import OpenArchive
from console.services.showing import Panels
from console.views.archive.dressing import dress
from console.views.archive.facets import Facets
from console.views.archive.files import show_file
from console.views.archive.listing import Listing
from console.views.archive.looking_back import LookingBack
from console.views.archive.matching import MatchBar
from console.views.archive.menus import LIST_KEY, TICKET_KEY, open_list, open_ticket
from console.views.archive.narrowing import NARROW_KEY, narrow_list
from console.views.archive.paper import Paper
from console.views.archive.proof import Proving
from console.views.archive.seal_card import show_seal
from console.views.archive.strip import ArchiveStrip
from console.views.kit import bars
from console.views.kit.buttons import IconButton, keep_still
from console.views.kit.states import Banner
from console.views.main_window import MainWindow
from console.views.queue.views import View
from console.views.review.still import still
from console.views.review.work import Review
from console.views.words import say
from console.work.runner import Runner

ARCHIVED = View(key="archived", icon="archive", query="sort:-created")


class ArchiveWindow(MainWindow):
    """Reads one archive."""

    sealed = True

    def __init__(self, opened: OpenArchive, runner: Runner) -> None:
        self.opened = opened
        bars.show(opened.facts.left_out, self)
        super().__init__(opened.desk, runner)
        self.setWindowTitle(say("archive.window", file=opened.path.name))
        self.ticket.conversation.sealed = True
        self.strip = ArchiveStrip(opened)
        self.wrong = Banner("error", "alert-triangle", say("archive.bad"), say("archive.bad_detail"), whole=True)
        self.facets = Facets(self.ticket.conversation.topics)
        self.match_bar = MatchBar(self._show_match)
        self.paper, self.listing = Paper(self), Listing(self)
        self.back = LookingBack(self, opened.desk)
        self.proving = Proving(self)
        self.list_more = IconButton("dots", say("command.list_menu"), LIST_KEY)
        self.ticket_more = IconButton("dots", say("command.ticket_menu"), TICKET_KEY)
        self.narrow = IconButton("filter", say("command.narrow"), NARROW_KEY)
        self.review = Review(self)
        keep_still(self)
        dress(self)
        self._join()

    def _join(self) -> None:
        self.strip.acted.connect(self.verify)
        self.strip.closed.connect(self.leave)
        self.strip.seal.clicked.connect(partial(show_seal, self))
        self.list_more.clicked.connect(partial(open_list, self))
        self.ticket_more.clicked.connect(partial(open_ticket, self))
        self.narrow.clicked.connect(partial(narrow_list, self))
        self.facets.squeezed.connect(self.narrow.setVisible)
        self.ticket.conversation.file_asked.disconnect(self.acts.desk.save_file)
        self.ticket.conversation.file_asked.connect(partial(show_file, self))
        self.facets.toggled.connect(self.toggle)
        self.queue.queried.connect(self._count_facets)

    # -- what is shown -----------------------------------------------------------------------------------------------

    def begin(self, *, watch: bool = False, at: tuple[str, str, int | None] | None = None) -> None:
        """Show the archive; nobody else can change it, so nothing is followed."""
        self.review.walk.begin()
        self.review.elsewhere.look()
        if at is None:
            self.show_view(ARCHIVED.key)
        else:
            self.queue.show_view(ARCHIVED)
            self.queue.show_query(at[1], select=at[2])
        self.proving.look()

    def show_view(self, key: str) -> None:
        """Show all tickets of the archive."""
        self.queue.show_view(ARCHIVED)
        self.queue.table.setFocus()

    def count_views(self) -> None:
        """Count the facets anew."""
        self._count_facets()

    def _count_facets(self, _text: str = "") -> None:
        desk, query = self.opened.desk, self.queue.query
        call = self.runner.read(lambda: (query, facets.counted(desk, query)))
        call.landed.connect(self._counted)
        call.failed.connect(self.tell)

    def _counted(self, answer: Any) -> None:
        query, counted = answer
        if str(query) == str(self.queue.query):
            self.facets.show_counted(counted, {name: facets.chosen(query, name) for name in facets.NAMES})

    def toggle(self, name: str, value: str) -> None:
        """Narrow the list by a value of a facet, or no more."""
        query = facets.toggled(parse(self.queue.field.text()).query, name, value)
        self.queue.show_query(str(query))

    def choose(self, ticket_id: int) -> None:
        """Show a ticket as it stands at the end."""
        self._come_back()
        super().choose(ticket_id)

    def go_to(self, ticket_id: int) -> None:
        """Show a ticket wherever it is in the list, as it stands at the end."""
        self._come_back()
        super().go_to(ticket_id)

    def refresh(self, *touched: int) -> None:
        """Read everything anew, as it stands at the end."""
        self._come_back()
        super().refresh(*touched)

    def show_then(self, then: Then) -> None:
        """Show the ticket as it stood: everything is read from the state that was rebuilt of it."""
        self.desk, self.panels = then.desk, then.panels
        self.ticket.header.show_ticket(then.panels.detail, then.at)
        self.ticket.conversation.show_ticket(then.panels.detail, thread=then.thread, desk=then.desk)
        self.side.show_panels(then.panels)
        still(self)
        self._find(self.queue.query)

    def show_present(self) -> None:
        """Show the ticket as it stands at the end again."""
        self._come_back()
        self.reload()

    def _come_back(self) -> None:
        """Read from the archive as it is again."""
        if self.desk is not self.opened.desk:
            self.desk = self.opened.desk
            self.back.leave()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the past go with the window."""
        self.back.leave()
        self.proving.stop()
        bars.end(self)
        super().closeEvent(event)

    def _panels_landed(self, panels: Panels, thread: Thread | None = None) -> None:
        super()._panels_landed(panels, thread)
        if self.panels is panels:
            self.whole.hours.show_banners(())  # nobody works here, so no hours count
            still(self)
            self.back.shown(int(panels.detail.row.id))
            self._find(self.queue.query)

    def _find(self, query: Query) -> None:
        if self.panels is None:
            return
        desk, ticket = self.desk, self.panels.detail.row.id
        call = self.runner.read(lambda: (ticket, matches.matches(desk, ticket, query)))
        call.landed.connect(self._matched)

    def _matched(self, answer: Any) -> None:
        ticket, found = answer
        if self.panels is not None and self.panels.detail.row.id == ticket:
            self.match_bar.show_matches(found)

    def _show_match(self, match: Match) -> None:
        self.ticket.conversation.mark(match.message_id, match.start, match.end)

    # -- what a reader does ------------------------------------------------------------------------------------------

    def verify(self) -> None:
        """Prove the whole archive again, beside the reading."""
        self.proving.begin()
