"""The composition root of an archive's window: it opens the file, makes the window in its frame, and closes it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

from console.archive.locking import Keys
from console.faults import Fault, Known
from console.services.archives.opening import OpenArchive, open_archive
from console.services.archives.unlocking import NONE
from console.views.archive.opening import OpeningPage, RefusedPage
from console.views.archive.unlocking import UnlockPage, wanted_by
from console.views.archive.window import ArchiveWindow
from console.views.opening import Frame
from console.views.speaking import speak
from console.views.words import set_zone
from console.work.hooks import LastHooks
from console.work.runner import Runner


def read(app: QApplication, path: Path, unlocks: Keys = NONE, *, seen: bool = True) -> int:
    """Show an archive until its window is closed. Raises the fault of opening it, after it was shown.

    Where no window is `seen` by anybody, nothing is asked and no fault is shown first: it is raised at once.
    """
    frame, runner = Frame(), Runner()
    set_zone("UTC")
    waiting = Opening(frame, runner, path, unlocks, asks=seen)
    try:
        try:
            opened = waiting.wait(app)
        except Fault as fault:
            if seen:
                refuse(app, path, fault)
            raise
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


def refuse(app: QApplication, path: Path, fault: Fault) -> None:
    """Show why an archive is not opened, until that is closed: who opened it by a double click reads no terminal."""
    frame = Frame()
    page = RefusedPage(path.name, fault)
    page.left.connect(frame.close)
    frame.setCentralWidget(page)
    frame.show_whole()
    app.setQuitOnLastWindowClosed(True)
    app.exec()
    frame.give_up()


class Opening(QObject):
    """Opens an archive beside the loop, and shows how far it is. For one under lock it asks until it opens."""

    def __init__(self, frame: Frame, runner: Runner, path: Path, unlocks: Keys = NONE, *, asks: bool = True) -> None:
        super().__init__()
        self._asks = asks
        self._frame, self._runner, self._path = frame, runner, path
        self._page: OpeningPage
        self._unlocks = unlocks
        self.asking: UnlockPage | None = None
        self._going = True
        self._ended = False
        self._opened: OpenArchive | None = None
        self._fault: Fault | None = None

    def wait(self, app: QApplication) -> OpenArchive | None:
        """Return the archive, or None where nobody wants it any more. Raises the fault of opening it."""
        self._frame.show_whole()
        self._begin(self._unlocks)
        app.lastWindowClosed.connect(self._closed)
        app.setQuitOnLastWindowClosed(False)
        while self._opened is None and self._fault is None:
            app.exec()
        self._ended = True
        app.setQuitOnLastWindowClosed(True)
        app.lastWindowClosed.disconnect(self._closed)
        fault, self._fault = self._fault, None
        if fault is not None:
            self._frame.close()
            if fault.code == "archive_canceled":
                return None
            raise fault
        return self._opened

    def _begin(self, unlocks: Keys) -> None:
        """Begin to open it with what was given."""
        self._page = OpeningPage(self._path.name)
        self._page.canceled.connect(self._cancel)
        self._frame.setCentralWidget(self._page)
        call = self._runner.read(lambda: open_archive(self._path, self._heard, unlocks=unlocks, pages_later=True))
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _ask(self, fault: Fault) -> None:
        """Ask for what opens it; what was given and did not is told."""
        self.asking = UnlockPage(self._path.name, wanted_by(fault))
        self.asking.given.connect(self._give)
        self.asking.canceled.connect(self._leave)
        self._frame.setCentralWidget(self.asking)
        self.asking.setFocus()
        if fault.code.startswith("locked_wrong"):
            self.asking.tell(fault)

    def _give(self, keys: Keys) -> None:
        self.asking = None
        self._begin(keys)

    def _closed(self) -> None:
        if self.asking is not None:
            self._leave()

    def _leave(self) -> None:
        if not self._ended:  # what comes after the waiting has no loop to end
            self._fault = Known("archive_canceled")
            QCoreApplication.exit()

    def _heard(self, done: int, total: int) -> bool:
        self._page.told.emit(done, total)
        return self._going and not self._frame.isHidden()

    def _cancel(self) -> None:
        self._going = False

    def _landed(self, opened: OpenArchive) -> None:
        if self._ended or self._frame.isHidden():  # closed after the last that was heard: nobody wants it any more
            opened.close()
            self._leave()
            return
        self._opened = opened
        QCoreApplication.exit()

    def _failed(self, fault: Fault) -> None:
        if self._ended or self._frame.isHidden():
            self._leave()
            return
        if self._asks and wanted_by(fault):
            self._ask(fault)
            return
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
        self._opened = old.opened  # a key may be believed by now
        speak(self._app, language)
        self.window = self._made()
        self._hooks.bug_found.connect(self.window.tell)
        old.close()
        self._frame.take(self.window)
        old.deleteLater()
        self.window.begin(at=("", query, ticket))
        self.window.queue.table.setFocus()

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
