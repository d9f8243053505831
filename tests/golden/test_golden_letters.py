"""What a release wrote to customers comes out again to the letter; a changed letter has a new version and a reason."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from console.services import letters
from tests.golden import golden_decisions as golden
from tests.golden import golden_letters
from tests.golden.golden_letters import Release

FILES = sorted(golden_letters.FOLDER.glob("*.letters.json.xz"))
LISTED = tomllib.loads(golden.LISTED.read_text(encoding="utf-8")).get("letter", [])


def unexplained(release: Release, found: Mapping[str, str], listed: list[dict[str, str]]) -> list[str]:
    """The letters that changed without another version and a reason, and the listed ones that did not change."""
    known = {one["name"] for one in listed if one["release"] == release.version and one["reason"]}
    silent = {name for name, how in found.items() if how == "text"}
    return sorted(silent | (set(found) ^ known))


@pytest.mark.parametrize("file", FILES, ids=[one.name for one in FILES])
def test_every_letter_of_a_release_comes_out_again(file: Path) -> None:
    release = golden_letters.read(file)
    assert unexplained(release, golden_letters.changed(release, golden_letters.present()), LISTED) == []


def test_every_release_has_its_letters_and_they_are_whole() -> None:
    assert [one.name.split(".letters")[0] for one in FILES] == [
        one.name.removesuffix(".jsonl.xz") for one in sorted(golden.FOLDER.glob("*.jsonl.xz"))
    ]
    for file in FILES:
        release = golden_letters.read(file)
        codes = {name.rpartition("/")[0] for name in release.letters}
        assert set(release.letters) == {f"{code}/{language}" for code in codes for language in letters.LANGUAGES}
        left = {name for name, one in release.letters.items() if letters.braces_of(one["subject"] + one["body"])}
        assert left == set()
        refusing = {code for code in codes if code.startswith("refuse.23.1.")}
        assert len(refusing) == 23
        assert len({code for code in codes if code.startswith("close.28.1.")}) == 12


def test_a_changed_letter_is_noticed_and_asks_for_a_version_and_a_reason() -> None:
    release, now = golden_letters.read(FILES[-1]), golden_letters.present()
    since = golden_letters.changed(release, now)  # what was said otherwise since has its reasons in the list
    release = replace(release, letters={key: one for key, one in release.letters.items() if key not in since})
    name = "refuse.23.1.1/ru"
    other = {**now, name: replace(now[name], body=now[name].body + " И ещё слово.")}
    assert golden_letters.changed(release, other) == {name: "text"}
    reason = {"release": release.version, "name": name, "reason": "Said more plainly"}
    assert unexplained(release, {name: "text"}, [reason]) == [name]  # without another version
    raised = {**other, name: replace(other[name], version=now[name].version + 1)}
    found = golden_letters.changed(release, raised)
    assert found == {name: "version"}
    assert unexplained(release, found, []) == [name]  # without a reason
    assert unexplained(release, found, [reason]) == []
    assert unexplained(release, {}, [reason]) == [name]  # listed and not so
    gone = {key: one for key, one in now.items() if key != name}
    assert golden_letters.changed(release, gone) == {name: "gone"}
