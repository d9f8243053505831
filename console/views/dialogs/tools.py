"""The tools of the sidebar: a request by hand, import with its report, the outbox, backups."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
)

from console.faults import Fault
from console.services import outgoing
from console.services.entering import HandEntry, enter_by_hand
from console.services.registry import CHANNEL_KINDS
from console.views.dialogs.frame import Frame
from console.views.dialogs.importing import ImportDialog
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
