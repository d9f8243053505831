"""The form of a case: which facts a kind must have, and of what sort each is. It reads nothing and decides nothing.

A fact that no form names is let through: other programs may keep notes of their own in a case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: TID251 - a case names its zone in words

from policy.facts import UNITS
from policy.periods import STATES


class CaseFault(ValueError):  # noqa: N818 - named as the program's other faults are
    """A case that cannot be decided as it is written; `faults` names everything that is wrong with it."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of value: what it is called, and whether a value is of it."""

    called: str
    fits: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Record:
    """An object: what it must have, what it may have. What it may have may also be null."""

    required: Mapping[str, Spec] = field(default_factory=dict)
    optional: Mapping[str, Spec] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list, every item of one form."""

    item: Spec


@dataclass(frozen=True, slots=True)
class Named:
    """An object with names of its own (domains, weekdays), every value of one form."""

    item: Spec


Spec: TypeAlias = Sort | Record | ListOf | Named


def faults_of_form(spec: Spec, value: Any, place: str) -> Iterator[str]:
    """Yield everything in a value that is not as the form says; `place` names it."""
    if isinstance(spec, Sort):
        if not spec.fits(value):
            yield f"{place} is {value!r}, not {spec.called}"
    elif isinstance(spec, ListOf):
        if not isinstance(value, list | tuple):
            yield f"{place} is {value!r}, not a list"
            return
        for number, item in enumerate(value):
            yield from faults_of_form(spec.item, item, f"{place}[{number}]")
    elif not isinstance(value, Mapping):
        yield f"{place} is {value!r}, not an object"
    elif isinstance(spec, Named):
        for name, item in value.items():
            yield from faults_of_form(spec.item, item, f"{place}.{name}")
    else:
        yield from _record(spec, value, place)


def _record(spec: Record, value: Mapping[str, Any], place: str) -> Iterator[str]:
    for name, inner in spec.required.items():
        if value.get(name) is None:
            yield f"{place} needs {name}"
        else:
            yield from faults_of_form(inner, value[name], f"{place}.{name}")
    for name, inner in spec.optional.items():
        if value.get(name) is not None:
            yield from faults_of_form(inner, value[name], f"{place}.{name}")


def _one_of(words: Iterable[str]) -> Sort:
    known = tuple(words)
    return Sort(f"one of {', '.join(known)}", lambda value: value in known)


def _is_instant(value: Any) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False


def _reads(read: Callable[[str], object]) -> Callable[[Any], bool]:
    def fits(value: Any) -> bool:
        try:
            read(value)
        except (TypeError, ValueError):
            return False
        return True

    return fits


def _is_zone(value: Any) -> bool:
    try:
        return isinstance(value, str) and ZoneInfo(value).key == value
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


TRUTH = Sort("true or false", lambda value: isinstance(value, bool))
TEXT = Sort("a text", lambda value: isinstance(value, str))
TEXTS = ListOf(TEXT)
CHANGES = Sort("a text, a list of texts, true or false", lambda value: isinstance(value, str | bool | list | tuple))
INSTANT = Sort("an instant with its offset", _is_instant)
ZONE = Sort("a time zone", _is_zone)
STATE = _one_of(STATES)
PROBLEM = _one_of(("pirated", "unofficial", "not_valid"))
DAYS = Sort("a whole number of days, none below zero", lambda value: _is_count(value) and value >= 0)
LENGTH = Sort("a whole number above zero", lambda value: _is_count(value) and value > 0)
UNIT = _one_of(UNITS)

_PURCHASE = Record({"paid_at": INSTANT, "length": LENGTH}, {"unit": UNIT})
_RESTORATION = Record(
    optional={
        "decided_at": INSTANT,
        "approved": TRUTH,
        "feasible": TRUTH,
        "paid_at": INSTANT,
        "length": LENGTH,
        "unit": UNIT,
    }
)
_LICENSE = Record(
    {"purchased_at": INSTANT},
    {
        "plan": TEXT,
        "problem": PROBLEM,
        "domains": TEXTS,
        "renewals": ListOf(_PURCHASE),
        "archive_transfers": ListOf(Record({"at": INSTANT})),
        "restorations": ListOf(_RESTORATION),
    },
)
_INSTALLATION = Record(
    optional=dict.fromkeys(
        (
            "code_modified",
            "files_modified",
            "database_modified",
            "server_config_modified",
            "requirements_met",
            "outdated",
        ),
        TRUTH,
    )
)
_REPORT = Record(
    optional={
        **dict.fromkeys(("is_error", "what_happened", "panel_section", "repro_steps", "actions_before"), TRUTH),
        **dict.fromkeys(("error_text", "software_version", "evidence_media"), TRUTH),
        "changes_made": CHANGES,
    }
)
_QUESTIONS = ListOf(Record(optional={"text": TEXT, "topic": TEXT}))
_SUSPENSION = Record({"basis": TEXT}, {"kind": TEXT})
_CONDITIONS = Named(Sort("true, false or null", lambda value: value is None or isinstance(value, bool)))
_REQUEST = Record(
    optional={
        "license_state": STATE,
        "license": _LICENSE,
        "license_problem": PROBLEM,
        "policy_tz": ZONE,
        "received_at": INSTANT,
        "reviewed_at": INSTANT,
        "questions": _QUESTIONS,
        "message": TEXT,
        **dict.fromkeys(("same_section", "open_request", "duplicate_of_open_request", "installations_shared"), TRUTH),
        **dict.fromkeys(("services_available", "specialist_marks", "not_set", "unavailable"), TEXTS),
        "report": _REPORT,
        "known_confirmed_bug": TEXT,
        "sender": Record(optional={"role": TEXT, "designated_contact": TRUTH}),
        "channel": Record(optional={"official": TRUTH, "kind": TEXT, "of": TEXT}),
        "materials": Record(optional={"external_links": TEXTS, "direct_media": TRUTH}),
        "domain": TEXT,
        "installations": Named(_INSTALLATION),
        "conduct": Record(optional={"confirmed": TEXTS}),
        "suspension_in_force": _SUSPENSION,
        "initial_installation": _one_of(("done", "not_done")),
        "conditions": _CONDITIONS,
    }
)
GIVEN: Mapping[str, Record] = {
    "license_state": Record(
        {"license": _LICENSE, "at": INSTANT, "policy_tz": ZONE}, {"license_problem": PROBLEM, "domain": TEXT}
    ),
    "admissibility": _REQUEST,
    "severity": Record(
        optional={
            "scope": _one_of(("in_scope", "out_of_scope")),
            "is_error": TRUTH,
            "blocks_normal_operation": TRUTH,
            "user_claims": TEXT,
        }
    ),
    "response": Record(
        {"kind": _one_of(("question", "product_error_candidate", "out_of_scope")), "received_at": INSTANT},
        {"calendar": TEXT, "state": STATE, "tier": _one_of(("critical", "functional", "question", "undetermined"))},
    ),
    "product_error": Record(optional={"conditions": _CONDITIONS, "excluded_causes": TEXTS}),
    "closing": Record(
        optional={
            "policy_tz": ZONE,
            "waiting_for": _one_of(("information", "response")),
            "determined_cause": TEXT,
            **dict.fromkeys(("asked_at", "now"), INSTANT),
            **dict.fromkeys(("license_state_at_receipt", "license_state_now"), STATE),
            **dict.fromkeys(("answered", "instructed", "answer_arrived", "request_open"), TRUTH),
            **dict.fromkeys(("product_error_check_open", "conduct_confirmed"), TRUTH),
            **dict.fromkeys(("last_outcome", "last_primary"), TEXT),
            "settings": Record(
                optional=dict.fromkeys(("ask_info_close_after_days", "no_response_close_after_days"), DAYS)
            ),
        }
    ),
    "reopening": Record(
        {"closed_at": INSTANT, "returned_at": INSTANT, "policy_tz": ZONE},
        {
            "state_at_return": STATE,
            "same_question": TRUTH,
            "product_error": TRUTH,
            "known_confirmed_bug": TEXT,
            "report": _REPORT,
            "questions": _QUESTIONS,
            "suspension_in_force": _SUSPENSION,
            "settings": Record(optional={"reopen_window_days": DAYS}),
        },
    ),
}
CALENDAR = Record(
    {"tz": ZONE, "hours": Named(ListOf(ListOf(Sort("a time of day", _reads(time.fromisoformat)))))},
    {"closed_dates": ListOf(Sort("a day", _reads(date.fromisoformat)))},
)
