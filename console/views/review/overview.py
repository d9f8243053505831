"""Everything of a review in one list: what is found, what of the sample is still to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from console.records.base import TicketId
from console.records.findings import DecisionLine, Finding
from console.views.kit.buttons import Button, PrimaryButton
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.progress import Progress
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.review import forms, saying
from console.views.words import moment, say, say_count

if TYPE_CHECKING:
    from console.views.archive.window import ArchiveWindow

_MOST = 500
_FOUND, _LEFT = "found ", "left "


class ReviewList(Cover):
    """The findings and the sample. Enter goes to one, Delete takes a finding out."""

    def __init__(self, window: ArchiveWindow) -> None:
        super().__init__(window, say("command.review_all"), width=820, height=680)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window, self._review = window, window.review
        self.add_header(
            say("command.review_all"), say("act.back"), detail=window.opened.path.name, icon="shield-check", chord="F"
        )
        self.meter, self.told = Progress(72, 4), Text("", "strong", weight=600)
        self.about = Text("", "small", "2", wrap=True)
        self.list = ChoiceList(say("command.review_all"), two_lines=True)
        self.list.taken.connect(self.open_row)
        self.drawing = Button(say("command.review_sample"), "plain", "filter", chord="Shift+F")
        self.taking_out = Button(say("review.drop"), "quiet", "trash", chord="Delete")
        self.signing = PrimaryButton(say("review.sign"), "certificate", chord="Shift+A")
        self.drawing.clicked.connect(self._sample)
        self.signing.clicked.connect(self._sign)
        self.taking_out.clicked.connect(self.drop)
        self._lay_out()
        self._review.changed.connect(self.show_rows)
        self.show_rows()
        self.list.setFocus()

    def _lay_out(self) -> None:
        look = current()
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(10))
        inner.setSpacing(look.px(8))
        line = QHBoxLayout()
        line.setSpacing(look.px(10))
        line.addWidget(self.meter)
        line.addWidget(self.told, 1)
        line.addWidget(self.drawing)
        inner.addLayout(line)
        inner.addWidget(self.about)
        inner.addWidget(self.list, 1)
        self.body.addLayout(inner, 1)
        safe = self.add_footer(self.taking_out, self.signing, back=say("act.back"))
        for one in (safe, self.signing, self.drawing, self.taking_out):
            one.setDefault(False)
            one.setAutoDefault(False)

    def show_rows(self) -> None:
        """Show what there is now."""
        review = self._review
        judged, drawn, findings = review.counted()
        self.meter.show_part(judged / drawn if drawn else 0.0)
        self.told.setText(saying.progress(judged, drawn, findings))
        self.about.setText(saying.sample(review.draft.sample))
        at = self.list.current()
        found = review.draft.findings
        left = [one for one in review.drawn if review.draft.verdict_of(one.gid) is None]
        rows = [Choice(title=say("review.found"))] if found else []
        rows += [_found(one) for one in reversed(found)]
        rows += [Choice(title=say_count("review.left", len(left)))] if left else []
        rows += [_left(one) for one in left[:_MOST]]
        self.list.set_choices(rows or [Choice(id="none", title=say("review.nothing_drawn"), enabled=False)],
                              at="" if at is None else at.id)  # fmt: skip
        self.signing.setEnabled(bool(found))
        self.taking_out.setEnabled(bool(found))

    def open_row(self, key: str) -> None:
        """Go to a finding's ticket, or to a decision."""
        review = self._review
        if key.startswith(_LEFT):
            line = next(one for one in review.drawn if one.gid == key.removeprefix(_LEFT))
            self.accept()
            review.show_line(line)
        elif key.startswith(_FOUND):
            found = review.draft.kept.findings.get(key.removeprefix(_FOUND))
            if found is not None:
                self.accept()
                self._go(found)

    def _go(self, found: Finding) -> None:
        line = next((one for one in self._review.drawn if one.gid == found.about), None)
        if line is not None:
            self._review.show_line(line)
            return
        desk, number = self._window.opened.desk, found.ticket
        from console.services import showing  # noqa: PLC0415 - one that is in no sample is seldom gone to

        call = self._window.runner.read(lambda: showing.id_of(desk, number))
        call.landed.connect(lambda key: self._window.go_to(TicketId(key)))
        call.failed.connect(self._window.tell)

    def drop(self) -> None:
        """Take the current finding out of the draft."""
        row = self.list.current()
        if row is not None and row.id.startswith(_FOUND):
            self._review.drop(row.id.removeprefix(_FOUND))

    def _sample(self) -> None:
        forms.sample(self._window, self)

    def _sign(self) -> None:
        forms.sign(self._window, self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete takes a finding out; Shift+F and Shift+A open what they open in the window."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        acts = {Qt.Key.Key_Delete: self.drop}
        if shift:
            acts |= {Qt.Key.Key_F: self._sample, Qt.Key.Key_A: self._sign}
        act = acts.get(Qt.Key(event.key()))
        if act is None:
            super().keyPressEvent(event)
        else:
            act()


def _found(one: Finding) -> Choice:
    parts = (saying.outcome(*_split(one.decided)) if one.decided else "", " ".join(one.body.split()))
    return Choice(
        id=f"{_FOUND}{one.gid}",
        icon=saying.ICONS[one.verdict][0],
        title=f"TK-{one.ticket}  {saying.title(one)}",
        detail="  ·  ".join(part for part in parts if part),
    )


def _left(one: DecisionLine) -> Choice:
    return Choice(
        id=f"{_LEFT}{one.gid}",
        icon="chevron-right",
        title=f"TK-{one.ticket}  {saying.outcome(one.outcome, one.clause)}",
        detail=f"{say('review.of_number', n=one.n)}  ·  {moment(one.made_at)}",
    )


def _split(decided: str) -> tuple[str, str]:
    outcome, _, clause = decided.partition(" ")
    return outcome, clause
