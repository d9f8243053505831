"""The parts of an agreement as frozen values. No rule is applied here and nothing is read from anywhere."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

TREATMENTS = frozenset({"rule", "checklist", "text", "field", "screen", "none"})
SCOPES = frozenset({"in", "out", "route"})
BASES = frozenset({"text", "reading", "company"})
UNCLASSIFIED = (None, "unknown")


class AgreementFault(ValueError):  # noqa: N818 - named as the program's other faults are
    """A version of the agreement that is not sound; `faults` names everything that is wrong."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(self.faults))


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the text under our own short title."""

    clause: str
    en: str
    ru: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit of the text: its id, how the console applies it, and our own short wording."""

    id: str
    clause: str
    kind: str
    treatment: tuple[str, ...]
    readings: tuple[str, ...]
    en: str
    ru: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A number or a choice with its source: clauses of the text, the reading it follows, or the company.

    `alternatives` are the values the engine can work with; empty where any number will do. A parameter that the company
    has to set carries no value: the engine has no default for it.
    """

    name: str
    value: Any
    clauses: tuple[str, ...]
    basis: str
    reading: str = ""
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How an unclear place is read, and what else it could mean. `needs_company`: the company should confirm it."""

    id: str
    clauses: tuple[str, ...]
    parameter: str
    value: str
    alternatives: tuple[str, ...]
    needs_company: bool
    matter_en: str
    matter_ru: str
    reading_en: str
    reading_ru: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A subject of requests: in scope, out of it on a ground, or routed; and the words that propose it.

    `transition`: clause 10.3.5 leaves it unreviewed in the transition. `archived`: what clause 13.3 says of it.
    `programmer`: the clause of 22.2 that closes it to third-party programmers.
    """

    code: str
    scope: str
    ground: str
    further: tuple[str, ...]
    service: str
    transition: bool
    archived: str
    programmer: str
    aliases: tuple[str, ...]
    keywords_en: tuple[str, ...]
    keywords_ru: tuple[str, ...]
    en: str
    ru: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A ground of refusal, a reason of closing or a service: its clause or code, titles and a hint."""

    clause: str
    code: str
    family: str
    curable: bool
    en: str
    ru: str
    hint_en: str
    hint_ru: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A row of a decision table under our own title. `when` are conditions that all must hold.

    A condition is a name, !name, or alternatives joined by |.

    `primary` is a clause, or a word that says where the clause comes from: topic, programmer, license, suspension,
    conduct.
    """

    id: str
    row: str
    stratum: str
    when: tuple[str, ...]
    outcome: str
    primary: str
    clauses: tuple[str, ...]
    mode: str
    offers: tuple[str, ...]
    flags: tuple[str, ...]
    alternatives: tuple[str, ...]
    basis: str
    reading: str
    en: str
    ru: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Defeat:
    """An exception by name: where both hold, `rule` sets `defeats` aside, because a clause or a reading says so."""

    rule: str
    defeats: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One version of the agreement, sound and whole.

    `ladder` is the precedence of the strata of rules (A17). `used_up` names the topic that a routed one becomes once
    its matter is done (8.2). `as_conduct` are grounds that a confirmed fact turns into a suspension. `items` gives the
    clause of each fact that a request should contain (15.2), `required` those that each kind of request must contain
    (A43). `topic_grounds` are the grounds that a topic out of scope brings.
    `chosen` are the parameters for which the company chose another reading than the version comes with.
    `worked_out` is where the engine keeps what follows from the rest, so that it is worked out once.
    """

    version: str
    title_en: str
    title_ru: str
    published_on: date
    effective_from: date
    sections: Mapping[str, Section]
    units: Mapping[str, Unit]
    parameters: Mapping[str, Parameter]
    readings: Mapping[str, Reading]
    topics: Mapping[str, Topic]
    grounds: Mapping[str, Named]
    closings: Mapping[str, Named]
    services: Mapping[str, Named]
    rules: Mapping[str, Rule]
    defeats: tuple[Defeat, ...]
    ladder: tuple[str, ...]
    conduct: Mapping[str, str]
    as_conduct: tuple[str, ...] = ()
    used_up: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    required: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    topic_grounds: frozenset[str] = frozenset()
    chosen: tuple[tuple[str, str], ...] = ()
    worked_out: dict[Hashable, Any] = field(default_factory=dict, compare=False, repr=False)

    def topic(self, code: str | None) -> Topic | None:
        """Return the topic of a code; None is not classified, a code in no list is `unlisted` (30.3)."""
        if code in UNCLASSIFIED or code is None:
            return None
        found = self.topics.get(self.aliases.get(code, code))
        if found is None:
            found = self.topics.get(code.removesuffix("_config"))
        return self.topics["unlisted"] if found is None else found

    def value(self, name: str) -> Any:
        """Return the value of a parameter. Raises KeyError for a name that no version knows."""
        return self.parameters[name].value
