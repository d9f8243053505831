"""The values of a letter's variables, from a ticket, its license and the decision on it.

What is not known is left out and never guessed: the variable stays in the text and stops the sending.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import policy
from console.faults import NotSet
from console.records.assessment import AssessmentView, StandingView
from console.services import pausing
from console.services.desk import Desk
from console.services.letters import Letter
from console.services.showing import Panels

_ENDS = ("free", "transition", "paid")
_INSTALLATION = ("domain", "access", "requirements_met")
_CONDITIONS = ("software_version", "repro_steps", "evidence", "changes_made", "requirements_met")
_LONGEST_QUESTION = 160
_DEFINED = "Support"


@cache
def words(language: str) -> Mapping[str, Any]:
    """Return the words of a language that letters are filled with; a language without letters has the English ones."""
    chosen = "ru" if language == "ru" else "en"
    text = files("resources").joinpath("replies", chosen, "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def clause_of(letter: Letter, panels: Panels) -> str:
    """Return the clause that a letter rests on: its own, or the one of the decision where the text leaves it open."""
    if letter.ground:
        return letter.ground
    if "{{clause}}" in letter.body:
        return panels.assessment.primary or ""
    return letter.clauses[0] if letter.clauses else ""


def values_for(desk: Desk, panels: Panels, letter: Letter, *, official: Mapping[str, str]) -> dict[str, str]:
    """Return the values of a letter's variables. `official` is the official wording by clause, where it is loaded."""
    language, detail = letter.language, panels.detail
    clause = clause_of(letter, panels)
    agreement = desk.agreement.agreement
    values = {
        "customer_name": detail.contact_name or detail.row.customer,
        "ticket_number": f"TK-{detail.row.number}",
        "ticket_subject": detail.row.subject,
        "received_on": _instant(desk, detail.row.received_at, language),
        "today": _instant(desk, desk.clock(), language),
        "clause": clause,
        "clause_summary": official.get(clause) or summary(agreement, clause, language),
        "clauses_list": ", ".join(dict.fromkeys((clause, *panels.assessment.also))),
        "agreement_title": agreement.title_ru if language == "ru" else agreement.title_en,
        "agreement_date": day(agreement.published_on, language),
        "agreement_from": day(agreement.effective_from, language),
        "specialist_name": desk.actor.name,
        "company_name": str(desk.company.get("company_name") or ""),
        "min_version": str(desk.company.get("min_version") or ""),
        "review_on": _review(desk, panels, language),
        "domain": detail.domain or _only_domain(panels),
        "needs_list": _listed(words(language)["need"].get(one, "") for one in wanted(desk, panels, letter.code)),
        "questions_list": _questions(panels, letter.code),
        **_license(desk, panels, language),
        **_subject(panels, agreement, language, desk.company.offered),
    }
    return {name: value for name, value in values.items() if value.strip()}


def wanted(desk: Desk, panels: Panels, code: str) -> tuple[str, ...]:
    """Return the facts that a letter asks the customer for: one list, so that the customer is asked once."""
    if code == "request.first_installation":
        return _INSTALLATION
    request = facts_of(panels.assessment)
    if code == "request.error_conditions":
        return tuple(name for name in _CONDITIONS if _open(request, name))
    asked = [one.fact for one in panels.assessment.needs if one.supplier == "user"]
    if not asked:
        asked = [one.fact for one in policy.lacks(request, desk.agreement.agreement)]
    return tuple(dict.fromkeys(asked))


def _open(request: policy.RequestFacts, name: str) -> bool:
    report = request.report
    if name == "evidence":
        return report.evidence_media is not True and report.error_text is not True
    if name == "changes_made":
        return not report.changes_made
    if name == "requirements_met":
        one = request.installations.get(request.domain or "")
        return one is None or one.requirements_met is None
    return getattr(report, name) is not True


