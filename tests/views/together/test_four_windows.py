"""Real windows of four people on one team's database see what the others do, each in its own list."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from ctypes.util import find_library
from pathlib import Path
from statistics import median
from typing import IO, Any

import psycopg
import pytest

from console.services import team
from console.services.demo import build_demo
from console.store import open_store
from tests.postgres_server import Server

pytestmark = pytest.mark.usefixtures("reads_ahead")

_ROOT = Path(__file__).resolve().parents[3]
_ROW = 3
_PATIENCE_S = 120.0
_SEEN_S = 20.0  # a guard against a change that never comes; how quickly it comes is printed


@contextmanager
def display() -> Iterator[dict[str, str]]:
    """Give a screen of X where there is one to be had, else none at all: then the windows are drawn in memory."""
    if shutil.which("Xvfb") is None or find_library("xcb-cursor") is None:
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as screen:
        os.close(writing)
        with os.fdopen(reading) as said:
            number = said.readline().strip()
        try:
            yield {"QT_QPA_PLATFORM": "xcb", "DISPLAY": f":{number}"}
        finally:
            screen.terminate()


class At:
    """A window in a process of its own, and its journal."""

    def __init__(self, url: str, login: str, seconds: float, folder: Path, surroundings: dict[str, str]) -> None:
        self.login, self.journal = login, folder / f"{login}.jsonl"
        self.told: IO[bytes] = (folder / f"{login}.txt").open("wb")
        words = [url, login, str(seconds), str(sum(login.encode())), str(self.journal)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.views.together.window_at_work", *words],
            cwd=_ROOT,
            env={**os.environ, **surroundings, "PYTHONPATH": str(_ROOT)},
            stdin=subprocess.PIPE,
            stderr=self.told,
        )

    def say(self, *, last: bool = False) -> None:
        """Let it begin, or end."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()
        if last:
            self.process.stdin.close()

    def lines(self) -> list[list[Any]]:
        if not self.journal.exists():
            return []
        whole = self.journal.read_text(encoding="utf-8").rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]

    def rows(self, *, begun: bool = True) -> list[tuple[float, int, int]]:
        """Return what was shown, as (second, number, version); where not `begun`, only before anybody acted."""
        lines = self.lines()
        told = lines if begun else lines[: lines.index(["ready"])]
        return [(float(line[0]), int(line[1]), int(line[2])) for line in told if len(line) == _ROW]

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.told.close()


@pytest.mark.soak
@pytest.mark.parametrize("postgres_server", ["postgres18"], indirect=True)
def test_windows_of_four_people_see_each_others_changes(
    postgres_server: Server, tmp_path: Path, *, whole_run: bool
) -> None:
    seconds, people = (600.0, ("ann", "ben", "lea", "max")) if whole_run else (4.0, ("ann", "ben"))
    people = tuple(f"{one}_at_work" for one in people)  # logins are the server's, and this one is shared
    name = postgres_server.create_database()
    url = postgres_server.url(name)
    build_demo(url, out_folder=tmp_path).store.close()
    team.set_up(url)
    store = open_store(url)
    made = {login: team.add_member(store, login, "lead").password for login in people}
    store.close()
    with ExitStack() as stack:
        windows = []
        for login, password in made.items():
            own = postgres_server.url(name, user=login, password=password)
            windows.append(At(own, login, seconds, tmp_path, stack.enter_context(display())))
            stack.callback(windows[-1].close)
        wait(windows, lambda: all(["ready"] in one.lines() for one in windows))
        for one in windows:
            one.say()
        time.sleep(seconds)
        with psycopg.connect(postgres_server.dsn(name)) as owner:
            wait(windows, lambda: all(shown(one) == standing(owner) for one in windows))
            changed = standing(owner)
        for one in windows:
            one.say(last=True)
        assert [one.process.wait(_PATIENCE_S) for one in windows] == [0] * len(windows), told(windows)
    late = sorted(delays(windows, changed))
    assert late
    assert late[-1] < _SEEN_S
    print(f"{len(late)} changes seen elsewhere, median {median(late):.2f} s, last {late[-1]:.2f} s")  # noqa: T201 - a figure


def wait(windows: list[At], holds: Callable[[], bool]) -> None:
    """Wait until something holds while every window lives."""
    end = time.monotonic() + _PATIENCE_S
    while not holds():
        assert all(one.process.poll() is None for one in windows), told(windows)
        assert time.monotonic() < end, told(windows)
        time.sleep(0.1)


def told(windows: list[At]) -> str:
    return "\n".join((one.journal.parent / f"{one.login}.txt").read_text(encoding="utf-8") for one in windows)


def shown(one: At, *, begun: bool = True) -> dict[int, int]:
    """Return the version of each ticket that a window shows last."""
    return {number: version for _, number, version in one.rows(begun=begun)}


def standing(owner: psycopg.Connection) -> dict[int, int]:
    owner.rollback()
    return dict(owner.execute("SELECT number, version FROM tickets WHERE is_open").fetchall())


def delays(windows: list[At], last: dict[int, int]) -> list[float]:
    """Return, for each state that a ticket took, how long after the first window each other one showed it.

    A window that was not looking while two changes came shows the later one: then it saw the earlier one as well.
    """
    before = shown(windows[0], begun=False)
    found = []
    for number, newest in last.items():
        for version in range(before.get(number, newest) + 1, newest + 1):
            times = sorted(seen(one, number, version) for one in windows)
            found += [one - times[0] for one in times[1:]]
    return found


def seen(one: At, number: int, version: int) -> float:
    return next(float(at) for at, n, v in one.rows() if n == number and v >= version)
