"""The left edge: whose desk it is, the views with their counts, the tools, and who works here."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from console.views.kit.layout import row
from console.views.kit.text import Text
from console.views.look.icons import draw, window_icon
from console.views.look.look import current
from console.views.look.paint import avatar, elided
from console.views.words import say


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A view of the sidebar: its key, icon and query."""

    key: str
    icon: str
    query: str


VIEWS = (
    View(key="mine", icon="inbox", query="is:open owner:me"),
    View(key="unassigned", icon="user-off", query="is:open owner:none"),
    View(key="critical", icon="alert-octagon", query="is:open tier:critical"),
    View(key="all_open", icon="list-details", query="is:open"),
    View(key="waiting", icon="clock-pause", query="is:waiting"),
    View(key="to_confirm", icon="message-report", query="is:proposed,held"),
    View(key="unmatched", icon="help-circle", query="is:unmatched"),
    View(key="ends_soon", icon="hourglass", query="is:open ends:<30d"),
    View(key="closed", icon="circle-check", query="is:resolved sort:-updated"),
)


class _Entry(QAbstractButton):
    """A line of the sidebar, painted."""

    def __init__(self, icon_name: str, words: str) -> None:
        super().__init__()
        self.icon_name, self.words, self.number = icon_name, words, ""
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setFixedHeight(current().px(32))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        """Return the size that the words need."""
        return QSize(current().px(58), current().px(32))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon, words and count; only the icon where there is little room."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = "selected" if self.isChecked() else "hover" if self.underMouse() else ""
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color(ground))
            painter.drawRoundedRect(box, look.px(6), look.px(6))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.color("focus"))
            painter.drawRoundedRect(box, look.px(6), look.px(6))
        size = look.px(18)
        rail = self.width() < look.px(120)
        left = (self.width() - size) / 2 if rail else look.px(10)
        color = look.tokens.accent_text if self.isChecked() else look.tokens.text2
        draw(painter, self.icon_name, color, QRectF(left, box.center().y() - size / 2, size, size))
        if rail:
            return
        painter.setPen(look.color("accent_text" if self.isChecked() else "text"))
        number_font = look.font("label")
        painter.setFont(number_font)
        width = look.px(46) if self.number else 0
        painter.drawText(
            box.adjusted(0, 0, -look.px(10), 0),
            int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter),
            self.number,
        )
        elided(
            painter,
            look.font("label" if self.isChecked() else "body"),
            self.words,
            box.adjusted(left + size + look.px(9), 0, -width, 0),
        )


class _Person(QWidget):
    """Who works here."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        self.name, self.words = name, words
        self.setFixedHeight(current().px(48))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the person."""
        look = current()
        painter = QPainter(self)
        size = look.px(28)
        rail = self.width() < look.px(120)
        left = (self.width() - size) / 2 if rail else look.px(10)
        avatar(painter, look, self.name, QRectF(left, (self.height() - size) / 2, size, size))
        if rail:
            return
        start = left + size + look.px(8)
        painter.setPen(look.color("text"))
        elided(
            painter, look.font("strong"), self.name, QRectF(start, look.px(5), self.width() - start - 8, look.px(20))
        )
        painter.setPen(look.color("text2"))
        elided(
            painter, look.font("small"), self.words, QRectF(start, look.px(24), self.width() - start - 8, look.px(18))
        )


class Sidebar(QWidget):
    """The views and tools. `view_chosen` carries a view's key, `tool_chosen` licenses, import, outbox or settings."""

    view_chosen = Signal(str)
    tool_chosen = Signal(str)

    def __init__(self, company: str, person: str, role: str) -> None:
        super().__init__()
        look = current()
        self.setProperty("ground", "sunken")
        self.setProperty("edge", "right")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.entries: dict[str, _Entry] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(8), look.px(12), look.px(8), look.px(8))
        layout.setSpacing(look.px(2))
        self.company = Text(company, "h2")
        self.state = Text(say("store.live"), "small", "ok")
        mark = Text()
        mark.setPixmap(window_icon().pixmap(look.px(26), look.px(26)))
        self.head = QWidget()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.company)
        words.addWidget(self.state)
        head = row(mark, spacing=10, margins=(4, 0, 0, 0))
        head.addLayout(words, 1)
        self.head.setLayout(head)
        layout.addWidget(self.head)
        layout.addSpacing(look.px(12))
        self.sections = [self._section("side.views", layout)]
        for view in VIEWS:
            self._entry(view.key, view.icon, say(f"view.{view.key}"), layout)
        layout.addSpacing(look.px(12))
        self.sections.append(self._section("side.tools", layout))
        for key, icon_name in (
            ("licenses", "license"),
            ("agreement", "book"),
            ("import", "file-import"),
            ("outbox", "send"),
            ("settings", "settings"),
        ):
            self._entry(key, icon_name, say(f"tool.{key}"), layout, tool=True)
        layout.addStretch(1)
        layout.addWidget(_Person(person, say(f"role.{role}")))

    def _section(self, key: str, layout: QVBoxLayout) -> Text:
        label = Text(say(key), "micro", "3")
        label.setContentsMargins(current().px(10), 0, 0, current().px(2))
        layout.addWidget(label)
        return label

    def _entry(self, key: str, icon_name: str, words: str, layout: QVBoxLayout, *, tool: bool = False) -> None:
        entry = _Entry(icon_name, words)
        entry.setCheckable(not tool)
        entry.setObjectName(key)
        entry.clicked.connect(self._tool_clicked if tool else self._view_clicked)
        self.entries[key] = entry
        layout.addWidget(entry)

    def _view_clicked(self) -> None:
        self.view_chosen.emit(self.sender().objectName())

    def _tool_clicked(self) -> None:
        self.tool_chosen.emit(self.sender().objectName())

    def show_chosen(self, key: str) -> None:
        """Mark the view that is shown."""
        if key in self.entries:
            self.entries[key].setChecked(True)

    def show_count(self, key: str, words: str) -> None:
        """Show a view's count."""
        if key in self.entries and self.entries[key].number != words:
            self.entries[key].number = words
            self.entries[key].update()

    def show_state(self, words: str, tone: str) -> None:
        """Show whether the database answers."""
        self.state.setText(words)
        self.state.set_tone(tone)

    def narrow(self, *, narrow: bool) -> None:
        """Become a rail of icons where there is little room."""
        look = current()
        self.setFixedWidth(look.px(58 if narrow else 228))
        for widget in (self.company, self.state, *self.sections):
            widget.setVisible(not narrow)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint when the look changes."""
        super().changeEvent(event)
        self.update()
