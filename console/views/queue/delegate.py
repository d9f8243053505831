"""Paints a row of the queue: how bad, how soon, whose, covered or not; all else on the second line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.models.paged_table import RECORD_ROLE
from console.records.base import Status, Tier
from console.records.tickets import TicketRow
from console.views.look.icons import draw
from console.views.look.look import Look, current
from console.views.look.paint import TIER_TOKENS, avatar, elided, metrics, tag, tier_tile
from console.views.words import age, days_left, say

TIER, TICKET, LICENSE, RESPONSE, WHO = range(5)
_SELECTED = QStyle.StateFlag.State_Selected
_SOON_DAYS, _NEAR_DAYS = 30, 60
LICENSE_ICONS = {
    "free": "shield-check",
    "paid": "shield-check",
    "transition": "hourglass",
    "expired": "shield-off",
    "archived": "archive",
    "invalid": "ban",
    "not_started": "calendar",
}


class QueueDelegate(QStyledItemDelegate):
    """One delegate for all columns; it draws the text itself."""

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self.hovered = -1

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of a row."""
        return QSize(10, current().row_height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        look = current()
        box = QRectF(option.rect)
        selected = bool(option.state & _SELECTED)
        ground = "selected" if selected else "hover" if index.row() == self.hovered else "surface"
        painter.fillRect(box, look.color(ground))
        row = index.data(RECORD_ROLE)
        painter.save()
        if isinstance(row, TicketRow):
            self._cell(painter, look, row, index.column(), box, selected=selected)
        else:
            painter.fillRect(box.adjusted(12, box.height() * 0.4, -24, -box.height() * 0.4), look.color("hairline"))
        if index.column() != TIER:
            painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), look.color("hairline"))
        painter.restore()

    def _cell(self, painter: QPainter, look: Look, row: TicketRow, column: int, box: QRectF, *, selected: bool) -> None:
        if column == TIER:
            self._tier(painter, look, row, box, selected=selected)
        elif column == TICKET:
            self._ticket(painter, look, row, box)
        elif column == LICENSE:
            license_tag(painter, look, row, QPointF(box.left(), box.center().y()), self._now())
        elif column == RESPONSE:
            self._response(painter, look, row, box)
        elif column == WHO:
            size = look.px(26)
            avatar(painter, look, row.owner, QRectF(box.left() + 2, box.center().y() - size / 2, size, size))

    def _tier(self, painter: QPainter, look: Look, row: TicketRow, box: QRectF, *, selected: bool) -> None:
        if selected:
            painter.fillRect(QRectF(box.left(), box.top(), look.px(3), box.height()), look.color("bar"))
        if row.unread:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("bar"))
            painter.drawEllipse(QPointF(box.left() + look.px(11), box.center().y()), look.px(3), look.px(3))
        size = look.px(28 if look.density != "compact" else 22)
        tier_tile(painter, look, row.tier, QRectF(box.right() - size - 4, box.center().y() - size / 2, size, size))

    def _ticket(self, painter: QPainter, look: Look, row: TicketRow, box: QRectF) -> None:
        inner = box.adjusted(look.px(8), 0, -look.px(10), 0)
        title = look.font("strong" if row.unread else "body")
        painter.setPen(look.color("text"))
        if look.density == "compact":
            elided(painter, title, row.subject, inner)
            return
        line = look.px(20)
        top = box.center().y() - line + 1
        lines = 2
        if look.density == "roomy" and row.preview:
            lines = 3
            line = look.px(17)
            top = box.center().y() - line * 1.5
        elided(painter, title, row.subject, QRectF(inner.left(), top, inner.width(), line))
        self._second(painter, look, row, QRectF(inner.left(), top + line, inner.width(), line))
        if lines == 3:
            painter.setPen(look.color("text3"))
            elided(painter, look.font("small"), row.preview, QRectF(inner.left(), top + 2 * line, inner.width(), line))

    def _second(self, painter: QPainter, look: Look, row: TicketRow, box: QRectF) -> None:
        words = say(f"tier.{row.tier.value}")
        font = look.font("label" if row.tier in TIER_TOKENS else "small")
        token = TIER_TOKENS.get(row.tier)
        painter.setFont(font)
        painter.setPen(look.color(f"{token}_text") if token else look.color("text3"))
        width = metrics(font).horizontalAdvance(words)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
        if not row.tier_confirmed and row.tier is not Tier.NONE:
            width += self._proposed(painter, look, box, width)
        parts = [row.customer or say("queue.unknown_customer"), f"TK-{row.number}", age(row.received_at, self._now())]
        rest = "  ·  " + "  ·  ".join(part for part in parts if part)
        painter.setPen(look.color("text2"))
        left = box.left() + width
        right = self._marks(painter, look, row, box)
        elided(painter, look.font("small"), rest, QRectF(left, box.top(), max(0.0, right - left), box.height()))

    def _proposed(self, painter: QPainter, look: Look, box: QRectF, width: float) -> float:
        painter.setFont(look.font("small"))
        painter.drawText(box.adjusted(width + 2, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, "?")
        return float(look.px(9))

    def _marks(self, painter: QPainter, look: Look, row: TicketRow, box: QRectF) -> float:
        right = box.right()
        size = look.px(14)
        names = [("paperclip", row.has_files), ("pencil", row.has_draft)]
        for name, shown in names:
            if shown:
                right -= size + 4
                draw(
                    painter,
                    name,
                    look.tokens.text3,
                    QRectF(right + 4, box.center().y() - size / 2, size, size),
                )
        return right

    def _response(self, painter: QPainter, look: Look, row: TicketRow, box: QRectF) -> None:
        icon_name, words = response(row, self._now())
        size = look.px(14)
        draw(painter, icon_name, look.tokens.text2, QRectF(box.left(), box.center().y() - size / 2, size, size))
        painter.setPen(look.color("text2"))
        elided(painter, look.font("small"), words, box.adjusted(size + look.px(6), 0, -4, 0))


def response(row: TicketRow, now: datetime) -> tuple[str, str]:
    """Return the icon and words of the response column: the age, until the agreement's windows are computed."""
    if row.status is Status.CLOSED:
        refused = row.outcome in ("refuse", "suspend")
        return ("ban" if refused else "circle-check", say("status.refused" if refused else "status.closed"))
    if row.status is Status.WAITING:
        return "clock-pause", say("status.waiting")
    if row.status in (Status.PROPOSED, Status.HELD, Status.HISTORY, Status.MERGED, Status.SNOOZED):
        return "history" if row.status is Status.HISTORY else "clock-pause", say(f"status.{row.status.value}")
    return "clock", age(row.received_at, now)


def license_words(row: TicketRow, now: datetime) -> tuple[str, str, str]:
    """Return icon, words and tone of a license in the list: days that are left, or the state."""
    state = row.license_state
    if state is None:
        return "help-circle", say("license.unknown_short"), "plain"
    icon_name = LICENSE_ICONS.get(state, "license")
    if state in ("free", "paid", "transition") and row.license_boundary is not None:
        left = days_left(row.license_boundary, now)
        if left < 0:
            return icon_name, say("license.days_ago", n=-left), "critical"
        tone = "functional" if state == "transition" or left <= _SOON_DAYS else "ok" if left <= _NEAR_DAYS else "plain"
        return icon_name, say("license.days_left", n=left), tone
    tone = "critical" if state in ("expired", "invalid") else "plain"
    return icon_name, say(f"license.{state}"), tone


def license_tag(painter: QPainter, look: Look, row: TicketRow, left: QPointF, now: datetime) -> None:
    """Paint the license of a row."""
    icon_name, words, tone = license_words(row, now)
    tag(painter, look, words, left, tone=tone, icon=icon_name)


def sentence(row: TicketRow, now: datetime) -> str:
    """Return the row as a sentence, for those who hear it."""
    parts = [
        say("queue.sentence", tier=say(f"tier.{row.tier.value}"), subject=row.subject),
        row.customer,
        f"TK-{row.number}",
        say("queue.unread") if row.unread else "",
        license_words(row, now)[1],
        response(row, now)[1],
        say("queue.owned_by", name=row.owner) if row.owner else say("queue.nobody"),
    ]
    return ", ".join(part for part in parts if part)
