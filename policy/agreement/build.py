"""Builds a version of the agreement from already parsed documents. Whatever is wrong is collected, not stumbled over.

It checks the form of the documents; what the whole must satisfy is checked by the function the caller passes in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date
from operator import attrgetter
from typing import Any, TypeVar

from policy.agreement.values import (
    Agreement,
    AgreementFault,
    Defeat,
    Named,
    Parameter,
    Reading,
    Rule,
    Section,
    Topic,
    Unit,
)

Document = Mapping[str, Any]
T = TypeVar("T")

DOCUMENTS = ("agreement", "units", "readings", "topics", "grounds", "closings", "services", "rules")
_PLAIN = {"str": "", "bool": False, "tuple[str, ...]": (), "Any": None}
_OPTIONAL = {
    "Parameter": frozenset({"value", "clauses", "reading", "alternatives"}),
    "Reading": frozenset({"parameter", "value", "alternatives"}),
    "Unit": frozenset({"readings"}),
    "Topic": frozenset(
        {
            "ground",
            "further",
            "service",
            "aliases",
            "keywords_en",
            "keywords_ru",
            "transition",
            "archived",
            "programmer",
        }
    ),
    "Named": frozenset({"clause", "family", "curable", "hint_en", "hint_ru"}),
    "Rule": frozenset({"when", "primary", "clauses", "mode", "offers", "flags", "alternatives", "basis", "reading"}),
    "Defeat": frozenset(),
    "Section": frozenset(),
}


def build_agreement(documents: Mapping[str, Document], check: Callable[[Agreement], Iterable[str]]) -> Agreement:
    """Build a version from its documents: agreement, units, readings, topics, grounds, closings, services, rules.

    `check` names what is wrong with the whole. Raises AgreementFault with every fault found.
    """
    faults = [f"the document {name} is missing" for name in DOCUMENTS if name not in documents]
    if faults:
        raise AgreementFault(faults)
    build = _Build(documents, faults)
    agreement = build.agreement()
    if agreement is None:
        raise AgreementFault(faults)
    faults.extend(check(agreement))
    if faults:
        raise AgreementFault(faults)
    return agreement


def with_choices(documents: Mapping[str, Document], chosen: Mapping[str, str]) -> dict[str, Document]:
    """Return the documents of a version under other readings: each parameter with one of its alternatives.

    The reading that sets a parameter says the same afterwards. Raises ValueError for a parameter without such a choice.
    """
    if not chosen:
        return dict(documents)
    head, readings = documents["agreement"], documents["readings"]
    known = {str(one["name"]): one for one in head["parameter"]}
    for name, value in chosen.items():
        if name not in known or value not in known[name].get("alternatives", ()):
            raise ValueError(f"{name} cannot be {value}")
    parameters = [
        {**one, "value": _like(one["value"], chosen[name])} if (name := str(one["name"])) in chosen else one
        for one in head["parameter"]
    ]
    return {
        **documents,
        "agreement": {**head, "parameter": parameters, "chosen": dict(sorted(chosen.items()))},
        "readings": {**readings, "reading": [_read_so(one, chosen) for one in readings["reading"]]},
    }


def _like(known: Any, word: str) -> Any:
    return word == "true" if isinstance(known, bool) else word


def _read_so(reading: Document, chosen: Mapping[str, str]) -> Document:
    names = [one.strip() for one in str(reading.get("parameter", "")).split(",")]
    if not any(one in chosen for one in names):
        return reading
    values = [one.strip() for one in str(reading["value"]).split(",")]
    said = (chosen.get(name, value) for name, value in zip(names, values, strict=True))
    return {**reading, "value": ", ".join(said)}


class _Build:
    """Reads the documents part by part and remembers what was wrong."""

    def __init__(self, documents: Mapping[str, Document], faults: list[str]) -> None:
        self.documents = documents
        self.head = documents["agreement"]
        self.rules = documents["rules"]
        self.faults = faults

    def agreement(self) -> Agreement | None:
        topics = self._keyed("topics", "topic", Topic, "code", self._topic_extras)
        version, published, effective = self._version()
        if published is None or effective is None or not isinstance(self.rules.get("ladder"), list):
            self.faults += [] if isinstance(self.rules.get("ladder"), list) else ["rules has no ladder"]
            return None
        parameters = self._keyed("agreement", "parameter", Parameter, "name")
        return Agreement(
            version=version,
            title_en=str(self.head.get("title_en", "")),
            title_ru=str(self.head.get("title_ru", "")),
            published_on=published,
            effective_from=effective,
            sections=self._keyed("agreement", "section", Section, "clause"),
            units=self._keyed("units", "unit", Unit, "id"),
            parameters=parameters,
            readings=self._keyed("readings", "reading", Reading, "id"),
            topics=topics,
            grounds=_in_order(self._keyed("grounds", "ground", Named, "clause")),
            closings=_in_order(self._keyed("closings", "closing", Named, "clause")),
            services=self._keyed("services", "service", Named, "code"),
            rules=self._keyed("rules", "rule", Rule, "id", lambda one: {"basis": one.get("basis", "text")}),
            defeats=tuple(sorted(self._rows("rules", "defeat", Defeat), key=attrgetter("rule", "defeats"))),
            ladder=self._ladder(parameters),
            conduct=self._words("conduct"),
            as_conduct=tuple(str(one) for one in self.rules.get("as_conduct", ())),
            used_up=self._words("used_up"),
            items=dict(sorted(self._words("items").items(), key=lambda one: _numbers(str(one[1])))),
            required={kind: tuple(names) for kind, names in self._words("required").items()},
            aliases=self._aliases(topics),
            chosen=tuple(sorted((str(name), str(value)) for name, value in self.head.get("chosen", {}).items())),
            topic_grounds=frozenset(one.ground for one in topics.values() if one.scope == "out"),
        )

    def _ladder(self, parameters: Mapping[str, Parameter]) -> tuple[str, ...]:
        """Return the precedence of the strata by the reading of the order of grounds (A17)."""
        named = parameters.get("ground_order")
        chosen = "ladder" if named is None else str(named.value)
        found = self.rules["ladder"] if chosen == "ladder" else self._words("ladders").get(chosen)
        if not isinstance(found, list):
            self.faults.append(f"there is no ladder {chosen}")
            return ()
        return tuple(str(one) for one in found)

    def _version(self) -> tuple[str, date | None, date | None]:
        version = self.head.get("version")
        if not isinstance(version, str) or not version:
            self.faults.append("the agreement has no version")
        return str(version), self._day("published_on"), self._day("effective_from")

    def _day(self, name: str) -> date | None:
        value = self.head.get(name)
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.faults.append(f"the agreement has no day {name}")
            return None

    def _words(self, name: str) -> dict[str, Any]:
        found = self.rules.get(name, {})
        if isinstance(found, Mapping):
            return dict(found)
        self.faults.append(f"rules.{name} is no table")
        return {}

    def _topic_extras(self, one: Document) -> dict[str, Any]:
        code = str(one.get("code"))
        return {
            "transition": code in self.rules.get("not_in_transition", ()),
            "archived": self._words("archived").get(code, ""),
            "programmer": self._words("programmer").get(code, ""),
        }

    def _aliases(self, topics: Mapping[str, Topic]) -> dict[str, str]:
        found: dict[str, str] = {}
        for topic in topics.values():
            for alias in topic.aliases:
                if alias in topics or alias in found:
                    self.faults.append(f"topic {topic.code} has the alias {alias}, which is taken")
                found[alias] = topic.code
        return found

    def _keyed(
        self,
        document: str,
        kind: str,
        made: type[T],
        key: str,
        extras: Callable[[Document], dict[str, Any]] | None = None,
    ) -> dict[str, T]:
        keyed: dict[str, T] = {}
        for value in self._rows(document, kind, made, extras):
            name = getattr(value, key)
            if name in keyed:
                self.faults.append(f"{kind} {name} stands twice")
            keyed[name] = value
        return keyed

    def _rows(
        self, document: str, kind: str, made: type[T], extras: Callable[[Document], dict[str, Any]] | None = None
    ) -> list[T]:
        rows = self.documents[document].get(kind, [])
        if not isinstance(rows, list) or (not rows and kind != "defeat"):
            self.faults.append(f"{document} has no {kind}")
            return []
        found = []
        for number, one in enumerate(rows, 1):
            if not isinstance(one, Mapping):
                self.faults.append(f"{kind} {number} is no table")
                continue
            value = self._row(kind, number, made, {**one, **(extras(one) if extras else {})})
            if value is not None:
                found.append(value)
        return found

    def _row(self, kind: str, number: int, made: type[T], one: Document) -> T | None:
        who = f"{kind} {one.get('id') or one.get('name') or one.get('code') or one.get('clause') or number}"
        values: dict[str, Any] = {}
        sound = True
        for slot in fields(made):  # type: ignore[arg-type]  # made is one of the dataclasses of the agreement
            if slot.name not in one:
                if slot.name not in _OPTIONAL[made.__name__]:
                    self.faults.append(f"{who} has no {slot.name}")
                    sound = False
                values[slot.name] = _PLAIN[str(slot.type)]
                continue
            value = one[slot.name]
            fitting, values[slot.name] = _fitting(str(slot.type), value)
            if not fitting:
                self.faults.append(f"{who} has the {slot.name} {value!r}, which is of the wrong kind")
                sound = False
        return made(**values) if sound else None


def _in_order(found: Mapping[str, T]) -> dict[str, T]:
    """Return what stands under clauses in the order of their numbers, whatever the order of the rows."""
    return dict(sorted(found.items(), key=lambda one: _numbers(one[0])))


def _numbers(clause: str) -> list[tuple[int, str]]:
    """Return what brings clauses into the order of their numbers."""
    return [(len(part), part) for part in clause.split(".")]


def _fitting(wanted: str, value: Any) -> tuple[bool, Any]:
    """Return whether a value of a document is of the wanted kind, and the value as the agreement keeps it."""
    if wanted == "tuple[str, ...]":
        sound = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
        return sound, tuple(value) if sound else ()
    if wanted == "str":
        return isinstance(value, str | int) and not isinstance(value, bool), str(value)
    if wanted == "bool":
        return isinstance(value, bool), value
    return True, value
