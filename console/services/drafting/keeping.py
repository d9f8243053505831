"""Keeping drafts: every step is a version of its own that is never changed, with who took it, when and why.

Only a lead takes a step. Nobody takes one over another's: a step names the one that the person saw. A version that is
put in force counts for the requests that are received from that day on; earlier ones keep theirs (A64).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from console.faults import BadInput, NotAllowed, NotFound, Stale
from console.records.base import Json, Role
from console.records.drafting import Edit, VersionRow
from console.services import agreements, corrected
from console.services.company import read_company
from console.services.desk import Desk
from console.services.drafting.editing import apply, with_letters
from console.services.drafting.soundness import wrong_letters
from console.store import Unit, codec, tables
from console.store.queries import setup
from console.store.queries import versions as kept

_DRAFT, _DROPPED, _IN_FORCE = "draft", "dropped", "in_force"
_LONGEST = 64


def version_rows(desk: Desk) -> tuple[VersionRow, ...]:
    """Return every version that was ever given a state, drafts first, the newest first."""
    with desk.store.read() as connection:
        found = kept.rows(connection)
    return tuple(sorted(found.values(), key=lambda one: (one.state != _DRAFT, -one.id)))


def drafts(desk: Desk) -> tuple[VersionRow, ...]:
    """Return the drafts, the newest first."""
    return tuple(one for one in version_rows(desk) if one.state == _DRAFT)


def documents_of(desk: Desk, label: str) -> tuple[VersionRow, agreements.Documents]:
    """Return a draft and its documents. Raises NotFound ("no_draft")."""
    with desk.store.read() as connection:
        found = _draft(kept.rows(connection), label)
        content = setup.agreement_content(connection, found.id)
    documents: agreements.Documents = json.loads(content)
    return found, documents


def base_of(desk: Desk, row: VersionRow) -> agreements.Documents:
    """Return the documents of the version that a draft was made from. Raises NotFound."""
    with desk.store.read() as connection:
        content = setup.agreement_content(connection, row.base_id)
    documents: agreements.Documents = json.loads(content)
    return documents


def new(
    desk: Desk,
    label: str,
    *,
    documents: agreements.Documents | None = None,
    reason: str = "",
    command_id: str | None = None,
) -> int:
    """Begin a draft from documents, or from the version of the desk, and return the key of its row.

    Raises NotAllowed ("lead_only"), BadInput ("bad_label", "version_exists").
    """
    _require_lead(desk)
    if not label.strip() or len(label) > _LONGEST or "/" in label:
        raise BadInput("bad_label", label=label)
    base = desk.agreement.id
    with desk.store.read() as connection:
        content = setup.agreement_content(connection, base)
    own: agreements.Documents = json.loads(content) if documents is None else documents
    chosen = dict(desk.agreement.agreement.chosen) if documents is None else {}
    made = _named(agreements.chosen_documents(own, chosen), label)

    def act(unit: Unit) -> int:
        unit.alone(f"agreement {base}")
        if kept.known_label(unit.connection, label) or label in agreements.versions():
            raise BadInput("version_exists", version=label)
        return _step(unit, desk, label, made, base=base, state=_DRAFT, reason=reason)

    command = desk.command("draft.new", payload={"draft": label, "reason": reason}, command_id=command_id)
    return int(str(desk.apply(command, act).result))


def edit(desk: Desk, label: str, edits: Sequence[Edit], *, seen: int, command_id: str | None = None) -> int:
    """Make changes of a draft as one step and return the key of its row; `seen` is the row that the person saw.

    Raises NotAllowed, NotFound, BadInput (`editing.apply`), Stale ("draft_changed").
    """
    _require_lead(desk)
    known, documents = documents_of(desk, label)
    _require_seen(known, seen)
    made = apply(with_letters(desk.letters, documents, edits), edits)
    said = "; ".join(_said(one) for one in edits)[:2_000]

    def act(unit: Unit) -> int:
        _require_newest(unit, label, seen)
        return _step(unit, desk, label, made, base=known.base_id, state=_DRAFT, reason=said)

    payload: dict[str, Json] = {"draft": label, "seen": seen, "edits": [str(one) for one in edits]}
    return int(str(desk.apply(desk.command("draft.edit", payload=payload, command_id=command_id), act).result))


def _said(one: Edit) -> str:
    """Return a change as the list of steps tells it; of a letter only which text it is."""
    return f"{one.part}.{one.id}.{one.slot}" if one.part == "letter" else str(one)


def drop(desk: Desk, label: str, *, seen: int, reason: str = "", command_id: str | None = None) -> None:
    """Put a draft away; its steps are kept. Raises NotAllowed, NotFound, Stale ("draft_changed")."""
    _require_lead(desk)
    known, _ = documents_of(desk, label)
    _require_seen(known, seen)

    def act(unit: Unit) -> int:
        _require_newest(unit, label, seen)
        return _state(unit, desk, seen, _DROPPED, unit.at, reason)

    desk.apply(desk.command("draft.drop", payload={"draft": label, "seen": seen}, command_id=command_id), act)


def put_in_force(
    desk: Desk, label: str, day: date, *, seen: int, reason: str = "", command_id: str | None = None
) -> datetime:
    """Let a draft count from the beginning of a day, today from now on; return the instant.

    Raises NotAllowed, NotFound, Stale ("draft_changed"), NotSet without the policy's zone, BadInput ("day_is_past",
    "agreement_not_sound", "draft_letter").
    """
    _require_lead(desk)
    before = desk.agreement

    def act(unit: Unit) -> str:
        _require_newest(unit, label, seen)
        known = _draft(kept.rows(unit.connection), label)
        begins, made = _ready(unit, known, day)
        if not kept.in_force(unit.connection):
            first = datetime.combine(before.agreement.effective_from, time(), UTC)
            _state(unit, desk, before.id, _IN_FORCE, first, "")
        _step(unit, desk, label, made, base=known.base_id, state=_IN_FORCE, reason=reason, effective_at=begins)
        return begins.isoformat()

    payload: dict[str, Json] = {"draft": label, "seen": seen, "day": day.isoformat(), "reason": reason}
    applied = desk.apply(desk.command("draft.in_force", payload=payload, command_id=command_id), act)
    return datetime.fromisoformat(str(applied.result))


def _ready(unit: Unit, known: VersionRow, day: date) -> tuple[datetime, agreements.Documents]:
    """Return from when a draft counts and its documents then, looked at inside the transaction. Raises BadInput."""
    zone = read_company(unit.connection).zone
    if day < unit.at.astimezone(zone).date():
        raise BadInput("day_is_past", day=day.isoformat())
    documents: agreements.Documents = json.loads(setup.agreement_content(unit.connection, known.id))
    made = {**documents, "agreement": {**documents["agreement"], "effective_from": day.isoformat()}}
    agreements.build(made)
    wrong = wrong_letters(made)
    if wrong:
        raise BadInput("draft_letter", letter=wrong[0].id)
    return max(datetime.combine(day, time(), zone).astimezone(UTC), unit.at), made


def withdraw(desk: Desk, label: str, *, reason: str = "", command_id: str | None = None) -> None:
    """Make a version that does not count yet a draft again.

    Raises NotAllowed ("lead_only", "version_counts_already"), NotFound ("no_draft").
    """
    _require_lead(desk)

    def act(unit: Unit) -> int:
        found = kept.rows(unit.connection).get(label)
        if found is None or found.state != _IN_FORCE:
            raise NotFound("no_draft", draft=label)
        unit.alone(f"agreement {found.id}")
        if found.effective_at <= unit.at:
            raise NotAllowed("version_counts_already", version=label, since=found.effective_at.date().isoformat())
        return _state(unit, desk, found.id, _DRAFT, unit.at, reason)

    desk.apply(desk.command("draft.withdraw", payload={"draft": label, "reason": reason}, command_id=command_id), act)


def _step(
    unit: Unit,
    desk: Desk,
    label: str,
    documents: agreements.Documents,
    *,
    base: int,
    state: str,
    reason: str,
    effective_at: datetime | None = None,
) -> int:
    content = codec.dump(documents).encode()
    key = unit.insert_once(
        tables.desk.agreement_versions,
        {"label": label, "sha256": codec.digest(content)},
        effective_from=effective_at or unit.at,
        content=content,
        loaded_at=unit.at,
        loaded_by=desk.actor.staff_id or None,
        based_on_id=base,
        note=reason,
    )
    _state(unit, desk, key, state, effective_at or unit.at, reason)
    return key


def _state(unit: Unit, desk: Desk, version: int, state: str, effective_at: datetime, reason: str) -> int:
    unit.touch("settings")
    made = unit.insert(
        tables.desk.agreement_states,
        agreement_id=version,
        state=state,
        effective_at=effective_at,
        at=unit.at,
        staff_id=desk.actor.staff_id or None,
        reason=reason,
    )
    corrected.tell_counting(unit)
    return made


def _named(documents: agreements.Documents, label: str) -> agreements.Documents:
    return {**documents, "agreement": {**documents["agreement"], "version": label}}


def _draft(rows: dict[str, VersionRow], label: str) -> VersionRow:
    found = rows.get(label)
    if found is None or found.state != _DRAFT:
        raise NotFound("no_draft", draft=label)
    return found


def _require_lead(desk: Desk) -> None:
    if desk.actor.role not in (Role.LEAD, Role.OPERATOR):
        raise NotAllowed("lead_only")


def _require_seen(known: VersionRow, seen: int) -> None:
    if known.id != seen:
        raise Stale("draft_changed", draft=known.label, who=known.by, what=known.reason)


def _require_newest(unit: Unit, label: str, seen: int) -> None:
    unit.alone(f"agreement {seen}")
    _require_seen(_draft(kept.rows(unit.connection), label), seen)
