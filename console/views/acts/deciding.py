"""Deciding otherwise than proposed: the panel is opened, and what a person chose is kept with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.services import deciding
from console.services.showing import Panels
from console.views import reasoning
from console.views.ticket.choosing import ChoosingPanel

if TYPE_CHECKING:
    from console.views.acts import Acts


class DecidingActs(QObject):
    """What a person decides beside the agreement's proposal."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._acts = acts
        self._window = acts.window
        self._opened: Panels | None = None  # the ticket as it was when the panel was opened

    def choose(self) -> None:
        """Open the panel of outcomes."""
        panels, window = self._window.panels, self._window
        if panels is None:
            return
        self._opened = panels
        panel = ChoosingPanel(panels, window.desk.actor, window)
        panel.choose_asked.connect(self._choose)
        panel.open()

    def _choose(self, outcome: str, reason: str) -> None:
        panels, desk = self._opened, self._window.desk
        if panels is None:
            return
        words = reasoning.chosen(outcome, panels.assessment.outcome, "")
        self._acts.ticket.act(
            panels.detail,
            lambda: deciding.choose(desk, panels, outcome, reason=reason),
            words,
        )
