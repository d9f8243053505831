"""The periods of a license over the years, a lane each: what was free, each renewal, what is over; tickets as dots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip

from console.records.assessment import PeriodView, StandingView
from console.records.base import Tier
from console.records.tickets import TicketRow
from console.views.kit import ink
from console.views.kit.text import Painted, plain_tip
from console.views.kit.timeline import SOLID
from console.views.licenses import saying
from console.views.look.look import current
from console.views.words import calendar_day, month, say, say_count

_LANE, _BAR, _TOP, _FOOT = 34, 26, 34, 52
_SOFT = {"free": "ok_soft", "paid": "accent_soft", "transition": "functional_soft"}
_INK = {"free": "ok_text", "paid": "accent_text", "transition": "functional_text"}
_DOTS = {Tier.CRITICAL: "critical", Tier.FUNCTIONAL: "functional", Tier.QUESTION: "question"}
_STEPS = (1, 2, 3, 6, 12, 24, 60)
_MARK_ROOM = 84


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar in a lane: its kind, its words, its span, and what the pointer tells of it."""

    lane: int
    kind: str
    words: str
    start: datetime
    end: datetime
    tip: str


def bars(standing: StandingView) -> tuple[Bar, ...]:
    """Return the bars: free and its transition in the first lane, each renewal in one below, what is over in the last.

    A renewal that begins where the one before it ends stands beside it as long as nothing overlaps.
    """
    found: list[Bar] = []
    ends: list[datetime] = []
    renewals = 0
    for one in standing.periods:
        if one.kind == "paid":
            renewals += 1
        lane = _lane(one, ends)
        ends[lane:] = [one.end] if lane == len(ends) else [max(ends[lane], one.end), *ends[lane + 1 :]]
        found.append(
            Bar(
                lane=lane,
                kind=one.kind,
                words=_words(one, renewals),
                start=one.start,
                end=one.end,
                tip=_tip(one, standing),
            )
        )
    lane = max((one.lane for one in found), key=lambda n: max(b.end for b in found if b.lane == n), default=0)
    for part in saying.segments(standing):
        if part.kind in ("expired", "archived"):
            words = say("license.expired") if part.kind == "expired" else _archive_words(standing)
            tip = f"{words}: {saying.exact(part.start, standing)}"
            found.append(Bar(lane=lane, kind=part.kind, words=words, start=part.start, end=part.end, tip=tip))
    return tuple(found)


def _lane(one: PeriodView, ends: list[datetime]) -> int:
    """Free months and their transition share the first lane; a renewal has the lowest lane below that is free."""
    if one.kind != "paid":
        return 0
    return next((n for n, end in enumerate(ends) if n and end <= one.start), max(1, len(ends)))


def _words(one: PeriodView, renewals: int) -> str:
    if one.kind == "transition":
        return say("license.transition")
    length = say_count(f"license.{one.unit}", one.length) if one.length else ""
    name = say("licenses.renewal", n=renewals) if one.kind == "paid" else say("license.free_short")
    return saying.list_of((name, length))


def _tip(one: PeriodView, standing: StandingView) -> str:
    until = f"{saying.exact(one.start, standing)} → {saying.exact(one.end, standing)}"
    said = (say(f"license.{one.kind}"), until, saying.arithmetic(one), saying.under(one))
    return "\n".join(part for part in said if part)


def _archive_words(standing: StandingView) -> str:
    return say("license.archived") if standing.archived_at is not None else say("license.may_archive_short")


