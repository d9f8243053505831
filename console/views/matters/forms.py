"""The forms that begin something on a request: access, a pause, an order, a mark of fair use; each by its service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from console.records.base import TicketId
from console.records.matters import PauseRecord, ServiceRecord
from console.services import access, fair_use, paid_services, suspending
from console.services.desk import Desk
from console.views.licenses.entry_form import Field, Form
from console.views.words import of, say

_REVIEW = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterForms:
    """Makes the forms of a desk for one request."""

    desk: Desk
    ticket_id: TicketId

    def access(self) -> Form:
        """Return the form that asks for access and says for what."""
        desk, ticket_id = self.desk, self.ticket_id
        return Form(
            heading=say("access.form"),
            text=say("access.form_text"),
            fields=(
                _choice("kind", say("access.kind"), access.KINDS, "access"),
                Field(name="purpose", words=say("access.purpose_field"), kind="note", needed=True),
            ),
            act=say("access.form_act"),
            save=lambda values, _seen: access.ask(desk, ticket_id, **values),
        )

    def bad_access(self, access_id: int) -> Form:
        """Return the form that says why access does not work."""
        desk = self.desk
        return Form(
            heading=say("access.bad_form"),
            text=say("access.bad_text"),
            fields=(_choice("why", say("access.why"), access.BAD, "access.why"),),
            act=say("access.bad_act"),
            save=lambda values, _seen: access.say_bad(desk, access_id, values["why"]),
        )

    def pause(self) -> Form:
        """Return the form of a pause: kind, clause, reason, the day on which it is looked at again."""
        desk, ticket_id = self.desk, self.ticket_id
        days = desk.company.get("suspension_review_days")
        ahead = timedelta(days=days) if isinstance(days, int) and not isinstance(days, bool) else _REVIEW
        return Form(
            heading=say("pause.form"),
            text=say("pause.form_text"),
            fields=(
                _choice("kind", say("pause.kind"), suspending.KINDS, "pause"),
                _choice("basis", say("pause.basis"), tuple(suspending.ALLOWED), "pause.by"),
                Field(name="reason", words=say("pause.reason"), kind="note", needed=True),
                Field(name="review_at", words=say("pause.day"), kind="day", value=desk.clock() + ahead, needed=True),
            ),
            act=say("pause.form_act"),
            save=lambda values, _seen: suspending.pause(desk, ticket_id, **values),
            aliases={"pause_not_by_clause": "basis", "pause_needs_review": "review_at", "bad_suspension": "reason"},
        )

    def order(self, services: tuple[ServiceRecord, ...]) -> Form:
        """Return the form of an order among the services that are on offer."""
        desk, ticket_id = self.desk, self.ticket_id
        offered = tuple((one.code, of(one.title_en, one.title_ru)) for one in services if one.available)
        return Form(
            heading=say("order.form"),
            text=say("order.form_text"),
            fields=(
                Field(
                    name="code",
                    words=say("order.service"),
                    kind="choice",
                    options=offered,
                    value=offered[0][0] if offered else None,
                    needed=True,
                ),
                Field(name="note", words=say("order.note"), kind="note", value=""),
            ),
            act=say("order.form_act"),
            save=lambda values, _seen: paid_services.order(desk, ticket_id, values["code"], note=values["note"]),
        )

    def mark(self) -> Form:
        """Return the form of a mark of fair use."""
        desk, ticket_id = self.desk, self.ticket_id
        return Form(
            heading=say("fair.form"),
            text=say("fair.form_text"),
            fields=(
                _choice("count", say("fair.count"), fair_use.MARKED, "fair"),
                Field(name="reason", words=say("fair.reason"), kind="note", needed=True),
            ),
            act=say("fair.form_act"),
            save=lambda values, _seen: fair_use.mark(desk, ticket_id, values["count"], reason=values["reason"]),
        )


def review_form(desk: Desk, one: PauseRecord) -> Form:
    """Return the form that lets a pause go on until another day."""
    return Form(
        heading=say("pause.review_form"),
        text=one.reason,
        fields=(
            Field(name="review_at", words=say("pause.day"), kind="day", value=desk.clock() + _REVIEW, needed=True),
            Field(name="note", words=say("pause.note"), kind="note", value=""),
        ),
        act=say("pause.review_act"),
        save=lambda values, _seen: suspending.review(desk, one.id, **values),
        aliases={"pause_needs_review": "review_at"},
    )


def service_form(desk: Desk, one: ServiceRecord) -> Form:
    """Return the form of a paid service: whether it is on offer, its terms, its link."""
    return Form(
        heading=of(one.title_en, one.title_ru),
        text=say("paid.form_text"),
        fields=(
            Field(
                name="available",
                words=say("paid.available"),
                kind="choice",
                options=((True, say("answer.yes")), (False, say("answer.no"))),
                value=one.available,
            ),
            Field(name="terms", words=say("paid.terms"), kind="note", value=one.terms),
            Field(name="link", words=say("paid.link"), value=one.link, hint="https://"),
        ),
        save=lambda values, _seen: paid_services.change(desk, one.code, **values),
        aliases={"bad_link": "link"},
    )


def _choice(name: str, words: str, codes: tuple[str, ...], prefix: str) -> Field:
    options = tuple((code, say(_key(prefix, code))) for code in codes)
    return Field(name=name, words=words, kind="choice", options=options, value=codes[0])


def _key(prefix: str, code: str) -> str:
    return f"{prefix}_{code.replace('.', '_')}" if "." in prefix else f"{prefix}.{code}"
