"""Versions of the agreement: loaded from the resources, kept in the database, so that every desk decides alike."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import policy
from console.faults import BadInput
from console.records.agreement import ReadingChoice
from console.records.base import Actor, Role
from console.records.commands import Command
from console.services.desk import Desk
from console.services.letters import Letter, edition_of
from console.store import Store, Unit, codec, tables
from console.store.queries import setup
from console.store.queries import versions as versions_kept

CURRENT = "2026-06-13"
DOCUMENTS = ("agreement", "units", "readings", "topics", "grounds", "closings", "services", "rules")
LETTERS = "letters"
"""The document of a version that holds its own letters; one that has none is without it."""
LETTERS_VERSION = "1"
_LONGEST_LETTERS = 64

Documents = dict[str, dict[str, Any]]
Chosen = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedAgreement:
    """A version of the agreement with its key in the database."""

    id: int
    label: str
    sha256: str
    agreement: policy.Agreement
    engine_version: str = policy.ENGINE
    letters_version: str = LETTERS_VERSION
    letters: Mapping[tuple[str, str], Letter] = field(default_factory=dict)
    """The letters that come with the version, by code and language; the others are the program's."""

    @property
    def topic_codes(self) -> tuple[str, ...]:
        """Return the codes of all topics."""
        return tuple(self.agreement.topics)

    @property
    def closing_clauses(self) -> tuple[str, ...]:
        """Return the clauses of the twelve reasons of closing."""
        return tuple(self.agreement.closings)


def ensure_agreement(store: Store, actor: Actor, now: datetime, *, version: str = CURRENT) -> LoadedAgreement:
    """Return the version that the database holds; on the first day bringing it in is an act of its own.

    Where the database may only be read, or the role brings none in, it is the version that it has.
    Raises BadInput ("agreement_not_sound") when the version has a fault; nothing is stored then.
    """
    content, sha256 = canonical(version)
    agreement = built(version)
    if store.read_only:
        return _held(store, LoadedAgreement(id=0, label=version, sha256=sha256, agreement=agreement))

    def keep(unit: Unit) -> int:
        unit.touch("settings")
        return unit.insert_once(
            tables.desk.agreement_versions,
            {"label": version, "sha256": sha256},
            effective_from=datetime.combine(agreement.effective_from, time(), UTC),
            content=content,
            loaded_at=now,
            loaded_by=actor.staff_id or None,
        )

    with store.read() as connection:
        key = setup.agreement_key(connection, version, sha256)
    if key is None and store.team and actor.role not in (Role.LEAD, Role.OPERATOR):
        return _held(store, LoadedAgreement(id=0, label=version, sha256=sha256, agreement=agreement))
    if key is None:
        payload = {"version": version, "sha256": sha256}
        loaded = store.apply(Command(kind="agreement.load", actor=actor, at=now, payload=payload), keep)
        key = int(str(loaded.result))
    return present(store, LoadedAgreement(id=key, label=version, sha256=sha256, agreement=agreement), now)


def present(store: Store, known: LoadedAgreement, now: datetime) -> LoadedAgreement:
    """Return the version that counts now under the readings chosen now: the one given, where no other was put in force.

    Raises BadInput ("agreement_not_sound").
    """
    with store.read() as connection:
        counting = versions_kept.counting_at(connection, now)
    if counting in (None, known.id):
        return chosen_now(store, known)
    return replace(loaded(store, counting), engine_version=known.engine_version)


def succession(store: Store) -> policy.Succession | None:
    """Return the terms of the versions that follow each other, each under the readings chosen for it; None for one.

    Raises BadInput ("agreement_not_sound").
    """
    with store.read() as connection:
        rows = versions_kept.in_force(connection)
    if len(rows) <= 1:
        return None
    return policy.Succession(
        versions=tuple((one.effective_at, one.label, policy.terms_of(loaded(store, one.id).agreement)) for one in rows)
    )


def is_over(desk: Desk) -> bool:
    """Return whether another version counts now than the one that the desk was opened or refreshed under."""
    return desk.succession is not None and desk.succession.at(desk.clock())[0] != desk.agreement.label


def under_version_of(unit: Unit, desk: Desk, received_at: datetime) -> Desk:
    """Return the desk under the version that a request keeps: the one in force when it was received (A64).

    It is asked once in a transaction, so that an import need not ask for every message.
    """
    rows = unit.memory.get("versions")
    if rows is None:
        rows = unit.memory["versions"] = versions_kept.in_force(unit.register)
    begun = [one.id for one in rows if one.effective_at <= received_at]
    counting = begun[-1] if begun else rows[0].id if rows else desk.agreement.id
    if counting == desk.agreement.id:
        return desk
    if ("version", counting) not in unit.memory:
        unit.memory["version", counting] = pinned(desk, counting)
    own: Desk = unit.memory["version", counting]
    return replace(desk, agreement=own.agreement, succession=own.succession, letters=own.letters)


def _held(store: Store, shipped_one: LoadedAgreement) -> LoadedAgreement:
    with store.read() as connection:
        key = setup.agreement_held(connection, shipped_one.sha256)
        if key is None:
            return shipped_one
        label, sha256, content = setup.agreement_version(connection, key)
    held = replace(shipped_one, id=key)
    if sha256 != shipped_one.sha256:
        own = edition_of(_letters_in(content), label, None)
        held = replace(held, label=label, sha256=sha256, agreement=_read(content, ()), letters=own)
    return chosen_now(store, held)


