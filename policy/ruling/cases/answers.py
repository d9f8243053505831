"""Decides a case and says the answer in the words of the format. It judges nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from policy.agreement import Agreement
from policy.counting import Interval, Terms
from policy.periods import standing
from policy.ruling.admissibility import decide, error_reported
from policy.ruling.cases import given as read
from policy.ruling.cases.form import CALENDAR, GIVEN, CaseFault, faults_of_form
from policy.ruling.cases.given import Plain, instant, zone_of
from policy.ruling.closing import ClosingFacts, closing
from policy.ruling.errors import CONDITIONS_OF_14_2, product_error
from policy.ruling.response import response
from policy.ruling.returning import ReturnFacts, returning
from policy.ruling.severity import severity
from policy.working_time import WEEKDAYS

_SCOPES = {"in_scope": True, "out_of_scope": False, None: None}


def terms_of(agreement: Agreement) -> Terms:
    """Return the numbers of the periods as the agreement's parameters give them, worked out once."""
    kept: Terms | None = agreement.worked_out.get("terms")
    if kept is None:
        kept = Terms(**{name: agreement.value(name) for name in Terms.__dataclass_fields__})
        agreement.worked_out["terms"] = kept
    return kept


def assess_case(case: Any, agreement: Agreement, calendars: Mapping[str, Plain] | None = None) -> dict[str, Any]:
    """Return the answer to a case: `kind` and `given` in, plain words out.

    `calendars` are those that cases name. Raises CaseFault with everything that is wrong with the case.
    """
    kind, given = _checked(case, calendars or {})
    return _KINDS[kind](given, agreement, calendars or {})


def _checked(case: Any, calendars: Mapping[str, Plain]) -> tuple[str, Plain]:
    """Return the kind and the facts of a case that is written as the format says."""
    if not isinstance(case, Mapping):
        raise CaseFault((f"a case is an object with kind and given, not {case!r}",))
    kind, given = case.get("kind"), case.get("given")
    if not isinstance(kind, str) or kind not in _KINDS:
        raise CaseFault((f"there is no kind {kind!r}: a case is one of {', '.join(_KINDS)}",))
    faults = [*faults_of_form(GIVEN[kind], given, "given")]
    if not faults and isinstance(given, Mapping):
        faults += _faults_of_the_whole(kind, given, calendars)
    if faults:
        raise CaseFault(faults)
    return kind, given or {}


def _faults_of_the_whole(kind: str, given: Plain, calendars: Mapping[str, Plain]) -> Iterator[str]:
    """Yield what is wrong with facts that are right one by one: days without a zone, a calendar that is nowhere."""
    named = given.get("calendar") if kind == "response" else None
    if named is not None and named not in calendars:
        yield f"given.calendar names {named}, which the file has not"
    elif named is not None:
        yield from faults_of_form(CALENDAR, calendars[named], f"calendars.{named}")
        yield from _spans(calendars[named], f"calendars.{named}")
    if _counts_days(kind, given) and not given.get("policy_tz"):
        yield "given needs policy_tz: days have no zone of their own"
    unknown = sorted(set(given.get("conditions") or ()) - set(CONDITIONS_OF_14_2))
    if unknown:
        yield f"given.conditions names {', '.join(unknown)}; 14.2 has c1 to c8"


def _counts_days(kind: str, given: Plain) -> bool:
    """Return whether an answer rests on days, which are cut in the zone of the policy (A04)."""
    if kind == "admissibility":
        return "license_state" not in given and bool(given.get("license") and given.get("received_at"))
    return kind == "closing" and bool(given.get("asked_at") and given.get("now"))


def _spans(calendar: Plain, place: str) -> Iterator[str]:
    for day, spans in (calendar.get("hours") or {}).items():
        if day not in WEEKDAYS:
            yield f"{place}.hours has no day {day}"
        elif any(len(span) != 2 for span in spans):  # noqa: PLR2004 - a span is a beginning and an end
            yield f"{place}.hours.{day} has a span without a beginning and an end"


def _license_state(given: Plain, agreement: Agreement, _calendars: Mapping[str, Plain]) -> dict[str, Any]:
    zone = zone_of(given)
    facts = read.license_facts(given["license"], given.get("license_problem"))
    found = standing(facts, instant(given["at"]), zone, terms_of(agreement))

    def said(one: Interval) -> dict[str, str]:
        return {"starts_at": one.start.astimezone(zone).isoformat(), "last_day": one.last_day.isoformat()}

    return {
        "state": found.state,
        "free_last_day": found.free.last_day.isoformat(),
        "transition_last_day": found.transition.last_day.isoformat(),
        "paid_periods": [said(one) for one in found.paid],
        "archive_eligible": found.archive_eligible,
        "archive_eligible_from": found.archive_eligible_from.isoformat(),
        "boundary": None if found.boundary is None else found.boundary.astimezone(zone).isoformat(),
        "boundary_kind": found.boundary_kind,
        "flags": list(found.flags),
    }


