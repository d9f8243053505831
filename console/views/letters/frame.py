"""The frame of a letter panel: a list to choose from at the left, the letter at the right, buttons and keys."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.views.keys.router import chord
from console.views.kit.buttons import Button, PrimaryButton
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.field import SearchField
from console.views.kit.layout import beside, column, pane
from console.views.kit.text import KeyCaps, Text
from console.views.letters.sheet import LetterSheet
from console.views.words import say

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LIST_WIDTH, _LIST_PART = 440, 0.42
_LAST_DIGIT = 9


class LetterFrame(Cover):
    """List, letter, buttons and keys. What can be chosen and what happens then is said by the panels built on it."""

    def __init__(self, parent: QWidget, heading: str, spoken: str) -> None:
        super().__init__(parent, heading, width=1180, height=820)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.at = ""
        self.search = SearchField(say("refusal.find"))
        self.list = ChoiceList(say("refusal.grounds"), two_lines=True, folds=True)
        self.sheet = LetterSheet(spoken)
        self.insert = Button(say("refusal.insert"), "plain", "pencil", chord="Enter")
        self.send = PrimaryButton(say("refusal.send"), "send", chord="Ctrl+Enter")

    def choices(self, asked: str) -> list[Choice]:
        """Return the rows that fit what is looked for."""
        raise NotImplementedError

    def choose(self, choice: str) -> None:
        """Show the letter of a choice."""
        raise NotImplementedError

    def rewrite(self) -> None:
        """Write the letter anew, in the language that is chosen."""
        raise NotImplementedError

    def insert_now(self) -> None:
        """Take the letter into the answer, to be edited there."""
        raise NotImplementedError

    def send_now(self) -> None:
        """Send, or go to what is missing and say it."""
        raise NotImplementedError

    def lay_out(self, *more: QWidget, at: str) -> None:
        """Put the parts together and begin at a choice."""
        inside = column(self.search, self.list, margins=(12, 12, 8, 8))
        inside.setStretchFactor(self.list, 1)
        left = pane(inside)
        self.share(left, _LIST_WIDTH, _LIST_PART)
        self.body.addWidget(beside(left, self.sheet), 1)
        safe = self.add_footer(*more, self.insert, self.send, back=say("act.back"))
        self._teach(safe)
        safe.setAutoDefault(False)
        safe.setDefault(False)
        for button in (self.insert, self.send, *(one for one in more if isinstance(one, Button))):
            button.setAutoDefault(False)
        self.fill(at=at)
        self.search.setFocus()

    def watch_keys(self) -> None:
        """Hear the keys that are pressed in the parts."""
        for watched in (self.search, self.list, self.sheet.letter, self.sheet.reason):
            watched.installEventFilter(self)

    def _teach(self, safe: Button) -> None:
        """Teach the keys of the panel at its foot."""
        foot = safe.parentWidget()
        line = None if foot is None else foot.layout()
        for place, (keys, words) in enumerate((("1…9", "letter.key_choose"), ("Ctrl+L", "letter.key_language"))):
            if isinstance(line, QHBoxLayout):
                line.insertWidget(1 + 2 * place, KeyCaps(keys))
                line.insertWidget(2 + 2 * place, Text(say(words), "small", "3"))

    def say_aloud(self, words: str) -> None:
        """Have it heard."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def fill(self, *, at: str) -> None:
        """Show the rows that fit, at one of them."""
        rows = self.choices(self.search.text().strip())
        self.list.set_choices(rows, at=at)
        current_row = self.list.current()
        if current_row is not None and current_row.id != self.at:
            self.choose(current_row.id)
        self.list.scrollTo(self.list.currentIndex())

    def fill_again(self) -> None:
        """Show the rows that fit what is looked for now."""
        self.fill(at=self.at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits choose while nothing is looked for, arrows move, Enter inserts; Ctrl+Enter and Ctrl+L everywhere."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if self._everywhere(event):
                return True
            if watched in (self.search, self.list) and self._in_list(event, digits=watched is self.search):
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that count everywhere in the panel."""
        if not self._everywhere(event):
            super().keyPressEvent(event)

    def _everywhere(self, event: QKeyEvent) -> bool:
        held = chord(event)
        if held == "Ctrl+Enter":
            self.send_now()
        elif held == "Ctrl+L":
            other = "en" if self.sheet.languages.value() == "ru" else "ru"
            self.sheet.languages.choose(other)
            self.rewrite()
            self.say_aloud(say(f"letter.now_{other}"))
        else:
            return False
        return True

    def _in_list(self, event: QKeyEvent, *, digits: bool) -> bool:
        by = _STEPS.get(Qt.Key(event.key()))
        if by is not None:
            self.list.step(by)
            return True
        if event.key() in _ENTER:
            self.insert_now()
            return True
        digit = chord(event)
        if digits and self.search.text():
            return False
        if len(digit) == 1 and digit.isdigit() and 0 < int(digit) <= _LAST_DIGIT:
            self.list.choose_number(int(digit))
            return True
        return False


def numbered(rows: Mapping[str, int], choice: str) -> str:
    """Return the digit that chooses a row, or nothing."""
    place = rows.get(choice, 0)
    return str(place) if 0 < place <= _LAST_DIGIT else ""
