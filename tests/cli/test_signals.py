"""`clausedesk signals`: JSON lines in, a line for each out."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from console.cli.main import main


def _answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], lines: list[str], status: int
) -> list[dict[str, Any]]:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    assert main(["signals"]) == status
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_line_has_its_answer(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Наши программисты спрашивают: как поменять логотип?"
    lines = [json.dumps({"id": 1, "text": text}), "", json.dumps({"id": 2, "text": "ping", "previous": ["ping"]})]
    first, second = _answers(monkeypatch, capsys, lines, 0)
    assert first["language"] == "ru"
    assert first["questions"] == 1
    assert {"kind": "third_party_programmer", "start": 0, "end": 17, "evidence": "Наши программисты"} in first[
        "signals"
    ]
    assert second["signals"] == [{"kind": "poke", "start": 0, "end": 4, "evidence": "ping"}]


@pytest.mark.parametrize("line", ["{", "7", '{"id": 1}', '{"id": 1, "text": "a", "previous": "b"}'])
def test_a_bad_line_says_what_is_wrong_and_the_next_is_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    first, second = _answers(monkeypatch, capsys, [line, '{"id": 2, "text": "ping"}'], 1)
    assert first["error"]
    assert second["id"] == 2
