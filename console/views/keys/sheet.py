"""F1 as a card over the window: the keys of this screen in two columns, made from the commands so that none can lie."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QWidget

from console.views.keys.commands import GROUPS, Command, Commands
from console.views.kit.cover import Cover
from console.views.kit.text import ElidedText, KeyCaps, SectionHeader, Text
from console.views.look.look import current
from console.views.words import say

_SHOWN_KEYS = 2
_LEFT = ("ticket", "list")


class CommandSheet(Cover):
    """Every command that has a key, with its caps."""

    def __init__(self, commands: Commands, parent: QWidget | None) -> None:
        super().__init__(parent, say("keys.title"), width=780, height=600)
        look = current()
        self.add_header(say("keys.title"), say("act.back"), icon="keyboard", chord="F1")
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(look.px(20), look.px(12), look.px(20), look.px(12))
        grid.setHorizontalSpacing(look.px(40))
        grid.setVerticalSpacing(look.px(5))
        columns: tuple[list[QWidget], list[QWidget]] = ([], [])
        for group in GROUPS:
            known = [command for command in commands.all() if command.keys and command.group == group]
            shorter = columns[0] if group in _LEFT else columns[1]
            shorter += [SectionHeader(say(f"group.{group}"))] if known else []
            shorter += [_line(command) for command in known]
        for number, lines in enumerate(columns):
            for place, line in enumerate(lines):
                grid.addWidget(line, place, number)
        half = max(len(lines) for lines in columns)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(half, 1)
        area = QScrollArea()
        area.setAccessibleName(say("keys.title"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        area.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self.body.addWidget(area, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(look.px(20), look.px(8), look.px(20), look.px(12))
        foot.addWidget(Text(say("keys.text"), "small", "3", wrap=True))
        self.body.addLayout(foot)
        area.setFocus()


def _line(command: Command) -> QWidget:
    line = QWidget()
    layout = QHBoxLayout(line)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(current().px(8))
    layout.addWidget(ElidedText(command.title, "body"), 1)
    for chord in command.keys[:_SHOWN_KEYS]:
        layout.addWidget(KeyCaps(chord))
    return line