def chosen_now(store: Store, loaded: LoadedAgreement) -> LoadedAgreement:
    """Return a version under the readings that are chosen now. Raises BadInput ("agreement_not_sound")."""
    with store.read() as connection:
        chosen = in_force(setup.reading_choices(connection, loaded.id))
        if chosen == loaded.agreement.chosen:
            return loaded
        content = setup.agreement_content(connection, loaded.id)
    return replace(loaded, agreement=_read(content, chosen))


def pinned(desk: Desk, agreement_id: int) -> Desk:
    """Return the desk under the version that counts for a ticket (A64): the one in force when it was received.

    Without a pinned version it is the desk's own. Raises NotFound, BadInput ("agreement_not_sound").
    """
    if agreement_id in (0, desk.agreement.id):
        return desk
    own = replace(loaded(desk.store, agreement_id), engine_version=desk.agreement.engine_version)
    followed = desk.succession or succession(desk.store)
    return replace(desk, agreement=own, succession=followed, letters=desk.letters.under(own.letters))


def loaded(store: Store, agreement_id: int) -> LoadedAgreement:
    """Return a version of the database under the readings that are chosen for it.

    Raises NotFound, BadInput ("agreement_not_sound").
    """
    with store.read() as connection:
        label, sha256, content = setup.agreement_version(connection, agreement_id)
        chosen = in_force(setup.reading_choices(connection, agreement_id))
        begins = setup.agreement_begins(connection, agreement_id)
    own = edition_of(_letters_in(content), label, begins)
    return LoadedAgreement(
        id=agreement_id,
        label=label,
        sha256=sha256,
        agreement=_read(content, chosen),
        letters_version=f"{LETTERS_VERSION}+{label}"[:_LONGEST_LETTERS] if own else LETTERS_VERSION,
        letters=own,
    )


def chosen_documents(documents: Documents, chosen: Mapping[str, str]) -> Documents:
    """Return the documents with chosen readings as their own: a version that comes with them."""
    if not chosen:
        return documents
    made = policy.with_choices(documents, chosen)
    head = {name: value for name, value in made["agreement"].items() if name != "chosen"}
    return {**{name: dict(one) for name, one in made.items()}, "agreement": head}


def in_force(choices: tuple[ReadingChoice, ...]) -> Chosen:
    """Return the choices in force: of each parameter the newest."""
    return tuple(sorted({one.parameter: one.value for one in choices}.items()))


def kept(desk: Desk, agreement_id: int, chosen: Chosen = ()) -> policy.Agreement:
    """Return a version as the database keeps it, under chosen readings.

    Raises NotFound, BadInput ("agreement_not_sound").
    """
    with desk.store.read() as connection:
        return _read(setup.agreement_content(connection, agreement_id), chosen)


@lru_cache(maxsize=8)
def _letters_in(content: bytes) -> tuple[dict[str, Any], ...]:
    """Return the letters that stand among the documents of a version."""
    return tuple(json.loads(content).get(LETTERS, {}).get("letter", ())) if f'"{LETTERS}"'.encode() in content else ()


@lru_cache(maxsize=8)
def _read(content: bytes, chosen: Chosen) -> policy.Agreement:
    return build(json.loads(content), dict(chosen), kept=True)


@cache
def built(version: str = CURRENT) -> policy.Agreement:
    """Return a version of the resources, built and checked. Raises BadInput."""
    return build(shipped(version))


def build(documents: Documents, chosen: Mapping[str, str] | None = None, *, kept: bool = False) -> policy.Agreement:
    """Build a version from its documents under chosen readings; `kept`: a desk holds it already.

    Raises BadInput ("agreement_not_sound").
    """
    try:
        asked = {name: one for name, one in documents.items() if name != LETTERS}
        return policy.build_agreement(policy.with_choices(asked, chosen or {}), kept=kept)
    except policy.AgreementFault as fault:
        raise BadInput("agreement_not_sound", faults="\n".join(fault.faults)) from fault
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput("agreement_not_sound", faults=f"{type(error).__name__}: {error}") from error


@cache
def shipped(version: str = CURRENT) -> Documents:
    """Return the documents of a version that comes with the program, to be read only. Raises BadInput ("no_agreement").

    Reading them takes a third of a second, and they are asked for more than once while the window opens.
    """
    folder = files("resources").joinpath("agreements", version)
    try:
        return {
            name: _dated(tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8")))
            for name in DOCUMENTS
        }
    except FileNotFoundError as error:
        raise BadInput("no_agreement", version=version) from error


@cache
def canonical(version: str = CURRENT) -> tuple[bytes, str]:
    """Return the one text of a version that comes with the program, and its SHA-256 in hex. Raises BadInput."""
    content = codec.dump(shipped(version)).encode()
    return content, codec.digest(content)


def versions() -> tuple[str, ...]:
    """Return the versions that come with the program, oldest first."""
    return tuple(sorted(one.name for one in files("resources").joinpath("agreements").iterdir() if one.is_dir()))


def read_folder(folder: Path) -> Documents:
    """Return the documents of a version in a folder. Raises BadInput for a missing file or one that is no TOML."""
    documents: Documents = {}
    for name in (*DOCUMENTS, LETTERS):
        file = folder / f"{name}.toml"
        if name == LETTERS and not file.exists():
            continue
        try:
            documents[name] = _dated(tomllib.loads(file.read_text(encoding="utf-8")))
        except OSError as error:
            raise BadInput("no_such_file", file=str(file)) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadInput("agreement_not_sound", faults=f"{file.name}: {error}") from error
    return documents


def _dated(value: Any) -> Any:
    """Days become text, so that a version has one canonical form."""
    if isinstance(value, dict):
        return {key: _dated(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_dated(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
