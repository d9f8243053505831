"""Decisions: each event that tells of one has its row, and each row its event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from console.store import codec
from console.store.witness.reading import Said, is_covered

WHY = "why"
"""The name of the text of an event that says why another outcome was chosen."""
TOLD = "decision_sha256"
_TAKEN_BACK = frozenset({"recalled", "check_returned"})
_KEPT = (
    *("gid", "n", "kind", "made_at", "staff_id", "agreement_id", "schedule_id", "letters_version", "engine_version"),
    *("command_id", "outcome", "primary_clause", "inputs_sha256", "result_sha256", "readings", "chosen_outcome"),
    *("letter_code", "letter_version", "letter_language", "message_id"),
)


def digest(row: Mapping[str, Any]) -> str:
    """Return the SHA-256 over what never changes of a row of `decisions`, as its event carries it."""
    return codec.digest(codec.dump({name: row[name] for name in _KEPT}).encode())


def wrong(rows: Sequence[Mapping[str, Any]], history: Sequence[Said]) -> Iterator[tuple[str, str]]:
    """Yield where decisions of a request and its events do not fit, and why."""
    makers = {one.new["decision"]: one for one in history if _makes(one)}
    known = {int(row["id"]): row for row in rows}
    for key, event in makers.items():
        if key not in known:
            yield f"event {event.n}", f"decision {key} is not there"
    revoked = _revoked(history)
    for key, row in known.items():
        where = f"decision {row['n']}"
        if key not in makers:
            yield where, "no event tells of it"
            continue
        for name in _differing(row, makers[key]):
            yield where, f"{name}; event {makers[key].n}"
        if bool(row["revoked"]) != revoked.get(key, False):
            yield where, "revoked"


def _makes(one: Said) -> bool:
    return type(one.new.get("decision")) is int and "result_sha256" in one.new


def _differing(row: Mapping[str, Any], event: Said) -> Iterator[str]:
    told: dict[str, Any] = {"made_at": event.at, "staff_id": event.staff_id}
    names = ("outcome", "primary_clause", "inputs_sha256", "result_sha256")
    told |= {name: event.new[name] for name in names if name in event.new}
    for name, value in told.items():
        if row[name] != value and not is_covered(row[name], value):
            yield name
    if TOLD in event.new and not any(is_covered(row[name]) for name in _KEPT) and event.new[TOLD] != digest(row):
        yield TOLD
    if row["inputs"] and not _same_reason(row["override_reason"], event):
        yield "override_reason"


def _same_reason(reason: str | None, event: Said) -> bool:
    """Return whether a reason is the one that the event tells; an older one may tell none, or its words are erased."""
    plain = event.new.get("reason")
    said = event.texts.get(WHY, plain if isinstance(plain, str) else None)
    if is_covered(reason, said) or (said is None and (WHY in event.texts or TOLD not in event.new)):
        return True
    return (reason or "").strip() == (said or "").strip()


def _revoked(history: Sequence[Said]) -> dict[int, bool]:
    found: dict[int, bool] = {}
    for one in history:
        key = one.new.get("decision")
        if type(key) is int and one.kind in _TAKEN_BACK:
            found[key] = True
        elif type(key) is int and "revoked" in one.new:
            found[key] = bool(one.new["revoked"])
    return found
