"""Proving the archive beside the reading: progress, a way out, what is found in words, and the way to its ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from console.faults import Fault
from console.records.archives import Proof
from console.services import showing
from console.views.archive.why import number_in, where_words
from console.views.words import language, say

if TYPE_CHECKING:
    from console.views.archive.window import ArchiveWindow
    from console.work.runner import Call


class Proving(QObject):
    """One proof at a time; `told` brings its progress to the window. `changed` fires when more or less is known."""

    told = Signal(int, int)
    changed = Signal()

    def __init__(self, window: ArchiveWindow) -> None:
        super().__init__(window)
        self._window = window
        self._going = False
        self._found: Proof | None = None
        self.share = 0.0
        self._number = 0
        self._look: Call | None = None
        self.told.connect(self._show)
        window.wrong.acted.connect(self._go)

    @property
    def going(self) -> bool:
        """Return whether a proof goes on."""
        return self._going

    @property
    def found(self) -> Proof | None:
        """Return what the last proof found, None without one."""
        return self._found

    def begin(self) -> None:
        """Prove every byte again; while that goes on, stop it."""
        if self._going:
            self._going = False
            return
        self._going, self.share = True, 0.0
        opened, told = self._window.opened, self.told
        self._window.strip.show_progress(0, 1)
        self._window.wrong.hide()
        self.changed.emit()

        def heard(done: int, total: int) -> bool:
            told.emit(done // 1024, max(1, total // 1024))
            return self._going

        call = self._window.runner.read(lambda: opened.verify(heard))
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def look(self) -> None:
        """Look at every page of a database that was opened before that, beside the reading."""
        opened = self._window.opened
        if not opened.is_unlooked or self._look is not None:
            return
        self._look = self._window.runner.read(opened.look_at_pages)
        self._look.landed.connect(self._looked)
        self._look.failed.connect(self._not_looked)
        self._window.strip.show_looking()

    def forget(self) -> None:
        """Another key is believed: what was found before said too little of the signature."""
        self._found = None
        self.changed.emit()

    def stop(self) -> None:
        """Stop a proof and a look that go on."""
        self._going = False
        if self._look is not None:
            self._window.runner.abandon(self._look)
            self._look = None

    def show_proof(self, found: Proof) -> None:
        """Show what a proof found; where that is a ticket, the way there."""
        self._going, self._found = False, found
        self._window.strip.show_proof(found)
        self._window.wrong.setVisible(found.state != "whole")
        if found.state != "whole":
            self._number = number_in(found.where)
            act = say("archive.go_to", number=self._number) if self._number else ""
            self._window.wrong.say(say(f"proof.{found.state}"), where_words(found.where, found.why), act)
        self.changed.emit()

    def _show(self, done: int, total: int) -> None:
        if self._going:
            self.share = done / max(1, total)
            self._window.strip.show_progress(done, total)
            self.changed.emit()

    def _landed(self, found: Proof) -> None:
        if self._going:
            self.show_proof(found)
        else:
            self._as_before()

    def _looked(self, found: Proof | None) -> None:
        self._look = None
        if self._going:
            return  # the proof of the whole looks at the same pages
        if found is not None:
            self._found = found
        self._as_before()

    def _not_looked(self, fault: Fault) -> None:
        self._look = None
        if not self._going:
            self._window.strip.show_failed(" ".join(fault.words(language())[:1]))
        self._window.tell(fault)

    def _as_before(self) -> None:
        """Show what was known before a proof that was stopped, or what a look found."""
        if self._found is None and self._look is not None:
            self._window.strip.show_looking()
        elif self._found is None:
            self._window.strip.show_seal_of(self._window.opened)
        else:
            self.show_proof(self._found)
        self.changed.emit()

    def _failed(self, fault: Fault) -> None:
        self._going = False
        if fault.code != "proof_canceled":
            self._window.strip.show_failed(" ".join(fault.words(language())[:1]))
            self._window.tell(fault)
            self.changed.emit()
        else:
            self._as_before()

    def _go(self) -> None:
        if not self._number:
            return
        desk, number = self._window.opened.desk, self._number
        call = self._window.runner.read(lambda: int(showing.id_of(desk, number)))
        call.landed.connect(self._window.go_to)
        call.failed.connect(self._window.tell)
