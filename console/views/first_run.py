"""The first day: a demo desk, or an own database. It asks for what the agreement leaves open and guesses nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QTimeEdit, QVBoxLayout, QWidget

from console.faults import BadInput
from console.records.licensing import ScheduleRecord
from console.services import company, registry
from console.services.desk import Desk, open_desk
from console.views.look.icons import window_icon
from console.views.look.look import current
from console.views.parts import Button, Line, PlainLabel, row
from console.views.words import language, say

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class FirstRun(QDialog):
    """Asks on the first day. After it was accepted, `wants_demo` says which way was chosen."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        look = current()
        self.wants_demo = False
        self._path = path
        self.setWindowTitle("Clausedesk")
        self.setWindowIcon(window_icon())
        self.setMinimumWidth(look.px(560))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(28), look.px(24), look.px(28), look.px(24))
        layout.setSpacing(look.px(10))
        layout.addWidget(PlainLabel(say("first.title"), "display"))
        layout.addWidget(PlainLabel(say("first.text"), "body", "2", wrap=True))
        demo = Button(say("first.demo"), "primary")
        demo.clicked.connect(self._demo)
        layout.addWidget(demo)
        layout.addWidget(Line())
        layout.addWidget(PlainLabel(say("first.own"), "h2"))
        layout.addWidget(PlainLabel(say("first.own_text"), "body", "2", wrap=True))
        self.zone = QLineEdit()
        self.zone.setPlaceholderText("Europe/Moscow")
        self.company = QLineEdit()
        self.address = QLineEdit()
        self.address.setPlaceholderText("support@example.org")
        self.opens, self.closes = QTimeEdit(), QTimeEdit()
        for key, widget in (
            ("settings.zone", self.zone),
            ("settings.company", self.company),
            ("first.address", self.address),
        ):
            self._field(layout, say(key), widget)
        self.days: list[QCheckBox] = []
        for name in _DAYS:
            box = QCheckBox(say(f"day.{name}"))
            self.days.append(box)
        layout.addLayout(row(PlainLabel(say("first.days"), "label", "2"), *self.days, spacing=6))
        for edit, words in ((self.opens, "first.opens"), (self.closes, "first.closes")):
            edit.setDisplayFormat("HH:mm")
            edit.setAccessibleName(say(words))
        layout.addLayout(row(PlainLabel(say("first.hours"), "label", "2"), self.opens, self.closes, spacing=8))
        self.problem = PlainLabel("", "small", "critical", wrap=True)
        layout.addWidget(self.problem)
        own = Button(say("first.make"))
        own.clicked.connect(self._own)
        layout.addWidget(own)
        demo.setFocus()

    def _field(self, layout: QVBoxLayout, words: str, widget: QWidget) -> None:
        widget.setAccessibleName(words)
        label = PlainLabel(words, "label", "2")
        label.setBuddy(widget)
        line = row(label, widget, spacing=10)
        line.setStretch(1, 1)
        layout.addLayout(line)

    def _demo(self) -> None:
        self.wants_demo = True
        self.accept()

    def _own(self) -> None:
        try:
            company.check_zone(self.zone.text().strip())
        except BadInput as fault:
            self.problem.setText(" ".join(fault.words(language())))
            self.zone.setFocus()
            return
        if not any(box.isChecked() for box in self.days) or self.opens.time() >= self.closes.time():
            self.problem.setText(say("first.no_hours"))
            return
        self.accept()

    def make_desk(self, login: str, letters: Path) -> Desk:
        """Make the database with what was answered and sit down at it."""
        desk = open_desk(f"sqlite:///{self._path}", login=login, name=login, out_folder=letters)
        now, zone = desk.clock(), self.zone.text().strip()
        company.set_setting(desk.store, desk.actor, "policy_tz", zone, at=now)
        company.set_setting(desk.store, desk.actor, "company_name", self.company.text().strip(), at=now)
        span = (self.opens.time().toString("HH:mm"), self.closes.time().toString("HH:mm"))
        schedule = ScheduleRecord(
            id=0,
            version_label="1",
            time_zone=zone,
            hours={name: (span,) for name, box in zip(_DAYS, self.days, strict=True) if box.isChecked()},
            closed_dates=(),
            source="",
            valid_from=datetime(1970, 1, 1, tzinfo=UTC),
        )
        company.add_schedule(desk.store, desk.actor, schedule, at=now)
        fresh = desk.refreshed()
        if self.address.text().strip():
            registry.add_channel(fresh, kind="email", address=self.address.text(), official=True)
        return fresh
