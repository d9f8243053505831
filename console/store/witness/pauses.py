"""Pauses of a request: each began by an event of it, as that says, and each that an event began is there.

A person's pause is named by its event. That of a letter is not: it began with the letter, at the same instant. How a
pause ended is told by events of its request and by the history of the register, so that only a desk holds it; of one
that came with an archive which was brought back the history did not come along.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from console.store import codec
from console.store.tables.licensing import suspensions
from console.store.witness.history import Edits
from console.store.witness.reading import Said, is_covered

_BEGUN, _ENDED = "paused", "pause_ended"
_CALLED_BACK = frozenset({"recalled", "check_returned"})
_LETTERS = "suspend."


def wrong(rows: Sequence[Mapping[str, Any]], history: Sequence[Said], edits: Edits | None) -> Iterator[tuple[str, str]]:
    """Yield each pause of a request (columns by name) that is not as its events say, and why."""
    if not history or history[0].n != 1:
        return
    known = {int(row["id"]): row for row in rows}
    for one in history:
        if one.kind == _BEGUN and type(one.new.get("pause")) is int and one.new["pause"] not in known:
            yield f"pause {one.new['pause']}", f"event {one.n}: it is not there"
    licenses = {one.new["license_id"] for one in history if "license_id" in one.new}
    for key, row in known.items():
        where = f"pause {key}"
        if not any(_began(row, one) for one in history):
            yield where, "no event tells of it"
        if row["license_id"] not in licenses:
            yield where, f"license {row['license_id']}; the request never had that one"
        if edits is not None and not _may_end(row, history, edits):
            yield where, f"ends_at {codec.plain(row['ends_at'])}; no event says so"


def _began(row: Mapping[str, Any], one: Said) -> bool:
    if row["starts_at"] != one.at:
        return False
    if one.kind == _BEGUN:
        told = (one.new.get("pause"), one.new.get("kind"), one.new.get("clause"))
        return told == (row["id"], row["kind"], row["basis"]) or is_covered(*told)
    letter = str(one.new.get("letter") or "")
    return is_covered(letter) or ("decision" in one.new and letter.startswith(_LETTERS))


def _may_end(row: Mapping[str, Any], history: Sequence[Said], edits: Edits) -> bool:
    """Return whether an event or the register tells when a pause ended, or neither tells that it did."""
    ends = codec.plain(row["ends_at"])
    if edits.may_have_come(row["starts_at"]) or edits.say(suspensions.name, int(row["id"]), "ends_at", ends):
        return True
    ended = {codec.plain(one.at) for one in history if one.kind == _ENDED and one.new.get("pause") == row["id"]}
    if ends is None:
        return not ended
    called_back = any(one.kind in _CALLED_BACK for one in history)
    return ends in ended or (called_back and row["ends_at"] == row["starts_at"])
