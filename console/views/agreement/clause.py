"""One clause on the screen: our words, the official ones, how it is read, what uses it. It shows records only."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from console.records.agreement import ClauseView, ReadingNote
from console.views.kit.buttons import Button, acting
from console.views.kit.text import SectionHeader, Tag, Text
from console.views.look.look import current
from console.views.words import has, say, say_count


class ClausePage(QScrollArea):
    """The right half of the browser. `tickets_asked` carries the clause whose decisions are asked for."""

    load_asked = Signal()
    tickets_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet(
            "QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }"
        )  # it lies on a card
        self.viewport().setAutoFillBackground(False)
        self._clause: ClauseView | None = None
        self._told = ("", False)

    def show_clause(self, clause: ClauseView) -> None:
        """Show a clause."""
        self._clause = clause
        self.setAccessibleName(f"{clause.id}. {clause.ours}")
        page, column = self._page()
        column.addWidget(Text(f"{clause.section_title}  ·  {clause.id}", "small", "3"))
        column.addWidget(_words(clause.ours))
        column.addLayout(self._tags(clause))
        self._official(column, clause)
        if clause.readings:
            column.addWidget(SectionHeader(say("agreement.readings")))
            for reading in clause.readings:
                column.addWidget(_reading(reading))
        self._uses(column, clause)
        column.addStretch(1)
        self.setWidget(page)

    def show_nothing(self, words: str) -> None:
        """Say that nothing was found."""
        self._clause = None
        page, column = self._page()
        column.addWidget(Text(words, "body", "2", wrap=True))
        column.addStretch(1)
        self.setWidget(page)

    def tell(self, words: str, *, bad: bool = False) -> None:
        """Say what became of the loading, above the clause."""
        self._told = (words, bad)
        if self._clause is not None:
            self.show_clause(self._clause)

    def _page(self) -> tuple[QWidget, QVBoxLayout]:
        look = current()
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(look.px(26), look.px(18), look.px(26), look.px(18))
        column.setSpacing(look.px(8))
        words, bad = self._told
        if words:
            column.addWidget(Text(words, "small", "critical" if bad else "ok", wrap=True))
        return page, column

    def _tags(self, clause: ClauseView) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(current().px(6))
        for one in clause.treatment:
            line.addWidget(Tag(say(f"treatment.{one}"), "accent" if one == "rule" else "plain"))
        for kind in clause.kind.split("+"):
            if has(f"kind.{_plain(kind)}"):
                line.addWidget(Tag(say(f"kind.{_plain(kind)}"), "plain"))
        line.addStretch(1)
        return line

    def _official(self, column: QVBoxLayout, clause: ClauseView) -> None:
        load = Button(say("agreement.load"), "quiet")
        acting(load)
        load.clicked.connect(self.load_asked)
        wanting = clause.is_read and not clause.official
        column.addWidget(SectionHeader(say("agreement.official"), load if wanting else None))
        if not clause.is_read:
            column.addWidget(Text(say("agreement.not_read"), "small", "2", wrap=True))
        elif clause.official:
            column.addWidget(_card(Text(clause.official, "body", wrap=True)))
        else:
            column.addWidget(Text(say("agreement.not_loaded"), "small", "2", wrap=True))

    def _uses(self, column: QVBoxLayout, clause: ClauseView) -> None:
        column.addWidget(SectionHeader(say("agreement.uses")))
        if clause.decided:
            asked = Button(say_count("agreement.decided_long", clause.decided), "plain", "inbox")
            asked.clicked.connect(self._tickets)
            column.addWidget(asked)
        for key, names in (("agreement.rules", clause.rules), ("agreement.topics", clause.topics)):
            if names:
                column.addWidget(Text(say(key, names=", ".join(names)), "small", "2", wrap=True))
        if not clause.is_read:
            column.addWidget(Text(say("agreement.decided_not_read"), "small", "2", wrap=True))
        elif not (clause.decided or clause.rules or clause.topics):
            column.addWidget(Text(say("agreement.unused"), "small", "2", wrap=True))

    def _tickets(self) -> None:
        if self._clause is not None:
            self.tickets_asked.emit(self._clause.id)


def _words(text: str) -> Text:
    words = Text(text, "title", wrap=True)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return words


def _card(inner: QWidget) -> QFrame:
    look = current()
    card = QFrame()
    card.setProperty("card", "true")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(look.px(14), look.px(10), look.px(14), look.px(10))
    layout.setSpacing(look.px(4))
    layout.addWidget(inner)
    return card


def _reading(reading: ReadingNote) -> QFrame:
    card = _card(Text(f"{reading.id}  {reading.matter}", "small", "2", wrap=True))
    layout = card.layout()
    assert layout is not None  # noqa: S101 - set by the line above
    layout.addWidget(Text(reading.reading, "body", wrap=True))
    if reading.alternatives:
        layout.addWidget(Text(say_count("agreement.else", len(reading.alternatives)), "small", "3", wrap=True))
    if reading.needs_company:
        layout.addWidget(Tag(say("agreement.needs_company"), "functional"))
    return card


def _plain(kind: str) -> str:
    return kind.partition("-")[0].lower()
