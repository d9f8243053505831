"""The weekly hours as a person writes them: several spans a day, nothing preset. It says in words what is wrong."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from console.views.kit.buttons import Button, IconButton
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import say

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = dict[str, tuple[tuple[str, str], ...]]
_TIME = re.compile(r"^(\d{1,2})(?:[:.\- ]?(\d{2}))?$")
_HOURS, _MINUTES = 24, 60
_MOST_SPANS = 4
_DAY, _FIELD = 44, 62


def read_time(text: str) -> str | None:
    """Return a time of day as HH:MM from what people write (9, 930, 9.30, 09:30, 24:00), or None."""
    found = _TIME.match(text.strip())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > _HOURS or minute >= _MINUTES or (hour == _HOURS and minute):
        return None
    return f"{hour:02}:{minute:02}"


def problem_of(hours: Hours) -> str:
    """Return what is wrong with hours, in words, or an empty text. No hours at all are wrong too."""
    for day, spans in hours.items():
        before = ""
        for opens, closes in sorted(spans):
            if opens >= closes:
                return say("hours.turned", day=say(f"day.{day}"), opens=opens, closes=closes)
            if opens < before:
                return say("hours.overlap", day=say(f"day.{day}"), time=opens)
            before = closes
    return "" if any(hours.values()) else say("hours.none")


class _Span(QWidget):
    """One span of a day: from, to, and the way to take it away."""

    removed = Signal(object)
    changed = Signal()

    def __init__(self, day: str, opens: str, closes: str) -> None:
        super().__init__()
        look = current()
        self.opens, self.closes = QLineEdit(opens), QLineEdit(closes)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.px(4))
        for edit, key in ((self.opens, "hours.opens"), (self.closes, "hours.closes")):
            edit.setFixedWidth(look.px(_FIELD))
            edit.setPlaceholderText(say(f"{key}_hint"))
            edit.setAccessibleName(say(key, day=say(f"day.{day}")))
            edit.setAlignment(Qt.AlignmentFlag.AlignCenter)
            edit.editingFinished.connect(self._tidy)
            edit.textEdited.connect(self.changed)
        away = IconButton("x", say("hours.remove", day=say(f"day.{day}")))
        away.clicked.connect(self._remove)
        for widget in (self.opens, Text("–", "body", "2"), self.closes, away):
            layout.addWidget(widget)

    def value(self) -> tuple[str, str] | None:
        """Return the span, or None while it cannot be read."""
        opens, closes = read_time(self.opens.text()), read_time(self.closes.text())
        return None if opens is None or closes is None else (opens, closes)

    def _tidy(self) -> None:
        for edit in (self.opens, self.closes):
            read = read_time(edit.text())
            if read is not None:
                edit.setText(read)

    def _remove(self) -> None:
        self.removed.emit(self)


class _Day(QWidget):
    """One day of the week."""

    changed = Signal()

    def __init__(self, day: str) -> None:
        super().__init__()
        look = current()
        self.day = day
        self.spans: list[_Span] = []
        label = Text(say(f"day.{day}"), "label", weight=600)
        label.setFixedWidth(look.px(_DAY))
        self._none = Text(say("hours.closed"), "small", "3")
        self.add = IconButton("plus", say("hours.add", day=say(f"day.{day}")))
        self.add.clicked.connect(self._add)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(look.px(8))
        for widget in (label, self._none, self.add):
            self._row.addWidget(widget)
        self._row.addStretch(1)

    def put(self, spans: tuple[tuple[str, str], ...]) -> None:
        """Show other spans."""
        for one in self.spans:
            one.deleteLater()
        self.spans = []
        for opens, closes in spans:
            self._insert(opens, closes)
        self._dress()

    def _add(self) -> None:
        added = self._insert("", "")
        self._dress()
        added.opens.setFocus()
        self.changed.emit()

    def _insert(self, opens: str, closes: str) -> _Span:
        made = _Span(self.day, opens, closes)
        made.removed.connect(self._remove)
        made.changed.connect(self.changed)
        self.spans.append(made)
        self._row.insertWidget(len(self.spans) + 1, made)
        return made

    def _remove(self, span: object) -> None:
        self.spans = [one for one in self.spans if one is not span]
        if isinstance(span, QWidget):
            span.hide()
            span.deleteLater()
        self._dress()
        self.add.setFocus()
        self.changed.emit()

    def _dress(self) -> None:
        self._none.setVisible(not self.spans)
        self.add.setVisible(len(self.spans) < _MOST_SPANS)


class HoursEditor(QWidget):
    """The hours of a week. `changed` fires with every change."""

    changed = Signal()

    def __init__(self, hours: Hours | None = None) -> None:
        super().__init__()
        look = current()
        self.days = {day: _Day(day) for day in DAYS}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.px(2))
        for day in self.days.values():
            day.changed.connect(self.changed)
            layout.addWidget(day)
        self.copy = Button(say("hours.copy"), "quiet", "copy")
        self.copy.setToolTip(say("hours.copy_hint"))
        self.copy.clicked.connect(self._copy)
        layout.addWidget(self.copy)
        self.put(hours or {})

    def put(self, hours: Hours) -> None:
        """Show other hours."""
        for name, day in self.days.items():
            day.put(tuple(hours.get(name, ())))

    def value(self) -> Hours:
        """Return the hours that can be read."""
        found: Hours = {}
        for name, day in self.days.items():
            spans = tuple(sorted(one for one in (span.value() for span in day.spans) if one is not None))
            if spans:
                found[name] = spans
        return found

    def problem(self) -> str:
        """Return what is wrong, in words, or an empty text."""
        for name, day in self.days.items():
            for span in day.spans:
                if span.value() is None:
                    return say("hours.unread", day=say(f"day.{name}"))
        return problem_of(self.value())

    def _copy(self) -> None:
        first = next((one for one in self.days.values() if one.spans), None)
        if first is None:
            return
        spans = self.value().get(first.day, ())
        for name in DAYS[1:5]:
            if not self.days[name].spans:
                self.days[name].put(spans)
        self.changed.emit()
