"""Archives under lock from the command line: no passphrase on it, and plain words where one does not fit."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pyrage
import pytest

from console.cli.main import main
from tests.archive.desks import furnish

PHRASE = "four words of winter"


@pytest.fixture(scope="module")
def desk_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A desk with tickets."""
    made = f"sqlite:///{tmp_path_factory.mktemp('desk') / 'desk.sqlite'}"
    furnish(made)
    return made


def test_a_locked_archive_goes_out_is_proven_and_comes_back(
    desk_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    own = pyrage.x25519.Identity.generate()
    (tmp_path / "own.txt").write_text(f"# made today\n{own}\n")
    (tmp_path / "readers.txt").write_text(f"# readers\n{own.to_public()}\n")
    target = tmp_path / "desk.tkz.age"
    made = ("--database", desk_url, "export", "--unsigned", "--json", "--to", str(target))
    assert main((*made, "--recipient", str(tmp_path / "readers.txt"))) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["bytes"] == target.stat().st_size
    asked = ("verify", "--json", str(target))
    assert main(asked) == 2
    assert json.loads(capsys.readouterr().out)["error"] == "locked_needs_key"
    assert main((*asked, "--identity", str(tmp_path / "own.txt"))) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "whole"
    url = f"sqlite:///{tmp_path}/again.sqlite"
    back = ("--database", url, "db", "from-archive", str(target), "--identity", str(tmp_path / "own.txt"), "--json")
    assert main(back) == 0
    assert json.loads(capsys.readouterr().out)["tickets"] == told["tickets"]
    sample = ("review", "sample", str(target), "--identity", str(tmp_path / "own.txt"), "--json")
    assert main(sample) == 0
    target.write_bytes(target.read_bytes()[:-9])
    assert main((*asked, "--identity", str(tmp_path / "own.txt"))) == 1
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["why"] == "locked_cut"


def test_a_passphrase_comes_from_a_file_or_a_descriptor(
    desk_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    target, file = tmp_path / "desk.tkz.age", tmp_path / "phrase"
    file.write_text(f"{PHRASE}\nmore\n")
    made = ("--database", desk_url, "export", "--unsigned", "--to", str(target))
    assert main((*made, "--passphrase")) == 2
    assert "--passphrase-from" in capsys.readouterr().err
    assert not target.exists()
    assert main((*made, "--passphrase-from", str(file))) == 0
    here, there = os.pipe()
    os.write(there, f"{PHRASE}\n".encode())
    os.close(there)
    assert main(("verify", str(target), "--passphrase-from", str(here))) == 0
    assert "whole" in capsys.readouterr().out
    os.close(here)
    file.write_text("another one altogether")
    assert main(("verify", str(target), "--passphrase-from", str(file))) == 2
    assert "does not open" in capsys.readouterr().err


def test_something_is_left_out_with_a_reason(
    desk_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out.tkz"
    made = ("--database", desk_url, "export", "--unsigned", "--to", str(target), "--redact", "person:bob@two.example")
    assert main(made) == 2
    assert "reason" in capsys.readouterr().err
    assert main((*made, "--redact-reason", "asked for it", "--redact", "attachments")) == 0
    capsys.readouterr()
    assert main(("verify", str(target))) == 0
    told = capsys.readouterr().out
    assert "places were left out by" in told
    assert "asked for it" in told
    assert "cannot be taken again" in told
    assert main(("verify", str(target), "--json")) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["facts"]["left_out"]["places"] > 5
    assert found["unreplayed"]
    url = f"sqlite:///{tmp_path}/again.sqlite"
    assert main(("--database", url, "db", "from-archive", str(target))) == 2
