"""The rehearsal: choose a version, hours and requests, watch, read what would change. It writes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.faults import Fault
from console.query import parse
from console.records.base import TicketId
from console.records.rehearsal import Differing
from console.services import rehearsing
from console.views.kit.buttons import Button, PrimaryButton
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.field import QueryField
from console.views.kit.layout import row
from console.views.kit.notice import Notice
from console.views.kit.progress import Progress
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.read_again import ReadAgain, tell_in
from console.views.rehearsal import saying
from console.views.rehearsal.chart import ClauseChart
from console.views.rehearsal.run import Found, Run
from console.views.words import say, say_count, short_day

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


_FOLDER = "?"
_LETTERS = 7  # of a choice that are always in sight


class RehearsalScreen(Cover):
    """Past requests decided again under another version or other hours."""

    def __init__(self, window: MainWindow, *, label: str = "", query: str = "") -> None:
        super().__init__(window, say("rehearsal.title"), width=1240, height=820)
        self._window = window
        self._wanted_label = label
        self.add_header(
            say("rehearsal.title"), say("act.done"), detail=say("rehearsal.writes_nothing"), icon="history", chord="G Y"
        )
        self.version, self.hours = QComboBox(), QComboBox()
        self.always = QCheckBox(say("rehearsal.always"))
        self.query = QueryField(say("rehearsal.which"), chord="")
        self.query.setPlaceholderText(say("rehearsal.all"))
        self.query.setText(query)
        self.go = PrimaryButton(say("rehearsal.start"), "history", chord="Ctrl+Enter")
        self.bar, self.told, self.notice = Progress(200, 6), Text("", "small", "2", wrap=True), Notice()
        self.chart = ClauseChart()
        self.list = ChoiceList(say("rehearsal.requests"), two_lines=True)
        self.run = Run(window, self)
        self._shown: tuple[str, str] = ("", "")
        self._again = ReadAgain(self, window.runner, self._read, self._failed, lambda: self.notice.say(""))
        self._lay_out()
        self._connect()
        self._read()

    def _lay_out(self) -> None:
        look = current()
        self.body.addWidget(self._top())
        middle = QWidget()
        line = QHBoxLayout(middle)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        left = QScrollArea()
        left.setWidgetResizable(True)
        left.setFrameShape(QScrollArea.Shape.NoFrame)
        self.share(left, 440, 0.4)
        left.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        left.setWidget(self.chart)
        right = QWidget()
        right.setProperty("edge", "left")
        right.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(right)
        column.setContentsMargins(look.px(10), look.px(8), look.px(8), look.px(8))
        column.addWidget(self.list, 1)
        line.addWidget(left)
        line.addWidget(right, 1)
        self.body.addWidget(middle, 1)
        self.open_button = Button(say("rehearsal.open"), "quiet", "message", chord="Enter")
        self.open_button.setEnabled(False)
        self.safe = self.add_footer(self.open_button, back=say("act.done"))
        self.safe.setDefault(False)
        self.safe.setAutoDefault(False)

    def _top(self) -> QWidget:
        look = current()
        top = QWidget()
        top.setProperty("edge", "bottom")
        top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(top)
        column.setContentsMargins(look.px(18), look.px(12), look.px(18), look.px(8))
        column.setSpacing(look.px(8))
        line = QHBoxLayout()
        line.setSpacing(look.px(8))
        for words, field, width in (
            ("rehearsal.under", self.version, 220),
            ("rehearsal.with_hours", self.hours, 190),
        ):
            field.setAccessibleName(say(words))
            field.setMinimumContentsLength(_LETTERS)
            field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            field.setMaximumWidth(look.px(width))
            line.addWidget(Text(say(words), "label", "2"))
            line.addWidget(field, width)
        line.addStretch(1)
        column.addLayout(line)
        which = row(Text(say("rehearsal.which"), "label", "2"), self.query, self.go, spacing=8)
        which.setStretch(1, 1)
        column.addLayout(which)
        column.addWidget(self.always)
        column.addWidget(self.bar)
        column.addWidget(self.told)
        column.addWidget(self.notice)
        return top

    def _connect(self) -> None:
        self.go.clicked.connect(self.start_or_stop)
        self.query.returnPressed.connect(self.start_or_stop)
        self.run.progressed.connect(self._progressed)
        self.run.finished.connect(self._finished)
        self.run.failed.connect(self._failed)
        self.chart.chosen.connect(self._narrow)
        self.list.chosen.connect(self._current)
        self.list.taken.connect(self.open_ticket)
        self.open_button.clicked.connect(self.list.take)
        self.finished.connect(self.run.stop)

    def _read(self) -> None:
        desk = self._window.desk
        call = self._window.runner.read(lambda: (rehearsing.choices(desk), rehearsing.schedules(desk)))
        call.landed.connect(self._landed)
        self._again.watch(call)

    def _landed(self, found: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
        labels, hours = found
        self.version.addItem(say("rehearsal.own_version"), "")
        for one in labels:
            self.version.addItem(one, one)
        self.hours.addItem(say("rehearsal.own_hours"), "")
        for one in hours:
            self.hours.addItem(one, one)
        self.version.addItem(say("rehearsal.folder"), _FOLDER)
        self.version.activated.connect(self._chosen)
        wanted = self.version.findData(self._wanted_label or (labels[0] if labels else ""))
        self.version.setCurrentIndex(max(0, wanted))
        self.told.setText(say("rehearsal.how"))
        self.query.setFocus()

    def _chosen(self, place: int) -> None:
        """Ask for the folder of a draft where that is what was chosen."""
        if self.version.itemData(place) != _FOLDER:
            return
        folder = QFileDialog.getExistingDirectory(self, say("rehearsal.folder"))
        if folder:
            self.add_folder(folder)
        else:
            self.version.setCurrentIndex(0)

    def add_folder(self, folder: str) -> None:
        """Offer a folder with a version, and choose it."""
        self.version.insertItem(self.version.count() - 1, Path(folder).name, folder)
        self.version.setCurrentIndex(self.version.findData(folder))

    def start_or_stop(self) -> None:
        """Begin the rehearsal that is asked for, or leave the one that is under way."""
        if self.run.is_running:
            self.run.stop()
            self._show(self.run.found, stopped=True)
            return
        problems = parse(self.query.text()).problems
        self.query.set_problems([(one.start, one.end) for one in problems])
        self.notice.say("")
        label, hours = str(self.version.currentData() or ""), str(self.hours.currentData() or "")
        self.chart.show_counts(())
        self.list.set_choices(())
        self.bar.show_part(0)
        self.told.setText(say("rehearsal.begins"))
        self.run.start(query=self.query.text().strip(), label=label, schedule=hours, always=self.always.isChecked())
        self._fit()

    def _progressed(self, found: Found) -> None:
        self._show(found)

    def _finished(self, found: Found) -> None:
        self._show(found)
        if self.list.count():
            self.list.setFocus()

    def _failed(self, fault: Fault) -> None:
        tell_in(self.notice, fault)
        if self.run.found.total:
            self._show(self.run.found, stopped=True)
        else:
            self.told.setText("")
        self._fit()

    def _show(self, found: Found, *, stopped: bool = False) -> None:
        self.bar.show_part(found.done / found.total if found.total else 1.0)
        words = say("rehearsal.far", done=_number(found.done), total=say_count("queue.tickets", found.total))
        words += "  ·  " + say_count("rehearsal.differ", found.tally.differing)
        if self.run.is_running:
            words += "  ·  " + say("rehearsal.left", seconds=max(1, round(found.left)))
        elif stopped:
            words += "  ·  " + say("rehearsal.stopped")
        if self.run.always is not None:
            words += "  ·  " + say("rehearsal.told_always" if self.run.always else "rehearsal.told_from_then")
        self.told.setText(words)
        self.chart.show_counts(found.tally.clauses())
        self._fill()
        if not self.run.is_running and not stopped and not found.tally.differing:
            self.notice.say(say("rehearsal.nothing"), say("rehearsal.nothing_more"), tone="ok")
        self._fit()

    def _fill(self) -> None:
        rows = [one for one in self.run.found.rows if self._fits(one)]
        kept = self.list.current()
        self.list.set_choices([_choice(one) for one in rows], at="" if kept is None else kept.id)

    def _fits(self, row: Differing) -> bool:
        return self._shown == ("", "") or any(
            (one.clause or "", one.outcome) == self._shown for one in (row.was, row.now)
        )

    def _narrow(self, clause: str, outcome: str) -> None:
        self._shown = (clause, outcome)
        self._fill()

    def _current(self, ticket_id: str) -> None:
        self.open_button.setEnabled(bool(ticket_id))

    def open_ticket(self, ticket_id: str) -> None:
        """Show a request of the list in the window."""
        if ticket_id:
            self.accept()
            self._window.go_to(TicketId(int(ticket_id)))
            self._window.acts.desk.open_ticket()

    def _fit(self) -> None:
        self.go.set_words(say("rehearsal.stop" if self.run.is_running else "rehearsal.start"))
        self.version.setEnabled(not self.run.is_running)
        self.hours.setEnabled(not self.run.is_running)
        self.always.setEnabled(not self.run.is_running)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter begins or stops from anywhere; Enter never leaves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.start_or_stop()
            return
        super().keyPressEvent(event)


def _choice(row: Differing) -> Choice:
    because = saying.causes(row)
    detail = f"{saying.change(row)}   ({because})" if because else saying.change(row)
    return Choice(
        id=str(row.ticket_id),
        code=f"TK-{row.number}",
        title=f"{row.subject}  ·  {short_day(row.received_at.date())}",
        detail=detail,
        tag=saying.states(row),
    )


def _number(number: int) -> str:
    return f"{number:,}".replace(",", " ")
