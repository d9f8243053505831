"""Acts on a ticket: owner, tier, topic, facts, closing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from console.faults import Fault
from console.records.base import Json, StaffId, TicketId, Tier
from console.records.tickets import TicketDetail
from console.services import assign, people, triage
from console.views.acts.meeting import Change, Meeting
from console.views.decision.facts import words_of as fact_words
from console.views.past import Deed
from console.views.words import say

if TYPE_CHECKING:
    from console.views.acts import Acts


class TicketActs(QObject):
    """What a person does with the shown ticket."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._acts = acts
        self._window = acts.window
        self._choice: tuple[object, ...] = ()  # what was chosen last, and of which version of which ticket

    def header(self, name: str) -> None:
        """Do what a button of the header says."""
        {
            "take": self.take,
            "assign": self.assign,
            "more": self._acts.desk.ticket_menu,
            "close": self._acts.closing.close_or_reopen,
        }[name]()

    def take(self) -> None:
        """Take the ticket, or all that are chosen."""
        if self._acts.together.any:
            self._acts.together.take()
            return
        detail, desk = self._acts.detail, self._window.desk
        if detail is None:
            return
        line = detail.row
        stands = line.owner_id == desk.actor.staff_id and self._stands(say("toast.yours_already"))
        if not stands and self._is_new(line.id, line.version, "take"):
            self.change(detail, lambda version: assign.take(desk, line.id, version=version), say("toast.taken"))

    def assign(self) -> None:
        """Choose who works on the ticket, or on all that are chosen."""
        if self._acts.together.any:
            self._acts.together.choose_owner()
            return
        desk, detail = self._window.desk, self._acts.detail
        if detail is None:
            return
        call = self._window.runner.read(lambda: people.staff(desk))
        call.landed.connect(partial(self._choose_owner, detail.row.id))
        call.failed.connect(self._window.tell)

    def _choose_owner(self, asked: TicketId, staff: Any) -> None:
        detail, window = self._acts.detail, self._window
        if detail is None or detail.row.id != asked:
            return
        menu = QMenu(window)
        menu.setAccessibleName(say("act.assign"))
        for name, key in ((say("queue.nobody"), None), *((one.name, one.id) for one in staff)):
            menu.addAction(name.replace("&", "&&")).setData((detail, key, name))
        menu.triggered.connect(self._owner_chosen)
        menu.aboutToHide.connect(menu.deleteLater)
        button = window.ticket.header.assign
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])

    def _owner_chosen(self, action: QAction) -> None:
        detail, key, name = action.data()
        desk, line, owner = self._window.desk, detail.row, None if key is None else StaffId(key)
        words = say("toast.assigned", name=name)
        if owner != line.owner_id or not self._stands(words):
            self.change(detail, lambda version: assign.assign(desk, line.id, owner, version=version), words)

    def set_tier(self, tier: Tier) -> None:
        """Confirm or change the tier of the ticket, or of all that are chosen."""
        if self._acts.together.any:
            self._acts.together.set_tier(tier)
            return
        detail, desk = self._acts.detail, self._window.desk
        if detail is not None:
            line = detail.row
            words = say("toast.tier", tier=say(f"tier.{tier.value}"))
            stands = line.tier is tier and line.tier_confirmed
            if not (stands and self._stands(words)) and self._is_new(line.id, line.version, tier):
                self.change(detail, lambda version: triage.set_tier(desk, line.id, tier, version=version), words)

    def set_topic(self, question: int, topic: str) -> None:
        """Confirm or change the topic of a request, or of one of its several questions."""
        detail, desk = self._acts.detail, self._window.desk
        if detail is None:
            return
        line = detail.row
        if question and len(detail.questions) > 1:
            self._window.write(
                lambda: triage.set_question_topic(desk, line.id, question, topic, version=line.version),
                partial(self.settled, say("toast.topic")),
            )
            return
        self.change(detail, lambda version: triage.set_topic(desk, line.id, topic, version=version), say("toast.topic"))

    def set_fact(self, name: str, value: Json, status: str) -> None:
        """Confirm or change a fact."""
        detail, desk = self._acts.detail, self._window.desk
        if detail is not None:
            line = detail.row
            Meeting(
                self._window,
                line.id,
                lambda version: triage.set_fact(desk, line.id, name, value, version=version, status=status),
                partial(self.settled, fact_words(name)),
            ).run(line.version)

    def confirm_all(self) -> None:
        """Confirm everything that is proposed."""
        detail, desk = self._acts.detail, self._window.desk
        if detail is not None and self._is_new("confirm", detail.row.id, detail.event_n):
            landed = partial(self._confirmed, detail.event_n)
            self._window.write(lambda: triage.confirm_proposals(desk, detail), landed, self._refused)

    def confirm_request(self) -> None:
        """Make a proposed or held request open work."""
        detail, desk = self._acts.detail, self._window.desk
        if detail is not None:
            line = detail.row
            self.act(
                detail, lambda: triage.confirm_request(desk, line.id, version=line.version), say("toast.confirmed")
            )

    def act(self, detail: TicketDetail, work: Any, words: str, refused: Callable[[Fault], None] | None = None) -> None:
        """Carry out an act that can be undone, and say so; `refused` hears of the fault that it failed with."""
        landed = partial(self._acted, int(detail.row.id), words)
        self._window.write(work, _Landing(self, landed).take, refused)

    def change(self, detail: TicketDetail, change: Change, words: str) -> None:
        """Change a field, and say so; where somebody else changed the same one since, both values are shown."""
        made = Meeting(self._window, detail.row.id, change, partial(self._acted, int(detail.row.id), words))
        made.refused.connect(self.forget_choice)
        made.run(detail.row.version)

    def _is_new(self, *choice: object) -> bool:
        """Return whether a choice is not the last one over again: a key that is hit twice acts once.

        What was chosen shows only when the ticket is read anew; from then on it is of another version.
        """
        same, self._choice = self._choice == choice, choice
        return not same

    def forget_choice(self) -> None:
        """Let the same choice be made again: it was refused, or is taken back."""
        self._choice = ()

    def _refused(self, _fault: Fault) -> None:
        self.forget_choice()

    def _acted(self, ticket_id: int, words: str, applied: Any) -> None:
        self._acts.past.did(Deed(kind="undo", key=ticket_id, event=int(applied.result), words=words))
        self._window.toast.show_words(words, seconds=6, undo=True)
        self._window.refresh(ticket_id)

    def _stands(self, words: str) -> bool:
        """Say that it is so already: nothing is written that undo would take back without anybody seeing it.

        Returns False, and says nothing, where nothing may be written at all: the refusal of that is to be told.
        """
        if self._window.desk.store.read_only:
            return False
        self._window.toast.show_words(words, seconds=3)
        return True

    def settled(self, words: str, _applied: Any) -> None:
        """Show what was written for good: undo says so, and does not take back what came before it instead."""
        self._acts.past.did(Deed(kind="final", words=words))
        self._window.reload()

    def _confirmed(self, before: int, applied: Any) -> None:
        done = int(applied.result) > before
        self._window.toast.show_words(say("toast.all_confirmed" if done else "toast.nothing_proposed"), seconds=4)
        if done:
            self.settled(say("command.confirm_all"), applied)
        else:
            self.forget_choice()


class _Landing(QObject):
    """What is done when an act was carried out, as a bound method that dies with its window."""

    def __init__(self, parent: QObject, landed: Callable[[Any], None]) -> None:
        super().__init__(parent)
        self._landed = landed

    def take(self, applied: Any) -> None:
        """Do it, once."""
        self._landed(applied)
        self.deleteLater()
