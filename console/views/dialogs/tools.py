"""The tools of the sidebar: a request by hand, import with its report, the outbox, backups."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QProgressBar,
)

from console.faults import Fault, NotSet
from console.records.intake import IntakeProgress
from console.services import outgoing
from console.services.entering import HandEntry, enter_by_hand
from console.services.intake.run import import_paths
from console.services.intake.wish import ImportWish
from console.services.registry import CHANNEL_KINDS
from console.views import words
from console.views.dialogs.frame import Frame
from console.views.dialogs.settings import SettingsDialog
from console.views.licenses.screen import LicenseScreen
from console.views.look.look import current
from console.views.parts import Button, PlainLabel, row
from console.views.words import language, moment, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


def open_tool(window: MainWindow, name: str) -> None:
    """Open a tool by its name."""
    tools: dict[str, Any] = {
        "new": HandDialog,
        "import": ImportDialog,
        "outbox": OutboxDialog,
        "licenses": LicenseScreen,
        "settings": SettingsDialog,
    }
    tools[name](window).open()


class HandDialog(Frame):
    """A request entered by hand."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(say("hand.title"), say("hand.text"), say("hand.enter"), window, width=640)
        self._window = window
        self._files: tuple[Path, ...] = ()
        self.sender_address, self.sender_name, self.subject = QLineEdit(), QLineEdit(), QLineEdit()
        self.channel = QComboBox()
        for kind in CHANNEL_KINDS:
            self.channel.addItem(say(f"channel.{kind}"), kind)
        self.address = QLineEdit()
        self.received = QDateTimeEdit(QDateTime.currentDateTime())
        self.received.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.received.setCalendarPopup(True)
        self.content = QPlainTextEdit()
        self.content.setTabChangesFocus(True)
        self.content.setMinimumHeight(current().px(150))
        for key, widget in (
            ("hand.sender", self.sender_address),
            ("hand.name", self.sender_name),
            ("hand.channel", self.channel),
            ("hand.address", self.address),
            ("hand.received", self.received),
            ("hand.subject", self.subject),
            ("hand.content", self.content),
        ):
            self.field(say(key), widget)
        self.files = PlainLabel(say("hand.no_files"), "small", "2", wrap=True)
        choose = Button(say("hand.choose_files"), "quiet", "paperclip")
        choose.clicked.connect(self._choose)
        self.form.addRow(row_of(choose, self.files))
        self.confirmed.connect(self._enter)
        self.sender_address.setFocus()

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, say("hand.choose_files"))
        self._files = tuple(Path(one) for one in chosen)
        self.files.setText(", ".join(one.name for one in self._files) or say("hand.no_files"))

    def _enter(self) -> None:
        desk = self._window.desk
        local: Any = self.received.dateTime().toPython()
        received: datetime = local.astimezone()
        entry = HandEntry(
            subject=self.subject.text(),
            text=self.content.toPlainText(),
            sender_address=self.sender_address.text(),
            sender_name=self.sender_name.text(),
            channel_kind=str(self.channel.currentData()),
            channel_address=self.address.text(),
            received_at=min(received, desk.clock()),
            files=self._files,
        )
        call = self._window.runner.write(lambda: enter_by_hand(desk, entry))
        call.landed.connect(self._entered)
        call.failed.connect(self._failed)

    def _entered(self, number: int) -> None:
        self._window.toast.show_words(say("hand.entered", number=number), seconds=5)
        self._window.refresh()
        self.accept()

    def _failed(self, fault: Fault) -> None:
        self.tell(" ".join(fault.words(language())))


