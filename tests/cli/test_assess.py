from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from console.cli.main import main
from tests.policy import own_cases, shipped

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "cases.md"
PEERS = os.environ.get("CLAUSEDESK_PEERS", "")
VECTORS = Path(PEERS) / ".." / "policy" / "vectors.json"
LICENSE = {"purchased_at": "2025-02-03T10:00:00+01:00"}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))


def assess(capsys: pytest.CaptureFixture[str], file: Path, content: Any) -> tuple[int, list[dict[str, Any]]]:
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    status = main(("assess", str(file)))
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_our_own_cases_of_all_seven_kinds_hold(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    cases = [
        {"id": name, "kind": kind, "given": given, "expect": expect} for name, kind, given, expect in own_cases.EVERY
    ]
    status, lines = assess(capsys, tmp_path / "cases.json", {"calendars": shipped.CALENDARS, "cases": cases})
    assert [one for one in lines if one["ok"] is not True] == []
    assert (status, len(lines)) == (0, len(cases))
    assert {one["kind"] for one in cases} == {
        "license_state",
        "admissibility",
        "severity",
        "response",
        "product_error",
        "closing",
        "reopening",
    }


@pytest.mark.peers
@pytest.mark.skipif(
    not (PEERS and VECTORS.exists()), reason="CLAUSEDESK_PEERS names no folder beside which policy/vectors.json lies"
)
def test_the_vectors_hold_in_a_process_of_their_own(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "console", "assess", str(VECTORS)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "CLAUSEDESK_HOME": str(tmp_path)},
    )
    lines = [json.loads(line) for line in found.stdout.splitlines()]
    assert [one for one in lines if one["ok"] is not True] == []
    assert (found.returncode, len(lines), found.stderr) == (0, 60, "")


