"""Licenses: the list, entering one, editing its domains, contacts, channels and purchases, matching a ticket."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QLineEdit,
    QListWidget,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from console.faults import Fault
from console.records.base import LicenseId
from console.records.licensing import LicenseRecord
from console.services import customers, listing, registry, standing
from console.views.dialogs.frame import Frame
from console.views.look.look import current
from console.views.parts import Button, PlainLabel, row
from console.views.ticket.timeline import Timeline
from console.views.words import day, language, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_KEY = Qt.ItemDataRole.UserRole


class NewLicenseDialog(Frame):
    """A license entered with its customer and domain."""

    def __init__(self, window: MainWindow, done: Callable[[], None]) -> None:
        super().__init__(say("licenses.new"), "", say("licenses.add"), window)
        self._window = window
        self._done = done
        self.key, self.customer, self.product, self.domain = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.plan = QComboBox()
        for plan in registry.PLANS:
            self.plan.addItem(plan, plan)
        self.bought = instant_edit()
        for key, widget in (
            ("licenses.key", self.key),
            ("licenses.plan", self.plan),
            ("licenses.customer", self.customer),
            ("licenses.product", self.product),
            ("licenses.domain", self.domain),
            ("licenses.purchased", self.bought),
        ):
            self.field(say(key), widget)
        self.confirmed.connect(self._enter)

    def _enter(self) -> None:
        desk = self._window.desk
        new = registry.NewLicense(
            key=self.key.text(),
            plan=str(self.plan.currentData()),
            customer=self.customer.text(),
            product=self.product.text(),
            purchased_at=instant_of(self.bought),
            domains=(self.domain.text(),) if self.domain.text().strip() else (),
        )
        call = self._window.runner.write(lambda: registry.add_license(desk, new))
        call.landed.connect(self._entered)
        call.failed.connect(self._failed)

    def _entered(self, license_id: int) -> None:
        self._done()
        self.accept()
        edit_license(self._window, license_id, done=self._done)

    def _failed(self, fault: Fault) -> None:
        self.tell(" ".join(fault.words(language())))


class LicenseDialog(Frame):
    """One license: domains, contacts, channels and purchases, each added in its place."""

    def __init__(self, window: MainWindow, license_id: int, done: Callable[[], None]) -> None:
        super().__init__(say("licenses.one"), "", "", window, width=720)
        look = current()
        self._window = window
        self._license_id = license_id
        self._done = done
        self._record: LicenseRecord | None = None
        self.resize(look.px(760), look.px(620))
        self.heading = PlainLabel("", "h2", wrap=True)
        self.state = PlainLabel("", "body", "2", wrap=True)
        self.strip = Timeline()
        self.tabs = QTabWidget()
        for widget in (self.heading, self.state, self.strip):
            self.body.addWidget(widget)
        self.body.addWidget(self.tabs, 1)
        self.lists: dict[str, QListWidget] = {}
        self._domains()
        self._contacts()
        self._channels()
        self._purchases()
        self.load()

    def load(self) -> None:
        """Read the license anew."""
        desk, key = self._window.desk, self._license_id
        call = self._window.runner.read(lambda: listing.license_with_standing(desk, key))
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _landed(self, answer: Any) -> None:
        record, view = answer
        self._record = record
        self.heading.setText(f"{record.key}  ·  {record.plan}  ·  {record.customer}")
        if view is not None:
            until = say("license.until", day=day(view.boundary_at)) if view.boundary_at else ""
            self.state.setText(f"{say(f'license.{view.state}')}  {until}")
            self.strip.show_standing(view, None)
        else:
            self.state.setText(say("license.zone_not_set"))
        rows: dict[str, list[str]] = {
            "domains": [self._domain_words(one) for one in record.domains],
            "contacts": [
                f"{one.name}  {one.address or one.handle}  ·  {sender_words(one.role)}"
                + (f"  ·  {say('licenses.designated')}" if one.designated else "")
                for one in record.contacts
            ],
            "channels": [f"{say(f'channel.{one.kind}')}  {one.address}" for one in record.channels],
            "purchases": [
                f"{day(one.paid_at)}  {one.length} {say('licenses.months')}  {one.evidence}" for one in record.purchases
            ],
        }
        for name, texts in rows.items():
            self.lists[name].clear()
            self.lists[name].addItems(texts or [say("licenses.empty")])

    def _domain_words(self, one: Any) -> str:
        known = [name for name in registry.INTEGRITY if getattr(one, name) is not None]
        return f"{one.name}  ·  {say('license.not_checked') if not known else say('licenses.checked')}"

    def _page(self, name: str) -> QVBoxLayout:
        page = QWidget()
        layout = QVBoxLayout(page)
        found = QListWidget()
        found.setAccessibleName(say(f"licenses.{name}"))
        self.lists[name] = found
        layout.addWidget(found, 1)
        self.tabs.addTab(page, say(f"licenses.{name}"))
        return layout

    def _domains(self) -> None:
        layout = self._page("domains")
        self.domain = QLineEdit()
        self.domain.setPlaceholderText("example.org")
        self.domain.setAccessibleName(say("licenses.domain"))
        add = Button(say("licenses.add_domain"), "plain", "plus")
        add.clicked.connect(self._add_domain)
        layout.addLayout(row(self.domain, add, spacing=8))
        self.unchanged = QCheckBox(say("licenses.unchanged"))
        check = Button(say("licenses.record_check"), "plain", "check")
        check.clicked.connect(self._check)
        layout.addLayout(row(self.unchanged, check, spacing=8))

    def _contacts(self) -> None:
        layout = self._page("contacts")
        self.name, self.address = QLineEdit(), QLineEdit()
        self.name.setPlaceholderText(say("hand.name"))
        self.name.setAccessibleName(say("hand.name"))
        self.address.setPlaceholderText(say("licenses.address"))
        self.address.setAccessibleName(say("licenses.address"))
        self.role = QComboBox()
        self.role.setAccessibleName(say("licenses.role"))
        for role in customers.SENDER_ROLES:
            self.role.addItem(say(f"sender.{role}"), role)
        self.designated = QCheckBox(say("licenses.designated"))
        add = Button(say("licenses.add_contact"), "plain", "plus")
        add.clicked.connect(self._add_contact)
        layout.addLayout(row(self.name, self.address, spacing=8))
        layout.addLayout(row(self.role, self.designated, add, spacing=8))

    def _channels(self) -> None:
        layout = self._page("channels")
        self.kind = QComboBox()
        self.kind.setAccessibleName(say("hand.channel"))
        for kind in registry.CHANNEL_KINDS[:3]:
            self.kind.addItem(say(f"channel.{kind}"), kind)
        self.channel = QLineEdit()
        self.channel.setPlaceholderText(say("hand.address"))
        self.channel.setAccessibleName(say("hand.address"))
        add = Button(say("licenses.add_channel"), "plain", "plus")
        add.clicked.connect(self._add_channel)
        layout.addLayout(row(self.kind, self.channel, add, spacing=8))

    def _purchases(self) -> None:
        layout = self._page("purchases")
        self.months = QSpinBox()
        self.months.setRange(1, 120)
        self.months.setValue(12)
        self.months.setSuffix(f" {say('licenses.months')}")
        self.months.setAccessibleName(say("licenses.length"))
        self.paid = instant_edit()
        self.paid.setAccessibleName(say("licenses.paid_at"))
        self.evidence = QLineEdit()
        self.evidence.setPlaceholderText(say("licenses.evidence"))
        self.evidence.setAccessibleName(say("licenses.evidence"))
        preview = Button(say("licenses.preview"), "quiet", "eye")
        preview.clicked.connect(self._preview)
        add = Button(say("licenses.record_purchase"), "plain", "plus")
        add.clicked.connect(self._purchase)
        self.preview = PlainLabel("", "small", "accent", wrap=True)
        layout.addLayout(row(self.paid, self.months, self.evidence, spacing=8))
        layout.addLayout(row(self.preview, preview, add, spacing=8))

    def _write(self, work: Callable[[], Any]) -> None:
        self.tell("")
        call = self._window.runner.write(work)
        call.landed.connect(self._written)
        call.failed.connect(self._failed)

    def _written(self, _result: Any) -> None:
        for edit in (self.domain, self.name, self.address, self.channel, self.evidence):
            edit.clear()
        self.load()
        self._done()
        self._window.reload()

    def _failed(self, fault: Fault) -> None:
        self.tell(" ".join(fault.words(language())))

    def _add_domain(self) -> None:
        desk, key, name = self._window.desk, LicenseId(self._license_id), self.domain.text()
        self._write(lambda: registry.add_domain(desk, key, name))

    def _check(self) -> None:
        record, desk = self._record, self._window.desk
        if record is None:
            return
        clean = self.unchanged.isChecked()
        flags: dict[str, object] = dict.fromkeys(registry.INTEGRITY, not clean)
        flags |= {"requirements_met": True, "outdated": False, "shares_with_other": False}
        self._write(lambda: [registry.set_installation(desk, one.id, **flags) for one in record.domains])

    def _add_contact(self) -> None:
        record, desk = self._record, self._window.desk
        if record is None:
            return
        address = self.address.text().strip()
        handle = address if address.startswith("@") or "@" not in address else ""
        name, role, designated = self.name.text(), str(self.role.currentData()), self.designated.isChecked()
        self._write(
            lambda: customers.add_contact(
                desk,
                record.customer_id,
                name=name,
                address="" if handle else address,
                handle=handle,
                role=role,
                designated=designated,
            )
        )

    def _add_channel(self) -> None:
        desk, key = self._window.desk, LicenseId(self._license_id)
        kind, address = str(self.kind.currentData()), self.channel.text()
        self._write(lambda: registry.add_channel(desk, kind=kind, address=address, official=True, license_id=key))

    def _preview(self) -> None:
        record, desk = self._record, self._window.desk
        if record is None:
            return
        paid_at, months = instant_of(self.paid), self.months.value()
        call = self._window.runner.read(lambda: standing.renewal_view(desk, record, paid_at=paid_at, months=months))
        call.landed.connect(self._previewed)
        call.failed.connect(self._failed)

    def _previewed(self, period: Any) -> None:
        self.preview.setText(say("licenses.would_run", start=day(period.start), end=day(period.end)))

    def _purchase(self) -> None:
        desk, key = self._window.desk, LicenseId(self._license_id)
        paid_at, months, evidence = instant_of(self.paid), self.months.value(), self.evidence.text()
        self._write(lambda: registry.record_purchase(desk, key, paid_at=paid_at, length=months, evidence=evidence))


def edit_license(window: MainWindow, license_id: int, *, done: Callable[[], None] | None = None) -> None:
    """Open a license."""
    LicenseDialog(window, license_id, done or window.reload).open()


def instant_edit() -> QDateTimeEdit:
    """Return a field for an instant."""
    edit = QDateTimeEdit(QDateTime.currentDateTime())
    edit.setDisplayFormat("yyyy-MM-dd HH:mm")
    edit.setCalendarPopup(True)
    return edit


def instant_of(edit: QDateTimeEdit) -> datetime:
    """Return the instant of a field; its time is that of this computer."""
    local: Any = edit.dateTime().toPython()
    instant: datetime = local.astimezone()
    return instant


def sender_words(role: str | None) -> str:
    """Return the words of a sender's role."""
    return say("sender." + (role or "unknown"))
