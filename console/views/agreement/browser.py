"""The agreement browser: find a clause, read it in both wordings, see its readings and what it decides."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog

from console.faults import Fault
from console.records.agreement import ClauseView
from console.services import browsing, wording
from console.views.agreement.clause import ClausePage
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.field import SearchField
from console.views.kit.layout import beside, column, pane
from console.views.look.look import current
from console.views.read_again import ReadAgain
from console.views.words import language, say, say_count

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}


class AgreementBrowser(Cover):
    """The whole agreement, clause by clause. It changes nothing but the official wording that a lead loads."""

    def __init__(self, window: MainWindow, *, clause: str = "") -> None:
        agreement = window.desk.agreement.agreement
        title = agreement.title_ru if language() == "ru" else agreement.title_en
        super().__init__(window, title, width=1120, height=780)
        self._window = window
        self._clauses: tuple[ClauseView, ...] = ()
        self._at = clause
        self.add_header(title, say("act.done"), detail=say("agreement.version", version=agreement.version), icon="book")
        self.search = SearchField(say("agreement.find"))
        self.list = ChoiceList(say("agreement.clauses"), two_lines=False)
        self.page = ClausePage()
        self._lay_out()
        self.search.textChanged.connect(self._fill)
        self.search.installEventFilter(self)
        self.list.chosen.connect(self._show)
        self.page.load_asked.connect(self._choose_file)
        self.page.tickets_asked.connect(self._show_tickets)
        self._again = ReadAgain(self, window.runner, self._read, self._not_read, lambda: self.page.tell(""))
        self._read()
        self.search.setFocus()

    def _lay_out(self) -> None:
        inside = column(self.search, self.list, margins=(12, 12, 8, 8))
        inside.setStretchFactor(self.list, 1)
        left = pane(inside)
        left.setFixedWidth(current().px(430))
        self.body.addWidget(beside(left, self.page), 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move in the list while somebody writes in the search."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = _STEPS.get(Qt.Key(event.key()))
            if by is not None:
                self.list.step(by)
                return True
        return super().eventFilter(watched, event)

    def _read(self) -> None:
        desk, spoken = self._window.desk, language()
        call = self._window.runner.read(lambda: browsing.clauses(desk, spoken))
        call.landed.connect(self._landed)
        self._again.watch(call)

    def _not_read(self, fault: Fault) -> None:
        """Show what the desk knows without its database; the rest is read when that is back."""
        self._failed(fault)
        if not self._clauses:
            self._clauses = browsing.known_clauses(self._window.desk, language())
            self._fill()

    def _landed(self, clauses: tuple[ClauseView, ...]) -> None:
        self._clauses = clauses
        self._fill()
        self._show(self._at)  # the row may be the current one already, with less on its page

    def _fill(self) -> None:
        asked = self.search.text().strip()
        rows: list[Choice] = []
        section = ""
        for one in self._clauses:
            if asked and not one.mentions(asked):
                continue
            if one.section != section:
                section = one.section
                rows.append(Choice(title=f"{section}  {one.section_title}"))
            tag = say_count("agreement.decided", one.decided) if one.decided else ""
            rows.append(Choice(id=one.id, code=one.id, title=one.ours, tag=tag))
        self.list.set_choices(rows, at=self._at)
        self.list.scrollTo(self.list.currentIndex(), ChoiceList.ScrollHint.PositionAtCenter)
        if not rows:
            self.page.show_nothing(say("agreement.none", words=asked))

    def _show(self, clause_id: str) -> None:
        found = next((one for one in self._clauses if one.id == clause_id), None)
        if found is not None:
            self._at = clause_id
            self.page.show_clause(found)

    def _choose_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, say("agreement.load"), str(Path.home()))
        if path:
            self.load(Path(path))

    def load(self, path: Path) -> None:
        """Load the official wording from a published text, in the language that it is written in."""
        desk = self._window.desk

        def work() -> wording.Alignment:
            found = wording.align(desk, path)
            wording.load(desk, found, wording.language_in(found))
            return found

        call = self._window.runner.write(work)
        call.landed.connect(self._loaded)
        call.failed.connect(self._failed)

    def _loaded(self, found: Any) -> None:
        words = say_count("agreement.loaded", len(found.wording))
        if found.left_out:
            words += " " + say("agreement.left_out", sections=", ".join(found.left_out))
        self.page.tell(words)
        self._read()

    def _failed(self, fault: Fault) -> None:
        self.page.tell(fault.sentence(language()), bad=True)

    def _show_tickets(self, clause_id: str) -> None:
        self._window.queue.show_query(f"clause:{clause_id}", title=say("agreement.by", clause=clause_id))
        self.accept()


def browse(window: MainWindow, clause: str = "") -> None:
    """Open the agreement, at a clause where one is given."""
    AgreementBrowser(window, clause=clause).open()
