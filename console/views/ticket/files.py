"""The files that a reply carries: a chip each with name and size, and the way to take it out again."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QWidget

from console.records.tickets import DraftFile
from console.views.kit import ink
from console.views.kit.text import Painted, plain_tip
from console.views.look.look import current
from console.views.ticket.cards import size_words
from console.views.words import say

_HEIGHT, _WIDEST = 28, 260


class FileChip(Painted):
    """One file. Delete or a click on the cross takes it out."""

    removed = Signal(str)

    def __init__(self, file: DraftFile) -> None:
        super().__init__()
        self.file = file
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say("composer.file", name=file.name, size=size_words(file.size)))
        self.setToolTip(plain_tip(f"{file.name}, {size_words(file.size)}"))

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        look = current()
        words = ink.advance(self.file.name, "label", 500) + ink.advance(size_words(self.file.size), "small")
        return QSize(min(look.px(_WIDEST), round(words) + look.px(66)), look.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ink.fill_round(painter, box, look.px(6), ink.color("sunken"))
        ink.line_round(painter, box, look.px(6), ink.pen("focus", 2) if self.hasFocus() else ink.pen("strong"))
        size = look.px(15)
        middle = box.center().y() - size / 2
        ink.icon(painter, "file", "text2", QRectF(box.left() + look.px(7), middle, size, size))
        cross = self._cross()
        ink.icon(painter, "x", "text2", cross.adjusted(look.px(6), look.px(6), -look.px(6), -look.px(6)))
        words = size_words(self.file.size)
        width = ink.advance(words, "small") + 2
        ink.words(painter, words, "small", "text2", QRectF(cross.left() - width, box.top(), width, box.height()))
        left = box.left() + look.px(27)
        room = QRectF(left, box.top(), cross.left() - width - look.px(6) - left, box.height())
        ink.words(painter, self.file.name, "label", "text", room, weight=500)
        painter.end()

    def _cross(self) -> QRectF:
        size = current().px(26)
        return QRectF(self.width() - size, (self.height() - size) / 2, size, size)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the file out by its cross."""
        if self._cross().contains(QPointF(event.position())):
            self.removed.emit(self.file.sha256)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the file out by Delete."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self.file.sha256)
            return
        super().keyPressEvent(event)


class FileStrip(QScrollArea):
    """The chips of all files in one line."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.files: tuple[DraftFile, ...] = ()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(current().px(_HEIGHT + 4))
        self.setAccessibleName(say("composer.files"))
        self._line = QWidget()
        self._row = QHBoxLayout(self._line)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(current().px(6))
        self._row.addStretch(1)
        self.setWidget(self._line)
        self.viewport().setAutoFillBackground(False)
        self._line.setAutoFillBackground(False)
        self.hide()

    def put(self, files: tuple[DraftFile, ...]) -> None:
        """Show other files."""
        self.files = files
        while self._row.count() > 1:
            item = self._row.takeAt(0)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, file in enumerate(files):
            chip = FileChip(file)
            chip.removed.connect(self._remove)
            self._row.insertWidget(place, chip)
        self.setVisible(bool(files))

    def add(self, file: DraftFile) -> None:
        """Add a file; the same one again is not added."""
        if file.sha256 not in {one.sha256 for one in self.files}:
            self.put((*self.files, file))
            self.changed.emit()

    def _remove(self, sha256: str) -> None:
        self.put(tuple(one for one in self.files if one.sha256 != sha256))
        self.changed.emit()
