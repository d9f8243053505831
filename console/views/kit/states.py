"""What a pane shows when it has nothing to show: empty, failed, still loading; and the banner for what lasts.

Each gives the next useful act. Nothing moves, and nothing shows within the first 200 ms of loading.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from console.views.kit import ink, paint
from console.views.kit.buttons import Button, IconButton
from console.views.kit.layout import column
from console.views.kit.text import ElidedText, Painted, Text
from console.views.look.look import current

SKELETON_AFTER_MS, WORDS_AFTER_MS = 200, 2_000
_BANNERS = {
    "warn": ("functional_soft", "functional", ""),
    "archive": ("functional_soft", "functional", "functional"),
    "error": ("critical_soft", "critical", ""),
    "info": ("accent_soft", "accent_text", ""),
    "ok": ("ok_soft", "ok", ""),
}
_CENTER = Qt.AlignmentFlag.AlignCenter


class Medal(Painted):
    """An icon in a soft circle."""

    def __init__(self, icon: str, tone: str) -> None:
        super().__init__()
        self.icon, self.tone = icon, tone

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(72), current().px(72))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.color(f"{self.tone}_soft"))
        painter.drawEllipse(self.rect())
        size = current().px(30)
        box = QRectF((self.width() - size) / 2, (self.height() - size) / 2, size, size)
        ink.icon(painter, self.icon, "accent_text" if self.tone == "accent" else self.tone, box)
        painter.end()


class EmptyState(QWidget):
    """An empty pane: a round icon, a title, one sentence and the next useful act; perhaps a second one."""

    acted = Signal()
    second_acted = Signal()

    def __init__(
        self, icon_name: str, title: str, text: str, act: str = "", *, second: str = "", tone: str = "accent"
    ) -> None:
        super().__init__()
        look = current()
        self.medal = Medal(icon_name, tone)
        self.title = Text(title, "title")
        self.text = Text(text, "body", "2", wrap=True)
        self.button = Button(act, "primary")
        self.second = Button(second)
        self.foot = Text("", "small", "3")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(24), look.px(24), look.px(24), look.px(16))
        layout.setSpacing(look.px(6))
        layout.addStretch(1)
        layout.addWidget(self.medal, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(look.px(12))
        for label in (self.title, self.text, self.foot):
            label.setAlignment(_CENTER)
        self.title.setWordWrap(True)
        self.text.setMinimumWidth(look.px(180))
        self.text.setMaximumWidth(look.px(380))
        layout.addWidget(self.title)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.text, 10)
        middle.addStretch(1)
        layout.addLayout(middle)
        layout.addSpacing(look.px(12))
        acts = QHBoxLayout()
        acts.setSpacing(look.px(8))
        acts.addStretch(1)
        acts.addWidget(self.button)
        acts.addWidget(self.second)
        acts.addStretch(1)
        layout.addLayout(acts)
        layout.addStretch(1)
        layout.addWidget(self.foot)
        self.button.clicked.connect(self.acted)
        self.second.clicked.connect(self.second_acted)
        self.say(title, text, act, second=second)

    def say(self, title: str, text: str, act: str = "", *, second: str = "", foot: str = "") -> None:
        """Change the words; an act without words is not there."""
        self.title.setText(title)
        self.text.setText(text)
        self.foot.setText(foot)
        self.foot.setVisible(bool(foot))
        for button, words in ((self.button, act), (self.second, second)):
            button.set_words(words)
            button.setVisible(bool(words))

    def show_icon(self, icon_name: str, tone: str) -> None:
        """Change the icon and its tone."""
        self.medal.icon, self.medal.tone = icon_name, tone
        self.medal.update()


class ErrorState(EmptyState):
    """A failed pane: what happened, what is kept, Try again, Copy details; the code last, in mono."""

    def __init__(self, retry: str, copy: str) -> None:
        super().__init__("database", "", "", retry, second=copy, tone="critical")
        self._retry, self._copy = retry, copy
        self._details = ""
        self.foot.set_kind("mono")
        self.second_acted.connect(self._copied)

    def tell(self, title: str, kept: str, *, code: str = "", details: str = "", icon: str = "database") -> None:
        """Tell what happened and what is kept."""
        self._details = details or f"{title}\n{kept}\n{code}"
        self.show_icon(icon, "critical")
        self.say(title, kept, self._retry, second=self._copy, foot=code)

    def _copied(self) -> None:
        QGuiApplication.clipboard().setText(self._details)


class Skeleton(QWidget):
    """Rows that are still loading: nothing before 200 ms, gray rows then, words and Cancel after 2 s."""

    canceled = Signal()

    def __init__(self, words: str, cancel: str, *, rows: int = 6) -> None:
        super().__init__()
        look = current()
        self._rows, self._words, self._shown = rows, words, False
        self.setAccessibleName(words)
        self.label = Text(words, "small", "2")
        self.cancel = Button(cancel, "quiet", chord="Esc")
        self.cancel.clicked.connect(self.canceled)
        foot = QHBoxLayout()
        foot.addWidget(self.label)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        layout.addStretch(1)
        layout.addLayout(foot)
        self._soon, self._late = QTimer(self), QTimer(self)
        for timer, pause, slot in (
            (self._soon, SKELETON_AFTER_MS, self.show_rows),
            (self._late, WORDS_AFTER_MS, self.show_label),
        ):
            timer.setSingleShot(True)
            timer.setInterval(pause)
            timer.timeout.connect(slot)
        self._reset()

    def _reset(self) -> None:
        self._shown = False
        self.label.hide()
        self.cancel.hide()

    def show_rows(self) -> None:
        """Show the gray rows."""
        self._shown = True
        self.update()

    def show_label(self) -> None:
        """Show what is being waited for, and the way out."""
        self.label.show()
        self.cancel.show()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to wait."""
        super().showEvent(event)
        self._reset()
        self._soon.start()
        self._late.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop waiting."""
        super().hideEvent(event)
        self._soon.stop()
        self._late.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        if not self._shown:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = current().row_height
        for number in range(self._rows):
            paint.skeleton_row(painter, QRectF(0, number * height, self.width(), height), number)
        painter.end()


class Banner(QWidget):
    """What lasts: offline, read only. Kinds: warn, archive (with a hatched strip), error, info, ok.

    With `whole` the detail stands below the title and takes as many lines as it needs, else it ends the one line.
    """

    acted = Signal()
    closed = Signal()

    def __init__(
        self,
        kind: str,
        icon: str,
        title: str,
        detail: str = "",
        *,
        act: str = "",
        close: str = "",
        whole: bool = False,
    ) -> None:
        super().__init__()
        look = current()
        self._kind, self._icon = kind, icon
        grows = QSizePolicy.Policy.Minimum if whole else QSizePolicy.Policy.Fixed  # a fixed one takes no second line
        self.setSizePolicy(QSizePolicy.Policy.Expanding, grows)
        self.setMinimumHeight(look.px(36) if whole else 0)
        self.title = Text(title, "strong")
        self.detail = Text(detail, "body", "2", wrap=True) if whole else ElidedText(detail, "body", "text2")
        self.button = Button(act, "quiet")
        self.closing = IconButton("x", close or title)
        self.button.clicked.connect(self.acted)
        self.closing.clicked.connect(self.closed)
        self.closing.setVisible(bool(close))
        layout = QHBoxLayout(self)
        top = look.px(8) if _BANNERS[kind][2] else look.px(2)
        above = look.px(4) if whole else 0
        layout.setContentsMargins(look.px(44), top + above, look.px(12), look.px(2) + above)
        layout.setSpacing(look.px(10))
        if whole:
            layout.addLayout(column(self.title, self.detail, spacing=1), 1)
        else:
            layout.addWidget(self.title)
            layout.addWidget(self.detail, 1)
        layout.addWidget(self.button)
        layout.addWidget(self.closing)
        self.say(title, detail, act)

    def say(self, title: str, detail: str = "", act: str = "") -> None:
        """Change the words."""
        self.title.setText(title)
        if isinstance(self.detail, Text):
            self.detail.setText(detail)
        else:
            self.detail.set_text(detail)
        self.button.set_words(act)
        self.button.setVisible(bool(act))
        end = "" if title.endswith((".", "!", "?", "…", ":")) else "."
        self.setAccessibleName(f"{title}{end} {detail}" if detail else title)

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        strip = 6 if _BANNERS[self._kind][2] else 0
        return QSize(super().sizeHint().width(), current().px(36 + strip))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look = current()
        ground, front, strip = _BANNERS[self._kind]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), ink.color(ground))
        top = 0
        if strip:
            top = look.px(4)
            painter.fillRect(QRectF(0, 0, self.width(), top), ink.stripes(strip, ground, 7))
        size = look.px(18)
        box = QRectF(look.px(16), top + (self.height() - top - size) / 2, size, size)
        ink.icon(painter, self._icon, front, box)
        ink.hairline(painter, 0, self.width(), self.height() - 1)
        painter.end()
