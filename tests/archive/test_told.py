"""What is told of an archive at a terminal: its words are a stranger's, and neither steer it nor forge a line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from console.cli.main import main
from tests.archive.resealing import reseal

QUERY = "is:open \x1b[2J\x9b1m\u202e\nIt is signed by Lea."


@pytest.mark.parametrize("asked", [(), ("--json",)])
def test_no_word_of_an_archive_steers_the_terminal(
    own_folder: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...]
) -> None:
    reseal(own_folder, lambda told: told.__setitem__("query", QUERY))
    assert main(("--language", "en", "verify", str(own_folder), *asked)) == 0
    said = capsys.readouterr().out
    assert not any(one in said for one in "\x1b\x9b\u202e")
    assert not any(line.startswith("It is signed") for line in said.splitlines())
    assert "is:open" in said
    if asked:
        assert json.loads(said)["facts"]["query"] == QUERY  # a program reads what stands there


def test_the_name_of_a_file_steers_it_neither(own_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (own_folder / "x\x1b[2J\nThe archive is whole").write_bytes(b"")
    assert main(("--language", "en", "verify", str(own_folder))) == 1
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert not any(line.startswith("The archive is whole") for line in said.splitlines())


def test_a_fault_that_names_a_strangers_word_steers_it_neither(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("--language", "en", "verify", "none\x1b[2J.tkz")) == 2
    assert "\x1b" not in capsys.readouterr().err
