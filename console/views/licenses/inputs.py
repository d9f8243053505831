"""What a field is filled in with: a line, words, a number, one or several of a few, yes or no or not known, a day.

Instants are typed and picked in the policy's zone; what they give is aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from console.views.kit.buttons import Button
from console.views.kit.instants import DayEdit, InstantEdit
from console.views.kit.segmented import SegmentedControl
from console.views.look.look import current
from console.views.words import say

_MOST = 240
_MOST_COUNT = 1_000_000


class Unreadable(Exception):  # noqa: N818 - what stands in the field cannot be read; `key` says why
    """What stands in a field cannot be read; `key` are the words for it."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class Input(QObject):
    """A widget with its value; a `helper` beside it fills it in."""

    helper: QWidget | None = None

    changed = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.widget = widget

    def value(self) -> Any:
        """Return what stands in the field. Raises Unreadable."""
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Put something into the field."""
        raise NotImplementedError

    def raw(self) -> object:
        """Return what tells one state of the field from another."""
        try:
            return self.value()
        except Unreadable as told:
            return told.key


class LineInput(Input):
    """A line of text."""

    def __init__(self, value: Any) -> None:
        self._line = QLineEdit("" if value is None else str(value))
        super().__init__(self._line)
        self._line.textChanged.connect(self.changed)

    def value(self) -> Any:
        """Return the line without blanks around it."""
        return self._line.text().strip()

    def set_value(self, value: Any) -> None:
        """Put a text into the field."""
        self._line.setText("" if value is None else str(value))


class FileInput(LineInput):
    """The path of a file that is there: typed, or chosen."""

    def __init__(self, value: Any) -> None:
        super().__init__(value)
        button = Button(say("lock.choose_file"), icon_name="file")
        button.setAutoDefault(False)
        button.clicked.connect(self._choose)
        self.helper = button

    def _choose(self) -> None:
        begins = str(Path(self.value()).expanduser().parent) if self.value() else str(Path.home())
        chosen, _ = QFileDialog.getOpenFileName(self.widget.window(), self.widget.accessibleName(), begins)
        if chosen:
            self._line.setText(chosen)
        self._line.setFocus()


class SecretInput(LineInput):
    """A line that is not shown while it is typed, and keeps its blanks."""

    def __init__(self) -> None:
        super().__init__("")
        self._line.setEchoMode(QLineEdit.EchoMode.Password)

    def value(self) -> Any:
        """Return the line as it was typed."""
        return self._line.text()


class DayInput(Input):
    """A day that may be left open, begun in the policy's zone."""

    def __init__(self, value: datetime | None, zone: str) -> None:
        self._zone = ZoneInfo(zone)
        self._kept: datetime | None = None
        self._line = DayEdit()
        self.set_value(value)
        super().__init__(self._line)
        self._line.textChanged.connect(self.changed)

    def value(self) -> Any:
        """Return the first instant of the day in UTC, or None."""
        if not self._line.text().strip():
            return None
        day = self._line.day()
        if day is None:
            raise Unreadable("form.bad_day")
        if self._kept is not None and day == self._kept.astimezone(self._zone).date():
            return self._kept
        return datetime.combine(day, time(), self._zone).astimezone(UTC)

    def set_value(self, value: Any) -> None:
        """Put a day into the field."""
        read = datetime.fromisoformat(value) if isinstance(value, str) and value else value
        self._kept = read
        if read:
            self._line.show_day(read.astimezone(self._zone).date())
        else:
            self._line.clear()


class NoteInput(Input):
    """Several lines; Tab leaves."""

    def __init__(self, value: Any) -> None:
        self._text = QPlainTextEdit("" if value is None else str(value))
        self._text.setTabChangesFocus(True)
        self._text.setFixedHeight(current().px(72))
        super().__init__(self._text)
        self._text.textChanged.connect(self.changed)

    def value(self) -> Any:
        """Return the text."""
        return self._text.toPlainText().strip()

    def set_value(self, value: Any) -> None:
        """Put a text into the field."""
        self._text.setPlainText("" if value is None else str(value))


class NumberInput(Input):
    """A whole number from one on."""

    def __init__(self, value: Any, most: int = _MOST) -> None:
        self._spin = QSpinBox()
        self._spin.setRange(1, most)
        self._spin.setValue(int(value or 1))
        super().__init__(self._spin)
        self._spin.valueChanged.connect(self.changed)

    def value(self) -> Any:
        """Return the number."""
        return self._spin.value()

    def set_value(self, value: Any) -> None:
        """Put a number into the field."""
        self._spin.setValue(int(value))


