"""The window of an archive: queue, ticket, decision and license as at the desk, and nothing that could write."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout

from console.faults import Fault
from console.query import Query, parse
from console.records.archives import Proof
from console.records.thread import Thread
from console.services.archives import facets, matches
from console.services.archives.matches import Match
from console.services.archives.opening import OpenArchive
from console.services.showing import Panels
from console.views.archive.facets import Facets
from console.views.archive.matching import MatchBar
from console.views.archive.paper import Paper
from console.views.archive.strip import ArchiveStrip
from console.views.decision.facts import FactRow
from console.views.decision.topics import TopicRow
from console.views.kit.buttons import Button, IconButton
from console.views.kit.states import Banner
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.main_window import MainWindow
from console.views.queue.views import View
from console.views.words import language, say
from console.work.runner import Runner

ARCHIVED = View(key="archived", icon="archive", query="sort:-created")
_DRY = ("take", "assign", "more", "close_button")


class _Progress(QObject):
    """Brings the progress of a thread to the window."""

    told = Signal(int, int)


class ArchiveWindow(MainWindow):
    """Reads one archive."""

    sealed = True

    def __init__(self, opened: OpenArchive, runner: Runner) -> None:
        self.opened = opened
        super().__init__(opened.desk, runner)
        self.setWindowTitle(say("archive.window", file=opened.path.name))
        self.strip = ArchiveStrip(opened)
        self.wrong = Banner("error", "alert-triangle", say("archive.bad"), say("archive.bad_detail"), whole=True)
        self.facets = Facets()
        self.match_bar = MatchBar(self._show_match)
        self.paper = Paper(self)
        self._proof = _Progress(self)
        self._dress()
        self._join()

    # -- dressing ----------------------------------------------------------------------------------------------------

    def _dress(self) -> None:
        self.whole.locked.hide()
        layout = self.whole.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(0, self.strip)
            layout.insertWidget(1, self.wrong)
        self.wrong.setVisible(self.opened.seal.signature == "bad")
        self.sidebar.show_state(say("archive.state"), "functional")
        self._dress_sidebar()
        for name in _DRY:
            getattr(self.ticket.header, name).hide()
        self.queue.header.add.hide()
        self.queue.header.keep.hide()
        self._dress_header()
        note = Text(say("archive.note"), "small", "2", wrap=True)
        note.setContentsMargins(current().px(8), current().px(6), current().px(8), current().px(2))
        self.ticket.below.addWidget(note)
        self.queue.footer.hide()

    def _dress_sidebar(self) -> None:
        layout = self.sidebar.layout()
        area = self.sidebar.findChild(QScrollArea)
        if isinstance(layout, QVBoxLayout) and area is not None:
            layout.insertWidget(layout.indexOf(area), self.facets, 1)
            area.hide()
            self.sidebar.person.hide()  # nobody sits here

    def _dress_header(self) -> None:
        """Put what a reader does with a ticket where the acts of the desk stand."""
        self.printing = IconButton("printer", say("command.print"), "Ctrl+P")
        self.saving = IconButton("file", say("command.save_pdf"), "Ctrl+S")
        self.copying = IconButton("copy", say("command.copy_ticket"), "Alt+C")
        top = self.ticket.header.acts
        for widget, act in (
            (self.match_bar, None),
            (self.printing, self.paper.print_out),
            (self.saving, self.paper.ask_pdf),
            (self.copying, self.paper.copy),
        ):
            top.addWidget(widget)
            if act is not None and isinstance(widget, IconButton):
                widget.clicked.connect(act)

    def _join(self) -> None:
        self.strip.acted.connect(self.verify)
        self.strip.closed.connect(self.leave)
        self._proof.told.connect(self.strip.show_progress)
        self.facets.toggled.connect(self._toggle)
        self.queue.queried.connect(self._count_facets)

    # -- what is shown -----------------------------------------------------------------------------------------------

    def begin(self, *, watch: bool = False, at: tuple[str, str, int | None] | None = None) -> None:
        """Show the archive; nobody else can change it, so nothing is followed."""
        if at is None:
            self.show_view(ARCHIVED.key)
        else:
            self.queue.show_view(ARCHIVED)
            self.queue.show_query(at[1], select=at[2])

    def show_view(self, key: str) -> None:
        """Show all tickets of the archive."""
        self.queue.show_view(ARCHIVED)
        self.queue.table.setFocus()

    def count_views(self) -> None:
        """Count the facets anew."""
        self._count_facets()

    def _count_facets(self, _text: str = "") -> None:
        desk, query = self.desk, self.queue.query
        call = self.runner.read(lambda: (query, facets.counted(desk, query)))
        call.landed.connect(self._counted)
        call.failed.connect(self.tell)

    def _counted(self, answer: Any) -> None:
        query, counted = answer
        if str(query) == str(self.queue.query):
            self.facets.show_counted(counted, {name: facets.chosen(query, name) for name in facets.NAMES})

    def _toggle(self, name: str, value: str) -> None:
        query = facets.toggled(parse(self.queue.field.text()).query, name, value)
        self.queue.show_query(str(query))

    def _panels_landed(self, panels: Panels, thread: Thread | None = None) -> None:
        super()._panels_landed(panels, thread)
        if self.panels is panels:
            self._still()
            self._find(self.queue.query)

    def _still(self) -> None:
        """Take away what would begin an act; what it says of the ticket stays."""
        for name in _DRY:
            getattr(self.ticket.header, name).hide()
        card = self.side.decision.outcome
        for one in (card.primary, card.confirm, card.choose, self.ticket.waiting):
            one.hide()
        for kind in (FactRow, TopicRow):
            for row in self.side.decision.findChildren(kind):
                row.setEnabled(False)
        for page in (self.side.inspector, self.side.matters):
            for button in page.findChildren(Button):
                button.hide()

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
        opened, told = self.opened, self._proof.told
        self.strip.show_progress(0, 1)

        def heard(done: int, total: int) -> bool:
            told.emit(done // 1024, max(1, total // 1024))
            return True

        call = self.runner.read(lambda: opened.verify(heard))
        call.landed.connect(self._proven)
        call.failed.connect(self._not_proven)

    def _proven(self, found: Proof) -> None:
        self.strip.show_proof(found)
        if found.state != "whole":
            words = say("proof.where", where=found.where or "–", why="")
            self.wrong.say(say(f"proof.{found.state}"), words)
            self.wrong.show()

    def _not_proven(self, fault: Fault) -> None:
        self.strip.button.setEnabled(True)
        self.strip.seal.show_seal("bad", " ".join(fault.words(language())[:1]))
        self.tell(fault)
