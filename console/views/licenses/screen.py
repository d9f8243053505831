"""The licenses of the desk: the list by what ends soonest at the left, the page of one at the right, their forms.

Every entry that is written can be taken back with Ctrl+Z as long as this screen is open and the register allows it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QWidget

from console.faults import Fault, NotSet, Unreachable
from console.records.reporting import LicensesBehind
from console.services import customers, license_list
from console.services.license_list import LicensePage
from console.views.kit.buttons import Button
from console.views.kit.cover import Cover
from console.views.kit.layout import row
from console.views.kit.text import Text
from console.views.licenses import forms, undoing
from console.views.licenses.csv_import import CsvImport
from console.views.licenses.detail import LicenseDetail
from console.views.licenses.entry_form import EntryForm, Form
from console.views.licenses.list_pane import LicensePane
from console.views.words import language, say, soon

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


class LicenseScreen(Cover):
    """Shows licenses and enters what is known of them."""

    def __init__(self, window: MainWindow, *, license_id: int = 0, behind: LicensesBehind | None = None) -> None:
        super().__init__(window, say("licenses.title"), width=1560, height=940)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        self._back: Callable[[], object] | None = None
        self.add_header(
            say("licenses.title"), say("act.done"), detail=say("licenses.text"), icon="license", chord="G L"
        )
        self.pane = LicensePane(window, license_id, behind)
        self.detail = LicenseDetail()
        self.told = Text("", "small", "2", wrap=True)
        self.undo = Button(say("act.undo"), "quiet", "arrow-back-up", chord="Ctrl+Z")
        self._lay_out()
        self._connect()
        self.pane.fill()
        self.pane.search.setFocus()

    def _lay_out(self) -> None:
        add = Button(say("licenses.add"), "plain", "plus", chord="Ctrl+N")
        add.clicked.connect(self.new_license)
        bring = Button(say("licenses.import"), "plain", "file-import")
        bring.clicked.connect(self.import_list)
        buttons = row(add, bring, spacing=8)
        buttons.addStretch(1)
        self.pane.column.addLayout(buttons)
        middle = QWidget()
        layout = QHBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.pane)
        layout.addWidget(self.detail, 1)
        self.body.addWidget(middle, 1)
        self.share(self.pane, 360, 0.33)
        self.undo.hide()
        self.add_footer(self.told, self.undo, back=say("act.back"))

    def _connect(self) -> None:
        self.pane.chosen.connect(self.show_license)
        self.pane.emptied.connect(self.detail.show_nothing)
        self.pane.failed.connect(self._failed)
        self._window.runner.returned.connect(self._returned)
        self.pane.failed.connect(self.detail.show_failed)
        self.detail.read_asked.connect(self.pane.fill)
        self.detail.entry_asked.connect(self.open_form)
        self.detail.new_asked.connect(self.new_license)
        self.detail.list_asked.connect(self.import_list)
        self.detail.all_asked.connect(self.pane.ask_all)
        self.detail.ticket_asked.connect(self._open_ticket)
        self.detail.tickets_asked.connect(self._all_tickets)
        self.undo.clicked.connect(self.take_back)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Z takes the last entry back, Ctrl+N enters a license."""
        if event.matches(QKeySequence.StandardKey.Undo) and self._back is not None:
            self.take_back()
            return
        if event.matches(QKeySequence.StandardKey.New):
            self.new_license()
            return
        super().keyPressEvent(event)

    def show_license(self, license_id: int) -> None:
        """Show a license at the right."""
        desk = self._window.desk
        call = self._window.runner.read(lambda: license_list.whole(desk, license_id))
        call.landed.connect(self._shown)
        call.failed.connect(self._not_shown)

    def _not_shown(self, fault: Fault) -> None:
        """Show the license as it was read last, while the server is away; else say why it cannot be shown."""
        self._failed(fault)
        self.pane.missed = True
        kept = self._window.earlier.licenses.of(self.pane.at)
        if isinstance(fault, Unreachable) and kept is not None:
            page, at = kept
            self.detail.show_page(page)
            when = say("ticket.as_read", time=soon(at, self._window.desk.clock()))
            self.told.setText(f"{when}. {self.told.text()}")
        else:
            self.detail.show_failed(fault, self.pane.at)

    def _returned(self) -> None:
        """The database is back: read what could not be read."""
        if self.pane.missed:
            self.told.setText("")
            self.pane.fill()

    def _shown(self, page: LicensePage) -> None:
        if page.record.id == self.pane.at:
            self.detail.show_page(page)
            self._window.earlier.licenses.keep(int(page.record.id), (page, self._window.desk.clock()))

    # Entries

    def new_license(self) -> None:
        """Enter a license."""
        desk = self._window.desk
        self._open(lambda: forms.new_license(desk), "new_license")

    def open_form(self, wish: str, number: int) -> None:
        """Open the form of an entry of the shown license; number 0 is a new one."""
        shown, desk = self.detail.shown, self._window.desk
        if shown is None:
            return
        made = forms.Forms(desk=desk, record=shown.record)
        if wish == "customer":
            call = self._window.runner.read(lambda: customers.customer(desk, shown.record.customer_id))
            call.landed.connect(self._customer)
            call.failed.connect(self._failed)
            return
        self._open(lambda: forms.form_of(made, wish, number, at=desk.clock()), wish)

    def _customer(self, found: Any) -> None:
        shown = self.detail.shown
        if shown is not None:
            made = forms.Forms(desk=self._window.desk, record=shown.record)
            self._open(lambda: made.customer(found), "customer")

    def _open(self, make: Callable[[], Form], wish: str) -> None:
        try:
            form = make()
            opened = EntryForm(self._window, form, over=self)
        except NotSet as fault:
            self._failed(fault)
            return
        opened.setProperty("wish", wish)
        opened.saved.connect(self._saved)
        self._form = form
        opened.open()

    def _saved(self, result: Any, values: Any) -> None:
        wish = str(self.sender().property("wish"))
        before = {one.name: one.value for one in self._form.fields}
        self._back = undoing.way_back(self._window.desk, wish, self._form, result, before, values)
        self.told.setText(say("form.saved", what=self._form.heading))
        self.undo.setVisible(self._back is not None)
        if wish == "new_license":
            self.pane.at = int(result)
        self.renew()

    def renew(self) -> None:
        """Show everything as it is now, here and in the window below."""
        self.pane.fill()
        if self.pane.at:
            self.show_license(self.pane.at)
        self._window.refresh()
        self._window.reload()

    def take_back(self) -> None:
        """Take the last entry back."""
        back = self._back
        if back is None:
            return
        self._back = None
        self.undo.hide()
        call = self._window.runner.write(back)
        call.landed.connect(self._taken_back)
        call.failed.connect(self._failed)

    def _taken_back(self, _result: Any) -> None:
        self.told.setText(say("form.taken_back"))
        self.renew()

    def _failed(self, fault: Fault) -> None:
        self.told.setText(fault.sentence(language()))

    # Ways out

    def import_list(self) -> None:
        """Take licenses in from a list."""
        CsvImport(self._window, self.renew, over=self).open()

    def _open_ticket(self, ticket_id: int) -> None:
        self.accept()
        self._window.go_to(ticket_id)

    def _all_tickets(self, customer: str) -> None:
        name = customer.replace('"', " ")
        self._window.queue.show_query(f'customer:"{name}"', title=customer)
        self.accept()
