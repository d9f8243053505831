"""Lines of the decision panel: one that can be pressed, and a column whose rows are kept by key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar, cast

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.views.kit import ink
from console.views.kit.buttons import Button
from console.views.kit.text import Painted, Text, plain_tip
from console.views.kit.touchable import Touchable
from console.views.look.look import current

T = TypeVar("T")


class Glyph(Painted):
    """An icon of a token's color, that stands beside words."""

    def __init__(self, name: str = "info-circle", color: str = "text3", size: int = 16) -> None:
        super().__init__()
        self._name, self._token, self._size = name, color, size

    def show_icon(self, name: str, token: str) -> None:
        """Show another icon."""
        self._name, self._token = name, token
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(self._size), current().px(self._size + 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        size = current().px(self._size)
        painter = QPainter(self)
        ink.icon(painter, self._name, self._token, QRectF(0, current().px(1), size, size))
        painter.end()


class ActLine(Touchable):
    """A line with a title, what belongs to it, and perhaps a button. The whole line can be pressed: `pressed`."""

    pressed = Signal(str)
    acted = Signal(str)

    def __init__(self, key: str = "") -> None:
        super().__init__()
        look = current()
        self.key = key
        self.setProperty("takes", "Enter")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.icon = Glyph()
        self.title = Text("", "label", wrap=True)
        self.detail = Text("", "small", "2", wrap=True)
        self.mark = Glyph()
        self.mark.hide()
        self.button = Button("", "quiet")
        self.button.hide()
        self.button.clicked.connect(self._acted)
        words = QVBoxLayout()
        words.setSpacing(look.px(1))
        words.addWidget(self.title)
        words.addWidget(self.detail)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.px(8), look.px(5), look.px(6), look.px(5))
        layout.setSpacing(look.px(8))
        layout.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_way(self, icon: str, words: str) -> None:
        """Show by a sign at the right what pressing the line does; `words` say it, "" where it does nothing."""
        self.mark.show_icon(icon, "accent_text")
        self.mark.setVisible(bool(words))
        self.setToolTip(plain_tip(words) if words else "")
        if words:
            self.setAccessibleName(f"{self.accessibleName().rstrip('.')}. {words}")

    def show_line(
        self,
        title: str,
        detail: str = "",
        *,
        icon: tuple[str, str] = ("info-circle", "text3"),
        tone: str = "",
        act: str = "",
        quiet: bool = False,
    ) -> None:
        """Show words; `icon` is its name and the token of its color, `act` the words of the button, `quiet` greys."""
        self.icon.show_icon(*icon)
        self.title.setText(title)
        self.title.set_tone("3" if quiet else tone)
        self.detail.set_tone("3" if quiet else "2")
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        self.button.setVisible(bool(act))
        if act:
            self.button.set_words(act)
            self.button.setAccessibleName(f"{act}: {title}")
        self.setAccessibleName(". ".join(part.rstrip(".") for part in (title, detail) if part))

    def press(self) -> None:
        """Press the line."""
        self.pressed.emit(self.key)

    def _acted(self) -> None:
        self.acted.emit(self.key)


class KeyedColumn(QWidget):
    """Rows kept by key: those that stay are changed in place, and the focus stays near where it was.

    `emptied` fires when the last row went with the focus in it.
    """

    emptied = Signal()

    def __init__(self, make: Callable[[str], QWidget], *, spacing: int = 0) -> None:
        super().__init__()
        self._make = make
        self.rows: dict[str, QWidget] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(current().px(spacing) if spacing else 0)

    def show_rows(self, rows: Mapping[str, Callable[[QWidget], None]]) -> None:
        """Show these rows in this order; each function fills in the row of its key."""
        gone = [key for key in self.rows if key not in rows]
        lost = next((key for key in gone if self._holds_focus(self.rows[key])), None)
        place = list(self.rows).index(lost) if lost is not None else -1
        for key in gone:
            widget = self.rows.pop(key)
            self._layout.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        known, self.rows = self.rows, {}
        for number, (key, fill) in enumerate(rows.items()):
            widget = known.get(key) or self._make(key)
            self.rows[key] = widget
            if self._layout.indexOf(widget) != number:
                self._layout.insertWidget(number, widget)
            fill(widget)
        if place >= 0 and self.rows:
            list(self.rows.values())[min(place, len(self.rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
        self.setVisible(bool(rows))
        if place >= 0 and not self.rows:
            self.emptied.emit()

    def stops(self) -> list[QWidget]:
        """Return what takes the focus in the rows, from top to bottom."""
        found: list[QWidget] = []
        for row in self.rows.values():
            proxy: QWidget | None = row.focusProxy()
            parts = [row if proxy is None else proxy]
            parts += [row.button] if isinstance(row, ActLine) else []
            found += [one for one in parts if one.focusPolicy() != Qt.FocusPolicy.NoFocus]
        return found

    def _holds_focus(self, widget: QWidget) -> bool:
        here: QWidget | None = self.window().focusWidget()
        return here is widget or (here is not None and widget.isAncestorOf(here))


class ActColumn(KeyedColumn):
    """Lines that can be pressed, each for a thing. `asked` carries the thing of the one that was pressed."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(self._line)
        self._known: dict[str, object] = {}

    def show_things(self, things: Mapping[str, T], fill: Callable[[ActLine, T], None]) -> None:
        """Show things by their keys; `fill` says one in its line."""

        def filled(thing: T) -> Callable[[QWidget], None]:
            return lambda widget: fill(cast("ActLine", widget), thing)

        self._known = dict(things)
        self.show_rows({key: filled(thing) for key, thing in things.items()})

    def _line(self, key: str) -> ActLine:
        line = ActLine(key)
        line.pressed.connect(self._pressed)
        return line

    def _pressed(self, key: str) -> None:
        self.asked.emit(self._known[key])
