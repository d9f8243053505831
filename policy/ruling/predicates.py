"""The facts that rules ask for, each true, false or unknown, and who can supply what is unknown.

A name here is a word of the rules' conditions. Nothing is taken for false because nobody said it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from policy.agreement import Agreement, Topic
from policy.completeness import lacks
from policy.facts import Installation, RequestFacts, Truth
from policy.logic import conjunction, disjunction, negation
from policy.ruling.decision import Need
from policy.signals import is_poke

PROGRAMMERS = ("third_party_programmer", "contractor", "technical_specialist", "other_third_party")
_USER, _SPECIALIST, _RECORDS = "user", "specialist", "records"
_SPAM = "spam"


@dataclass(frozen=True, slots=True)
class Case:
    """A request with what of the agreement touches it."""

    request: RequestFacts
    agreement: Agreement

    @property
    def topics(self) -> tuple[Topic | None, ...]:
        """Return the topics of the questions in order; None is not classified."""
        return tuple(self.agreement.topic(one.topic) for one in self.request.questions)

    @property
    def outside(self) -> tuple[Topic, ...]:
        """Return the topics that are out of scope."""
        return tuple(one for one in self.topics if one is not None and one.scope == "out")

    @property
    def installation(self) -> Installation | None:
        """Return the installation asked about, or None where the domain does not tell."""
        known = self.request.installations
        if self.request.domain is not None:
            return known.get(self.request.domain)
        return next(iter(known.values())) if len(known) == 1 else None


def _state_is(*states: str) -> Callable[[Case], Truth]:
    def ask(case: Case) -> Truth:
        return None if case.request.state is None else case.request.state in states

    return ask


def _sender_known(case: Case) -> Truth:
    sender = case.request.sender
    return sender.role is not None or sender.designated is True


def _sender_entitled(case: Case) -> Truth:
    sender = case.request.sender
    if sender.role is None:
        return sender.designated if sender.designated is True else None
    return disjunction([sender.role == "owner", sender.designated])


def _programmer_topic(case: Case) -> Truth:
    sender = case.request.sender
    if sender.role is None:
        return None if sender.designated is True and any(one and one.programmer for one in case.topics) else False
    return sender.role in PROGRAMMERS and any(one is not None and one.programmer for one in case.topics)


def _repeats(case: Case) -> Truth:
    request = case.request
    poke = request.open_request and request.message is not None and is_poke(request.message)
    return request.duplicate_of_open_request or poke


def _sound_conditions(case: Case) -> Truth:
    """No condition of 14.2 is known to be false: the installation's code, files and database are unchanged."""
    changed = case.request.report.changes_made
    if changed in ("code", "files", "database"):
        return False
    installation = case.installation
    if installation is None:
        return True
    flags = (installation.code_modified, installation.files_modified, installation.database_modified)
    return not any(flag is True for flag in flags)


def _reported_error(case: Case) -> Truth:
    """DT-2 row 9: what, section and steps are there, nothing of 14.2 is known false, the topic is not out of scope."""
    if case.request.known_confirmed_bug:
        return True
    report = case.request.report
    in_scope = not case.outside
    return conjunction(
        [
            report.is_error,
            in_scope,
            report.what_happened,
            report.panel_section,
            report.repro_steps,
            _sound_conditions(case),
        ]
    )


def _all_outside(case: Case) -> Truth:
    topics = case.topics
    return bool(topics) and all(one is not None and one.scope == "out" for one in topics)


def _service_on_offer(case: Case) -> Truth:
    return service_of(case) is not None


def service_of(case: Case) -> str | None:
    """Return the service of the first question that has one on offer; programmers' consulting never has (22.4)."""
    for topic in case.outside:
        if topic.service and topic.service in case.request.services:
            return topic.service
    return None


def _domain_missing(case: Case) -> Truth:
    request = case.request
    if request.domain is not None:
        return bool(request.installations) and request.domain not in request.installations
    if len(request.installations) < 2:  # noqa: PLR2004 - one installation needs no naming
        return False
    kinds = set(request.installations.values())
    return len(kinds) > 1 or request.installations_shared is not True


def _modified(case: Case) -> Truth:
    own = _flags(case, "code_modified", "files_modified", "database_modified", "server_config_modified")
    shared = case.request.installations_shared
    if shared is False or len(case.request.installations) < 2:  # noqa: PLR2004 - nothing to share with
        return own
    others = disjunction(
        disjunction([one.code_modified, one.files_modified, one.database_modified, one.server_config_modified])
        for one in case.request.installations.values()
    )
    return disjunction([own, conjunction([shared, others])])


def _flags(case: Case, *names: str) -> Truth:
    if not case.request.installations:
        return False
    installation = case.installation
    if installation is None:
        return None
    return disjunction(getattr(installation, name) for name in names)


def _requirements_violated(case: Case) -> Truth:
    if not case.request.installations:
        return False
    installation = case.installation
    return None if installation is None else negation(installation.requirements_met)


def _outdated(case: Case) -> Truth:
    return _flags(case, "outdated")


def _behind_link(case: Case) -> Truth:
    request = case.request
    lacking = request.report.is_error is not False or request.report.what_happened is False
    return bool(request.materials.external_links) and not request.materials.direct_media and lacking


def _no_text(case: Case) -> Truth:
    request = case.request
    silent = not (request.message or "").strip() and not request.questions
    return (request.materials.voice or request.materials.unrequested_file) and silent


