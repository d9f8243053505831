"""What differs: between the draft and its version, or between the version that is shown and the one before it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.records.schedules import ScheduleChange, ScheduleRecord
from console.services import schedule_documents
from console.views.calendar import saying
from console.views.calendar.draft import Draft
from console.views.kit.layout import row
from console.views.kit.text import ElidedText, Tag, Text
from console.views.look.look import current
from console.views.words import say

_HEIGHT, _MOST, _NAME = 128, 60, 210


class ChangesView(QWidget):
    """A heading and a line for each difference: what, before, after."""

    def __init__(self) -> None:
        super().__init__()
        look = current()
        self.heading = Text("", "label", "2", weight=600)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, look.px(4), 0, 0)
        layout.setSpacing(look.px(4))
        layout.addWidget(self.heading)
        layout.addWidget(self.area)

    def show_changes(
        self, made: Draft | None, shown: ScheduleRecord | None, versions: tuple[ScheduleRecord, ...]
    ) -> None:
        """Show what the draft changes; without one, what the shown version changed."""
        found: tuple[ScheduleChange, ...] = ()
        if made is not None:
            found = made.changes
            self.heading.setText(say("calendar.drafted", label=made.base.version_label))
        elif shown is not None and shown in versions and versions.index(shown):
            before = versions[versions.index(shown) - 1]
            found = schedule_documents.compare(before, shown)
            self.heading.setText(say("calendar.differs", label=before.version_label))
        self._fill(found)
        self.setVisible(bool(found))

    def _fill(self, found: tuple[ScheduleChange, ...]) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, current().px(6), 0)
        layout.setSpacing(current().px(2))
        for one in found[:_MOST]:
            layout.addWidget(_line(one))
        layout.addStretch(1)
        self.area.setAccessibleName(". ".join(words(one) for one in found[:_MOST]))
        self.area.setWidget(inside)
        self.area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        self.area.setFixedHeight(min(current().px(_HEIGHT), inside.sizeHint().height() + current().px(4)))


def words(one: ScheduleChange) -> str:
    """Return a difference as a sentence."""
    was, now = one.before or say("calendar.nothing"), one.after or say("calendar.nothing")
    return f"{say(f'calendar.part_{one.part}')} {saying.key(one)}: {was} → {now}"


def _line(one: ScheduleChange) -> QWidget:
    shown = QWidget()
    tone = "ok" if not one.before else "critical" if not one.after else "accent"
    what = f"{say(f'calendar.part_{one.part}')} {saying.key(one)}".strip()
    name = Text(what, "body", weight=500)
    name.setMinimumWidth(current().px(_NAME))
    turned = ElidedText(" → ".join(part for part in (one.before, one.after) if part), "body", "text2")
    sign = say("calendar.added" if not one.before else "calendar.gone_away" if not one.after else "calendar.changed")
    line = row(Tag(sign, tone), name, turned, spacing=8)
    line.setStretch(2, 1)
    shown.setLayout(line)
    return shown
