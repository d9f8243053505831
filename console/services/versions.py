"""Versions of the agreement by name: a folder, one that comes with the program, one that the database keeps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import policy
from console.services import agreements
from console.services.desk import Desk
from console.store.queries import versions as kept

PROGRAM, DESK = "program", "desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A version with its first day, and where it comes from: it came with the program, or was put in force at the desk.

    `counts_from` is the instant in UTC from which it counts at the desk, None where nobody put one in force.
    """

    version: str
    title_en: str
    title_ru: str
    effective_from: date
    origin: str
    counts_from: datetime | None = None
    in_force: bool = False


def listed(desk: Desk | None) -> tuple[Listed, ...]:
    """Return the versions of the program and those that are or will be in force at a desk, by their first day.

    Raises BadInput ("agreement_not_sound").
    """
    shipped = agreements.versions()
    found = {one: agreements.built(one) for one in shipped}
    begins: dict[str, datetime] = {}
    if desk is not None:
        with desk.store.read() as connection:
            rows = kept.in_force(connection)
        found |= {one.label: agreements.loaded(desk.store, one.id).agreement for one in rows}
        found[desk.agreement.label] = desk.agreement.agreement
        begins = {one.label: one.effective_at for one in rows}
    made = (
        Listed(
            version=label,
            title_en=one.title_en,
            title_ru=one.title_ru,
            effective_from=one.effective_from,
            origin=PROGRAM if label in shipped else DESK,
            counts_from=begins.get(label),
            in_force=desk is not None and label == desk.agreement.label,
        )
        for label, one in found.items()
    )
    return tuple(sorted(made, key=lambda one: (one.effective_from, one.version)))


def documents(desk: Desk | None, name: str) -> agreements.Documents:
    """Return the documents of a version. Raises BadInput ("no_agreement", "agreement_not_sound", "no_such_file")."""
    if Path(name).is_dir():
        return agreements.read_folder(Path(name))
    content = None if desk is None else _kept(desk, name)
    if content is None:
        return agreements.shipped(name)
    found: agreements.Documents = json.loads(content)
    return found


def agreement(desk: Desk | None, name: str) -> policy.Agreement:
    """Return a version as it is written, whatever readings were chosen since. Raises what `documents` raises."""
    held = not Path(name).is_dir()
    return agreements.build(documents(desk, name), kept=held)


def under(desk: Desk, name: str) -> Desk | None:
    """Return the desk under a version that is or will be in force there, by its name; None where none is called so."""
    if name in ("", desk.agreement.label):
        return desk
    with desk.store.read() as connection:
        found = [one.id for one in kept.in_force(connection) if one.label == name]
    return agreements.pinned(desk, found[-1]) if found else None


def _kept(desk: Desk, name: str) -> bytes | None:
    with desk.store.read() as connection:
        return kept.content_by_label(connection, name)
