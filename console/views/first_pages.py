"""The pages of the first day: which way to begin, and the form of an own desk."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.services.beginning import Answers, addresses_in, zone_of, zones
from console.views.dialogs.hours import HoursEditor
from console.views.dialogs.settings_company import zone_box
from console.views.kit.buttons import Button
from console.views.kit.form import FormRow
from console.views.kit.layout import Line, column, row
from console.views.kit.segmented import SegmentedControl
from console.views.kit.states import Medal
from console.views.kit.text import Text
from console.views.look.icons import window_icon
from console.views.look.look import current
from console.views.words import language, say

_MARK, _CARD = 56, 290


class _Card(QFrame):
    """One way to begin: a picture, a title, a sentence, a button."""

    def __init__(self, icon: str, tone: str, key: str, kind: str) -> None:
        super().__init__()
        look = current()
        self.setProperty("card", "true")
        self.button = Button(say(f"first.{key}"), kind)
        title, text = Text(say(f"first.{key}_title"), "h2"), Text(say(f"first.{key}_text"), "body", "2", wrap=True)
        title.setWordWrap(True)
        self.setMinimumHeight(look.px(_CARD))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(24))
        layout.setSpacing(look.px(8))
        layout.addWidget(Medal(icon, tone))
        layout.addSpacing(look.px(4))
        layout.addWidget(title)
        layout.addWidget(text)
        layout.addStretch(1)
        layout.addWidget(self.button)


class WelcomePage(QWidget):
    """Which way to begin. `chosen` carries demo, own, file or server."""

    chosen = Signal(str)
    spoken = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        look = current()
        mark = QLabel()
        mark.setPixmap(_mark(look.px(_MARK), self.devicePixelRatioF()))
        mark.setAccessibleName("Clausedesk")
        speech = SegmentedControl(say("settings.language"), (("en", "English"), ("ru", "Русский")), language())
        speech.chosen.connect(self.spoken)
        top = row(mark, spacing=14)
        words = column(Text(say("first.title"), "display"), Text(say("first.text"), "body", "2", wrap=True), spacing=4)
        top.addLayout(words, 1)
        top.addWidget(speech, 0, Qt.AlignmentFlag.AlignTop)
        self.demo, self.own = _Card("book", "accent", "demo", "primary"), _Card("database", "ok", "own", "plain")
        cards = row(self.demo, self.own, spacing=16)
        self.file = Button(say("first.file"), "quiet", "archive")
        self.server = Button(say("first.server"), "quiet", "world")
        more = row(Text(say("first.more"), "small", "2"), self.file, self.server, spacing=6)
        more.addStretch(1)
        self.problem = Text("", "small", "critical", wrap=True)
        layout = column(spacing=18)
        for part in (top, cards, more):
            layout.addLayout(part)
        layout.insertStretch(1, 1)
        layout.insertStretch(3, 1)
        layout.addWidget(self.problem)
        self.setLayout(layout)
        ways = ((self.demo.button, "demo"), (self.own.button, "own"), (self.file, "file"), (self.server, "server"))
        for button, name in ways:
            button.setObjectName(name)
            button.clicked.connect(self._clicked)

    def _clicked(self) -> None:
        self.chosen.emit(self.sender().objectName())


class FormPage(QWidget):
    """The questions of an own desk. Nothing is preset; what is wrong is said at its place."""

    def __init__(self) -> None:
        super().__init__()
        look = current()
        self.company = QLineEdit()
        self.zone = zone_box("")
        self.addresses = QLineEdit()
        self.addresses.setPlaceholderText("support@example.org, help@example.org")
        self.hours = HoursEditor()
        self.spoken = {code: QCheckBox(name) for code, name in (("en", "English"), ("ru", "Русский"))}
        self.rows = {
            "company": FormRow(say("settings.company"), self.company, hint=say("first.company_hint")),
            "zone": FormRow(say("settings.zone"), self.zone, hint=say("first.zone_hint")),
            "hours": FormRow(say("first.hours"), self.hours, hint=say("first.hours_hint")),
            "languages": FormRow(say("first.languages"), _holding(*self.spoken.values()), hint=""),
            "addresses": FormRow(say("first.addresses"), self.addresses, hint=say("first.addresses_hint")),
        }
        inside = QWidget()
        form = QVBoxLayout(inside)
        form.setContentsMargins(0, 0, look.px(14), 0)
        form.setSpacing(look.px(8))
        for one in self.rows.values():
            form.addWidget(one)
        form.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self._area = area
        layout = column(spacing=8)
        layout.addWidget(Text(say("first.own_title"), "display"))
        layout.addWidget(Text(say("first.form_text"), "body", "2", wrap=True))
        layout.addWidget(Line())
        layout.addWidget(area, 1)
        self.setLayout(layout)
        self.zone.currentTextChanged.connect(self._zone_changed)
        line = self.zone.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._zone_left)
        self.hours.changed.connect(self._hours_changed)
        self.addresses.textEdited.connect(self.rows["addresses"].forget)
        for box in self.spoken.values():
            box.toggled.connect(self.rows["languages"].forget)

    def answers(self) -> Answers | None:
        """Return the answers, or None after what is wrong was said and the first wrong field has the focus."""
        good, bad = addresses_in(self.addresses.text())
        languages = tuple(code for code, box in self.spoken.items() if box.isChecked())
        typed = self.zone.currentText().strip()
        zone = zone_of(typed)
        problems = {
            "zone": "" if zone else say("first.bad_zone" if typed else "first.no_zone", zone=typed),
            "hours": self.hours.problem(),
            "languages": "" if languages else say("first.no_language"),
            "addresses": say("first.bad_address", words=", ".join(bad)) if bad else "",
        }
        for name, words in problems.items():
            self.rows[name].tell(words)
        wrong = next((name for name, words in problems.items() if words), "")
        if wrong:
            self._area.ensureWidgetVisible(self.rows[wrong])
            first = {"languages": self.spoken["en"], "hours": self.hours.days["mon"].add}.get(
                wrong, self.rows[wrong].field
            )
            first.setFocus()
            return None
        return Answers(
            zone=zone, company=self.company.text(), hours=self.hours.value(), addresses=good, languages=languages
        )

    def _zone_changed(self, text: str) -> None:
        known = text.strip() in zones()
        now = f"{datetime.now(UTC).astimezone(ZoneInfo(text.strip())):%H:%M}" if known else ""
        self.rows["zone"].set_hint(say("first.zone_now", time=now) if known else say("first.zone_hint"))

    def _zone_left(self) -> None:
        """Write the zone whole, where what was typed means one."""
        found = zone_of(self.zone.currentText())
        if found:
            self.zone.setEditText(found)

    def _hours_changed(self) -> None:
        self.rows["hours"].tell("")


def _holding(*widgets: QWidget) -> QWidget:
    whole = QWidget()
    layout = QHBoxLayout(whole)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(current().px(20))
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch(1)
    return whole


def _mark(size: int, ratio: float) -> QPixmap:
    made = window_icon().pixmap(round(size * ratio))
    made.setDevicePixelRatio(ratio)
    return made
