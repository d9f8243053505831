"""Every decision of the demo desk taken again: how many come out with the same bytes, and what one takes.

Run it as a script. What the panels decide now of each request is taken again, and every decision, closing and reopening
that was recorded. One that comes out otherwise ends the run with a failure.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import policy  # noqa: E402 - the path comes first
from console.services import agreements, assessing, showing  # noqa: E402 - same
from console.services.demo import build_demo  # noqa: E402 - same
from console.services.desk import Desk  # noqa: E402 - same
from console.store import tables  # noqa: E402 - same

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def main() -> int:
    """Print the table; 1 when something comes out otherwise."""
    with tempfile.TemporaryDirectory() as folder:
        desk = build_demo(f"sqlite:///{Path(folder) / 'demo.sqlite'}", out_folder=Path(folder), clock=lambda: NOW)
        with desk.store.read() as connection:
            asked = tables.tickets.tickets.select().order_by(tables.tickets.tickets.c.id)
            tickets = [(row.id, row.number) for row in connection.execute(asked)]
        made = [assessing.assess_ticket(desk, key) for key, _ in tickets]
        agreement = agreements.build(agreements.shipped())
        yard = _worked(lambda: [json.loads(json.dumps(json.loads(one.inputs), sort_keys=True)) for one in made])
        again = [policy.replay(one.inputs, agreement, one.result).same for one in made]
        spent = _worked(lambda: [policy.replay(one.inputs, agreement, one.result) for one in made])
        stored = _stored(desk, [number for _, number in tickets])
        desk.store.close()
    print(f"{'taken again':<34}{'number':>8}{'same':>8}{'ms each':>10}{'x JSON':>8}")
    print(f"{'what each request is decided now':<34}{len(made):>8}{sum(again):>8}", end="")
    print(f"{spent / len(made) * 1e3:>10.2f}{spent / yard:>8.1f}")
    print(f"{'recorded decisions and closings':<34}{len(stored):>8}{sum(stored):>8}")
    return 0 if all(again) and all(stored) and made and stored else 1


def _stored(desk: Desk, numbers: list[str]) -> list[bool]:
    return [one.same for number in numbers for one in showing.ticket(desk, number, replay=True).replays]


def _worked(work: Callable[[], object]) -> float:
    """Return the seconds that the processor works for something, the least of three times."""
    found = []
    for _ in range(3):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


if __name__ == "__main__":
    sys.exit(main())
