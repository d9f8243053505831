"""Cases in plain words: `given` becomes facts, the answer plain words again. The format stands in docs/cases.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from policy.agreement import Agreement
from policy.facts import (
    Installation,
    LicenseFacts,
    Materials,
    Purchase,
    Question,
    Report,
    RequestFacts,
    Restoration,
    Sender,
    Suspension,
)
from policy.periods import Interval, Terms, standing
from policy.ruling.admissibility import decide
from policy.ruling.closing import ClosingFacts, closing
from policy.ruling.severity import severity

Plain = Mapping[str, Any]


def terms_of(agreement: Agreement) -> Terms:
    """Return the numbers of the periods as the agreement's parameters give them."""
    return Terms(**{name: agreement.value(name) for name in Terms.__dataclass_fields__})


def assess_case(case: Plain, agreement: Agreement) -> dict[str, Any]:
    """Return the answer to a case. Raises KeyError for a kind that is not known."""
    return _KINDS[case["kind"]](case["given"], agreement)


def license_facts(plain: Plain) -> LicenseFacts:
    """Return the facts of a license in the words of a case."""
    return LicenseFacts(
        purchased_at=_instant(plain["purchased_at"]),
        plan=plain.get("plan", "PRO"),
        problem=plain.get("problem"),
        purchases=tuple(
            Purchase(paid_at=_instant(one["paid_at"]), length=one["length"], unit=one.get("unit", "month"))
            for one in plain.get("renewals", ())
        ),
        transfers=tuple(_instant(one["at"]) for one in plain.get("archive_transfers", ())),
        restorations=tuple(_restoration(one) for one in plain.get("restorations", ())),
    )


def request_facts(given: Plain, agreement: Agreement) -> RequestFacts:
    """Return the facts of a request in the words of a case; what a case leaves out has the format's default."""
    state, review = _states(given, agreement)
    channel = given.get("channel", {})
    sender = given.get("sender", {"role": "owner"})
    materials = given.get("materials", {})
    suspension = given.get("suspension_in_force")
    return RequestFacts(
        state=state,
        state_at_review=review,
        questions=tuple(
            Question(text=one.get("text", ""), topic=one.get("topic")) for one in given.get("questions", ())
        ),
        message=given.get("message"),
        same_section=given.get("same_section", False),
        services=tuple(given.get("services_available", ())),
        report=_report(given.get("report", {})),
        known_confirmed_bug=given.get("known_confirmed_bug"),
        marks=tuple(given.get("specialist_marks", ())),
        sender=Sender(role=sender.get("role"), designated=sender.get("designated_contact")),
        channel_official=channel.get("official", True),
        channel_kind=channel.get("kind", ""),
        open_request=given.get("open_request", False),
        duplicate_of_open_request=given.get("duplicate_of_open_request", False),
        materials=Materials(
            external_links=tuple(materials.get("external_links", ())),
            direct_media=materials.get("direct_media", False),
            voice=bool(materials.get("voice", False)),
            unrequested_file=bool(materials.get("unrequested_file", False)),
        ),
        domain=given.get("domain"),
        installations={name: _installation(one) for name, one in given.get("installations", {}).items()},
        installations_shared=given.get("installations_shared", False),
        conduct=tuple(given.get("conduct", {}).get("confirmed", ())),
        suspension=None if suspension is None else Suspension(kind=suspension["kind"], basis=suspension["basis"]),
        initial_installation=given.get("initial_installation", "done"),
    )


def compare(expect: Plain, got: Plain) -> list[str]:
    """Return where an answer does not hold what is expected of it; empty is a match.

    Lists must include what is expected (an empty one must be empty), `not_` keys must not, paid periods are compared
    whole, instants as instants.
    """
    wrong = []
    for key, wanted in expect.items():
        if key.startswith("not_") and key[4:] in ("offers", "flags", "allowed"):
            found = sorted(set(wanted) & set(got.get(key[4:], ())))
            if found:
                wrong.append(f"{key[4:]} holds {found}")
        elif not _holds(key, wanted, got.get(key)):
            wrong.append(f"{key} is {got.get(key)!r}, expected {wanted!r}")
    return wrong


