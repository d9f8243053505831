"""Files on their way into a reply: read and kept by their content on the writer lane, then shown as chips."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from console.faults import Fault
from console.records.tickets import DraftFile
from console.services.desk import Desk
from console.services.drafts import keep_file, keep_path
from console.views.ticket.files import FileStrip
from console.views.words import language
from console.work.runner import Runner


class Attaching(QObject):
    """Adds files to a strip. `failed` carries the words of what is wrong with one."""

    failed = Signal(str)

    def __init__(self, desk: Desk, runner: Runner, strip: FileStrip) -> None:
        super().__init__(strip)
        self._desk, self._runner, self._strip = desk, runner, strip

    def add(self, paths: tuple[Path, ...]) -> None:
        """Add files by their paths."""
        for path in paths:
            self._add_path(path)

    def add_content(self, name: str, content: bytes) -> None:
        """Add what was pasted."""
        desk = self._desk
        call = self._runner.write(lambda: keep_file(desk, name, content))
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _add_path(self, path: Path) -> None:
        desk = self._desk
        call = self._runner.write(lambda: keep_path(desk, path))
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _landed(self, file: DraftFile) -> None:
        self._strip.add(file)

    def _failed(self, fault: Fault) -> None:
        self.failed.emit(fault.sentence(language()))
