"""The settings that are a person's own: look, sending, language, and where the data is. Each counts at once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QHBoxLayout, QSpinBox, QWidget

from console.faults import Fault
from console.services import backups, beginning, proving, whose
from console.views.dialogs.settings_rows import SettingRow
from console.views.kit.buttons import Button
from console.views.kit.segmented import SegmentedControl
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import language, moment, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_ZOOM, _UNDO, _WIDTH = (80, 200), (0, 60), 110
_THEMES, _DENSITIES = ("system", "light", "dark", "contrast"), ("compact", "regular", "roomy")


def look_rows(window: MainWindow) -> tuple[SettingRow, ...]:
    """Return theme, density, zoom and the line of keys."""
    chosen = whose.chosen()
    theme = _segments("theme", _THEMES, chosen.theme)
    theme.chosen.connect(_Look(window, theme).theme)
    density = _segments("density", _DENSITIES, current().density)
    density.chosen.connect(_Look(window, density).density)
    zoom = _number(_ZOOM, round(current().zoom * 100), 10, " %")
    zoom.valueChanged.connect(_Look(window, zoom).zoom)
    footer = QCheckBox(say("settings.shown"))
    footer.setChecked(chosen.footer)
    footer.toggled.connect(_Look(window, footer).footer)
    return (
        SettingRow("theme", theme),
        SettingRow("density", density),
        SettingRow("zoom", zoom),
        SettingRow("footer", footer),
    )


def sending_rows(window: MainWindow) -> tuple[SettingRow, ...]:
    """Return how long a message can be called back, and where letters are written."""
    undo = _number(_UNDO, whose.chosen().undo_seconds, 1, say("settings.seconds"))
    undo.valueChanged.connect(_Sending(window, undo).undo)
    folder = _FolderField(window)
    return (SettingRow("undo", undo), SettingRow("letters", folder, below=True))


def speech_rows(window: MainWindow) -> tuple[SettingRow, ...]:
    """Return the language of the window."""
    speech = _segments("language", ("en", "ru"), whose.chosen().language or language())
    speech.chosen.connect(_Speech(window, speech).speak)
    return (SettingRow("language", speech),)


def data_rows(window: MainWindow) -> tuple[SettingRow, ...]:
    """Return which database this is, and whether it held when it was last looked at."""
    kind = "settings.data_server" if window.desk.store.is_postgres else "settings.data_file"
    where = Text(f"{say(kind)}\n{beginning.where(window.desk)}", "small", "2", wrap=True)
    where.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    rows = (SettingRow("database", where, below=True),)
    return (*rows, SettingRow("check", CheckField(window), below=True)) if backups.is_local(window.desk) else rows


class CheckField(QWidget):
    """What the weekly look at the database gave, and one now."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.told = Text("", "small", "2", wrap=True)
        self.now = Button(say("settings.check_now"))
        self.now.clicked.connect(self._look)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.told, 1)
        layout.addWidget(self.now)
        self._show(proving.last(window.desk))

    def _look(self) -> None:
        desk = self._window.desk
        self.now.setEnabled(False)
        self.told.set_tone("2")
        self.told.setText(say("settings.check_runs"))
        call = self._window.runner.read(lambda: proving.prove(desk))
        call.landed.connect(self._show)
        call.failed.connect(self._failed)

    def _failed(self, fault: Fault) -> None:
        if fault.code in proving.BROKEN:
            self._show(proving.last(self._window.desk))
        else:
            self.now.setEnabled(True)
            self.told.set_tone("critical")
            self.told.setText(fault.sentence(language()))

    def _show(self, proof: proving.Proof | None) -> None:
        self.now.setEnabled(True)
        if proof is None:
            self.told.setText(say("settings.check_never"))
            return
        self.told.set_tone("critical" if proof.findings else "ok")
        when = moment(proof.at)
        told = say("settings.check_found", n=proof.findings, time=when, first=proof.first)
        self.told.setText(told if proof.findings else say("settings.check_whole", time=when))


class _Look:
    """What a control of the look does. It lives with its control."""

    def __init__(self, window: MainWindow, control: QWidget) -> None:
        self._window = window
        control.setProperty("does", self)

    def theme(self, name: str) -> None:
        """Put a theme in force."""
        system = "dark" if _system_is_dark() else "light"
        self._window.acts.desk.look_otherwise(theme=system if name == "system" else name)
        whose.keep(replace(whose.chosen(), theme=name))

    def density(self, name: str) -> None:
        """Make the rows higher or lower."""
        self._window.acts.desk.look_otherwise(density=name)

    def zoom(self, percent: int) -> None:
        """Make everything larger or smaller."""
        self._window.acts.desk.look_otherwise(zoom=percent)

    def footer(self, shown: bool) -> None:  # noqa: FBT001 - a check box's argument
        """Show the line of keys below the list, or not."""
        whose.keep(replace(whose.chosen(), footer=shown))
        self._window.queue.footer.setVisible(shown)


class _Sending:
    """What the controls of sending do."""

    def __init__(self, window: MainWindow, control: QWidget) -> None:
        self._window = window
        control.setProperty("does", self)

    def undo(self, seconds: int) -> None:
        """Change how long a message can be called back, from the next one on."""
        whose.keep(replace(whose.chosen(), undo_seconds=seconds))
        self._window.desk = replace(self._window.desk, undo_seconds=seconds)


class _Speech:
    """What the choice of the language does."""

    def __init__(self, window: MainWindow, control: QWidget) -> None:
        self._window = window
        control.setProperty("does", self)

    def speak(self, name: str) -> None:
        """Speak another language at once; it is remembered."""
        whose.keep(replace(whose.chosen(), language=name))
        if name != language():
            self._window.language_asked.emit(name)


class _FolderField(QWidget):
    """The folder into which letters are written, and the way to choose another."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.path = Text(str(window.desk.out_folder), "small", "2", wrap=True)
        choose = Button(say("settings.choose_folder"))
        choose.clicked.connect(self._choose)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.path, 1)
        layout.addWidget(choose)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, say("settings.letters"), str(self._window.desk.out_folder))
        if chosen:
            whose.keep(replace(whose.chosen(), out_folder=chosen))
            self._window.desk = replace(self._window.desk, out_folder=Path(chosen))
            self.path.setText(chosen)


def _segments(key: str, names: tuple[str, ...], at: str) -> SegmentedControl:
    return SegmentedControl(
        say(f"settings.{key}"), tuple((name, say(f"choice.{name}")) for name in names), at if at in names else names[0]
    )


def _number(bounds: tuple[int, int], value: int, step: int, unit: str) -> QSpinBox:
    box = QSpinBox()
    box.setRange(*bounds)
    box.setSingleStep(step)
    box.setSuffix(unit)
    box.setValue(value)
    box.setKeyboardTracking(False)
    box.setFixedWidth(current().px(_WIDTH))
    box.lineEdit().setTextMargins(current().px(7), 0, 0, 0)
    return box


def _system_is_dark() -> bool:
    app = QApplication.instance()
    return isinstance(app, QApplication) and app.styleHints().colorScheme() is Qt.ColorScheme.Dark
