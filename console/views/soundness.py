"""What is wrong with a draft, as a sentence in the language of the window; codes come from the services."""

from __future__ import annotations

from console.faults import Fault
from console.records.drafting import Difference, Unsound
from console.views.words import has, language, say


def unsound(one: Unsound) -> str:
    """Return a fault of a draft in words; one of a kind that is not known is said as the engine says it."""
    values: dict[str, str] = dict(one.params)
    if one.part == "letter":
        return f"{place(one.part, one.id)}: {Fault(one.code, **values).words(language())[0]}"
    part = values.get("part", "")
    values["place"] = place(part, values.get("id", "")) if part else values.get("who", values.get("id", ""))
    key = f"sound.{one.code}"
    return say(key, **values) if one.code and has(key) else one.text


def place(part: str, name: str) -> str:
    """Return a part of the agreement with its name, a number in words: Unit 10.1, Months of free Support."""
    if part == "parameter" and has(f"parameter.{name}"):
        return say(f"parameter.{name}")
    words = say(f"part.{part}")
    return f"{words} {name}".strip()


def difference(one: Difference) -> str:
    """Return what differs, without the values."""
    where = place(one.part, one.id)
    if one.what != "changed":
        return f"{where}: {say(f'sound.{one.what}')}"
    main = one.slot == "value" and one.part in ("parameter", "reading")
    return f"{where}, {slot(one.slot)}" if one.slot and not main else where


def slot(name: str) -> str:
    """Return the words of a slot."""
    return say(f"slot.{name}")
