"""A decision as a frozen value that can be kept and taken again: outcome, grounds, needs, basis, trace."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from policy.facts import from_plain, to_plain
from policy.tables import Step

OUTCOMES = frozenset(
    {"accept", "ask_info", "split", "refuse", "redirect_paid", "suspend"}
    | {"product_error_check", "merge", "not_registered", "route"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A fact that is missing, and who can supply it: user, specialist, lead, records."""

    fact: str
    supplier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why something holds or not: a code with its values, for which the resources have a sentence."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """An exception by name: `by` set `rule` aside because of a clause or a reading."""

    rule: str
    by: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One of the 23 grounds: `status` is holds, unknown or cannot. `missing` says what would settle an unknown one.

    `rules` are those that would refuse on it, `readings` those that touch it, `aside` the exceptions that set such a
    rule aside.
    """

    clause: str
    status: str
    reasons: tuple[Reason, ...]
    missing: tuple[Need, ...] = ()
    rules: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    aside: tuple[Aside, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a decision rests on: text (a clause), reading (its id), company (a setting).

    `needs_company` marks a reading that the company has still to confirm.
    """

    kind: str
    reference: str
    needs_company: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the agreement says of a request.

    `rule` is the rule that decided, or, where something is unknown, the one that cannot be told yet. `discretionary`
    marks a right that a person may waive, `alternatives` other acts that the same clauses allow. `findings` has all 23
    grounds, `trace` every rule that was tried, from the top of the ladder, `because` why each condition is worth what
    it is, `chosen` the parameters for which the company chose another reading than the version comes with.
    """

    version: str
    outcome: str
    rule: str
    primary: str | None
    also: tuple[str, ...]
    mode: str | None
    service: str | None
    route_to: str | None
    state_used: str | None
    discretionary: bool
    needs: tuple[Need, ...]
    offers: tuple[str, ...]
    flags: tuple[str, ...]
    findings: tuple[Finding, ...]
    basis: tuple[Basis, ...]
    trace: tuple[Step, ...]
    alternatives: tuple[str, ...] = ()
    because: tuple[tuple[str, Reason], ...] = ()
    chosen: tuple[tuple[str, str], ...] = ()

    @property
    def readings(self) -> tuple[str, ...]:
        """Return the readings that the decision used."""
        return tuple(one.reference for one in self.basis if one.kind == "reading")

    @property
    def to_confirm(self) -> tuple[str, ...]:
        """Return those of them that the company has still to confirm."""
        return tuple(one.reference for one in self.basis if one.needs_company)

    @property
    def fired(self) -> tuple[Step, ...]:
        """Return the rules that hold, from the top of the ladder; the first decided, unless something is asked."""
        return tuple(one for one in self.trace if one.value is True)

    def to_json(self) -> str:
        """Return the canonical JSON of the decision."""
        return canonical(self)

    @classmethod
    def from_json(cls, text: str) -> Decision:
        """Return the decision that `to_json` wrote. Raises ValueError."""
        return from_plain(cls, json.loads(text))


def canonical(value: Any) -> str:
    """Return canonical JSON: sorted keys, no blanks."""
    return json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
