"""The private folder: only ours, gone at the end, and after a kill gone at the next start; never somebody else's."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from console.services.archives import private_folder
from console.services.archives.opening import open_archive
from console.services.archives.private_folder import PREFIX, PrivateFolder, sweep

_READER = """
import sys
from pathlib import Path
from console.services.archives.opening import open_archive
opened = open_archive(Path(sys.argv[1]), lambda done, total: True, ())
print(opened.facts.tickets, flush=True)
sys.stdin.read()
opened.close()
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of its own."""
    found = tmp_path / "temporary"
    found.mkdir()
    monkeypatch.setenv("TMPDIR", str(found))
    monkeypatch.setattr(tempfile, "tempdir", str(found))
    return found


def test_it_is_ones_own_and_gone_at_the_end(signed_file: Path, place: Path) -> None:
    opened = open_archive(signed_file, lambda _done, _total: True, ())
    (folder,) = place.iterdir()
    assert folder.name.startswith(PREFIX)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    sweep()
    assert folder.exists()
    opened.close()
    assert list(place.iterdir()) == []


def test_a_killed_reader_leaves_it_and_the_next_one_removes_it(signed_file: Path, place: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _READER, str(signed_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline().strip() == b"3"
        (left,) = place.iterdir()
        sweep()
        assert left.exists()  # somebody reads there
        reader.send_signal(signal.SIGKILL)
        reader.wait()
    assert (left / "tickets.sqlite").exists()
    with PrivateFolder() as own:
        assert not left.exists()
        assert own.exists()
    assert list(place.iterdir()) == []


def test_what_is_not_ours_stays(place: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("kept")
    (place / f"{PREFIX}link").symlink_to(outside)
    (place / f"{PREFIX}fresh").mkdir()
    old = place / f"{PREFIX}old"
    old.mkdir()
    (old / "link").symlink_to(outside)
    os.utime(old, (time.time() - 2 * private_folder._UNLOCKED_S,) * 2)
    (place / f"{PREFIX}file").write_text("no folder")
    (place / "other").mkdir()
    sweep()
    assert sorted(one.name for one in place.iterdir()) == sorted(
        (f"{PREFIX}link", f"{PREFIX}fresh", f"{PREFIX}file", "other")
    )
    assert (outside / "kept.txt").read_text() == "kept"
