"""Replies, notes and refusals: sent into the outbox, stopped when something came in, written out in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from console.faults import Fault, Stale
from console.records.tickets import DecisionRecord
from console.services import outbox, reply
from console.services import thread as threads
from console.services.reply import Outgoing
from console.views.ticket.kept import KeptLetter
from console.views.words import say

if TYPE_CHECKING:
    from console.views.acts import Acts


class WritingActs(QObject):
    """What a person writes."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._acts = acts
        self._window = acts.window
        self._pending: Callable[[bool], Any] | None = None
        self._words = ""
        self._releasing = False

    def send(self, kind: str, text: str, asks: bool) -> None:  # noqa: FBT001 - a signal's argument
        """Send a reply or add a note."""
        detail, desk = self._acts.detail, self._window.desk
        if detail is None:
            return
        if kind == "note":
            self._window.write(lambda: reply.add_note(desk, detail.row.id, text), self._noted)
            return
        if self._acts.letters.send_written(self._window.ticket.composer.letter_code or "", text):
            return
        outgoing = Outgoing(
            ticket_id=detail.row.id,
            text=text,
            subject=f"Re: {detail.row.subject}",
            to_address=detail.contact_address,
            base_event=self._window.ticket.composer.base_event,
            asks=asks,
            final=not asks,
        )
        name = detail.contact_name or detail.contact_address
        self.carry(
            lambda anyway: reply.send_reply(desk, replace(outgoing, anyway=anyway)), say("toast.sent", name=name)
        )

    def carry(self, sending: Callable[[bool], Any], words: str) -> None:
        """Carry out a sending and say `words`; it is stopped when something came in, and can go anyway then."""
        self._pending, self._words = sending, words
        self._send_pending(anyway=False)

    def send_anyway(self) -> None:
        """Send the stopped reply as it is."""
        if self._pending is not None:
            self._send_pending(anyway=True)

    def _send_pending(self, *, anyway: bool) -> None:
        sending = self._pending
        if sending is None:
            return
        call = self._window.runner.write(lambda: sending(anyway))
        call.landed.connect(self._sent)
        call.failed.connect(self._not_sent)

    def _noted(self, _applied: Any) -> None:
        self._window.ticket.composer.sent()
        self._window.reload()

    def _sent(self, applied: Any) -> None:
        self._pending = None
        self._acts.last = ("recall", int(applied.result["outbox"]), 0)
        self._window.ticket.composer.sent()
        seconds = max(1, self._window.desk.undo_seconds)
        self._window.toast.show_words(self._words, seconds=seconds, undo=True)
        self._window.refresh()

    def _not_sent(self, fault: Fault) -> None:
        self._window.tell(fault)
        if isinstance(fault, Stale):
            self._window.ticket.composer.show_stale()
        self._window.reload()

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
        call = self._window.runner.write(lambda: outbox.release_due(desk))
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
