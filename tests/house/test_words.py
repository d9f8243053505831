from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tools import words

# Put together from parts, so that this file stays clean itself.
FORBIDDEN = {
    "https://files.python" + "hosted.org/x.whl": "an address of a package registry",
    "pip install --index" + "-url=x y": "an address of a package registry",
    "see /wo" + "rk/main/README.md": "a path of one machine",
    "open('/ro" + "ot/x')": "a path of one machine",
    "../sha" + "red/data": "a path of one machine",
    "written by Chat" + "GPT": "a word about how the text came about",
}


@pytest.mark.parametrize(("line", "what"), FORBIDDEN.items())
def test_forbidden_words_are_found_with_their_line(line: str, what: str) -> None:
    found = words.findings(f"harmless\n{line}\n", name="sample.md")
    assert len(found) == 1
    assert found[0].startswith(f"sample.md:2: {what}: ")


@pytest.mark.parametrize(
    "line",
    [
        "the artwork/ folder",
        "a session of the database",
        "root = Path('.')",
        "uv --no-emit-index-url",
        "/network/x",
        "ftp/root/",
    ],
)
def test_words_of_the_trade_pass(line: str) -> None:
    assert words.findings(line, name="sample.md") == []


def test_what_is_allowed_is_allowed_in_its_file_only() -> None:
    line = 'folder="../sha' + 'red/data"'
    assert words.findings(line, name=".ci/run") == []
    assert words.findings(line, name="Makefile") != []


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed here")
def test_untracked_files_are_looked_at_and_ignored_ones_are_not(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("build/\n")
    (tmp_path / "build").mkdir()
    bad = "/wo" + "rk/x\n"
    (tmp_path / "build" / "made.txt").write_text(bad)
    assert words.main(tmp_path) == 0
    (tmp_path / "new.txt").write_text(bad)
    assert words.main(tmp_path) == 1


def test_binary_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\0 /wo" + b"rk/x")
    assert words.main(tmp_path) == 0
