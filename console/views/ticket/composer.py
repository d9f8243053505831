"""The composer: reply or note, a draft that is kept on every pause and on every way out, and sending with Ctrl+Enter.

A reply that was written against an older state is stopped and kept; what is new is said, and the writer decides.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QPlainTextEdit, QVBoxLayout

from console.records.tickets import DraftRecord, TicketDetail
from console.services.desk import Desk
from console.services.drafts import load_drafts, save_draft
from console.views.look.look import current
from console.views.parts import Button, PlainLabel, row
from console.views.words import clock, say
from console.work.runner import Runner
from console.work.throttle import Throttle

_PAUSE_MS = 400


class _StaleBar(QFrame):
    """Something came in meanwhile: send anyway, edit or discard. Any of them ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "warn")
        self.anyway = Button(say("composer.send_anyway"))
        self.edit = Button(say("composer.edit"))
        self.discard = Button(say("composer.discard"), "quiet")
        words = PlainLabel(say("composer.stale"), "label", "functional", wrap=True)
        bar = row(words, self.anyway, self.edit, self.discard, spacing=8, margins=(10, 6, 10, 6))
        bar.setStretch(0, 1)
        self.setLayout(bar)
        for button in (self.anyway, self.edit, self.discard):
            button.clicked.connect(self.hide)
        self.hide()


