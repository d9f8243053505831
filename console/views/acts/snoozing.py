"""Putting tickets off: a menu of sensible hours, an hour of one's own, and bringing a ticket back before its hour."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from console.records.base import Status
from console.records.tickets import TicketDetail
from console.services import snoozing, together
from console.views.licenses.entry_form import EntryForm, Field, Form, Values
from console.views.past import Deed
from console.views.words import say, soon

if TYPE_CHECKING:
    from console.views.acts import Acts


class SnoozeActs(QObject):
    """What a person does to have a ticket out of the way for a while."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._acts = acts
        self._window = acts.window

    def choose(self) -> None:
        """Offer the hours for the ticket, or for all that are chosen."""
        many, detail, desk = self._acts.together.any, self._acts.detail, self._window.desk
        if not many and detail is None:
            return
        now = desk.clock()
        menu = QMenu(self._window)
        menu.setAccessibleName(say("snooze.menu"))
        for one in snoozing.offers(desk):
            words = f"{say(f'snooze.{one.code}')}\t{soon(one.at, now)}"
            self._add(menu, words, partial(self._together if many else self.until, one.at))
        if not many:
            self._add(menu, say("snooze.own"), self.ask)
            if detail is not None and detail.row.status is Status.SNOOZED:
                menu.addSeparator()
                self._add(menu, say("snooze.wake"), self.wake)
        menu.triggered.connect(_carry_out)
        menu.aboutToHide.connect(menu.deleteLater)
        window = self._window
        if many:
            place = window.queue.chosen_bar.mapToGlobal(QPoint(0, -menu.sizeHint().height()))
        else:
            button = window.ticket.header.more
            place = button.mapToGlobal(button.rect().bottomRight() - QPoint(menu.sizeHint().width(), -2))
        menu.popup(place)
        menu.setActiveAction(menu.actions()[0])

    def until(self, at: datetime) -> None:
        """Put the ticket off until an hour."""
        detail, desk = self._acts.detail, self._window.desk
        if detail is not None:
            line = detail.row
            self._acts.ticket.act(
                detail,
                lambda: snoozing.snooze(desk, line.id, at, version=line.version),
                say("toast.snoozed", when=soon(at, desk.clock())),
            )

    def wake(self) -> None:
        """Bring the ticket back before its hour."""
        detail, desk = self._acts.detail, self._window.desk
        if detail is not None:
            line = detail.row
            self._acts.ticket.act(
                detail, lambda: snoozing.wake(desk, line.id, version=line.version), say("toast.woken")
            )

    def ask(self) -> None:
        """Ask for an hour of one's own, and for why."""
        detail = self._acts.detail
        if detail is None:
            return
        made = EntryForm(self._window, self._form(detail))
        made.saved.connect(partial(self._saved, int(detail.row.id)))
        made.open()

    def _form(self, detail: TicketDetail) -> Form:
        desk, line = self._window.desk, detail.row
        first = next(iter(snoozing.offers(desk)), None)
        start = line.snoozed_until if line.status is Status.SNOOZED else first.at if first else desk.clock()

        def save(values: Values, _seen: Values) -> object:
            return snoozing.snooze(desk, line.id, values["at"], version=line.version, reason=values["reason"])

        return Form(
            heading=say("snooze.form"),
            text=say("snooze.form_text"),
            fields=(
                Field(name="at", words=say("snooze.at"), kind="instant", value=start, needed=True),
                Field(name="reason", words=say("snooze.reason"), value=""),
            ),
            act=say("snooze.act"),
            save=save,
            aliases={"snooze_in_past": "at", "snooze_too_far": "at"},
        )

    def _saved(self, ticket_id: int, applied: object, values: object) -> None:
        window, event = self._window, int(applied.result)  # type: ignore[attr-defined]  # what the form's writing returned
        when = soon(values["at"], window.desk.clock())  # type: ignore[index]  # the form's values
        words = say("toast.snoozed", when=when)
        self._acts.past.did(Deed(kind="undo", key=ticket_id, event=event, words=words))
        window.toast.show_words(words, seconds=6, undo=True)
        window.refresh(ticket_id)

    def _together(self, at: datetime) -> None:
        words = say("snooze.until", when=soon(at, self._window.desk.clock()))
        self._acts.together.run(lambda desk, ids, progress: together.snooze(desk, ids, at, progress), words)

    def _add(self, menu: QMenu, words: str, act: object) -> None:
        menu.addAction(words).setData(act)


def _carry_out(action: QAction) -> None:
    act = action.data()
    if callable(act):
        act()
