"""The palette and the key sheet, made from the commands: each shows the keys beside the words and so teaches them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.views.keys.commands import Command, Commands
from console.views.keys.router import CYRILLIC
from console.views.look.look import current
from console.views.parts import KeyCap, PlainLabel, row
from console.views.words import say


class Palette(QDialog):
    """Ctrl+K: every command by its words, also when they were typed in the other layout."""

    def __init__(self, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent)
        look = current()
        self._commands = commands
        self.setWindowTitle(say("palette.title"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(look.px(520), look.px(420))
        self.search = QLineEdit()
        self.search.setPlaceholderText(say("palette.hint"))
        self.search.setAccessibleName(say("palette.hint"))
        self.search.textChanged.connect(self._fill)
        self.search.installEventFilter(self)
        self.list = QListWidget()
        self.list.setAccessibleName(say("palette.title"))
        self.list.itemActivated.connect(self._run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(12), look.px(12), look.px(12), look.px(12))
        layout.addWidget(self.search)
        layout.addWidget(self.list)
        self._fill("")
        self.search.setFocus()

    def _fill(self, text: str) -> None:
        wanted = text.strip().casefold()
        other = "".join(CYRILLIC.get(letter, letter) for letter in wanted)
        self.list.clear()
        for command in self._commands.all():
            words = command.title.casefold()
            if wanted in words or (other and (other in words or other in command.id.replace("_", " "))):
                item = QListWidgetItem(f"{command.title}      {'  '.join(command.keys)}")
                item.setData(Qt.ItemDataRole.UserRole, command.id)
                if not command.enabled():
                    item.setFlags(Qt.ItemFlag.NoItemFlags)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _run(self) -> None:
        item = self.list.currentItem()
        if item.flags() & Qt.ItemFlag.ItemIsEnabled:
            self.accept()
            self._commands.run(str(item.data(Qt.ItemDataRole.UserRole)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows move, Enter runs."""
        if watched is self.search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._run()
                return True
        return super().eventFilter(watched, event)


class KeySheet(QDialog):
    """F1: the keys of this screen."""

    def __init__(self, commands: Commands, parent: QWidget) -> None:
        super().__init__(parent)
        look = current()
        self.setWindowTitle(say("keys.title"))
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(look.px(720), look.px(520))
        body = QWidget()
        grid = QGridLayout(body)
        grid.setHorizontalSpacing(look.px(24))
        grid.setVerticalSpacing(look.px(8))
        known = commands.all()
        half = (len(known) + 1) // 2
        for number, command in enumerate(known):
            grid.addLayout(_line(command), number % half, number // half)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(18), look.px(16), look.px(18), look.px(16))
        layout.addWidget(PlainLabel(say("keys.title"), "title"))
        layout.addWidget(PlainLabel(say("keys.text"), "body", "2", wrap=True))
        layout.addWidget(area)


def _line(command: Command) -> QVBoxLayout:
    line = row(PlainLabel(command.title, "body"), spacing=4)
    line.addStretch(1)
    for key in command.keys[:2]:
        line.addWidget(KeyCap(key.replace("Shift+", "⇧")))
    outer = QVBoxLayout()
    outer.addLayout(line)
    return outer
