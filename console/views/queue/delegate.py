"""Paints a row of the queue: how bad, how soon, whose, covered or not; all else on the second line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.models.paged_table import RECORD_ROLE
from console.records.base import Status, Tier
from console.records.live import Present
from console.records.tickets import ResponseView, TicketRow
from console.views.calendar.saying import clock_short, clock_words
from console.views.kit import ink
from console.views.kit.paint import skeleton_row, tag
from console.views.look.look import current
from console.views.look.paint import TIER_TOKENS, avatar, tier_tile
from console.views.told_company import company_words
from console.views.words import age, clock, days_left, days_since, has, near_day, say, zone

TIER, TICKET, LICENSE, RESPONSE, WHO = range(5)
_SELECTED = QStyle.StateFlag.State_Selected
_SOON_DAYS, _NEAR_DAYS = 30, 60
_UNREAD = 600
NOT_YET = "–"
_RUNNING = ("free", "paid", "transition")
_QUIET = {"plain": "quiet"}
LICENSE_ICONS = {
    "free": "shield-check",
    "paid": "shield-check",
    "transition": "hourglass",
    "expired": "shield-off",
    "archived": "archive",
    "invalid": "ban",
    "not_started": "calendar",
}


STAYS_ICONS = {"left": "external-link", "moved": "arrows-sort"}
LOOK_ICONS = {"second_eyes": "eye", "appeal": "scale"}


class QueueDelegate(QStyledItemDelegate):
    """One delegate for all columns; it draws the text itself, from fonts and pictures that are made once."""

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self.hovered = -1
        self.chosen: Callable[[int], bool] = lambda _ticket_id: False
        self.company: Mapping[int, Sequence[Present]] = {}
        self.marks: Mapping[int, str] = {}
        """Why a ticket stands where it no longer belongs: it "left" the list, or "moved" in it."""
        self.expecting = False
        """Whether rows come before it is known what may be expected of them: then nothing else stands in its place."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of a row."""
        return QSize(10, current().row_height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        box = QRectF(option.rect)
        selected = bool(option.state & _SELECTED)
        row, column = index.data(RECORD_ROLE), index.column()
        chosen = isinstance(row, TicketRow) and self.chosen(int(row.id))
        stays = isinstance(row, TicketRow) and int(row.id) in self.marks
        plain = "sunken" if stays else "surface"
        ground = "selected" if selected or chosen else "hover" if index.row() == self.hovered else plain
        painter.fillRect(box, ink.color(ground))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(row, TicketRow):
            self._cell(painter, row, column, box, ground, selected=selected)
        elif column == TICKET:
            skeleton_row(painter, box.adjusted(-current().px(58), 0, 0, 0), index.row())
        painter.restore()
        start = box.left() + current().px(20) if column == TIER else box.left()
        ink.hairline(painter, start, box.right(), box.bottom() - 1)

    def _cell(
        self, painter: QPainter, row: TicketRow, column: int, box: QRectF, ground: str, *, selected: bool
    ) -> None:
        look = current()
        if column == TIER:
            self._tier(painter, row, box, selected=selected)
        elif column == TICKET:
            self._ticket(painter, row, box)
        elif column == LICENSE:
            icon_name, words, tone = license_words(row, self._now())
            room = box.width() - look.px(6)
            tag(
                painter,
                words,
                QPointF(box.left(), box.center().y()),
                tone=_QUIET.get(tone, tone),
                icon=icon_name,
                room=room,
            )
        elif column == RESPONSE:
            self._response(painter, row, box)
        elif column == WHO:
            size = look.px(24 if look.density != "compact" else 20)
            face = QRectF(box.left() + look.px(8), box.center().y() - size / 2, size, size)
            avatar(painter, look, row.owner, face)
            if int(row.id) in self.company:
                _badge(painter, face, ground, writes=any(one.writing for one in self.company[int(row.id)]))

    def _tier(self, painter: QPainter, row: TicketRow, box: QRectF, *, selected: bool) -> None:
        look = current()
        if selected:
            bar = QRectF(box.left(), box.top(), look.px(3), box.height())
            painter.fillRect(bar, ink.color("bar" if self._has_focus() else "control"))
        if row.unread:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.color("bar"))
            painter.drawEllipse(QPointF(box.left() + look.px(11), box.center().y()), look.px(3), look.px(3))
        size = look.px(28 if look.density != "compact" else 22)
        if self.chosen(int(row.id)):
            _check(painter, QRectF(box.right() - size - look.px(4), box.center().y() - size / 2, size, size))
            return
        ratio = painter.device().devicePixelRatio()
        tile = _tile(row.tier, size, look.tokens.name, look.zoom, ratio)
        painter.drawPixmap(round(box.right() - size - look.px(4)), round(box.center().y() - size / 2), tile)

    def _has_focus(self) -> bool:
        view = self.parent()
        return isinstance(view, QWidget) and view.hasFocus()

    def _ticket(self, painter: QPainter, row: TicketRow, box: QRectF) -> None:
        look = current()
        inner = box.adjusted(look.px(9), 0, -look.px(12), 0)
        weight = _UNREAD if row.unread else 0
        if look.density == "compact":
            self._one_line(painter, row, inner, weight)
            return
        three = look.density == "roomy" and bool(row.preview)
        line = look.px(17 if three else 19)
        top = box.center().y() - line * (1.5 if three else 1)
        shade = "text2" if int(row.id) in self.marks else "text"
        ink.words(painter, row.subject, "body", shade, QRectF(inner.left(), top, inner.width(), line), weight=weight)
        self._second(painter, row, QRectF(inner.left(), top + line, inner.width(), line))
        if three:
            third = QRectF(inner.left(), top + 2 * line, inner.width(), line)
            ink.words(painter, " ".join(row.preview.split()), "small", "text3", third)

    def _one_line(self, painter: QPainter, row: TicketRow, box: QRectF, weight: int) -> None:
        look = current()
        mark = self.marks.get(int(row.id), "")
        if mark:  # it says more than the end of the subject
            side = box.right() - min(_width_of(say(f"queue.{mark}")), box.width() / 2)
            ink.words(painter, row.subject, "body", "text2", box.adjusted(0, 0, side - box.right() - look.px(10), 0))
            self._stays(painter, mark, QRectF(side, box.top(), box.right() - side, box.height()))
            return
        ink.words(painter, row.subject, "body", "text", box, weight=weight)
        used = ink.advance(row.subject, "body", weight) + look.px(10)
        if used + look.px(40) < box.width():
            ink.words(painter, _customer(row), "small", "text3", box.adjusted(used, 0, 0, 0))

    def _second(self, painter: QPainter, row: TicketRow, box: QRectF) -> None:
        """Paint tier, customer and number: the customer alone gives way where there is little room."""
        look = current()
        mark = self.marks.get(int(row.id), "")
        if mark:
            self._stays(painter, mark, box)
            return
        words = say(f"tier.{row.tier.value}")
        if not row.tier_confirmed and row.tier is not Tier.NONE:
            words += "?"
        token = TIER_TOKENS.get(row.tier)
        ink.words(painter, words, "label", f"{token}_text" if token else "text3", box)
        left = box.left() + ink.advance(words, "label")
        right = self._marks(painter, row, box)
        dot, number = "  ·  ", f"TK-{row.number}"
        fixed = 2 * ink.advance(dot, "small") + ink.advance(number, "small")
        room = right - left - fixed
        customer = _customer(row)
        if room < look.px(24):
            ink.words(painter, f"{dot}{number}", "small", "text2", QRectF(left, box.top(), right - left, box.height()))
            return
        shown = ink.elided(customer, "small", room)
        rest = f"{dot}{shown}{dot}{number}"
        width = max(0.0, right - left)
        ink.words(painter, rest, "small", "text2", QRectF(left, box.top(), width + look.px(4), box.height()))

    @staticmethod
    def _stays(painter: QPainter, mark: str, box: QRectF) -> None:
        """Say why a row stands where it no longer belongs, in a word where there is little room."""
        look = current()
        size, words = look.px(14), say(f"queue.{mark}")
        if _width_of(words) > box.width():
            words = say(f"queue.{mark}_short")
        ink.icon(painter, STAYS_ICONS[mark], "text2", QRectF(box.left(), box.center().y() - size / 2, size, size))
        ink.words(painter, words, "small", "text2", box.adjusted(size + look.px(6), 0, 0, 0))

    def _marks(self, painter: QPainter, row: TicketRow, box: QRectF) -> float:
        right, size = box.right(), current().px(14)
        for name, shown in (("paperclip", row.has_files), ("pencil", row.has_draft)):
            if shown:
                right -= size
                ink.icon(painter, name, "text3", QRectF(right, box.center().y() - size / 2, size, size))
                right -= current().px(4)
        return right

    def _response(self, painter: QPainter, row: TicketRow, box: QRectF) -> None:
        if self.expecting and is_unknown(row):
            ink.words(painter, NOT_YET, "small", "text3", box.adjusted(current().px(21), 0, 0, 0))
            return
        icon_name, words = response(row, self._now())
        own, shade = clock_of(row), "functional_text" if row.look else "text2"
        if own is None or current().density == "compact":
            self._mark_and_words(painter, box, icon_name, words, shade)
            return
        line = current().px(19)
        upper = QRectF(box.left(), box.center().y() - line, box.width(), line)
        self._mark_and_words(painter, upper, icon_name, words, shade)
        self._mark_and_words(painter, upper.translated(0, line), *own)

    def _mark_and_words(self, painter: QPainter, box: QRectF, mark: str, words: str, token: str) -> None:
        size = current().px(15)
        ink.icon(painter, mark, token, QRectF(box.left(), box.center().y() - size / 2, size, size))
        ink.words(painter, words, "small", token, box.adjusted(size + current().px(6), 0, -current().px(2), 0))


