"""Commands that do their work at a desk, in the zone of its policy, and leave it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from console.cli.desks import desk
from console.services.desk import Desk
from console.views.words import set_zone


def runs(parser: Any, work: Callable[[Desk, argparse.Namespace], None]) -> None:
    """Let a parser carry out a work; every such command can answer in JSON."""
    parser.add_argument("--json", action="store_true")

    def run(asked: argparse.Namespace) -> int:
        here = desk(asked)
        try:
            set_zone(str(here.company.get("policy_tz") or "UTC"))
            work(here, asked)
        finally:
            here.store.close()
        return 0

    parser.set_defaults(run=run)
