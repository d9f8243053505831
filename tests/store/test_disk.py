"""A disk that is full, fails or is gone while the schema is made: all or nothing, and the same again makes it.

The faults are put in by strace at a chosen write, as the system would give them. `make soak` takes every write.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from console.faults import Damaged
from console.store import check, migrate, open_store, schema, tables

ROOT = Path(__file__).resolve().parents[2]
MIGRATE = """
import sys
from console.faults import Known
from console.store import migrate
try:
    migrate(sys.argv[1])
except Known as fault:
    sys.exit(f"told {fault.code}")
"""
WRITES, SYNCS = ("pwrite64",), ("fdatasync", "fsync")  # which of the two syncs, the build of the library decides
TABLES = len(tables.base.metadata.tables)


def _strace() -> str:
    found = shutil.which("strace")
    if found is None or subprocess.run([found, "true"], capture_output=True, check=False).returncode:
        pytest.skip("strace is not here or may not look at programs")
    return found


def traced(url: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [_strace(), "-f", "--seccomp-bpf", "-qq", *arguments, sys.executable, "-c", MIGRATE, url]
    return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False, timeout=120)


def measured(folder: Path, calls: tuple[str, ...]) -> tuple[str, int]:
    """Return which of the calls is made while the schema is made undisturbed, and how often."""
    log = folder / "log"
    done = traced(f"sqlite:///{folder / 'measured.sqlite'}", "-e", f"trace={','.join(calls)}", "-o", str(log))
    assert done.returncode == 0, done.stderr
    counts = {call: log.read_text().count(f"{call}(") for call in calls}
    call = max(counts, key=lambda one: counts[one])
    assert counts[call] > 0
    return call, counts[call]


def present(path: Path) -> int:
    """Return how many tables there are; the file is opened as a plain reader would."""
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'table'").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.sampled(2)
@pytest.mark.soak
@pytest.mark.parametrize(
    ("calls", "fault", "told"),
    [
        (WRITES, "signal=KILL", None),
        (WRITES, "error=ENOSPC", "told disk_full"),
        (SYNCS, "signal=KILL", None),
        (SYNCS, "error=EIO", "told disk_error"),
    ],
)
def test_a_schema_is_made_whole_or_not_at_all(
    tmp_path: Path, calls: tuple[str, ...], fault: str, told: str | None, *, whole_run: bool
) -> None:
    call, count = measured(tmp_path, calls)
    for n in range(1, count + 1) if whole_run else (count // 2, count):
        path = tmp_path / f"{n}.sqlite"
        done = traced(f"sqlite:///{path}", "-e", f"inject={call}:{fault}:when={n}")
        if told is None:
            assert done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL), done.stderr
        elif done.returncode:  # some writes may fail without harm
            assert told in done.stderr, (n, done.stderr)
        whole = schema.number_of(f"sqlite:///{path}") is not None
        assert present(path) == 0 or whole, n
        if not whole:
            with pytest.raises(Damaged):
                open_store(f"sqlite:///{path}")
        migrate(f"sqlite:///{path}")
        store = open_store(f"sqlite:///{path}")
        with store.read() as connection:
            assert check.check(connection) == ()
        store.close()
        assert present(path) >= TABLES
