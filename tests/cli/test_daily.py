"""The daily backup behind a command that wrote: when it is due, said in words, and never in the way of the command."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from console import places
from console.cli.main import main


def made() -> list[str]:
    return sorted(one.name for one in places.backup_folder().rglob("*-daily-*"))


@pytest.mark.usefixtures("backs_up")
def test_a_command_that_wrote_makes_the_backup_that_is_due(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    add = ("channel", "add", "support@desk.example", "--official", "yes")
    assert main((*add, "--json")) == 0
    out, err = capsys.readouterr()
    assert (json.loads(out)["channel"], err) == (1, "")
    (first,) = made()
    assert main(("channel", "retire", "1")) == 0
    assert "backup" not in capsys.readouterr().err
    assert made() == [first]
    next(places.backup_folder().rglob(first)).unlink()
    assert main(("channel", "list")) == 0
    assert made() == []
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert main(add) == 0
    assert "The daily backup was made: " in capsys.readouterr().err
    (second,) = made()
    next(places.backup_folder().rglob(second)).unlink()
    monkeypatch.setattr(places, "backup_folder", lambda: tmp_path / "home" / "config.toml" / "no" / "folder")
    (tmp_path / "home" / "config.toml").write_text("", encoding="utf-8")
    assert main(("channel", "retire", "1")) == 0
    assert "could not be made" in capsys.readouterr().err
