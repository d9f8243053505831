"""The wishes of the window carried to the services: each act runs on the writer lane and can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.records.tickets import TicketDetail
from console.views.acts.claims import ClaimActs
from console.views.acts.closing import ClosingActs
from console.views.acts.deciding import DecidingActs
from console.views.acts.desk import DeskActs
from console.views.acts.importing import ImportActs
from console.views.acts.intake import IntakeActs
from console.views.acts.keys import KeyActs
from console.views.acts.letters import LetterActs
from console.views.acts.matters import MattersActs
from console.views.acts.seen import SeenActs
from console.views.acts.snoozing import SnoozeActs
from console.views.acts.ticket import TicketActs
from console.views.acts.together import TogetherActs
from console.views.acts.undoing import UndoActs
from console.views.acts.writing import WritingActs
from console.views.past import Past

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


class Acts(QObject):
    """What a person does: with words, with a ticket, with the window. `past` is what can be undone or redone."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.past = Past()
        self.undoing = UndoActs(self)
        self.writing = WritingActs(self)
        self.letters = LetterActs(self)
        self.ticket = TicketActs(self)
        self.seen = SeenActs(self)
        self.keys = KeyActs(self)
        self.closing = ClosingActs(self)
        self.deciding = DecidingActs(self)
        self.together = TogetherActs(self)
        self.desk = DeskActs(self)
        self.intake = IntakeActs(self)
        self.importing = ImportActs(self)
        self.matters = MattersActs(self)
        self.snoozing = SnoozeActs(self)
        self.claims = ClaimActs(self)

    @property
    def detail(self) -> TicketDetail | None:
        """Return the ticket that is shown."""
        return None if self.window.panels is None else self.window.panels.detail
