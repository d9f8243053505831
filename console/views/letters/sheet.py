"""One letter on the screen: whose decision it is, the text with its values marked, the clause, what is missing, checks.

It shows what is prepared and emits what a person writes or chooses; it prepares and sends nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from console.services.preparing import PreparedLetter
from console.views.kit import ink
from console.views.kit.buttons import Button
from console.views.kit.notice import Notice
from console.views.kit.segmented import SegmentedControl
from console.views.kit.text import Text
from console.views.letters.checks import CheckLines
from console.views.letters.fields import MissingFields
from console.views.look.look import current
from console.views.words import say


class LetterSheet(QWidget):
    """The right half of a panel. `edited` fires when the text of the letter is changed by a person."""

    language_chosen = Signal(str)
    kind_chosen = Signal(str)
    given = Signal(str, str)
    edited = Signal()
    wished = Signal()
    clause_asked = Signal(str)

    def __init__(self, language: str) -> None:
        super().__init__()
        look = current()
        self.code = Text("", "mono", "3")
        self.title = Text("", "title", wrap=True)
        self.languages = SegmentedControl(say("letter.language"), (("en", "English"), ("ru", "Русский")), language)
        self.languages.chosen.connect(self.language_chosen)
        self.languages.setToolTip("Ctrl+L")
        self.kinds: SegmentedControl | None = None
        self.why = Notice()
        self.why.acted.connect(self.wished)
        self.letter = QPlainTextEdit()
        self.letter.setAccessibleName(say("refusal.letter"))
        self.letter.setTabChangesFocus(True)
        self.letter.setProperty("bare", "true")
        self.letter.setFont(look.font("body"))
        self.letter.textChanged.connect(self.edited)
        self.quote = Text("", "small", "2", wrap=True)
        self.quoted = Text("", "small", "", wrap=True, weight=600)
        self.open_clause = Button(say("letter.open_clause"), "quiet", "book")
        self.open_clause.clicked.connect(self._open_clause)
        self.missing = MissingFields()
        self.missing.given.connect(self.given)
        self.reason = QLineEdit()
        self.reason.setFont(look.font("body"))
        self.reason.setPlaceholderText(say("refusal.reason"))
        self.reason.setAccessibleName(say("refusal.reason"))
        self.reason.textChanged.connect(self.edited)
        self.reason.hide()
        self.checks = CheckLines()
        self._clause = ""
        self._build()

    def _build(self) -> None:
        look = current()
        self._head = QHBoxLayout()
        self._head.setSpacing(look.px(8))
        self.code.setContentsMargins(0, look.px(5), 0, 0)  # on the line of the title, of which there may be two
        self._head.addWidget(self.code, 0, Qt.AlignmentFlag.AlignTop)
        self._head.addWidget(self.title, 1)
        self._head.addWidget(self.languages, 0, Qt.AlignmentFlag.AlignTop)
        card = QFrame()
        card.setProperty("card", "true")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(look.px(14), look.px(10), look.px(6), look.px(10))
        inside.setSpacing(look.px(8))
        inside.addWidget(self.letter, 1)
        below = QFrame()
        below.setProperty("edge", "top")
        quote = QHBoxLayout(below)
        quote.setContentsMargins(0, look.px(8), look.px(4), 0)
        quote.setSpacing(look.px(8))
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        words.addWidget(self.quoted)
        words.addWidget(self.quote)
        quote.addLayout(words, 1)
        quote.addWidget(self.open_clause, 0, Qt.AlignmentFlag.AlignTop)
        inside.addWidget(below)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(20), look.px(14), look.px(20), look.px(12))
        layout.setSpacing(look.px(10))
        layout.addLayout(self._head)
        layout.addWidget(self.why)
        layout.addWidget(card, 1)
        layout.addWidget(self.missing)
        layout.addWidget(self.reason)
        layout.addWidget(self.checks)

    def add_line(self, widget: QWidget) -> None:
        """Put something between the letter and its checks."""
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(layout.count() - 1, widget)

    def show_head(self, code: str, title: str) -> None:
        """Show which letter this is."""
        self.code.setText(code)
        self.code.setVisible(bool(code))
        self.title.setText(title)

    def show_kinds(self, kinds: Sequence[tuple[str, str]], at: str) -> None:
        """Offer what a ground may be used for; with one way there is nothing to choose."""
        if self.kinds is not None:
            self._head.removeWidget(self.kinds)
            self.kinds.hide()
            self.kinds.deleteLater()
            self.kinds = None
        if len(kinds) > 1:
            self.kinds = SegmentedControl(say("letter.act"), tuple(kinds), at)
            self.kinds.chosen.connect(self.kind_chosen)
            self._head.insertWidget(2, self.kinds, 0, Qt.AlignmentFlag.AlignTop)

    def show_letter(self, prepared: PreparedLetter, text: str, *, summary: str) -> None:
        """Show a letter; `text` is what a person made of it, or the filled text as it is."""
        self._clause = prepared.clause
        self.letter.blockSignals(True)
        place = self.letter.verticalScrollBar().value()
        self.letter.setPlainText(text)
        self.letter.verticalScrollBar().setValue(place)
        self.letter.blockSignals(False)
        self.letter.setReadOnly(False)
        self._mark(prepared if text == prepared.filled.text else None)
        key = "letter.official" if prepared.official else "letter.ours"
        self.quoted.setText(say(key, clause=prepared.clause))
        self.quote.setText(summary)
        self.open_clause.setVisible(bool(prepared.clause))
        self.languages.choose(prepared.letter.language)

    def show_nothing(self, words: str) -> None:
        """Show that there is no letter, and why."""
        self.letter.blockSignals(True)
        self.letter.setPlainText(words)
        self.letter.setReadOnly(True)
        self.letter.setExtraSelections([])
        self.letter.blockSignals(False)
        self.quoted.setText("")
        self.quote.setText("")
        self.open_clause.hide()

    def text(self) -> str:
        """Return the letter as it stands."""
        return self.letter.toPlainText()

    def unmark(self) -> None:
        """Show the text without marks: a person changed it."""
        self.letter.setExtraSelections([])

    def _mark(self, prepared: PreparedLetter | None) -> None:
        marks = []
        filled = None if prepared is None else prepared.filled
        for span in () if filled is None else filled.spans:
            assert filled is not None  # noqa: S101 - no spans otherwise
            bad = span.name in filled.missing
            mark = QTextEdit.ExtraSelection()
            form = QTextCharFormat()
            form.setBackground(ink.color("critical_soft" if bad else "accent_soft"))
            form.setForeground(ink.color("critical_text" if bad else "accent_text"))
            form.setToolTip(say(f"variable.{span.name}"))
            cursor = QTextCursor(self.letter.document())
            cursor.setPosition(_place(filled.text, span.start))
            cursor.setPosition(_place(filled.text, span.end), QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            mark.format = form
            marks.append(mark)
        self.letter.setExtraSelections(marks)

    def _open_clause(self) -> None:
        self.clause_asked.emit(self._clause)


def _place(text: str, at: int) -> int:
    """Return a place as Qt counts it: in units of UTF-16."""
    return len(text[:at].encode("utf-16-le", "surrogatepass")) // 2
