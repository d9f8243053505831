"""Closing a ticket: the twelve reasons, the proposed one chosen with why, the others with why not, and the letter.

Nothing is sent unless a person wants the letter; questions that nobody answered are named, and never forgotten.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from console.records.assessment import ClosingView
from console.records.tickets import QuestionRecord
from console.services.closing import CAUSES, Judged
from console.services.desk import Desk
from console.services.preparing import Check
from console.services.showing import Panels
from console.views import reasoning
from console.views.keys.router import chord
from console.views.kit.choices import Choice
from console.views.kit.text import plain_tip
from console.views.letters.frame import numbered
from console.views.letters.panel import LetterPanel
from console.views.look.look import current
from console.views.words import of, say, say_count

_PREFIX = "close."
_LONGEST = 90


class ClosingPanel(LetterPanel):
    """Choosing why a ticket is closed; Enter confirms. `close_asked` carries clause, letter or None, answered.

    The letter is a pair of PreparedLetter and text; `answered` are the questions that a person ticked.
    """

    close_asked = Signal(str, object, object)
    cause_asked = Signal(str)

    def __init__(self, desk: Desk, panels: Panels, judged: Judged, parent: QWidget, *, at: str = "") -> None:
        heading = say("closing.heading", number=panels.detail.row.number)
        super().__init__(desk, panels, parent, heading)
        self.judged, self.leaves = judged, False
        self.picked = judged.proposed is not None
        self.list.set_tentative(tentative=not self.picked)
        self.search.setPlaceholderText(say("closing.find"))
        self.search.setAccessibleName(say("closing.find"))
        self.list.setAccessibleName(say("closing.reasons"))
        self.with_letter = QCheckBox(say("closing.with_letter"))
        self.questions = {one.id: _QuestionBox(one) for one in judged.unanswered}
        for box in (self.with_letter, *self.questions.values()):
            box.setFont(current().font("small"))
            box.toggled.connect(self._toggled)
            self.sheet.add_line(box)
        self.insert.hide()
        self.send.set_words(say("closing.close"))
        self.send.show_icon("check")
        self.add_header(heading, say("act.back"), detail=say("closing.text"), icon="check", chord="E")
        proposed = judged.proposed
        first = next((one.clause for one in judged.reasons if one.allowed), "")
        self.lay_out(at=at or (proposed.clause if proposed is not None else first))
        self.send.setDefault(True)
        self.list.clicked.connect(self._pick)
        self.sheet.wished.connect(self._determine)
        self._toggled()

    def choices(self, asked: str) -> list[Choice]:
        """Return the reasons that fit what is looked for: the proposed one, those that may be chosen, the others."""
        words = asked.casefold().split()
        numbers = {} if words else {one.clause: place for place, one in enumerate(self._ordered(), 1)}
        rows: list[Choice] = []
        group = ""
        for one in self._ordered():
            row = self._row(one, numbered(numbers, one.clause))
            if not all(word in row.sentence.casefold() or one.clause.startswith(word) for word in words):
                continue
            heading = "proposed" if one.proposed else "allowed" if one.allowed else "not_allowed"
            if heading != group:
                rows.append(Choice(title=say(f"closing.group_{heading}")))
            group = heading
            rows.append(row)
        return rows

    def _ordered(self) -> list[ClosingView]:
        return sorted(self.judged.reasons, key=lambda one: (not one.proposed, not one.allowed))

    def _row(self, one: ClosingView, keys: str) -> Choice:
        why = _why(one)
        return Choice(
            id=one.clause,
            code=one.clause,
            title=of(one.title_en, one.title_ru),
            detail=why,
            why_not="" if one.allowed else why,
            enabled=one.allowed,
            keys=keys,
        )

    def code_of(self, choice: str) -> str:
        """Return the code of the closing letter of a reason."""
        return _PREFIX + choice

    def show_why(self, choice: str) -> None:
        """Say why the reason is proposed, may be chosen, or may not."""
        one = next(one for one in self.judged.reasons if one.clause == choice)
        self.sheet.show_head(choice, of(one.title_en, one.title_ru))
        key = "proposed" if one.proposed else "allowed" if one.allowed else "not_allowed"
        tone = {"proposed": "ok", "allowed": "accent", "not_allowed": "plain"}[key]
        icon = {"proposed": "circle-check", "allowed": "info-circle", "not_allowed": "ban"}[key]
        act = say("closing.determine") if choice in CAUSES and not one.allowed else ""
        self.sheet.why.say(say(f"closing.is_{key}"), _why(one), tone=tone, icon=icon, act=act)

    def barred(self) -> bool:
        """Return whether the reason may not be chosen now."""
        return self.at not in self.judged.allowed

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Return what keeps the ticket open, and the questions that stay without an answer."""
        if self.barred():
            return (("stop", say("closing.stop")),)
        if not self.picked:
            return (("stop", say("closing.choose")),)
        left = sum(1 for box in self.questions.values() if not box.isChecked())
        told = [("warn", say_count("closing.unanswered", left))] if left else []
        later = self.judged.asked_later
        return (*told, *([("warn", say_count("closing.asked_later", later))] if later else []))

    def checked(self) -> tuple[Check, ...]:
        """Return how the letter stands, where it is to be sent."""
        return super().checked() if self.with_letter.isChecked() else ()

    def _in_list(self, event: QKeyEvent, *, digits: bool) -> bool:
        """Arrows and digits are a choice; where nothing is proposed, Enter alone closes nothing."""
        taken = super()._in_list(event, digits=digits)
        if taken and chord(event) != "Enter":
            self._pick()
        return taken

    def _pick(self) -> None:
        self.picked = True
        self.list.set_tentative(tentative=False)
        self.check_again()

    def _determine(self) -> None:
        """The cause was found by the person who says so; the reason may be chosen then."""
        self.reject()
        self.cause_asked.emit(self.at)

    def insert_now(self) -> None:
        """Enter confirms."""
        self.send_now()

    def deliver(self, text: str) -> None:
        """Close, with the letter where it is wanted."""
        answered = tuple(key for key, box in self.questions.items() if box.isChecked())
        letter = (self.prepared, text) if self.with_letter.isChecked() else None
        self.close_asked.emit(self.at, letter, answered)

    def _toggled(self) -> None:
        self.leaves = self.with_letter.isChecked()
        self.sheet.letter.setEnabled(self.leaves)
        missing = self.prepared.filled.missing if self.prepared is not None and self.leaves else ()
        self.sheet.missing.show_missing(missing)
        if not self.leaves:
            self.sheet.missing.hide()
        left = sum(1 for box in self.questions.values() if not box.isChecked())
        words = say_count("closing.close_left", left) if left else say("closing.close")
        self.send.set_words(say("closing.close_and_send") if self.with_letter.isChecked() else words)
        self.check_again()


def _why(one: ClosingView) -> str:
    if one.reason is not None:
        return reasoning.reason(one.reason)
    return "" if one.allowed else say(f"why_not.{one.why_not}")


def _short(one: QuestionRecord) -> str:
    text = " ".join(one.text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


class _QuestionBox(QCheckBox):
    """A question to tick; its words are cut where there is no room, and stand whole in the tooltip."""

    def __init__(self, one: QuestionRecord) -> None:
        super().__init__()
        self._words = say("closing.answered", words=_short(one))
        self.setAccessibleName(self._words)
        self.setToolTip(plain_tip(self._words))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - current().px(32)
        told = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, max(room, current().px(80)))
        if told.replace("&", "&&") != self.text():
            self.setText(told.replace("&", "&&"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the words anew."""
        super().resizeEvent(event)
        self._fit()
