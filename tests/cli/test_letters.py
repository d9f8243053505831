"""`letters` from the command line: list, show, preview, save, retire; exit status and words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.cli.main import main

REFUSAL = "refuse.23.1.1"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str]]:
    status = main(arguments)
    return status, capsys.readouterr().out.splitlines()


def test_a_letter_is_kept_shown_listed_and_taken_out_of_use(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Clause {{clause}} of {{agreement_date}}. Please renew.\n", encoding="utf-8")
    assert run(capsys, "letters", "save", REFUSAL, str(file), "--scope", "team", "--dry-run") == (0, [])
    assert run(capsys, "letters", "list", "--own", "--json") == (0, [])
    assert run(capsys, "letters", "save", REFUSAL, str(file), "--scope", "team")[0] == 0
    assert run(capsys, "letters", "save", REFUSAL, str(file), "--scope", "team")[0] == 0
    status, lines = run(capsys, "letters", "list", "--own", "--json")
    assert status == 0
    assert [(one["code"], one["scope"], one["version"]) for one in map(json.loads, lines)] == [(REFUSAL, "team", 2)]
    shown = json.loads(run(capsys, "letters", "show", REFUSAL, "--json")[1][0])
    assert shown["body"] == "Clause {{clause}} of {{agreement_date}}. Please renew."
    assert shown["clauses"][0] == "23.1.1"
    assert run(capsys, "letters", "retire", REFUSAL, "--scope", "team")[0] == 0
    assert run(capsys, "letters", "list", "--own", "--json") == (0, [])
    assert len(run(capsys, "letters", "show", REFUSAL, "--history")[1]) == 3
    assert run(capsys, "letters", "retire", REFUSAL, "--scope", "team")[0] == 1


def test_what_is_wrong_is_said_and_nothing_is_kept(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Hello {{weather}}", encoding="utf-8")
    status, lines = run(capsys, "letters", "save", REFUSAL, str(file), "--dry-run", "--language", "ru")
    assert status == 1
    assert lines[0].startswith("! ")
    assert "weather" in lines[0]
    assert main(("letters", "save", REFUSAL, str(file))) == 2
    assert run(capsys, "letters", "list", "--own", "--json") == (0, [])
    assert main(("letters", "show", "own.none")) == 1
    assert "own.none" in capsys.readouterr().err
    assert main(("letters", "save", "own.x", str(tmp_path / "none.txt"), "--title", "X")) == 2


def test_a_letter_is_shown_filled_for_a_ticket(capsys: pytest.CaptureFixture[str]) -> None:
    number = run(capsys, "new", "--subject", "Help", "--from", "ann@one.example", "--name", "Ann", "--text", "Why?")[1][
        0
    ]
    status, lines = run(capsys, "letters", "preview", "request.facts", "--ticket", number)
    assert lines[0] == "Re: Help"
    assert "Hello Ann," in lines
    assert status == 1  # who writes is not known to the desk yet, so the company's name is missing
    assert any(line.startswith("! ") for line in lines)
