"""A change of one field that may meet somebody else's: it is carried out, or both values are shown to choose from."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from console.faults import Fault, Stale
from console.records.base import TicketId
from console.records.commands import Applied
from console.services import people, showing
from console.views.dialogs.meeting import MeetingDialog
from console.views.words import has, language, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

Change = Callable[[int], Applied]


class Meeting(QObject):
    """One change on its way; it is carried out against the version of the ticket that it is given.

    `refused` fires where it was not carried out.
    """

    refused = Signal()

    def __init__(self, window: MainWindow, ticket_id: TicketId, change: Change, landed: Callable[[Any], None]) -> None:
        super().__init__(window)
        self._window, self._ticket, self._change, self._landed = window, ticket_id, change, landed
        self._fault, self._version = Stale("changed_meanwhile"), 0

    def run(self, version: int) -> None:
        """Carry it out on the writer lane."""
        call = self._window.runner.write(partial(self._change, version))
        call.landed.connect(self._done)
        call.failed.connect(self._failed)

    def _done(self, applied: Any) -> None:
        self._landed(applied)
        self.deleteLater()

    def _failed(self, fault: Fault) -> None:
        self.refused.emit()
        window, ticket = self._window, self._ticket
        if not (isinstance(fault, Stale) and fault.code == "changed_meanwhile" and fault.params.get("field")):
            window.tell(fault)
            window.reload()
            self.deleteLater()
            return
        self._fault, desk = fault, window.desk
        call = window.runner.read(lambda: (people.staff(desk), showing.detail(desk, ticket).row.version))
        call.landed.connect(self._ask)
        call.failed.connect(window.tell)

    def _ask(self, found: Any) -> None:
        staff, self._version = found
        window, fault = self._window, self._fault
        window.reload()
        names = {int(one.id): one.name for one in staff}
        field = str(fault.params["field"])
        dialog = MeetingDialog(
            window,
            field=field_words(field),
            who=str(fault.params.get("who", "")),
            theirs=self._value(field, fault.params["theirs"], names),
            yours=self._value(field, fault.params["yours"], names),
        )
        dialog.accepted.connect(self._again)
        dialog.rejected.connect(self.deleteLater)
        dialog.open()

    def _again(self) -> None:
        self.run(self._version)

    def _value(self, field: str, value: Any, names: dict[int, str]) -> str:
        """Return a value in words."""
        if field == "owner_id":
            return names.get(value, say("queue.nobody")) if value else say("queue.nobody")
        if field == "topic":
            topic = self._window.desk.agreement.agreement.topics.get(value)
            return "–" if topic is None else topic.ru if language() == "ru" else topic.en
        if isinstance(value, bool):
            return say("fact.yes" if value else "fact.no")
        if has(f"{field}.{value}"):
            return say(f"{field}.{value}")
        return "–" if value in (None, "") else str(value)


def field_words(field: str) -> str:
    """Return a field in words: a column of the ticket, or a fact."""
    return say(field) if field.startswith("fact.") else say(f"meeting.{field}")


def in_words(fault: Fault) -> Fault:
    """Return a fault with the field and the value that somebody else set as they are called here, not in the store."""
    if fault.code != "undo_stale":
        return fault
    field, theirs = str(fault.params.get("field", "")), fault.params.get("theirs")
    if field == "owner_id":
        return Stale(fault.code, field=field_words(field), theirs=theirs or say("queue.nobody"))
    if has(f"meeting.{field}") and has(f"{field}.{theirs}"):
        return Stale(fault.code, field=field_words(field), theirs=say(f"{field}.{theirs}"))
    return Stale("undo_overtaken")