class ChoiceInput(Input):
    """One of a few; the wheel does not change it by chance."""

    def __init__(self, value: Any, options: tuple[tuple[Any, str], ...]) -> None:
        self._box = QComboBox()
        for key, words in options:
            self._box.addItem(words, key)
        self._box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        super().__init__(self._box)
        self._box.installEventFilter(self)
        self._keys = [key for key, _words in options]
        self._box.setCurrentIndex(self._keys.index(value) if value in self._keys else 0)
        self._box.currentIndexChanged.connect(self.changed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the wheel scroll the form and not the choice."""
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def value(self) -> Any:
        """Return the key of the choice."""
        return self._keys[self._box.currentIndex()]

    def set_value(self, value: Any) -> None:
        """Choose; what is none of the few is put behind them, so that no other is taken for it."""
        if value not in self._keys and value not in (None, ""):
            self._keys.append(value)
            self._box.addItem(str(value), value)
        self._box.setCurrentIndex(self._keys.index(value) if value in self._keys else 0)


class FlagInput(Input):
    """Yes or no."""

    def __init__(self, value: Any, words: str) -> None:
        self._box = QCheckBox(words)
        self._box.setChecked(bool(value))
        super().__init__(self._box)
        self._box.toggled.connect(self.changed)

    def value(self) -> Any:
        """Return whether it is ticked."""
        return self._box.isChecked()

    def set_value(self, value: Any) -> None:
        """Tick it or not."""
        self._box.setChecked(bool(value))


class TruthInput(Input):
    """Yes, no, or not known: three in a row, and the last where nobody knows."""

    _KEYS: tuple[tuple[str, bool | None], ...] = (("yes", True), ("no", False), ("open", None))

    def __init__(self, value: Any) -> None:
        self._row = SegmentedControl("", tuple((key, say(f"fact.{key}")) for key, _ in self._KEYS))
        super().__init__(self._row)
        self.set_value(value)
        self._row.chosen.connect(self.changed)

    def value(self) -> Any:
        """Return True, False or None."""
        return dict(self._KEYS)[self._row.value()]

    def set_value(self, value: Any) -> None:
        """Choose."""
        self._row.choose(next(key for key, one in self._KEYS if one is value))


_LONG = 26


class SeveralInput(Input):
    """Any of a few, ticked; in two columns where their words are short."""

    def __init__(self, value: Any, options: tuple[tuple[Any, str], ...]) -> None:
        widget = QWidget()
        super().__init__(widget)
        layout = QGridLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        self._boxes = {key: QCheckBox(words) for key, words in options}
        long = any(len(words) > _LONG for _, words in options)
        half = max(1, len(options) if long else (len(options) + 1) // 2)
        for place, box in enumerate(self._boxes.values()):
            layout.addWidget(box, place % half, place // half)
            box.toggled.connect(self.changed)
        widget.setFocusProxy(next(iter(self._boxes.values())))
        self.set_value(value)

    def value(self) -> Any:
        """Return the keys of what is ticked."""
        return tuple(key for key, box in self._boxes.items() if box.isChecked())

    def set_value(self, value: Any) -> None:
        """Tick these."""
        for key, box in self._boxes.items():
            box.setChecked(key in (value or ()))


class InstantInput(Input):
    """A day and a time in the policy's zone, typed or picked from the calendar; open where nobody said when.

    With a clock, `now`, a button beside it fills in the time that it is.
    """

    def __init__(self, value: datetime | None, zone: str, now: Callable[[], datetime] | None = None) -> None:
        self._edit = InstantEdit(ZoneInfo(zone))
        super().__init__(self._edit)
        self._kept = value
        self._shown: datetime | None = None
        self.set_value(value)
        self._edit.textChanged.connect(self.changed)
        if now is not None:
            button = Button(say("form.now"), icon_name="clock")
            button.setAutoDefault(False)
            button.clicked.connect(lambda: self.set_value(now()))
            self.helper = button

    def value(self) -> Any:
        """Return the instant in UTC, None where nothing stands there.

        One that nobody touched keeps its seconds. Raises Unreadable.
        """
        if not self._edit.text().strip():
            return None
        read = self._edit.instant()
        if read is None:
            raise Unreadable("form.bad_instant")
        return self._kept if read == self._shown else read

    def set_value(self, value: Any) -> None:
        """Show an instant, or nothing."""
        read = datetime.fromisoformat(value) if isinstance(value, str) and value else value
        if read:
            self._edit.show_instant(read)
        else:
            self._edit.clear()
        self._kept, self._shown = read, self._edit.instant()


def make_input(
    kind: str,
    value: Any,
    options: tuple[tuple[Any, str], ...],
    zone: str,
    now: Callable[[], datetime] | None = None,
) -> Input:
    """Return an input of a kind.

    They are: line, file, secret, note, number, count, choice, several, truth, flag, instant, day.
    """
    makers: dict[str, Callable[[], Input]] = {
        "line": lambda: LineInput(value),
        "file": lambda: FileInput(value),
        "secret": SecretInput,
        "note": lambda: NoteInput(value),
        "number": lambda: NumberInput(value),
        "count": lambda: NumberInput(value, _MOST_COUNT),
        "choice": lambda: ChoiceInput(value, options),
        "several": lambda: SeveralInput(value, options),
        "truth": lambda: TruthInput(value),
        "flag": lambda: FlagInput(value, options[0][1]),
        "instant": lambda: InstantInput(value, zone, now),
        "day": lambda: DayInput(value, zone),
    }
    return makers[kind]()
