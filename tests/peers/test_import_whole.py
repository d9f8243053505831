"""Every file of every set is taken in by the command itself: no crash, no hang, each fate told, again adds nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from console.services.intake.reading import files_of
from console.store import open_store
from console.store.tables.base import metadata

pytestmark = [pytest.mark.peers, pytest.mark.soak]

SAMPLE = ("mail-mbox", "mail-hyperkitty", "tg-updates", "holidays")
MEMORY = 320 * 1024
"""Kilobytes: about twice what the largest set takes."""

LONGEST_S = 300
_GROWS = {"commands", "changes"}
FATES = {"new request", "added to", "merged", "held", "ignored", "failed", "duplicate", "history"}


@dataclass(frozen=True)
class Run:
    lines: list[dict[str, Any]]
    errors: str
    status: int
    memory: int


def run(*arguments: str | Path) -> Run:
    """Run a command in a process of its own and say how much memory it took at most."""
    program = [sys.executable, "-m", "console", *map(str, arguments), "--json"]
    script = (
        "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:]);"
        " print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr); sys.exit(done.returncode)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *program],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=LONGEST_S,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    *errors, memory = done.stderr.splitlines()
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return Run(lines=lines, errors="\n".join(errors), status=done.returncode, memory=int(memory))


def rows_of(url: str) -> dict[str, int]:
    store = open_store(url)
    try:
        with store.read() as connection:
            return {
                name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in metadata.tables.items()
                if name not in _GROWS
            }
    finally:
        store.close()


def test_every_file_is_read_and_taken_in_once(
    peers: Path, tmp_path: Path, whole_run: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = [one for one in sorted(peers.iterdir()) if one.is_dir() and (whole_run or one.name in SAMPLE)]
    assert len(folders) > 3
    url = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    fates: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    files = memory = 0
    for folder in folders:
        names = {str(file) for file in files_of([folder])}
        files += len(names)
        read = run("read", folder)
        assert (read.status, read.errors) == (0, ""), folder.name
        assert {line["file"] for line in read.lines} >= names, folder.name
        first = run("--database", url, "import", folder)
        assert (first.status, first.errors) == (0, ""), folder.name
        assert {line["file"] for line in first.lines} >= names, folder.name
        assert {line["fate"] for line in first.lines} <= FATES, folder.name
        assert max(read.memory, first.memory) < MEMORY, folder.name
        memory = max(memory, read.memory, first.memory)
        fates.update(line["fate"] for line in first.lines)
        reasons.update(line["reason"] for line in first.lines if line["fate"] == "failed")
    before = rows_of(url)
    again = run("--database", url, "import", *folders)
    assert (again.status, again.errors) == (0, "")
    assert {line["fate"] for line in again.lines} <= {"duplicate", "failed"}
    assert rows_of(url) == before
    with capsys.disabled():
        told = ", ".join(f"{number} {fate}" for fate, number in fates.most_common())
        why = ", ".join(f"{number} {reason}" for reason, number in reasons.most_common())
        most = max(memory, again.memory) // 1024
        sys.stdout.write(f"\nimport of {files} files: {told} (failed: {why}); at most {most} MB\n")
