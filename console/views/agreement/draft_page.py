"""The editor of a draft: its parts, the fields of one, what differs and what is wrong, told while it is written.

Nothing is kept by itself: a change is kept as one step when the person says so, and never over another's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.records.drafting import Difference, Edit, Unsound, VersionRow
from console.services import drafting, versions
from console.services.agreements import Documents
from console.views.agreement import letter_parts, parts
from console.views.agreement.checking import DraftCheck
from console.views.agreement.part_form import Key, PartForm
from console.views.kit.buttons import Button
from console.views.kit.choices import ChoiceList
from console.views.kit.field import SearchField
from console.views.kit.segmented import SegmentedControl
from console.views.kit.text import Text
from console.views.kit.wrap import Wrap
from console.views.look.look import current
from console.views.words import say, say_count

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_Read = tuple[VersionRow, Documents, tuple[Difference, ...], tuple[str, ...], tuple[Unsound, ...]]


class DraftPage(QWidget):
    """One version. `kept` carries the label when a step was kept, `failed` the fault when it was not.

    `judged` fires when it may be put in force, or no more.
    """

    kept = Signal(str)
    judged = Signal()
    failed = Signal(object)
    unread = Signal(object)

    def __init__(self, window: MainWindow, *, may_edit: bool) -> None:
        super().__init__()
        self._window, self._may_edit = window, may_edit
        self._row: VersionRow | None = None
        self._documents: Documents | None = None
        self._found: tuple[Difference, ...] = ()
        self._at: dict[str, str] = {}
        self._written: dict[Key, str] = {}
        self.heading, self.about = Text("", "h2"), Text("", "small", "2", wrap=True)
        self.pages = SegmentedControl(say("draft.parts"), tuple((one, say(f"draft.page_{one}")) for one in parts.PAGES))
        self.search = SearchField(say("draft.find"))
        self.list = ChoiceList(say("draft.parts"), two_lines=True)
        self.form = PartForm()
        self.keep_button = Button(say("draft.keep"), "primary", "check", chord="Ctrl+Enter")
        self.undo_button = Button(say("draft.undo"), "quiet")
        self.check = DraftCheck(window.runner, self)
        self.notice = self.check.notice
        self._lay_out()
        self._connect()
        self.show_nothing("")

    def _lay_out(self) -> None:
        look = current()
        column = QVBoxLayout(self)
        column.setContentsMargins(look.px(18), look.px(12), look.px(12), look.px(10))
        column.setSpacing(look.px(8))
        column.addWidget(self.heading)
        column.addWidget(self.about)
        column.addLayout(Wrap(self.pages, self.search, spacing=10))
        middle = QHBoxLayout()
        middle.setSpacing(look.px(6))
        middle.addWidget(self.list, 5)
        right = QVBoxLayout()
        right.addWidget(self.form, 1)
        acts = QHBoxLayout()
        acts.addStretch(1)
        acts.addWidget(self.undo_button)
        acts.addWidget(self.keep_button)
        right.addLayout(acts)
        middle.addLayout(right, 4)
        column.addLayout(middle, 1)
        column.addWidget(self.notice)

    def _connect(self) -> None:
        self.pages.chosen.connect(self._fill)
        self.search.textChanged.connect(self._fill)
        self.list.chosen.connect(self._show_part)
        self.list.taken.connect(self.form.focus_first)
        self.form.changed.connect(self._write_down)
        self.keep_button.clicked.connect(self.keep)
        self.undo_button.clicked.connect(self._undo)
        self.check.led.connect(self._lead)
        self.check.told.connect(self.judged)

    def show_nothing(self, words: str) -> None:
        """Show that there is no version."""
        self._row = self._documents = None
        self.heading.setText("")
        self.about.setText(words)
        for one in (self.pages, self.search, self.list, self.form, self.keep_button, self.undo_button):
            one.setVisible(False)
        self.notice.say("")

    def show_version(self, row: VersionRow) -> None:
        """Read a version and show it where the person was."""
        if self._row is None or self._row.label != row.label:
            self._at, self._written = {}, {}
        desk = self._window.desk

        def work() -> _Read:
            documents = versions.documents(desk, row.label)
            base = drafting.base_of(desk, row) if row.base_id else documents
            found = drafting.differences(base, documents, desk.letters)
            return row, documents, found, drafting.read_again(documents, found), drafting.faults(documents)

        call = self._window.runner.read(work)
        call.landed.connect(self._landed)
        call.failed.connect(self.unread)

    def _landed(self, read: _Read) -> None:
        row, self._documents, self._found, again, wrong = read
        first = self._row is None or self._row.label != row.label
        self._row = row
        for one in (self.pages, self.search, self.list, self.form, self.keep_button, self.undo_button):
            one.setVisible(True)
        self.heading.setText(row.label)
        words = (
            [say("draft.differs_in", base=row.base, n=say_count("draft.places", len(self._found)))] if row.base else []
        )
        words += [say("draft.read_again", rules=", ".join(again))] if again else []
        self.about.setText("  ·  ".join(words))
        if first:
            self.pages.choose("differs" if self._found else "numbers")
        self._fill()
        self.check.tell(wrong)

    def hindrance(self, label: str) -> str:
        """Return in words what stands against putting a draft in force now; nothing where it may be."""
        if self._row is None or self._row.label != label:
            return say("draft.force_reading")
        if self._written:
            return say("draft.force_keep")
        return say_count("draft.force_faults", self.check.faults) if self.check.faults else ""

    def turn_to(self, page: str) -> None:
        """Show another page of parts."""
        self.pages.choose(page)
        self._fill()

    def _fill(self) -> None:
        if self._documents is None:
            return
        page = self.pages.value()
        desk, asked = self._window.desk, self.search.text()
        if page == letter_parts.PAGE:
            rows = letter_parts.rows(desk, self._documents, self._found, asked)
        else:
            rows = parts.rows(self._documents, self._found, page, asked)
        self.list.set_choices(rows, at=self._at.get(page, ""))
        if not rows:
            nothing = "draft.no_difference" if page == "differs" and not self.search.text() else "draft.not_found"
            self.form.show_part(None, say(nothing))
            self._fit()

    def _show_part(self, name: str) -> None:
        if self._documents is None:
            return
        self._at[self.pages.value()] = name
        kind, _, key = name.partition(" ")
        letter = letter_parts.part_of(self._window.desk, self._documents, key) if kind == "letter" else None
        self.form.show_part(letter or parts.part_of(self._documents, name), say("draft.elsewhere"), self._written)
        self._look_at_letter()
        for field in self.form.fields.values():
            field.setEnabled(self._can_edit)
        self._fit()

    @property
    def _can_edit(self) -> bool:
        return self._may_edit and self._row is not None and self._row.state == "draft"

    def _undo(self) -> None:
        self._written = {}
        self._show_part(self._at.get(self.pages.value(), ""))
        self._written_anew()

    def _write_down(self) -> None:
        """Remember what is written of this part, so that looking at another loses nothing."""
        for key in self.form.held():
            self._written.pop(key, None)
        self._look_at_letter()
        self._written |= {(one.part, one.id, one.slot): one.value for one in self.form.edits()}
        self._written_anew()

    def _look_at_letter(self) -> None:
        """Say below the text of a letter what is wrong with it, while it is written."""
        part = self.form.part
        if part is not None and part.part == "letter":
            words, stops = letter_parts.problems(part.id, self.form.text("body"), self.form.text("title"))
            self.form.tell("body", words, stops=stops)

    def _written_anew(self) -> None:
        self._fit()
        self.judged.emit()
        if self._documents is not None:
            edits = self.edits()
            self.check.soon(drafting.with_letters(self._window.desk.letters, self._documents, edits), edits)

    def _fit(self) -> None:
        waiting = bool(self._written)
        self.keep_button.setVisible(self._can_edit)
        self.undo_button.setVisible(self._can_edit and waiting)
        self.keep_button.setEnabled(waiting)

    def _lead(self, page: str, name: str) -> None:
        """Go to the place of a fault."""
        self.search.clear()
        self._at[page] = name
        self.turn_to(page)
        self.form.focus_first()

    def edits(self) -> tuple[Edit, ...]:
        """Return what is written and not kept yet, of every part."""
        return tuple(
            Edit(part=part, id=key, slot=slot, value=value) for (part, key, slot), value in self._written.items()
        )

    def keep(self) -> None:
        """Keep everything that is written as one step."""
        edits, row, desk = self.edits(), self._row, self._window.desk
        if row is None or not edits or not self._can_edit:
            return

        def work() -> str:
            drafting.edit(desk, row.label, edits, seen=row.id)
            return row.label

        call = self._window.runner.write(work)
        call.landed.connect(self._landed_step)
        call.failed.connect(self.failed)

    def _landed_step(self, label: str) -> None:
        self._written = {}
        self.kept.emit(label)
