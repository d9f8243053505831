"""Everything that a request brings besides its question, read at once for the page beside the ticket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import policy
from console.records.base import TicketId
from console.records.matters import AccessRecord, Acknowledged, FactLine, FairCount, OrderRecord, PauseRecord, Sign
from console.records.tickets import QuestionRecord, TicketDetail
from console.services import access, fair_use, noticing
from console.services.annotating import may_note
from console.services.assessing import assess_read, conduct
from console.services.desk import Desk
from console.services.letter_values import facts_of
from console.store.queries import hanging, licensing, tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """What hangs on a request; `waiting` says how much of it waits for a person.

    `asked` are questions of later messages that nobody took up; `counts` the eight of the license over `days`, `marks`
    those that were marked on this request, `named` the clauses of 24.2 that a person named as a ground here.
    """

    ticket_id: TicketId
    signs: tuple[Sign, ...] = ()
    questions: tuple[QuestionRecord, ...] = ()
    asked: tuple[Sign, ...] = ()
    facts: tuple[FactLine, ...] = ()
    access: tuple[AccessRecord, ...] = ()
    pauses: tuple[PauseRecord, ...] = ()
    orders: tuple[OrderRecord, ...] = ()
    counts: tuple[FairCount, ...] = ()
    marks: frozenset[str] = frozenset()
    named: tuple[str, ...] = ()
    days: int = fair_use.SHOWN_DAYS
    days_set: bool = False
    acknowledged: Acknowledged | None = None

    @property
    def waiting(self) -> int:
        """Return how many lines a person has not judged yet."""
        return sum(one.verdict == noticing.OPEN for one in (*self.signs, *self.asked))

    def sign(self, key: str) -> Sign | None:
        """Return a sign, or a question that was asked later, by its key."""
        return next((one for one in (*self.signs, *self.asked) if one.key == key), None)

    def place(self, key: str) -> tuple[int, int, int] | None:
        """Return message, start and end of the words that a line rests on; None where there are none."""
        sign = self.sign(key)
        if sign is not None:
            return (int(sign.message_id), sign.start, sign.end) if sign.end else None
        kind, _, number = key.partition(":")
        question = next((one for one in self.questions if kind == "q" and str(one.id) == number), None)
        if question is None or question.message_id is None or question.start is None or not question.end:
            return None
        return int(question.message_id), question.start, question.end


def of_ticket(desk: Desk, ticket_id: TicketId) -> Matters:
    """Return the matters of a request. Raises NotFound."""
    with desk.store.read() as connection:
        detail = tickets.detail(connection, ticket_id, desk.actor.staff_id)
        signs, asked = noticing.noticed_in(desk, connection, detail)
        days, days_set = fair_use.window_days(desk)
        confirmed = {one.name: one for one in detail.facts if one.status == "confirmed"}
        return Matters(
            ticket_id=ticket_id,
            signs=signs,
            questions=detail.questions,
            asked=asked,
            facts=_facts(desk, connection, detail),
            access=access.of_ticket(connection, ticket_id, hidden=may_note(desk)),
            pauses=hanging.pauses(connection, desk.clock(), license_id=detail.license_id, ticket_id=int(ticket_id)),
            orders=hanging.orders(connection, int(ticket_id)),
            counts=() if detail.license_id is None else fair_use.counts_in(desk, connection, detail.license_id),
            marks=hanging.marks_of(connection, int(ticket_id)),
            named=tuple(one for one in conduct(confirmed) if one.startswith("24.2")),
            days=days,
            days_set=days_set,
            acknowledged=_acknowledged(connection, detail),
        )


def _facts(desk: Desk, connection: Any, detail: TicketDetail) -> tuple[FactLine, ...]:
    record = None if detail.license_id is None else licensing.license_record(connection, detail.license_id)
    request = facts_of(assess_read(desk, connection, detail, record))
    return tuple(
        FactLine(fact=one.fact, clause=one.clause, required=one.required, status=one.status)
        for one in policy.meter(request, desk.agreement.agreement)
    )


def _acknowledged(connection: Any, detail: TicketDetail) -> Acknowledged | None:
    if detail.customer_id is None or not detail.agreement_id:
        return None
    found = hanging.acknowledged(connection, customer_id=detail.customer_id, agreement_id=detail.agreement_id)
    return next(iter(found), None)
