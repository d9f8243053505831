"""Why a condition is true, false or unknown: a code with its values. The sentences stand in the resources.

A value is a word, a day, or several words joined by commas; its name says of which kind it is (topics, clauses, facts,
received, …). Nothing is judged here: what a condition is worth comes in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from policy.completeness import domain_known
from policy.facts import Truth
from policy.ruling.case import PROGRAMMERS, UNOFFICIAL_KINDS, Case
from policy.ruling.decision import Reason

Explain = Callable[[Case, Truth], Reason]
_REPORTED = ("is_error", "what_happened", "panel_section", "repro_steps")
_REQUIREMENTS = {True: "requirements_violated", False: "requirements_met", None: "requirements_unknown"}
_VERSIONS = {True: "outdated", False: "up_to_date", None: "version_unknown"}
_STATE_DAYS = {
    "free": ("until", "received"),
    "paid": ("until", "received"),
    "transition": ("until", "received"),
    "expired": ("ended", "received"),
    "archived": ("archived", "received"),
    "not_started": ("begins", "received"),
}


def because(name: str, case: Case, value: Truth) -> Reason:
    """Return why a condition is worth what it is."""
    return _EXPLAINED[name](case, value)


def reason(code: str, **values: object) -> Reason:
    """Return a reason with its values as words; a value of None is left out."""
    said = ((name, _word(one)) for name, one in values.items() if one is not None)
    return Reason(code=code, params=tuple((name, one) for name, one in said if one))


def topic_words(case: Case) -> str:
    """Return the codes of the topics as far as they are classified."""
    return ",".join(dict.fromkeys(one.code for one in case.topics if one is not None))


def _word(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return ",".join(str(one) for one in value) if isinstance(value, tuple | list) else str(value)


def _state(case: Case, _value: Truth) -> Reason:
    """The state at receipt with the days that make it; without days, the state alone."""
    request, state = case.request, case.state
    if state is None:
        return reason("license_unknown")
    if state == "invalid":
        return reason("license_problem", problem=request.license_problem or "not_valid")
    days = {name: getattr(request.days, name) for name in _STATE_DAYS[state]}
    if any(one is None for one in days.values()):
        return reason("state", state=state)
    return reason(f"state_{state}", **days)


def _license(case: Case, value: Truth) -> Reason:
    return reason("license_valid") if value is False else _state(case, value)


def _channel(case: Case, value: Truth) -> Reason:
    kind = case.request.channel_kind
    if kind in UNOFFICIAL_KINDS:
        return reason("channel_never_official", channel=kind)
    return reason({True: "channel_official", False: "channel_unofficial", None: "channel_unknown"}[value], channel=kind)


def _repeat(case: Case, value: Truth) -> Reason:
    if value is True:
        if case.request.duplicate_of_open_request:
            return reason("repeats_open_request")
        return reason("poke_to_open_request", clauses=case.pokes)
    return reason("says_something_new" if case.request.open_request else "no_open_request")


def _greeting(case: Case, value: Truth) -> Reason:
    if value is True:
        return reason("greets_only")
    return reason("says_something" if case.request.open_request else "no_open_request")


def _sender(case: Case, _value: Truth) -> Reason:
    sender = case.request.sender
    if sender.role == "owner":
        return reason("sender_owner")
    if sender.designated is True:
        return reason("sender_designated")
    if sender.role is None:
        return reason("sender_unknown")
    if sender.designated is None:
        return reason("sender_perhaps_designated", role=sender.role)
    return reason("sender_not_entitled", role=sender.role)


def _programmer(case: Case, value: Truth) -> Reason:
    role = case.request.sender.role
    if value is True:
        return reason("programmer_on_closed_topic", role=role, topics=topic_words(case))
    if value is None:
        return reason("sender_unknown")
    if role in PROGRAMMERS:
        return reason("programmer_on_open_topic", role=role)
    return reason("no_programmer")


def _suspension(case: Case, _value: Truth) -> Reason:
    one = case.request.suspension
    return reason("not_suspended") if one is None else reason("suspended", suspension=one.kind, clause=one.basis)


def _conduct(case: Case, value: Truth) -> Reason:
    return reason("conduct_confirmed", conduct=case.request.conduct) if value else reason("conduct_not_confirmed")


def _error(case: Case, value: Truth) -> Reason:
    request, report = case.request, case.request.report
    if request.known_confirmed_bug:
        return reason("known_error", bug=request.known_confirmed_bug)
    if value is True:
        return reason("error_report_whole")
    if value is None:
        return reason("error_not_judged", facts=_named(report, None))
    if report.is_error is False:
        return reason("no_error_reported")
    if case.outside:
        return reason("error_outside", topics=[one.code for one in case.outside])
    if case.false_conditions:
        return reason("error_condition_false", clauses=case.false_conditions)
    return reason("error_report_lacks", facts=_named(report, False))


def _named(report: object, wanted: Truth) -> list[str]:
    return [name for name in _REPORTED if getattr(report, name) is wanted]


def _installation(_case: Case, value: Truth) -> Reason:
    if value is not False:
        return reason("first_installation_due" if value else "first_installation_unknown")
    return reason("first_installation_not_asked")


def _outside(case: Case, value: Truth) -> Reason:
    if value is True:
        return reason("topics_outside", topics=topic_words(case))
    if not case.topics or any(one is None for one in case.topics):
        return reason("topic_unclassified")
    return reason("topics_partly_outside" if case.outside else "topics_covered", topics=topic_words(case))


def _service(case: Case, value: Truth) -> Reason:
    fitting = tuple(dict.fromkeys(one.service for one in case.outside if one.service))
    if value is True:
        return reason("service_on_offer", services=[one for one in fitting if one in case.request.services])
    return reason("service_not_on_offer", services=fitting) if fitting else reason("no_service_fits")


def _several(case: Case, value: Truth) -> Reason:
    number = len(case.request.questions)
    if value is None:
        return reason("questions_perhaps_one", n=number)
    if value is True:
        return reason("questions_several", n=number)
    return reason("questions_one_section", n=number) if number > 1 else reason("question_single")


def _domain(case: Case, value: Truth) -> Reason:
    named = case.request.domain
    if value is True:
        return reason("domain_not_on_license", domain=named) if named else reason("domain_not_named")
    if named and domain_known(case.request):
        return reason("domain_known", domain=named)
    return reason("domain_makes_no_difference")


def _modified(case: Case, value: Truth) -> Reason:
    domain = case.request.domain
    if value is None:
        return reason("integrity_unknown", domain=domain)
    said = case.changes & {"code", "files", "database", "server"}
    if value is True and said:
        return reason("modified_as_said", parts=sorted(said))
    if value is True:
        return reason("modified", domain=domain, parts=case.changed_parts())
    if case.installation is None or case.verdict_known() is None:
        return reason("unmodified_as_said")
    return reason("unmodified", domain=domain)


def _requirements(case: Case, value: Truth) -> Reason:
    if value is False and case.verdict[1] is None:
        return reason("requirements_not_set")
    codes: Mapping[Truth, str] = {
        True: "requirements_violated",
        False: "requirements_met",
        None: "requirements_unknown",
    }
    return reason(codes[value], domain=case.request.domain)


def _outdated(case: Case, value: Truth) -> Reason:
    if value is False and case.verdict[2] is None:
        return reason("min_version_not_set")
    return reason(_VERSIONS[value], domain=case.request.domain)


def _facts(case: Case, value: Truth) -> Reason:
    if value is False:
        return reason("facts_whole")
    found = case.lacks
    if value is True:
        return reason("facts_missing", facts=[one.fact for one in found if one.known])
    return reason("facts_not_judged", facts=[one.fact for one in found])


def _link(case: Case, value: Truth) -> Reason:
    if value is not False:
        return reason("material_behind_link", links=case.external)
    return reason("link_not_needed", links=case.external) if case.external else reason("no_link")


def _silent(case: Case, value: Truth) -> Reason:
    if value is not True:
        return reason("has_words")
    return reason("voice_only" if case.request.materials.voice else "file_only")


def _flat(yes: str, no: str) -> Explain:
    return lambda _case, value: reason(yes if value else no)


_EXPLAINED: Mapping[str, Explain] = {
    "channel_official": _channel,
    "repeats_open_request": _repeat,
    "says_nothing": _greeting,
    "sender_known": _sender,
    "sender_entitled": _sender,
    "programmer_topic": _programmer,
    "license_invalid": _license,
    **dict.fromkeys(("archived", "expired", "not_started", "no_period_runs", "transition", "full_support"), _state),
    "suspended": _suspension,
    **dict.fromkeys(("misconduct", "spam_confirmed", "ground_confirmed"), _conduct),
    "product_error_reported": _error,
    "installation_wanted": _installation,
    "all_outside": _outside,
    "service_on_offer": _service,
    "several_questions": _several,
    "domain_missing": _domain,
    "modified": _modified,
    "requirements_violated": _requirements,
    "outdated": _outdated,
    "complex_diagnostics": _flat("complex_diagnostics", "no_complex_diagnostics"),
    "material_behind_link": _link,
    "no_text": _silent,
    "facts_missing": _facts,
    "bad_access": _flat("access_bad", "access_not_bad"),
    "wants_it_done": _flat("wants_it_done", "does_not_want_it_done"),
    "strict_profile": _flat("profile_strict", "profile_lenient"),
    "split_by_default": _flat("split_by_default", "one_by_default"),
}
EXPLAINED = frozenset(_EXPLAINED)
