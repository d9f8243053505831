"""The frame of the composer: what stands in it and how it looks for a reply and for a note. It keeps nothing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QFrame, QMenu, QVBoxLayout

from console.views.kit import ink
from console.views.kit.buttons import Button, IconButton
from console.views.kit.layout import row
from console.views.kit.text import ElidedText, plain_tip
from console.views.look.look import current
from console.views.ticket.field import WritingField
from console.views.ticket.files import FileStrip
from console.views.ticket.letter_mark import LetterChip, kind_of
from console.views.ticket.slips import LetterMark, Slip
from console.views.ticket.stale import StaleBar
from console.views.words import say

_LEAST, _MOST, _AROUND = 172, 340, 104
_BESIDE = 48
"""What the foot needs besides its parts: its edges and gaps."""
WAYS = (("send", "Ctrl+Enter"), ("wait", "Alt+Enter"), ("close", "Ctrl+E"))
_SHADES = {"": "text3", "critical": "critical_text", "functional": "functional_text", "ok": "ok_text"}


class WritingFrame(QFrame):
    """Head, field, files and foot. `way_chosen` carries send, wait or close."""

    kind_chosen = Signal(str)
    way_chosen = Signal(str)
    paths_chosen = Signal(object)

    def __init__(self, name: str = "") -> None:
        super().__init__()
        self.kind = "reply"
        self.chip = LetterChip(name)
        self.reply = Button(say("composer.reply"), "segment", chord="R")
        self.note = Button(say("composer.note"), "segment", chord="N")
        self.to = ElidedText("", "small", "text2")
        self.edit = WritingField()
        self.files = FileStrip()
        self.stale = StaleBar()
        self.refuse = Button(say("act.refuse"), "quiet", "shield-off", chord="Shift+R")
        self.clip = IconButton("paperclip", say("composer.attach"))
        self.canned = IconButton("list-details", say("composer.canned"), ";")
        self.saved = ElidedText("", "small", "text3")
        self.throw = IconButton("trash", say("composer.discard"), "Ctrl+Shift+D")
        self.send = Button(say("act.send"), "primary", "send", chord="Ctrl+Enter")
        self.ways = IconButton("chevron-up", say("composer.ways"))
        self._kinds = QButtonGroup(self)
        self._told, self._brief = "", ""
        self._build()

    def _build(self) -> None:
        look = current()
        for button, kind in ((self.reply, "reply"), (self.note, "note")):
            button.setCheckable(True)
            button.setObjectName(kind)
            self._kinds.addButton(button)
            button.clicked.connect(self._kind_clicked)
        head = row(self.reply, self.note, spacing=4)
        head.addStretch(1)
        head.addWidget(self.to)
        self._foot = (self.refuse, self.clip, self.canned, self.throw, self.send, self.ways)
        foot = row(self.refuse, self.clip, self.canned, spacing=2)
        foot.addStretch(1)
        foot.addWidget(self.saved)
        foot.addWidget(self.throw)
        foot.addWidget(self.send)
        foot.addWidget(self.ways)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(12), look.px(8), look.px(8), look.px(8))
        layout.setSpacing(look.px(6))
        layout.addLayout(head)
        layout.addWidget(self.stale)
        layout.addWidget(self.chip)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self.files)
        layout.addLayout(foot)
        self.edit.left_at_start.connect(self._to_chip)
        self.send.clicked.connect(self._send_clicked)
        self.ways.clicked.connect(self._open_ways)
        self.clip.clicked.connect(self._choose_files)
        self.fit()

    def slip(self) -> Slip:
        """Return what is written now."""
        return Slip(text=self.edit.toPlainText(), files=self.files.files, mark=self.chip.mark)

    def show_mark(self, mark: LetterMark | None) -> None:
        """Show which letter the text is, or that it is words of one's own."""
        self.chip.show_mark(mark)
        self.edit.show_filled(None if mark is None else mark.filled)
        self.send.set_words(self._send_words())
        self._fit_foot()
        self.fit()

    def _send_words(self) -> str:
        if self.kind == "note":
            return say("act.add_note")
        mark = self.chip.mark
        return say("refusal.send") if mark is not None and kind_of(mark.code) == "refuse" else say("act.send")

    def _to_chip(self) -> None:
        """Go from the beginning of the text to the mark above it."""
        if self.chip.mark is not None:
            self.chip.setFocus(Qt.FocusReason.OtherFocusReason)

    def put(self, slip: Slip) -> None:
        """Show another text with its files; nobody is told of it as of a change."""
        for one in (self.edit, self.files):
            one.blockSignals(True)
        self.edit.setPlainText(slip.text)
        self.files.put(slip.files)
        self.chip.show_mark(slip.mark)
        self.edit.show_filled(None if slip.mark is None else slip.mark.filled)
        self.send.set_words(self._send_words())
        self._fit_foot()
        for one in (self.edit, self.files):
            one.blockSignals(False)
        self.ready(slip.written, bool(slip.text.strip()))
        self.tell("")
        self.fit()

    def tell_wrong(self, words: str) -> None:
        """Say what is wrong."""
        self.tell(words, "critical")

    def tell(self, words: str, tone: str = "", brief: str = "") -> None:
        """Say beside the button what became of the draft, or what is wrong; `brief` is enough where room is short."""
        self._told, self._brief = words, brief
        self.saved.set_shade(_SHADES[tone])
        self._fit_foot()

    def ready(self, written: bool, sendable: bool) -> None:  # noqa: FBT001 - two plain facts
        """Show whether there is anything to send or to throw away."""
        self.send.setEnabled(sendable)
        self.ways.setEnabled(sendable)
        self.throw.setVisible(written)

    def dress(self) -> None:
        """Look like a reply, or like a note: it never leaves the desk, so it is amber and says so."""
        note = self.kind == "note"
        (self.note if note else self.reply).setChecked(True)
        self.setProperty("composer", self.kind)
        self.send.set_words(self._send_words())
        self.send.setToolTip(plain_tip(say("act.add_note" if note else "act.send"), "Ctrl+Enter"))
        for widget in (self.to, self.refuse, self.clip, self.canned, self.ways):
            widget.setVisible(not note)
        self.edit.setPlaceholderText(say("composer.note_hint" if note else "composer.reply_hint"))
        for one in (self, self.send):
            one.style().unpolish(one)
            one.style().polish(one)

    def fit(self) -> None:
        """Grow with the text, up to a height."""
        look = current()
        lines = max(1, self.edit.document().size().height())
        text = round(lines * self.edit.fontMetrics().lineSpacing())
        more = self.files.height() + look.px(6) if self.files.files else 0
        if not self.stale.isHidden():
            more += self.stale.sizeHint().height() + look.px(6)
        if not self.chip.isHidden():
            room = self.width() - look.px(20)
            more += max(self.chip.heightForWidth(room), self.chip.sizeHint().height()) + look.px(6)
        wanted = min(look.px(_MOST), max(look.px(_LEAST), text + look.px(_AROUND)))
        if self.height() != wanted + more or self.minimumHeight() != wanted + more:
            self.setFixedHeight(wanted + more)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where room is short, what became of the draft is said briefly; then the refusal is its icon alone."""
        super().resizeEvent(event)
        self._fit_foot()

    def _fit_foot(self) -> None:
        def room() -> float:
            parts = sum(one.sizeHint().width() for one in self._foot)
            return self.width() - current().px(_BESIDE) - parts

        def wide(words: str) -> float:
            return ink.advance(words, "small")

        told, brief, usual = self._told, self._brief, say("composer.saved", time="00:00")
        self.refuse.set_words(say("act.refuse"))
        if room() < (wide(brief or "00:00") if brief or not told else min(wide(told), wide(usual))):
            self.refuse.set_words("")
        self.refuse.setAccessibleName(say("act.refuse"))
        short = bool(brief) and room() < wide(told)
        self.saved.set_text(brief if short else told)
        if short:
            self.saved.setAccessibleName(told)
            self.saved.setToolTip(plain_tip(told))

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew when the look changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_kinds"):
            self.fit()

    def _kind_clicked(self) -> None:
        self.kind_chosen.emit(self.sender().objectName())

    def _send_clicked(self) -> None:
        self.way_chosen.emit("send")

    def _open_ways(self) -> None:
        menu = QMenu(self)
        menu.setAccessibleName(say("composer.ways"))
        for way, keys in WAYS:
            action = menu.addAction(f"{say(f'composer.way_{way}')}\t{keys.replace('+', ' ')}")
            action.setObjectName(way)
        menu.triggered.connect(self._way_chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        place = self.ways.rect().topRight()
        menu.popup(self.ways.mapToGlobal(place) - menu.rect().bottomRight() + menu.rect().topLeft())

    def _way_chosen(self, action: QAction) -> None:
        self.way_chosen.emit(action.objectName())

    def _choose_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, say("composer.attach"), str(Path.home()))
        if chosen:
            self.paths_chosen.emit(tuple(Path(one) for one in chosen))