def _license_state(given: Plain, agreement: Agreement) -> dict[str, Any]:
    zone = ZoneInfo(given["policy_tz"])
    facts = license_facts(given["license"])
    if given.get("license_problem") is not None:
        facts = LicenseFacts(purchased_at=facts.purchased_at, plan=facts.plan, problem=given["license_problem"])
    found = standing(facts, _instant(given["at"]), zone, terms_of(agreement))
    return {
        "state": found.state,
        "free_last_day": found.free.last_day.isoformat(),
        "transition_last_day": found.transition.last_day.isoformat(),
        "paid_periods": [_period(one, zone) for one in found.paid],
        "archive_eligible": found.archive_eligible,
        "archive_eligible_from": found.archive_eligible_from.isoformat(),
        "flags": list(found.flags),
    }


def _admissibility(given: Plain, agreement: Agreement) -> dict[str, Any]:
    found = decide(request_facts(given, agreement), agreement)
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


def _severity(given: Plain, _agreement: Agreement) -> dict[str, Any]:
    scope = {"in_scope": True, "out_of_scope": False, None: None}[given.get("scope")]
    found = severity(
        in_scope=scope,
        is_error=given.get("is_error"),
        blocks=given.get("blocks_normal_operation"),
        claimed=given.get("user_claims"),
    )
    return {"tier": found.tier, "needs": list(found.needs), "flags": list(found.flags)}


def _closing(given: Plain, _agreement: Agreement) -> dict[str, Any]:
    settings = given.get("settings", {})
    now = _instant(given["now"]) if "now" in given else datetime.fromisoformat("2026-06-13T00:00:00+00:00")
    found = closing(
        ClosingFacts(
            answered=given.get("answered", False),
            determined_cause=given.get("determined_cause"),
            waiting_for=given.get("waiting_for"),
            asked_at=_instant(given["asked_at"]) if given.get("asked_at") else None,
            now=now,
            product_error_check_open=given.get("product_error_check_open", False),
            state_at_receipt=given.get("license_state_at_receipt"),
            state_now=given.get("license_state_now"),
            ask_info_close_after_days=settings.get("ask_info_close_after_days"),
            no_response_close_after_days=settings.get("no_response_close_after_days"),
        ),
        ZoneInfo(given.get("policy_tz", "UTC")),
    )
    return {"proposed": found.proposed, "allowed": list(found.allowed), "automatic": found.automatic}


_KINDS = {
    "license_state": _license_state,
    "admissibility": _admissibility,
    "severity": _severity,
    "closing": _closing,
}


def _states(given: Plain, agreement: Agreement) -> tuple[str | None, str | None]:
    if "license_state" in given:
        return given["license_state"], None
    zone: tzinfo = ZoneInfo(given["policy_tz"])
    facts, terms = license_facts(given["license"]), terms_of(agreement)
    state = standing(facts, _instant(given["received_at"]), zone, terms).state
    if "reviewed_at" not in given:
        return state, None
    return state, standing(facts, _instant(given["reviewed_at"]), zone, terms).state


def _report(plain: Plain) -> Report:
    known = {name: plain[name] for name in Report.__dataclass_fields__ if name in plain}
    if "changes_made" in known and known["changes_made"] is False:
        known["changes_made"] = ""
    return Report(**known)


def _installation(plain: Plain) -> Installation:
    clean = {name: name == "requirements_met" for name in Installation.__dataclass_fields__}
    return Installation(**{**clean, **{name: plain[name] for name in clean if name in plain}})


def _restoration(one: Plain) -> Restoration:
    return Restoration(
        decided_at=_instant(one["decided_at"]) if one.get("decided_at") else None,
        approved=one.get("approved"),
        feasible=one.get("feasible"),
        paid_at=_instant(one["paid_at"]) if one.get("paid_at") else None,
        length=one.get("length"),
        unit=one.get("unit"),
    )


def _period(one: Interval, zone: tzinfo) -> dict[str, str]:
    return {"starts_at": one.start.astimezone(zone).isoformat(), "last_day": one.last_day.isoformat()}


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _holds(key: str, wanted: Any, found: Any) -> bool:
    if key == "paid_periods":
        return [_comparable(one) for one in wanted] == [_comparable(one) for one in found or ()]
    if isinstance(wanted, list):
        have = list(found or ())
        return set(wanted) <= set(have) if wanted else not have
    if key == "discretionary":
        return bool(wanted) == bool(found)
    return bool(wanted == found)


def _comparable(one: Plain) -> tuple[datetime, str]:
    return _instant(one["starts_at"]), one["last_day"]
