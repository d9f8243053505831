"""`quarantine`: what an import could not take in, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.channels.untrusted import process
from console.cli.main import main

MAIL = b"From: Ann <ann@one.example>\nTo: s@d.example\nSubject: Hi\nMessage-ID: <a@b>\n\nHow do I add a currency?\n"


def test_what_was_not_taken_in_is_listed_shown_saved_and_tried_again(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))

    def run(*arguments: str) -> tuple[int, list[str]]:
        status = main(arguments)
        return status, capsys.readouterr().out.splitlines()

    mail = tmp_path / "a.eml"
    mail.write_bytes(MAIL)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "_MAIL_BYTES", len(MAIL) - 1)
        run("import", str(mail))
    (told,) = map(json.loads, run("quarantine", "list", "--json")[1])
    number = str(told["id"])
    assert (told["file"], told["reason"], told["size"]) == (str(mail), "memory", len(MAIL))
    assert "too large to be read safely" in run("quarantine", "list")[1][1]
    assert "How do I add a currency?" in run("quarantine", "show", number)[1]
    saved = tmp_path / "saved.eml"
    assert run("quarantine", "save", number, str(saved), "--json")[0] == 0
    assert saved.read_bytes() == MAIL
    assert run("quarantine", "retry")[0] == 2
    status, (line,) = run("quarantine", "retry", "--all", "--json")
    assert (status, json.loads(line)["taken"]) == (0, True)
    assert run("quarantine", "list")[1] == ["Nothing is kept back"]
    assert run("quarantine", "retry", number)[0] == 1
