"""Which days a report is about: this week, the last one, a month, or a person's own days."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.faults import BadInput, Fault
from console.records.reporting import Days
from console.services import reporting
from console.views.kit.instants import DayEdit
from console.views.kit.segmented import SegmentedControl
from console.views.kit.text import Text
from console.views.kit.wrap import Wrap, together
from console.views.look.look import current
from console.views.words import language, say

SPANS = ("week", "last_week", "month", "last_month", "own")


class SpanField(QWidget):
    """The days. `changed` fires when a person chose others; `refused` carries why some cannot be chosen."""

    changed = Signal()
    refused = Signal(object)

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._now = now
        self.spans = SegmentedControl(say("reports.days"), tuple((one, say(f"reports.span_{one}")) for one in SPANS))
        self.first, self.last = DayEdit(), DayEdit()
        self.days = self._of("last_week")
        self.setLayout(Wrap(self.spans, together(self.first, Text("–", "body", "3"), self.last)))
        for field, name in ((self.first, "first_day"), (self.last, "last_day")):
            field.setAccessibleName(say(f"reports.{name}"))
            field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            field.setFixedWidth(current().px(140 if language() == "ru" else 150))
            field.moved.connect(self._own)
        self.spans.chosen.connect(self.choose)
        self.spans.choose("last_week")
        self._show()

    def _of(self, span: str) -> Days:
        back = int(span.startswith("last"))
        return reporting.month(self._now, back) if span.endswith("month") else reporting.week(self._now, back)

    def choose(self, span: str) -> None:
        """Take a span; the own one keeps the days and puts the cursor into the first."""
        self.spans.choose(span)
        if span == "own":
            self.first.setFocus()
            return
        self.days = self._of(span)
        self._show()
        self.changed.emit()

    def take(self, days: Days) -> None:
        """Show days of one's own."""
        self.days = days
        self.spans.choose("own")
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        for field, day in ((self.first, self.days.first), (self.last, self.days.last)):
            field.show_day(day)

    def _own(self) -> None:
        self.spans.choose("own")
        try:
            self.days = reporting.own_days(_day(self.first), _day(self.last))
        except Fault as fault:
            self.refused.emit(fault)
            return
        self.changed.emit()


def _day(field: DayEdit) -> date:
    chosen = field.day()
    if chosen is None:
        raise BadInput("bad_day_typed", day=field.text())
    return chosen
