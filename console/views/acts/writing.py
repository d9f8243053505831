"""Replies, notes and refusals: sent into the outbox, stopped when something came in, written out in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from console.faults import Fault, Stale
from console.records.base import TicketId
from console.records.tickets import DecisionRecord
from console.services import meanwhile, outbox, reply
from console.services import thread as threads
from console.services.reply import Outgoing
from console.views.past import Deed
from console.views.ticket.kept import KeptLetter
from console.views.words import language, say
from console.work.runner import Runner

if TYPE_CHECKING:
    from console.views.acts import Acts


class WritingActs(QObject):
    """What a person writes."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._acts = acts
        self._window = acts.window
        self._sendings: dict[int, Sending] = {}
        self._releasing = False

    def send(self, kind: str, way: str) -> None:
        """Send a reply or add a note. `way` is send, wait (it asks the customer) or close (closing comes next)."""
        detail, desk, composer = self._acts.detail, self._window.desk, self._window.ticket.composer
        if detail is None or int(detail.row.id) != composer.ticket_id:
            return
        known, slip = self._sendings.get(composer.ticket_id), composer.slip()
        if known is not None and known.runs:  # the same key once more: what is on its way must not go twice
            self._window.toast.show_words(say("toast.on_its_way"), seconds=3)
            return
        if kind == "note":
            note = lambda _anyway: reply.add_note(desk, detail.row.id, slip.text)  # noqa: E731 - one of two ways
            self._begin(Sending(self, detail.row.id, note, kind="note", text=slip.text))
            return
        if self._acts.letters.send_written(slip):
            return
        outgoing = Outgoing(
            ticket_id=detail.row.id,
            text=slip.text,
            subject=f"Re: {detail.row.subject}",
            to_address=detail.contact_address,
            base_event=composer.base_event,
            asks=way == "wait",
            final=way != "wait",
            files=slip.files,
        )
        words = say("toast.sent", name=detail.contact_name or detail.contact_address)
        work = lambda anyway: reply.send_reply(desk, replace(outgoing, anyway=anyway))  # noqa: E731 - one of two ways
        sending = Sending(self, detail.row.id, work, words=words, text=slip.text)
        sending.then_close = way == "close"
        self._begin(sending)

    def carry(self, sending: Callable[[bool], Any], words: str) -> None:
        """Carry out a sending and say `words`; it is stopped when something came in, and can go anyway then."""
        detail = self._acts.detail
        if detail is not None:
            self._begin(Sending(self, detail.row.id, sending, words=words, lettered=True))

    def send_anyway(self) -> None:
        """Send the stopped reply of the ticket that is shown as it is."""
        sending = self._sendings.get(self._window.ticket.composer.ticket_id)
        if sending is not None and not sending.runs:
            sending.run(self._window.runner, anyway=True)

    def _begin(self, sending: Sending) -> None:
        self._sendings[sending.ticket_id] = sending
        sending.run(self._window.runner, anyway=False)

    def landed(self, sending: Sending, applied: Any) -> None:
        """Show that a message is on its way; the text of its own ticket is done, no other is touched."""
        if self._sendings.get(sending.ticket_id) is sending:
            del self._sendings[sending.ticket_id]
        window = self._window
        own = sending.lettered and window.ticket.composer.letter_code is None  # words of one's own stay
        if not own:
            window.ticket.composer.sent(sending.ticket_id, sending.kind, sending.text)
            window.ticket.leave_writing()
        if sending.kind == "note":
            self._acts.ticket.settled(say("command.note"), applied)
            return
        self._acts.past.did(Deed(kind="recall", key=int(applied.result["outbox"])))
        waits = applied.result.get("review")
        words = say("checking.waits", clause=applied.result["clause"]) if waits else sending.words
        window.toast.show_words(words, seconds=max(1, window.desk.undo_seconds), undo=True)
        window.refresh(sending.ticket_id)
        if sending.then_close and window.ticket.composer.ticket_id == sending.ticket_id:
            self._acts.closing.close_or_reopen()

    def failed(self, sending: Sending, fault: Fault) -> None:
        """Tell why a message stays here. Its text is the draft of its own ticket, whatever is shown now."""
        window = self._window
        if window.ticket.composer.ticket_id != sending.ticket_id:
            what = fault.sentence(language())
            window.toast.show_words(say("toast.not_sent_there", what=what), seconds=10)
            return
        window.tell(fault)
        if isinstance(fault, Stale) and fault.code == "reply_stale":
            desk, ticket_id, seen = window.desk, sending.ticket_id, window.ticket.composer.base_event
            call = window.runner.read(lambda: (ticket_id, meanwhile.came_since(desk, TicketId(ticket_id), seen)))
            call.landed.connect(self._stale_landed)
        window.reload()
        self._acts.closing.refused(fault)

    def _stale_landed(self, found: tuple[int, Any]) -> None:
        """Show what came in meanwhile, where its ticket is still the one in sight."""
        ticket_id, news = found
        if self._window.ticket.composer.ticket_id == ticket_id:
            self._window.ticket.composer.show_stale(news)

    def thrown(self) -> None:
        """Offer to bring back what was thrown away."""
        self._acts.past.did(Deed(kind="draft", key=self._window.ticket.composer.ticket_id))
        self._window.toast.show_words(say("toast.thrown"), seconds=8, undo=True)

    def show_letter(self, decision: DecisionRecord) -> None:
        """Show the letter that was kept with a decision."""
        detail, window = self._acts.detail, self._window
        if detail is None:
            return
        key, desk = decision.message_id, window.desk
        found = () if key is None else threads.words_of(desk, detail.row.id, (int(key),))
        KeptLetter(decision, found[0] if found else None, detail.row.number, window).open()

    def release(self) -> None:
        """Write out the messages whose time has come."""
        if self._releasing:
            return
        self._releasing = True
        desk = self._window.desk
        call = self._window.runner.look(lambda: outbox.release_due(desk))
        call.landed.connect(self._released)
        call.failed.connect(self._not_released)

    def _released(self, entries: Any) -> None:
        self._releasing = False
        failed = [one for one in entries if one.state == "failed"]
        if failed:
            self._window.toast.show_words(say("toast.letter_failed", number=failed[0].ticket_number), seconds=10)
        if entries:
            self._window.reload()

    def _not_released(self, _fault: Fault) -> None:
        self._releasing = False


class Sending(QObject):
    """One message on its way into the outbox, with the ticket that it belongs to."""

    def __init__(
        self,
        acts: WritingActs,
        ticket_id: int,
        work: Callable[[bool], Any],
        *,
        words: str = "",
        kind: str = "reply",
        lettered: bool = False,
        text: str | None = None,
    ) -> None:
        super().__init__(acts)
        self.text = text
        self._acts, self._work = acts, work
        self.ticket_id, self.words, self.kind, self.lettered = int(ticket_id), words, kind, lettered
        self.then_close = self.runs = False

    def run(self, runner: Runner, *, anyway: bool) -> None:
        """Carry it out on the writer lane."""
        self.runs = True
        call = runner.write(lambda: self._work(anyway))
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _landed(self, applied: Any) -> None:
        self.runs = False
        self._acts.landed(self, applied)
        self.deleteLater()

    def _failed(self, fault: Fault) -> None:
        self.runs = False
        self._acts.failed(self, fault)
