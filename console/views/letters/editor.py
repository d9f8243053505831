"""One letter to be written: title, subject, text with its values marked, files, and what is wrong with it so far.

It keeps nothing itself: `changed` fires at every change, and `wish` is what would be kept.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QSyntaxHighlighter, QTextCharFormat, QTextDocument
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLineEdit, QMenu, QPlainTextEdit, QVBoxLayout, QWidget

from console.services import letterbook, letters
from console.services.letter_values import values_for
from console.services.letterbook import Wish
from console.services.letters import OWN, VARIABLES
from console.views.kit import ink
from console.views.kit.buttons import Button
from console.views.kit.notice import Notice
from console.views.kit.segmented import SegmentedControl
from console.views.kit.text import Text
from console.views.kit.wrap import Wrap, together
from console.views.letters.checks import CheckLines
from console.views.letters.saying import finding
from console.views.look.look import current
from console.views.ticket.attaching import Attaching
from console.views.ticket.files import FileStrip
from console.views.words import say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


class Values(QSyntaxHighlighter):
    """Marks the values in a text: known ones in the accent's colors, what nothing fills in as wrong."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self.setObjectName("values")

    def highlightBlock(self, text: str) -> None:
        """Mark one line."""
        known = {(one.start, one.end) for one in letters.variables_of(text) if one.name in VARIABLES}
        for one in letters.braces_of(text):
            good = (one.start, one.end) in known
            mark = QTextCharFormat()
            mark.setBackground(ink.color("accent_soft" if good else "critical_soft"))
            mark.setForeground(ink.color("accent_text" if good else "critical_text"))
            start = len(text[: one.start].encode("utf-16-le", "surrogatepass")) // 2
            length = len(text[one.start : one.end].encode("utf-16-le", "surrogatepass")) // 2
            self.setFormat(start, length, mark)


