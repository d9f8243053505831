"""The hours of the week and their zone, edited for the draft; nothing is kept here."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.records.schedules import ScheduleRecord
from console.services import beginning
from console.views.dialogs.hours import HoursEditor
from console.views.dialogs.settings_company import zone_box
from console.views.kit.buttons import PrimaryButton
from console.views.kit.cover import Cover
from console.views.kit.form import FormRow
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import say


class WeekForm(Cover):
    """`taken` carries the hours by weekday and the zone."""

    taken = Signal(object, str)

    def __init__(self, over: QWidget, record: ScheduleRecord) -> None:
        super().__init__(over, say("calendar.week"), width=620, height=600)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look = current()
        self.add_header(say("calendar.week"), say("act.back"), icon="clock")
        self.editor = HoursEditor({day: tuple(spans) for day, spans in record.hours.items()})
        self.zone = zone_box(record.time_zone)
        self.zone_row = FormRow(say("settings.zone"), self.zone, hint=say("calendar.zone_hint"))
        self.problem = Text("", "small", "critical", wrap=True)
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(10))
        layout.setSpacing(look.px(12))
        layout.addWidget(self.zone_row)
        layout.addWidget(self.editor)
        layout.addWidget(self.problem)
        layout.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self.body.addWidget(scroll, 1)
        self.go = PrimaryButton(say("calendar.take"), chord="Ctrl+Enter")
        self.go.clicked.connect(self.take)
        safe = self.add_footer(self.go, back=say("act.back"))
        safe.setDefault(False)
        self.zone.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter takes the hours into the draft."""
        strong = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if strong and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take()
            return
        super().keyPressEvent(event)

    def take(self) -> None:
        """Take the hours into the draft, unless something is wrong with them; that is said."""
        zone = self.zone.currentText().strip()
        if zone not in beginning.zones():
            self.zone_row.tell(say("first.bad_zone" if zone else "first.no_zone", zone=zone))
            return
        problem = self.editor.problem()
        self.problem.setText(problem)
        if not problem:
            self.taken.emit(self.editor.value(), zone)
            self.accept()
