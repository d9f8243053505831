"""The right edge of the calendar: the chosen day with its acts, the hours of the week, holidays, notices, targets."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLayout, QScrollArea, QVBoxLayout, QWidget

from console.records.schedules import HOLIDAY, WEEK, NoticeRecord, ProposedHoliday, ScheduleRecord
from console.services.calendar import CalendarPage
from console.services.targets import KINDS
from console.views.calendar import saying
from console.views.calendar.faces import CLOSED, LOOKS, PARTLY, SPECIAL, Face
from console.views.kit.buttons import Button, IconButton
from console.views.kit.layout import Line, row
from console.views.kit.text import ElidedText, Tag, Text
from console.views.look.look import current
from console.views.words import calendar_day, say

_TONES = {HOLIDAY: "critical", CLOSED: "functional", PARTLY: "functional", SPECIAL: "accent"}
_DIFFERS = (HOLIDAY, CLOSED, SPECIAL, PARTLY)
_SHOWN_DAYS = 24
_SHOWN_NOTICES = 6


class CalendarSide(QScrollArea):
    """`asked` carries an act and what it is of: a holiday's or a notice's key, the kind of a target."""

    asked = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("edge", "left")
        look = current()
        self._day, self._rest = QVBoxLayout(), QVBoxLayout()
        body = QWidget()
        whole = QVBoxLayout(body)
        whole.setContentsMargins(look.px(18), look.px(14), look.px(16), look.px(16))
        whole.setSpacing(look.px(12))
        for part in (self._day, self._rest):
            part.setSpacing(look.px(6))
            whole.addLayout(part)
        whole.addStretch(1)
        self.setWidget(body)
        self.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)

    def show_day(self, face: Face, *, may: bool) -> None:
        """Show the chosen day; `may`: this person may change it."""
        _clear(self._day)
        self._day.addWidget(Text(f"{say(f'day.{WEEK[face.day.weekday()]}')}, {calendar_day(face.day)}", "h2"))
        tag = row(Tag(say(f"calendar.{face.kind}"), _TONES.get(face.kind, "plain"), LOOKS[face.kind][2]), spacing=8)
        if face.changed:
            tag.addWidget(Tag(say("calendar.unsaved_day"), "note"))
        tag.addStretch(1)
        self._day.addLayout(tag)
        if face.counts:
            self._day.addWidget(Text(face.hours, "body"))
        if face.words:
            self._day.addWidget(Text(face.words, "body", "2", wrap=True))
        self._day.addWidget(
            Text(say("calendar.counts" if face.counts else "calendar.counts_not"), "small", "3", wrap=True)
        )
        if not may:
            return
        acts = [("special", "clock"), ("closed", "lock"), ("closure", "clock-pause")]
        if face.kind in _DIFFERS:
            acts.append(("plain", "arrow-back-up"))
        for act, icon in acts:
            self._day.addWidget(
                self._button(act, icon, None, words=say(f"calendar.act_{act}")), 0, Qt.AlignmentFlag.AlignLeft
            )

    def show_page(self, page: CalendarPage, shown: ScheduleRecord, *, may: bool) -> None:
        """Show the week of a version, and what stands beside the versions."""
        _clear(self._rest)
        self._week(shown, may=may)
        self._holidays(page.proposed, may=may)
        self._notices(page, may=may)
        self._targets(page, may=may)

    def _head(self, words: str, act: str = "", icon: str = "plus", hint: str = "") -> None:
        self._rest.addWidget(Line())
        line = row(Text(words, "label", "2", weight=600), spacing=6)
        line.addStretch(1)
        if act:
            line.addWidget(self._icon(act, icon, None, hint or say(f"calendar.act_{act}")))
        self._rest.addLayout(line)

    def _week(self, shown: ScheduleRecord, *, may: bool) -> None:
        self._head(say("calendar.week"), "week" if may else "", "pencil")
        for day in WEEK:
            name = Text(say(f"day.{day}"), "body", "2")
            name.setFixedWidth(current().px(44))
            spans = tuple(shown.hours.get(day, ()))
            self._rest.addLayout(row(name, Text(saying.hours(spans), "body", "" if spans else "3"), spacing=6))
        self._rest.addWidget(Text(shown.time_zone, "small", "3"))

    def _holidays(self, waiting: tuple[ProposedHoliday, ...], *, may: bool) -> None:
        self._head(say("calendar.holidays"), "bring_in" if may else "", "file-import")
        words = say("calendar.wait_none") if not waiting else say("calendar.wait_text")
        self._rest.addWidget(Text(words, "small", "3", wrap=True))
        for one in waiting[:_SHOWN_DAYS]:
            line = row(ElidedText(f"{saying.short(one.day)}  ·  {one.name}", "body"), spacing=4)
            line.setStretch(0, 1)
            if may:
                name = f"{one.name}, {calendar_day(one.day)}"
                line.addWidget(self._icon("confirm", "check", one.id, say("calendar.confirm_day", name=name)))
                line.addWidget(self._icon("dismiss", "x", one.id, say("calendar.dismiss_day", name=name)))
            self._rest.addLayout(line)
        if may and waiting:
            words = say("calendar.confirm_all", n=len(waiting))
            every = tuple(one.id for one in waiting)
            self._rest.addWidget(self._button("confirm", "check", every, words=words), 0, Qt.AlignmentFlag.AlignLeft)

    def _notices(self, page: CalendarPage, *, may: bool) -> None:
        self._head(say("calendar.notices"), "announce" if may else "")
        now = page.desk.clock()
        shown = [one for one in page.notices if one.ends_at is None or one.ends_at > now][:_SHOWN_NOTICES]
        if not shown:
            self._rest.addWidget(Text(say("calendar.notices_none"), "small", "3", wrap=True))
        for one in shown:
            line = row(ElidedText(_notice(one), "body"), spacing=4)
            line.setStretch(0, 1)
            if may:
                line.addWidget(self._icon("end", "x", one.id, say("calendar.end_notice", name=one.reason)))
            self._rest.addLayout(line)

    def _targets(self, page: CalendarPage, *, may: bool) -> None:
        self._head(say("target.heading"))
        self._rest.addWidget(Text(say("target.text"), "small", "3", wrap=True))
        for kind in KINDS:
            found = page.target(kind)
            words = say("target.off") if found is None else saying.duration(found.minutes * 60)
            line = row(Text(say(f"target.{kind}"), "body"), spacing=6)
            line.addStretch(1)
            line.addWidget(Text(words, "strong" if found else "body", "" if found else "3"))
            if may:
                line.addWidget(self._icon("target", "pencil", kind, say("target.set", name=say(f"target.{kind}"))))
            self._rest.addLayout(line)

    def _icon(self, act: str, icon: str, of: object, words: str) -> IconButton:
        button = _SmallWish(icon, words)
        button.wish = (act, of)
        button.clicked.connect(self._clicked)
        return button

    def _button(self, act: str, icon: str, of: object, *, words: str) -> Button:
        button = _Wish(words, "quiet", icon)
        button.wish = (act, of)
        button.clicked.connect(self._clicked)
        return button

    def _clicked(self) -> None:
        pressed = self.sender()
        if isinstance(pressed, _Wish | _SmallWish):
            self.asked.emit(*pressed.wish)


class _Wish(Button):
    """A button that knows what it asks for."""

    wish: tuple[str, object] = ("", None)


class _SmallWish(IconButton):
    """The same, with an icon alone."""

    wish: tuple[str, object] = ("", None)


def _notice(one: NoticeRecord) -> str:
    until = "" if one.ends_at is None else say("banner.until", words="", until=saying.when(one.ends_at)).lstrip(", ")
    return "  ·  ".join(part for part in (say(f"notice.{one.kind}"), one.reason, until) if part)


def _clear(layout: QLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        if item is None:
            return
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            _clear(inner)
