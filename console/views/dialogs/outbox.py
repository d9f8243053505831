"""The outbox as a card: what could not be written and why, what waits, what was written where, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout

from console.faults import Fault
from console.records.tickets import OutboxRecord
from console.services import outbox, outgoing
from console.store.instants import NEVER
from console.views.kit.buttons import Button
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.states import EmptyState
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import language, moment, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_WIDTH, _HEIGHT = 820, 600
_EVERY_MS = 1_000
_GROUPS = (
    ("failed", ("failed",)),
    ("waiting", ("held", "ready")),
    ("gone", ("written", "sent")),
    ("back", ("recalled",)),
)
_TONES = {"failed": "critical", "held": "accent", "ready": "accent", "written": "ok", "sent": "ok", "recalled": "plain"}
_ICONS = {"failed": "alert-octagon", "held": "clock", "ready": "clock", "written": "mail", "sent": "send"}


class OutboxDialog(Cover):
    """The newest messages that were sent, and the acts on the one under the cursor."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, say("outbox.title"), width=_WIDTH, height=_HEIGHT)
        self._window = window
        self._entries: dict[str, OutboxRecord] = {}
        self.add_header(say("outbox.title"), say("act.back"), icon="send", chord="G S")
        look = current()
        self.list = ChoiceList(say("outbox.title"), two_lines=True)
        self.empty = EmptyState("send", say("outbox.empty"), say("outbox.text", folder=window.desk.out_folder))
        self.detail = Text("", "small", "2", wrap=True)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(14), look.px(10), look.px(14), look.px(10))
        inner.setSpacing(look.px(8))
        inner.addWidget(self.list, 1)
        inner.addWidget(self.empty, 1)
        inner.addWidget(self.detail)
        self.body.addLayout(inner, 1)
        self.again = Button(say("outbox.again"), "primary", "refresh")
        self.back = Button(say("outbox.call_back"), "plain", "arrow-back-up")
        self.copy = Button(say("outbox.copy_path"), "plain", "copy")
        self.go = Button(say("outbox.go"), "plain", "message")
        for button, act in (
            (self.again, self._try_again),
            (self.back, self._call_back),
            (self.copy, self._copy),
            (self.go, self._go),
        ):
            button.clicked.connect(act)
        self.add_footer(self.copy, self.go, self.back, self.again, back=say("act.back"))
        self.list.chosen.connect(self._chosen)
        self.list.taken.connect(self._go)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.read)
        self._timer.start()
        self._show(())
        self.empty.hide()  # nothing is said of it before it was read
        self.read()

    def read(self) -> None:
        """Read the outbox anew."""
        desk = self._window.desk
        call = self._window.runner.read(lambda: outgoing.newest(desk))
        call.landed.connect(self._show)
        call.failed.connect(self._not_read)

    def done(self, result: int) -> None:
        """Stop looking with the card."""
        self._timer.stop()
        super().done(result)

    def entry(self) -> OutboxRecord | None:
        """Return the message under the cursor."""
        row = self.list.current()
        return None if row is None else self._entries.get(row.id)

    # -- inside ----------------------------------------------------------------------------------------------------

    def _not_read(self, fault: Fault) -> None:
        """Say that the outbox could not be read, where nothing of it stands here."""
        if not self._entries:
            what, kept, todo = fault.words(language())
            self.empty.show_icon("database", "critical")
            self.empty.say(what, f"{kept} {todo}".strip())
            self.empty.show()

    def _show(self, entries: tuple[OutboxRecord, ...]) -> None:
        known = {str(one.id): one for one in entries}
        if known == self._entries and entries:
            return
        here = self.list.current()
        first = not self._entries
        self._entries = known
        rows: list[Choice] = []
        for name, states in _GROUPS:
            found = [one for one in entries if one.state in states]
            rows += [Choice(title=say(f"outbox.{name}")), *(_row(one) for one in found)] if found else []
        self.list.set_choices(rows, at="" if here is None else here.id)
        self.list.setVisible(bool(entries))
        self.empty.show_icon("send", "accent")
        self.empty.say(say("outbox.empty"), say("outbox.text", folder=self._window.desk.out_folder))
        self.empty.setVisible(not entries)
        if first and entries:
            self.list.setFocus()
        self._chosen()

    def _chosen(self, _id: str = "") -> None:
        one = self.entry()
        self.again.setVisible(one is not None and one.state == "failed")
        self.back.setVisible(self._is_held(one))
        self.copy.setVisible(one is not None and bool(one.path))
        self.go.setVisible(one is not None)
        if one is None:
            self.detail.setText("")
        elif one.state == "failed":
            words = Fault(one.problem or "letter_not_written", folder=self._window.desk.out_folder, reason="")
            self.detail.setText(words.sentence(language()))
        else:
            self.detail.setText(one.path or say("outbox.text", folder=self._window.desk.out_folder))

    def _is_held(self, one: OutboxRecord | None) -> bool:
        return one is not None and one.state == "held" and one.release_at > self._window.desk.clock()

    def _try_again(self) -> None:
        one, desk = self.entry(), self._window.desk
        if one is not None:
            self._carry(lambda: outbox.try_again(desk, one.id))

    def _call_back(self) -> None:
        one, desk = self.entry(), self._window.desk
        if one is not None:
            self._carry(lambda: outbox.recall(desk, one.id))

    def _carry(self, work: Any) -> None:
        call = self._window.runner.write(work)
        call.landed.connect(self._carried)
        call.failed.connect(self._failed)

    def _carried(self, _result: Any) -> None:
        self._window.ticket.composer.flush()
        self._window.ticket.composer.reload_draft()
        self._window.refresh()
        self.read()

    def _failed(self, fault: Fault) -> None:
        self.detail.setText(fault.sentence(language()))
        self.read()

    def _copy(self) -> None:
        one = self.entry()
        if one is not None and one.path:
            QGuiApplication.clipboard().setText(one.path)

    def _go(self) -> None:
        one = self.entry()
        if one is not None:
            self.accept()
            self._window.go_to(int(one.ticket_id))


def _row(one: OutboxRecord) -> Choice:
    checked = one.state == "held" and one.release_at >= NEVER  # it leaves when a colleague agrees, not by itself
    return Choice(
        id=str(one.id),
        title=f"TK-{one.ticket_number}  ·  {one.to_address}",
        detail=one.subject if checked else f"{one.subject}  ·  {leaves(one)}",
        icon="eye" if checked else _ICONS.get(one.state, "arrow-back-up"),
        tag=say("board.check_short") if checked else say(f"delivery.{one.state}"),
        tone="functional" if checked else _TONES.get(one.state, "plain"),
    )


def leaves(one: OutboxRecord) -> str:
    """Return when a message leaves; one that waits to be checked does not by itself."""
    return say("board.check_short") if one.release_at >= NEVER else moment(one.release_at)
