"""Refusing: the letter for a ground in the customer's language, and the refusal itself, done by a named person.

Whoever refuses confirms the facts that the outcome rests on; they are kept with the decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import policy
from console.faults import BadInput, NotAllowed, NotSet
from console.records.assessment import AssessmentView
from console.records.commands import Applied
from console.services import letters
from console.services.desk import Desk
from console.services.letters import Filled, Letter, LintFinding
from console.services.reply import Outgoing, Ruling, send_reply
from console.services.showing import Panels
from console.services.triage import confirm_proposals

_ENDS = ("free", "transition", "paid")


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedLetter:
    """A letter filled for a ticket: its text with the places of the values, its subject, what is missing."""

    letter: Letter
    subject: str
    filled: Filled
    clause: str


def prepare(desk: Desk, panels: Panels, clause: str, language: str) -> PreparedLetter:
    """Return the letter of a ground for a ticket. Raises BadInput ("no_letter") where there is none."""
    known = letters.load_letters(language)
    letter = known.get(f"refuse.{clause}")
    if letter is None:
        raise BadInput("no_letter", clause=clause)
    values = values_for(desk, panels, clause, language)
    return PreparedLetter(
        letter=letter,
        subject=letters.fill(letter.subject, values).text,
        filled=letters.fill(letter.body, values),
        clause=clause,
    )


def values_for(desk: Desk, panels: Panels, clause: str, language: str) -> dict[str, str]:
    """Return the values of a letter's variables; what is not known is left out, never guessed."""
    agreement = desk.agreement.agreement
    detail, row = panels.detail, panels.detail.row
    topic = agreement.topic(detail.questions[0].topic if detail.questions else row.topic)
    values = {
        "customer_name": detail.contact_name or row.customer,
        "ticket_number": f"TK-{row.number}",
        "ticket_subject": row.subject,
        "license_key": row.license_key or "",
        "received_on": _day(desk, row.received_at, language),
        "today": _day(desk, desk.clock(), language),
        "clause": clause,
        "clause_summary": _summary(agreement, clause, language),
        "agreement_title": agreement.title_ru if language == "ru" else agreement.title_en,
        "agreement_date": _date(agreement.published_on.isoformat(), language),
        "specialist_name": desk.actor.name,
        "company_name": str(desk.company.get("company_name") or ""),
        "domain": detail.domain or "",
    }
    if topic is not None:
        values["topic"] = topic.ru if language == "ru" else topic.en
    if panels.then is not None:
        ended = [one for one in panels.then.periods if one.kind in _ENDS and one.end <= row.received_at]
        if ended:
            last = max(ended, key=lambda one: one.end)
            values["period_ended_on"] = _date(last.last_day.isoformat(), language)
    return {name: value for name, value in values.items() if value}


def check(
    desk: Desk, text: str, clause: str, *, language: str, channel: str, addressee: str
) -> tuple[LintFinding, ...]:
    """Return what is wrong with a letter before it is sent."""
    date = _date(desk.agreement.agreement.published_on.isoformat(), language)
    return letters.lint(text, clauses=(clause,), agreement_date=date, channel=channel, addressee=addressee)


def refuse(
    desk: Desk,
    panels: Panels,
    prepared: PreparedLetter,
    text: str,
    *,
    base_event: int,
    anyway: bool = False,
    reason: str | None = None,
    command_id: str | None = None,
) -> Applied:
    """Send a refusal.

    Raises NotAllowed ("ground_cannot_hold") for a ground that the agreement does not give, BadInput
    ("letter_not_ready") while something in the letter blocks it, Stale ("reply_stale").
    """
    detail, view = panels.detail, panels.assessment
    _require_ready(desk, panels, prepared, text)
    confirm_proposals(desk, detail)
    outcome = view.outcome if view.outcome in ("refuse", "redirect_paid", "suspend") else "refuse"
    overridden = reason if view.primary != prepared.clause else None
    return send_reply(
        desk,
        Outgoing(
            ticket_id=detail.row.id,
            text=text,
            subject=prepared.subject,
            to_address=detail.contact_address,
            base_event=base_event,
            anyway=anyway,
            letter_code=prepared.letter.code,
            letter_version=str(prepared.letter.version),
            letter_language=prepared.letter.language,
        ),
        ruling=Ruling(
            kind="refusal",
            outcome=outcome,
            primary=prepared.clause,
            clauses=view.also,
            inputs=view.inputs,
            result=view.result,
            override_reason=overridden,
        ),
        command_id=command_id,
    )


def _require_ready(desk: Desk, panels: Panels, prepared: PreparedLetter, text: str) -> None:
    if ground_status(panels.assessment, prepared.clause) == "cannot":
        raise NotAllowed("ground_cannot_hold", clause=prepared.clause)
    findings = check(
        desk,
        text,
        prepared.clause,
        language=prepared.letter.language,
        channel=panels.detail.row.channel,
        addressee=panels.detail.contact_address,
    )
    blocking = [one.code for one in findings if one.blocks]
    if blocking:
        raise BadInput("letter_not_ready", why=", ".join(blocking))


def ground_status(view: AssessmentView, clause: str) -> str:
    """Return holds, unknown or cannot for a clause; the primary clause of the decision always holds."""
    if clause == view.primary:
        return "holds"
    return next((one.status for one in view.grounds if one.clause == clause), "cannot")


def _summary(agreement: policy.Agreement, clause: str, language: str) -> str:
    named = agreement.grounds.get(clause)
    found: Any = named if named is not None else agreement.units.get(clause)
    if found is None:
        return ""
    text = str(found.ru if language == "ru" else found.en)
    return text[:1].lower() + text[1:].rstrip(".")


def _day(desk: Desk, instant: datetime, language: str) -> str:
    try:
        return _date(instant.astimezone(desk.company.zone).date().isoformat(), language)
    except NotSet:
        return ""


_MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "ru": (
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ),
}


def _date(iso: str, language: str) -> str:
    year, month, day = iso.split("-")
    words = _MONTHS["ru" if language == "ru" else "en"][int(month) - 1]
    return f"{int(day)} {words} {year}"
