"""The versions of the hours at the left of the calendar, the newest on top: what holds, what is planned, by whom."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.records.schedules import ScheduleRecord
from console.services.calendar import CalendarPage
from console.views.calendar import saying
from console.views.kit.buttons import Button, acting, is_still
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.text import SectionHeader, Text
from console.views.look.look import current
from console.views.words import day, say


class VersionPane(QWidget):
    """`chosen` carries the version to be shown, `copied` the one that a new version is to be made out of."""

    chosen = Signal(int)
    copied = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        look = current()
        self.setProperty("edge", "right")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.now = QVBoxLayout()
        self.now.setSpacing(look.px(4))
        self.list = ChoiceList(say("calendar.versions"), two_lines=True)
        self.copy = Button(say("calendar.start_from"), "quiet", "copy")
        self.copy.setToolTip(say("calendar.start_from_hint"))
        acting(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(12), look.px(14), look.px(12), look.px(12))
        layout.setSpacing(look.px(8))
        layout.addLayout(self.now)
        layout.addWidget(SectionHeader(say("calendar.versions")))
        layout.addWidget(self.list, 1)
        layout.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.list.chosen.connect(self._chosen)
        self.copy.clicked.connect(self._copied)

    def show_page(self, page: CalendarPage, shown: ScheduleRecord | None) -> None:
        """Show the versions, and what is to be said of now."""
        self._show_now(page)
        now = page.desk.clock()
        rows = []
        for one in reversed(page.versions):
            held, later = one == page.held, one.valid_from > now
            tag = say("calendar.in_force") if held else say("calendar.planned") if later else ""
            detail = "  ·  ".join(part for part in (_since(one), one.by, one.reason) if part)
            title = one.version_label
            rows.append(Choice(id=str(one.id), title=title, detail=detail, tag=tag, tone="ok" if held else "accent"))
        self.list.blockSignals(True)
        self.list.set_choices(rows, at="" if shown is None else str(shown.id))
        self.list.blockSignals(False)
        self.copy.setVisible(len(rows) > 1 and not is_still(self.copy))

    def _show_now(self, page: CalendarPage) -> None:
        while self.now.count():
            item = self.now.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        told = [saying.banner(one) for one in page.banners] or [say("calendar.open_now")]
        self.now.addWidget(SectionHeader(say("calendar.now")))
        for words in told:
            self.now.addWidget(Text(words, "body", "2" if page.banners else "ok", wrap=True))

    def _chosen(self, key: str) -> None:
        self.chosen.emit(int(key))

    def _copied(self) -> None:
        here = self.list.current()
        if here is not None and here.id:
            self.copied.emit(int(here.id))


def _since(one: ScheduleRecord) -> str:
    """Return from when a version holds; the first one of a desk holds from the beginning."""
    return say("calendar.always") if one.valid_from.year <= 1970 else say("calendar.since", day=day(one.valid_from))
