"""The reviewer's bar below a conversation: a verdict on the decision by one key, its words, how far the review is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from console.records.findings import VERDICTS, Finding, KeptFinding
from console.views.kit import ink
from console.views.kit.buttons import Button, IconButton
from console.views.kit.progress import Progress
from console.views.kit.text import ElidedText, Text
from console.views.kit.wrap import Wrap
from console.views.look.look import current
from console.views.review import saying
from console.views.review.other import OtherWords
from console.views.words import say
from console.work.throttle import Throttle

_SAVE_MS = 400


class ReviewBar(QWidget):
    """Shows a verdict and takes another. `judged` carries its code, "" where it is taken back; `written` a new text.

    `moved` asks for the next or the previous of the sample, `turned` for another decision of the ticket, `all_asked`
    for the list of everything.
    """

    judged = Signal(str)
    written = Signal()
    moved = Signal(int)
    turned = Signal()
    all_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("review.bar"))
        self._save = Throttle(_SAVE_MS, self)
        self._save.fired.connect(self.written)
        self.what = ElidedText("", "strong", weight=600)
        self.state = Text("", "small", "3")
        self.turn = IconButton("arrows-sort", say("command.review_turn"), "D")
        self.turn.clicked.connect(self.turned)
        self.verdicts = {code: self._verdict(place, code) for place, code in enumerate(VERDICTS, 1)}
        self.clause = QLineEdit()
        self.clause.setPlaceholderText(say("review.clause"))
        self.clause.setAccessibleName(say("review.clause"))
        self.clause.setFixedWidth(current().px(150))
        self.note = QPlainTextEdit()
        self.note.setPlaceholderText(say("review.note"))
        self.note.setAccessibleName(say("review.note"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(current().px(58))
        self.meter, self.told = Progress(72, 4), ElidedText("", "small", "text2")
        self.next = Button(say("review.next"), "plain", "chevron-right", chord="N")
        self.every = Button(say("review.all"), "quiet", "list-details", chord="F")
        self.next.clicked.connect(self._next)
        self.every.clicked.connect(self.all_asked)
        self.clause.textEdited.connect(self._save.ask)
        self.note.textChanged.connect(self._typed)
        for field in (self.clause, self.note):
            field.installEventFilter(self)
        self._silent = False
        self.other = OtherWords()
        self._lay_out()

    def _verdict(self, place: int, code: str) -> Button:
        words = say(f"verdict.{code}")
        button = Button(f"{place}  {words}", "segment")
        button.setCheckable(True)
        button.setObjectName(code)
        button.setAccessibleName(words)
        button.clicked.connect(self._pressed)
        return button

    def _lay_out(self) -> None:
        look = current()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(10))
        layout.setSpacing(look.px(6))
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        head.addWidget(self.what, 1)
        head.addWidget(self.state)
        head.addWidget(self.turn)
        layout.addLayout(head)
        self.group = QButtonGroup(self)
        self.group.setExclusive(False)
        self.flow = QWidget()
        self.flow.setLayout(Wrap(*self.verdicts.values(), spacing=4))
        for button in self.verdicts.values():
            self.group.addButton(button)
        layout.addWidget(self.flow)
        layout.addWidget(self.other)
        words = QHBoxLayout()
        words.setSpacing(look.px(8))
        words.addWidget(self.note, 1)
        words.addWidget(self.clause, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words)
        far = QHBoxLayout()
        far.setSpacing(look.px(10))
        far.addWidget(self.told)
        far.addWidget(self.meter, 1)
        layout.addLayout(far)
        foot = QHBoxLayout()
        foot.setSpacing(look.px(8))
        foot.addStretch(1)
        foot.addWidget(self.every)
        foot.addWidget(self.next)
        layout.addLayout(foot)

    # -- what is shown -----------------------------------------------------------------------------------------------

    def show_decision(
        self,
        told: str,
        found: Finding | KeptFinding | None,
        *,
        may_judge: bool,
        several: bool,
        words: tuple[str, str] | None = None,
    ) -> None:
        """Show a decision with one's own finding of it; where there is none, that a remark can be made.

        `words` are a text and a clause that were written and are in no finding.
        """
        body, clause = words or (("", "") if found is None else (found.body, found.clause))
        self.what.set_text(told)
        self.turn.setVisible(several)
        for widget in (self.flow, self.note, self.clause):
            widget.setVisible(may_judge)
        for button in self.verdicts.values():
            button.setEnabled(may_judge)
        self.put_words(body, clause)
        self.note.setEnabled(may_judge)
        self.clause.setEnabled(may_judge)
        self.choose("" if found is None else found.verdict)

    def choose(self, code: str) -> None:
        """Show a verdict without telling anybody."""
        for name, button in self.verdicts.items():
            button.setChecked(name == code)

    def put_words(self, body: str, clause: str) -> None:
        """Put words into the fields without telling anybody."""
        self._save.cancel()
        self._silent = True
        self.note.setPlainText(body)
        self.clause.setText(clause)
        self._silent = False

    @property
    def words(self) -> tuple[str, str]:
        """Return the text and the clause that are written."""
        return self.note.toPlainText(), self.clause.text().strip()

    @property
    def has_words(self) -> bool:
        """Return whether something is written, a text or a clause."""
        return any(part.strip() for part in self.words)

    def verdict(self) -> str:
        """Return the verdict that is shown."""
        return next((name for name, button in self.verdicts.items() if button.isChecked()), "")

    def tell(self, words: str, tone: str = "3") -> None:
        """Say how the last change fared."""
        self.state.setText(words)
        self.state.set_tone(tone)

    def show_progress(self, judged: int, drawn: int, findings: int) -> None:
        """Show how far the review is."""
        self.meter.show_part(judged / drawn if drawn else 0.0)
        self.told.set_text(saying.progress(judged, drawn, findings))
        self.next.setEnabled(drawn > judged)

    def hide_sample(self) -> None:
        """Show no sample: at a team's desk there is none."""
        for widget in (self.meter, self.told, self.next, self.every):
            widget.hide()

    def flush(self) -> None:
        """Tell at once what was written and not told yet."""
        self._save.now()

    # -- inside ------------------------------------------------------------------------------------------------------

    def _pressed(self) -> None:
        button = self.sender()
        if isinstance(button, Button):
            code = button.objectName() if button.isChecked() else ""
            self.choose(code)
            self.judged.emit(code)

    def _typed(self) -> None:
        if not self._silent:
            self._save.ask()

    def _next(self) -> None:
        self.moved.emit(1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look, box = current(), QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink.fill_round(painter, box, look.px(8), ink.color("raised"))
        ink.line_round(painter, box, look.px(8), ink.pen("strong"))
        painter.end()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what was written last: the window is closed."""
        self.flush()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaving a field keeps what is in it."""
        if event.type() == QEvent.Type.FocusOut:
            self.flush()
        return super().eventFilter(watched, event)
