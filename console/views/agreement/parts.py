"""The parts of a draft as the list of the editor shows them, and the fields of each. It shows documents only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from console.records.drafting import Difference
from console.services.agreements import Documents
from console.views.kit.choices import Choice
from console.views.soundness import difference, place
from console.views.words import has, language, say

PAGES = ("differs", "numbers", "readings", "topics", "rules", "words", "letters")
_SCOPES = ("in", "out", "route")
_TOPIC = ("ground", "further", "service", "aliases", "keywords_en", "keywords_ru", "en", "ru")
_RULE = ("when", "outcome", "primary", "clauses", "mode", "offers", "flags", "alternatives", "stratum", "reading")
_BASES = ("text", "reading", "company")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A field of a part: its name, what stands there, and the choices where there are some. `many`: several lines.

    A `tall` one has room for a whole letter.
    """

    name: str
    value: str
    choices: tuple[str, ...] = ()
    many: bool = False
    tall: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part to be edited. `about` says in our words what it is."""

    part: str
    id: str
    title: str
    about: str
    slots: tuple[Slot, ...]


def rows(documents: Documents, found: tuple[Difference, ...], page: str, asked: str) -> list[Choice]:
    """Return the list of a page; what differs is marked, and `asked` narrows it."""
    changed = {(one.part, one.id) for one in found}
    if page == "differs":
        made = [
            Choice(id=f"{one.part} {one.id}", title=difference(one), detail=_both(one), tag="")
            for one in {(one.part, one.id, one.slot): one for one in found}.values()
        ]
    elif page == "numbers":
        made = [_number(one, changed) for one in _numbers(documents)]
    elif page == "readings":
        made = [_reading(one, changed) for one in documents["readings"]["reading"]]
    elif page in ("topics", "rules"):
        part, key = ("topic", "code") if page == "topics" else ("rule", "id")
        made = [_named(part, key, one, changed) for one in documents[page][part]]
    else:
        made = [_unit(one, changed) for one in documents["units"]["unit"]]
    words = asked.casefold().split()
    return [one for one in made if all(word in one.sentence.casefold() for word in words)]


def part_of(documents: Documents, name: str) -> Part | None:
    """Return the part that a row of the list means, with its fields; None for one that is edited elsewhere."""
    part, _, key = name.partition(" ")
    if part == "parameter":
        found = _find(documents["agreement"]["parameter"], "name", key)
        return None if found is None else _parameter_part(documents, found)
    if part == "reading":
        found = _find(documents["readings"]["reading"], "id", key)
        return None if found is None else _reading_part(documents, found)
    if part == "unit":
        found = _find(documents["units"]["unit"], "id", key)
        return None if found is None else _unit_part(found)
    if part == "topic":
        found = _find(documents["topics"]["topic"], "code", key)
        return None if found is None else _topic_part(found)
    if part == "rule":
        found = _find(documents["rules"]["rule"], "id", key)
        return None if found is None else _rule_part(found)
    return None


def _find(listed: list[dict[str, Any]], key: str, value: str) -> dict[str, Any] | None:
    return next((one for one in listed if str(one[key]) == value), None)


def _numbers(documents: Documents) -> list[dict[str, Any]]:
    return [one for one in documents["agreement"]["parameter"] if one.get("basis") != "company"]


def _number(one: dict[str, Any], changed: set[tuple[str, str]]) -> Choice:
    name = str(one["name"])
    return Choice(
        id=f"parameter {name}",
        title=title_of(name),
        detail=", ".join(one.get("clauses", ())),
        tag=value_words(one.get("value")),
        tone="accent" if ("parameter", name) in changed else "plain",
    )


def _reading(one: dict[str, Any], changed: set[tuple[str, str]]) -> Choice:
    differs = ("reading", str(one["id"])) in changed
    return Choice(
        id=f"reading {one['id']}",
        code=str(one["id"]),
        title=str(one.get(f"matter_{language()}", "")),
        detail=str(one.get(f"reading_{language()}", "")),
        tag=say("draft.differs") if differs else "",
        tone="accent",
    )


def _unit(one: dict[str, Any], changed: set[tuple[str, str]]) -> Choice:
    return Choice(
        id=f"unit {one['id']}",
        code=str(one["id"]),
        title=str(one.get(language(), "")),
        detail=str(one.get("ru" if language() == "en" else "en", "")),
        tag=say("draft.differs") if ("unit", str(one["id"])) in changed else "",
        tone="accent",
    )


def _parameter_part(documents: Documents, one: dict[str, Any]) -> Part:
    name = str(one["name"])
    reading = _find(documents["readings"]["reading"], "id", str(one.get("reading", "")))
    about = "" if reading is None else str(reading.get(f"reading_{language()}", ""))
    return Part(
        part="parameter",
        id=name,
        title=title_of(name),
        about=about,
        slots=(
            Slot(name="value", value=_plain(one.get("value")), choices=tuple(one.get("alternatives", ()))),
            Slot(name="clauses", value=", ".join(one.get("clauses", ()))),
            Slot(name="basis", value=str(one.get("basis", "")), choices=_BASES),
        ),
    )


def _reading_part(documents: Documents, one: dict[str, Any]) -> Part:
    names = [name.strip() for name in str(one.get("parameter", "")).split(",") if name.strip()]
    found = (_find(documents["agreement"]["parameter"], "name", name) for name in names)
    chosen = tuple(
        Slot(
            name=f"parameter.{known['name']}.value",
            value=_plain(known.get("value")),
            choices=tuple(known.get("alternatives", ())),
        )
        for known in found
        if known is not None and known.get("alternatives")
    )
    texts = ("matter_en", "matter_ru", "reading_en", "reading_ru")
    return Part(
        part="reading",
        id=str(one["id"]),
        title=place("reading", str(one["id"])),
        about=", ".join(one.get("clauses", ())),
        slots=(*chosen, *(Slot(name=name, value=str(one.get(name, "")), many=True) for name in texts)),
    )


def _unit_part(one: dict[str, Any]) -> Part:
    texts = ("en", "ru")
    return Part(
        part="unit",
        id=str(one["id"]),
        title=place("unit", str(one["id"])),
        about=", ".join(say(f"treatment.{name}") for name in one.get("treatment", ())),
        slots=tuple(Slot(name=name, value=str(one.get(name, "")), many=True) for name in texts),
    )


def _named(part: str, key: str, one: dict[str, Any], changed: set[tuple[str, str]]) -> Choice:
    name = str(one[key])
    return Choice(
        id=f"{part} {name}",
        title=str(one.get(language(), "")),
        detail=name,
        tag=say("draft.differs") if (part, name) in changed else "",
        tone="accent",
    )


def _topic_part(one: dict[str, Any]) -> Part:
    scope = Slot(name="scope", value=str(one.get("scope", "")), choices=_SCOPES)
    slots = (scope, *(_listed(one, name) for name in _TOPIC))
    return Part(
        part="topic", id=str(one["code"]), title=str(one.get(language(), "")), about=str(one["code"]), slots=slots
    )


def _rule_part(one: dict[str, Any]) -> Part:
    basis = Slot(name="basis", value=str(one.get("basis", "text")), choices=_BASES)
    slots = (*(_listed(one, name) for name in _RULE), basis, *(_listed(one, name) for name in ("en", "ru")))
    return Part(part="rule", id=str(one["id"]), title=str(one.get(language(), "")), about=str(one["id"]), slots=slots)


def _listed(one: dict[str, Any], name: str) -> Slot:
    value = one.get(name, "")
    text = ", ".join(str(each) for each in value) if isinstance(value, list) else _plain(value)
    return Slot(name=name, value=text, many=name in ("keywords_en", "keywords_ru"))


def title_of(parameter: str) -> str:
    """Return what a number of the agreement is called."""
    return say(f"parameter.{parameter}")


def value_words(value: Any) -> str:
    """Return a value in words where it is a choice."""
    plain = _plain(value)
    return say(f"reads.{plain}") if has(f"reads.{plain}") else plain


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)


def _both(one: Difference) -> str:
    if one.what != "changed":
        return ""
    was, now = (" ".join(value_words(value).split()) for value in (one.was, one.now))
    return f"{was or '–'}  →  {now or '–'}"