def _width_of(mark: str) -> float:
    """Return how much room the words of a mark take with their icon."""
    return ink.advance(mark, "small") + current().px(22)


@lru_cache(maxsize=64)
def _tile(tier: Tier, size: int, theme: str, zoom: float, ratio: float) -> QPixmap:  # noqa: ARG001 - theme and zoom tell the kept pictures apart
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    tier_tile(painter, current(), tier, QRectF(0, 0, size, size))
    painter.end()
    return made


def _check(painter: QPainter, box: QRectF) -> None:
    """Paint the mark of a chosen ticket in the place of its tier, which stands in words beside it."""
    look = current()
    ink.fill_round(painter, box, look.px(7), ink.color("accent"))
    edge = look.px(5)
    ink.icon(painter, "check", "on_accent", box.adjusted(edge, edge, -edge, -edge))


def _badge(painter: QPainter, face: QRectF, ground: str, *, writes: bool) -> None:
    """Paint at an avatar that somebody else is at the ticket: a pencil where an answer is written, else an eye."""
    look = current()
    size, edge = look.px(14), look.px(2)
    box = QRectF(face.right() - size * 0.62, face.bottom() - size * 0.62, size, size)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.color(ground))
    painter.drawEllipse(box.adjusted(-edge, -edge, edge, edge))
    painter.setBrush(ink.color("functional_soft" if writes else "sunken"))
    painter.drawEllipse(box)
    shade = "functional_text" if writes else "text2"
    ink.icon(painter, "pencil" if writes else "eye", shade, box.adjusted(edge, edge, -edge, -edge))


