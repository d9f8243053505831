"""Business-time arithmetic of seven other projects, through the answers that `clausedesk hours` gives."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from console.services.hours_cases import answers

pytestmark = pytest.mark.peers

# What the contested cases disagree about, and how many of them we answer as they do (docs/decisions/0004).
CONTESTED_ALIKE = {
    "add": 0,
    "between": 1,
    "is_open": 0,
}

# What each of them disagrees about, by how the set says it, and the row of docs/decisions/0004 that answers it.
NOTED = {
    "an amount that ends exactly at closing time": "an amount that is used up exactly at closing time",
    "pandas counts the closing moment as open": "the moment of closing",
    "reversed range": "a range whose end comes first",
}
NOTE = Path(__file__).resolve().parents[2] / "docs" / "decisions" / "0004-rules-of-working-time.md"


def _asked(case: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in case.items() if not name.startswith("expected")}


def _same(case: dict[str, Any], got: Any) -> bool:
    expected = case.get("expected", case.get("expected_seconds"))
    return bool(got[: len(expected)] == expected) if isinstance(expected, list) else bool(got == expected)


def test_working_time_of_other_projects(peers: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = json.loads((peers / "sla" / "cases.json").read_text(encoding="utf-8"))
    got = list(answers([_asked(case) for case in cases]))
    assert not [one for one in got if "error" in one]
    right, contested, wrong = 0, Counter[str](), []
    for case, answer in zip(cases, got, strict=True):
        same = _same(case, answer["got"])
        if "contested" in case:
            contested[case["op"]] += same
        elif same:
            right += 1
        else:
            wrong.append(case["id"])
    with capsys.disabled():
        sys.stdout.write(f"\nworking time: {right} of {right + len(wrong)} uncontested cases\n")
    assert not wrong
    assert right > 300
    assert dict(contested) == CONTESTED_ALIKE


def test_what_is_contested_has_a_row_in_the_decision_note(peers: Path) -> None:
    cases = json.loads((peers / "sla" / "cases.json").read_text(encoding="utf-8"))
    contested = {one["contested"] for one in cases if "contested" in one}
    assert contested
    rows = NOTE.read_text(encoding="utf-8")
    for said in contested:
        row = next((row for start, row in NOTED.items() if said.startswith(start)), None)
        assert row is not None, said
        assert f"| {row} |" in rows