class Composer(QFrame):
    """Where a person writes. `send_asked` carries (kind, text, asks); `refuse_asked` and `close_asked` are wishes."""

    send_asked = Signal(str, str, bool)
    refuse_asked = Signal()
    anyway_asked = Signal()

    def __init__(self, desk: Desk, runner: Runner) -> None:
        super().__init__()
        self._desk = desk
        self._runner = runner
        self._detail: TicketDetail | None = None
        self.base_event = 0
        self._texts = {"reply": "", "note": ""}
        self.kind = "reply"
        self.letter_code: str | None = None
        self.edit = QPlainTextEdit()
        self.edit.setProperty("bare", "true")
        self.edit.setFont(current().font("body"))
        self.edit.setTabChangesFocus(True)
        self.edit.setAccessibleName(say("composer.text"))
        self.edit.textChanged.connect(self._changed)
        self.edit.installEventFilter(self)
        self._save = Throttle(_PAUSE_MS, self)
        self._save.fired.connect(self._save_now)
        self._build()
        self._dress()

    def _build(self) -> None:
        look = current()
        self.reply = Button(say("composer.reply"), "segment")
        self.note = Button(say("composer.note"), "segment")
        self._kinds = QButtonGroup(self)
        for button, kind in ((self.reply, "reply"), (self.note, "note")):
            button.setCheckable(True)
            button.setObjectName(kind)
            self._kinds.addButton(button)
            button.clicked.connect(self._kind_clicked)
        self.reply.setChecked(True)
        self.to = PlainLabel("", "small", "2")
        head = row(self.reply, self.note, spacing=4)
        head.addStretch(1)
        head.addWidget(self.to)
        self.asks = QCheckBox(say("composer.asks"))
        self.asks.setFont(look.font("small"))
        self.asks.setToolTip(say("composer.asks_hint"))
        self.asks.setMinimumHeight(look.px(24))
        self.refuse = Button(say("act.refuse"), "quiet", "shield-off")
        self.refuse.clicked.connect(self.refuse_asked)
        self.saved = PlainLabel("", "small", "3")
        self.send = Button(say("act.send"), "primary", "send")
        self.send.setToolTip("Ctrl+Enter")
        self.send.clicked.connect(self.send_now)
        foot = row(self.refuse, self.asks, spacing=10)
        foot.addStretch(1)
        foot.addWidget(self.saved)
        foot.addWidget(self.send)
        self.stale = _StaleBar()
        self.stale.anyway.clicked.connect(self.anyway_asked)
        self.stale.edit.clicked.connect(self._edit_again)
        self.stale.discard.clicked.connect(self.discard)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        layout.setSpacing(look.px(6))
        layout.addLayout(head)
        layout.addWidget(self.stale)
        layout.addWidget(self.edit, 1)
        layout.addLayout(foot)
        self.setFixedHeight(look.px(172))

    # -- the ticket ------------------------------------------------------------------------------------------------

    def show_ticket(self, detail: TicketDetail) -> None:
        """Work on a ticket; what was written on the one before is kept first. The same ticket keeps its text."""
        same = self._detail is not None and self._detail.row.id == detail.row.id
        if not same:
            self.flush()
        self._detail = detail
        self.to.setText(say("composer.to", address=detail.contact_address or "–"))
        if same:
            return
        self.base_event = detail.event_n
        self._texts = {"reply": "", "note": ""}
        self.letter_code = None
        self.stale.hide()
        self._fill("")
        desk, ticket_id = self._desk, detail.row.id
        call = self._runner.read(lambda: (ticket_id, load_drafts(desk, ticket_id)))
        call.landed.connect(self._drafts_landed)

    def reload_draft(self) -> None:
        """Read the draft of this ticket anew: a message was called back into it."""
        if self._detail is None:
            return
        desk, ticket_id = self._desk, self._detail.row.id
        self._texts = {"reply": "", "note": ""}
        self._fill("")
        call = self._runner.read(lambda: (ticket_id, load_drafts(desk, ticket_id)))
        call.landed.connect(self._drafts_landed)

    def set_kind(self, kind: str) -> None:
        """Write a reply or a note; each keeps its own text."""
        if kind != self.kind:
            self.flush()
            self._texts[self.kind] = self.edit.toPlainText()
            self.kind = kind
            (self.reply if kind == "reply" else self.note).setChecked(True)
            self._fill(self._texts[kind])
            self._dress()

    def write(self, kind: str) -> None:
        """Begin to write."""
        self.set_kind(kind)
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_stale(self) -> None:
        """Say that something came in meanwhile; the text stays."""
        self.stale.show()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def sent(self) -> None:
        """Forget the text that was sent."""
        self._save.cancel()
        self.stale.hide()
        self.asks.setChecked(False)
        self.letter_code = None
        self._texts[self.kind] = ""
        self._fill("")
        if self._detail is not None:
            self.base_event = max(self.base_event, self._detail.event_n + 1)

    def discard(self) -> None:
        """Throw the text away."""
        self.stale.hide()
        self._fill("")
        self._changed()
        self.flush()

    def flush(self) -> None:
        """Keep what is written, without waiting for a pause."""
        if self._save.waiting:
            self._save.cancel()
            self._save_now()

    def send_now(self) -> None:
        """Ask for the text to be sent."""
        text = self.edit.toPlainText()
        if text.strip():
            self.flush()
            self.send_asked.emit(self.kind, text, self.asks.isChecked() and self.kind == "reply")

    # -- inside ----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Enter sends, leaving the field keeps the text."""
        if watched is self.edit and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.send_now()
                return True
        if watched is self.edit and event.type() == QEvent.Type.FocusOut:
            self.flush()
        return super().eventFilter(watched, event)

    def _kind_clicked(self) -> None:
        self.write(self.sender().objectName())

    def _edit_again(self) -> None:
        self.stale.hide()
        if self._detail is not None:
            self.base_event = self._detail.event_n
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self) -> None:
        self.send.setEnabled(bool(self.edit.toPlainText().strip()))
        self._save.ask()

    def _fill(self, text: str) -> None:
        self.edit.blockSignals(True)
        self.edit.setPlainText(text)
        self.edit.blockSignals(False)
        self.send.setEnabled(bool(text.strip()))
        self.saved.setText("")

    def _save_now(self) -> None:
        detail = self._detail
        if detail is None:
            return
        draft = DraftRecord(
            ticket_id=detail.row.id,
            staff_id=self._desk.actor.staff_id,
            kind=self.kind,
            text=self.edit.toPlainText(),
            subject="",
            base_event=self.base_event,
            saved_at=self._desk.clock(),
            letter_code=self.letter_code,
        )
        desk = self._desk
        call = self._runner.write(lambda: save_draft(desk, draft))
        call.landed.connect(self._saved)
        call.failed.connect(self._saved)

    def _saved(self, fault: object) -> None:
        bad = fault is not None
        self.saved.setText(say("composer.not_saved") if bad else say("composer.saved", time=clock(self._desk.clock())))
        self.saved.set_tone("critical" if bad else "3")

    def _drafts_landed(self, answer: Any) -> None:
        ticket_id, drafts = answer
        if self._detail is None or ticket_id != self._detail.row.id or self.edit.toPlainText().strip():
            return
        for draft in drafts:
            self._texts[draft.kind] = draft.text
            if draft.kind == "reply":
                self.base_event = min(self.base_event, draft.base_event)
                self.letter_code = draft.letter_code
        self._fill(self._texts[self.kind])

    def _dress(self) -> None:
        note = self.kind == "note"
        self.setProperty("composer", self.kind)
        self.send.setText(say("act.add_note" if note else "act.send"))
        self.send.setAccessibleName(self.send.text())
        self.asks.setVisible(not note)
        self.to.setVisible(not note)
        self.refuse.setVisible(not note)
        self.edit.setPlaceholderText(say("composer.note_hint" if note else "composer.reply_hint"))
        for widget in (self, self.send):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
