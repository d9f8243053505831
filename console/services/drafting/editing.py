"""Changes of the documents of a version: one slot of one part at a time. It checks the form, not the whole."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any

import policy
from console.faults import BadInput
from console.records.drafting import DraftLetter, Edit
from console.services import letters
from console.services.agreements import LETTERS, Documents

PARTS: dict[str, tuple[str, str, type]] = {
    "unit": ("units", "id", policy.Unit),
    "parameter": ("agreement", "name", policy.Parameter),
    "reading": ("readings", "id", policy.Reading),
    "topic": ("topics", "code", policy.Topic),
    "ground": ("grounds", "clause", policy.Named),
    "closing": ("closings", "clause", policy.Named),
    "service": ("services", "code", policy.Named),
    "rule": ("rules", "id", policy.Rule),
    "letter": (LETTERS, "id", DraftLetter),
}
HEAD = ("title_en", "title_ru", "published_on", "effective_from")
_DAYS = ("published_on", "effective_from")
_MAIN = {"parameter": "value", "reading": "value"}


def edit_of(text: str) -> Edit:
    """Return the change that PART.ID.SLOT=VALUE means; of a parameter or a reading the slot is its value if missing.

    Raises BadInput ("bad_edit", "no_such_part").
    """
    where, sign, value = text.partition("=")
    part, _, rest = where.strip().partition(".")
    if not sign or not rest:
        raise BadInput("bad_edit", edit=text)
    if part == "agreement":
        return Edit(part=part, id="", slot=rest, value=value.strip())
    if part not in PARTS:
        raise BadInput("no_such_part", part=part, known=", ".join(("agreement", *PARTS)))
    name, _, slot = rest.rpartition(".")
    if slot not in _slots(part) or not name:
        name, slot = rest, _MAIN.get(part, "")
    return Edit(part=part, id=name, slot=slot, value=value.strip())


def apply(documents: Documents, edits: Iterable[Edit]) -> Documents:
    """Return the documents with the changes made; those that were given stay as they are.

    A choice of a reading is made where it is read too, so that both say the same. Raises BadInput ("no_such_part",
    "no_such_slot", "bad_value").
    """
    made = copy.deepcopy(documents)
    for one in edits:
        if one.part == "agreement":
            _change_head(made, one)
        else:
            _change(made, one)
    return made


def _change_head(documents: Documents, edit: Edit) -> None:
    if edit.slot not in HEAD:
        raise BadInput("no_such_slot", part="agreement", slot=edit.slot, known=", ".join(HEAD))
    if edit.slot in _DAYS:
        try:
            date.fromisoformat(edit.value)
        except ValueError as error:
            raise BadInput("bad_value", edit=str(edit)) from error
    documents["agreement"][edit.slot] = edit.value


def _change(documents: Documents, edit: Edit) -> None:
    document, key, _ = PARTS[edit.part]
    if edit.part == "letter":
        _carry_letter(documents, edit.id)
    found = next((one for one in documents[document][edit.part] if str(one[key]) == edit.id), None)
    if found is None:
        raise BadInput("no_such_part", part=f"{edit.part} {edit.id}", known=edit.part)
    if edit.slot not in _slots(edit.part) or edit.slot == key:
        raise BadInput("no_such_slot", part=edit.part, slot=edit.slot, known=", ".join(_slots(edit.part)))
    if edit.part == "letter" and edit.slot == "title" and not edit.id.startswith(letters.OWN):
        raise BadInput("no_such_slot", part=edit.part, slot=edit.slot, known="subject, body")
    found[edit.slot] = _value(edit, found)
    if edit.part == "parameter" and edit.slot == "value" and found.get("reading"):
        _read_alike(documents, edit)


def _carry_letter(documents: Documents, name: str) -> None:
    """Let the draft carry a letter of the program, so that it can be changed there."""
    code, language = letters.place_of(name)
    known = documents.setdefault(LETTERS, {}).setdefault("letter", [])
    shipped = letters.load_letters(language).get(code) if language in letters.LANGUAGES else None
    if shipped is not None and all(one["id"] != name for one in known):
        known.append(letters.carried(shipped))


def with_letters(book: letters.LetterBook, documents: Documents, edits: Iterable[Edit]) -> Documents:
    """Return the documents with the letters that are changed for the first time, as the team has them now."""
    known = list(documents.get(LETTERS, {}).get("letter", ()))
    names = {str(one["id"]) for one in known}
    stand = (
        book.stands_for_all(*letters.place_of(name))
        for name in dict.fromkeys(one.id for one in edits if one.part == "letter" and one.id not in names)
    )
    new = [letters.carried(one) for one in stand if one is not None]
    return {**documents, LETTERS: {"letter": [*known, *new]}} if new else documents


def _read_alike(documents: Documents, edit: Edit) -> None:
    """Let the reading that sets a parameter say the same; one may set several, divided by commas."""
    for reading in documents["readings"]["reading"]:
        names = [one.strip() for one in str(reading.get("parameter", "")).split(",")]
        if edit.id in names:
            values = [one.strip() for one in str(reading.get("value", "")).split(",")]
            values += [""] * (len(names) - len(values))
            values[names.index(edit.id)] = edit.value
            reading["value"] = ", ".join(values)


def _value(edit: Edit, row: dict[str, Any]) -> Any:
    """Return what was written as a value of the slot's kind."""
    kind = _slots(edit.part)[edit.slot]
    known = row.get(edit.slot)
    if kind.startswith("tuple"):
        return [one.strip() for one in edit.value.split(",") if one.strip()]
    if kind == "bool" or isinstance(known, bool):
        if edit.value.lower() not in ("true", "false"):
            raise BadInput("bad_value", edit=str(edit))
        return edit.value.lower() == "true"
    if isinstance(known, int):
        try:
            return int(edit.value)
        except ValueError as error:
            raise BadInput("bad_value", edit=str(edit)) from error
    return edit.value


def _slots(part: str) -> dict[str, str]:
    return {one.name: str(one.type) for one in fields(PARTS[part][2])}
