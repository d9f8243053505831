"""The tools of the sidebar: a request by hand, import with its report, the outbox, backups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QListWidget,
)

from console.services import outgoing
from console.views.dialogs.by_hand import HandDialog
from console.views.dialogs.data import DataPage
from console.views.dialogs.frame import Frame
from console.views.dialogs.importing import ImportDialog
from console.views.dialogs.settings import SettingsDialog
from console.views.licenses.screen import LicenseScreen
from console.views.look.look import current
from console.views.words import moment, say

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
        "data": DataPage,
    }
    tools[name](window).open()


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
