"""The list of licenses by what ends soonest: searched by words, filtered by state, read page by page."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.faults import Fault, Unreachable
from console.records.base import Cursor, Page
from console.records.licensing import LicenseRow
from console.records.reporting import LicensesBehind
from console.services import license_list
from console.services.license_list import RADAR_DAYS, STATES, LicensesAsked
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.field import SearchField
from console.views.kit.text import Text
from console.views.licenses import saying
from console.views.licenses.inputs import ChoiceInput
from console.views.look.look import current
from console.views.words import day, say, say_count, soon

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
_PAGE, _AHEAD = 200, 40
_BEHIND = "behind"


class LicensePane(QWidget):
    """The list. `chosen` carries the license that is current, `taken` the one taken by Enter.

    `missed` is whether something could not be read since the list was asked for, here or of a license.
    `emptied` says that nothing is to be shown, and whether that is for what was asked or as there is no license at all.
    """

    chosen = Signal(int)
    taken = Signal(int)
    emptied = Signal(bool)
    failed = Signal(object)

    def __init__(self, window: MainWindow, at: int, behind: LicensesBehind | None = None) -> None:
        super().__init__()
        self._behind = behind
        self._window, self.at = window, at
        self._asked = LicensesAsked()
        self._generation = 0
        self._after: Cursor | None = None
        self._loading = False
        self._first = True
        self.missed = False
        look = current()
        self.setProperty("edge", "right")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.search = SearchField(say("licenses.find"))
        every = tuple((one, say(f"license.{one}")) for one in STATES)
        radar = ("radar", say("licenses.radar", n=RADAR_DAYS))
        counted = () if behind is None else ((_BEHIND, _counted_words(behind)),)
        options = (*counted, ("", say("licenses.every_state")), radar, *every)
        self.state = ChoiceInput("" if behind is None else _BEHIND, options)
        self.state.widget.setAccessibleName(say("licenses.filter_state"))
        self.list = ChoiceList(say("licenses.title"), two_lines=True)
        self.count = Text("", "small", "3")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(look.px(12), look.px(12), look.px(8), look.px(8))
        self.column.setSpacing(look.px(8))
        self.column.addWidget(self.search)
        self.column.addWidget(self.state.widget)
        self.column.addWidget(self.list, 1)
        self.column.addWidget(self.count)
        self.search.textChanged.connect(self.fill)
        self.search.installEventFilter(self)
        self.state.changed.connect(self.fill)
        self.list.chosen.connect(self._chosen)
        self.list.taken.connect(self._taken)
        self.list.verticalScrollBar().valueChanged.connect(self._scrolled)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move in the list while somebody writes in the search; Enter takes the license."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = _STEPS.get(Qt.Key(event.key()))
            if by is not None:
                self.list.step(by)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.list.take()
                return True
        return super().eventFilter(watched, event)

    def ask_all(self) -> None:
        """Ask for every license again."""
        self.search.clear()
        self.state.set_value("")
        self.search.setFocus()

    def fill(self) -> None:
        """Read the list anew from its beginning."""
        chosen = str(self.state.value())
        text = self.search.text().strip()
        if chosen == _BEHIND:
            self._asked = LicensesAsked(text=text, behind=self._behind)
        elif chosen == "radar":
            self._asked = LicensesAsked(text=text, radar=True)
        else:
            self._asked = LicensesAsked(text=text, state=chosen)
        self._generation += 1
        self._loading = self.missed = False
        self._load(None)
        desk, asked = self._window.desk, self._asked
        call = self._window.runner.read(lambda: license_list.count(desk, asked))
        call.landed.connect(self._counted)

    def _load(self, after: Cursor | None) -> None:
        if self._loading:
            return
        self._loading = True
        desk, asked, generation = self._window.desk, self._asked, self._generation
        call = self._window.runner.read(
            lambda: (generation, after, license_list.page(desk, asked, after=after, limit=_PAGE))
        )
        self._first = after is None
        call.landed.connect(self._landed)
        call.failed.connect(self._not_read)

    def _not_read(self, fault: Fault) -> None:
        """Show the list as it was read last, while the server is away, and let it be asked for again."""
        self._loading, self.missed = False, True
        kept = self._window.earlier.license_lists.of(self._asked)
        if isinstance(fault, Unreachable) and self._first and kept is not None:
            rows, at = kept
            self._after = None
            self._begin([self._choice(one) for one in rows])
            self.count.setText(say("queue.as_read_part", n=len(rows), time=soon(at, self._window.desk.clock())))
        self.failed.emit(fault)

    def _landed(self, answer: tuple[int, Cursor | None, Page[LicenseRow]]) -> None:
        generation, after, page = answer
        if generation != self._generation:
            return
        self._after = page.after
        rows = [self._choice(one) for one in page.rows]
        if after is None:
            self._window.earlier.license_lists.keep(self._asked, (page.rows, self._window.desk.clock()))
            self._begin(rows)
        else:
            self.list.rows.append_rows(rows)
        self._loading = False

    def _begin(self, rows: list[Choice]) -> None:
        """Show the first page; a license that was asked for is shown even where it stands further down."""
        far = self.at and not self._asked.text and all(one.id != str(self.at) for one in rows)
        self.list.blockSignals(bool(far))
        self.list.set_choices(rows, at=str(self.at))
        if far:
            self.list.setCurrentIndex(QModelIndex())
            self.list.blockSignals(False)
            self.chosen.emit(self.at)
        elif not rows:
            self.emptied.emit(self._asked != LicensesAsked())

    def _choice(self, one: LicenseRow) -> Choice:
        tag = saying.countdown_tag(one.state, one.boundary_at, self._window.desk.clock(), one.ended_at)
        detail = saying.list_of((saying.masked(one.key), say(f"plan.{one.plan}"), one.product))
        return Choice(id=str(one.id), title=one.customer, detail=detail, tag=tag.words, tone=tag.tone)

    def _counted(self, count: Any) -> None:
        self.count.setText(say_count("licenses.count", count.number, capped=count.capped))

    def _scrolled(self, value: int) -> None:
        near = self.list.verticalScrollBar().maximum() - value < current().px(48) * _AHEAD
        if near and self._after is not None:
            self._load(self._after)

    def _chosen(self, choice: str) -> None:
        self.at = int(choice)
        self.chosen.emit(self.at)

    def _taken(self, choice: str) -> None:
        self.taken.emit(int(choice))


def _counted_words(behind: LicensesBehind) -> str:
    """Return what a number of a report counted, as a choice of the filter."""
    parts = [say(f"license.{behind.state}") if behind.state in STATES else say("licenses.no_state")]
    if behind.ends_from is not None and behind.ends_before is not None:
        last = day(behind.ends_before - timedelta(seconds=1))
        parts.append(say("licenses.ends_within", first=day(behind.ends_from), last=last))
    if behind.tickets:
        parts.append(say("licenses.of_report"))
    return ", ".join(parts)
