"""The composer: reply or note, files, a draft that is kept on every pause and on every way out, and the ways to send.

A reply that was written against an older state is stopped and kept; what is new is shown, and the writer decides.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal

from console.faults import Fault
from console.models.kept import Kept
from console.records.tickets import DraftRecord, TicketDetail
from console.services.desk import Desk
from console.services.drafts import Saved, load_drafts, save_draft
from console.services.meanwhile import News
from console.views.ticket.attaching import Attaching
from console.views.ticket.marked_frame import MarkedFrame
from console.views.ticket.slips import LetterMark, Slip, Slips
from console.views.words import clock, say
from console.work.runner import Runner
from console.work.throttle import Throttle

_PAUSE_MS = 400
MOST_SLIPS = 20


class Composer(MarkedFrame):
    """Where a person writes. `send_asked` carries (kind, way): send, wait or close; the others are wishes."""

    send_asked = Signal(str, str)
    refuse_asked = Signal()
    canned_asked = Signal()
    anyway_asked = Signal()
    thrown_away = Signal()

    def __init__(self, desk: Desk, runner: Runner) -> None:
        super().__init__(desk.actor.name)
        self._desk = desk
        self._runner = runner
        self._detail: TicketDetail | None = None
        self.base_event = 0
        self.attaching = Attaching(desk, runner, self.files)
        self._slips = Slips()
        self.earlier: Kept[int, Slips] = Kept(MOST_SLIPS)
        """What was written on the tickets before, with their drafts as they were read."""
        self._thrown: tuple[int, str, Slip] | None = None
        self._save = Throttle(_PAUSE_MS, self)
        self._save.fired.connect(self._save_now)
        self.dress()
        self.edit.textChanged.connect(self._changed)
        self.edit.installEventFilter(self)
        self.edit.sent.connect(self.send_now)
        self.mark_changed.connect(self._save_now)
        self.edit.canned_asked.connect(self.canned_asked)
        self.edit.discarded.connect(self.discard)
        self.edit.turned.connect(self._turn)
        self.edit.paths_given.connect(self.attaching.add)
        self.edit.picture_given.connect(self.attaching.add_content)
        self.attaching.failed.connect(self.tell_wrong)
        self.files.changed.connect(self._changed)
        self.kind_chosen.connect(self.write)
        self.paths_chosen.connect(self.attaching.add)
        self.way_chosen.connect(self.send_now)
        self.refuse.clicked.connect(self.refuse_asked)
        self.canned.clicked.connect(self.canned_asked)
        self.throw.clicked.connect(self.discard)
        self.stale.anyway.clicked.connect(self.anyway_asked)
        self.stale.edit.clicked.connect(self._edit_again)
        self.stale.discard.clicked.connect(self.discard)

    # -- the ticket ------------------------------------------------------------------------------------------------

    @property
    def ticket_id(self) -> int:
        """Return the ticket that is worked on, 0 for none."""
        return 0 if self._detail is None else int(self._detail.row.id)

    def show_ticket(self, detail: TicketDetail) -> None:
        """Work on a ticket; what was written on the one before is kept first. The same ticket keeps its text."""
        same = self.ticket_id == detail.row.id
        if not same:
            self.flush()
            self._slips.put(self.kind, self.slip())
            self._slips.base_event = self.base_event
            if self._slips.are_read:
                self.earlier.keep(self.ticket_id, self._slips)
        self._detail = detail
        self.to.set_text(say("composer.to", address=detail.contact_address or "–"))
        if not same:
            self.base_event = detail.event_n
            self.reload_draft()

    def reload_draft(self) -> None:
        """Read the draft of this ticket anew: it was opened, or a message was called back into it."""
        if self._detail is None:
            return
        desk, ticket_id = self._desk, self._detail.row.id
        known = None if self._runner.away is None else self.earlier.of(int(ticket_id))
        self._slips = Slips() if known is None else known
        self.stale.hide()
        self.put(self._slips.of(self.kind))
        if known is not None:
            self.base_event = known.base_event
            return
        call = self._runner.read(lambda: (ticket_id, load_drafts(desk, ticket_id)))
        call.landed.connect(self._drafts_landed)

    def set_kind(self, kind: str) -> None:
        """Write a reply or a note; each keeps its own text."""
        if kind != self.kind:
            self.flush()
            self._slips.put(self.kind, self.slip())
            self.kind = kind
            self.stale.hide()
            self.put(self._slips.of(kind))
            self.dress()

    def write(self, kind: str) -> None:
        """Begin to write."""
        self.set_kind(kind)
        self.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_stale(self, news: News) -> None:
        """Say what came in meanwhile; the text stays."""
        self.stale.show_newest(news)
        self.fit()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def sent(self, ticket_id: int, kind: str, text: str | None = None) -> None:
        """Forget the text that was sent; what is written on another ticket, or on from `text` meanwhile, stays."""
        if ticket_id != self.ticket_id or self._detail is None:
            return
        self.base_event = max(self.base_event, self._detail.event_n + 1)
        self._warned = False
        if text is not None and text != (self.slip() if kind == self.kind else self._slips.of(kind)).text:
            self._save.ask()
            return
        if kind == self.kind:
            self._save.cancel()
            self.stale.hide()
            self.put(Slip())
        self._slips.put(kind, Slip())

    def discard(self) -> None:
        """Throw the text away; it can be brought back."""
        slip = self.slip()
        self.stale.hide()
        if not slip.written:
            return
        self._thrown = (self.ticket_id, self.kind, slip)
        self.put(Slip())
        self._save_now()
        self.thrown_away.emit()

    def bring_back(self) -> bool:
        """Put back what was thrown away last, on its own ticket; return whether there was anything."""
        thrown, self._thrown = self._thrown, None
        if thrown is None:
            return False
        ticket_id, kind, slip = thrown
        if ticket_id == self.ticket_id:
            self.set_kind(kind)
            self.put(self.slip().joined(slip))
            self._save_now()
            return True
        self.earlier.drop(ticket_id)  # what is known of it here is older now
        desk, draft = self._desk, self._draft(ticket_id, kind, slip)
        self._runner.keep(lambda: save_draft(desk, draft))
        return True

    def flush(self, *, again: bool = False) -> None:
        """Keep what is written, without waiting for a pause; with `again` even what was kept before."""
        if self._save.waiting or (again and self.slip().written):
            self._save.cancel()
            self._save_now()

    def send_now(self, way: str = "send") -> None:
        """Ask for the text to be sent; a variable that is not filled in stops it and is shown."""
        name = self.edit.next_variable()
        if name and self.kind == "reply":
            self.warn_of(name)
        elif self.edit.toPlainText().strip():
            self.flush()
            self.send_asked.emit(self.kind, way if self.kind == "reply" else "send")

    # -- inside ----------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Leaving the field keeps the text."""
        if watched is self.edit and event.type() == QEvent.Type.FocusOut:
            self.flush()
        return super().eventFilter(watched, event)

    def _turn(self) -> None:
        self.write("reply" if self.kind == "note" else "note")

    def _edit_again(self) -> None:
        if self._detail is not None:
            self.base_event = self._detail.event_n
        self.fit()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _changed(self) -> None:
        if not self.edit.toPlainText().strip():
            self.show_mark(None)  # words of one's own rest on no letter
        self.ready(self.slip().written, bool(self.edit.toPlainText().strip()))
        self._save.ask()
        self.fit()

    def _draft(self, ticket_id: int, kind: str, slip: Slip) -> DraftRecord:
        return DraftRecord(
            ticket_id=ticket_id,  # type: ignore[arg-type]  # a ticket's key
            staff_id=self._desk.actor.staff_id,
            kind=kind,
            text=slip.text,
            subject="",
            base_event=self.base_event,
            saved_at=self._desk.clock(),
            letter_code=None if slip.mark is None else slip.mark.code,
            files=slip.files,
            letter_language="" if slip.mark is None else slip.mark.language,
            letter_reason="" if slip.mark is None else slip.mark.reason,
        )

    def _save_now(self) -> None:
        if self._detail is None:
            return
        desk, draft = self._desk, self._draft(self.ticket_id, self.kind, self.slip())
        call = self._runner.keep(lambda: save_draft(desk, draft))
        call.landed.connect(self._saved)
        call.failed.connect(self._saved)

    def _saved(self, answer: object) -> None:
        if isinstance(answer, Fault):
            self.tell(say("composer.not_saved"), "critical")
        elif not answer:
            time = clock(self._desk.clock())
            told, brief = (say(f"composer.{name}", time=time) for name in ("saved_here", "here"))
            self.tell(told, "functional", brief)
        elif answer is Saved.ASIDE:
            self.tell(say("composer.saved_aside"), "critical")
        elif self._warned and self.kind == "reply" and self.edit.variable_left:
            self.warn_of(self.edit.variable_left)  # that it is kept says nothing of what is to be filled in
        elif self.slip().written:
            self._warned = False
            time = clock(self._desk.clock())
            self.tell(say("composer.saved", time=time), brief=time)
        else:
            self.tell("")

    def _drafts_landed(self, answer: Any) -> None:
        ticket_id, drafts = answer
        if ticket_id != self.ticket_id:
            return
        self._slips.are_read = True
        typed = self.slip()  # what was written while the draft was read stays above it
        for draft in drafts:
            if draft.kind not in ("reply", "note"):
                continue
            self._slips.put(draft.kind, Slip(text=draft.text, files=draft.files, mark=_mark_of(draft)))
            if draft.kind == "reply":
                self.base_event = min(self.base_event, draft.base_event)
            if draft.kind == self.kind:
                self.put(typed.joined(self._slips.of(draft.kind)))
                time, name = clock(draft.saved_at), "composer.joined" if draft.joined else "composer.saved"
                told = say(name, time=time) if draft.text.strip() else ""
                self.tell(told, "functional" if draft.joined else "", "" if draft.joined else time)


def _mark_of(draft: DraftRecord) -> LetterMark | None:
    """Return which letter a draft is."""
    if draft.kind != "reply" or draft.letter_code is None:
        return None
    return LetterMark(code=draft.letter_code, language=draft.letter_language, reason=draft.letter_reason)
