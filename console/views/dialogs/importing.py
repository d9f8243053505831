"""Importing files: choose or drop, see what they are, say what is history, watch, read what became of each message."""

from __future__ import annotations

from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from console.faults import Fault, NotSet
from console.records.intake import ImportPreview, IntakeLine
from console.services import showing
from console.services.intake import kept_back
from console.services.intake.preview import preview_paths
from console.services.intake.wish import ImportWish
from console.views import words
from console.views.acts.importing import Import
from console.views.dialogs.importing_pages import ChoosePage, PreviewPage, ResultPage, RunPage
from console.views.dialogs.kept_back import KeptBackList
from console.views.kit import days
from console.views.kit.cover import Cover
from console.views.look.look import current
from console.views.parts import Button
from console.views.words import language, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


class ImportDialog(Cover):
    """The four pages of an import."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, say("import.title"), width=900, height=700)
        self._window = window
        self._acts = window.acts.importing
        self._paths: tuple[Path, ...] = ()
        self._looking = True
        self.setAcceptDrops(True)
        self.add_header(say("import.title"), say("act.done"), icon="file-import", chord="Ctrl+I")
        self.choosing, self.preview, self.running, self.report = ChoosePage(), PreviewPage(), RunPage(), ResultPage()
        self.pages = QStackedWidget()
        for page in (self.choosing, self.preview, self.running, self.report):
            self.pages.addWidget(page)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        look = current()
        layout.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(12))
        layout.addWidget(self.pages)
        self.body.addWidget(inside, 1)
        self.other = Button(say("import.other"), "quiet", "file")
        self.kept = Button(say("kept_back.open"), "quiet", "inbox", chord="Alt+Q")
        self.halt = Button(say("import.stop"))
        self.go = Button(say("import.start"), "primary", "file-import")
        self.safe = self.add_footer(self.kept, self.other, self.halt, self.go, back=say("act.back"))
        self.lines = _Report(self, window)
        self._connect()
        if self._acts.is_running and self._acts.run is not None:
            self._show(self.running)
            self.running.show_run(self._acts.run)
        else:
            self._show(self.choosing)

    def _connect(self) -> None:
        self.choosing.files_asked.connect(self._choose_files)
        self.choosing.folder_asked.connect(self._choose_folder)
        self.other.clicked.connect(self._again)
        self.kept.clicked.connect(self._show_kept)
        self.halt.clicked.connect(self._acts.stop)
        self.go.clicked.connect(self._go)
        self.preview.changed.connect(self._fit)
        self.preview.all_new.clicked.connect(self.go.setFocus)
        self.report.ticket_asked.connect(self.lines.open_ticket)
        self.report.save_asked.connect(self.lines.save)
        self._acts.progressed.connect(self.running.show_run)
        self._acts.finished.connect(self._finished)

    def _show(self, page: QWidget) -> None:
        self.pages.setCurrentWidget(page)
        self._fit()
        page.setFocus()

    def _fit(self) -> None:
        page = self.pages.currentWidget()
        self.kept.setVisible(page in (self.choosing, self.report))
        self.other.setVisible(page in (self.preview, self.report))
        self.halt.setVisible(page is self.running)
        self.go.setVisible(page in (self.preview, self.report))
        self.go.set_words(say("import.start" if page is self.preview else "import.show"))
        self.go.setEnabled(page is self.report or self.preview.is_ready)
        out = "import.background" if page is self.running else "act.done" if page is self.report else "act.back"
        self.safe.set_words(say(out))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter does what the page is for; it never leaves."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.pages.currentWidget() is self.preview and self.go.isEnabled():
                self.go.click()
            return
        super().keyPressEvent(event)

    # -- choosing --------------------------------------------------------------------------------------------------

    def _choose_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, say("import.files"), str(Path.home()))
        self.choose(tuple(Path(one) for one in chosen))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, say("import.folder"), str(Path.home()))
        self.choose((Path(chosen),) if chosen else ())

    def choose(self, paths: tuple[Path, ...]) -> None:
        """Look at what was chosen."""
        if not paths or self._acts.is_running:
            return
        self._paths = paths
        self.preview.wait()
        self._show(self.preview)
        call = self._window.runner.read(lambda: (paths, preview_paths(paths, go_on=lambda: self._looking)))
        call.landed.connect(self._previewed)
        call.failed.connect(self._failed)

    def _previewed(self, answer: Any) -> None:
        paths, found = answer
        if paths == self._paths and isinstance(found, ImportPreview):
            self.preview.show_preview(found, str(self._zone()))
            self._fit()

    def _show_kept(self) -> None:
        KeptBackList(self._window, over=self).open()

    def _again(self) -> None:
        self._paths = ()
        self._show(self.choosing)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and folders."""
        if event.mimeData().hasUrls() and not self._acts.is_running:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look at what was dropped."""
        urls = event.mimeData().urls()
        self.choose(tuple(Path(one.toLocalFile()) for one in urls if one.isLocalFile()))

    # -- running ---------------------------------------------------------------------------------------------------

    def _go(self) -> None:
        if self.pages.currentWidget() is self.report:
            self._window.queue.show_query("sort:-updated", title=say("import.came_in"))
            self.accept()
            return
        self.start()

    def start(self) -> None:
        """Take it in."""
        wish = self._wish()
        if wish is not None and self._paths:
            run = self._acts.start(self._paths, wish)
            self._show(self.running)
            self.running.show_run(run)

    def _wish(self) -> ImportWish | None:
        text = self.preview.history_day
        theirs = self.preview.ours.theirs
        if text is None:
            return ImportWish(theirs=theirs)
        day = days.read_day(text)
        if day is None:
            self.preview.tell(say("form.bad_day"))
            return None
        return ImportWish(history_before=datetime.combine(day, time(), self._zone()), theirs=theirs)

    def _zone(self) -> Any:
        try:
            return self._window.desk.company.zone
        except NotSet:
            return words.zone()

    def _finished(self, run: Import) -> None:
        self.report.show_run(run)
        self._show(self.report)

    def _failed(self, fault: Fault) -> None:
        self.preview.tell(fault.sentence(language()))

    def reject(self) -> None:
        """Leave; an import that runs goes on beside the work."""
        self._looking = False
        if self._acts.is_running:
            self._window.toast.show_words(say("import.goes_on"), seconds=5)
        super().reject()


class _Report(QObject):
    """What is done with a line of the report: its ticket opened, its bytes saved."""

    def __init__(self, dialog: ImportDialog, window: MainWindow) -> None:
        super().__init__(dialog)
        self._dialog, self._window = dialog, window

    def open_ticket(self, line: IntakeLine) -> None:
        """Open the ticket that a message became part of."""
        if line.ticket is not None:
            desk, number = self._window.desk, line.ticket
            call = self._window.runner.read(lambda: showing.id_of(desk, number))
            call.landed.connect(self._found)
            call.failed.connect(self._window.tell)

    def _found(self, ticket_id: int) -> None:
        self._dialog.accept()
        self._window.go_to(ticket_id)
        self._window.acts.desk.open_ticket()

    def save(self, line: IntakeLine) -> None:
        """Save the bytes of a message as they came; nothing is opened."""
        if line.raw_sha256 is not None:
            place = str(Path.home() / kept_back.name_in(line.file, line.index))
            chosen, _ = QFileDialog.getSaveFileName(self._dialog, say("import.save"), place)
            if chosen:
                self.save_to(line, Path(chosen))

    def save_to(self, line: IntakeLine, path: Path) -> None:
        """Write the bytes of a message into a file."""
        desk, sha256 = self._window.desk, str(line.raw_sha256)
        self._window.write(lambda: path.write_bytes(showing.content(desk, sha256)))
