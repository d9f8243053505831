"""The calendar: versions at the left, the days of one in the middle, the chosen day and all else at the right.

Changes are a draft with their way back until they are entered as a version. Holidays, notices and targets are
written at once, each by its own act.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from console.faults import Fault
from console.records.schedules import ScheduleRecord
from console.services import calendar as calendar_page
from console.services.calendar import CalendarPage
from console.services.schedules import may_set
from console.views.calendar import drafting, saying
from console.views.calendar.changes import ChangesView
from console.views.calendar.faces import Faces
from console.views.calendar.grid import DayGrid, MonthGrid, YearGrid, scrolled, shifted
from console.views.calendar.legend import Legend
from console.views.calendar.side import CalendarSide
from console.views.calendar.standing import Standing
from console.views.calendar.versions import VersionPane
from console.views.kit.buttons import Button, IconButton, PrimaryButton
from console.views.kit.cover import Cover
from console.views.kit.segmented import SegmentedControl
from console.views.kit.text import Text
from console.views.kit.wrap import Wrap, together
from console.views.look.look import current
from console.views.read_again import ReadAgain
from console.views.words import language, say, say_count

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_MONTH, _YEAR = "month", "year"


class CalendarScreen(Cover):
    """Shows the working time and changes it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, say("calendar.title"), width=1560, height=940)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.window_below = window
        self.page: CalendarPage | None = None
        self.shown: ScheduleRecord | None = None
        self.drafting, self.standing = drafting.Drafting(self), Standing(self)
        self.may = may_set(window.desk)
        self._warned = False
        today = window.desk.clock().astimezone(window.desk.company.zone).date()
        self.add_header(
            say("calendar.title"), say("act.done"), detail=say("calendar.text"), icon="calendar", chord="G H"
        )
        self.versions = VersionPane()
        self.grids: dict[str, DayGrid] = {_MONTH: MonthGrid(today), _YEAR: YearGrid(today)}
        self.side = CalendarSide()
        self.changes = ChangesView()
        self.told = Text("", "small", "2", wrap=True)
        self.undo = Button(say("act.undo"), "quiet", "arrow-back-up", chord="Ctrl+Z")
        self.enter = PrimaryButton(say("calendar.enter"), chord="Ctrl+Enter")
        self._again = ReadAgain(
            self, window.runner, self.read, lambda fault: self.tell(fault.sentence(language())), lambda: self.tell("")
        )
        self._lay_out(today)
        self._connect()
        self.read()
        self.grids[_MONTH].setFocus()

    @property
    def grid(self) -> DayGrid:
        """Return the days as they are shown: a month or a year."""
        return self.grids[self.mode.value()]

    def _lay_out(self, today: date) -> None:
        look = current()
        self.title = Text(saying.month_title(today.year, today.month), "title")
        self.count = Text("", "small", "3")
        self.mode = SegmentedControl(
            say("calendar.view"), ((_MONTH, say("calendar.month")), (_YEAR, say("calendar.year"))), _MONTH
        )
        self.earlier = IconButton("chevron-left", say("calendar.earlier"), "PgUp")
        self.later = IconButton("chevron-right", say("calendar.later"), "PgDn")
        self.now = Button(say("calendar.today"), "quiet", chord="Home")
        named = together(self.earlier, self.later, self.title)
        head = Wrap(named, self.count, together(self.now, self.mode), apart=True)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.grids[_MONTH])
        self.stack.addWidget(scrolled(self.grids[_YEAR]))
        center = QWidget()
        layout = QVBoxLayout(center)
        layout.setContentsMargins(look.px(20), look.px(12), look.px(20), look.px(12))
        layout.setSpacing(look.px(10))
        layout.addLayout(head)
        layout.addWidget(self.stack, 1)
        layout.addWidget(Legend())
        layout.addWidget(self.changes)
        middle = QWidget()
        whole = QHBoxLayout(middle)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.versions)
        whole.addWidget(center, 1)
        whole.addWidget(self.side)
        self.body.addWidget(middle, 1)
        self.share(self.versions, 290, 0.2)
        self.share(self.side, 356, 0.3)
        safe = self.add_footer(self.told, self.undo, self.enter, back=say("act.back"))
        safe.setDefault(False)
        safe.setAutoDefault(False)
        self.changes.hide()
        self.undo.hide()
        self.enter.hide()

    def _connect(self) -> None:
        for grid in self.grids.values():
            grid.moved.connect(self.go)
            grid.opened.connect(self._open_day)
        self.mode.chosen.connect(self.turn)
        for button in (self.earlier, self.later, self.now):
            button.clicked.connect(self._page)
        self.versions.chosen.connect(self._choose_version)
        self.versions.copied.connect(self._start_from)
        self.side.asked.connect(self.act)
        self.undo.clicked.connect(self.take_back)
        self.enter.clicked.connect(self.drafting.enter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Z takes the last change back, Ctrl+Enter enters the version."""
        strong = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.matches(QKeySequence.StandardKey.Undo):
            self.take_back()
        elif strong and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.drafting.enter()
        else:
            super().keyPressEvent(event)

    # What is shown

    def read(self) -> None:
        """Read everything anew."""
        desk = self.window_below.desk
        call = self.window_below.runner.read(lambda: calendar_page.page(desk, language()))
        call.landed.connect(self._landed)
        self._again.watch(call)

    def _landed(self, page: CalendarPage) -> None:
        self.page = page
        seen = None if self.shown is None else self.shown.id
        self.shown = next((one for one in page.versions if one.id == seen), page.held)
        if self.shown is None:
            self.tell(say("calendar.no_hours_yet"))
        self.versions.show_page(page, self.shown)
        self.show_all()

    def show_all(self) -> None:
        """Show the version, or the draft that is made out of it."""
        page, made, record = self.page, self.drafting.made, self.drafting.record()
        if page is None or record is None:
            return
        faces = Faces(
            record=record,
            base=None if made is None else made.base,
            proposed={one.day: one for one in page.proposed},
            today=page.desk.clock().astimezone(page.desk.company.zone).date(),
            names=page.names,
        )
        for grid in self.grids.values():
            grid.show_faces(faces)
        self.side.show_page(page, record, may=self.may)
        self._show_day()
        self.changes.show_changes(made, self.shown, page.versions)
        self.undo.setVisible(self.standing.back is not None or (made is not None and made.can_undo))
        self.enter.setVisible(self.drafting.stands)

    def _show_day(self) -> None:
        grid = self.grid
        if grid.faces is None:
            return
        self.side.show_day(grid.faces.of(grid.day), may=self.may)
        year, month = grid.day.year, grid.day.month
        whole = self.mode.value() == _YEAR
        self.title.setText(str(year) if whole else saying.month_title(year, month))
        months = range(1, 13) if whole else (month,)
        self.count.setText(say_count("calendar.days", sum(grid.faces.business_days(year, one) for one in months)))

    def tell(self, words: str) -> None:
        """Say something at the foot."""
        self._warned = False
        self.told.setText(words)

    def tell_fault(self, fault: Fault) -> None:
        """Say what went wrong, and show what stands."""
        self.tell(fault.sentence(language()))
        if self.window_below.runner.away is None:
            self.read()

    def go(self, day: date) -> None:
        """Choose a day."""
        for grid in self.grids.values():
            grid.choose(day)
        self._show_day()

    def turn(self, mode: str) -> None:
        """Show a month, or a year."""
        self.mode.choose(mode)
        self.stack.setCurrentIndex(list(self.grids).index(mode))
        self._show_day()

    def _page(self) -> None:
        if self.sender() is self.now:
            self.go(self.grid.day if self.grid.faces is None else self.grid.faces.today)
            return
        step = 12 if self.mode.value() == _YEAR else 1
        self.go(shifted(self.grid.day, step if self.sender() is self.later else -step))

    # Acts

    def _choose_version(self, version_id: int) -> None:
        page = self.page
        if page is None or (self.shown is not None and version_id == self.shown.id):
            return
        if self.drafting.stands:
            self.tell(say("calendar.draft_first"))
            self.versions.show_page(page, self.shown)
            return
        self.drafting.drop()
        self.shown = next((one for one in page.versions if one.id == version_id), self.shown)
        self.show_all()

    def _start_from(self, version_id: int) -> None:
        """Take everything of an older version into the draft of the one in force."""
        page = self.page
        found = None if page is None else next((one for one in page.versions if one.id == version_id), None)
        if page is not None and found is not None and self.may:
            if not self.drafting.stands:
                self.shown = page.held
            self.drafting.start_from(found)
            self.versions.show_page(page, self.shown)

    def _open_day(self, day: date) -> None:
        self.go(day)
        faces = self.grid.faces
        if self.may and faces is not None:
            self.act("plain" if faces.of(day).kind in ("holiday", "closed") else "special", None)

    def act(self, name: str, of: Any) -> None:
        """Carry out what the right edge asks for."""
        if name in drafting.ACTS:
            self.standing.back = None
            self.drafting.act(name)
        else:
            self.standing.act(name, of)

    def take_back(self) -> None:
        """Take the last change back: of the draft, or what was written last where that can be."""
        if not self.drafting.undo():
            self.standing.undo()

    def reject(self) -> None:
        """Leave; where a draft was not entered, say so first and leave the second time."""
        if self.drafting.stands and not self._warned:
            self.tell(say("calendar.draft_left"))
            self._warned = True
            return
        super().reject()