def test_a_case_runs_in_a_process_of_its_own_and_says_no(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    given = {"license": LICENSE, "at": "2026-03-01T10:00:00+01:00", "policy_tz": "Europe/Madrid"}
    file.write_text(json.dumps([{"id": 1, "kind": "license_state", "given": given, "expect": {"state": "free"}}]))
    found = subprocess.run(
        [sys.executable, "-m", "console", "assess", str(file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "CLAUSEDESK_HOME": str(tmp_path)},
    )
    (line,) = (json.loads(one) for one in found.stdout.splitlines())
    assert (found.returncode, line["ok"], line["got"]["state"], found.stderr) == (1, False, "transition", "")
    assert line["why"] == ["state is 'transition', expected 'free'"]


def test_the_example_of_the_document_holds(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    example = DOCUMENT.read_text(encoding="utf-8").split("```json")[1].split("```")[0]
    status, lines = assess(capsys, tmp_path / "example.json", example)
    assert (status, [one["ok"] for one in lines]) == (0, [True, True])


BAD: list[tuple[Any, str]] = [
    ("no case", "a case is an object with kind and given, not 'no case'"),
    ({"given": {}}, "there is no kind None: a case is one of license_state, admissibility, severity"),
    ({"kind": "weather", "given": {}}, "there is no kind 'weather'"),
    ({"kind": ["severity"], "given": {}}, "there is no kind ['severity']"),
    ({"kind": "severity"}, "given is None, not an object"),
    ({"kind": "severity", "given": {"scope": "both"}}, "given.scope is 'both', not one of in_scope, out_of_scope"),
    ({"kind": "severity", "given": {"is_error": "yes"}}, "given.is_error is 'yes', not true or false"),
    ({"kind": "license_state", "given": {"at": "2026-01-01T00:00:00Z"}}, "given needs license"),
    ({"kind": "license_state", "given": {"license": LICENSE, "policy_tz": "Europe/Madrid"}}, "given needs at"),
    ({"kind": "license_state", "given": {"license": LICENSE, "at": "2026-01-01T00:00:00Z"}}, "given needs policy_tz"),
    (
        {"kind": "license_state", "given": {"license": {}, "at": "soon", "policy_tz": "Moon/Base"}},
        "given.license needs purchased_at",
    ),
    (
        {"kind": "license_state", "given": {"license": LICENSE, "at": "2026-01-01T00:00:00", "policy_tz": "UTC"}},
        "given.at is '2026-01-01T00:00:00', not an instant with its offset",
    ),
    (
        {"kind": "license_state", "given": {"license": LICENSE, "at": "2026-01-01T00:00:00Z", "policy_tz": "Moon"}},
        "given.policy_tz is 'Moon', not a time zone",
    ),
    (
        {
            "kind": "license_state",
            "given": {
                "license": {
                    **LICENSE,
                    "renewals": [{"paid_at": "2026-01-01T00:00:00Z", "length": 3, "unit": "moon"}],
                },
                "at": "2026-01-01T00:00:00Z",
                "policy_tz": "UTC",
            },
        },
        "given.license.renewals[0].unit is 'moon', not one of day, week, month, year",
    ),
    ({"kind": "admissibility", "given": {"license_state": "asleep"}}, "given.license_state is 'asleep', not one of"),
    ({"kind": "admissibility", "given": {"questions": "how?"}}, "given.questions is 'how?', not a list"),
    ({"kind": "admissibility", "given": {"questions": ["how?"]}}, "given.questions[0] is 'how?', not an object"),
    (
        {"kind": "admissibility", "given": {"installations": {"one.example": {"outdated": 1}}}},
        "given.installations.one.example.outdated is 1, not true or false",
    ),
    (
        {"kind": "admissibility", "given": {"license": LICENSE, "received_at": "2026-01-01T00:00:00Z"}},
        "given needs policy_tz: days have no zone of their own",
    ),
    ({"kind": "admissibility", "given": {"conditions": {"c9": True}}}, "given.conditions names c9; 14.2 has c1 to c8"),
    ({"kind": "response", "given": {"kind": "wish", "received_at": "2026-01-01T00:00:00Z"}}, "given.kind is 'wish'"),
    (
        {"kind": "response", "given": {"kind": "question", "received_at": "2026-01-01T00:00:00Z", "calendar": "none"}},
        "given.calendar names none, which the file has not",
    ),
    (
        {"kind": "response", "given": {"kind": "question", "received_at": "2026-01-01T00:00:00Z", "calendar": "bad"}},
        "calendars.bad needs tz",
    ),
    ({"kind": "product_error", "given": {"conditions": {"c0": True}}}, "given.conditions names c0"),
    ({"kind": "product_error", "given": {"conditions": {"c1": "maybe"}}}, "given.conditions.c1 is 'maybe'"),
    (
        {"kind": "closing", "given": {"asked_at": "2026-01-01T00:00:00Z", "now": "2026-01-09T00:00:00Z"}},
        "given needs policy_tz",
    ),
    ({"kind": "closing", "given": {"settings": {"ask_info_close_after_days": -1}}}, "ask_info_close_after_days is -1"),
    ({"kind": "reopening", "given": {}}, "given needs closed_at"),
]


@pytest.mark.parametrize(("case", "words"), BAD, ids=[str(number) for number in range(len(BAD))])
def test_a_case_that_cannot_be_decided_says_what_is_wrong(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, case: Any, words: str
) -> None:
    good = {"id": "good", "kind": "severity", "given": {"scope": "out_of_scope"}, "expect": {"tier": None}}
    file = {"calendars": {"bad": {"hours": {}}}, "cases": [case, good]}
    status, (bad, after) = assess(capsys, tmp_path / "cases.json", file)
    assert status == 1
    assert (bad["got"], bad["ok"]) == (None, False)
    assert any(words in one for one in bad["why"]), bad["why"]
    assert after["ok"] is True


def test_calendars_that_are_none_are_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    case = {
        "kind": "response",
        "given": {"kind": "question", "received_at": "2026-01-01T00:00:00Z", "calendar": "c"},
    }
    for calendar, words in (
        ({"tz": "UTC", "hours": {"someday": []}}, "calendars.c.hours has no day someday"),
        ({"tz": "UTC", "hours": {"mon": [["09:00"]]}}, "calendars.c.hours.mon has a span without a beginning"),
        ({"tz": "UTC", "hours": {"mon": [["9 sharp", "10:00"]]}}, "is '9 sharp', not a time of day"),
        ({"tz": "UTC", "hours": {}, "closed_dates": ["someday"]}, "closed_dates[0] is 'someday', not a day"),
    ):
        _, (line,) = assess(capsys, tmp_path / "c.json", {"calendars": {"c": calendar}, "cases": [case]})
        assert any(words in one for one in line["why"]), line["why"]


def test_a_file_without_cases_is_wrong_use(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for content in ("{}", '{"cases": 5}', "7", "not json", '{"cases": [], "calendars": 5}'):
        assert assess(capsys, tmp_path / "cases.json", content) == (2, [])
    assert main(("assess", str(tmp_path / "nowhere.json"))) == 2


def test_nothing_expected_is_neither_right_nor_wrong(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    case = {"id": "x", "kind": "severity", "given": {"scope": None}}
    status, (line,) = assess(capsys, tmp_path / "cases.json", [case])
    assert (status, line["ok"], line["got"]["needs"]) == (0, None, ["scope"])
    status, (line,) = assess(capsys, tmp_path / "cases.json", [{**case, "expect": ["tier"]}])
    assert (status, line["why"]) == (1, ["expect is ['tier'], not an object"])
