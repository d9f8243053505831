"""`months`: arithmetic of months, answered a line for each operation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from console.cli.main import main

CASES: list[tuple[dict[str, Any], Any]] = [
    ({"op": "add", "start": "2024-02-29", "years": 1}, "2025-02-28"),
    ({"op": "add", "start": "2024-02-29", "years": 4}, "2028-02-29"),
    ({"op": "add", "start": "2025-10-31", "months": 4, "mode": "clamp"}, "2026-02-28"),
    ({"op": "add", "start": "2025-10-31", "months": 4, "mode": "spill"}, "2026-03-03"),
    ({"op": "add", "start": "2025-10-31", "months": 4, "mode": "reject"}, None),
    ({"op": "add", "start": "2025-10-28", "months": 4, "mode": "reject"}, "2026-02-28"),
    ({"op": "add", "start": "2026-03-31", "months": -1, "days": 1}, "2026-03-01"),
    ({"op": "add", "start": "2026-12-25", "weeks": 1, "days": -2}, "2026-12-30"),
    ({"op": "between", "start": "2024-11-30", "end": "2026-01-29"}, {"years": 1, "months": 1, "days": 30}),
    ({"op": "between", "start": "2026-01-29", "end": "2024-11-30"}, {"years": -1, "months": -1, "days": -29}),
    ({"op": "between", "start": "2026-05-31", "end": "2026-06-30"}, {"years": 0, "months": 1, "days": 0}),
]


def run(capsys: pytest.CaptureFixture[str], file: Path, content: Any) -> tuple[int, list[dict[str, Any]]]:
    file.write_text(json.dumps(content), encoding="utf-8")
    status = main(("months", str(file)))
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_operations_are_answered(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    content = [{"id": f"m{number}", **case} for number, (case, _) in enumerate(CASES)]
    status, lines = run(capsys, tmp_path / "cases.json", content)
    assert status == 0
    assert lines == [{"id": f"m{number}", "got": got} for number, (_, got) in enumerate(CASES)]
    assert run(capsys, tmp_path / "whole.json", {"cases": content}) == (0, lines)


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ({"op": "subtract"}, "unknown operation"),
        ({"op": "add"}, "start is missing"),
        ({"op": "add", "start": "2026-02-30"}, "cannot be read"),
        ({"op": "add", "start": "2026-02-20", "months": 1.5}, "not a whole number"),
        ({"op": "add", "start": "2026-02-20", "months": True}, "not a whole number"),
        ({"op": "add", "start": "2026-02-20", "mode": "guess"}, "no mode"),
        ({"op": "add", "start": "2026-02-20", "years": 9_000}, "cannot be read"),
        ("no case", "an object"),
    ],
)
def test_what_cannot_be_answered_is_said(
    case: Any, why: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    good = {"id": "after", "op": "add", "start": "2026-02-20"}
    status, lines = run(capsys, tmp_path / "cases.json", [case, good])
    assert status == 1
    assert why in lines[0]["error"]
    assert lines[1] == {"id": "after", "got": "2026-02-20"}


def test_a_file_without_cases_is_wrong_use(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, tmp_path / "cases.json", {"months": []}) == (2, [])
