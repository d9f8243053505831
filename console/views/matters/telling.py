"""The customers who were not told of the newest version yet; Enter writes the letter to one, the button to all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from console.faults import NotAllowed
from console.records.matters import Acknowledged
from console.services import telling
from console.services.desk import Desk
from console.views.kit.buttons import Button
from console.views.kit.choices import Choice
from console.views.matters.lists import Listing
from console.views.past import Deed
from console.views.words import day, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

Found = tuple[int, tuple[Acknowledged, ...]]


class TellingList(Listing):
    """Customers by name, with since when they ask under the version."""

    def __init__(self, window: MainWindow) -> None:
        self.version = 0
        self.waiting: tuple[Acknowledged, ...] = ()
        super().__init__(window, "telling", "mail")

    def add_tools(self, inner: Any) -> None:
        """Put the button that tells all above the list."""
        self.all = Button("", "quiet", "send")
        self.all.clicked.connect(self._tell_all)
        inner.addWidget(self.all)

    def reading(self) -> Callable[[], Any]:
        """Return what reads the version and who was not told of it."""
        desk = self.window_.desk
        return lambda: _found(desk)

    def show_rows(self, found: Found) -> None:
        """Show the customers."""
        self.version, self.waiting = found
        at = self.list.current()
        self.list.set_choices([_row(one) for one in self.waiting], at="" if at is None else at.id)
        self.list.setVisible(bool(self.waiting))
        self.all.set_words(say("telling.all", n=len(self.waiting)))
        self.all.setVisible(bool(self.waiting))
        if self.waiting:
            self.about.setText(say("telling.list_text", version=self.waiting[0].version))
        if self.empty is not None:
            self.empty.setVisible(not self.waiting)

    def open_row(self, key: str) -> None:
        """Write to one customer."""
        desk, version = self.window_.desk, self.version
        self.window_.write(lambda: telling.tell(desk, int(key), version), self._told)

    def _tell_all(self) -> None:
        desk, version, waiting = self.window_.desk, self.version, self.waiting
        self.window_.write(lambda: _each(desk, version, waiting), self._told_all)

    def _told(self, applied: Any) -> None:
        window = self.window_
        window.acts.past.did(Deed(kind="recall", key=int(applied.result["outbox"])))
        window.toast.show_words(say("telling.told"), seconds=max(4, window.desk.undo_seconds), undo=True)
        self._saved(None, None)

    def _told_all(self, counts: tuple[int, int]) -> None:
        self.window_.toast.show_words(say("telling.left", n=counts[0], m=counts[1]), seconds=6)
        self._saved(None, None)


def _found(desk: Desk) -> Found:
    version = telling.newest(desk)
    return version, telling.concerned(desk, version)


def _each(desk: Desk, version: int, waiting: tuple[Acknowledged, ...]) -> tuple[int, int]:
    """Write to each; return how many letters wait now and how many customers cannot be written to."""
    written = left = 0
    for one in waiting:
        try:
            telling.tell(desk, one.customer_id, version)
            written += 1
        except NotAllowed:
            left += 1
    return written, left


def _row(one: Acknowledged) -> Choice:
    stands = "not_used" if one.first_use_at is None else "used"
    used = say(f"telling.{stands}", day="" if one.first_use_at is None else day(one.first_use_at))
    return Choice(id=str(one.customer_id), title=one.customer, detail=used)