def _customer(row: TicketRow) -> str:
    return row.customer or say("queue.unknown_customer")


def is_unknown(row: TicketRow) -> bool:
    """Return whether the response column waits for what may be expected: it is open, and the answer is not read."""
    return row.response is None and response(row, row.received_at)[0] == "clock"


def response(row: TicketRow, now: datetime) -> tuple[str, str]:
    """Return the icon and words of the response column: what may be expected, or the age where the text has no time.

    Where a decision waits for somebody else's look, that comes first: nothing else goes on before.
    """
    if row.look:
        return LOOK_ICONS[row.look], say(f"status.{row.look}")
    if row.status is Status.CLOSED:
        refused = row.outcome in ("refuse", "suspend")
        return ("ban" if refused else "circle-check", say("status.refused" if refused else "status.closed"))
    if row.status is Status.WAITING:
        return "clock-pause", say("status.waiting")
    if row.status is Status.SNOOZED and row.snoozed_until is not None and row.snoozed_until > now:
        near = days_left(row.snoozed_until, now) == 0
        when = clock(row.snoozed_until) if near else near_day(row.snoozed_until.astimezone(zone()).date())
        return "zzz", say("status.until", when=when)
    if row.status in (Status.PROPOSED, Status.HELD, Status.HISTORY, Status.MERGED):
        return "history" if row.status is Status.HISTORY else "clock-pause", say(f"status.{row.status.value}")
    return _expected(row.response) or ("clock", age(row.received_at, now))


