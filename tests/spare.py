"""Bounded processes that outlive the tests that started them, so that the next test need not start one.

They are the program's own, asked and bounded as ever: only their end is put off. A process that refused something, or
was asked with modules or a bound of its own, ends as it would.
"""

from __future__ import annotations

import atexit
import subprocess
from collections.abc import Sequence

import pytest

from console.channels.untrusted import process
from console.channels.untrusted.process import BoundedWorker

_idle: list[subprocess.Popen[bytes]] = []
_start, _close = process._started, BoundedWorker.close
_usual = BoundedWorker()._command


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    while command == _usual and _idle:
        found = _idle.pop()
        if found.poll() is None:
            return found
        _given_up(found)
    return _start(command)


def _closed(worker: BoundedWorker) -> None:
    with worker._lock:
        kept = worker._process
        if kept is not None and kept.poll() is None and worker._command == _usual:
            worker._process = None
            _idle.append(kept)
    _close(worker)


def _given_up(one: subprocess.Popen[bytes]) -> None:
    one.kill()
    one.wait()
    for stream in (one.stdin, one.stdout):
        if stream is not None:
            stream.close()


@pytest.fixture(autouse=True)
def spare_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a process that is there, and keep it for the next; for the conftest of a folder to import."""
    monkeypatch.setattr(process, "_started", _started)
    monkeypatch.setattr(BoundedWorker, "close", _closed)


@atexit.register
def _end() -> None:
    while _idle:
        _given_up(_idle.pop())
