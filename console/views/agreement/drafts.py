"""Versions of the agreement: the drafts with their editor, those in force, and putting one in force from a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from console.faults import Fault
from console.records.base import Role
from console.records.drafting import VersionRow
from console.services import drafting
from console.services.desk import Desk
from console.services.standing import with_company
from console.views.agreement.draft_page import DraftPage
from console.views.kit.buttons import Button, IconButton, PrimaryButton
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.form import FormRow
from console.views.kit.instants import DayEdit
from console.views.kit.layout import beside, column, pane
from console.views.kit.notice import Notice
from console.views.kit.text import SectionHeader, Text, plain_tip
from console.views.look.look import current
from console.views.read_again import ReadAgain, tell_in
from console.views.rehearsal import RehearsalScreen
from console.views.words import calendar_day, moment, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


class DraftsScreen(Cover):
    """The versions at the left, the draft that is current at the right."""

    def __init__(self, window: MainWindow, *, label: str = "") -> None:
        super().__init__(window, say("draft.title"), width=1320, height=840)
        self._window = window
        self._rows: dict[str, VersionRow] = {}
        self._at = label
        self._warned = False
        self.may_edit = window.desk.actor.role in (Role.LEAD, Role.OPERATOR)
        self.add_header(
            say("draft.title"),
            say("act.done"),
            detail=say("draft.now", version=window.desk.agreement.label),
            icon="book",
            chord="G V",
        )
        self.list = ChoiceList(say("draft.title"), two_lines=True)
        self.page = DraftPage(window, may_edit=self.may_edit)
        self.name = QLineEdit()
        self.name.setAccessibleName(say("draft.new_name"))
        self.name.setPlaceholderText(say("draft.new_name"))
        self.begin = Button(say("draft.new"), "plain", "plus")
        self.notice = Notice()
        self.rehearse = Button(say("draft.rehearse"), "plain", "history")
        self.force = PrimaryButton(say("draft.force"), "check")
        self.hindered = Text("", "small", "2")
        self.away = Button(say("draft.drop"), "quiet", "trash")
        self.back = Button(say("draft.withdraw"), "plain", "arrow-back-up")
        self._again = ReadAgain(
            self,
            window.runner,
            self.read,
            lambda fault: tell_in(self.notice, fault),
            lambda: self.notice.say(""),
        )
        self._lay_out()
        self._connect()
        self._fit()  # of a version that is not read nothing can be done
        self.read()

    def _lay_out(self) -> None:
        new = (SectionHeader(say("draft.new_head")), self.name, self.begin)
        below = new if self.may_edit else (Text(say("draft.lead_only"), "small", "2", wrap=True),)
        inside = column(self.list, *below, self.notice, margins=(10, 10, 8, 12))
        inside.setStretchFactor(self.list, 1)
        left = pane(inside)
        self.share(left, 300, 0.24)
        self.body.addWidget(beside(left, self.page), 1)
        safe = self.add_footer(self.hindered, self.away, self.back, self.rehearse, self.force, back=say("act.done"))
        safe.setDefault(False)
        safe.setAutoDefault(False)

    def _connect(self) -> None:
        self.list.chosen.connect(self._show)
        self.begin.clicked.connect(self._new)
        self.name.returnPressed.connect(self._new)
        self.page.kept.connect(self._kept)
        self.page.failed.connect(self._failed)
        self.page.unread.connect(self._again.missed)
        self.page.judged.connect(self._fit)
        self.rehearse.clicked.connect(self._rehearse)
        self.force.clicked.connect(self._ask_day)
        self.away.clicked.connect(self._drop)
        self.back.clicked.connect(self._withdraw)

    def read(self) -> None:
        """Read the versions anew."""
        desk = self._window.desk
        call = self._window.runner.read(lambda: drafting.version_rows(desk))
        call.landed.connect(self._landed)
        self._again.watch(call)

    def _landed(self, found: tuple[VersionRow, ...]) -> None:
        self._rows = {one.label: one for one in found if one.state != "dropped"}
        choices = [_choice(one, self._window.desk) for one in self._rows.values()]
        drafts = [one for one in choices if self._rows[one.id].state == "draft"]
        others = [one for one in choices if self._rows[one.id].state != "draft"]
        rows: list[Choice] = []
        for heading, some in (("draft.drafts", drafts), ("draft.versions", others)):
            rows += [Choice(title=say(heading)), *some] if some else []
        self.list.set_choices(rows, at=self._at)
        if self.focusWidget() in (None, self) or isinstance(self.focusWidget(), IconButton):
            (self.list if choices else self.name).setFocus()
        if not choices:
            self.page.show_nothing(say("draft.none"))
            self._fit()

    def _show(self, label: str) -> None:
        row = self._rows.get(label)
        if row is not None:
            self._at = label
            self.page.show_version(row)
            self._fit()

    def _fit(self) -> None:
        """Offer what the current version allows; a draft that may not be put in force says why."""
        row = self._rows.get(self._at)
        draft = row is not None and row.state == "draft" and self.may_edit
        ahead = row is not None and row.state == "in_force" and row.effective_at > self._window.desk.clock()
        self.rehearse.setVisible(row is not None and row.label != self._window.desk.agreement.label)
        self.force.setVisible(draft)
        self.away.setVisible(draft)
        self.back.setVisible(ahead and self.may_edit)
        words = self.page.hindrance(self._at) if draft else ""
        self.force.setEnabled(not words)
        self.force.setToolTip(plain_tip(words))
        self.force.setAccessibleDescription(words)
        self.hindered.setText(words)

    def _new(self) -> None:
        desk, label = self._window.desk, self.name.text().strip()
        self._write(lambda: (drafting.new(desk, label), label)[1], self._begun)

    def _begun(self, label: str) -> None:
        self.name.clear()
        self._at = label
        self.read()
        self.page.search.setFocus()

    def _kept(self, label: str) -> None:
        self._at = label
        self.read()

    def _drop(self) -> None:
        row, desk = self._rows[self._at], self._window.desk
        self._write(lambda: drafting.drop(desk, row.label, seen=row.id), self.read)

    def _withdraw(self) -> None:
        desk, label = self._window.desk, self._at
        self._write(lambda: drafting.withdraw(desk, label), self.read)

    def _ask_day(self) -> None:
        row = self._rows[self._at]
        asked = ForceDialog(self, row, self._window.desk)
        asked.chosen.connect(lambda day: self.put_in_force(row, day))
        asked.open()

    def put_in_force(self, row: VersionRow, day: date) -> None:
        """Let a draft count from a day on."""
        desk = self._window.desk

        def work() -> Desk:
            drafting.put_in_force(desk, row.label, day, seen=row.id)
            return with_company(desk)

        self._write(work, self._forced)

    def _forced(self, desk: Desk) -> None:
        window = self._window
        window.desk = replace(desk, undo_seconds=window.desk.undo_seconds, out_folder=window.desk.out_folder)
        window.queue.set_desk(window.desk)
        window.refresh()
        self.read()

    def _rehearse(self) -> None:
        label, window = self._at, self._window
        self.accept()
        RehearsalScreen(window, label=label).open()

    def _write(self, work: Any, done: Any) -> None:
        self.notice.say("")
        call = self._window.runner.write(work)
        call.landed.connect(done)
        call.failed.connect(self._failed)

    def _failed(self, fault: Fault) -> None:
        """Say why nothing was done, and show what stands, where that can be read."""
        tell_in(self.notice, fault)
        if self._window.runner.away is None:
            self.read()

    def done(self, result: int) -> None:
        """Leave; what is written and not kept yet is kept first, and the window tells where that fails.

        While the database is away nothing can be kept: that is said first, and the second time leaves.
        """
        if self.page.edits() and self._window.runner.away is not None and not self._warned:
            self._warned = True
            self.notice.say(self._window.follower.state.title(), say("form.typed"), tone="critical")
            return
        if self.page.edits():
            self.page.failed.connect(self._window.tell)
            self.page.keep()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter keeps what was changed; Enter never leaves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self.page.keep()
            return
        super().keyPressEvent(event)


class ForceDialog(Cover):
    """Asks from which day a draft counts, and says what that means. `chosen` carries the day."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, row: VersionRow, desk: Desk) -> None:
        super().__init__(parent, say("draft.force_now"), width=480, height=280)
        look = current()
        self.add_header(say("draft.force_now"), say("act.back"), detail=row.label, icon="check")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(look.px(20), look.px(16), look.px(20), look.px(12))
        column.addWidget(Text(say("draft.force_means"), "body", wrap=True))
        self._day = DayEdit()
        tomorrow = desk.clock().astimezone(desk.company.zone).date() + timedelta(days=1)
        self._day.show_day(tomorrow)
        self._row = FormRow(say("draft.from_day"), self._day)
        column.addWidget(self._row)
        column.addStretch(1)
        self.body.addWidget(inside, 1)
        self.asked = PrimaryButton(say("draft.force_now"), "check")
        self.add_footer(self.asked, back=say("act.back"))
        self.asked.clicked.connect(self._go)
        self._day.setFocus()

    def _go(self) -> None:
        day = self._day.day()
        if day is None:
            self._row.tell(say("form.bad_day"))
            return
        self.accept()
        self.chosen.emit(day)


def _choice(row: VersionRow, desk: Desk) -> Choice:
    if row.state == "draft":
        detail = say("draft.made_from", base=row.base, when=moment(row.at), who=row.by)
        return Choice(id=row.label, title=row.label, detail=detail, icon="pencil")
    begins = calendar_day(row.effective_at.astimezone().date())
    counts = row.label == desk.agreement.label
    words = "draft.counts_now" if counts else "draft.counts_from"
    tag = say("draft.state_in_force") if counts else ""
    return Choice(id=row.label, title=row.label, detail=say(words, day=begins), icon="book", tag=tag, tone="ok")
