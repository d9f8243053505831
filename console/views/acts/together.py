"""Acts on all chosen tickets at once: each is one command with its progress, and one undo takes all of it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from console.faults import Fault
from console.records.base import StaffId, Tier
from console.records.commands import Applied
from console.services import people, together
from console.services.desk import Desk
from console.services.together import Chosen, Progress
from console.views.board import saying
from console.views.past import Deed
from console.views.queue.topics import TopicPicker
from console.views.words import say, say_count

if TYPE_CHECKING:
    from console.views.acts import Acts

_TIERS = (Tier.CRITICAL, Tier.FUNCTIONAL, Tier.QUESTION)
Work = Callable[[Desk, tuple[int, ...], Progress], Applied]


class TogetherActs(QObject):
    """What a person does with many tickets. `came` carries how far an act has come, from the writer lane."""

    came = Signal(int, int)

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._acts = acts
        self._window = acts.window

    def connect_bar(self) -> None:
        """Follow the bar of the list."""
        self.came.connect(self._window.queue.chosen_bar.show_progress)
        self._window.queue.chosen_bar.acted.connect(self.act)

    @property
    def any(self) -> bool:
        """Return whether tickets are chosen."""
        return bool(self._window.queue.selection)

    def act(self, name: str) -> None:
        """Do what a button of the bar says."""
        if name == "clear":
            self._window.queue.selection.clear()
            self._window.queue.table.setFocus()
        elif name == "assign":
            self.choose_owner()
        elif name == "tier":
            self._choose_tier()
        else:
            picker = TopicPicker(self._window.desk, self._window)
            picker.taken.connect(self._set_topic)
            picker.open()

    def choose_owner(self) -> None:
        """Offer everybody whom the chosen tickets may be given to."""
        desk = self._window.desk
        call = self._window.runner.read(lambda: people.staff(desk))
        call.landed.connect(self._offer_owners)
        call.failed.connect(self._window.tell)

    def take(self) -> None:
        """Take all chosen tickets."""
        self._assign(self._window.desk.actor.staff_id, self._window.desk.actor.name)

    def set_tier(self, tier: Tier) -> None:
        """Set the tier of all chosen tickets."""
        self.run(lambda desk, ids, progress: together.set_tier(desk, ids, tier, progress), say(f"tier.{tier.value}"))

    # -- inside ----------------------------------------------------------------------------------------------------

    def _offer_owners(self, staff: Any) -> None:
        menu = self._menu("assign")
        self._add(menu, say("queue.nobody"), partial(self._assign, None, say("queue.nobody")))
        for one in staff:
            self._add(menu, one.name, partial(self._assign, StaffId(one.id), one.name))
        self._open(menu, "assign")

    def _choose_tier(self) -> None:
        menu = self._menu("tier")
        for number, tier in enumerate(_TIERS, 1):
            self._add(menu, f"{say(f'tier.{tier.value}')}\t{number}", partial(self.set_tier, tier))
        self._open(menu, "tier")

    def _menu(self, name: str) -> QMenu:
        menu = QMenu(self._window)
        menu.setAccessibleName(say(f"together.{name}"))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.triggered.connect(_carry_out)
        return menu

    def _add(self, menu: QMenu, words: str, act: Callable[[], object]) -> None:
        menu.addAction(words.replace("&", "&&")).setData(act)

    def _open(self, menu: QMenu, name: str) -> None:
        button: QWidget = self._window.queue.chosen_bar.buttons[name]
        menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
        menu.setActiveAction(menu.actions()[0])

    def _assign(self, owner: StaffId | None, name: str) -> None:
        self.run(lambda desk, ids, progress: together.assign(desk, ids, owner, progress), name)

    def _set_topic(self, topic: str) -> None:
        self.run(lambda desk, ids, progress: together.set_topic(desk, ids, topic, progress), say("decision.topic"))

    def run(self, work: Work, words: str) -> None:
        """Do something with all chosen tickets; `words` are what is done."""
        desk, chosen = self._window.desk, self._window.queue.selection.chosen()
        call = self._window.runner.write(lambda: work(desk, together.ids_of(desk, chosen), self.came.emit))
        call.landed.connect(partial(self._landed, words, chosen))
        call.failed.connect(self.failed)

    def _landed(self, words: str, chosen: Chosen, applied: Applied) -> None:
        found = together.told(applied)
        if found.done:
            self._acts.past.did(Deed(kind="together", many=found.done, words=words))
        words = say("together.done", what=words, n=say_count("queue.tickets", len(found.done)))
        if found.left:
            words = f"{words} {saying.left(found.left)}"
        self._window.toast.show_words(words, seconds=10, undo=bool(found.done))
        if self._window.queue.selection.chosen() == chosen:  # else others are chosen by now
            self._window.queue.selection.clear()
        self._window.refresh()

    def failed(self, fault: Fault) -> None:
        """Tell why an act on many tickets did not come about."""
        self._window.queue.chosen_bar.show_progress(1, 1)
        self._window.tell(fault)


def _carry_out(action: QAction) -> None:
    act = action.data()
    if callable(act):
        act()
