"""Replies, notes and refusals: sent into the outbox, stopped when something came in, written out in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from console.faults import Fault, Stale
from console.records.tickets import DecisionRecord
from console.services import outbox, refusing, reply
from console.services import thread as threads
from console.services.preparing import PreparedLetter
from console.services.reply import Outgoing
from console.views.ticket.kept import KeptLetter
from console.views.ticket.refusal import RefusalDialog
from console.views.words import say

if TYPE_CHECKING:
    from console.views.acts import Acts


class WritingActs(QObject):
    """What a person writes."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._acts = acts
        self._window = acts.window
        self._pending: Outgoing | None = None
        self._releasing = False

    def send(self, kind: str, text: str, asks: bool) -> None:  # noqa: FBT001 - a signal's argument
        """Send a reply or add a note."""
        detail, desk = self._acts.detail, self._window.desk
        if detail is None:
            return
        if kind == "note":
            self._window.write(lambda: reply.add_note(desk, detail.row.id, text), self._noted)
            return
        self._pending = Outgoing(
            ticket_id=detail.row.id,
            text=text,
            subject=f"Re: {detail.row.subject}",
            to_address=detail.contact_address,
            base_event=self._window.ticket.composer.base_event,
            asks=asks,
            final=not asks,
        )
        self._send_pending()

    def send_anyway(self) -> None:
        """Send the stopped reply as it is."""
        if self._pending is not None:
            values = {name: getattr(self._pending, name) for name in self._pending.__dataclass_fields__}
            self._pending = Outgoing(**{**values, "anyway": True})
            self._send_pending()

    def _send_pending(self) -> None:
        outgoing, desk = self._pending, self._window.desk
        if outgoing is None:
            return
        call = self._window.runner.write(lambda: reply.send_reply(desk, outgoing))
        call.landed.connect(self._sent)
        call.failed.connect(self._not_sent)

    def _noted(self, _applied: Any) -> None:
        self._window.ticket.composer.sent()
        self._window.reload()

    def _sent(self, applied: Any) -> None:
        self._pending = None
        self._acts.last = ("recall", int(applied.result["outbox"]), 0)
        self._window.ticket.composer.sent()
        detail = self._acts.detail
        name = detail.contact_name or detail.contact_address if detail is not None else ""
        seconds = max(1, self._window.desk.undo_seconds)
        self._window.toast.show_words(say("toast.sent", name=name), seconds=seconds, undo=True)
        self._window.refresh()

    def _not_sent(self, fault: Fault) -> None:
        self._window.tell(fault)
        if isinstance(fault, Stale):
            self._window.ticket.composer.show_stale()
        self._window.reload()

    def refuse(self, clause: str = "") -> None:
        """Open the refusal panel."""
        window = self._window
        if window.panels is None:
            return
        window.ticket.composer.flush()
        dialog = RefusalDialog(window.desk, window.panels, window, clause=clause)
        dialog.send_asked.connect(self._refuse)
        dialog.insert_asked.connect(self._insert)
        dialog.open()

    def show_letter(self, decision: DecisionRecord) -> None:
        """Show the letter that was kept with a decision."""
        detail, window = self._acts.detail, self._window
        if detail is None:
            return
        key, desk = decision.message_id, window.desk
        found = () if key is None else threads.words_of(desk, detail.row.id, (int(key),))
        KeptLetter(decision, found[0] if found else None, detail.row.number, window).open()

    def _refuse(self, prepared: PreparedLetter, text: str, reason: str) -> None:
        panels, desk = self._window.panels, self._window.desk
        if panels is None:
            return
        base = panels.detail.event_n
        call = self._window.runner.write(
            lambda: refusing.refuse(desk, panels, prepared, text, base_event=base, reason=reason or None)
        )
        call.landed.connect(self._sent)
        call.failed.connect(self._not_sent)

    def _insert(self, text: str, letter_code: str) -> None:
        composer = self._window.ticket.composer
        composer.write("reply")
        composer.letter_code = letter_code
        composer.edit.insertPlainText(text)

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
