"""Commands that do their work at a desk and leave it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from console.cli.desks import desk
from console.services.desk import Desk


def putting(inner: Any) -> Callable[[str, Callable[[argparse.Namespace], int], str], Any]:
    """Return what adds a command to a group by name, work and words; each can answer in JSON."""

    def put(name: str, run: Callable[[argparse.Namespace], int], words: str) -> Any:
        made = inner.add_parser(name, help=words)
        made.add_argument("--json", action="store_true")
        made.set_defaults(run=run)
        return made

    return put


def runs(parser: Any, work: Callable[[Desk, argparse.Namespace], None]) -> None:
    """Let a parser carry out a work; every such command can answer in JSON."""
    parser.add_argument("--json", action="store_true")

    def run(asked: argparse.Namespace) -> int:
        here = desk(asked)
        try:
            work(here, asked)
        finally:
            here.store.close()
        return 0

    parser.set_defaults(run=run)
