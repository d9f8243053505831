"""Taking a file of findings into the desk: who signed it, what each finding would add, and what is here already."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from console.faults import Fault
from console.records.base import Role, TicketId
from console.records.findings import Merged, MergeRow, Preview, differs
from console.services.archives import reviewing
from console.views.kit.buttons import PrimaryButton
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.notice import Notice
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.review import saying
from console.views.review.believing import BelievePart
from console.views.words import language, say, say_count

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_TONES = {"new": "ok", "known": "plain", "changed": "functional", "stranger": "functional", "differs": "critical"}


class MergeScreen(Cover):
    """Shows a file of findings before it is merged. Nothing is written before the button is pressed."""

    def __init__(self, window: MainWindow, file: str | Path) -> None:
        super().__init__(window, _heading(), width=820, height=640)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window, self._file = window, Path(file)
        self.add_header(_heading(), say("act.back"), detail=self._file.name, icon="file-import")
        look = current()
        self.signature, self.name, self.notice, self.believe = Notice(), Notice(), Notice(), BelievePart()
        self.believe.believed.connect(self.believe_key)
        self.about = Text("", "small", "2", wrap=True)
        self.list = ChoiceList(_heading(), two_lines=True)
        self.list.taken.connect(self.open_row)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(10))
        inner.setSpacing(look.px(8))
        for widget in (self.signature, self.name, self.believe, self.notice, self.about):
            inner.addWidget(widget)
        inner.addWidget(self.list, 1)
        self.body.addLayout(inner, 1)
        self.go = PrimaryButton(say("merging.act"), "file-import", chord="Ctrl+Enter")
        self.go.clicked.connect(self.merge)
        self.go.setEnabled(False)
        safe = self.add_footer(self.go, back=say("act.back"))
        for one in (safe, self.go):
            one.setDefault(False)
            one.setAutoDefault(False)
        self.preview: Preview | None = None
        self.read()

    def read(self) -> None:
        """Read what a merge would bring."""
        desk, file = self._window.desk, self._file
        call = self._window.runner.read(lambda: reviewing.preview(desk, file, reviewing.known_keys(desk)))
        call.landed.connect(self.show_preview)
        call.failed.connect(self._failed)

    def show_preview(self, found: Preview) -> None:
        """Show it."""
        self.preview = found
        good = found.signature == "good"
        words = say(f"merging.{found.signature}", name=found.signer or "–", key_id=found.key_id or "–")
        self.signature.say(
            words, "" if good else say(f"merging.{found.signature}_todo"), tone="ok" if good else "critical"
        )
        may = found.signature == "unknown_key" and self._window.desk.actor.role is Role.LEAD
        self.believe.offer(found.key_id if may else "")
        if found.others:
            self.name.say(
                say("merging.other_name", typed=", ".join(one or "–" for one in found.others), name=found.signers[0]),
                say("merging.other_name_todo"),
                tone="functional",
            )
        else:
            self.name.say("")
        new = sum(1 for one in found.rows if one.state == "new")
        wrong = [one for one in found.rows if one.state == "differs"]
        alien = bool(found.rows) and all(one.state == "stranger" for one in found.rows)
        if alien or wrong:
            self.notice.say(say("merging.other_desk" if alien else "merging.other_decision"), tone="critical")
        held = good and not alien and not wrong
        told = say_count("merging.adds", new) if held else say_count("merging.holds", len(found.rows))
        self.about.setText(f"{told}  ·  {saying.sample(found.sample)}" if found.sample else told)
        self.list.set_choices([_choice(one, found) for one in found.rows])
        self.go.setEnabled(held and bool(new))
        (self.go if self.go.isEnabled() else self.believe.open if may else self.list).setFocus()

    def believe_key(self, name: str) -> None:
        """Believe the key that signed the file as somebody's, and look again."""
        if self.preview is not None:
            desk, file, key_id = self._window.desk, self._file, self.preview.key_id
            call = self._window.runner.write(lambda: reviewing.believe(desk, file, key_id, name))
            call.landed.connect(lambda _done: self.read())
            call.failed.connect(self._failed)

    def merge(self) -> None:
        """Take the findings into the desk."""
        desk, file = self._window.desk, self._file
        self.go.setEnabled(False)
        call = self._window.runner.write(lambda: reviewing.merge(desk, file, reviewing.known_keys(desk)))
        call.landed.connect(self._merged)
        call.failed.connect(self._failed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter merges from anywhere."""
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.go.isEnabled():
            self.merge()
            return
        super().keyPressEvent(event)

    def _merged(self, made: Merged) -> None:
        self._window.toast.show_words(say_count("merging.added", made.added, name=made.signer), seconds=8)
        self._window.refresh()
        self.accept()

    def _failed(self, fault: Fault) -> None:
        what, kept, todo = fault.words(language())
        self.notice.say(what, " ".join(part for part in (kept, todo) if part), tone="critical")

    def open_row(self, key: str) -> None:
        """Show the ticket of a finding."""
        rows = () if self.preview is None else self.preview.rows
        row = next((one for one in rows if one.finding.gid == key), None)
        if row is not None and row.ticket_id is not None:
            self.accept()
            self._window.go_to(TicketId(row.ticket_id))


def _choice(row: MergeRow, found: Preview) -> Choice:
    """Return a finding with the name that was typed, and who signed where that is somebody else or nobody known."""
    one = row.finding
    is_other = not found.signers or differs(one.reviewer, found.signers)
    signed = saying.signer(found.signers, found.key_id) if is_other else ""
    parts = (one.reviewer, signed, " ".join(one.body.split()))  # of a long one the end is cut
    return Choice(
        id=one.gid,
        icon=(saying.OTHER if differs(one.reviewer, found.signers) else saying.ICONS[one.verdict])[0],
        title=f"TK-{one.ticket}  {saying.title(one)}  ·  {row.subject}",
        detail="  ·  ".join(part for part in parts if part),
        tag=say(f"merging.{row.state}"),
        tone=_TONES[row.state],
    )


def _heading() -> str:
    """Return the name of what the screen is for; the dots of its command promise a screen, which is here."""
    return say("command.merge_findings").rstrip("…")
