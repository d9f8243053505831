"""The pages of an import: choosing, what was chosen, how far it is, what became of each message."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from console.records.intake import Fate, FilePreview, ImportPreview, IntakeLine
from console.views.acts.importing import KEPT_LINES, Import
from console.views.dialogs.accounts import OursQuestion, option
from console.views.kit import ink
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.form import FormRow
from console.views.kit.instants import DayEdit
from console.views.kit.states import EmptyState
from console.views.kit.text import ElidedText, Text
from console.views.kit.wrap import Wrap
from console.views.look.look import current
from console.views.parts import Button
from console.views.ticket.cards import size_words
from console.views.words import day, has, language, say, say_count

_KIND_ICONS = {"mail": "mail", "mbox": "inbox", "telegram": "brand-telegram", "updates": "brand-telegram"}
_PASSED = "PASSED_OVER"
_FATE_LOOK = {
    Fate.NEW_REQUEST: ("accent", "plus"),
    Fate.ADDED: ("ok", "message"),
    Fate.MERGED: ("ok", "hierarchy"),
    Fate.HELD: ("functional", "clock-pause"),
    Fate.IGNORED: ("plain", "user-off"),
    Fate.FAILED: ("critical", "alert-triangle"),
    Fate.DUPLICATE: ("plain", "copy"),
    Fate.HISTORY: ("plain", "history"),
}


class ChoosePage(QWidget):
    """Where files are dropped or chosen."""

    files_asked = Signal()
    folder_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.state = EmptyState(
            "file-import", say("import.drop"), say("import.text"), say("import.files"), second=say("import.folder")
        )
        self.state.acted.connect(self.files_asked)
        self.state.second_acted.connect(self.folder_asked)
        layout = QVBoxLayout(self)
        layout.addWidget(self.state)
        self.setFocusProxy(self.state.button)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the edge of the field."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ink.line_round(painter, box, current().px(10), ink.pen("strong", 1.5, dashed=True))
        painter.end()


class PreviewPage(QWidget):
    """What was chosen: each file's kind, messages and size; and from which day it is work."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.head = Text("", "h2")
        self.sub = Text("", "small", "2", wrap=True)
        self.list = ChoiceList(say("import.chosen"), two_lines=True)
        self.question = Text(say("import.history_ask"), "strong")
        self.why = Text(say("import.history_why"), "small", "2", wrap=True)
        self.all_new = option(say("import.all_new"))
        self.older = option(say("import.older"))
        self.group = QButtonGroup(self)
        for button in (self.all_new, self.older):
            self.group.addButton(button)
            button.toggled.connect(self._toggled)
        self.ours = OursQuestion()
        self.day = DayEdit()
        self.day.textChanged.connect(self.changed)
        self.row = FormRow(say("import.history"), self.day)
        self.row.hide()
        choices = QHBoxLayout()
        choices.setSpacing(current().px(8))
        choices.addWidget(self.all_new)
        choices.addWidget(self.older)
        choices.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current().px(6))
        for widget, stretch in (
            (self.head, 0),
            (self.sub, 0),
            (self.list, 1),
            (self.ours, 0),
            (self.question, 0),
            (self.why, 0),
        ):
            layout.addWidget(widget, stretch)
        layout.addLayout(choices)
        layout.addWidget(self.row)
        self.setFocusProxy(self.all_new)
        self._found: ImportPreview | None = None

    @property
    def is_ready(self) -> bool:
        """Return whether there is something to take in, and it was said from when it is work."""
        found = self._found is not None and self._found.number > self._found.other
        return found and (self.all_new.isChecked() or (self.older.isChecked() and bool(self.day.text().strip())))

    @property
    def history_day(self) -> str | None:
        """Return the day before which all is history as it was written, None where all is work."""
        return self.day.text().strip() if self.older.isChecked() else None

    def wait(self) -> None:
        """Show that the files are being looked at."""
        self._found = None
        self.ours.show_accounts(())
        self.head.setText(say("import.looking"))
        self.sub.setText("")
        self.list.set_choices(())

    def show_preview(self, found: ImportPreview, zone: str) -> None:
        """Show what was found."""
        self._found = found
        self.ours.show_accounts(found.accounts)
        messages = "" if found.messages is None else "  ·  " + say_count("import.messages", found.messages)
        files = say_count("import.files_found", found.number)
        self.head.setText(f"{files}{messages}  ·  {size_words(found.size)}" if found.number else say("import.nothing"))
        parts = []
        if found.first is not None and found.last is not None:
            parts.append(say("import.between", first=day(found.first), last=day(found.last)))
        if found.other:
            parts.append(say_count("import.no_mail", found.other))
        if found.number > len(found.files):
            parts.append(say("import.first_shown", n=len(found.files)))
        self.sub.setText("  ".join(parts))
        self.sub.setVisible(bool(parts))
        self.list.set_choices([_file_choice(number, one) for number, one in enumerate(found.files)])
        self.row.tell("")
        self.row.note.setText(say("import.day_hint", zone=zone))
        self.row.note.show()

    def tell(self, problem: str) -> None:
        """Say what is wrong."""
        if self.older.isChecked():
            self.row.tell(problem)
        else:
            self.head.setText(problem)

    def _toggled(self) -> None:
        self.row.setVisible(self.older.isChecked())
        if self.older.isChecked():
            self.day.setFocus()
        self.changed.emit()


