"""The composition root of an archive's window: it opens the file, makes the window in its frame, and closes it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

from console.faults import Fault
from console.services.archives.opening import OpenArchive, open_archive
from console.views.archive.opening import OpeningPage
from console.views.archive.window import ArchiveWindow
from console.views.opening import Frame
from console.views.speaking import speak
from console.views.words import set_zone
from console.work.hooks import LastHooks
from console.work.runner import Runner


def read(app: QApplication, path: Path) -> int:
    """Show an archive until its window is closed. Raises the fault of opening it."""
    frame, runner = Frame(), Runner()
    set_zone("UTC")
    waiting = Opening(frame, runner, path)
    try:
        opened = waiting.wait(app)
        if opened is None:
            return 0
        sitting = ArchiveSitting(app, frame, opened, runner)
        try:
            sitting.open()
            return app.exec()
        finally:
            sitting.end()
            opened.close()
    finally:
        runner.close()


class Opening(QObject):
    """Opens an archive beside the loop, and shows how far it is."""

    def __init__(self, frame: Frame, runner: Runner, path: Path) -> None:
        super().__init__()
        self._frame, self._runner, self._path = frame, runner, path
        self._page = OpeningPage(path.name)
        self._page.canceled.connect(self._cancel)
        self._going = True
        self._opened: OpenArchive | None = None
        self._fault: Fault | None = None

    def wait(self, app: QApplication) -> OpenArchive | None:
        """Return the archive, or None where nobody wants it any more. Raises the fault of opening it."""
        self._frame.setCentralWidget(self._page)
        self._frame.show_whole()
        call = self._runner.read(lambda: open_archive(self._path, self._heard))
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)
        app.setQuitOnLastWindowClosed(False)
        while self._opened is None and self._fault is None:
            app.exec()
        app.setQuitOnLastWindowClosed(True)
        fault, self._fault = self._fault, None
        if fault is not None:
            self._frame.close()
            if fault.code == "archive_canceled":
                return None
            raise fault
        return self._opened

    def _heard(self, done: int, total: int) -> bool:
        self._page.told.emit(done, total)
        return self._going and not self._frame.isHidden()

    def _cancel(self) -> None:
        self._going = False

    def _landed(self, opened: OpenArchive) -> None:
        self._opened = opened
        QCoreApplication.exit()

    def _failed(self, fault: Fault) -> None:
        self._fault = fault
        QCoreApplication.exit()


class ArchiveSitting(QObject):
    """One archive in the frame: another language makes the window in it anew."""

    def __init__(self, app: QApplication, frame: Frame, opened: OpenArchive, runner: Runner) -> None:
        super().__init__()
        self._app, self._frame, self._opened, self._runner = app, frame, opened, runner
        self.window = self._made()
        self._hooks = LastHooks()
        self._hooks.bug_found.connect(self.window.tell)
        self._hooks.end_asked.connect(app.closeAllWindows, Qt.ConnectionType.QueuedConnection)
        self._hooks.install()

    def open(self) -> None:
        """Show the window."""
        self._frame.take(self.window)
        self._frame.setWindowTitle(self.window.windowTitle())
        if not self._frame.isVisible():
            self._frame.show_whole()
        self.window.begin()

    def speak(self, language: str) -> None:
        """Speak another language: the window is made anew, with the same query and ticket."""
        old = self.window
        query, ticket = old.queue.field.text(), old.queue.table.current_id()
        speak(self._app, language)
        self.window = self._made()
        self._hooks.bug_found.connect(self.window.tell)
        old.close()
        self._frame.take(self.window)
        old.deleteLater()
        self.window.begin(at=("", query, ticket))

    def end(self) -> None:
        """Close the window."""
        self._hooks.remove()
        self._frame.give_up()
        self.window.deleteLater()
        self._app.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _made(self) -> ArchiveWindow:
        window = ArchiveWindow(self._opened, self._runner)
        window.language_asked.connect(self.speak, Qt.ConnectionType.QueuedConnection)
        return window
