"""Reading an archive leaves no trace: watched call by call, without a network, with an empty home."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_CHANGES = re.compile(
    r"^\d+ +(?:creat|open|openat|openat2|mkdir|mkdirat|mknod|mknodat|rename\w*|link\w*|symlink\w*|unlink\w*|rmdir"
    r"|truncate|chmod|fchmodat|chown\w*|fchownat|setxattr|utimensat|utime\w*)\("
)
_WRITES = ("O_WRONLY", "O_RDWR", "O_CREAT", "O_TRUNC", "O_APPEND")
_TALKS = re.compile(r"^\d+ +(?:socket|socketpair|connect|bind|listen|sendto|sendmsg|recvfrom)\(")


class Reader:
    """A process of its own that reads an archive whole, with nothing but a private folder to write in."""

    def __init__(self, archive: Path, place: Path) -> None:
        self.archive = shutil.copy(archive, place / "desk.tkz")
        self.home, self.temporary = place / "home", place / "temporary"
        self.log = place / "calls.txt"
        for one in (self.home, self.temporary):
            one.mkdir()
        self.surroundings = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "QT_QPA_PLATFORM": "offscreen",
            "LANG": "C.UTF-8",
        }

    def run(self, *before: str) -> str:
        """Read it and return what was seen."""
        told = [*before, sys.executable, "-m", "tests.archive.read_whole", str(self.archive)]
        done = subprocess.run(
            told, env=self.surroundings, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def reader(signed_file: Path, tmp_path: Path) -> Reader:
    return Reader(signed_file, tmp_path)


def _stands(path: Path) -> tuple[str, int, int]:
    found = path.stat()
    return hashlib.sha256(path.read_bytes()).hexdigest(), found.st_mtime_ns, found.st_mode


def test_every_call_of_a_reading_only_reads(reader: Reader) -> None:
    """The archive is opened for reading alone, nobody is talked to, and only the private folder is written in."""
    tool = shutil.which("strace")
    if tool is None:
        pytest.skip("no strace on this computer")
    before = _stands(reader.archive)
    seen = reader.run(tool, "-f", "-qq", "-s", "4096", "-e", "trace=%file,%network", "-o", str(reader.log))
    assert seen.startswith("seen 3 2 ")
    assert seen.endswith(" whole")
    assert _stands(reader.archive) == before
    calls = reader.log.read_text(errors="replace").splitlines()
    opened = [one for one in calls if f'"{reader.archive}"' in one and "open" in one.split("(")[0]]
    assert opened
    assert all("O_RDONLY" in one and not any(flag in one for flag in _WRITES) for one in opened)
    assert [one for one in calls if _TALKS.match(one)] == []
    elsewhere = [one for one in calls if _changes(one) and not _allowed(one, reader)]
    assert elsewhere == []
    assert list(reader.temporary.iterdir()) == []
    assert [one for one in reader.home.rglob("*") if one.is_file()] == []


def _changes(call: str) -> bool:
    if _CHANGES.match(call) is None or (call.rstrip().endswith(")") and " = -1 " in call):
        return False
    name = call.split("(", maxsplit=1)[0].rsplit(maxsplit=1)[-1]
    return not name.startswith("open") or any(flag in call for flag in _WRITES)


def _allowed(call: str, reader: Reader) -> bool:
    """Return whether a change is one in the private folder; an empty folder for settings may be made at home."""
    place = re.search(r'"([^"]+)"', call)
    where = place[1] if place else ""
    inside = where.startswith(f"{reader.temporary}/") or (not where.startswith("/") and "unlinkat(" in call)
    return inside or where == "/dev/null" or (" mkdir(" in call and where.startswith(f"{reader.home}/.config"))


def test_it_is_read_where_there_is_no_network_at_all(reader: Reader) -> None:
    tool = shutil.which("unshare")
    alone = [tool or "unshare", "-n"] if os.geteuid() == 0 else [tool or "unshare", "-rn"]
    if tool is None or subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this computer lets nobody be without a network")
    before = _stands(reader.archive)
    seen = reader.run(*alone)
    assert seen.endswith(" whole")
    assert _stands(reader.archive) == before


def test_an_archive_that_may_not_be_written_is_read(reader: Reader) -> None:
    reader.archive.chmod(0o400)
    reader.archive.parent.chmod(0o500)
    try:
        assert reader.run().endswith(" whole")
    finally:
        reader.archive.parent.chmod(0o700)