def _admissibility(given: Plain, agreement: Agreement, _calendars: Mapping[str, Plain]) -> dict[str, Any]:
    found = decide(read.request_facts(given, terms_of(agreement)), agreement)
    return {
        "outcome": found.outcome,
        "primary": found.primary,
        "also": list(found.also),
        "mode": found.mode,
        "service": found.service,
        "route_to": found.route_to,
        "state_used": found.state_used,
        "discretionary": found.discretionary,
        "needs": [one.fact for one in found.needs],
        "offers": list(found.offers),
        "flags": list(found.flags),
    }


def _severity(given: Plain, _agreement: Agreement, _calendars: Mapping[str, Plain]) -> dict[str, Any]:
    found = severity(
        in_scope=_SCOPES[given.get("scope")],
        is_error=given.get("is_error"),
        blocks=given.get("blocks_normal_operation"),
        claimed=given.get("user_claims"),
    )
    return {"tier": found.tier, "needs": list(found.needs), "flags": list(found.flags)}


def _response(given: Plain, agreement: Agreement, calendars: Mapping[str, Plain]) -> dict[str, Any]:
    named = given.get("calendar")
    found = response(
        kind=given["kind"],
        state=given.get("state"),
        tier=given.get("tier"),
        received_at=instant(given["received_at"]),
        schedule=None if named is None else read.schedule(calendars[named]),
        agreement=agreement,
    )
    window = found.window
    return {
        "cls": found.cls,
        "review_from": None if found.review_from is None else found.review_from.isoformat(),
        "window": None
        if window is None
        else {"earliest_day": window.earliest_day.isoformat(), "latest_day": window.latest_day.isoformat()},
        "priority": found.priority,
        "needs": list(found.needs),
    }


def _product_error(given: Plain, _agreement: Agreement, _calendars: Mapping[str, Plain]) -> dict[str, Any]:
    found = product_error(given.get("conditions") or {}, tuple(given.get("excluded_causes") or ()))
    return {"result": found.result, "because": list(found.because), "needs": list(found.needs)}


def _closing(given: Plain, _agreement: Agreement, _calendars: Mapping[str, Plain]) -> dict[str, Any]:
    settings = given.get("settings") or {}
    found = closing(
        ClosingFacts(
            answered=bool(given.get("answered")),
            instructed=bool(given.get("instructed")),
            last_outcome=given.get("last_outcome"),
            last_primary=given.get("last_primary"),
            answer_arrived=bool(given.get("answer_arrived")),
            conduct_confirmed=bool(given.get("conduct_confirmed")),
            determined_cause=given.get("determined_cause"),
            waiting_for=given.get("waiting_for"),
            asked_at=_instant_or_none(given, "asked_at"),
            now=_instant_or_none(given, "now"),
            product_error_check_open=bool(given.get("product_error_check_open")),
            state_at_receipt=given.get("license_state_at_receipt"),
            state_now=given.get("license_state_now"),
            ask_info_close_after_days=settings.get("ask_info_close_after_days"),
            no_response_close_after_days=settings.get("no_response_close_after_days"),
        ),
        zone_of(given),
    )
    return {
        "proposed": found.proposed,
        "allowed": list(found.allowed),
        "why_not": dict(found.why_not),
        "automatic": found.automatic,
    }


def _reopening(given: Plain, agreement: Agreement, _calendars: Mapping[str, Plain]) -> dict[str, Any]:
    found = returning(
        ReturnFacts(
            closed_at=instant(given["closed_at"]),
            returned_at=instant(given["returned_at"]),
            state=given.get("state_at_return"),
            same_question=given.get("same_question"),
            product_error=bool(given.get("product_error")) or _brings_error(given, agreement),
            suspension=read.suspension(given),
            reopen_window_days=(given.get("settings") or {}).get("reopen_window_days"),
        ),
        zone_of(given),
    )
    return {
        "outcome": found.outcome,
        "primary": found.primary,
        "also": list(found.also),
        "queue_by": found.queue_by,
        "discretionary": found.discretionary,
        "flags": list(found.flags),
        "needs": list(found.needs),
    }


def _brings_error(given: Plain, agreement: Agreement) -> bool:
    """Return whether what came back opens a check (DT-7, row 2): a known error, or a whole report (DT-2, row 9)."""
    if not (given.get("known_confirmed_bug") or given.get("report")):
        return False
    return error_reported(read.request_facts(given, terms_of(agreement)), agreement) is True


def _instant_or_none(given: Plain, name: str) -> Any:
    return instant(given[name]) if given.get(name) else None


_KINDS: Mapping[str, Callable[[Plain, Agreement, Mapping[str, Plain]], dict[str, Any]]] = {
    "license_state": _license_state,
    "admissibility": _admissibility,
    "severity": _severity,
    "response": _response,
    "product_error": _product_error,
    "closing": _closing,
    "reopening": _reopening,
}
