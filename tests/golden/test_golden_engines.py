"""What earlier engines really gave is explained by the changes since, and whatever they never gave is not.

A file of `engines/` holds acts as the engine of its name decided them, byte by byte: one for each way in which a later
one came to something else, and some that are the same.
"""

from __future__ import annotations

import json
import lzma
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import policy
from console.cli import wording
from console.services import engines, replaying
from console.services.replaying import Replayed
from console.views.words import has
from tests.golden import golden_decisions as golden

Line = dict[str, Any]
FILES = sorted((Path(__file__).parent / "engines").glob("*.jsonl.xz"))
RELEASES = sorted(golden.FOLDER.glob("*.jsonl.xz"))


@cache
def release() -> golden.Release:
    return golden.read(RELEASES[0])


@cache
def agreement(chosen: tuple[tuple[str, str], ...] = ()) -> policy.Agreement:
    return policy.build_agreement(policy.with_choices(release().documents, dict(chosen)))


def lines() -> Iterator[tuple[str, Line]]:
    for file in FILES:
        for one in lzma.decompress(file.read_bytes()).decode().splitlines():
            yield file.name.partition(".")[0], json.loads(one)


def again(engine: str, line: Line) -> Replayed:
    act, inputs, result = line["act"], line["inputs"], line["result"]
    if act == replaying.DECISION:
        return replaying.of_decision(agreement(), engine, inputs, result)[0]
    return replaying.of_judgment(act, engine, inputs, result)[0]


def changed(line: Line, **values: Any) -> Line:
    return {**line, "result": json.dumps({**json.loads(line["result"]), **values})}


EVERY = list(lines())


@cache
def as_taken(place: int) -> Replayed:
    return again(*EVERY[place])


def older() -> list[int]:
    return [place for place in range(len(EVERY)) if as_taken(place).is_older]


def test_every_act_of_an_earlier_engine_is_explained_and_every_change_is_needed() -> None:
    found = [as_taken(place) for place in range(len(EVERY))]
    assert [EVERY[place][1]["name"] for place, one in enumerate(found) if not one.holds] == []
    assert {code for one in found for code in one.changes} == {one.code for one in engines.changes()}
    assert {one.kind for one in found if one.is_older} == {"decision", "closing", "reopening"}
    assert all(has(f"engine_change.{one.code}") for one in engines.changes())
    assert wording.replayed(as_taken(older()[0])).endswith("different by today's engine; engine 3 decided so")


def test_what_an_earlier_engine_gave_excuses_no_other_one() -> None:
    assert len(older()) > 8
    for place in (older()[0], *older()[-2:]):
        for engine in (policy.ENGINE, str(int(policy.ENGINE) + 1), "none", "03"):
            assert not again(engine, EVERY[place][1]).holds, engine


@pytest.mark.parametrize("act", ["decision", "closing", "reopening"])
def test_no_other_result_passes_for_one_of_an_earlier_engine(act: str) -> None:
    """The one that differs in most is forged in every place that decides something."""
    mine = [place for place in older() if as_taken(place).kind == act]
    number, line = EVERY[max(mine, key=lambda place: len(as_taken(place).places))]
    told = json.loads(line["result"])
    forged: list[dict[str, Any]] = {
        "decision": [
            {"outcome": "accept" if told.get("outcome") != "accept" else "refuse"},
            {"primary": "23.1.19"},
            {"also": []} if told.get("also") else {"also": ["23.1.19"]},
            {"also": [{"clause": "22.1"}]},
            {"flags": ["spam_signal"]},
            {"needs": [{"fact": "license", "supplier": "user"}]},
            {"mode": "none"},
            {"alternatives": ["end_communication"]},
            {"discretionary": not told.get("discretionary")},
            {"findings": [{**told.get("findings", [{}])[0], "status": "holds"}, *told.get("findings", ())]},
        ],
        "closing": [{"proposed": "28.1.6"}, {"allowed": ["28.1.8"]}, {"automatic": True}],
        "reopening": [{"outcome": "merge"}, {"primary": "28.2"}, {"also": ["29.1"]}, {"queue_by": "first"}],
    }[act]
    assert [one for one in forged if again(number, changed(line, **one)).holds] == []


def test_what_a_domain_would_have_told_excuses_none_that_a_license_has() -> None:
    """Engine 3 asked where a license has several domains: a record without that question cannot be its own."""
    number, line = next(EVERY[place] for place in older() if "domain_asked" in as_taken(place).changes)
    facts = {**json.loads(line["inputs"]), "domains": ["one.example", "two.example"]}
    assert not again(number, {**line, "inputs": json.dumps(facts)}).holds


@pytest.mark.parametrize("file", RELEASES, ids=[one.name for one in RELEASES])
def test_what_a_release_decided_otherwise_is_explained(file: Path) -> None:
    """Every listed difference of an act that a desk keeps is one that the changes know."""
    known = golden.read(file)
    listed = {one["name"] for one in tomllib.loads(golden.LISTED.read_text(encoding="utf-8"))["difference"]}
    known = replace(known, lines=tuple(line for line in known.lines if line["name"] in listed))
    otherwise = {one.name: one for one in golden.taken_again(known) if one.essential}
    acts = {"decision": "decision", "closing": "closing", "reopening": "reopening"}
    kinds = {line["name"]: (acts[line["kind"]], line["given"]) for line in known.lines if line["kind"] in acts}
    kept = {name: one for name, one in otherwise.items() if name in kinds}
    assert kept or known.engine == policy.ENGINE
    for name, one in kept.items():
        act, given = kinds[name]
        differing = [
            policy.Difference(place=place, was="", now="", essential=True)
            for place in one.was
            if one.was[place] != one.now[place]
        ]
        found = engines.explained(act, known.engine, given, one.was, lambda _facts, o=one, d=differing: (o.now, d))
        assert found, name