def _license(desk: Desk, panels: Panels, language: str) -> dict[str, str]:
    record = panels.license
    if record is None:
        return {"license_key": panels.detail.row.license_key or ""}
    values = {
        "license_key": record.key,
        "product": record.product,
        "state_at_receipt": words(language)["state"].get(panels.detail.row.license_state or "", ""),
    }
    if record.archive_transfers:
        values["archived_on"] = _instant(desk, record.archive_transfers[-1].at, language)
    if panels.then is not None:
        values |= _periods(panels.then, panels.detail.row.received_at, language)
    return values


def _periods(then: StandingView, received_at: datetime, language: str) -> dict[str, str]:
    values = {
        f"{one.kind}_last_day": day(one.last_day, language)
        for one in then.periods
        if one.kind in ("free", "transition")
    }
    ended = [one for one in then.periods if one.kind in _ENDS and one.end <= received_at]
    if ended:
        values["period_ended_on"] = day(max(ended, key=lambda one: one.end).last_day, language)
    return values


def _subject(
    panels: Panels, agreement: policy.Agreement, language: str, offered: Mapping[str, tuple[str, str]]
) -> dict[str, str]:
    detail = panels.detail
    topic = agreement.topic(detail.questions[0].topic if detail.questions else detail.row.topic)
    if topic is None:
        return {}
    service = agreement.services.get(panels.assessment.service or topic.service)
    values = {"topic": topic.ru if language == "ru" else topic.en}
    if service is not None:
        name = service.ru if language == "ru" else service.en
        told = "; ".join(part for part in offered.get(service.code, ()) if part)
        values["service_name"] = f"{name} ({told})" if told else name
    return values


def _questions(panels: Panels, code: str) -> str:
    """The questions in the customer's own words; of a letter that takes one up, only the others."""
    texts = [one.text.strip() for one in panels.detail.questions]
    if code == "request.one_taken":
        texts = texts[1:]
    return _listed(_short(" ".join(one.split())) for one in texts)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_QUESTION else text[: _LONGEST_QUESTION - 1].rstrip() + "…"


def _listed(lines: Any) -> str:
    return "\n".join(f"– {one}" for one in dict.fromkeys(lines) if one)


def _only_domain(panels: Panels) -> str:
    record = panels.license
    return record.domains[0].name if record is not None and len(record.domains) == 1 else ""


def _review(desk: Desk, panels: Panels, language: str) -> str:
    """The day on which a pause is looked at again: of the one in force, else by the company's number of days (A44)."""
    now = desk.clock()
    runs = pausing.in_force(panels.license, int(panels.detail.row.id), now)
    if runs is not None:
        return "" if runs.review_at is None else _instant(desk, runs.review_at, language)
    days = desk.company.get("suspension_review_days")
    if not isinstance(days, int) or isinstance(days, bool):
        return ""
    return _instant(desk, now + timedelta(days=days), language)


def summary(agreement: policy.Agreement, clause: str, language: str) -> str:
    """Return our short wording of a clause, as it stands inside a sentence; empty for an unknown one."""
    found: Any = agreement.grounds.get(clause) or agreement.units.get(clause)
    if found is None:
        return ""
    text = str(found.ru if language == "ru" else found.en).rstrip(".")
    first = text.split(" ", 1)[0].rstrip(":,")
    if first == _DEFINED or (len(first) > 1 and first.isupper()):  # a word of the agreement, or letters that stay great
        return text
    return text[:1].lower() + text[1:]


def day(value: date, language: str) -> str:
    """Return a day as a letter names it: 13 June 2026."""
    months: Sequence[str] = words(language)["months"]
    return f"{value.day} {months[value.month - 1]} {value.year}"


def facts_of(view: AssessmentView) -> policy.RequestFacts:
    """Return the facts that a decision was taken on."""
    return policy.from_plain(policy.RequestFacts, json.loads(view.inputs))


def _instant(desk: Desk, instant: datetime, language: str) -> str:
    try:
        return day(instant.astimezone(desk.company.zone).date(), language)
    except NotSet:
        return ""
