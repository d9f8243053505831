"""What a release decided comes out again: the same bytes, by a newer engine the same outcome, or a listed reason."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

import policy
from tests.golden import golden_decisions as golden
from tests.golden.golden_decisions import Otherwise, Release

FILES = sorted(golden.FOLDER.glob("*.jsonl.xz"))
LISTED = tomllib.loads(golden.LISTED.read_text(encoding="utf-8")).get("difference", [])


def unexplained(release: Release, found: tuple[Otherwise, ...], listed: list[dict[str, str]]) -> list[str]:
    """The names of decisions that may not come out otherwise, and of listed ones that do not."""
    if release.engine == policy.ENGINE:
        return [one.name for one in found]
    known = {
        one["name"]
        for one in listed
        if (one["release"], one["engine"]) == (release.version, policy.ENGINE) and one["reason"]
    }
    essential = {one.name for one in found if one.essential}
    return sorted(essential ^ known)


@pytest.mark.parametrize("file", FILES, ids=[one.name for one in FILES])
def test_every_decision_of_a_release_comes_out_again(file: Path) -> None:
    release = golden.read(file)
    assert unexplained(release, golden.taken_again(release), LISTED) == []


def test_there_is_a_release_and_it_covers_tables_readings_and_grounds() -> None:
    release = golden.read(FILES[-1])
    kinds = {line["kind"] for line in release.lines}
    assert kinds == {
        *("decision", "table", "license_state", "severity", "response", "product_error", "closing", "reopening")
    }
    built = policy.build_agreement(release.documents)
    assert golden.grounds_named(release) <= set(built.grounds) | set(built.units)
    held = {clause for line in release.lines if line["kind"] == "decision" for clause in line["said"]["grounds"]}
    assert held == set(built.grounds)
    switched = {name for line in release.lines for name, _ in line.get("chosen", ())}
    assert switched == {one.name for one in built.parameters.values() if len(one.alternatives) > 1}
    rules = {
        policy.decide(policy.from_plain(policy.RequestFacts, line["given"]), built, trace=False).rule
        for line in release.lines
        if line["kind"] == "decision" and "chosen" not in line
    }
    assert set(built.rules) - rules <= {"one_of_several"}  # it waits for another reading, which is among the lines
    for table in policy.TABLES:
        rows = {line["said"]["row"] for line in release.lines if line.get("table") == table.name}
        assert rows == {one.id for one in table.rows}


def test_a_decision_that_comes_out_otherwise_is_noticed_and_a_reason_is_asked_for() -> None:
    release = golden.read(FILES[-1])
    first, *rest = release.lines
    spoiled = replace(release, lines=({**first, "said": {**first["said"], "outcome": "merge"}}, *rest[:20]))
    found = golden.taken_again(spoiled)
    assert [(one.name, one.essential) for one in found] == [(first["name"], True)]
    assert unexplained(spoiled, found, []) == [first["name"]]
    older = replace(spoiled, engine="0")
    assert unexplained(older, found, []) == [first["name"]]
    reason = {"release": release.version, "engine": policy.ENGINE, "name": first["name"], "reason": "Read anew"}
    assert unexplained(older, found, [reason]) == []
    assert unexplained(older, (), [reason]) == [first["name"]]  # listed and not so
    bytes_only = replace(release, engine="0", lines=({**first, "sha256": "0" * 64},))
    (other,) = golden.taken_again(bytes_only)
    assert not other.essential
    assert unexplained(bytes_only, (other,), []) == []  # a newer engine may tell more of how it came to the same


def test_a_release_is_written_once(tmp_path: Path) -> None:
    file = tmp_path / "1.jsonl.xz"
    line = {"name": "x", "kind": "severity", "given": {"scope": "out_of_scope"}, "said": {}, "sha256": ""}
    text = json.dumps({"version": "1", "engine": "1", "documents": {}}) + "\n" + json.dumps(line) + "\n"
    golden.write(file, text)
    before = file.read_bytes()
    with pytest.raises(FileExistsError):
        golden.write(file, text)
    assert file.read_bytes() == before
    assert golden.read(file).lines == (line,)