class LetterEditor(QWidget):
    """The right half of the screen of letters."""

    changed = Signal()
    language_chosen = Signal(str)
    telling = Signal(str)
    versions_asked = Signal()

    def __init__(self, window: MainWindow, spoken: str) -> None:
        super().__init__()
        look = current()
        self._wish: Wish | None = None
        self._filling = False
        self.code = Text("", "mono", "3")
        self.heading = Text("", "title", wrap=True)
        self.languages = SegmentedControl(say("letter.language"), (("en", "English"), ("ru", "Русский")), spoken)
        self.languages.chosen.connect(self.language_chosen)
        self.state = Notice()
        self.title = _line(say("book.title_field"))
        self.subject = _line(say("book.subject"))
        self.channel = SegmentedControl(
            say("book.channel"), tuple((one, say(f"book.channel_{one}")) for one in letterbook.CHANNELS), "any"
        )
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(say("book.text"))
        self.text.setTabChangesFocus(True)
        self.text.setProperty("bare", "true")
        self.text.setFont(look.font("body"))
        self.values = Values(self.text.document())
        self.put = Button(say("book.put_value"), "quiet", "plus")
        self.put.clicked.connect(self.offer_values)
        self.clip = Button(say("book.add_file"), "quiet", "paperclip")
        self.clip.clicked.connect(self._choose_files)
        self.versions = Button(say("book.versions"), "quiet", "history")
        self.versions.clicked.connect(self.versions_asked)
        self.filled = Button(say("book.preview"), "quiet", "eye")
        self.filled.setCheckable(True)
        self.filled.toggled.connect(self._turn)
        self.shown = QPlainTextEdit()
        self.shown.setReadOnly(True)
        self.shown.setAccessibleName(say("book.preview"))
        self.shown.setProperty("bare", "true")
        self.shown.setFont(look.font("body"))
        self.shown.hide()
        self._window = window
        self.files = FileStrip()
        self.attaching = Attaching(window.desk, window.runner, self.files)
        self.attaching.failed.connect(self.telling)
        self.checks = CheckLines()
        self._build()
        self.title.textChanged.connect(self._edited)
        self.subject.textChanged.connect(self._edited)
        self.text.textChanged.connect(self._edited)
        self.channel.chosen.connect(self._edited)
        self.files.changed.connect(self._edited)

    def _build(self) -> None:
        look = current()
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        head.addWidget(self.code)
        head.addWidget(self.heading, 1)
        head.addWidget(self.languages)
        names = QHBoxLayout()
        names.setSpacing(look.px(10))
        names.addWidget(self.title, 1)
        names.addWidget(self.subject, 1)
        names.addWidget(self.channel)
        card = QFrame()
        card.setProperty("card", "true")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(look.px(14), look.px(10), look.px(6), look.px(6))
        inside.setSpacing(look.px(6))
        inside.addWidget(self.text, 1)
        inside.addWidget(self.shown, 1)
        inside.addWidget(self.files)
        tools = Wrap(self.put, self.clip, together(self.versions, self.filled), apart=True)
        inside.addLayout(tools)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(20), look.px(14), look.px(20), look.px(12))
        layout.setSpacing(look.px(10))
        layout.addLayout(head)
        layout.addWidget(self.state)
        layout.addLayout(names)
        layout.addWidget(card, 1)
        layout.addWidget(self.checks)

    def show_wish(self, wish: Wish, heading: str, clause: str = "", *, writable: bool) -> None:
        """Show a letter as it would be kept; `clause` is the one it rests on, where it has one."""
        self._filling = True
        self._wish = wish
        own = wish.code.startswith(OWN) or not wish.code
        self.code.setText(clause)
        self.code.setVisible(bool(clause))
        self.heading.setText(heading)
        self.languages.choose(wish.language)
        self.title.setText(wish.title)
        self.title.setVisible(own)
        self.subject.setText(wish.subject)
        self.channel.choose(wish.channel)
        self.channel.setVisible(own)
        if self.text.toPlainText() != wish.body:
            self.text.setPlainText(wish.body)
        self.files.put(wish.files)
        for field in (self.title, self.subject, self.text):
            field.setReadOnly(not writable)
        for widget in (self.put, self.clip, self.channel, self.files):
            widget.setEnabled(writable)
        self.filled.setEnabled(self._window.panels is not None)
        self._turn(shown=self.filled.isChecked())
        self._filling = False
        self.check()

    def _turn(self, shown: bool) -> None:  # noqa: FBT001 - a signal's value
        """Show the letter as it would go to the customer of the ticket in sight, or to be written."""
        panels = self._window.panels
        wish = self.wish()
        if shown and panels is not None and wish is not None:
            letter = letterbook.letter_of(wish)
            values = values_for(self._window.desk, panels, letter, official={})
            self.shown.setPlainText(letters.fill(letter.body, values).text)
        self.shown.setVisible(shown)
        self.text.setVisible(not shown)

    def _choose_files(self) -> None:
        paths, _ = QFileDialog.getOpenFileNames(self, say("book.add_file"), str(Path.home()))
        self.attaching.add(tuple(Path(one) for one in paths))

    def wish(self) -> Wish | None:
        """Return what would be kept, as it stands now."""
        if self._wish is None:
            return None
        return replace(
            self._wish,
            title=self.title.text().strip(),
            subject=self.subject.text().strip(),
            channel=self.channel.value(),
            body=self.text.toPlainText(),
            files=self.files.files,
        )

    def rebase(self, seen: int) -> None:
        """Go on from a version that somebody else kept meanwhile."""
        if self._wish is not None:
            self._wish = replace(self._wish, seen=seen)

    def check(self) -> None:
        """Say what is wrong so far."""
        wish = self.wish()
        if wish is None:
            return
        found = letterbook.problems(wish)
        lines = [("stop" if one.blocks else "warn", finding(one)) for one in found]
        self.checks.show_checks(lines or [("ok", say("book.in_order"))])

    def offer_values(self) -> None:
        """Offer the values that can be put in at the cursor, by their names."""
        menu = QMenu(self)
        for name in sorted(VARIABLES, key=lambda one: say(f"variable.{one}").casefold()):
            action = menu.addAction(say(f"variable.{name}"))
            action.setObjectName(name)
        menu.triggered.connect(self._chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.put.mapToGlobal(QPoint(0, self.put.height())))

    def _chosen(self, action: object) -> None:
        self.put_value(action.objectName())  # type: ignore[attr-defined]  # an action of the menu

    def put_value(self, name: str) -> None:
        """Put a value in at the cursor."""
        self.text.insertPlainText(f"{{{{{name}}}}}")
        self.text.setFocus()

    def _edited(self) -> None:
        if not self._filling:
            self.check()
            self.changed.emit()


def _line(words: str) -> QLineEdit:
    field = QLineEdit()
    field.setFont(current().font("body"))
    field.setPlaceholderText(words)
    field.setAccessibleName(words)
    return field
