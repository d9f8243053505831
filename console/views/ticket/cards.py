"""The cards of a conversation: measured once for a width, painted, never widgets. Every text is plain text.

A card is laid out from a frozen message; what can be pressed on it is a list of places. Nothing here reads or opens.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, tzinfo

from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor, QTextDocument, QTextOption

from console.records.base import Direction
from console.records.thread import MessageVersion
from console.records.tickets import AttachmentRecord, MessageRecord
from console.views.kit import bars, ink, paint
from console.views.look.look import current
from console.views.ticket.signs import signs_of
from console.views.words import clock, say

SHOWN_CHARACTERS = 12_000
LEFT, RIGHT, FACE, GAP = 16, 16, 30, 10
PAD_X, PAD_TOP, PAD_BOTTOM = 12, 8, 11
DAY, TAG, HEAD, MARK, FOLD, CHIP, LINE = 36, 28, 22, 20, 26, 32, 28
_LINE_HEIGHT = 21
_WIDEST_CHIP = 300
_KB, _MB = 1_024, 1_048_576


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A part of a card that can be pressed: what it does, with what, and what it is called."""

    box: QRectF
    act: str
    words: str
    value: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The quiet line above a text: an icon and its words; pressing it may lead somewhere."""

    icon: str
    words: str
    act: str = ""
    value: object = None
    tone: str = "text2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a card is made of. `zone` is the customer's own, None where it is not known or the same as ours.

    `asker` is the address of whom the request is from.
    """

    message: MessageRecord
    width: int
    unfolded: bool = False
    versions: tuple[MessageVersion, ...] = ()
    day: str = ""
    request: str = ""
    zone: tzinfo | None = None
    answered: MessageRecord | None = None
    asker: str = ""


@dataclass(slots=True, kw_only=True)
class Card:
    """A laid-out card. Boxes are relative to its upper left corner; `offset` is where the shown text begins in it."""

    shape: Shape
    height: int = 0
    frame: QRectF = field(default_factory=QRectF)
    text_box: QRectF = field(default_factory=QRectF)
    document: QTextDocument = field(default_factory=QTextDocument)
    marks: tuple[tuple[QRectF, Marks], ...] = ()
    places: tuple[Place, ...] = ()
    badges: tuple[tuple[str, str], ...] = ()
    when: str = ""
    offset: int = 0


def lay_out(shape: Shape) -> Card:
    """Lay a message out for a width."""
    look = current()
    card = Card(shape=shape)
    top = (look.px(DAY) if shape.day else 0) + (look.px(TAG) if shape.request else 0)
    left = look.px(LEFT + FACE + GAP)
    inner_left = left + look.px(PAD_X)
    inner = max(80, shape.width - inner_left - look.px(RIGHT + PAD_X))
    y = top + look.px(PAD_TOP + HEAD)
    places: list[Place] = []
    marks = []
    for mark in _marks(shape):
        box = QRectF(inner_left, y, inner, look.px(MARK))
        marks.append((box, mark))
        if mark.act:
            places.append(Place(box=box, act=mark.act, words=mark.words, value=mark.value))
        y += look.px(MARK)
    text, card.offset = shown_text(shape.message, unfolded=shape.unfolded)
    card.document = _document(text, shape.versions, inner)
    card.text_box = QRectF(inner_left, y, inner, card.document.size().height())
    y = round(card.text_box.bottom())
    if folds(shape.message):
        y = _fold(shape, inner_left, y, places)
    y = _chips(shape.message.attachments, inner_left, inner, y, places)
    bottom = y + look.px(PAD_BOTTOM)
    card.frame = QRectF(left, top, shape.width - left - look.px(RIGHT), bottom - top)
    card.marks, card.places = tuple(marks), tuple(places)
    card.badges, card.when = _badges(shape.message), when(shape.message.sent_at, shape.zone)
    card.height = bottom + look.px(GAP)
    return card


def shown_text(message: MessageRecord, *, unfolded: bool) -> tuple[str, int]:
    """Return the text of a card and where in the message's text it begins (in its reply text while folded: 0)."""
    if not message.text.strip() and not message.reply_text.strip():
        return say("ticket.no_text") if message.erased_at is None else say("ticket.erased_text"), 0
    whole = message.text if unfolded or not message.reply_text.strip() else message.reply_text
    lead = len(whole) - len(whole.lstrip())
    return whole.strip()[:SHOWN_CHARACTERS], lead


def folds(message: MessageRecord) -> bool:
    """Return whether a message carries quoted text besides what is new in it."""
    return bool(message.reply_text.strip()) and len(message.text.strip()) > len(message.reply_text.strip()) + 2


def size_words(size: int) -> str:
    """Return the size of a file in words."""
    if size >= _MB:
        return say("ticket.size_mb", n=f"{size / _MB:.1f}")
    return say("ticket.size_kb", n=max(1, round(size / _KB)))


