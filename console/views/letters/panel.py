"""A letter panel: what is chosen is written, kept, checked, sent, inserted or left.

What a person wrote is kept by choice and language, so that looking at another one loses nothing; leaving keeps it too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.faults import Fault
from console.records.licensing import StaffRecord
from console.services import preparing
from console.services.desk import Desk
from console.services.letter_values import summary
from console.services.preparing import Check, PreparedLetter, Quotes
from console.services.showing import Panels
from console.views.letters.checks import words_of
from console.views.letters.frame import LetterFrame
from console.views.words import language, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a person left in a panel: the choice, the letter's language and text."""

    choice: str
    kind: str
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class More:
    """What a panel is given after it has opened: the official wording, leads to ask, what was left in it before."""

    official: Quotes
    leads: tuple[StaffRecord, ...]
    kept: Kept | None


class LetterPanel(LetterFrame):
    """Choosing a letter and sending it. `send_asked` and `insert_asked` carry (PreparedLetter, text, reason)."""

    send_asked = Signal(object, str, str)
    insert_asked = Signal(object, str, str)
    left_with = Signal(object)
    clause_asked = Signal(str)

    def __init__(self, desk: Desk, panels: Panels, parent: QWidget, heading: str) -> None:
        super().__init__(parent, heading, "ru" if panels.detail.row.language == "ru" else "en")
        self.desk, self.panels = desk, panels
        self.prepared: PreparedLetter | None = None
        self.kind = ""
        self.leaves = True
        """Whether the letter is to be sent; values are asked for then."""
        self._texts: dict[tuple[str, str, str], str] = {}
        self._given: dict[str, str] = {}
        self._official: Quotes = {}
        self._done = False
        self.search.textChanged.connect(self.fill_again)
        self.list.chosen.connect(self.choose)
        self.sheet.language_chosen.connect(self.rewrite)
        self.sheet.kind_chosen.connect(self._choose_kind)
        self.sheet.given.connect(self._give)
        self.sheet.edited.connect(self._edited)
        self.sheet.clause_asked.connect(self.clause_asked)
        self.insert.clicked.connect(self.insert_now)
        self.send.clicked.connect(self.send_now)
        self.watch_keys()

    # -- what a panel says for itself --------------------------------------------------------------------------------

    def code_of(self, choice: str) -> str:
        """Return the code of the letter of a choice."""
        raise NotImplementedError

    def show_why(self, choice: str) -> None:
        """Say at the right why this letter, and whose decision it is."""
        raise NotImplementedError

    def barred(self) -> bool:
        """Return whether this letter cannot go at all, whatever is written."""
        return False

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Return what is to be said besides the checks of the text, as (state, words); a stop keeps the letter here."""
        return ()

    # -- choosing ----------------------------------------------------------------------------------------------------

    def show_more(self, found: More) -> None:
        """Quote the official wording, offer the leads, and go on where a person left off."""
        self._official = found.official
        self.show_leads(found.leads)
        kept = found.kept
        untouched = not self._texts and not self.search.text()
        if kept is not None and untouched and any(one.id == kept.choice for one in self.list.rows.rows):
            self._texts[kept.choice, kept.kind, kept.language] = kept.text
            self.sheet.languages.choose(kept.language)
            self.prepared, self.at, self.kind = None, kept.choice, kept.kind
            self.list.choose(kept.choice)
            self._write()
            self.say_aloud(say("letter.kept_shown"))
        elif any(found.official.values()):
            self.rewrite()

    def show_leads(self, leads: Sequence[StaffRecord]) -> None:
        """Offer to ask one of these leads first, where a panel does."""

    def choose(self, choice: str) -> None:
        """Show the letter of a choice."""
        if choice != self.at:
            self._remember()
            self.kind = "" if self.at else self.kind
        self.at = choice
        self.sheet.missing.clear()
        self._write()

    def _choose_kind(self, kind: str) -> None:
        self._remember()
        self.kind = kind
        self.sheet.missing.clear()
        self._write()

    def rewrite(self, *_language: object) -> None:
        """Write the letter anew, in the language that is chosen."""
        self._remember()
        self._write()

    def _write(self) -> None:
        spoken = self.sheet.languages.value()
        try:
            self.prepared = preparing.prepare(
                self.desk, self.panels, self.code_of(self.at), spoken, given=self._given, official=self._official
            )
        except Fault as fault:
            self.prepared = None
            self.sheet.show_nothing(fault.sentence(language()))
            self.show_why(self.at)
            self.check_again()
            return
        prepared = self.prepared
        text = self._texts.get((self.at, self.kind, prepared.letter.language), prepared.filled.text)
        agreement = self.desk.agreement.agreement
        official = self._official.get(language(), {}).get(prepared.clause)
        ours = summary(agreement, prepared.clause, language())
        self.show_why(self.at)
        self.sheet.show_letter(prepared, text, summary=official or ours[:1].upper() + ours[1:])
        self.sheet.missing.show_missing(prepared.filled.missing if self.leaves and not self.barred() else ())
        self.check_again()

    def _remember(self) -> None:
        """Keep what a person wrote; an untouched letter is filled anew."""
        prepared = self.prepared
        if prepared is None or not self.at:
            return
        key = (self.at, self.kind, prepared.letter.language)
        if self.sheet.text() != prepared.filled.text:
            self._texts[key] = self.sheet.text()
        else:
            self._texts.pop(key, None)

    # -- writing -----------------------------------------------------------------------------------------------------

    def _give(self, name: str, value: str) -> None:
        prepared = self.prepared
        untouched = prepared is not None and self.sheet.text() == prepared.filled.text
        self._given[name] = value
        if untouched:
            self._write()
        elif value.strip():
            self.sheet.letter.setPlainText(self.sheet.text().replace(f"{{{{{name}}}}}", value))

    def _edited(self) -> None:
        if self.prepared is not None and self.sheet.text() != self.prepared.filled.text:
            self.sheet.unmark()
        self.check_again()

    def checked(self) -> tuple[Check, ...]:
        """Return how the letter stands."""
        if self.prepared is None:
            return ()
        return preparing.checks(self.desk, self.panels, self.prepared, self.sheet.text())

    def check_again(self) -> None:
        """Look at everything anew and say how it stands."""
        checked = self.checked()
        lines = list(self.lines())
        lines += [(one.state, words_of(one)) for one in checked]
        self.sheet.checks.show_checks(lines)
        stopped = self.prepared is None or any(state == "stop" for state, _ in lines)
        self.send.setProperty("stopped", "true" if stopped else "")
        fillable = any(one.code == "variables" and one.state == "stop" for one in checked) and not self.barred()
        self.send.setEnabled(not stopped or (self.prepared is not None and fillable))
        self.send.setToolTip(self.sheet.checks.sentence if stopped else say("letter.send_tip"))
        self.insert.setEnabled(self.prepared is not None and not self.barred())

    # -- going -------------------------------------------------------------------------------------------------------

    def insert_now(self) -> None:
        """Take the letter into the answer, to be edited there."""
        if self.prepared is not None and self.insert.isEnabled():
            self._done = True
            prepared, text = self.prepared, self.sheet.text()
            self.accept()
            self.insert_asked.emit(prepared, text, self.sheet.reason.text().strip())

    def send_now(self) -> None:
        """Send, or go to what is missing and say it."""
        prepared = self.prepared
        stopping = preparing.blocking(self.checked())
        if prepared is None or stopping or any(state == "stop" for state, _ in self.lines()):
            self.say_aloud(self.sheet.checks.sentence)
            if not self.sheet.missing.focus_first(prepared.filled.missing if prepared and self.leaves else ()):
                (self.sheet.reason if self.sheet.reason.isVisible() else self.sheet.letter).setFocus()
            return
        self._done = True
        text = self.sheet.text()
        self.accept()
        self.deliver(text)

    def deliver(self, text: str) -> None:
        """Let the letter go."""
        self.send_asked.emit(self.prepared, text, self.sheet.reason.text().strip())

    def done(self, result: int) -> None:
        """Leave; what was written and not used is kept."""
        if not self._done:
            self._done = True
            self._remember()
            text = self._texts.get((self.at, self.kind, self.sheet.languages.value()))
            if text is not None and self.prepared is not None:
                spoken = self.prepared.letter.language
                self.left_with.emit(Kept(choice=self.at, kind=self.kind, language=spoken, text=text))
        super().done(result)
