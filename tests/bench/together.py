"""Processes that work together: each is told where it sits, says that it is ready, and gives its figures at the end.

What is told goes through a pipe and not on the command line, for passwords are in it.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from typing import Any


class Part:
    """One process of a measurement."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def say(self, line: str) -> None:
        """Tell it a line."""
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def wait_until_ready(self) -> None:
        """Wait until it says "ready"; ends the measurement where it says anything else."""
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != "ready":
            raise SystemExit("a part of the measurement did not begin")

    def end(self) -> Any:
        """Wait for its end and return what it says last."""
        told, _ = self._process.communicate()
        if self._process.returncode:
            raise SystemExit("a part of the measurement broke off")
        return json.loads(told.splitlines()[-1])
