"""The keys of every command, and changing them: a key that is taken is told with the command that has it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from console.services import whose
from console.views.keys.commands import GROUPS, Command
from console.views.keys.router import CHORD_SECONDS, chord
from console.views.kit.buttons import Button
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.layout import row
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_FIELD = 150
_LEAVES = (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
FORBIDDEN = ("Ctrl+Alt+", "Ctrl+Shift+")  # the first types letters on Windows, the second changes the layout


class KeyCatcher(QLineEdit):
    """A field that shows the keys that are pressed in it, by their place. `caught` carries a chord."""

    caught = Signal(str)

    def __init__(self, begins: object) -> None:
        super().__init__()
        self._begins = begins
        self._first = ""
        self.setReadOnly(True)
        self.setPlaceholderText(say("settings.press_keys"))
        self.setAccessibleName(say("settings.press_keys"))
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(int(CHORD_SECONDS * 1_000))
        self._wait.timeout.connect(self._end)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a key; G waits for a second one."""
        if Qt.Key(event.key()) in _LEAVES:
            super().keyPressEvent(event)
            return
        name = chord(event)
        if not name:
            return
        if self._first:
            whole, self._first = f"{self._first} {name}", ""
            self._wait.stop()
            self._tell(whole)
        elif name == "G":
            self._first = name
            self.setText("G …")
            self._wait.start()
        else:
            self._tell(name)

    def _end(self) -> None:
        first, self._first = self._first, ""
        if first:
            self._tell(first)

    def _tell(self, chord_of_keys: str) -> None:
        self.setText(chord_of_keys)
        self.caught.emit(chord_of_keys)


class KeysEditor(QWidget):
    """The list of commands, and the field that gives the chosen one another key."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        look = current()
        self._commands = window.commands
        self.list = ChoiceList(say("settings.section_keys"))
        self.catcher = KeyCatcher(self._commands.begins)
        self.catcher.setFixedWidth(look.px(_FIELD))
        self.words = Text("", "body", weight=500)
        self.take = Button(say("settings.take_key"))
        self.standard = Button(say("settings.standard_key"), "quiet")
        self.every = Button(say("settings.all_standard"), "quiet")
        self.problem = Text("", "small", "3", wrap=True)
        line = row(self.words, self.catcher, self.take, self.standard, spacing=8)
        line.setStretch(0, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.px(8))
        layout.addWidget(self.list, 1)
        layout.addLayout(line)
        foot = row(self.problem, self.every, spacing=8)
        foot.setStretch(0, 1)
        layout.addLayout(foot)
        self.list.chosen.connect(self._chosen)
        self.catcher.caught.connect(self._caught)
        self.take.clicked.connect(self._take)
        self.standard.clicked.connect(self._standard)
        self.every.clicked.connect(self._all_standard)
        self._fill()

    def _fill(self, at: str = "") -> None:
        rows: list[Choice] = []
        for group in GROUPS:
            rows.append(Choice(title=say(f"group.{group}")))
            rows += [_choice(one, changed=self._commands.is_changed(one.id)) for one in self._commands.of_group(group)]
        self.list.set_choices(rows, at=at)
        self._chosen(at or (found.id if (found := self.list.current()) else ""))

    def _command(self) -> Command | None:
        row_ = self.list.current()
        return None if row_ is None else next((one for one in self._commands.all() if one.id == row_.id), None)

    def _chosen(self, command_id: str) -> None:
        command = self._command()
        self.words.setText("" if command is None else command.title)
        self.catcher.clear()
        self.take.setEnabled(False)
        self.standard.setEnabled(bool(command_id) and self._commands.is_changed(command_id))
        self.every.setEnabled(bool(whose.chosen().keys))
        self.problem.setText("")

    def _caught(self, keys: str) -> None:
        command = self._command()
        if command is None:
            return
        owner = self._commands.owner_of(keys)
        barred = keys.startswith(FORBIDDEN)
        self.take.setEnabled(not barred and owner is not command)
        self.take.set_words(say("settings.take_key" if owner is None else "settings.take_away"))
        self.problem.set_tone("critical" if barred or owner is not None else "3")
        if barred:
            self.problem.setText(say("settings.barred_key", keys=keys))
        elif owner is command:
            self.problem.setText(say("settings.own_key"))
        else:
            self.problem.setText("" if owner is None else say("settings.taken_key", keys=keys, command=owner.title))

    def _take(self) -> None:
        command, keys = self._command(), self.catcher.text()
        if command is None or not keys:
            return
        wanted = dict(whose.chosen().keys)
        owner = self._commands.owner_of(keys)
        if owner is not None and owner is not command:
            wanted[owner.id] = [one for one in owner.keys if not _clashes(one, keys)]
        wanted[command.id] = [keys, *command.keys[1:]]
        self._keep(wanted, command.id)

    def _standard(self) -> None:
        command = self._command()
        if command is not None:
            self._keep({name: keys for name, keys in whose.chosen().keys.items() if name != command.id}, command.id)

    def _all_standard(self) -> None:
        self._keep({}, "")

    def _keep(self, wanted: dict[str, list[str]], at: str) -> None:
        if not self._commands.rebind(wanted):
            self.problem.set_tone("critical")
            self.problem.setText(say("settings.keys_clash"))
            return
        whose.keep(replace(whose.chosen(), keys=wanted))
        self._fill(at)
        self.problem.set_tone("ok")
        self.problem.setText(say("settings.keys_kept"))


def _clashes(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other} ") or other.startswith(f"{one} ")


def _choice(command: Command, *, changed: bool) -> Choice:
    return Choice(
        id=command.id,
        title=command.title,
        icon=command.icon,
        keys=command.keys[0] if command.keys else "",
        tag=say("settings.changed_key") if changed else "",
        tone="accent",
    )
