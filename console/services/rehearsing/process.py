"""The processes of a rehearsal seen from outside: started together, asked page by page, ended with the rehearsal.

The address of the database goes through the pipe and never into an argument, where others could read it.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import console
import policy
from console.faults import Known
from console.records.rehearsal import Differing
from console.services.rehearsing.trials import Trial

FLAG: Final = "--rehearsal-process"
"""First argument of a packaged program that is to be such a process."""


class Team:
    """A few processes with one rehearsal. Each thread that asks has one of them for itself meanwhile."""

    def __init__(self, trial: Trial, number: int) -> None:
        self._every: list[_Helper] = []
        self._free: queue.LifoQueue[_Helper] = queue.LifoQueue()
        first = json.dumps(policy.to_plain(trial))
        try:
            for _ in range(number):
                self._every.append(_Helper())
            for one in self._every:
                one.tell(first)
            for one in self._every:
                one.heard()
                self._free.put(one)
        except BaseException:
            self.close()
            raise

    def judge(self, keys: tuple[int, ...]) -> tuple[Differing, ...]:
        """Return what differs among the requests with these keys. Raises what the process met, Known."""
        helper = self._free.get()
        try:
            helper.tell(json.dumps(keys))
            return tuple(policy.from_plain(Differing, one) for one in helper.heard())
        finally:
            self._free.put(helper)

    def close(self) -> None:
        """End every process."""
        for one in self._every:
            one.end()


class _Helper:
    """One process and its two pipes: a line of JSON in, a line of JSON out."""

    def __init__(self) -> None:
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program with fixed arguments
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=_surrounding(),
                text=True,
                encoding="utf-8",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise Known("rehearsal_ended", reason=error.strerror or type(error).__name__) from error

    def tell(self, line: str) -> None:
        """Send a line; a process that is gone is noticed when its answer is read."""
        with contextlib.suppress(OSError, ValueError):
            assert self._process.stdin is not None  # noqa: S101 - it was asked for
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()

    def heard(self) -> Any:
        """Return the answer. Raises the fault that the process met, or Known ("rehearsal_ended")."""
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        line = self._process.stdout.readline()
        if not line:
            raise Known("rehearsal_ended", reason=f"exit code {self._process.wait()}")
        answer = json.loads(line)
        if "fault" in answer:
            raise Known(answer["fault"], **answer["params"])
        return answer["rows"]

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


def _command() -> tuple[str, ...]:
    if getattr(sys, "frozen", False):
        return (sys.executable, FLAG)
    return (sys.executable, "-X", "utf8", "-m", "console.services.rehearsing.worker")


def _surrounding() -> dict[str, str]:
    surrounding = dict(os.environ)
    if not getattr(sys, "frozen", False):
        surrounding["PYTHONPATH"] = str(Path(console.__path__[0]).parent)
    return surrounding
