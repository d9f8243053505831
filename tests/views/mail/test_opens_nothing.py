"""Showing a message opens no file and no connection; seen from outside (strace) and from inside (audit hook)."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.channels.untrusted.hostile import SNIPPETS
from tests.views.mail.showing import BEGIN, END

_ROOT = Path(__file__).resolve().parents[3]
_MODES = ("clean", "raw")
# Fonts are looked for when a letter first needs one; the C library looks for the words of its errors.
_OWN = re.compile(
    r"/(?:usr/share/(?:fonts|locale|fontconfig|icu|mime)|etc/fonts|proc/self|dev/(?:null|shm))\b|/PySide6/|\.mo\"|fontconfig"
)
_CALL = re.compile(r"^\d+\s+(\w+)\(")
_OF_AN_OPEN_FILE = re.compile(r'\(\d+, "", ')


@cache
def _strace() -> str | None:
    found = shutil.which("strace")
    if found is None:
        return None
    tried = subprocess.run([found, "-o", os.devnull, sys.executable, "-c", ""], capture_output=True, check=False)
    return found if tried.returncode == 0 else None


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    canaries = tmp_path / "canaries"
    canaries.mkdir()
    picture = QImage(4, 4, QImage.Format.Format_RGB32)
    picture.fill(0x336699)
    assert picture.save(str(canaries / "canary.png"))
    (canaries / "canary.css").write_text("p { color: red }")
    (canaries / "canary.html").write_text("<p>canary</p>")
    return canaries


def _seen_inside(mode: str, folder: Path, *before: str) -> list[str]:
    done = subprocess.run(
        [*before, sys.executable, "-m", "tests.views.mail.showing", mode, str(folder)],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    seen: list[str] = json.loads(done.stdout)
    return seen


def _seen_outside(mode: str, folder: Path, trace: Path) -> list[str]:
    """Return the calls that name a file or a peer, between the two marks."""
    strace = _strace()
    if strace is None:
        pytest.skip("strace is not here or may not look at programs")
    seen = _seen_inside(mode, folder, strace, "-f", "-e", "trace=%file,connect,bind,sendto,socket", "-o", str(trace))
    assert seen == []
    lines = trace.read_text(errors="replace").splitlines()
    begin = next(number for number, line in enumerate(lines) if BEGIN in line)
    end = next(number for number, line in enumerate(lines) if END in line)
    assert begin < end
    return lines[begin + 1 : end]


def test_there_is_a_canary_in_most_messages() -> None:
    assert sum("CANARY" in each or "evil.example" in each or "canary." in each for each in SNIPPETS) >= 40


@pytest.mark.parametrize("mode", _MODES)
def test_nothing_is_opened_as_seen_from_inside(mode: str, folder: Path) -> None:
    assert _seen_inside(mode, folder) == []


@pytest.mark.parametrize("mode", _MODES)
def test_nothing_is_opened_as_seen_from_outside(mode: str, folder: Path, tmp_path: Path) -> None:
    calls = _seen_outside(mode, folder, tmp_path / "trace")
    foreign = [line for line in calls if _CALL.match(line) and not (_OWN.search(line) or _OF_AN_OPEN_FILE.search(line))]
    assert foreign == []
    assert not [line for line in calls if "canar" in line or "evil" in line]


def test_the_same_look_sees_a_plain_browser_open_them(folder: Path, tmp_path: Path) -> None:
    calls = _seen_outside("plain", folder, tmp_path / "trace")
    opened = [line for line in calls if "open" in line and str(folder / "canary.png") in line and "= -1" not in line]
    assert opened
    assert [line for line in calls if "//evil.example/share/x.png" in line]
