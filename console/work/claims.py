"""Gives back, once a minute, what was taken and not touched; one desk of a team does it for all."""

from __future__ import annotations

from collections.abc import Callable

from console.services import claiming
from console.work.backing import Chore


class ClaimsBack(Chore):
    """Looks for what goes back to the queue. `made` carries the tickets."""

    FIRST_MS = AGAIN_MS = 60_000

    def work(self) -> Callable[[], object]:
        """Return what gives back."""
        desk = self._desk
        return lambda: claiming.give_back(desk) or None
