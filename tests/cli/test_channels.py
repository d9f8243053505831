"""`channel`: the channels of the company from the command line, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.cli.main import main


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))


def test_channels_are_entered_changed_and_retired(capsys: pytest.CaptureFixture[str]) -> None:
    def run(*arguments: str) -> tuple[int, list[str]]:
        status = main(("channel", *arguments))
        return status, capsys.readouterr().out.splitlines()

    def told(*arguments: str) -> list[dict[str, object]]:
        return [json.loads(line) for line in run(*arguments, "--json")[1]]

    (made,) = told("add", "Support@Desk.example", "--official", "yes")
    assert made == {
        "channel": 1,
        "kind": "email",
        "address": "support@desk.example",
        "official": True,
        "retired": False,
    }
    assert told("add", "support@desk.example", "--official", "no")[0]["error"] == "channel_exists"
    assert told("change", "support@desk.example", "--official", "no") == [{**made, "official": False}]
    assert (
        told("change", "1", "--official", "yes", "--address", "help@desk.example")[0]["address"] == "help@desk.example"
    )
    status, lines = run("retire", "help@desk.example")
    assert (status, lines) == (0, ["channel: 1  address: help@desk.example  official: yes  retired: yes"])
    assert told("list") == [{**made, "address": "help@desk.example", "retired": True, "license": None}]
    assert "E-mail" in run("list")[1][1]
    assert run("retire", "nobody@desk.example")[0] == 1
    assert told("add", "help@desk.example", "--official", "yes")[0]["retired"] is False