class Lanes(Painted):
    """The lanes with months below, today across all of them, and a dot for each ticket."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._standing: StandingView | None = None
        self._bars: tuple[Bar, ...] = ()
        self._tickets: tuple[TicketRow, ...] = ()

    def show_periods(self, standing: StandingView, tickets: tuple[TicketRow, ...]) -> None:
        """Show the periods of a license and when its tickets came."""
        self._standing, self._bars, self._tickets = standing, bars(standing), tickets
        words = ". ".join(f"{one.label}: {one.value}" for one in saying.swatches(standing))
        self.setAccessibleName(f"{say('licenses.periods')}. {words}. {say_count('licenses.tickets', len(tickets))}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        lanes = max((one.lane for one in self._bars), default=0) + 1
        return QSize(current().px(520), current().px(_TOP + lanes * _LANE + _FOOT))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(current().px(260), self.sizeHint().height())

    def _span(self) -> tuple[datetime, datetime]:
        assert self._standing is not None  # noqa: S101 - asked before anything is painted
        instants = [self._standing.at, *(one.start for one in self._bars), *(one.end for one in self._bars)]
        first, last = min(instants), max(instants)
        return first, last + (last - first) * 0.01

    def _x(self, instant: datetime) -> float:
        first, last = self._span()
        whole = max(1.0, (last - first).total_seconds())
        room = self.width() - current().px(4)
        return current().px(2) + room * min(1.0, max(0.0, (instant - first).total_seconds() / whole))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        if self._standing is None or not self._bars:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._months(painter, self._standing)
        for one in self._bars:
            self._bar(painter, one)
        self._dots(painter)
        self._today(painter, self._standing)
        painter.end()

    def _box(self, one: Bar) -> QRectF:
        look = current()
        top = look.px(_TOP) + one.lane * look.px(_LANE)
        left, right = self._x(one.start), self._x(one.end)
        return QRectF(left, top, max(3.0, right - left - 2), look.px(_BAR))

    def _bar(self, painter: QPainter, one: Bar) -> None:
        look, box = current(), self._box(one)
        radius = look.px(4)
        if one.kind in SOLID:
            ink.fill_round(painter, box, radius, ink.color(_SOFT[one.kind]))
            painter.fillRect(
                QRectF(box.left(), box.bottom() - look.px(3), box.width(), look.px(3)), ink.color(one.kind)
            )
        else:
            ink.fill_round(painter, box, radius, ink.color("sunken"))
            band = QRectF(box.left(), box.bottom() - look.px(6), box.width(), look.px(6))
            painter.fillRect(band, ink.stripes(one.kind, "surface", 5))
        inner = box.adjusted(look.px(8), 0, -look.px(6), -look.px(3))
        if inner.width() > look.px(28):
            front = _INK.get(one.kind, "text2")
            ink.words(painter, one.words, "micro", front, inner, weight=600)

    def _months(self, painter: QPainter, standing: StandingView) -> None:
        look = current()
        first, last = self._span()
        zone = ZoneInfo(standing.zone)
        step = self._step(first, last)
        place = date(first.astimezone(zone).year, 1, 1)
        bottom = self.height() - look.px(20)
        while True:
            instant = datetime.combine(place, time(), zone).astimezone(UTC)
            if instant > last:
                return
            if instant >= first:
                x = self._x(instant)
                painter.fillRect(QRectF(x, look.px(_TOP) - 4, 1, bottom - look.px(_TOP) + 4), ink.color("hairline"))
                words = month(place)
                width = ink.advance(words, "micro") + 4
                left = min(max(0.0, x - width / 2), self.width() - width)
                ink.words(painter, words, "micro", "text3", QRectF(left, bottom, width, look.px(18)))
            months = place.year * 12 + place.month - 1 + step
            place = date(months // 12, months % 12 + 1, 1)

    def _step(self, first: datetime, last: datetime) -> int:
        """Return how many months lie between two marks so that their words have room."""
        months = max(1.0, (last - first).days / 30.4)
        most = max(2.0, self.width() / current().px(_MARK_ROOM))
        return next((step for step in _STEPS if months / step <= most), _STEPS[-1])

    def _dots(self, painter: QPainter) -> None:
        look = current()
        y = self.height() - look.px(34)
        painter.setPen(Qt.PenStyle.NoPen)
        for one in self._tickets:
            token = _DOTS.get(one.tier, "text3")
            radius = look.px(5 if one.tier is Tier.CRITICAL else 4)
            painter.setBrush(ink.color("surface"))
            painter.drawEllipse(QPointF(self._x(one.received_at), y), radius + 1.5, radius + 1.5)
            painter.setBrush(ink.color(token))
            painter.drawEllipse(QPointF(self._x(one.received_at), y), radius, radius)

    def _today(self, painter: QPainter, standing: StandingView) -> None:
        look = current()
        x = self._x(standing.at)
        words = f"{say('license.today')} · {calendar_day(standing.at.astimezone(ZoneInfo(standing.zone)).date())}"
        width = ink.advance(words, "micro", 600) + look.px(14)
        label = QRectF(min(max(0.0, x - width / 2), self.width() - width), look.px(4), width, look.px(20))
        painter.fillRect(
            QRectF(x - 1, label.bottom() - 1, 2, self.height() - look.px(24) - label.bottom()), ink.color("text")
        )
        ink.fill_round(painter, label, look.px(4), ink.color("text"))
        painter.setFont(ink.font("micro", 600))
        painter.setPen(ink.color("surface"))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, words)

    def tip_at(self, place: QPointF) -> str:
        """Return what the pointer is told at a place: a period with its exact instants, or a ticket."""
        look = current()
        y = self.height() - look.px(34)
        for one in self._tickets:
            if abs(place.y() - y) <= look.px(7) and abs(place.x() - self._x(one.received_at)) <= look.px(6):
                at = one.received_at
                shown = "" if self._standing is None else saying.exact(at, self._standing)
                return f"TK-{one.number}  {one.subject}\n{shown}"
        return next((one.tip for one in self._bars if self._box(one).contains(place)), "")

    def event(self, event: QEvent) -> bool:
        """Tell of what is below the pointer."""
        if isinstance(event, QHelpEvent):
            tip = self.tip_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), plain_tip(tip) if tip else "", self)
            return True
        return super().event(event)
