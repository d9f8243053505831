"""Proving the archive beside the reading: progress, a way out, and what is found, in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from console.faults import Fault
from console.records.archives import Proof
from console.views.words import language, say

if TYPE_CHECKING:
    from console.views.archive.window import ArchiveWindow


class Proving(QObject):
    """One proof at a time; `told` brings its progress to the window."""

    told = Signal(int, int)

    def __init__(self, window: ArchiveWindow) -> None:
        super().__init__(window)
        self._window = window
        self.told.connect(window.strip.show_progress)

    def begin(self) -> None:
        """Prove every byte again."""
        opened, told = self._window.opened, self.told
        self._window.strip.show_progress(0, 1)

        def heard(done: int, total: int) -> bool:
            told.emit(done // 1024, max(1, total // 1024))
            return True

        call = self._window.runner.read(lambda: opened.verify(heard))
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _landed(self, found: Proof) -> None:
        self._window.strip.show_proof(found)
        if found.state != "whole":
            words = say("proof.where", where=found.where or "–", why="")
            self._window.wrong.say(say(f"proof.{found.state}"), words)
            self._window.wrong.show()

    def _failed(self, fault: Fault) -> None:
        self._window.strip.button.setEnabled(True)
        self._window.strip.seal.show_seal("bad", " ".join(fault.words(language())[:1]))
        self._window.tell(fault)