def file_words(file: AttachmentRecord) -> str:
    """Return a file as it is heard: name and size, or that it is missing."""
    name = file.name or say("ticket.unnamed_file")
    return f"{name}, {say('ticket.file_missing') if file.missing else size_words(file.size)}"


def when(instant: datetime, zone: tzinfo | None) -> str:
    """Return the time of a message: ours, and the customer's own where it differs."""
    ours = clock(instant)
    if zone is None:
        return ours
    theirs = f"{instant.astimezone(zone):%H:%M}"
    city = str(zone).rsplit("/", maxsplit=1)[-1].replace("_", " ")
    return ours if theirs == ours else f"{ours}  ·  {theirs} {city}"


def _marks(shape: Shape) -> tuple[Marks, ...]:
    message = shape.message
    told = signs_of(message, shape.asker)
    found = [Marks(icon="alert-triangle", words=words, tone="functional_text") for words in told]
    if message.forwarded_from:
        found.append(Marks(icon="corner-up-left", words=say("ticket.forwarded", name=message.forwarded_from)))
    if message.reply_to is not None:
        known = shape.answered
        words = (
            say("ticket.answers_earlier")
            if known is None
            else say("ticket.answers", name=known.author or known.address, words=" ".join(known.text.split())[:120])
        )
        found.append(Marks(icon="arrow-back-up", words=words, act="jump", value=int(message.reply_to)))
    if message.versions > 1:
        words = say("ticket.versions", n=message.versions)
        if message.edited_at is not None:
            words = f"{words} · {clock(message.edited_at)}"
        found.append(Marks(icon="history", words=words, act="versions", value=int(message.id)))
    return tuple(found)


def _badges(message: MessageRecord) -> tuple[tuple[str, str], ...]:
    found = []
    if message.direction is Direction.NOTE:
        found.append((say("ticket.note"), "note_text"))
    if message.is_automatic:
        found.append((say("ticket.automatic"), "text3"))
    if message.is_bounce:
        found.append((say("ticket.bounce"), "critical_text"))
    if message.delivery in ("held", "checked", "ready", "failed", "unsent"):
        tone = "critical_text" if message.delivery == "failed" else "accent_text"
        found.append((say(f"delivery.{message.delivery}"), tone))
    return tuple(found)


def _document(text: str, versions: tuple[MessageVersion, ...], width: int) -> QTextDocument:
    look = current()
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setDefaultFont(ink.font("body"))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    document.setPlainText(text)
    lines = QTextBlockFormat()
    lines.setLineHeight(look.px(_LINE_HEIGHT), QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.mergeBlockFormat(lines)
    if len(versions) > 1:
        _add_versions(document, versions)
    bars.dress(document)
    document.setTextWidth(width)
    return document


def _add_versions(document: QTextDocument, versions: tuple[MessageVersion, ...]) -> None:
    quiet = QTextCharFormat()
    quiet.setForeground(ink.color("text2"))
    head = QTextCharFormat()
    head.setFont(ink.font("micro", 600))
    head.setForeground(ink.color("text3"))
    cursor = QTextCursor(document)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    for one in reversed(versions[:-1]):
        cursor.insertBlock()
        cursor.insertText(say("ticket.version", n=one.n), head)
        cursor.insertBlock()
        cursor.insertText(one.text.strip()[:SHOWN_CHARACTERS], quiet)


def _fold(shape: Shape, left: float, y: int, places: list[Place]) -> int:
    look = current()
    words = say("ticket.hide_quoted" if shape.unfolded else "ticket.show_quoted")
    box = QRectF(left, y + look.px(5), look.px(30), look.px(16))
    places.append(Place(box=box, act="fold", words=words, value=int(shape.message.id)))
    return y + look.px(FOLD)


def _chips(files: tuple[AttachmentRecord, ...], left: float, room: float, y: int, places: list[Place]) -> int:
    if not files:
        return y
    look = current()
    y += look.px(8)
    x = left
    for file in files:
        wanted = ink.advance(file.name or say("ticket.unnamed_file"), "label", 600)
        wanted += ink.advance(chip_size(file), "small") + look.px(50)
        width = min(room, look.px(_WIDEST_CHIP), wanted)
        if x > left and x + width > left + room:
            x, y = left, y + look.px(CHIP + 4)
        box = QRectF(x, y, width, look.px(CHIP))
        places.append(Place(box=box, act="file", words=file_words(file), value=file))
        x += width + look.px(6)
    return y + look.px(CHIP)


def chip_size(file: AttachmentRecord) -> str:
    """Return what stands at the right of a file's chip."""
    return say("ticket.file_missing") if file.missing else size_words(file.size)


def badge_width(words: str) -> float:
    """Return how wide a badge of the head is."""
    return paint.tag_width(words)
