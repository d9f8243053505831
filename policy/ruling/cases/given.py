"""The words of a case as facts. What a case leaves out has the default of the format; null is not known.

Only here do the defaults of the format live: the facts themselves have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, tzinfo
from typing import Any
from zoneinfo import ZoneInfo  # noqa: TID251 - a case names its zone in words; everywhere else zones come in as values

from policy.counting import Terms
from policy.facts import (
    Days,
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
from policy.periods import days_of, standing
from policy.working_time import Schedule

Plain = Mapping[str, Any]

# "said" is an answer whose content the case does not give: present, and it settles nothing about an installation.
_PRESENT = {
    **dict.fromkeys(("what_happened", "panel_section", "repro_steps", "actions_before", "error_text"), True),
    **dict.fromkeys(("software_version", "evidence_media"), True),
    "is_error": False,
    "changes_made": "said",
}
_CLEAN = {name: name == "requirements_met" for name in Installation.__dataclass_fields__}


def instant(text: str) -> datetime:
    """Return an instant. Raises ValueError for a text without a zone."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"{text} has no zone")
    return found


def zone_of(given: Plain) -> tzinfo:
    """Return the zone of a case's days; UTC where a case has none."""
    return ZoneInfo(given.get("policy_tz", "UTC"))


def license_facts(plain: Plain, problem: str | None = None) -> LicenseFacts:
    """Return the facts of a license."""
    return LicenseFacts(
        purchased_at=instant(plain["purchased_at"]),
        plan=plain.get("plan", "PRO"),
        problem=plain.get("problem", problem),
        purchases=tuple(
            Purchase(paid_at=instant(one["paid_at"]), length=one["length"], unit=one.get("unit", "month"))
            for one in plain.get("renewals", ())
        ),
        transfers=tuple(instant(one["at"]) for one in plain.get("archive_transfers", ())),
        restorations=tuple(_restoration(one) for one in plain.get("restorations", ())),
    )


def request_facts(given: Plain, terms: Terms) -> RequestFacts:
    """Return the facts of a request."""
    state, review, days = _states(given, terms)
    problem = given.get("license_problem", "unofficial" if state == "invalid" else None)
    return RequestFacts(
        state=state,
        state_at_review=review,
        license_problem=problem,
        questions=tuple(
            Question(text=one.get("text") or "", topic=one.get("topic")) for one in given.get("questions") or ()
        ),
        message=given.get("message"),
        same_section=given.get("same_section", False),
        services=tuple(given.get("services_available") or ()),
        report=_report(given.get("report") or {}),
        known_confirmed_bug=given.get("known_confirmed_bug"),
        marks=tuple(given.get("specialist_marks") or ()),
        **_entrance(given),
        **_installations(given),
        conduct=tuple((given.get("conduct") or {}).get("confirmed") or ()),
        suspension=suspension(given),
        initial_installation=given.get("initial_installation", "done"),
        conditions=dict(given.get("conditions") or {}),
        not_set=tuple(given.get("not_set") or ()),
        unavailable=tuple(given.get("unavailable") or ()),
        days=days,
    )


def suspension(given: Plain) -> Suspension | None:
    """Return the suspension in force."""
    found = given.get("suspension_in_force")
    return None if found is None else Suspension(kind=found.get("kind", "support"), basis=found["basis"])


def schedule(plain: Plain) -> Schedule:
    """Return a calendar: tz, hours by weekday, closed_dates."""
    return Schedule(
        zone=ZoneInfo(plain["tz"]),
        hours={
            day: tuple((time.fromisoformat(first), time.fromisoformat(last)) for first, last in spans)
            for day, spans in plain["hours"].items()
        },
        closed=frozenset(date.fromisoformat(one) for one in plain.get("closed_dates", ())),
    )


def _states(given: Plain, terms: Terms) -> tuple[str | None, str | None, Days]:
    if "license_state" in given or "license" not in given or "received_at" not in given:
        stated = "invalid" if given.get("license_problem") else None
        return given.get("license_state", stated), given.get("license_state_at_review"), Days()
    zone = zone_of(given)
    facts = license_facts(given["license"], given.get("license_problem"))
    received = instant(given["received_at"])
    reviewed = instant(given["reviewed_at"]) if given.get("reviewed_at") else None
    found = standing(facts, received, zone, terms)
    days = days_of(found, received, zone, purchased=facts.purchased_at, reviewed=reviewed)
    if reviewed is None:
        return found.state, None, days
    return found.state, standing(facts, reviewed, zone, terms).state, days


def _entrance(given: Plain) -> dict[str, Any]:
    """Return who wrote, where, and what came with it."""
    channel = given.get("channel") or {}
    sender = given.get("sender") or {"role": None if "sender" in given else "owner"}
    materials = given.get("materials") or {}
    return {
        "sender": Sender(role=sender.get("role", "owner"), designated=sender.get("designated_contact", False)),
        "channel_official": channel.get("official", True),
        "channel_kind": channel.get("kind") or "",
        "channel_of": channel.get("of"),
        "open_request": bool(given.get("open_request")),
        "duplicate_of_open_request": bool(given.get("duplicate_of_open_request")),
        "copied_from_channel": _channel_word(given.get("other_channel")),
        "materials": Materials(
            external_links=tuple(materials.get("external_links") or ()),
            direct_media=bool(materials.get("direct_media")),
            voice=bool(materials.get("voice")),
            unrequested_file=bool(materials.get("unrequested_file")),
        ),
    }


def _channel_word(value: Any) -> str | None:
    return value.get("kind", "") if isinstance(value, Mapping) else None if value is None else str(value)


def _installations(given: Plain) -> dict[str, Any]:
    """Return the installations; a case without any has one, unmodified and current."""
    named = given.get("installations") or {given.get("domain") or "the only one": {}}
    return {
        "domain": given.get("domain"),
        "domains": tuple((given.get("license") or {}).get("domains") or ()),
        "installations": {name: _installation(one) for name, one in named.items()},
        "installations_shared": given.get("installations_shared", False),
    }


def _installation(plain: Plain) -> Installation:
    return Installation(**{**_CLEAN, **{name: plain[name] for name in _CLEAN if name in plain}})


def _report(plain: Plain) -> Report:
    known: dict[str, Any] = {**_PRESENT, **{name: plain[name] for name in _PRESENT if name in plain}}
    changed = known["changes_made"]
    known["changes_made"] = {False: "", True: "said"}.get(changed, changed) if isinstance(changed, bool) else changed
    if isinstance(changed, list | tuple):
        known["changes_made"] = ",".join(changed) or "none"
    return Report(**known)


def _restoration(one: Plain) -> Restoration:
    return Restoration(
        decided_at=instant(one["decided_at"]) if one.get("decided_at") else None,
        approved=one.get("approved"),
        feasible=one.get("feasible"),
        paid_at=instant(one["paid_at"]) if one.get("paid_at") else None,
        length=one.get("length"),
        unit=one.get("unit"),
    )
