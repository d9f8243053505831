"""Acts on what a request brings besides its question: a person judges, settles, begins and ends."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from console.records.base import Json, TicketId
from console.services import access, acknowledging, fair_use, matters, noticing, paid_services, suspending, triage
from console.services import questions as asked
from console.views.matters import cards, noticed, page, questions
from console.views.matters.forms import MatterForms, review_form
from console.views.past import Deed
from console.views.words import say

if TYPE_CHECKING:
    from console.views.acts import Acts
    from console.views.licenses.entry_form import Form
    from console.views.main_window import MainWindow

_LOOK_SECONDS = 20


class MattersActs(QObject):
    """What a person does on the page of the request."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._acts = acts
        self._window = acts.window
        shown = self._window.side.matters
        shown.wanted.connect(self.load)
        shown.acted.connect(self.act)
        shown.begun.connect(self.begin)
        shown.evidence_asked.connect(self._window.ticket.conversation.mark)
        self._do: dict[str, Callable[[matters.Matters, str, str], None]] = {
            page.NOTICED: self._judge,
            page.QUESTIONS: self._question,
            page.FACTS: self._fact,
            page.ACCESS: self._access,
            page.PAUSES: self._pause,
            page.ORDERS: self._order,
            page.FAIR: self._fair,
            page.AGREEMENT: self._agreement,
        }

    def load(self, ticket_id: int) -> None:
        """Read the matters of a ticket."""
        desk, window = self._window.desk, self._window
        if window.earlier.give_matters(ticket_id):
            return
        call = window.runner.read(lambda: matters.of_ticket(desk, TicketId(ticket_id)))
        call.landed.connect(window.side.show_matters)
        call.failed.connect(window.tell)

    def act(self, card: str, key: str, act: str) -> None:
        """Do what a line of a card says."""
        found = self._window.side.matters.matters
        if found is not None and card in self._do:
            self._do[card](found, key, act)

    def begin(self, card: str) -> None:
        """Open the form that begins something on the request."""
        detail, desk = self._acts.detail, self._window.desk
        if detail is None:
            return
        forms = MatterForms(desk=desk, ticket_id=detail.row.id)
        if card == page.ORDERS:
            call = self._window.runner.read(lambda: forms.order(paid_services.catalog(desk)))
            call.landed.connect(self._open_order)
            call.failed.connect(self._window.tell)
            return
        made = {page.ACCESS: forms.access, page.PAUSES: forms.pause, page.FAIR: forms.mark}[card]
        self._open(made())

    def hide_selected(self) -> None:
        """Hide the selected words of a message as access data."""
        detail, window, desk = self._acts.detail, self._window, self._window.desk
        talk = window.ticket.conversation
        words = talk.selected_text()
        key = 0 if talk.selected is None else talk.selected[0]
        if detail is None or not words.strip():
            window.toast.show_words(say("access.select_first"), seconds=4)
            return
        ticket_id = detail.row.id
        window.write(lambda: access.take(desk, ticket_id, key, words), self._done("access.hidden"))

    def show_page(self) -> None:
        """Show the page and put the focus on its first line."""
        window = self._window
        if not window.panes.side_open:
            window.toggle_side()
        window.side.show_page(2)
        window.side.matters.focus_first()

    # -- each card -----------------------------------------------------------------------------------------------------

    def _judge(self, found: matters.Matters, key: str, verdict: str) -> None:
        sign, desk = found.sign(key), self._window.desk
        if sign is None:
            return
        ticket_id = found.ticket_id
        if verdict == noticed.HIDE:
            self._window.write(
                lambda: access.take(desk, ticket_id, int(sign.message_id), sign.words), self._done("access.hidden")
            )
            return
        how = verdict if verdict in (noticed.WRITES, noticed.ASKS_FOR) else ""
        said = noticing.CONFIRMED if how else verdict
        self._window.write(
            lambda: noticing.judge(desk, ticket_id, sign, said, how=how), self._done("toast.sign_judged")
        )

    def _question(self, found: matters.Matters, key: str, act: str) -> None:
        desk, ticket_id, sign = self._window.desk, found.ticket_id, found.sign(key)
        if sign is not None and act == questions.TAKE_UP:
            self._window.write(lambda: asked.take_up(desk, ticket_id, sign), self._done("question.taken_up"))
        elif sign is not None:
            self._window.write(lambda: noticing.judge(desk, ticket_id, sign, act), self._done("toast.sign_judged"))
        elif act == questions.SPLIT:
            number = _number(key)
            self._window.write(lambda: asked.split_off(desk, ticket_id, number), partial(self._split, int(ticket_id)))
        else:
            number, answered = _number(key), act == questions.ANSWERED
            self._window.write(
                lambda: asked.say_answered(desk, ticket_id, number, answered=answered), self._done("toast.sign_judged")
            )

    def _split(self, ticket_id: int, applied: Any) -> None:
        window = self._window
        words = say("question.was_split", number=applied.result["number"])
        self._acts.past.did(Deed(kind="undo", key=ticket_id, event=int(applied.result["event"]), words=words))
        window.toast.show_words(words, seconds=6, undo=True)
        window.refresh()

    def _fact(self, found: matters.Matters, key: str, act: str) -> None:
        detail, desk = self._acts.detail, self._window.desk
        if detail is None:
            return
        if act == questions.ASK:
            self._acts.letters.ask("")
            return
        line, name = detail.row, key.partition(":")[2]
        wanted: tuple[str, Json] = (name, True)
        if act != questions.HAS:
            known = [one.fact for one in found.facts if one.status == "unavailable"]
            left = [*known, name] if act == questions.CANNOT else [one for one in known if one != name]
            wanted = ("unavailable", [*left])
        self._window.write(
            lambda: triage.set_fact(desk, line.id, *wanted, version=line.version), self._done("toast.sign_judged")
        )

    def _access(self, _found: matters.Matters, key: str, act: str) -> None:
        desk, number, window = self._window.desk, _number(key), self._window
        if act == cards.LOOK:
            window.write(lambda: access.look(desk, number), self._looked)
        elif act == cards.BAD and self._acts.detail is not None:
            self._open(MatterForms(desk=desk, ticket_id=self._acts.detail.row.id).bad_access(number))
        elif act == cards.SHOW_AGAIN:
            window.write(lambda: access.show_again(desk, number), self._done("access.shown"))
        else:
            window.write(lambda: access.withdraw(desk, number), self._done("access.withdrawn"))

    def _looked(self, secret: str) -> None:
        self._window.toast.show_words(say("access.is", words=secret), seconds=_LOOK_SECONDS)
        self._window.reload()

    def _pause(self, found: matters.Matters, key: str, act: str) -> None:
        desk, number = self._window.desk, _number(key)
        one = next((pause for pause in found.pauses if pause.id == number), None)
        if one is not None and act == cards.REVIEW:
            self._open(review_form(desk, one))
        elif one is not None:
            self._window.write(lambda: suspending.review(desk, number), self._done("pause.ended"))

    def _order(self, _found: matters.Matters, key: str, act: str) -> None:
        desk, number = self._window.desk, _number(key)
        self._window.write(lambda: paid_services.move(desk, number, act), self._done("toast.sign_judged"))

    def _fair(self, found: matters.Matters, key: str, act: str) -> None:
        desk, ticket_id, count = self._window.desk, found.ticket_id, key.partition(":")[2]
        done = self._done("toast.sign_judged")
        if act == cards.UNMARK:
            self._window.write(lambda: fair_use.mark(desk, ticket_id, count, reason="", on=False), done)
        else:
            self._window.write(lambda: fair_use.name_ground(desk, ticket_id, count, on=act == cards.NAME), done)

    def _agreement(self, found: matters.Matters, _key: str, _act: str) -> None:
        desk, one = self._window.desk, found.acknowledged
        if one is not None:
            self._window.write(
                lambda: acknowledging.notice(desk, one.customer_id, one.agreement_id), self._done("toast.sign_judged")
            )

    # -- what follows --------------------------------------------------------------------------------------------------

    def _open_order(self, form: Form) -> None:
        if not form.fields[0].options:
            self._window.toast.show_words(say("order.none_on_offer"), seconds=5)
            return
        self._open(form)

    def _open(self, form: Form) -> None:
        from console.views.licenses.entry_form import EntryForm  # noqa: PLC0415 - loaded with the first form

        made = EntryForm(self._window, form)
        made.saved.connect(self._saved)
        made.open()

    def _saved(self, result: object, _values: object) -> None:
        self._acts.ticket.settled(say("toast.sign_judged"), result)

    def _done(self, words: str) -> Callable[[Any], None]:
        return _Landing(self._window, words).take


class _Landing(QObject):
    """What is said when an act was carried out, as a bound method that dies with its window."""

    def __init__(self, window: MainWindow, words: str) -> None:
        super().__init__(window)
        self._window, self._words = window, words

    def take(self, applied: Any) -> None:
        """Say it, once."""
        self._window.toast.show_words(say(self._words), seconds=3)
        self._window.acts.ticket.settled(say(self._words), applied)
        self.deleteLater()


def _number(key: str) -> int:
    return int(key.partition(":")[2])
