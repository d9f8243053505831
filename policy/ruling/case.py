"""A request with what of the agreement touches it: the topics, the installation asked about, what is known of 14.2.

It judges nothing; the conditions of the rules are asked in `conditions`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from policy.agreement import Agreement, Topic
from policy.completeness import Lack, lacks
from policy.facts import Installation, RequestFacts, Truth
from policy.logic import conjunction, disjunction
from policy.signals import external_links, poke_clauses

PROGRAMMERS = ("third_party_programmer", "contractor", "technical_specialist", "other_third_party")
UNOFFICIAL_KINDS = ("personal_employee_account", "third_party_group", "comment", "forum", "social_network")
RUNNING = ("free", "transition", "paid")
_CHANGES = (
    ("14.2.2", "c2", "code", "code_modified"),
    ("14.2.3", "c3", "files", "files_modified"),
    ("14.2.4", "c4", "database", "database_modified"),
)
_PARTS = (
    ("code", "code_modified"),
    ("files", "files_modified"),
    ("database", "database_modified"),
    ("server", "server_config_modified"),
)
_OTHER_CONDITIONS = (("14.2.1", "c1"), ("14.2.6", "c6"), ("14.2.7", "c7"), ("14.2.8", "c8"))
_WORDS = {True: "yes", False: "no", None: "unknown"}


T = TypeVar("T")


class Lazy(Generic[T]):
    """A property that is worked out when it is wanted first and then kept in the instance.

    That of functools takes a lock at each first use on Python 3.11, which is longer than most of the work here.
    """

    def __init__(self, work: Callable[[Any], T]) -> None:
        self._work = work
        self._name = work.__name__
        self.__doc__ = work.__doc__

    def __get__(self, instance: Any, owner: type | None = None) -> T:
        """Work the value out; from then on the instance answers by itself."""
        value = instance.__dict__[self._name] = self._work(instance)
        return value


class Case:
    """A request under an agreement. Everything is worked out once, when it is wanted first."""

    def __init__(self, request: RequestFacts, agreement: Agreement) -> None:
        self.request = request
        self.agreement = agreement
        self.state = state_used(request, agreement)
        self.topics = tuple(self._topic(one.topic) for one in request.questions)
        self.outside = tuple(one for one in self.topics if one is not None and one.scope == "out")

    @Lazy
    def pokes(self) -> tuple[str, ...]:
        """Return the clauses of 18.2 that the whole message falls under."""
        return poke_clauses(self.request.message)

    @Lazy
    def external(self) -> tuple[str, ...]:
        """Return the links that lead away from the license's own domains."""
        request = self.request
        return external_links(request.materials.external_links, (*request.domains, *request.installations))

    @Lazy
    def changes(self) -> frozenset[str]:
        """Return what the user says he changed: words of 15.2.10, or "none"."""
        return frozenset((self.request.report.changes_made or "").replace(" ", "").split(","))

    @Lazy
    def installation(self) -> Installation | None:
        """Return the installation asked about, or None where the domain does not tell."""
        known = self.request.installations
        if self.request.domain is not None:
            return known.get(self.request.domain)
        alone = len(set(known) | set(self.request.domains)) == 1
        return next(iter(known.values())) if known and alone else None

    @Lazy
    def verdicts(self) -> frozenset[tuple[Truth, Truth, Truth]]:
        """Return the verdicts on all installations of the license; of a domain without a record nothing is known."""
        unrecorded = set(self.request.domains) - set(self.request.installations)
        found = [*self.request.installations.values(), *([Installation()] if unrecorded else [])]
        return frozenset(self._verdict(one) for one in found)

    @Lazy
    def lacks(self) -> tuple[Lack, ...]:
        """Return the required facts that are missing or not judged yet."""
        return lacks(self.request, self.agreement)

    @Lazy
    def verdict(self) -> tuple[Truth, Truth, Truth]:
        """Return the verdict on the installation asked about; where all are alike, it is the same for each (row 16).

        What the user says he changed is changed. His word that nothing was changed (15.2.10) counts where nobody has
        looked.
        """
        modified, requirements, outdated = None, None, None
        if self.installation is not None:
            modified, requirements, outdated = self._verdict(self.installation)
        elif len(self.verdicts) == 1 and self.request.domain is None:
            modified, requirements, outdated = next(iter(self.verdicts))
        if self.changes & {"code", "files", "database", "server"}:
            modified = True
        elif modified is None and self.changes == {"none"}:
            modified = False
        return modified, requirements, outdated

    @Lazy
    def false_conditions(self) -> tuple[str, ...]:
        """Return the conditions of 14.2 that are known to be false; what is not known is not among them."""
        one, judged = self.installation, self.request.conditions
        found = [
            clause
            for clause, condition, word, flag in _CHANGES
            if word in self.changes
            or judged.get(condition) is False
            or (one is not None and self._changed(one, flag) is True)
        ]
        if judged.get("c5") is False or (one is not None and one.requirements_met is False):
            found.append("14.2.5")
        return tuple(sorted([*found, *(clause for clause, name in _OTHER_CONDITIONS if judged.get(name) is False)]))

    def _topic(self, code: str | None) -> Topic | None:
        """Return a question's topic; what is routed only once becomes its successor when it is done (8.2)."""
        found = self.agreement.topic(code)
        if found is not None and found.scope == "route" and self.request.initial_installation == "done":
            return self.agreement.topic(self.agreement.used_up[found.code])
        return found

    def _changed(self, one: Installation, flag: str) -> Truth:
        """Return whether something of an installation is changed; shared files or database make it both's (A32)."""
        own: Truth = getattr(one, flag)
        shared = self.request.installations_shared
        others = [other for other in self.request.installations.values() if other is not one]
        if not others or shared is False:
            return own
        return disjunction([own, conjunction([shared, disjunction(getattr(other, flag) for other in others)])])

    def _verdict(self, one: Installation) -> tuple[Truth, Truth, Truth]:
        """Return whether an installation is modified, meets the requirements, is outdated."""
        modified: Truth = False
        for _, flag in _PARTS:
            changed = self._changed(one, flag)
            if changed is True:
                modified = True
                break
            modified = None if changed is None else modified
        return modified, one.requirements_met, one.outdated

    def changed_parts(self) -> tuple[str, ...]:
        """Return what of the installation asked about is changed: code, files, database, server."""
        one = self.installation or next(iter(self.request.installations.values()), None)
        if one is None:
            return ()
        return tuple(part for part, flag in _PARTS if self._changed(one, flag) is True)

    def verdict_known(self) -> Truth:
        """Return whether anybody looked at the installation asked about: its own verdict, whatever the user says."""
        return None if self.installation is None else self._verdict(self.installation)[0]


def state_used(request: RequestFacts, agreement: Agreement) -> str | None:
    """Return the state that a decision rests on: the one at receipt, unless the agreement says otherwise (A15)."""
    if agreement.value("grandfather_open_requests"):
        return request.state
    return request.state if request.state_at_review is None else request.state_at_review


def word(value: Truth) -> str:
    """Return yes, no or unknown."""
    return _WORDS[value]
