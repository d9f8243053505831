"""Pieces that the inspector and the licenses screen share: the key with its copy button, a ticket as a row, facts."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from console.records.licensing import DomainRecord
from console.records.tickets import TicketRow
from console.views.kit import ink, paint
from console.views.kit.buttons import IconButton
from console.views.kit.layout import row
from console.views.kit.text import ElidedText, Painted, Text, plain_tip
from console.views.licenses.saying import masked
from console.views.look.look import current
from console.views.look.paint import tier_tile
from console.views.words import age, moment, say

_STATUS_TONES = {"open": "accent", "waiting": "plain", "refused": "critical", "closed": "ok"}
_CHANGED = ("code_modified", "files_modified", "database_modified", "server_config_modified", "shares_with_other")


class KeyLine(QWidget):
    """A license key with its middle hidden; the button copies the whole key."""

    copied = Signal()

    def __init__(self, key: str, *, kind: str = "mono") -> None:
        super().__init__()
        self._key = key
        shown = Text(masked(key), kind, "2")
        shown.setAccessibleName(say("license.key_named", shown=key))
        self.button = IconButton("copy", say("license.copy_key"))
        self.button.clicked.connect(self._copy)
        line = row(shown, self.button, spacing=2)
        line.addStretch(1)
        self.setLayout(line)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._key)
        self.button.show_icon("check", say("license.key_copied"))
        self.copied.emit()


class RowButton(QAbstractButton):
    """A row that is a button, lit under the pointer and ringed when it has the focus. The heirs paint what is in it."""

    narrowest = 140

    def __init__(self, words: str, tip: str = "") -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(words)
        self.setToolTip(plain_tip(tip or words))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(current().px(self.narrowest), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Show when the pointer comes and goes."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave, QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, then what is in it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, corner = QRectF(self.rect()), current().px(6)
        if self.underMouse() or self.hasFocus():
            ink.fill_round(painter, box, corner, ink.color("hover"))
        if self.hasFocus():
            ink.line_round(painter, box.adjusted(1, 1, -1, -1), corner, ink.pen("accent", 2))
        self.paint_inside(painter, box)
        painter.end()

    def paint_inside(self, painter: QPainter, box: QRectF) -> None:
        """Paint what the row says; `box` is the whole of it."""
        raise NotImplementedError


class TicketLine(RowButton):
    """A ticket as a row: its tile, its subject cut where it must be, its age; Enter or a click opens it."""

    asked = Signal(int)

    def __init__(self, line: TicketRow, now: datetime, *, wide: bool = False) -> None:
        self._line, self._wide = line, wide
        self._age = age(line.received_at, now)
        self._status = say(f"status.{line.status.value}") if hasattr(line.status, "value") else str(line.status)
        if line.close_reason:
            self._status += f" · {line.close_reason}"
        tip = f"TK-{line.number}  {line.subject}\n{self._status}, {moment(line.received_at)}"
        super().__init__(f"TK-{line.number}, {line.subject}, {self._status}, {self._age}", tip)
        self.setMouseTracking(True)
        self.clicked.connect(self._open)

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(260), current().px(34 if self._wide else 30))

    def paint_inside(self, painter: QPainter, box: QRectF) -> None:
        """Paint the tile, the subject and the age; the number and the state where there is room."""
        look, line = current(), self._line
        size = look.px(20)
        tier_tile(painter, look, line.tier, QRectF(look.px(5), box.center().y() - size / 2, size, size))
        inner = box.adjusted(look.px(33), 0, -look.px(7), 0)
        width = ink.advance(self._age, "small") + 4
        ink.words(painter, self._age, "small", "text3", inner, right=True)
        inner.setRight(inner.right() - width - look.px(8))
        if self._wide:
            status = paint.tag_width(self._status)
            tone = _STATUS_TONES.get(str(getattr(line.status, "value", line.status)), "plain")
            right = QPointF(inner.right() - status, box.center().y())
            paint.tag(painter, self._status, right, tone=tone)
            inner.setRight(inner.right() - status - look.px(10))
            ink.words(painter, f"TK-{line.number}", "mono", "text3", inner)
            inner.setLeft(inner.left() + look.px(74))
        ink.words(painter, line.subject, "body" if self._wide else "small", "text", inner)

    def _open(self) -> None:
        self.asked.emit(self._line.id)


class FactLine(QWidget):
    """A name at the left and its value at the right."""

    def __init__(self, name: str, value: str, tone: str = "text", *, tip: str = "") -> None:
        super().__init__()
        shown = ElidedText(value, "small", tone, weight=500)
        line = row(Text(name, "small", "2"), spacing=10)
        line.addStretch(1)
        line.addWidget(shown)
        line.setStretch(2, 0)
        self.setLayout(line)
        if tip:
            self.setToolTip(plain_tip(tip))


class Swatch(Painted):
    """A small square in the color of a token."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(11), current().px(11))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink.fill_round(painter, QRectF(self.rect()), current().px(3), ink.color(self._token))
        painter.end()


def integrity(domain: DomainRecord) -> tuple[tuple[str, str], ...]:
    """Return what is known of the installation on a domain as tags: words and tone. Nothing known is one quiet tag."""
    tags: list[tuple[str, str]] = []
    if domain.software_version:
        tags.append((say("integrity.version", n=domain.software_version), "plain"))
    changed = [name for name in _CHANGED if getattr(domain, name)]
    tags += [(say(f"integrity.{name}"), "critical") for name in changed]
    asked = [getattr(domain, name) for name in _CHANGED[:3]]
    if not changed and all(one is False for one in asked):
        tags.append((say("license.unchanged"), "ok"))
    elif not changed and None in asked:
        tags.append((say("license.not_checked"), "plain"))
    if domain.outdated:
        tags.append((say("integrity.outdated"), "functional"))
    if domain.requirements_met is False:
        tags.append((say("integrity.requirements_not_met"), "functional"))
    return tuple(tags)
