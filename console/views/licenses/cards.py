"""The cards of a license's page: figures, history, what a payment would give, and entries that open their form."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from console.records.assessment import RenewalPreview, StandingView
from console.services.license_list import LicensePage
from console.views.kit import ink, paint
from console.views.kit.buttons import Button
from console.views.kit.layout import Line, column, row
from console.views.kit.segmented import SegmentedControl
from console.views.kit.text import Painted, Text, plain_tip
from console.views.kit.wrap import Wrap
from console.views.licenses import saying
from console.views.licenses.history import HistoryLine, date_of, lines
from console.views.licenses.pieces import FactLine, RowButton
from console.views.look.look import current
from console.views.words import calendar_day, say, say_count

_SHOWN_LINES = 12


class Card(QFrame):
    """A card with a heading and room for something at its right."""

    def __init__(self, heading: str = "", trailing: QWidget | None = None) -> None:
        super().__init__()
        self.setProperty("card", "true")
        look = current()
        self.inner = QVBoxLayout(self)
        self.inner.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        self.inner.setSpacing(look.px(8))
        if heading:
            head = Wrap(Text(heading, "h2"), apart=True)
            if trailing is not None:
                head.addWidget(trailing)
            self.inner.addLayout(head)


class Figure(Card):
    """A number with what it is above it and a sentence below it."""

    def __init__(self, name: str, large: str, below: str, tone: str = "", *, tip: str = "") -> None:
        super().__init__()
        self.inner.setSpacing(current().px(2))
        self.inner.addWidget(Text(name, "small", "2"))
        self.inner.addWidget(Text(large, "display", tone))
        self.inner.addWidget(Text(below, "small", "2", wrap=True))
        self.inner.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(f"{name}: {large}, {below}")
        if tip:
            self.setToolTip(plain_tip(tip))


def figures(shown: LicensePage) -> tuple[Figure, ...]:
    """Return the four figures: what is left, what comes then, the renewals, the tickets."""
    now, record = shown.now, shown.record
    found = []
    if now is not None:
        large, beside, tone = saying.headline(now)
        tip = "" if now.boundary_at is None else saying.exact(now.boundary_at, now)
        name = beside[:1].upper() + beside[1:] if beside else say("figure.state")
        found.append(Figure(name, large, saying.until_words(now), tone, tip=tip))
        found.append(_next(now))
    last = max(record.purchases, key=lambda one: one.paid_at, default=None)
    below = say("figure.no_renewal")
    if last is not None and now is not None:
        paid = saying.day_of(last.paid_at, now)
        below = say("figure.last_renewal", day=paid, length=say_count("license.month", last.length))
    found.append(Figure(say("figure.renewals"), str(len(record.purchases)), below))
    number = f"{shown.ticket_count.number}{'+' if shown.ticket_count.capped else ''}"
    found.append(Figure(say("figure.tickets"), number, say_count("figure.open", shown.open_count.number)))
    return tuple(found)


def _next(now: StandingView) -> Figure:
    if now.archived_at is not None:
        day, below = saying.day_of(now.archived_at, now), say("figure.archived_below")
        return Figure(say("figure.archived"), day, below, tip=saying.exact(now.archived_at, now))
    if now.archive_opens is None:
        return Figure(say("figure.archive"), "–", "")
    running = now.state in saying.RUNNING
    end = max((one.end for one in now.periods), default=None)
    if running and end is not None:
        last = saying.day_of(end - timedelta(microseconds=1), now)
        below = say("license.archive_from", day=saying.day_of(now.archive_opens, now))
        return Figure(say("figure.all_ends"), last, below, tip=saying.exact(end, now))
    below = say("figure.archive_now" if now.archive_eligible else "figure.archive_below")
    day = saying.day_of(now.archive_opens, now)
    return Figure(say("figure.archive"), day, below, tip=saying.exact(now.archive_opens, now))


class _Icon(Painted):
    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(18), current().px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        ink.icon(painter, self._name, "text2", QRectF(self.rect()))
        painter.end()


class HistoryCard(Card):
    """Who did what and when, newest first; the older lines come when they are asked for."""

    def __init__(self, shown: LicensePage) -> None:
        super().__init__(say("licenses.history"))
        self._shown = shown
        self._lines = lines(shown)
        self._more = Button("", "quiet", "chevron-down")
        self._show(self._lines[:_SHOWN_LINES])
        left = len(self._lines) - _SHOWN_LINES
        if left > 0:
            self._more.set_words(say("license.more", n=left))
            self._more.clicked.connect(self._rest)
            self.inner.addWidget(self._more)
        self.inner.addStretch(1)

    def _show(self, some: tuple[HistoryLine, ...]) -> None:
        for number, one in enumerate(some):
            if number:
                self.inner.addWidget(Line())
            self.inner.addWidget(self._line(one))

    def _rest(self) -> None:
        self._more.hide()
        for one in self._lines[_SHOWN_LINES:]:
            self.inner.addWidget(Line())
            self.inner.addWidget(self._line(one))

    def _line(self, one: HistoryLine) -> QWidget:
        shown = QWidget()
        when = Text(date_of(one, self._shown.now), "small", "2")
        when.setFixedWidth(current().px(84))
        what = column(Text(one.what, "body", weight=600), spacing=1)
        if one.detail:
            what.addWidget(Text(one.detail, "small", "2", wrap=True))
        who = Text(one.who, "small", "3")
        line = row(when, _Icon(one.icon), spacing=10)
        line.addLayout(what, 1)
        line.addWidget(who)
        for place in (0, 1, 3):
            item = line.itemAt(place)
            if item is not None:
                item.setAlignment(Qt.AlignmentFlag.AlignTop)
        shown.setLayout(line)
        shown.setToolTip(plain_tip(one.tip))
        shown.setAccessibleName(". ".join(part for part in (one.what, one.detail, one.who) if part))
        return shown


class PreviewCard(Card):
    """What a payment made now would give; nothing is written."""

    renewal_asked = Signal(int)

    def __init__(self, shown: LicensePage) -> None:
        super().__init__(say("licenses.if_renewed"))
        self._previews = {str(one.months): one for one in shown.previews}
        self._now = shown.now
        self._facts = QVBoxLayout()
        self._facts.setSpacing(current().px(6))
        options = tuple((key, say_count("license.month", int(key))) for key in self._previews)
        self.inner.addWidget(Text(say("licenses.pure"), "small", "3", wrap=True))
        if not options:
            self.inner.addWidget(Text(say("license.zone_not_set"), "small", "critical", wrap=True))
            self.inner.addStretch(1)
            return
        self.lengths = SegmentedControl(say("field.length"), options, "12" if "12" in self._previews else "")
        self.lengths.chosen.connect(self.show_length)
        self.inner.addWidget(self.lengths)
        self.inner.addLayout(self._facts)
        self.record = Button("", "quiet", "plus")
        self.record.setToolTip(plain_tip(say("licenses.record_tip")))
        self.record.clicked.connect(self._record)
        self.inner.addWidget(self.record)
        self.inner.addStretch(1)
        self.show_length(self.lengths.value())

    def show_length(self, key: str) -> None:
        """Show what a length would give."""
        while (item := self._facts.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        one, now = self._previews[key], self._now
        if now is None:
            return
        for widget in self._words(one, now):
            self._facts.addWidget(widget)
        self.record.set_words(say("licenses.record_this", length=say_count("license.month", one.months)))
        self.record.setEnabled(one.period is not None)

    def _words(self, one: RenewalPreview, now: StandingView) -> list[QWidget]:
        if one.period is None or one.archive_opens is None:
            return [Text(say("forms.archived_gives_nothing"), "body", "critical", wrap=True)]
        start, last = saying.day_of(one.period.start, now), calendar_day(one.period.last_day)
        tip = f"{saying.exact(one.period.start, now)} → {saying.exact(one.period.end, now)}"
        return [
            FactLine(say("licenses.begins"), start, tip=tip),
            FactLine(say("licenses.lasts"), last, tip=tip),
            FactLine(say("license.may_archive"), saying.day_of(one.archive_opens, now)),
            Line(),
            Text(saying.arithmetic(one.period), "small", "2", wrap=True),
            Text(
                f"{say(f'renewal.{one.row}')}  ·  {say('license.clause', clause=', '.join(one.clauses))}",
                "small",
                "2",
                wrap=True,
            ),
        ]

    def _record(self) -> None:
        self.renewal_asked.emit(int(self.lengths.value()))


class EntryLine(RowButton):
    """An entry of the register as a row; Enter or a click opens its form."""

    narrowest = 150

    def __init__(self, title: str, detail: str, tags: tuple[tuple[str, str], ...] = (), *, icon: str = "") -> None:
        self._title, self._detail, self._tags, self._icon = title, detail, tags, icon
        super().__init__(", ".join((title, *((detail,) if detail else ()), *(one for one, _tone in tags))))

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(240), current().px(46 if self._detail else 34))

    def paint_inside(self, painter: QPainter, box: QRectF) -> None:
        """Paint the icon, the tags at the right, and the words in what is left."""
        look = current()
        inner = box.adjusted(look.px(8), 0, -look.px(8), 0)
        if self._icon:
            size = look.px(16)
            ink.icon(painter, self._icon, "text3", QRectF(inner.left(), box.center().y() - size / 2, size, size))
            inner.setLeft(inner.left() + look.px(26))
        for words, tone in reversed(self._tags):
            width = paint.tag_width(words)
            if inner.width() - width < look.px(110):
                break
            place = QRectF(inner.right() - width, box.top(), width, box.height()).center()
            place.setX(inner.right() - width)
            paint.tag(painter, words, place, tone=tone)
            inner.setRight(inner.right() - width - look.px(6))
        if self._detail:
            half = inner.height() / 2
            upper = QRectF(inner.left(), inner.top() + look.px(3), inner.width(), half)
            lower = QRectF(inner.left(), inner.top() + half - look.px(1), inner.width(), half - look.px(3))
            ink.words(painter, self._title, "body", "text", upper, weight=500)
            ink.words(painter, self._detail, "small", "text2", lower)
        else:
            ink.words(painter, self._title, "body", "text", inner, weight=500)
