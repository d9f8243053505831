"""What a crash kept from the database: each act with its words, to be sent again under its own id, or dropped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from console.records.base import TicketId
from console.services import showing, unsent
from console.services.desk import Desk
from console.services.unsent import Unsent
from console.views.kit.choices import Choice
from console.views.licenses.entry_form import Field, Form
from console.views.matters.lists import Listing
from console.views.words import age, moment, say

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from console.views.main_window import MainWindow

_AGAIN, _DROP = "again", "drop"
_MOST = 120


class UnsentList(Listing):
    """The acts of this person that never arrived, the oldest first. Enter opens one."""

    def __init__(self, window: MainWindow, over: QWidget | None = None) -> None:
        self.acts: tuple[Unsent, ...] = ()
        super().__init__(window, "unsent", "refresh", over=over)

    def reading(self) -> Callable[[], Any]:
        """Return what reads the acts."""
        desk = self.window_.desk
        return lambda: unsent.unsent(desk)

    def show_rows(self, found: tuple[Unsent, ...]) -> None:
        """Show the acts."""
        self.acts = found
        now = self.window_.desk.clock()
        rows = [
            Choice(
                id=one.command_id,
                title=_heading(one, one.subject),
                detail="  ·  ".join(part for part in (age(one.at, now), " ".join(one.text.split())[:_MOST]) if part),
            )
            for one in found
        ]
        self.list.set_choices(rows or [Choice(id="none", title=say("unsent.none"), enabled=False)])

    def open_row(self, key: str) -> None:
        """Open an act, with what the agreement says now where it decides something."""
        one = next((one for one in self.acts if one.command_id == key), None)
        if one is None:
            return
        desk = self.window_.desk
        call = self.window_.runner.read(lambda: unsent_form(desk, one))
        call.landed.connect(self._open)
        call.failed.connect(self.window_.tell)


def _heading(one: Unsent, subject: str = "") -> str:
    where = say("unsent.gone") if one.gone else f"TK-{one.number}"
    return f"{say(f'unsent.verb_{one.verb}')}: {'  '.join(filter(None, (where, subject)))}"


def unsent_form(desk: Desk, one: Unsent) -> Form:
    """Return the form of an act that never arrived."""
    told = [say("unsent.made", at=moment(one.at))]
    if one.gone:
        told.append(say("unsent.gone_text"))
    elif one.verb == unsent.REFUSE:
        view = showing.panels(desk, TicketId(one.ticket_id)).assessment
        now = say("checking.now", outcome=say(f"outcome.{view.outcome}"))
        told.append(f"{now} ({view.primary})" if view.primary else now)

    def save(values: dict[str, Any], _seen: dict[str, Any]) -> object:
        if values["what"] == _DROP:
            unsent.drop(desk, one)
            return None
        return unsent.again(desk, one)

    options = tuple((name, say(f"unsent.{name}")) for name in ((_DROP,) if one.gone else (_AGAIN, _DROP)))
    return Form(
        heading=_heading(one),
        text="\n".join((*((one.subject,) if one.subject else ()), *told, *((("", one.text)) if one.text else ()))),
        fields=(Field(name="what", words=say("unsent.what"), kind="choice", value=options[0][0], options=options),),
        act=say("unsent.drop" if one.gone else "unsent.act"),
        save=save,
    )
