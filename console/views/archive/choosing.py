"""From the desk to archives: choosing one to read, in a window of its own process, and writing one from the list."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QProcess, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QProgressDialog

from console.records.archives import ExportProgress
from console.views.archive.why import unsigned_words, went_on_words
from console.views.words import say, say_count

if TYPE_CHECKING:
    from console.archive.locking import Lock
    from console.faults import Fault
    from console.records.redactions import LeaveOut
    from console.services.archives.making import Made
    from console.views.main_window import MainWindow

FILTER = "*.tkz *.tkz.age *.zip"


def open_archive(window: MainWindow) -> None:
    """Ask for an archive and open it beside the desk: it may hold anything, and its times are UTC."""
    chosen, _ = QFileDialog.getOpenFileName(
        window, say("command.open_archive"), "", f"{say('archive.files')} ({FILTER})"
    )
    if chosen:
        program, arguments = reader_of(Path(chosen))
        QProcess.startDetached(program, arguments)


def reader_of(path: Path) -> tuple[str, list[str]]:
    """Return the program and the arguments that read an archive."""
    own = [] if getattr(sys, "frozen", False) else ["-m", "console"]
    return sys.executable, [*own, "--archive", str(path)]


def export_archive(window: MainWindow) -> None:
    """Ask where to, for whom and without what, and write the tickets of the list into an archive."""
    chosen, _ = QFileDialog.getSaveFileName(
        window, say("command.export_archive"), "tickets.tkz", f"{say('archive.files')} ({FILTER})"
    )
    if not chosen:
        return
    from console.views.archive.writing import WritingScreen  # noqa: PLC0415 - a start of the window needs it not

    screen = WritingScreen(window, Path(chosen))
    screen.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def write() -> None:
        target = screen.target  # the dialog has asked about a file that is there: it stays until the new one is whole
        over = target == Path(chosen) and target.is_file()
        Exporting(window, target, replace=over, lock=screen.lock, without=screen.without).ask()

    screen.accepted.connect(write)
    screen.open()


class Exporting(QObject):
    """One export, with its progress and the way out of it."""

    told = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        target: Path,
        *,
        replace: bool = False,
        lock: Lock | None = None,
        without: LeaveOut | None = None,
    ) -> None:
        super().__init__(window)
        self._how = {"lock": lock, "without": without}
        self._window, self._target, self._replace = window, target, replace
        self._going, self._is_signed = True, True
        self.dialog = QProgressDialog(window)
        self.dialog.setWindowTitle(say("command.export_archive"))
        self.dialog.setAccessibleName(say("command.export_archive"))
        self.dialog.setCancelButtonText(say("act.cancel"))
        self.dialog.setWindowModality(Qt.WindowModality.WindowModal)
        self.dialog.setMinimumDuration(400)
        self.dialog.setAutoClose(False)
        self.dialog.setAutoReset(False)
        self.dialog.canceled.connect(self._cancel)
        self.told.connect(self._show)

    def ask(self) -> None:
        """Ask for the passphrase where the own key lies in a file, once in a run; then begin."""
        from console.services.archives import signing  # noqa: PLC0415 - a start of the window needs it not

        desk = self._window.desk
        call = self._window.runner.read(lambda: signing.standing(desk).state)
        call.landed.connect(self._known)
        call.failed.connect(self._refused)

    def _known(self, state: str) -> None:
        if state != "locked":
            self.begin()
            return
        from console.views.archive.key_card import KeyCard  # noqa: PLC0415 - as above

        card = KeyCard(self._window, self._target.name)
        card.opened.connect(self.begin)
        card.declined.connect(self._unsigned)
        card.rejected.connect(self._leave)
        card.open()

    def _unsigned(self) -> None:
        self._is_signed = False
        self.begin()

    def _refused(self, fault: Fault) -> None:
        self._window.tell(fault)
        self._leave()

    def _leave(self) -> None:
        self.dialog.deleteLater()
        self.deleteLater()

    def begin(self) -> None:
        """Begin; the desk goes on meanwhile."""
        from console.services.archives import making  # noqa: PLC0415 - a start of the window needs it not

        desk, query, target, over = self._window.desk, self._window.queue.query, self._target, self._replace

        def make() -> making.Made:
            signed = making.signature(desk) if self._is_signed else making.UNWANTED
            return making.make(desk, query, target, heard=self._heard, replace=over, signed=signed, **self._how)

        call = self._window.runner.read(make)
        call.landed.connect(self._landed)
        call.failed.connect(self._window.tell)
        call.settled.connect(self._settled)

    def _heard(self, progress: ExportProgress) -> bool:
        self.told.emit(progress)
        return self._going

    def _show(self, progress: ExportProgress) -> None:
        if self._going:
            self.dialog.setMaximum(max(1, progress.total))
            self.dialog.setLabelText(say(f"export_part.{progress.part}"))
            self.dialog.setValue(progress.done)

    def _cancel(self) -> None:
        self._going = False

    def _landed(self, made: Made) -> None:
        parts = [say_count("archive.written", made.archive.tickets, file=made.archive.path.name)]
        if not made.archive.signed_by:
            parts.append(unsigned_words(made.archive.unsigned))
        if went_on := went_on_words(made.archive):
            parts.append(went_on)
        if made.entered is None:
            parts.append(say("archives.not_kept"))
        self._window.toast.show_words(" ".join(parts), seconds=10)

    def _settled(self, _call: Any) -> None:
        self._going = False
        self.dialog.reset()
        self._leave()
