"""The conditions that rules ask for, each true, false or unknown: what it reads, and who can supply what is unknown.

A name here is a word of the rules' conditions. Nothing is taken for false because nobody said it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from policy.completeness import domain_known
from policy.facts import Truth
from policy.logic import conjunction, disjunction, negation
from policy.ruling.case import PROGRAMMERS, UNOFFICIAL_KINDS, Case
from policy.ruling.decision import Need
from policy.signals import is_poke

USER, SPECIALIST, LEAD, RECORDS = "user", "specialist", "lead", "records"
_SPAM = ("spam", "23.1.22")
_NO_CONDUCT = ("23.1.16", "23.1.20")  # a need of row 20, and a topic of DT-2b
_LICENSE = (Need(fact="license", supplier=RECORDS),)
_SENDER = (Need(fact="sender", supplier=USER),)

Ask = Callable[[Case], Truth]
Wanted = Callable[[Case], tuple[Need, ...]]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition: how it is asked, the facts it reads, and what must be supplied where it is unknown."""

    ask: Ask
    reads: tuple[str, ...]
    wanted: Wanted


def _always(*needs: Need) -> Wanted:
    return lambda _case: needs


def _state_is(*states: str) -> Condition:
    def ask(case: Case) -> Truth:
        return None if case.state is None else case.state in states

    return Condition(ask, ("license_state",), _always(*_LICENSE))


def _marked(mark: str, *needs: Need) -> Condition:
    return Condition(lambda case: mark in case.request.marks, ("specialist_marks",), _always(*needs))


def _setting(name: str, value: object) -> Condition:
    """A condition that the agreement's parameters decide, not the request."""
    return Condition(lambda case: case.agreement.value(name) == value, (), _always())


def _channel_official(case: Case) -> Truth:
    """An employee's personal account, a group of others, comments, forums and networks never are (25.2, DT-10)."""
    return False if case.request.channel_kind in UNOFFICIAL_KINDS else case.request.channel_official


def _repeats(case: Case) -> Truth:
    request = case.request
    return request.duplicate_of_open_request or (request.open_request and bool(case.pokes))


def _says_nothing(case: Case) -> Truth:
    """A greeting alone while a request is open: it joins that request and is no offense."""
    request = case.request
    return request.open_request and not request.questions and not case.pokes and is_poke(request.message)


def _sender_known(case: Case) -> Truth:
    sender = case.request.sender
    return sender.role is not None or sender.designated is True


def _sender_entitled(case: Case) -> Truth:
    sender = case.request.sender
    owner = None if sender.role is None else sender.role == "owner"
    return disjunction([owner, sender.designated])


def _programmer_topic(case: Case) -> Truth:
    """DT-2 row 5. A topic that is not classified never stops a request (clarification 1)."""
    closed = any(one is not None and one.programmer for one in case.topics)
    closed = closed or any(mark.startswith("22.2.") for mark in case.request.marks)
    role = case.request.sender.role
    return conjunction([closed, None if role is None else role in PROGRAMMERS])


def _reported_error(case: Case) -> Truth:
    """DT-2 row 9: what, section, steps; nothing of 14.2 known to be false, no subject outside. Or a known error."""
    if case.request.known_confirmed_bug:
        return True
    report = case.request.report
    sound = not case.outside and not case.false_conditions
    return conjunction([sound, report.is_error, report.what_happened, report.panel_section, report.repro_steps])


def _report_wanted(case: Case) -> tuple[Need, ...]:
    report = case.request.report
    names = ("is_error", "what_happened", "panel_section", "repro_steps")
    return tuple(Need(fact=one, supplier=SPECIALIST) for one in names if getattr(report, one) is None)


def _all_outside(case: Case) -> Truth:
    return bool(case.topics) and len(case.outside) == len(case.topics)


def service_of(case: Case) -> str | None:
    """Return the service of the first question that has one on offer; consulting of programmers never has (22.4)."""
    on_offer = case.request.services
    return next((one.service for one in case.outside if one.service and one.service in on_offer), None)


def _installation_wanted(case: Case) -> Truth:
    if not any(one is not None and one.scope == "route" for one in case.topics):
        return False
    status = case.request.initial_installation
    return None if status is None else status != "done"


def _several(case: Case) -> Truth:
    return conjunction([len(case.request.questions) > 1, negation(case.request.same_section)])


def _domain_needed(case: Case) -> Truth:
    """DT-2 row 16: not on the license, or not named where the installations of the license are not alike."""
    if domain_known(case.request):
        return False
    return case.request.domain is not None or len(case.verdicts) != 1


def _modified(case: Case) -> Truth:
    return case.verdict[0]


def _requirements_violated(case: Case) -> Truth:
    if case.verdict[1] is None and "technical_requirements" in case.request.not_set:
        return False
    return negation(case.verdict[1])


def _outdated(case: Case) -> Truth:
    if case.verdict[2] is None and "min_version" in case.request.not_set:
        return False
    return case.verdict[2]


def _version_wanted(case: Case) -> tuple[Need, ...]:
    if case.request.report.software_version is True:
        return (Need(fact="outdated", supplier=SPECIALIST),)
    return (Need(fact="software_version", supplier=USER),)


def _behind_link(case: Case) -> Truth:
    """Something that is needed exists only behind a link: a required fact is missing (17.2)."""
    request = case.request
    direct = request.materials.direct_media
    if not case.external or direct:
        return False
    found = case.lacks
    if any(one.known and one.fact != "domain" for one in found):
        return None if direct is None else True  # what came with the message may be just that
    return None if any(one.fact != "domain" for one in found) else False