def _facts_missing(case: Case) -> Truth:
    found = lacks(case.request, case.agreement)
    if any(one.known for one in found):
        return True
    return None if found else False


def _marked(mark: str) -> Callable[[Case], Truth]:
    return lambda case: mark in case.request.marks


def _conduct(spam: bool) -> Callable[[Case], Truth]:  # noqa: FBT001 - private, read where it stands
    def ask(case: Case) -> Truth:
        codes = case.request.conduct
        return _SPAM in codes if spam else any(code != _SPAM for code in codes)

    return ask


def _several(case: Case) -> Truth:
    return len(case.request.questions) > 1 and not case.request.same_section


def _installation_wanted(case: Case) -> Truth:
    wanted = any(one is not None and one.scope == "route" for one in case.topics)
    return wanted and case.request.initial_installation == "not_done"


def _outside_any(ground: str) -> Callable[[Case], Truth]:
    return lambda case: any(one.ground == ground for one in case.outside)


PREDICATES: Mapping[str, Callable[[Case], Truth]] = {
    "channel_official": lambda case: case.request.channel_official,
    "repeats_open_request": _repeats,
    "sender_known": _sender_known,
    "sender_entitled": _sender_entitled,
    "programmer_topic": _programmer_topic,
    "license_invalid": _state_is("invalid"),
    "archived": _state_is("archived"),
    "expired": _state_is("expired"),
    "not_started": _state_is("not_started"),
    "no_period_runs": _state_is("expired", "archived"),
    "transition": _state_is("transition"),
    "full_support": _state_is("free", "paid"),
    "suspended": lambda case: case.request.suspension is not None,
    "misconduct": _conduct(spam=False),
    "spam_confirmed": _conduct(spam=True),
    "product_error_reported": _reported_error,
    "installation_wanted": _installation_wanted,
    "all_outside": _all_outside,
    "service_on_offer": _service_on_offer,
    "several_questions": _several,
    "domain_missing": _domain_missing,
    "modified": _modified,
    "requirements_violated": _requirements_violated,
    "outdated": _outdated,
    "complex_diagnostics": _marked("needs_complex_diagnostics"),
    "material_behind_link": _behind_link,
    "no_text": _no_text,
    "facts_missing": _facts_missing,
    "bad_access": _marked("bad_access"),
    "wants_it_done": _marked("wants_it_done"),
    "pirated": lambda case: case.request.state == "invalid" if case.request.state is not None else None,
}

# What to ask for where a condition is unknown or needs something, and who can supply it.
SUPPLIERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "channel_official": (("channel", _SPECIALIST),),
    "sender_known": (("sender", _USER),),
    "sender_entitled": (("sender", _USER),),
    "programmer_topic": (("sender", _SPECIALIST),),
    "license_invalid": (("license", _RECORDS),),
    "archived": (("license", _RECORDS),),
    "expired": (("license", _RECORDS),),
    "not_started": (("license", _RECORDS),),
    "transition": (("license", _RECORDS),),
    "full_support": (("license", _RECORDS),),
    "domain_missing": (("domain", _USER),),
    "modified": (("changes_made", _SPECIALIST),),
    "requirements_violated": (("requirements_met", _SPECIALIST),),
    "outdated": (("software_version", _SPECIALIST),),
    "material_behind_link": (("media_direct", _USER),),
    "no_text": (("text_description", _USER),),
    "bad_access": (("access", _USER),),
}

# The grounds of clause 23 that a condition carries by itself; scope grounds come from topics, marks from conduct.
GROUND_CONDITIONS: Mapping[str, tuple[str, ...]] = {
    "23.1.1": ("expired",),
    "23.1.2": ("archived",),
    "23.1.3": ("no_period_runs",),
    "23.1.10": ("outdated",),
    "23.1.11": ("modified",),
    "23.1.12": ("pirated",),
    "23.1.13": ("modified",),
    "23.1.14": ("requirements_violated",),
    "23.1.15": ("facts_missing",),
    "23.1.16": ("bad_access",),
    "23.1.21": ("misconduct",),
    "23.1.22": ("spam_confirmed",),
}
SCOPE_GROUNDS = ("23.1.4", "23.1.5", "23.1.6", "23.1.7", "23.1.8", "23.1.9", "23.1.20")


def values_of(case: Case) -> dict[str, Truth]:
    """Return every fact's value for a case."""
    return {name: ask(case) for name, ask in PREDICATES.items()}


def needs_of(case: Case, name: str) -> tuple[Need, ...]:
    """Return what must be supplied so that a condition is known, or what it asks the user for."""
    if name == "facts_missing":
        return tuple(
            Need(fact=_need_word(one.fact), supplier=_USER if one.known else _SPECIALIST)
            for one in lacks(case.request, case.agreement)
        )
    if name == "product_error_reported":
        report = case.request.report
        unknown = [
            one for one in ("is_error", "what_happened", "panel_section", "repro_steps") if getattr(report, one) is None
        ]
        return tuple(Need(fact=one, supplier=_SPECIALIST) for one in unknown)
    return tuple(Need(fact=fact, supplier=supplier) for fact, supplier in SUPPLIERS.get(name, ()))


def _need_word(fact: str) -> str:
    return "evidence_media" if fact == "evidence" else fact