class ImportDialog(Frame):
    """Files and folders taken in, with what became of each message."""

    progressed = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(say("import.title"), say("import.text"), say("import.start"), window, width=680)
        look = current()
        self._window = window
        self._paths: tuple[Path, ...] = ()
        self._stop = False
        self.chosen = PlainLabel(say("import.nothing"), "body", "2", wrap=True)
        files = Button(say("import.files"), "plain", "file")
        files.clicked.connect(self._choose_files)
        folder = Button(say("import.folder"), "plain", "inbox")
        folder.clicked.connect(self._choose_folder)
        line = row(files, folder, spacing=8)
        line.addStretch(1)
        self.body.addLayout(line)
        self.body.addWidget(self.chosen)
        self.history = QLineEdit()
        self.history.setPlaceholderText("2026-01-31")
        self.field(say("import.history"), self.history)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("import.progress"))
        self.bar.hide()
        self.said = PlainLabel("", "small", "2", wrap=True)
        self.report = QListWidget()
        self.report.setMinimumHeight(look.px(180))
        self.report.setAccessibleName(say("import.report"))
        self.body.addWidget(self.bar)
        self.body.addWidget(self.said)
        self.body.addWidget(self.report, 1)
        self.go.setEnabled(False)
        self.progressed.connect(self._progress)
        self.confirmed.connect(self._start)

    def _choose_files(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, say("import.files"))
        self.choose(tuple(Path(one) for one in chosen))

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, say("import.folder"))
        self.choose((Path(chosen),) if chosen else ())

    def choose(self, paths: tuple[Path, ...]) -> None:
        """Choose what to take in."""
        self._paths = paths
        self.chosen.setText(", ".join(one.name for one in paths[:8]) or say("import.nothing"))
        self.go.setEnabled(bool(paths))

    def _start(self) -> None:
        wish = self._wish()
        if wish is None:
            return
        desk, paths = self._window.desk, self._paths
        self.go.setEnabled(False)
        self.bar.show()

        def work() -> Any:
            return tuple(import_paths(desk, paths, wish, tell=self._tell))

        call = self._window.runner.write(work)
        call.landed.connect(self._done)
        call.failed.connect(self._failed)

    def _wish(self) -> ImportWish | None:
        text = self.history.text().strip()
        if not text:
            return ImportWish()
        try:
            zone = self._window.desk.company.zone
        except NotSet:
            zone = words.zone()  # type: ignore[assignment]  # any zone cuts days
        try:
            return ImportWish(history_before=datetime.fromisoformat(text).replace(tzinfo=zone))
        except ValueError:
            self.tell(say("import.bad_day"))
            return None

    def _tell(self, progress: IntakeProgress) -> bool:
        self.progressed.emit(progress)
        return not self._stop

    def _progress(self, progress: IntakeProgress) -> None:
        self.bar.setRange(0, max(1, progress.bytes_total))
        self.bar.setValue(progress.bytes_done)
        self.said.setText(say("import.said", n=progress.messages, file=Path(progress.file).name))

    def _done(self, lines: Any) -> None:
        self.bar.setValue(self.bar.maximum())
        counts = Counter(one.fate for one in lines)
        parts = [f"{say(f'fate.{fate.name.lower()}')}: {number}" for fate, number in counts.most_common()]
        self.said.setText(" · ".join(parts) or say("import.nothing_found"))
        for one in lines[:2_000]:
            ticket = f"TK-{one.ticket}  " if one.ticket else ""
            self.report.addItem(
                f"{say(f'fate.{one.fate.name.lower()}')}  {ticket}{one.subject or one.sender}  {one.reason}"
            )
        self.back.setText(say("act.done"))
        self._window.refresh()

    def _failed(self, fault: Fault) -> None:
        self.tell(" ".join(fault.words(language())))
        self.go.setEnabled(True)

    def reject(self) -> None:
        """Leave; an import that runs stops after the transaction it is in, and what came in stays."""
        self._stop = True
        super().reject()


class OutboxDialog(Frame):
    """What has not left yet, and the folder into which letters are written."""

    def __init__(self, window: MainWindow) -> None:
        folder = str(window.desk.out_folder)
        super().__init__(say("outbox.title"), say("outbox.text", folder=folder), "", window, width=640)
        self.list = QListWidget()
        self.list.setAccessibleName(say("outbox.title"))
        self.list.setMinimumHeight(current().px(220))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self.list)
        desk = window.desk
        call = window.runner.read(lambda: outgoing.newest(desk))
        call.landed.connect(self._landed)

    def _landed(self, entries: Any) -> None:
        for one in entries:
            words_of = say(f"delivery.{one.state}")
            self.list.addItem(f"TK-{one.ticket_number}  {one.to_address}  ·  {words_of}  ·  {moment(one.release_at)}")
        if not entries:
            self.list.addItem(say("outbox.empty"))


def row_of(*widgets: Any) -> Any:
    """Return a row of widgets for a form."""
    return row(*widgets, spacing=8)
