"""Bounded processes that outlive the tests that started them, so that the next test need not start one.

They are the program's own, asked and bounded as ever: only their end is put off. A process that refused something, or
was asked with other modules or a bound of its own, ends as it would.
"""

from __future__ import annotations

import atexit
import subprocess
from collections.abc import Sequence

import pytest

from console.channels.untrusted import process
from console.channels.untrusted.process import BoundedWorker
from console.services.intake import reading

_usual = BoundedWorker()._command
_importing = BoundedWorker(modules=(reading._MODULE,))._command
_idle: dict[tuple[str, ...], list[subprocess.Popen[bytes]]] = {_usual: [], _importing: []}
_start, _close = process._started, BoundedWorker.close


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    idle = _idle.get(tuple(command), [])
    while idle:
        found = idle.pop()
        if found.poll() is None:
            return found
        _given_up(found)
    return _start(command)


def _closed(worker: BoundedWorker) -> None:
    with worker._lock:
        kept = worker._process
        if kept is not None and kept.poll() is None and worker._command in _idle:
            worker._process = None
            _idle[worker._command].append(kept)
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
    for idle in _idle.values():
        while idle:
            _given_up(idle.pop())
