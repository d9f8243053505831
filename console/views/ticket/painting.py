"""Painting the rows of a conversation: cards of messages, lines of acts, days and requests between them."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QPalette, QTextCharFormat, QTextCursor

from console.records.base import Direction
from console.records.tickets import AttachmentRecord
from console.views.kit import ink, paint
from console.views.look.look import current
from console.views.look.paint import avatar
from console.views.ticket.cards import DAY, FACE, GAP, HEAD, LEFT, LINE, PAD_TOP, PAD_X, RIGHT, TAG, Card, chip_size
from console.views.words import say

_GROUNDS = {Direction.NOTE: ("note", "note_line"), Direction.OUTBOUND: ("accent_soft", "")}
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How a row stands: under the cursor of the keyboard or the pointer, chosen, with selected and lit text."""

    current: bool = False
    hovered: bool = False
    chosen: bool = False
    focused: bool = False
    dimmed: bool = False
    selected: Span | None = None
    lit: tuple[Span, ...] = ()


def day_line(painter: QPainter, words: str, width: int, y: float) -> None:
    """Paint the day between messages."""
    look = current()
    middle = y + look.px(DAY) / 2
    room = ink.advance(words, "label") + look.px(24)
    ink.hairline(painter, look.px(LEFT), (width - room) / 2, middle)
    ink.hairline(painter, (width + room) / 2, width - look.px(RIGHT), middle)
    box = QRectF((width - room) / 2, y, room, look.px(DAY))
    painter.setFont(ink.font("label"))
    painter.setPen(ink.color("text2"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """How the line of an act stands: it opens into parts, is open, leads somewhere, or is a part itself."""

    opens: bool = False
    opened: bool = False
    leads: bool = False
    part: bool = False


_PLAIN = Line()


def act_line(
    painter: QPainter, icon: str, words: str, width: int, y: float, state: State, *, line: Line = _PLAIN
) -> None:
    """Paint an act on the ticket as one line."""
    look = current()
    box = QRectF(look.px(LEFT), y, width - look.px(LEFT + RIGHT), look.px(LINE))
    if line.leads and state.hovered:
        ink.fill_round(painter, box.adjusted(-4, 1, 4, -1), look.px(5), ink.color("hover"))
    if state.current and state.focused:
        ink.line_round(painter, box.adjusted(-4, 2, 4, -2), look.px(5), ink.pen("focus", 2))
    size = look.px(16)
    mark = QRectF(box.left() + (look.px(FACE) - size) / 2, box.center().y() - size / 2, size, size)
    if line.part:
        _dot(painter, mark)
    else:
        ink.icon(painter, icon, "text3", mark)
    room = box.adjusted(look.px(FACE + GAP), 0, -(size + look.px(6)) if line.opens else 0, 0)
    ink.words(painter, words, "small", "accent_text" if line.leads and not line.opens else "text2", room)
    if line.opens:
        left = min(room.right(), room.left() + ink.advance(words, "small")) + look.px(6)
        place = QRectF(left, box.center().y() - size / 2, size, size)
        ink.icon(painter, "chevron-up" if line.opened else "chevron-down", "text3", place)


def _dot(painter: QPainter, mark: QRectF) -> None:
    """Paint the small dot of a part."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.color("text3"))
    painter.drawEllipse(mark.center(), current().px(2), current().px(2))


def waiting(painter: QPainter, width: int, y: float, height: float) -> None:
    """Paint a message whose words are being read."""
    look = current()
    left = look.px(LEFT + FACE + GAP)
    box = QRectF(left, y, width - left - look.px(RIGHT), height - look.px(GAP))
    ink.fill_round(painter, box, look.px(8), ink.color("sunken"))


def request_tag(painter: QPainter, words: str, y: float, *, proposed: bool) -> None:
    """Paint which request begins here."""
    look = current()
    middle = QPointF(look.px(LEFT + FACE + GAP), y + look.px(TAG) / 2)
    paint.tag(painter, words, middle, tone="functional" if proposed else "accent", icon="message-report")


def bracket(painter: QPainter, y: float, height: float, *, proposed: bool, starts: bool, ends: bool) -> None:
    """Paint the line at the left that holds the messages of a request together; proposed ones are dashed."""
    look = current()
    token = "functional" if proposed else "accent_text"
    x = float(look.px(6))
    top, bottom = y + (look.px(4) if starts else 0), y + height - (look.px(GAP) if ends else 0)
    painter.setPen(ink.pen(token, 2, dashed=proposed))
    painter.drawLine(QPointF(x, top), QPointF(x, bottom))
    for edge, drawn in ((top, starts), (bottom, ends)):
        if drawn:
            painter.drawLine(QPointF(x, edge), QPointF(x + look.px(6), edge))


def card(painter: QPainter, shown: Card, y: float, state: State) -> None:
    """Paint a message with its upper edge at a height."""
    look = current()
    message = shown.shape.message
    if shown.shape.day:
        day_line(painter, shown.shape.day, shown.shape.width, y)
    painter.save()
    painter.translate(0, y)
    if state.dimmed:
        painter.setOpacity(0.72)
    frame = shown.frame
    ground, line = _GROUNDS.get(message.direction, ("surface", "hairline"))
    radius = look.px(8)
    ink.fill_round(painter, frame, radius, ink.color(ground))
    if state.current and state.focused:
        ink.line_round(painter, frame, radius, ink.pen("focus", 2))
    elif line:
        ink.line_round(painter, frame, radius, ink.pen("strong" if state.current else line))
    face = QRectF(look.px(LEFT), frame.top() + look.px(2), look.px(FACE), look.px(FACE))
    avatar(painter, look, message.author or message.address or "?", face)
    if state.chosen:
        _chosen(painter, face)
    _head(painter, shown, state)
    for box, mark in shown.marks:
        size = look.px(14)
        corner = QRectF(box.left(), box.center().y() - size / 2, size, size)
        ink.icon(painter, mark.icon, "text3" if mark.tone == "text2" else mark.tone, corner)
        token = "accent_text" if mark.act else mark.tone
        ink.words(painter, mark.words, "small", token, box.adjusted(look.px(20), 0, 0, 0))
    _text(painter, shown, state)
    for place in shown.places:
        if place.act == "fold":
            _dots(painter, place.box)
        elif isinstance(place.value, AttachmentRecord):
            _file(painter, place.box, place.value)
    painter.restore()


def _chosen(painter: QPainter, face: QRectF) -> None:
    look = current()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.color("accent"))
    painter.drawEllipse(face)
    ink.icon(painter, "check", "on_accent", face.adjusted(*(look.px(6) * one for one in (1, 1, -1, -1))))


def menu_box(shown: Card) -> QRectF:
    """Return where the button stands that opens what can be done with a message."""
    look = current()
    size = look.px(24)
    frame = shown.frame
    return QRectF(frame.right() - size - look.px(6), frame.top() + look.px(6), size, size)


def _head(painter: QPainter, shown: Card, state: State) -> None:
    look = current()
    message, frame = shown.shape.message, shown.frame
    line = QRectF(frame.left() + look.px(PAD_X), frame.top() + look.px(PAD_TOP), 0, look.px(HEAD))
    right = frame.right() - look.px(PAD_X)
    if state.hovered or state.current:
        box = menu_box(shown)
        size = look.px(16)
        place = QRectF(box.center().x() - size / 2, box.center().y() - size / 2, size, size)
        ink.icon(painter, "dots", "text2", place)
        right = box.left() - look.px(4)
    width = ink.advance(shown.when, "small") + 2
    ink.words(painter, shown.when, "small", "text2", QRectF(right - width, line.top(), width, line.height()))
    right -= width + look.px(10)
    name = message.author or message.address or "?"
    badges = sum(ink.advance(words, "small") + look.px(12) for words, _ in shown.badges)
    room = max(look.px(40), right - line.left() - badges)
    width = min(room, ink.advance(name, "strong") + 2)
    ink.words(painter, name, "strong", "text", QRectF(line.left(), line.top(), width, line.height()))
    x = line.left() + width + look.px(10)
    if message.direction is Direction.NOTE:
        size = look.px(14)
        ink.icon(painter, "lock", "note_text", QRectF(x, line.center().y() - size / 2, size, size))
        x += size + look.px(5)
    for words, token in shown.badges:
        room = right - x
        if room > look.px(20):
            ink.words(painter, words, "small", token, QRectF(x, line.top(), room, line.height()))
        x += ink.advance(words, "small") + look.px(12)


def _text(painter: QPainter, shown: Card, state: State) -> None:
    context = QAbstractTextDocumentLayout.PaintContext()
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Text, ink.color("text"))
    context.palette = palette
    selections = [_selection(shown, span, "functional_soft", "functional_text") for span in state.lit]
    if state.selected is not None:
        selections.append(_selection(shown, state.selected, "accent", "on_accent"))
    context.selections = selections
    painter.save()
    painter.translate(shown.text_box.topLeft())
    context.clip = QRectF(0, 0, shown.text_box.width(), shown.text_box.height())
    shown.document.documentLayout().draw(painter, context)
    painter.restore()


def _selection(shown: Card, span: Span, back: str, front: str) -> QAbstractTextDocumentLayout.Selection:
    last = shown.document.characterCount() - 1
    cursor = QTextCursor(shown.document)
    cursor.setPosition(max(0, min(span[0], last)))
    cursor.setPosition(max(0, min(span[1], last)), QTextCursor.MoveMode.KeepAnchor)
    made = QAbstractTextDocumentLayout.Selection()
    made.cursor = cursor
    form = QTextCharFormat()
    form.setBackground(ink.color(back))
    form.setForeground(ink.color(front))
    if back == "functional_soft":
        form.setFontUnderline(True)
    made.format = form
    return made


def _dots(painter: QPainter, box: QRectF) -> None:
    look = current()
    ink.fill_round(painter, box, look.px(4), ink.color("hover"))
    ink.line_round(painter, box, look.px(4), ink.pen("strong"))
    size = look.px(14)
    place = QRectF(box.center().x() - size / 2, box.center().y() - size / 2, size, size)
    ink.icon(painter, "dots", "text2", place)


def _file(painter: QPainter, box: QRectF, file: AttachmentRecord) -> None:
    look = current()
    ink.fill_round(painter, box, look.px(6), ink.color("surface"))
    ink.line_round(painter, box, look.px(6), ink.pen("hairline" if file.missing else "strong", dashed=file.missing))
    size = look.px(16)
    ink.icon(painter, "file", "text2", QRectF(box.left() + look.px(8), box.center().y() - size / 2, size, size))
    words = chip_size(file)
    width = ink.advance(words, "small") + 2
    right = QRectF(box.right() - width - look.px(8), box.top(), width, box.height())
    ink.words(painter, words, "small", "text2", right)
    name = file.name or say("ticket.unnamed_file")
    left = box.left() + look.px(30)
    token = "text3" if file.missing else "text"
    ink.words(
        painter,
        name,
        "label",
        token,
        QRectF(left, box.top(), right.left() - left - look.px(8), box.height()),
        weight=600,
    )