class RunPage(QWidget):
    """How far an import is."""

    def __init__(self) -> None:
        super().__init__()
        self.head = Text(say("import.running"), "h2")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1_000)
        self.bar.setAccessibleName(say("import.progress"))
        self.said = Text("", "body", "2")
        self.file = ElidedText("", "small", "text3")
        self.fates = Text("", "body", "2", wrap=True)
        self.stays = Text(say("import.stays"), "small", "3", wrap=True)
        layout = QVBoxLayout(self)
        layout.setSpacing(current().px(10))
        layout.addStretch(1)
        for widget in (self.head, self.bar, self.said, self.file, self.fates, self.stays):
            layout.addWidget(widget)
        layout.addStretch(2)

    def show_run(self, run: Import) -> None:
        """Show how far it is."""
        progress = run.progress
        if progress is None:
            self.bar.setValue(0)
            return
        self.bar.setValue(round(1_000 * progress.bytes_done / max(1, progress.bytes_total)))
        rate = say("import.rate", n=max(1, round(run.rate)))
        self.said.setText(f"{say_count('import.messages', run.messages)}  ·  {rate}")
        self.file.set_text(Path(progress.file).name)
        counts = {Fate(fate).name: n for fate, n in progress.counts.items()}
        counts[Fate.FAILED.name] = counts.get(Fate.FAILED.name, 0) - run.passed
        counts[_PASSED] = run.passed
        self.fates.setText("  ·  ".join(f"{_group_words(group)}: {n}" for group, n in counts.items() if n > 0))


