"""Decisions, closings and reopenings taken again from what was written down of them, and held against their digests.

The digests stand twice: in the row of a decision, and in its event, which the chain covers. Stored bytes that fit
neither were changed after the act, and are never said to hold.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import policy
from console.records.tickets import DecisionRecord, EventRecord
from console.services import agreements, recording
from console.services.desk import Desk

Difference = policy.Difference
DECISION = "decision"
WHOLE, CHANGED, ERASED, UNSIGNED = "whole", "changed", "erased", "unsigned"
_JUDGED = ("closed", "reopened")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """Something decided, taken again from its stored inputs: whether the bytes are the same, and what differs.

    `kind` is decision (`n` is its number), closing or reopening (`n` is that of the event). `kept` says how the stored
    bytes stand to their digests: whole, changed, erased with a person's data, unsigned where there are none.
    `holds`: the bytes are as they were kept, and the same engine gives the same ones again; of another engine, the same
    outcome and grounds.
    """

    n: int
    engine: str
    same: bool
    holds: bool
    differences: tuple[policy.Difference, ...] = ()
    kind: str = DECISION
    kept: str = WHOLE


def every(desk: Desk, decisions: Sequence[DecisionRecord], history: Sequence[EventRecord]) -> tuple[Replayed, ...]:
    """Return everything that was decided on a ticket, taken again: its decisions, then its closings and reopenings."""
    told = told_of(history)
    return (*(decision(desk, one, told.get(one.id)) for one in decisions), *_judged(desk, history))


def told_of(history: Iterable[EventRecord]) -> dict[int, Mapping[str, Any]]:
    """Return what the events of a ticket say of its decisions, by the keys of their rows."""
    said = (_plain(one.new) for one in history)
    return {int(one[DECISION]): one for one in said if isinstance(one.get(DECISION), int)}


def decision(desk: Desk, stored: DecisionRecord, told: Mapping[str, Any] | None = None) -> Replayed:
    """Return a stored decision taken again under its own version; `told` is what its event says of it.

    Raises BadInput ("agreement_not_sound") when that version cannot be read any more.
    """
    own = {"inputs_sha256": stored.inputs_sha256, "result_sha256": stored.result_sha256}
    kept = _kept(stored.inputs, stored.result, own, told or {})
    if kept == ERASED:
        return Replayed(n=stored.n, engine=stored.engine, same=False, holds=True, kept=kept)
    chosen = tuple((name, value) for name, value in json.loads(stored.result).get("chosen", ()))
    agreement = desk.agreement.agreement
    if (stored.agreement_id, chosen) != (desk.agreement.id, agreement.chosen):
        agreement = agreements.kept(desk, stored.agreement_id, chosen)
    again = policy.replay(stored.inputs, agreement, stored.result)
    holds = again.same or _as_good(desk, stored.engine, again.differences)
    made = Replayed(n=stored.n, engine=stored.engine, same=again.same, holds=holds, differences=again.differences)
    return _with_digest(made, kept, again.decision.to_json(), stored.result_sha256)


def _judged(desk: Desk, history: Sequence[EventRecord]) -> Iterator[Replayed]:
    for event in history:
        judgment = _plain(event.new).get("judged")
        if event.kind not in _JUDGED or not isinstance(judgment, dict):
            continue
        kind, inputs, result = str(judgment["kind"]), str(judgment["inputs"]), str(judgment["result"])
        engine = str(judgment["engine_version"])
        again = recording.judged_again(kind, inputs)
        differences = () if again == result else tuple(_differences(json.loads(result), json.loads(again)))
        holds = not differences or _as_good(desk, engine, differences)
        made = Replayed(n=event.n, engine=engine, same=not differences, holds=holds, differences=differences, kind=kind)
        kept = _kept(inputs, result, judgment, {})
        yield _with_digest(made, kept, again, str(judgment["result_sha256"]))


def _with_digest(made: Replayed, kept: str, again: str, expected: str) -> Replayed:
    """What comes out again must have the digest of then, too: the stored result is not believed alone."""
    same = made.same and (not expected or recording.digests("", again)["result_sha256"] == expected)
    return replace(made, kept=kept, same=same, holds=made.holds and kept != CHANGED)


def _kept(inputs: str, result: str, own: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    if not inputs and not result:
        return ERASED
    expected = [place for place in (own, told) if place.get("inputs_sha256") or place.get("result_sha256")]
    if not expected:
        return UNSIGNED
    made = recording.digests(inputs, result)
    fits = all(place.get(name) == digest for place in expected for name, digest in made.items())
    return WHOLE if fits else CHANGED


def _as_good(desk: Desk, engine: str, differences: Sequence[policy.Difference]) -> bool:
    """Another engine may tell more or otherwise how it came to the same outcome and grounds."""
    return engine != desk.agreement.engine_version and not any(one.essential for one in differences)


def _differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[policy.Difference]:
    for name in sorted(was.keys() | now.keys()):
        if was.get(name) != now.get(name):
            before, after = (json.dumps(one.get(name), ensure_ascii=False, sort_keys=True) for one in (was, now))
            yield policy.Difference(place=name, was=before, now=after, essential=name != "reasons")


def _plain(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
