"""Every decision of an archive taken again from its stored inputs: what comes out byte by byte, and what does not."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from console.faults import Fault
from console.records.base import TicketId
from console.services.archives import reassessing
from console.services.archives.reassessing import Again, Part
from console.views import told
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.notice import Notice
from console.views.kit.progress import Progress
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.review import saying
from console.views.words import language, say, say_count

if TYPE_CHECKING:
    from console.views.archive.window import ArchiveWindow

_EVERY = 0.15
_MOST = 500


class _Heard(QObject):
    """Brings a part from the reading thread."""

    part = Signal(object)


class ReplayScreen(Cover):
    """Takes the decisions of the list's query again, and lists what differs."""

    def __init__(self, window: ArchiveWindow) -> None:
        super().__init__(window, say("command.review_replay"), width=820, height=520)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window = window
        self.add_header(
            say("command.review_replay"),
            say("act.done"),
            detail=say("reassess.detail"),
            icon="history",
            chord="Shift+Y",
        )
        look = current()
        self.meter, self.told, self.notice = (
            Progress(72, 4),
            Text(say("reassess.begins"), "body", "2", wrap=True),
            Notice(),
        )
        self.list = ChoiceList(say("command.review_replay"), two_lines=True)
        self.list.taken.connect(self.open_ticket)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(10))
        inner.setSpacing(look.px(8))
        for widget in (self.meter, self.told, self.notice):
            inner.addWidget(widget)
        inner.addWidget(self.list, 1)
        self.body.addLayout(inner, 1)
        self.add_footer(back=say("act.done"))
        self.rows: list[Again] = []
        self.last = Part(done=0, total=0, taken=0)
        self._heard = _Heard(self)
        self._heard.part.connect(self._take)
        self._begin()

    def _begin(self) -> None:
        desk, query, tell = self._window.opened.desk, str(self._window.queue.query), self._heard.part.emit

        def work() -> int:
            rows, last, part = list[Again](), time.monotonic(), Part(done=0, total=0, taken=0)
            for part in reassessing.replay(desk, query):
                rows += part.rows
                if time.monotonic() - last > _EVERY:
                    tell(Part(done=part.done, total=part.total, taken=part.taken, rows=tuple(rows)))
                    rows, last = [], time.monotonic()
            tell(Part(done=part.done, total=part.total, taken=part.taken, rows=tuple(rows)))
            return part.taken

        self._call = self._window.runner.read(work)
        self._call.landed.connect(self._landed)
        self._call.failed.connect(self._failed)
        self.finished.connect(self._leave)

    def _leave(self) -> None:
        self._window.runner.abandon(self._call)

    def _take(self, part: Part) -> None:
        self.last = part
        self.rows += part.rows
        self.meter.show_part(part.done / part.total if part.total else 1.0)
        same = part.taken - len(self.rows)
        self.told.setText(say("reassess.far", taken=part.taken, same=same, done=part.done, total=part.total))

    def _landed(self, _taken: int) -> None:
        failing = sum(1 for one in self.rows if not one.replayed.holds)
        older = sum(1 for one in self.rows if one.replayed.is_older)
        if not self.rows:
            self.notice.say(say("reassess.all_same"), say("reassess.all_same_more"), tone="ok")
        elif failing:
            self.notice.say(say_count("reassess.failing", failing), say("reassess.failing_more"), tone="critical")
        elif older:
            self.notice.say(say_count("reassess.older", older), say("reassess.older_more"), tone="accent")
        else:
            self.notice.say(say("reassess.as_good"), say("reassess.as_good_more"), tone="accent")
        self.list.set_choices([_choice(one) for one in self.rows[:_MOST]])
        self.list.setFocus()

    def _failed(self, fault: Fault) -> None:
        what, kept, todo = fault.words(language())
        self.notice.say(what, " ".join(part for part in (kept, todo) if part), tone="critical")

    def open_ticket(self, key: str) -> None:
        """Show the ticket of a row."""
        self.accept()
        self._window.go_to(TicketId(int(key.partition(" ")[0])))


def _choice(one: Again) -> Choice:
    found = one.replayed
    lines = [say(f"engine_change.{code}") for code in found.changes]
    lines += [told.difference(difference) for difference in found.differences]
    if found.kept != "whole":
        lines.insert(0, say(f"reassess.{found.kept}"))
    what = saying.outcome(one.outcome, one.clause) if one.outcome else say(f"reassess.{found.kind}")
    return Choice(
        id=f"{one.ticket_id} {found.kind} {found.n}",
        icon="history" if found.is_older else "circle-check" if found.holds else "alert-octagon",
        title=f"TK-{one.number}  {what}  ·  {one.subject}",
        detail="  ·  ".join(lines),
    )
