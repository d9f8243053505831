"""`clausedesk hours`: operations of working time, a line each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from console.cli.main import main

OFFICE = {
    "zone": "Europe/Madrid",
    "hours": {"mon": [["09:00", "13:00"], ["15:00", "18:00"]], "tue": [["22:00", "02:00"]]},
}


def _answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cases: list[Any], *, status: int = 0
) -> list[dict[str, Any]]:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(cases), encoding="utf-8")
    assert main(["hours", str(file)]) == status
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_operation_has_its_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    monday = "2026-11-30T11:00:00Z"
    cases: list[Any] = [
        {"id": 1, "op": "is_open", "start": monday, "schedule": OFFICE},
        {"id": 2, "op": "add", "start": monday, "amount_seconds": 7_200, "schedule": OFFICE},
        {"id": 3, "op": "add", "start": monday, "amount_seconds": 0, "direction": "backward", "schedule": OFFICE},
        {"id": 4, "op": "between", "start": monday, "end": "2026-12-02T00:00:00Z", "schedule": OFFICE},
        {"id": 5, "op": "add_days", "start": monday, "amount_days": 1, "schedule": OFFICE},
        {"id": 6, "op": "open_periods_after", "start": monday, "limit": 2, "schedule": OFFICE},
        {"id": 7, "op": "open_periods_before", "start": monday, "limit": 1, "schedule": OFFICE},
        {"id": 8, "op": "is_holiday", "start": monday, "schedule": {**OFFICE, "holidays": ["2026-11-30"]}},
        {"id": 9, "op": "resolve_local", "date": "2026-03-28", "time": "24:00", "schedule": {"zone": "Europe/Madrid"}},
    ]
    got = [one["got"] for one in _answers(tmp_path, capsys, cases)]
    assert got == [
        True,
        "2026-11-30T15:00:00Z",
        monday,
        4 * 3_600 + 3 * 3_600,
        "2026-12-01T21:00:00Z",
        [[monday, "2026-11-30T12:00:00Z"], ["2026-11-30T14:00:00Z", "2026-11-30T17:00:00Z"]],
        [["2026-11-30T08:00:00Z", monday]],
        True,
        "2026-03-28T23:00:00Z",
    ]


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ({"op": "guess", "schedule": OFFICE}, "unknown operation"),
        ({"op": "is_open", "schedule": OFFICE}, "start is missing"),
        ({"op": "is_open", "start": "2026-11-30T11:00:00", "schedule": OFFICE}, "no offset"),
        ({"op": "is_open", "start": "2026-11-30T11:00:00Z", "schedule": {"zone": "Nowhere/City"}}, "no time zone"),
        (
            {"op": "is_open", "start": "2026-11-30T11:00:00Z", "schedule": {"zone": "UTC", "hours": {"lundi": []}}},
            "no weekday",
        ),
        (
            {"op": "is_open", "start": "2026-11-30T11:00:00Z", "schedule": {"zone": "UTC", "brakes": {}}},
            "schedule has no brakes",
        ),
        (7, "a case is an object"),
    ],
)
def test_a_bad_case_says_what_is_wrong_and_the_others_are_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], case: Any, said: str
) -> None:
    good = {"id": "g", "op": "is_open", "start": "2026-11-30T11:00:00Z", "schedule": OFFICE}
    first, second = _answers(tmp_path, capsys, [case, good], status=1)
    assert said in first["error"]
    assert second == {"id": "g", "got": True}


def test_a_file_without_cases_is_wrong_use(tmp_path: Path) -> None:
    file = tmp_path / "none.json"
    file.write_text("{}", encoding="utf-8")
    assert main(["hours", str(file)]) == 2
