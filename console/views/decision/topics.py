"""The topic of a question, proposed or confirmed; where a request holds several questions, each with its words."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from console.records.tickets import QuestionRecord, TicketRow
from console.views.decision.lines import Glyph
from console.views.kit.text import ElidedText, Text
from console.views.look.look import current
from console.views.words import of, say

TopicWords = tuple[tuple[str, str, str], ...]


class _Box(QComboBox):
    """A box that a turn of the wheel over the panel does not change, and that ends in dots what it has no room for."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box with as much of its text as there is room for."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        words: str = option.currentText
        spared = current().px(2)  # Qt's own margin on both sides of the words
        elided = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width() - 2 * spared)
        option.currentText = elided
        self.setToolTip("" if elided == words else words)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the panel scroll."""
        event.ignore()

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(current().px(110), super().minimumSizeHint().height())


class TopicRow(QWidget):
    """One topic. `chosen` carries the question (0: the request itself) and the code of the topic."""

    chosen = Signal(int, str)

    def __init__(self, question: int, topics: TopicWords) -> None:
        super().__init__()
        look = current()
        self._question = question
        self.words = ElidedText("", "small", "text2")
        self.box = _Box()
        self.box.setFont(look.font("small"))
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.box.addItem(say("decision.no_topic"), "")
        for code, english, russian in topics:
            self.box.addItem(of(english, russian), code)
        self.box.activated.connect(self._chosen)
        self.mark = Glyph("help-circle", "functional", 15)
        label = Text(say("decision.topic"), "small", "2")
        label.setBuddy(self.box)
        line = QHBoxLayout()
        line.setSpacing(look.px(8))
        line.addWidget(label)
        line.addWidget(self.box, 1)
        line.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(8), 0, look.px(5), 0)
        layout.setSpacing(look.px(2))
        layout.addWidget(self.words)
        layout.addLayout(line)
        self.setFocusProxy(self.box)

    def show_topic(self, shown: object, *, alone: bool) -> None:
        """Show the topic of a question, or of a request without one."""
        if not isinstance(shown, QuestionRecord | TicketRow):
            return
        confirmed = isinstance(shown, QuestionRecord) and shown.topic_confirmed
        words = shown.text if isinstance(shown, QuestionRecord) and not alone else ""
        self.words.set_text(" ".join(words.split()))
        self.words.setVisible(bool(words))
        place = self.box.findData(shown.topic or "")
        if place != self.box.currentIndex():
            self.box.setCurrentIndex(max(0, place))
        self.mark.show_icon("circle-check" if confirmed else "help-circle", "ok" if confirmed else "functional")
        state = say("fact.confirmed" if confirmed else "fact.proposed")
        self.mark.setToolTip(state)
        self.box.setAccessibleName(f"{say('decision.topic')}: {self.box.currentText()}. {state}")

    def _chosen(self) -> None:
        if self.box.currentData():
            self.chosen.emit(self._question, str(self.box.currentData()))
