"""A list of licenses taken in: the file, what would become of each row, and the writing after a person agreed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QProgressBar, QVBoxLayout, QWidget

from console.faults import BadInput, Fault
from console.services import license_import
from console.services.license_import import MOST_BYTES, PlannedRow, RowFate
from console.views.kit.buttons import Button, PrimaryButton
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.layout import row
from console.views.kit.segmented import SegmentedControl
from console.views.kit.text import Text
from console.views.licenses.history import value_words
from console.views.licenses.saying import list_of
from console.views.look.look import current
from console.views.words import language, say, say_count

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_TONES = {
    RowFate.NEW: "ok",
    RowFate.CHANGED: "accent",
    RowFate.SAME: "plain",
    RowFate.WRONG: "critical",
    RowFate.FAILED: "critical",
}
_EVERY = "every"


class CsvImport(Cover):
    """Shows the fate of each row of a file; nothing is written before its button is pressed."""

    progressed = Signal(int)

    def __init__(self, window: MainWindow, done: Callable[[], None], *, over: QWidget) -> None:
        super().__init__(over, say("listing.title"), width=860, height=720)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window, self._done = window, done
        self.planned: tuple[PlannedRow, ...] = ()
        self._stop = False
        self.add_header(say("listing.title"), say("act.done"), icon="file-import")
        self.file = Text(say("listing.text"), "body", "2", wrap=True)
        self.said = Text("", "body", "", wrap=True)
        self.filter = SegmentedControl(
            say("listing.filter"), tuple((one, say(f"listing.{one}")) for one in self._fates())
        )
        self.list = ChoiceList(say("listing.rows"), two_lines=True)
        self.bar = QProgressBar()
        self.go = PrimaryButton(say("listing.go"), chord="Enter")
        self._lay_out()
        self.filter.chosen.connect(self._fill)
        self.progressed.connect(self.bar.setValue)
        self.go.clicked.connect(self.start)

    def _fates(self) -> tuple[str, ...]:
        return (_EVERY, *(one.value for one in RowFate))

    def _lay_out(self) -> None:
        look = current()
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(10))
        layout.setSpacing(look.px(10))
        choose = Button(say("listing.choose"), "plain", "file")
        choose.clicked.connect(self._choose)
        top = row(choose, self.file, spacing=12)
        top.setStretch(1, 1)
        layout.addLayout(top)
        layout.addWidget(self.said)
        layout.addWidget(self.filter)
        layout.addWidget(self.list, 1)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(say("import.progress"))
        self.bar.hide()
        layout.addWidget(self.bar)
        self.body.addWidget(inside, 1)
        self.go.setEnabled(False)
        self.filter.hide()
        safe = self.add_footer(self.go, back=say("act.back"))
        safe.setDefault(False)
        self.go.setDefault(True)
        choose.setFocus()

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, say("listing.choose"), str(Path.home()), "CSV (*.csv *.tsv *.txt)")
        if path:
            self.show_file(Path(path))

    def show_file(self, path: Path) -> None:
        """Read a file and show what would become of its rows."""
        desk = self._window.desk

        def work() -> tuple[PlannedRow, ...]:
            with path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
            return license_import.plan(desk, data)

        self.file.setText(path.name)
        call = self._window.runner.read(work)
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _landed(self, planned: tuple[PlannedRow, ...]) -> None:
        self.planned = planned
        self.filter.setVisible(bool(planned))
        self.said.set_tone("")
        self.said.setText(self._counts())
        self._fill()
        number = sum(1 for one in planned if one.fate in (RowFate.NEW, RowFate.CHANGED))
        self.go.setEnabled(number > 0)
        self.go.set_words(say_count("listing.take_in", number))
        self.go.setFocus()

    def _counts(self) -> str:
        counts = Counter(one.fate for one in self.planned)
        return list_of([f"{say(f'listing.{fate.value}')}: {counts[fate]}" for fate in RowFate if counts[fate]]) or say(
            "listing.no_rows"
        )

    def _fill(self) -> None:
        wanted = self.filter.value()
        shown = [one for one in self.planned if wanted in (_EVERY, one.fate.value)]
        self.list.set_choices([_choice(one) for one in shown])

    def start(self) -> None:
        """Write the rows that are new or changed."""
        desk, planned = self._window.desk, self.planned
        self.go.setEnabled(False)
        self.bar.setRange(0, len(planned))
        self.bar.show()
        call = self._window.runner.write(lambda: license_import.carry_out(desk, planned, self._tell))
        call.landed.connect(self._written)
        call.failed.connect(self._failed)

    def _tell(self, number: int) -> bool:
        self.progressed.emit(number)
        return not self._stop

    def _written(self, planned: Any) -> None:
        self.bar.hide()
        self.planned = planned
        self.said.setText(f"{say('listing.done')}  {self._counts()}")
        self._fill()
        self._done()

    def _failed(self, fault: Fault) -> None:
        """Say why nothing was written; what was planned stays, and can be tried again."""
        self.bar.hide()
        self.go.setEnabled(any(one.fate in (RowFate.NEW, RowFate.CHANGED) for one in self.planned))
        self.said.set_tone("critical" if isinstance(fault, BadInput) else "functional")
        self.said.setText(fault.sentence(language()))

    def reject(self) -> None:
        """Leave; a writing that runs stops after the row it is at, and what was written stays."""
        self._stop = True
        super().reject()


def _choice(one: PlannedRow) -> Choice:
    detail = list_of(
        [
            f"{say(f'field.{name}')}: {value_words(name, old)} → {value_words(name, new)}"
            for name, old, new in one.changes
        ]
    )
    if one.fault is not None:
        detail = " ".join(part for part in one.fault.words(language())[::2] if part)
    elif one.fate is RowFate.NEW and one.new is not None:
        detail = list_of((one.new.product, say(f"plan.{one.new.plan}"), *one.new.domains))
    return Choice(
        id=str(one.line),
        code=say("listing.line", n=one.line),
        title=list_of((one.key, one.customer)) or "–",
        detail=detail,
        tag=say(f"listing.{one.fate.value}"),
        tone=_TONES[one.fate],
    )