def _no_text(case: Case) -> Truth:
    request = case.request
    silent = not (request.message or "").strip() and not any(one.text.strip() for one in request.questions)
    return (request.materials.voice or request.materials.unrequested_file) and silent


def _facts_missing(case: Case) -> Truth:
    found = case.lacks
    if any(one.known for one in found):
        return True
    return None if found else False


def _facts_wanted(case: Case) -> tuple[Need, ...]:
    return tuple(
        Need(fact=_need_word(one.fact, case), supplier=USER if one.known else SPECIALIST) for one in case.lacks
    )


def _need_word(fact: str, case: Case) -> str:
    if fact != "evidence":
        return fact
    return "media_direct" if case.external and case.request.materials.direct_media is False else "evidence_media"


def confirmed(case: Case, kind: str) -> tuple[str, ...]:
    """Return the confirmed codes of a kind: spam (18.2), other (grounds that act as conduct), misconduct (the rest)."""
    if not case.request.conduct:
        return ()
    return tuple(one for one in case.request.conduct if _kind_of_conduct(case, one) == kind)


def _kind_of_conduct(case: Case, code: str) -> str:
    if code in _SPAM or code.startswith("18.2"):
        return "spam"
    if code in case.agreement.as_conduct or code.startswith("24.2"):
        return "other"
    return "elsewhere" if code in _NO_CONDUCT else "misconduct"


def _confirmed(kind: str) -> Condition:
    return Condition(lambda case: bool(confirmed(case, kind)), ("conduct",), _always())


CONDITIONS: Mapping[str, Condition] = {
    "channel_official": Condition(
        _channel_official, ("channel_official", "channel_kind"), _always(Need(fact="channel", supplier=SPECIALIST))
    ),
    "repeats_open_request": Condition(_repeats, ("open_request", "duplicate_of_open_request", "pokes"), _always()),
    "says_nothing": Condition(_says_nothing, ("open_request", "pokes"), _always()),
    "sender_known": Condition(_sender_known, ("sender_role", "designated_contact"), _always(*_SENDER)),
    "sender_entitled": Condition(_sender_entitled, ("sender_role", "designated_contact"), _always(*_SENDER)),
    "programmer_topic": Condition(
        _programmer_topic, ("sender_role", "topics"), _always(Need(fact="sender", supplier=SPECIALIST))
    ),
    "license_invalid": _state_is("invalid"),
    "archived": _state_is("archived"),
    "expired": _state_is("expired"),
    "not_started": _state_is("not_started"),
    "no_period_runs": _state_is("expired", "archived"),
    "transition": _state_is("transition"),
    "full_support": _state_is("free", "paid"),
    "suspended": Condition(lambda case: case.request.suspension is not None, ("suspension",), _always()),
    "misconduct": _confirmed("misconduct"),
    "spam_confirmed": _confirmed("spam"),
    "ground_confirmed": _confirmed("other"),
    "product_error_reported": Condition(
        _reported_error,
        (
            "is_error",
            "what_happened",
            "panel_section",
            "repro_steps",
            "topics",
            "false_conditions",
            "known_confirmed_bug",
        ),
        _report_wanted,
    ),
    "installation_wanted": Condition(
        _installation_wanted,
        ("topics", "initial_installation"),
        _always(Need(fact="initial_installation", supplier=RECORDS)),
    ),
    "all_outside": Condition(_all_outside, ("topics",), _always()),
    "service_on_offer": Condition(lambda case: service_of(case) is not None, ("services_available",), _always()),
    "several_questions": Condition(
        _several, ("topics", "same_section"), _always(Need(fact="same_section", supplier=SPECIALIST))
    ),
    "domain_missing": Condition(_domain_needed, ("domain",), _always(Need(fact="domain", supplier=USER))),
    "modified": Condition(
        _modified, ("domain", "changes_made", "modified"), _always(Need(fact="changes_made", supplier=USER))
    ),
    "requirements_violated": Condition(
        _requirements_violated,
        ("domain", "requirements_met"),
        _always(Need(fact="requirements_met", supplier=SPECIALIST)),
    ),
    "outdated": Condition(_outdated, ("domain", "outdated"), _version_wanted),
    "complex_diagnostics": _marked("needs_complex_diagnostics"),
    "material_behind_link": Condition(
        _behind_link, ("external_links", "direct_media"), _always(Need(fact="media_direct", supplier=USER))
    ),
    "no_text": Condition(
        _no_text, ("voice", "unrequested_file"), _always(Need(fact="text_description", supplier=USER))
    ),
    "facts_missing": Condition(_facts_missing, ("facts_missing",), _facts_wanted),
    "bad_access": Condition(
        lambda case: "bad_access" in case.request.marks or "23.1.16" in case.request.conduct,
        ("specialist_marks", "conduct"),
        _always(Need(fact="access", supplier=USER)),
    ),
    "wants_it_done": _marked("wants_it_done"),
    "strict_profile": _setting("profile", "strict"),
    "split_by_default": _setting("multi_default", "split"),
}

# No two of a group are ever true together; the checks of overlaps rely on it.
EXCLUSIVE = (
    frozenset({"license_invalid", "archived", "expired", "not_started", "transition", "full_support"}),
    frozenset({"license_invalid", "no_period_runs"}),
    frozenset({"repeats_open_request", "says_nothing"}),
)


class Values(dict[str, Truth]):
    """The worth of the conditions for a case, each asked when it is wanted first."""

    __slots__ = ("case",)

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.case = case

    def __missing__(self, name: str) -> Truth:
        """Ask a condition. Raises KeyError for a name that is none."""
        value = self[name] = CONDITIONS[name].ask(self.case)
        return value

    def complete(self) -> None:
        """Ask every condition."""
        for name in CONDITIONS:
            self[name]
