"""Refusals that wait for a second pair of eyes, and disputed ones that somebody else decides anew. Enter opens one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from console.records.base import TicketId, Tier
from console.records.reviewing import ReviewRecord, SecondEyes
from console.services import appeals, deciding, reviewing, routing, showing, staffing
from console.services.desk import Desk
from console.services.schedules import may_set
from console.services.showing import Panels
from console.views.kit.buttons import Button
from console.views.kit.choices import Choice
from console.views.licenses.entry_form import EntryForm, Field, Form
from console.views.matters.lists import Listing
from console.views.words import age, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_UPHOLD, _RETURN = "uphold", "give_back"
_TIERS = (Tier.CRITICAL, Tier.FUNCTIONAL, Tier.QUESTION)


class CheckList(Listing):
    """What waits for somebody else's look, the oldest first; one's own stands there too and cannot be opened."""

    def __init__(self, window: MainWindow, over: QWidget | None = None) -> None:
        self.reviews: tuple[ReviewRecord, ...] = ()
        super().__init__(window, "checking", "eye", over=over)

    def add_tools(self, inner: Any) -> None:
        """Put the way to what is checked above the list."""
        self.what = Button(say("checking.what"), "quiet", "settings")
        self.what.setAutoDefault(False)
        self.what.setEnabled(may_set(self.window_.desk))
        self.what.clicked.connect(self._ask_what)
        inner.addWidget(self.what)

    def reading(self) -> Callable[[], Any]:
        """Return what reads the reviews."""
        desk = self.window_.desk
        return lambda: reviewing.waiting(desk)

    def show_rows(self, found: tuple[ReviewRecord, ...]) -> None:
        """Show the reviews."""
        self.reviews = found
        desk, rows = self.window_.desk, []
        for kind in (reviewing.SECOND, reviewing.APPEAL):
            group = [one for one in found if one.kind == kind]
            rows += [Choice(title=say(f"checking.{kind}"))] if group else []
            rows += [_row(desk, one) for one in group]
        self.list.set_choices(rows or [Choice(id="none", title=say("checking.none"), enabled=False)])

    def open_row(self, key: str) -> None:
        """Open a refusal to check, or an appeal to decide."""
        one = next((one for one in self.reviews if str(one.id) == key), None)
        if one is None or one.writer_id == int(self.window_.desk.actor.staff_id):
            return
        if one.kind == reviewing.SECOND:
            self._open(check_form(self.window_.desk, one))
            return
        desk = self.window_.desk
        call = self.window_.runner.read(lambda: showing.panels(desk, TicketId(one.ticket_id)))
        call.landed.connect(lambda panels: self._open(appeal_decision(desk, panels, one)))
        call.failed.connect(self.window_.tell)

    def _ask_what(self) -> None:
        desk = self.window_.desk
        call = self.window_.runner.read(lambda: what_form(desk))
        call.landed.connect(self._open)
        call.failed.connect(self.window_.tell)

    def _saved(self, _result: object, _values: object) -> None:
        self._read_settings()


def _row(desk: Desk, one: ReviewRecord) -> Choice:
    own = one.writer_id == int(desk.actor.staff_id)
    parts = [one.customer, say("checking.by", name=one.writer), age(one.asked_at, desk.clock())]
    parts += [one.note] if one.note else []
    return Choice(
        id=str(one.id),
        code=one.clause,
        title=f"TK-{one.number}  {one.subject}",
        detail="  ·  ".join(part for part in parts if part),
        tag=say("checking.own") if own else "",
        enabled=not own,
        why_not=say("checking.own_why") if own else "",
    )


def check_form(desk: Desk, one: ReviewRecord) -> Form:
    """Return the form that shows a refusal as it would leave, to uphold it or to give it back."""

    def save(values: dict[str, Any], _seen: dict[str, Any]) -> object:
        if values["verdict"] == _UPHOLD:
            return reviewing.uphold(desk, one.id, note=values["note"])
        return reviewing.give_back(desk, one.id, note=values["note"])

    verdicts = tuple((name, say(f"checking.{name}")) for name in (_UPHOLD, _RETURN))
    return Form(
        heading=say("checking.check_one", number=one.number, clause=one.clause),
        text=f"{one.subject}\n{one.customer}\n\n{one.text}",
        fields=(
            Field(name="verdict", words=say("checking.verdict"), kind="choice", value=_UPHOLD, options=verdicts),
            Field(name="note", words=say("checking.note"), kind="note", value=""),
        ),
        act=say("checking.act"),
        save=save,
        aliases={"review_needs_note": "note"},
    )


def appeal_decision(desk: Desk, panels: Panels, one: ReviewRecord) -> Form:
    """Return the form that decides an appeal anew, with what the agreement says now."""
    outcomes = tuple((name, say(f"outcome.{name}")) for name in deciding.choices(panels))
    told = say("checking.now", outcome=say(f"outcome.{panels.assessment.outcome}"))
    clause = panels.assessment.primary

    def save(values: dict[str, Any], _seen: dict[str, Any]) -> object:
        return appeals.decide(desk, panels, one.id, outcome=values["outcome"], reason=values["reason"])

    return Form(
        heading=say("checking.appeal_of", number=one.number, clause=one.clause),
        text=f"{say('checking.disputes', note=one.note)}\n{told}" + (f" ({clause})" if clause else ""),
        fields=(
            Field(name="outcome", words=say("checking.outcome"), kind="choice", value=outcomes[0][0], options=outcomes),
            Field(name="reason", words=say("checking.reason"), kind="note", value="", needed=True),
        ),
        act=say("checking.decide"),
        save=save,
        aliases={"choice_needs_reason": "reason", "choice_severer": "outcome", "choice_no_right": "outcome"},
    )


def what_form(desk: Desk) -> Form:
    """Return the form of which refusals wait for another person."""
    kept = reviewing.wanted(desk)
    people = tuple((one.id, one.name) for one in staffing.members(desk))
    queues = tuple((one.id, one.name) for one, _ in routing.queues(desk))
    tiers = tuple((one.value, say(f"tier.{one.value}")) for one in _TIERS)

    def save(values: dict[str, Any], _seen: dict[str, Any]) -> object:
        what = SecondEyes(
            everything=values["everything"],
            tiers=values["tiers"],
            queues=values.get("queues", ()),
            people=values["people"],
            grounds=tuple(str(values["grounds"]).replace(",", " ").split()),
        )
        return reviewing.want(desk, what)

    fields = [
        Field(
            name="everything",
            words="",
            kind="flag",
            value=kept.everything,
            options=((True, say("checking.everything")),),
        ),
        Field(name="tiers", words=say("together.tier"), kind="several", value=kept.tiers, options=tiers),
        Field(name="people", words=say("checking.people"), kind="several", value=kept.people, options=people),
        Field(
            name="grounds",
            words=say("checking.grounds"),
            value=" ".join(kept.grounds),
            hint=say("checking.grounds_hint"),
        ),
    ]
    if queues:
        fields.append(
            Field(name="queues", words=say("rules.queues"), kind="several", value=kept.queues, options=queues)
        )
    alone = reviewing.nobody_could(desk, SecondEyes(everything=True))
    text = "\n".join((say("checking.what_text"), *((say("checking.nobody_else"),) if alone else ())))
    return Form(heading=say("checking.what"), text=text, fields=tuple(fields), save=save)


def open_appeal(window: MainWindow) -> EntryForm:
    """Return the form that enters that the customer disputes the refusal of the shown ticket."""
    desk, panels = window.desk, window.panels
    assert panels is not None  # noqa: S101 - the command is there for a shown ticket alone
    form = Form(
        heading=say("checking.dispute", number=panels.detail.row.number),
        text=say("checking.dispute_text"),
        fields=(Field(name="note", words=say("checking.disputed"), kind="note", value="", needed=True),),
        save=lambda values, _seen: appeals.ask(desk, panels, note=values["note"]),
        aliases={"appeal_needs_note": "note"},
    )
    made = EntryForm(window, form)
    made.saved.connect(lambda *_: window.refresh())
    return made