def clock_of(row: TicketRow) -> tuple[str, str, str] | None:
    """Return icon, words and token of the team's own clock, which is no window of the agreement; None without one."""
    found = row.clock
    if found is None or row.status is Status.CLOSED:
        return None
    token = "critical_text" if found.left < 0 else "note_text"
    return ("clock-pause" if found.waiting else "hourglass"), clock_short(found), token


def _expected(found: ResponseView | None) -> tuple[str, str] | None:
    """Return what the agreement says of the time: with priority, or the days of the transition; else nothing."""
    if found is not None and found.priority:
        return "bolt", say("response.priority")
    if found is None or found.earliest_day is None or found.latest_day is None:
        return None
    return "calendar", say("response.window", first=near_day(found.earliest_day), last=near_day(found.latest_day))


def license_words(row: TicketRow, now: datetime) -> tuple[str, str, str]:
    """Return icon, words and tone of a license in the list: days that are left, days since the end, or the state.

    The days are those of now; the icon and the word are of the state when the request came in, by which it is decided.
    """
    state = row.license_state
    if state is None:
        return "help-circle", say("license.unknown_short"), "plain"
    icon_name, turns = LICENSE_ICONS.get(state, "license"), row.license_turns
    ended = _ended(row, now)
    if ended is not None:
        return icon_name, say("license.days_ago", n=ended), "critical"
    if turns is not None and _runs(row):
        left = days_left(turns, now)
        tone = "functional" if state == "transition" or left <= _SOON_DAYS else "ok" if left <= _NEAR_DAYS else "plain"
        return icon_name, say("license.days_left", n=left), tone
    tone = "critical" if state in ("expired", "invalid") else "plain"
    return icon_name, say(f"license.{state}_short" if has(f"license.{state}_short") else f"license.{state}"), tone


def license_sentence(row: TicketRow, now: datetime) -> str:
    """Return the license where there is room for more: its state with the days, or since when Support is over."""
    ended, (_icon, words, _tone) = _ended(row, now), license_words(row, now)
    if ended is not None:
        return say("license.ended_ago", n=ended)
    runs = row.license_turns is not None and _runs(row)
    return f"{say(f'license.{row.license_state}')}  ·  {words}" if runs else words


def _runs(row: TicketRow) -> bool:
    return row.license_state in _RUNNING and row.license_now in _RUNNING


def _ended(row: TicketRow, now: datetime) -> int | None:
    """Return the days since Support ended, or None; an end may have passed since the register was looked at."""
    turns = row.license_turns
    if turns is None or row.license_state not in (*_RUNNING, "expired"):
        return None
    over = row.license_now == "expired" or (_runs(row) and turns < now)
    return days_since(turns, now) if over else None


def sentence(
    row: TicketRow, now: datetime, company: Sequence[Present] = (), *, mark: str = "", expecting: bool = False
) -> str:
    """Return the row as a sentence, for those who hear it; what may be expected is left out until it is known."""
    parts = [
        say("queue.sentence", tier=say(f"tier.{row.tier.value}"), subject=row.subject),
        row.customer,
        f"TK-{row.number}",
        say(f"queue.{mark}") if mark else "",
        say("queue.unread") if row.unread else "",
        license_sentence(row, now),
        "" if expecting and is_unknown(row) else response(row, now)[1],
        "" if row.clock is None else f"{say('target.own')}: {clock_words(row.clock)}",
        say("queue.owned_by", name=row.owner) if row.owner else say("queue.nobody"),
        company_words(company),
    ]
    return ", ".join(part for part in parts if part)
