"""The list of licenses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem

from console.faults import Fault
from console.services import listing
from console.views.dialogs.frame import Frame
from console.views.dialogs.licenses import NewLicenseDialog, edit_license
from console.views.look.look import current
from console.views.parts import Button, row
from console.views.words import day, language, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_KEY = Qt.ItemDataRole.UserRole


class LicenseList(Frame):
    """Every license by what ends soonest; from here one is opened or entered."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(say("licenses.title"), say("licenses.text"), "", window, width=700)
        look = current()
        self._window = window
        self.resize(look.px(760), look.px(560))
        self.search = QLineEdit()
        self.search.setPlaceholderText(say("licenses.find"))
        self.search.setAccessibleName(say("licenses.find"))
        self.search.textChanged.connect(self.fill)
        self.list = QListWidget()
        self.list.setAccessibleName(say("licenses.title"))
        self.list.itemActivated.connect(self.chosen)
        add = Button(say("licenses.add"), "plain", "plus")
        add.clicked.connect(self._add)
        line = row(self.search, add, spacing=8)
        line.setStretch(0, 1)
        self.body.addLayout(line)
        self.body.addWidget(self.list, 1)
        self.fill()
        self.search.setFocus()

    def fill(self) -> None:
        """Read the list anew."""
        desk, text = self._window.desk, self.search.text().strip()
        call = self._window.runner.read(lambda: listing.licenses(desk, text))
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _landed(self, rows: Any) -> None:
        self.list.clear()
        for one in rows:
            state = say(f"license.{one.state}") if one.state else say("license.unknown_short")
            until = say("license.until", day=day(one.boundary_at)) if one.boundary_at else ""
            item = QListWidgetItem(f"{one.key}   {one.plan}   {one.customer}\n{state}  {until}")
            item.setData(_KEY, one.id)
            self.list.addItem(item)
        if not rows:
            self.list.addItem(say("licenses.none"))
        else:
            self.list.setCurrentRow(0)

    def selected(self) -> int | None:
        """Return the license under the cursor."""
        key = self.list.currentItem().data(_KEY) if self.list.count() else None
        return None if key is None else int(key)

    def chosen(self) -> None:
        """Open the license under the cursor."""
        key = self.selected()
        if key is not None:
            edit_license(self._window, key, done=self.fill)

    def _add(self) -> None:
        NewLicenseDialog(self._window, self.fill).open()

    def _failed(self, fault: Fault) -> None:
        self.tell(" ".join(fault.words(language())))
