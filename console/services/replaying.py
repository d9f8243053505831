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
from console.services import agreements, engines, recording
from console.services.desk import Desk

Difference = policy.Difference
Plain = Mapping[str, Any]
DECISION = "decision"
WHOLE, CHANGED, ERASED, UNSIGNED = "whole", "changed", "erased", "unsigned"
_JUDGED = ("closed", "reopened")


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """Something decided, taken again from its stored inputs: whether the bytes are the same, and what differs.

    `kind` is decision (`n` is its number), closing or reopening (`n` is that of the event). `kept` says how the stored
    bytes stand to their digests: whole, changed, erased with a person's data, unsigned where there are none.
    `holds`: the bytes are as they were kept, and the same engine gives the same ones again; of another engine, the same
    outcome and grounds, or what that engine gave then: `changes` are the codes of the changes since that explain it.
    """

    n: int
    engine: str
    same: bool
    holds: bool
    differences: tuple[policy.Difference, ...] = ()
    kind: str = DECISION
    kept: str = WHOLE
    changes: tuple[str, ...] = ()

    @property
    def is_older(self) -> bool:
        """Return whether an earlier engine took it, today's would take it otherwise, and the changes explain that."""
        return self.holds and bool(self.changes) and bool(self.places)

    @property
    def places(self) -> tuple[str, ...]:
        """Return the places in which another outcome or ground comes out, in their order."""
        return tuple(dict.fromkeys(one.place for one in self.differences if one.essential))


def every(desk: Desk, decisions: Sequence[DecisionRecord], history: Sequence[EventRecord]) -> tuple[Replayed, ...]:
    """Return everything that was decided on a ticket, taken again: its decisions, then its closings and reopenings."""
    told = told_of(history)
    return (*(decision(desk, one, told.get(one.id)) for one in decisions), *_judged(history))


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
    made, again = of_decision(agreement, stored.engine, stored.inputs, stored.result)
    return _with_digest(replace(made, n=stored.n), kept, again, stored.result_sha256)


def of_decision(agreement: policy.Agreement, engine: str, inputs: str, result: str) -> tuple[Replayed, str]:
    """Return what an engine decided, taken again from its bytes, and the bytes that come out. Raises ValueError."""
    again = policy.replay(inputs, agreement, result)

    def judge(facts: Plain) -> tuple[Plain, Sequence[Difference]]:
        then = policy.replay(json.dumps(facts), agreement, result)
        return json.loads(then.decision.to_json()), then.differences

    made = Replayed(n=0, engine=engine, same=again.same, holds=again.same, differences=again.differences)
    if not made.same:
        made = _by_its_engine(made, json.loads(inputs), json.loads(result), judge)
    return made, again.decision.to_json()


def of_judgment(kind: str, engine: str, inputs: str, result: str) -> tuple[Replayed, str]:
    """Return what an engine said of a closing or a reopening, as `of_decision`."""
    kept = json.loads(inputs)
    again = recording.judged_again(kind, inputs)
    differences = () if again == result else tuple(_differences(json.loads(result), json.loads(again)))

    def judge(facts: Plain) -> tuple[Plain, Sequence[Difference]]:
        then = json.loads(recording.judged_again(kind, json.dumps({**kept, "facts": facts})))
        return then, tuple(_differences(json.loads(result), then))

    same = not differences
    made = Replayed(n=0, engine=engine, same=same, holds=same, differences=differences, kind=kind)
    if not made.same:
        made = _by_its_engine(made, kept["facts"], json.loads(result), judge)
    return made, again


def _judged(history: Sequence[EventRecord]) -> Iterator[Replayed]:
    for event in history:
        judgment = _plain(event.new).get("judged")
        if event.kind not in _JUDGED or not isinstance(judgment, dict):
            continue
        kind, inputs, result = str(judgment["kind"]), str(judgment["inputs"]), str(judgment["result"])
        engine = str(judgment["engine_version"])
        made, again = of_judgment(kind, engine, inputs, result)
        kept = _kept(inputs, result, judgment, {})
        yield _with_digest(replace(made, n=event.n), kept, again, str(judgment["result_sha256"]))


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


def _by_its_engine(taken: Replayed, facts: Plain, result: Plain, judge: engines.Judge) -> Replayed:
    """Of another engine only what it decided counts, not how it told it; of an earlier one, what it would have given.

    A number that is none of an engine excuses nothing.
    """
    if taken.engine == engines.TODAY:
        return taken
    if not engines.is_earlier(taken.engine):
        decides = any(engines.decides(one) for one in taken.differences)
        return replace(taken, holds=engines.is_number(taken.engine) and not decides)
    changes = engines.explained(taken.kind, taken.engine, facts, result, judge)
    return replace(taken, holds=changes is not None, changes=changes or ())


def _differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[policy.Difference]:
    for name in sorted(was.keys() | now.keys()):
        if was.get(name) != now.get(name):
            before, after = (json.dumps(one.get(name), ensure_ascii=False, sort_keys=True) for one in (was, now))
            yield policy.Difference(place=name, was=before, now=after, essential=name != "reasons")


def _plain(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
