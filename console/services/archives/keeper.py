"""Who hears an export: writes each part into the books, and ends it where another desk took the work over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from console.faults import Fault, Known, Stale
from console.records.archives import ExportProgress
from console.services.archives import book, exporting
from console.services.desk import Desk
from console.services.leasing import Held

_Act = Callable[[book.Entered], book.Entered]


class Keeper:
    """Keeps one archive in the books: `entered` is its entry, `named` its file from when that has its name."""

    def __init__(self, desk: Desk, heard: exporting.Heard, lease: Held | None = None) -> None:
        self._desk, self._heard, self._lease, self._part = desk, heard, lease, "rows"
        self.entered: book.Entered | None = None
        self.named: Path | None = None

    @property
    def lost(self) -> bool:
        """Whether another desk is at it now."""
        return self._lease is not None and self._lease.lost

    def __call__(self, progress: ExportProgress) -> bool:
        """Hear how far it is and return whether to go on. Raises Known ("archives_taken_over")."""
        self.require_lease()
        if progress.part != self._part:
            self._part = progress.part
            self.note(lambda entered: book.reached(self._desk, entered, progress.part))
        return self._heard(progress)

    def verified(self, done: int, total: int) -> bool:
        """Hear how far the proof is. Raises as a call."""
        self.require_lease()
        return self._heard(ExportProgress(part="prove", done=done, total=total))

    def require_lease(self) -> None:
        """Raise Known ("archives_taken_over") where another desk makes what is due."""
        if self.lost:
            raise Known("archives_taken_over")

    def note(self, act: _Act) -> bool:
        """Write into the books where they can be reached just now; return whether it stands there."""
        try:
            self.require(act)
        except Fault:
            return False
        return self.entered is not None

    def require(self, act: _Act) -> None:
        """Write into the books, over what came to stand in the entry meanwhile. Raises what writing does."""
        if self.entered is not None:
            try:
                self.entered = act(self.entered)
            except Stale:
                self.entered = act(book.standing(self._desk, self.entered.id))
