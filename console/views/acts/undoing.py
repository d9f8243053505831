"""Taking acts back, the last first, and doing again what was taken back: each is an act of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt

from console.records.base import TicketId
from console.records.commands import Applied
from console.services import outbox, together, triage, undo
from console.services.together import Progress
from console.views.board import saying
from console.views.past import Deed
from console.views.words import say, say_count

if TYPE_CHECKING:
    from console.views.acts import Acts


class UndoActs(QObject):
    """What a person does about what was done."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._acts = acts
        self._window = acts.window

    def undo(self) -> None:
        """Take the last act back."""
        deed, desk, composer = self._acts.past.last(), self._window.desk, self._window.ticket.composer
        if deed is None:
            self._say("toast.nothing_to_undo")
            return
        self._window.toast.end()
        self._acts.ticket.forget_choice()
        if deed.kind == "together":
            self._many(partial(together.undo, desk, deed.many), partial(self._many_undone, deed.words))
        elif deed.kind == "draft":
            composer.bring_back()
            self._acts.past.took_back(deed)
            self._say("toast.brought_back")
        elif deed.kind == "mark":
            composer.put_mark_back()
        elif deed.kind == "final":
            self._window.toast.show_words(say("toast.no_way_back", what=deed.words), seconds=8)
        elif deed.kind == "unread":
            seen = partial(triage.mark_read, desk, TicketId(deed.key), deed.event)
            self._window.write(seen, partial(self._read_again, deed))
        elif deed.kind == "recall":
            self._window.write(lambda: outbox.recall(desk, deed.key), self._recalled)
        else:
            work = partial(undo.undo, desk, TicketId(deed.key), deed.event)
            self._window.write(work, partial(self._undone, deed))

    def redo(self) -> None:
        """Do again what was taken back last."""
        deed, desk = self._acts.past.next(), self._window.desk
        if deed is None:
            self._say("toast.nothing_to_redo")
            return
        self._window.toast.end()
        if deed.kind == "together":
            self._many(partial(together.redo, desk, deed.many), partial(self._many_redone, deed.words))
        elif deed.kind == "draft":
            self._again(deed)
        elif deed.kind == "recall":
            self._window.toast.show_words(say("toast.send_again"), seconds=5)
        elif deed.kind == "unread":
            self._acts.seen.leave_unread(TicketId(deed.key), deed.event, again=True)
        else:
            work = partial(undo.redo, desk, TicketId(deed.key), deed.event)
            self._window.write(work, partial(self._redone, deed))

    def _many(self, work: Callable[[Progress], Applied], landed: Callable[[Applied], None]) -> None:
        many = self._acts.together
        call = self._window.runner.write(lambda: work(many.came.emit))
        call.landed.connect(landed)
        call.failed.connect(many.failed)

    def _many_undone(self, what: str, applied: Applied) -> None:
        self._acts.past.took_back(Deed(kind="together", many=together.told(applied).done, words=what))
        self._tell_many(applied, "together.undone_what", what)

    def _many_redone(self, what: str, applied: Applied) -> None:
        self._acts.past.did(Deed(kind="together", many=together.told(applied).done, words=what), again=True)
        self._tell_many(applied, "together.redone_what", what)

    def _tell_many(self, applied: Applied, key: str, what: str) -> None:
        found = together.told(applied)
        words = say(key, what=what, n=say_count("queue.tickets", len(found.done)))
        self._window.toast.show_words(f"{words} {saying.left(found.left)}" if found.left else words, seconds=6)
        self._window.refresh()

    def _again(self, deed: Deed) -> None:
        """Throw a draft away again that was brought back, where its ticket is still in sight."""
        composer = self._window.ticket.composer
        if composer.ticket_id == deed.key:
            composer.discard()
        else:
            self._say("toast.nothing_to_redo")

    def _recalled(self, applied: Any) -> None:
        self._acts.past.took_back(Deed(kind="recall"))
        self._window.ticket.composer.reload_draft()
        self._return_to(int(applied.result["ticket"]))
        self._window.ticket.composer.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._window.toast.show_words(say("toast.recalled"), seconds=4)
        self._window.refresh(int(applied.result["ticket"]))

    def _read_again(self, deed: Deed, _nothing: Any) -> None:
        self._acts.past.took_back(deed)
        self._window.reading.leave_unread(None)
        self._show(deed, "toast.undone")

    def _undone(self, deed: Deed, applied: Any) -> None:
        self._acts.past.took_back(replace(deed, event=int(applied.result)))
        self._show(deed, "toast.undone")

    def _redone(self, deed: Deed, applied: Any) -> None:
        self._acts.past.did(replace(deed, event=int(applied.result)), again=True)
        self._show(deed, "toast.redone")

    def _show(self, deed: Deed, words: str) -> None:
        """Say what was taken back or done again, in the words in which it was told when it was done."""
        self._return_to(deed.key)
        self._window.toast.show_words(say(words, what=deed.words), seconds=4)
        self._window.refresh(deed.key)

    def _return_to(self, ticket_id: int) -> None:
        """Show the ticket whose act was taken back: the list may have gone on to another."""
        panels = self._window.panels
        if panels is None or panels.detail.row.id != ticket_id:
            self._window.go_to(ticket_id)

    def _say(self, words: str) -> None:
        self._window.toast.show_words(say(words), seconds=3)
