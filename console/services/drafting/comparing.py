"""What differs between a draft and the version it was made from, slot by slot, sound or not, and what to read again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from console.records.drafting import Difference
from console.services import letters
from console.services.agreements import LETTERS, Documents
from console.services.drafting.editing import HEAD, PARTS
from console.services.letters import LetterBook

_WHOLE = (
    "ladder",
    "ladders",
    "defeat",
    "conduct",
    "as_conduct",
    "used_up",
    "items",
    "required",
    "archived",
    "programmer",
)


def differences(was: Documents, now: Documents, book: LetterBook) -> tuple[Difference, ...]:
    """Return every slot that differs, part by part in the order of the text; a whole row has the slot empty.

    A letter that only the draft carries is compared with the one of `book` that counts for the team now.
    """
    return tuple(_differences(was, now, book))


def read_again(now: Documents, found: tuple[Difference, ...]) -> tuple[str, ...]:
    """Return the rules to read again: those that differ, and those that cite a unit which differs."""
    units = {one.id for one in found if one.part == "unit"}
    rules = {one.id for one in found if one.part == "rule" and one.what != "removed"}
    citing = {
        str(one.get("id"))
        for one in now["rules"].get("rule", [])
        if units & {one.get("primary"), *one.get("clauses", ())}
    }
    return tuple(sorted(rules | citing))


def _differences(was: Documents, now: Documents, book: LetterBook) -> Iterator[Difference]:
    for slot in HEAD:
        yield from _slot("agreement", "", slot, was["agreement"].get(slot), now["agreement"].get(slot))
    yield from _letters(was, now, book)
    for part, (document, key, _) in PARTS.items():
        if part == "letter":
            continue
        before = {str(one[key]): one for one in was[document].get(part, [])}
        after = {str(one[key]): one for one in now[document].get(part, [])}
        for name in (*before, *(one for one in after if one not in before)):
            if name not in after:
                yield Difference(part=part, id=name, slot="", what="removed", was="", now="")
            elif name not in before:
                yield Difference(part=part, id=name, slot="", what="added", was="", now="")
            else:
                for slot in dict.fromkeys((*before[name], *after[name])):
                    yield from _slot(part, name, slot, before[name].get(slot), after[name].get(slot))
    for name in _WHOLE:
        yield from _slot("whole", name, "", was["rules"].get(name), now["rules"].get(name))


def _letters(was: Documents, now: Documents, book: LetterBook) -> Iterator[Difference]:
    """Yield what differs of letters; one that a version does not carry is the team's, or else the program's."""
    before, after = _carried(was), _carried(now)
    for name in dict.fromkeys((*before, *after)):
        stands = book.stands_for_all(*letters.place_of(name))
        plain = {} if stands is None else letters.carried(stands)
        for slot in ("title", "subject", "body"):
            yield from _slot("letter", name, slot, before.get(name, plain).get(slot), after.get(name, plain).get(slot))


def _carried(documents: Documents) -> dict[str, dict[str, Any]]:
    return {str(one["id"]): one for one in documents.get(LETTERS, {}).get("letter", ())}


def _slot(part: str, name: str, slot: str, was: Any, now: Any) -> Iterator[Difference]:
    if was != now:
        yield Difference(part=part, id=name, slot=slot, what="changed", was=_shown(was), now=_shown(now))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return "" if value is None else str(value)
