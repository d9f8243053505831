"""Handing over a shift in the window: choose tickets, to whom, a note; and taking what was handed over."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from console.query import parse
from console.records.board import Member
from console.records.handing_over import Handover
from console.services import board as boards
from console.services import handing_over, routing, staffing
from console.services.desk import Desk
from console.services.duty import duty
from console.views.board.saying import until
from console.views.kit.choices import Choice
from console.views.licenses.entry_form import EntryForm, Field, Form
from console.views.matters.lists import Listing
from console.views.words import age, say, say_count

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from console.views.main_window import MainWindow

_MOST = 56
_PERSON, _QUEUE = "person", "queue"
_FOR_YOU, _FOR_ALL = "to_you", "to_all"


class HandoverList(Listing):
    """What was handed over and waits to be taken. Enter opens it with its note."""

    def __init__(self, window: MainWindow, over: QWidget | None = None) -> None:
        self.handovers: tuple[Handover, ...] = ()
        super().__init__(window, "handover", "send", over=over)

    def reading(self) -> Callable[[], Any]:
        """Return what reads the handovers."""
        desk = self.window_.desk
        return lambda: handing_over.waiting(desk)

    def show_rows(self, found: tuple[Handover, ...]) -> None:
        """Show the handovers."""
        self.handovers = found
        now = self.window_.desk.clock()
        rows = [
            Choice(
                id=str(one.id),
                title=f"{one.from_name}: {say_count('queue.tickets', len(one.ticket_ids))}",
                detail=f"{one.note}  ·  {age(one.at, now)}",
                tag=say(f"handover.{_FOR_YOU if one.to_id else _FOR_ALL}"),
            )
            for one in found
        ]
        self.list.set_choices(rows or [Choice(id="none", title=say("handover.none"), enabled=False)])

    def open_row(self, key: str) -> None:
        """Open a handover, to take it."""
        one = next((one for one in self.handovers if str(one.id) == key), None)
        if one is not None:
            self._open(take_form(self.window_.desk, one))


class HandingOver(QObject):
    """Opens the form that hands a shift over, once one's open tickets are read."""

    def __init__(self, window: MainWindow, chosen: tuple[int, ...] = (), over: QWidget | None = None) -> None:
        super().__init__(over or window)
        self._window, self._chosen, self._over = window, chosen, over

    def open(self) -> None:
        """Read what there is to hand over, and open the form."""
        desk, mine = self._window.desk, parse("owner:me").query
        call = self._window.runner.read(
            lambda: (boards.board(desk, mine).cards, staffing.members(desk), routing.queues(desk))
        )
        call.landed.connect(self._landed)
        call.failed.connect(self._window.tell)

    def _landed(self, found: Any) -> None:
        cards, members, queues = found
        if not cards:
            self._window.toast.show_words(say("handover.nothing"), seconds=5)
            return
        form = hand_form(self._window.desk, cards, members, queues, self._chosen)
        made = EntryForm(self._window, form, over=self._over)
        made.saved.connect(lambda *_: self._window.refresh())
        made.open()


def hand_form(desk: Desk, cards: Any, members: Any, queues: Any, chosen: tuple[int, ...] = ()) -> Form:
    """Return the form that hands tickets over."""
    tickets = tuple((int(one.id), _short(f"TK-{one.number}  {one.subject}")) for one in cards)
    here, gone = _people(desk, members)
    rest = [(f"{_QUEUE}:{one.id}", say("handover.queue", name=one.name)) for one, _ in queues]
    goals = (*here, (f"{_QUEUE}:0", say("handover.anybody")), *rest, *gone)

    def save(values: dict[str, Any], _seen: dict[str, Any]) -> object:
        kind, _, key = str(values["to"]).partition(":")
        to_id = int(key) if kind == _PERSON else None
        queue_id = int(key) or None if kind == _QUEUE else None
        return handing_over.hand_over(desk, values["tickets"], note=values["note"], to_id=to_id, queue_id=queue_id)

    return Form(
        heading=say("handover.form"),
        text=say("handover.form_text"),
        fields=(
            Field(name="to", words=say("handover.to"), kind="choice", value=goals[0][0], options=goals),
            Field(name="note", words=say("handover.note"), kind="note", value="", needed=True),
            Field(
                name="tickets",
                words=say("handover.tickets"),
                kind="several",
                value=chosen or tuple(key for key, _ in tickets),
                options=tickets,
            ),
        ),
        act=say("handover.act"),
        save=save,
        aliases={"handover_empty": "tickets", "handover_needs_note": "note"},
    )


def _people(desk: Desk, members: tuple[Member, ...]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the colleagues who are here, and those who are away, with until when and who stands in."""
    here, gone, now = [], [], desk.clock()
    names = {one.id: one.name for one in members}
    for one in members:
        key, away = f"{_PERSON}:{one.id}", duty(one, now, desk.company.zone).absence
        if one.id == int(desk.actor.staff_id):
            continue
        if away is None:
            here.append((key, one.name))
            continue
        words = [one.name, say(f"board.away_{away.kind}", until=until(away.ends_at, now))]
        second = names.get(away.substitute_id or 0, "")
        gone.append((key, " · ".join([*words, *([say("board.substitute", name=second)] if second else [])])))
    return here, gone


def take_form(desk: Desk, one: Handover) -> Form:
    """Return the form that shows a handover, to take it."""
    numbers = ", ".join(f"TK-{number}" for number in one.numbers)
    return Form(
        heading=say("handover.from", name=one.from_name),
        text=f"{one.note}\n\n{numbers}",
        fields=(Field(name="seen", words="", kind="flag", value=True, options=((True, say("handover.seen")),)),),
        act=say("handover.take"),
        save=lambda _values, _seen: handing_over.take(desk, one.id),
    )


def _short(words: str) -> str:
    return words if len(words) <= _MOST else f"{words[:_MOST]}…"
