"""A dialog drawn as a card over the dimmed window, and the drawer that slides in at the right edge.

The card is one dialog as large as the window below, with a picture of that window behind the card: this needs no
transparency of the desktop, so that no corner turns black where there is none. Esc leaves; the safe button is default.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from console.views.kit import ink
from console.views.kit.buttons import Button, IconButton
from console.views.kit.states import Banner
from console.views.kit.text import ElidedText, KeyCaps, Text
from console.views.kit.toast import Toast
from console.views.look.look import current

_DIM_LIGHT, _DIM_DARK = 88, 150
_EDGE = 24
_LASTS = "lasts"


def tell_lasting(window: QWidget, title: str, detail: str = "") -> None:
    """Say on every cover over a window, and on those that are opened from now on, what lasts; nothing ends it.

    The strip of the window itself is hidden by them.
    """
    window.setProperty(_LASTS, [title, detail] if title else None)
    for one in window.findChildren(Cover):
        one.show_lasting()


class Cover(QDialog):
    """A card over the dimmed window. `card` takes the content; sizes are pixels of 100 %.

    Words on the close button and on the back button come from the caller. A click beside the card leaves.
    """

    def __init__(self, parent: QWidget | None, heading: str, *, width: int, height: int, top: int = 0) -> None:
        super().__init__(parent)
        self._wanted = (width, height, top)
        self._high = 0
        self._below = QPixmap()
        self._shares: list[tuple[QWidget, int, float]] = []
        self.lasting: Banner | None = None
        self.passing: Toast | None = None
        self.setWindowTitle(heading)
        self.setAccessibleName(heading)
        self.setModal(True)
        self.setWindowFlags(Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.card = QWidget(self)
        self.body = QVBoxLayout(self.card)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self._cover()

    def _cover(self) -> None:
        parent = self.parentWidget()
        below = None if parent is None else parent.window()
        look = current()
        if below is None:
            edge = look.px(_EDGE)
            self.resize(look.px(self._wanted[0]) + 2 * edge, look.px(self._wanted[1]) + 2 * edge)
            return
        self.setGeometry(QRect(below.mapToGlobal(QPoint(0, 0)), below.size()))
        self._below = below.grab()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the default button of this cover by Enter, and never one of a cover that the key has just opened.

        Ctrl+Enter does it too: from a text of several lines, where Enter alone begins another.
        """
        held = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ControlModifier
        plain = not event.modifiers() & ~held
        if not plain or event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        own = (one for one in self.findChildren(QPushButton) if one.window() is self)
        found = next((one for one in own if one.isDefault() and one.isVisible()), None)
        if found is not None and found.isEnabled():
            found.click()

    def add_header(self, heading: str, close: str, *, detail: str = "", icon: str = "", chord: str = "") -> None:
        """Put a header on the card: icon, heading, detail, the key that led here, and the way out."""
        look = current()
        head = QWidget()
        head.setProperty("edge", "bottom")
        head.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = QHBoxLayout(head)
        line.setContentsMargins(look.px(18), look.px(8), look.px(10), look.px(8))
        line.setSpacing(look.px(9))
        if icon:
            line.addWidget(_Mark(icon))
        line.addWidget(Text(heading, "title"))
        if detail:
            line.addWidget(ElidedText(detail, "small", "text3"))
        line.addStretch(1)
        if chord:
            line.addWidget(KeyCaps(chord))
        leave = IconButton("x", close, "Esc")
        leave.clicked.connect(self.reject)
        line.addWidget(leave)
        self.body.addWidget(head)

    def add_footer(self, *widgets: QWidget, back: str) -> Button:
        """Put a row of buttons at the foot: the safe one first and default, the others at the right."""
        look = current()
        foot = QWidget()
        foot.setProperty("edge", "top")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line = QHBoxLayout(foot)
        line.setContentsMargins(look.px(18), look.px(10), look.px(18), look.px(10))
        line.setSpacing(look.px(8))
        safe = Button(back, chord="Esc")
        safe.setDefault(True)
        safe.clicked.connect(self.reject)
        line.addWidget(safe)
        line.addStretch(1)
        for widget in widgets:
            line.addWidget(widget)
        self.body.addWidget(foot)
        return safe

    def share(self, pane: QWidget, width: int, part: float) -> None:
        """Give a pane at an edge its width, and never more than its part of the card, so that the rest has room."""
        self._shares.append((pane, width, part))
        pane.setFixedWidth(current().px(width))

    def fit_to(self, inside: QWidget, *, spare: int = 0, least: int = 0) -> int:
        """Make the card as high as what scrolls `inside` it needs, and never higher than was wanted; return that.

        `spare` and `least` are pixels of the screen: room below, and the least height.
        """
        width, layout = self.card.width(), inside.layout()
        high = spare + (0 if layout is None else layout.totalHeightForWidth(width))
        for place in range(self.body.count()):
            item = self.body.itemAt(place)
            shown = None if item is None else item.widget()
            if shown not in (None, self.lasting) and not shown.isHidden() and not shown.isAncestorOf(inside):
                wraps = shown.hasHeightForWidth()
                high += shown.heightForWidth(width) if wraps else shown.sizeHint().height()
        self._high = min(current().px(self._wanted[1]), max(high, least))
        self._place()
        return self._high

    def showEvent(self, event: QShowEvent) -> None:
        """Cover the window as it is now."""
        super().showEvent(event)
        self.show_lasting()
        self._place()

    def show_lasting(self) -> None:
        """Show below the header what lasts in the window below, or nothing any more."""
        below, told = self.parentWidget(), None
        while below is not None and not told:
            told = below.property(_LASTS)
            below = below.parentWidget()
        if not told:
            if self.lasting is not None:
                self.lasting.hide()
        else:
            if self.lasting is None:
                self.lasting = Banner("error", "database", "", whole=True)
                self.body.insertWidget(min(1, self.body.count()), self.lasting)
            if self.isVisible() and self.lasting.title.text() != told[0]:
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, " ".join(told)))
            self.lasting.say(*told)
            self.lasting.show()
        self._place()

    def pass_words(self, words: str, seconds: int) -> None:
        """Say a word that passes on the card: one at the foot of the window below is hidden by it."""
        if self.passing is None:
            self.passing = Toast(self.card)
        self.passing.show_words(words, seconds=seconds)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the card to the window."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        look = current()
        edge = look.px(_EDGE)
        width = min(look.px(self._wanted[0]), self.width() - 2 * edge)
        strip = self.lasting if self._high and self.lasting is not None and not self.lasting.isHidden() else None
        more = 0 if strip is None else strip.heightForWidth(width)
        height = min(self._high + more or look.px(self._wanted[1]), self.height() - 2 * edge)
        top = look.px(self._wanted[2]) if self._wanted[2] else (self.height() - height) // 2
        self.card.setGeometry(
            (self.width() - width) // 2, max(edge, min(top, self.height() - height - edge)), width, height
        )
        for pane, wanted, part in self._shares:
            pane.setFixedWidth(min(look.px(wanted), int(width * part)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Leave by a click beside the card."""
        if not self.card.geometry().contains(event.position().toPoint()):
            self.reject()
            return
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._below.isNull():
            painter.fillRect(self.rect(), ink.color("app"))
        else:
            painter.drawPixmap(0, 0, self._below)
            painter.fillRect(self.rect(), ink.color("#000000", _DIM_DARK if look.tokens.dark else _DIM_LIGHT))
        box, radius = QRectF(self.card.geometry()), look.px(12)
        ink.shadow(painter, box, radius, reach=24)
        ink.fill_round(painter, box, radius, ink.color("raised"))
        if look.tokens.dark or look.tokens.name == "contrast":
            ink.line_round(painter, box, radius, ink.pen("strong"))
        painter.end()


class _Mark(QWidget):
    """An icon beside a heading."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        size = current().px(20)
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        ink.icon(painter, self._icon, "text2", QRectF(self.rect()))
        painter.end()


class SidePanel(QWidget):
    """A drawer over the right edge of its parent. Esc closes it and gives the focus back."""

    closed = Signal()

    def __init__(self, parent: QWidget, heading: str, close: str, *, width: int = 316, chord: str = "I") -> None:
        super().__init__(parent)
        look = current()
        self._wanted = width
        self._before: QWidget | None = None
        self.setAccessibleName(heading)
        self.setProperty("ground", "surface")
        self.setProperty("edge", "left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.leave = IconButton("x", close, chord)
        self.leave.clicked.connect(self.close_panel)
        head = QHBoxLayout()
        head.addWidget(Text(heading, "h2"))
        head.addStretch(1)
        head.addWidget(self.leave)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(look.px(16), look.px(8), look.px(12), look.px(12))
        self.body.addLayout(head)
        parent.installEventFilter(self)
        self.hide()

    def open_panel(self) -> None:
        """Show the drawer and move the focus into it."""
        self._before = self.window().focusWidget()
        self._place()
        self.show()
        self.raise_()
        self.leave.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_panel(self) -> None:
        """Hide the drawer; the focus goes back to where it was."""
        self.hide()
        if self._before is not None:
            self._before.setFocus()
        self.closed.emit()

    def _place(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            width = min(current().px(self._wanted), parent.width())
            self.setGeometry(parent.width() - width, 0, width, parent.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the right edge."""
        if watched is self.parentWidget() and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)