class ResultPage(QWidget):
    """What became of each message. `ticket_asked` and `save_asked` carry a line."""

    ticket_asked = Signal(object)
    save_asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.head = Text("", "h2")
        self.sub = Text("", "small", "2", wrap=True)
        self.filters = Wrap(spacing=4)
        self.list = ChoiceList(say("import.report"), two_lines=True)
        self.list.taken.connect(self._taken)
        self.list.chosen.connect(self._chosen)
        self.open = Button(say("import.open"), "plain", "message", chord="Enter")
        self.save = Button(say("import.save"), "plain", "file")
        self.open.clicked.connect(self.list.take)
        self.save.clicked.connect(self._save)
        acts = QHBoxLayout()
        acts.addWidget(self.open)
        acts.addWidget(self.save)
        acts.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(current().px(8))
        layout.addWidget(self.head)
        layout.addWidget(self.sub)
        layout.addLayout(self.filters)
        layout.addWidget(self.list, 1)
        layout.addLayout(acts)
        self.setFocusProxy(self.list)
        self._lines: tuple[IntakeLine, ...] = ()
        self._filter = ""

    def show_run(self, run: Import) -> None:
        """Show how it ended."""
        self._lines = tuple(run.lines)
        key = "import.broken" if run.fault is not None else "import.stopped" if run.stopped else "import.done"
        self.head.setText(f"{say(key)}  ·  {say_count('import.messages', run.messages)}")
        notes = [] if run.fault is None else [run.fault.sentence(language())]
        if len(self._lines) >= KEPT_LINES:
            notes.append(say("import.first_shown", n=KEPT_LINES))
        self.sub.setText(" ".join(notes))
        self.sub.setVisible(bool(notes))
        self._show_filters()
        self._fill("")

    def _show_filters(self) -> None:
        while self.filters.count():
            item = self.filters.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        counts = Counter(_group(one) for one in self._lines)
        damaged = sum(bool(one.problems) for one in self._lines)
        shown = [("", say("import.all"), len(self._lines))]
        shown += [(group, _group_words(group), number) for group, number in counts.most_common()]
        shown += [("problems", say("import.damaged"), damaged)] if damaged else []
        for key, title, number in shown:
            button = Button(f"{title} {number}", "segment")
            button.setObjectName(key)
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setChecked(not key)
            button.clicked.connect(self._filtered)
            self.filters.addWidget(button)

    def _filtered(self) -> None:
        self._fill(self.sender().objectName())

    def _fill(self, wanted: str) -> None:
        rows = []
        for number, one in enumerate(self._lines):
            if wanted == "problems" and not one.problems:
                continue
            if wanted not in ("", "problems") and _group(one) != wanted:
                continue
            rows.append(_line_choice(number, one))
        self.list.set_choices(rows)
        self._chosen("")

    def _line(self) -> IntakeLine | None:
        row = self.list.current()
        return None if row is None or not row.id else self._lines[int(row.id)]

    def _chosen(self, _id: str) -> None:
        line = self._line()
        self.open.setEnabled(line is not None and line.ticket is not None)
        self.save.setEnabled(line is not None and line.raw_sha256 is not None)

    def _taken(self, _id: str) -> None:
        line = self._line()
        if line is not None and line.ticket is not None:
            self.ticket_asked.emit(line)

    def _save(self) -> None:
        line = self._line()
        if line is not None:
            self.save_asked.emit(line)


def _file_choice(number: int, one: FilePreview) -> Choice:
    path = Path(one.path)
    count = say("import.not_counted") if one.messages is None else say_count("import.messages", one.messages)
    where = ", ".join(one.chats) if one.chats else str(path.parent)
    other = one.kind == "other"
    return Choice(
        id=str(number),
        title=path.name,
        detail=f"{say(f'import.kind_{one.kind}')}  ·  {size_words(one.size)}  ·  {where}",
        icon=_KIND_ICONS.get(one.kind, "file"),
        tag=say("import.passes_over") if other else count,
        tone="plain" if other else "accent",
    )


def _line_choice(number: int, one: IntakeLine) -> Choice:
    group = _group(one)
    tone, icon = ("plain", "file") if group == _PASSED else _FATE_LOOK[one.fate]
    ticket = f"TK-{one.ticket}" if one.ticket else ""
    place = Path(one.file).name + (f" ({one.index + 1})" if one.index else "") if one.file else ""
    why = say(f"intake.{one.reason}") if has(f"intake.{one.reason}") else ""
    damage = [say(f"problem.{code}") if has(f"problem.{code}") else code for code in one.problems[:3]]
    parts = [ticket, one.sender, why, *damage, place]
    return Choice(
        id=str(number),
        title=one.subject or _service(one) or one.sender or place or ticket,
        detail="  ·  ".join(part for part in parts if part),
        icon=icon,
        tag=_group_words(group),
        tone=tone,
    )


def _service(one: IntakeLine) -> str:
    """Return the words of an act that the chat notes by itself."""
    return say("ticket.service", action=say(f"service.{one.service}")) if one.service else ""


def _group(one: IntakeLine) -> str:
    """Return the group of a line: what became of it; a file that holds no messages is no failure."""
    return _PASSED if one.is_passed else one.fate.name


def _group_words(group: str) -> str:
    return say("import.passed_over") if group == _PASSED else say(f"fate.{group.lower()}")
