"""The agreement as a value: units, parameters, topics, grounds, rules, readings, ladder. Built and checked whole.

A version that is not sound is not built: every fault is named at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Document = Mapping[str, Any]

TREATMENTS = frozenset({"rule", "checklist", "text", "field", "screen", "none"})
SCOPES = frozenset({"in", "out", "route"})
BASES = frozenset({"text", "reading", "company"})


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
    """A number or a choice with its source: clauses of the text, or the reading it follows."""

    name: str
    value: Any
    clauses: tuple[str, ...]
    basis: str
    reading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How an unclear place is read, and what else it could mean."""

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
    """A subject of requests: in scope, out of it on a ground, or routed; and the words that propose it."""

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
    """A row of a decision table. `when` are conditions that all must hold: name, !name, or name|name.

    `defeats` names the rules that this one sets aside, as an exception named in the text or in a reading.
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
    basis: str
    reading: str
    defeats: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One version of the agreement, sound and whole."""

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
    ladder: tuple[str, ...]
    conduct: Mapping[str, str]
    required: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def topic(self, code: str | None) -> Topic | None:
        """Return the topic of a code; None is not classified, a code in no list is `unlisted` (30.3)."""
        if code is None or code == "unknown":
            return None
        if code in self.topics:
            return self.topics[code]
        for one in self.topics.values():
            if code in one.aliases:
                return one
        return self.topics["unlisted"]

    def value(self, name: str) -> Any:
        """Return the value of a parameter. Raises KeyError for a name that no version knows."""
        return self.parameters[name].value


def build_agreement(documents: Mapping[str, Document], check: Callable[[Agreement], Iterable[str]]) -> Agreement:
    """Build a version from its documents: agreement, units, readings, topics, grounds, closings, services, rules.

    `check` names what is wrong with the whole. Raises AgreementFault with every fault found.
    """
    head, rules = documents["agreement"], documents["rules"]
    faults: list[str] = []
    agreement = Agreement(
        version=head["version"],
        title_en=head["title_en"],
        title_ru=head["title_ru"],
        published_on=_day(head["published_on"]),
        effective_from=_day(head["effective_from"]),
        sections=_keyed((_section(one) for one in head["section"]), "clause", "section", faults),
        units=_keyed((_unit(one) for one in documents["units"]["unit"]), "id", "unit", faults),
        parameters=_keyed((_parameter(one) for one in head["parameter"]), "name", "parameter", faults),
        readings=_keyed((_reading(one) for one in documents["readings"]["reading"]), "id", "reading", faults),
        topics=_keyed((_topic(one, rules) for one in documents["topics"]["topic"]), "code", "topic", faults),
        grounds=_keyed((_named(one) for one in documents["grounds"]["ground"]), "clause", "ground", faults),
        closings=_keyed((_named(one) for one in documents["closings"]["closing"]), "clause", "closing", faults),
        services=_keyed((_named(one) for one in documents["services"]["service"]), "code", "service", faults),
        rules=_keyed((_rule(one) for one in rules["rule"]), "id", "rule", faults),
        ladder=tuple(rules["ladder"]),
        conduct=dict(rules["conduct"]),
        required={kind: tuple(names) for kind, names in rules["required"].items()},
    )
    faults.extend(check(agreement))
    if faults:
        raise AgreementFault(faults)
    return agreement


def _keyed(values: Iterable[Any], key: str, kind: str, faults: list[str]) -> dict[str, Any]:
    keyed: dict[str, Any] = {}
    for value in values:
        name = getattr(value, key)
        if name in keyed:
            faults.append(f"{kind} {name} stands twice")
        keyed[name] = value
    return keyed


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def _section(one: Document) -> Section:
    return Section(clause=str(one["clause"]), en=one["en"], ru=one["ru"])


def _unit(one: Document) -> Unit:
    return Unit(
        id=one["id"],
        clause=str(one["clause"]),
        kind=one["kind"],
        treatment=tuple(one["treatment"]),
        readings=tuple(one.get("readings", ())),
        en=one["en"],
        ru=one["ru"],
    )


def _parameter(one: Document) -> Parameter:
    return Parameter(
        name=one["name"],
        value=one["value"],
        clauses=tuple(one.get("clauses", ())),
        basis=one["basis"],
        reading=one.get("reading", ""),
    )


def _reading(one: Document) -> Reading:
    return Reading(
        id=one["id"],
        clauses=tuple(one["clauses"]),
        parameter=one.get("parameter", ""),
        value=one.get("value", ""),
        alternatives=tuple(one.get("alternatives", ())),
        needs_company=bool(one.get("needs_company", False)),
        matter_en=one["matter_en"],
        matter_ru=one["matter_ru"],
        reading_en=one["reading_en"],
        reading_ru=one["reading_ru"],
    )


def _topic(one: Document, rules: Document) -> Topic:
    return Topic(
        code=one["code"],
        scope=one["scope"],
        ground=one.get("ground", ""),
        further=tuple(one.get("further", ())),
        service=one.get("service", ""),
        transition=one["code"] in rules["not_in_transition"],
        archived=rules["archived"].get(one["code"], ""),
        programmer=rules["programmer"].get(one["code"], ""),
        aliases=tuple(one.get("aliases", ())),
        keywords_en=tuple(one.get("keywords_en", ())),
        keywords_ru=tuple(one.get("keywords_ru", ())),
        en=one["en"],
        ru=one["ru"],
    )


def _named(one: Document) -> Named:
    return Named(
        clause=one.get("clause", ""),
        code=one["code"],
        family=one.get("family", ""),
        curable=bool(one.get("curable", False)),
        en=one["en"],
        ru=one["ru"],
        hint_en=one.get("hint_en", ""),
        hint_ru=one.get("hint_ru", ""),
    )


def _rule(one: Document) -> Rule:
    return Rule(
        id=one["id"],
        row=str(one["row"]),
        stratum=one["stratum"],
        when=tuple(one.get("when", ())),
        outcome=one["outcome"],
        primary=one.get("primary", ""),
        clauses=tuple(one.get("clauses", ())),
        mode=one.get("mode", ""),
        offers=tuple(one.get("offers", ())),
        flags=tuple(one.get("flags", ())),
        basis=one.get("basis", "text"),
        reading=one.get("reading", ""),
        defeats=tuple(one.get("defeats", ())),
    )
