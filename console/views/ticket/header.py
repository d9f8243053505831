"""The head of a ticket: its number and sender, its subject, its facts as tags, and the acts on it.

Tags tell by icon and word; where there is little room the last ones are left out whole and stand in the tooltip.
"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.records.base import Status, Tier
from console.records.tickets import TicketDetail, TicketRow
from console.views.calendar.saying import clock_short, clock_words
from console.views.kit import paint
from console.views.kit.buttons import Button, IconButton
from console.views.kit.layout import column, row
from console.views.kit.text import ElidedText, Painted, plain_tip
from console.views.look.look import current
from console.views.look.tokens import HEADER
from console.views.queue.delegate import license_sentence, license_words, response
from console.views.words import moment, say, soon

_TIER_LOOK = {
    Tier.CRITICAL: ("critical", "alert-octagon"),
    Tier.FUNCTIONAL: ("functional", "alert-triangle"),
    Tier.QUESTION: ("question", "help-circle"),
}
_LINE = 24


class TagLine(Painted):
    """A line of tags. Each is a text, a tone and an icon; a whole sentence can be heard."""

    def __init__(self) -> None:
        super().__init__()
        self._tags: tuple[tuple[str, str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_tags(self, tags: tuple[tuple[str, str, str], ...], more: str = "") -> None:
        """Show other tags; `more` stands in the tooltip below them."""
        self._tags = tags
        heard = ", ".join(words for words, _, _ in tags)
        self.setAccessibleName(heard)
        self.setToolTip(plain_tip("\n".join(part for part in (heard, more) if part)))
        self.update()

    def shown(self) -> tuple[str, ...]:
        """Return the words of the tags that fit."""
        room = float(self.width())
        found: list[str] = []
        for words, _, icon in self._tags:
            room -= paint.tag_width(words, icon=icon)
            if room < 0 and found:
                break
            found.append(words)
            room -= current().px(6)
        return tuple(found)

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        width = sum(paint.tag_width(words, icon=icon) + current().px(6) for words, _, icon in self._tags)
        return QSize(int(width), current().px(_LINE))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(current().px(60), current().px(_LINE))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        x, middle = 0.0, self.height() / 2
        for words, tone, icon in self._tags[: len(self.shown())]:
            x += paint.tag(painter, words, QPointF(x, middle), tone=tone, icon=icon, room=self.width() - x)
            x += current().px(6)
        painter.end()


class Header(QWidget):
    """What the ticket is, in one glance, and the acts on it. `acted` carries the name of a button."""

    acted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.number = ElidedText("", "mono", "text3")
        self.writer = ElidedText("", "small", "text2")
        self.subject = ElidedText("", "title")
        self.tags = TagLine()
        self.close_button = Button(say("act.close"), "plain", "check", chord="E")
        self.close_button.setObjectName("close")
        self.take = IconButton("user-plus", say("act.take"), "T")
        self.take.setObjectName("take")
        self.assign = IconButton("user", say("act.assign"), "A")
        self.assign.setObjectName("assign")
        self.more = IconButton("dots", say("act.more"), "Shift+M")
        self.more.setObjectName("more")
        self._build()

    def _build(self) -> None:
        self.setFixedHeight(current().px(HEADER))
        self.number.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.subject.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        top = self.acts = row(self.number, self.writer, spacing=8)
        top.setStretch(1, 1)
        for button in (self.take, self.assign, self.more, self.close_button):
            button.clicked.connect(self._clicked)
            top.addWidget(button)
        layout = column(spacing=2, margins=(16, 8, 12, 8))
        layout.addLayout(top)
        layout.addWidget(self.subject)
        layout.addWidget(self.tags)
        self.setLayout(layout)

    def show_ticket(self, detail: TicketDetail, now: datetime) -> None:
        """Show a ticket's facts."""
        line = detail.row
        self.number.set_text(f"TK-{line.number}")
        self.number.setFixedWidth(self.number.sizeHint().width())
        sender = detail.contact_name or detail.contact_address or say("queue.unknown_customer")
        whose = line.customer if line.customer and line.customer != sender else ""
        self.writer.set_text("  ·  ".join(part for part in (sender, whose) if part))
        self.subject.set_text(line.subject)
        told = [say("ticket.received_at", moment=moment(line.received_at))]
        if line.clock is not None:
            told.append(f"{say(f'target.{line.clock.target}')} ({say('target.own')}): {clock_words(line.clock)}")
        self.tags.show_tags(tags_of(line, now), "\n".join(told))
        closed = line.status is Status.CLOSED
        pending = line.status in (Status.PROPOSED, Status.HELD)
        self.close_button.setVisible(not pending and line.status is not Status.MERGED)
        self.close_button.set_words(say("act.reopen" if closed else "act.close"))
        self.close_button.show_icon("refresh" if closed else "check")
        self.close_button.setToolTip(plain_tip(say("act.reopen" if closed else "act.close"), "E"))

    def _clicked(self) -> None:
        pressed = QWidget.sender(self)
        if pressed is not None:
            self.acted.emit(pressed.objectName())


def tags_of(line: TicketRow, now: datetime) -> tuple[tuple[str, str, str], ...]:
    """Return a ticket's facts as tags: tier, license, response, status where it says more, owner."""
    tone, icon = _TIER_LOOK.get(line.tier, ("plain", "help-circle"))
    unsure = "" if line.tier_confirmed or line.tier is Tier.NONE else "?"
    tags = [(say(f"tier.{line.tier.value}") + unsure, tone, icon), _license(line, now)]
    if line.status is Status.CLOSED:
        refused = line.outcome in ("refuse", "suspend")
        words = say("status.refused" if refused else "status.closed")
        reason = f"  ·  {line.close_reason}" if line.close_reason else ""
        tags.append((words + reason, "plain", "ban" if refused else "circle-check"))
    else:
        mark, words = response(line, now)
        if line.status is Status.SNOOZED and line.snoozed_until is not None:
            words = say("snooze.until", when=soon(line.snoozed_until, now))
        tags.append((words, "plain", mark))
    owner = line.owner or say("queue.nobody")
    tags.append((owner, "plain", "user" if line.owner else "user-off"))
    if line.clock is not None and line.status is not Status.CLOSED:
        tone = "critical" if line.clock.left < 0 else "note"
        icon = "clock-pause" if line.clock.waiting else "hourglass"
        tags.append((say("target.tag", words=clock_short(line.clock)), tone, icon))
    return tuple(tags)


def _license(line: TicketRow, now: datetime) -> tuple[str, str, str]:
    icon, _words, tone = license_words(line, now)
    if line.license_state is None:
        return say("license.unmatched"), "functional", icon
    return license_sentence(line, now), tone, icon
