"""Reports over the window: which one, of which days, kept to which tickets; plots, tables, files. It writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.faults import Fault
from console.query import parse
from console.records.reporting import NAMES, LicensesBehind, Report
from console.services import reporting
from console.services.reporting.asking import zone_of
from console.views import plots
from console.views.kit.buttons import Button
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.field import QueryField, problem_words
from console.views.kit.layout import beside, column, pane
from console.views.kit.notice import Notice
from console.views.kit.text import Text
from console.views.licenses.screen import LicenseScreen
from console.views.look.look import current
from console.views.queue.completion import Completion
from console.views.reports import saying
from console.views.reports.saving import KINDS, Saving
from console.views.reports.section import Section
from console.views.reports.span import SpanField
from console.views.words import language, say
from console.work.runner import Call
from console.work.throttle import Throttle

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_REST_MS = 250
_STILL_MS = 150
"""How long the numbers of before stand while others are worked out: what comes sooner does not flicker."""
_ICONS = {
    "flow": "inbox",
    "answers": "clock",
    "clauses": "scale",
    "consistency": "arrows-split",
    "licenses": "license",
    "workload": "users",
    "silence": "zzz",
}


class ReportScreen(Cover):
    """Shows one report at a time."""

    def __init__(self, window: MainWindow, name: str = NAMES[0]) -> None:
        super().__init__(window, say("reports.title"), width=1360, height=930)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        self._call: Call | None = None
        self.report: Report | None = None
        self.sections: list[Section] = []
        self._missed = False
        self.add_header(say("reports.title"), say("act.done"), icon="chart-bar", chord="G I")
        self.list = ChoiceList(say("reports.title"))
        self.span = SpanField(window.desk.clock().astimezone(zone_of(window.desk)))
        self.query = QueryField(say("reports.keep_to"))
        self.completion = Completion(self.query, lambda: window.desk, window.runner)
        self.heading, self.told, self.notice = Text("", "title"), Text("", "small", "3", wrap=True), Notice()
        self.area = QScrollArea()
        self.buttons = {kind: Button(kind.upper(), "plain", "file") for kind in KINDS}
        self.rows = Button(say("reports.save_rows"), "quiet", "list-details")
        self.saving = Saving(window, self)
        self._rest = Throttle(_REST_MS, self)
        self._still = QTimer(self, singleShot=True, interval=_STILL_MS)
        self._lay_out()
        self._connect()
        choices = [Choice(id=one, title=saying.title(one), icon=_ICONS[one]) for one in NAMES]
        self.list.set_choices(choices, at=name)
        self.list.setFocus()

    def _lay_out(self) -> None:
        left = pane(column(self.list, margins=(8, 10, 8, 8)))
        left.setFixedWidth(current().px(234))
        self.body.addWidget(beside(left, self._right()), 1)
        save = Text(say("reports.save_as"), "label", "2")
        self.add_footer(self.rows, save, *self.buttons.values(), back=say("act.done")).setDefault(False)
        for one in (self.rows, *self.buttons.values()):
            one.setAutoDefault(False)

    def _right(self) -> QWidget:
        look = current()
        right = QWidget()
        inside = QVBoxLayout(right)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        top = QWidget()
        top.setProperty("edge", "bottom")
        top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        head = QVBoxLayout(top)
        head.setContentsMargins(look.px(20), look.px(10), look.px(20), look.px(10))
        head.setSpacing(look.px(8))
        head.addWidget(self.span)
        head.addWidget(self.query)
        head.addWidget(self.notice)
        head.addWidget(self.saving.notice)
        inside.addWidget(top)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        page = QWidget()
        self._page = QVBoxLayout(page)
        self._page.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(16))
        self._page.setSpacing(look.px(4))
        self._page.addWidget(self.heading)
        self._page.addWidget(self.told)
        self._page.addSpacing(look.px(10))
        self._page.addStretch(1)
        self.area.setWidget(page)
        inside.addWidget(self.area, 1)
        return right

    def _connect(self) -> None:
        self.list.chosen.connect(self._rest_or_read)
        self._rest.fired.connect(self.read)
        self._still.timeout.connect(self._blank)
        self.span.changed.connect(self._rest.ask)
        self.span.refused.connect(self._tell)
        self.query.textChanged.connect(self._rest.ask)
        self.query.returnPressed.connect(self.list.setFocus)
        for kind, button in self.buttons.items():
            button.setObjectName(kind)
            button.clicked.connect(self._save_clicked)
        self.rows.clicked.connect(self.save_rows)
        self.finished.connect(self._leave)
        self._window.runner.returned.connect(self._returned)

    def _rest_or_read(self, name: str) -> None:
        if name:
            self._rest.ask()

    # -- making ----------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Make the report that is asked for; one that is under way is left."""
        self._leave()
        self._missed = False
        chosen = self.list.current()
        parsed = parse(self.query.text())
        self.query.set_problems([(one.start, one.end) for one in parsed.problems])
        if chosen is None or parsed.problems:
            self._head()
            self.notice.say(problem_words(parsed.problems), tone="critical")
            return
        desk, name, days = self._window.desk, chosen.id, self.span.days
        self.heading.setText(saying.title(name))
        self.told.setText(say("reports.making"))
        self._can_save(able=False)
        self._still.start()

        def work() -> Report:
            plots.load()
            return reporting.make(desk, name, days, parsed.query)

        self._call = self._window.runner.read(work)
        self._call.landed.connect(self._landed)
        self._call.failed.connect(self._failed)

    def _leave(self) -> None:
        self._still.stop()
        if self._call is not None:
            self._window.runner.abandon(self._call)
            self._call = None

    def _landed(self, report: Report) -> None:
        self._call = None
        self.report = report
        self.notice.say("")
        for one in self.sections:
            self._page.removeWidget(one)
            one.hide()
            one.deleteLater()
        self.sections = [Section(report.name, part) for part in report.parts]
        for one in self.sections:
            one.opened.connect(self.open_behind)
            one.walked.connect(self._follow)
            self._page.insertWidget(self._page.count() - 1, one)
        self._head()
        self.area.verticalScrollBar().setValue(0)

    def _follow(self, cell: QRect) -> None:
        """Scroll the page to a cell of a table that the keys went to."""
        section = self.sender()
        body = self.area.widget()
        if isinstance(section, QWidget) and body is not None:
            place = section.mapTo(body, cell.center())
            self.area.ensureVisible(place.x(), place.y(), 0, cell.height() + current().px(40))

    def _head(self) -> None:
        """Say which report is shown, with its numbers: what was asked for and did not come is none."""
        self._still.stop()
        self._can_save(able=self.report is not None)
        for one in self.sections:
            one.show()
        report = self.report
        self.heading.setText("" if report is None else f"{saying.title(report.name)}, {saying.days(report.days)}")
        self.told.setText("" if report is None else f"{saying.about(report.name)} {saying.as_of(report)}.")

    def _blank(self) -> None:
        """Take the numbers of before away: they are not those of the title."""
        for one in self.sections:
            one.hide()

    def _can_save(self, *, able: bool) -> None:
        for one in self.buttons.values():
            one.setEnabled(able)

    def _returned(self) -> None:
        """The database is back: make the report that could not be made."""
        if self._missed:
            self.read()

    def _failed(self, fault: Fault) -> None:
        self._call = None
        self._missed = True
        self._head()
        self._tell(fault)

    def _tell(self, fault: Fault) -> None:
        what, kept, todo = fault.words(language())
        self.notice.say(what, " ".join(part for part in (kept, todo) if part), tone="critical")

    # -- going on --------------------------------------------------------------------------------------------------

    def open_behind(self, behind: str | LicensesBehind) -> None:
        """Leave, and show the tickets behind a number in the queue; licenses in their list."""
        title = saying.title(self.report.name) if self.report is not None else ""
        self.accept()
        if isinstance(behind, LicensesBehind):
            LicenseScreen(self._window, behind=behind).open()
            return
        self._window.queue.show_query(behind, title=title)
        self._window.queue.table.setFocus()

    def _save_clicked(self) -> None:
        self.save(self.sender().objectName())

    def save(self, kind: str) -> None:
        """Write the report that is shown into a file."""
        if self.report is not None and self._call is None:
            path = self.saving.ask(saying.file_name(self.report.name, self.report.days, kind), kind)
            if path is not None:
                self.saving.report(self.report, kind, path)

    def save_rows(self) -> None:
        """Write one row for each request of the days into a file."""
        days, parsed = self.span.days, parse(self.query.text())
        if parsed.problems:  # a filter without its broken term would write other requests
            self.query.set_problems([(one.start, one.end) for one in parsed.problems])
            self.query.setFocus()
            return
        path = self.saving.ask(saying.file_name("requests", days, "xlsx"), "xlsx")
        if path is not None:
            self.saving.rows(days, parsed.query, path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+S writes the PDF, / goes to the filter; Enter never leaves."""
        if event.key() == Qt.Key.Key_S and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save("pdf")
            return
        if event.key() == Qt.Key.Key_Slash or event.text() == "/":
            self.query.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        super().keyPressEvent(event)
