"""A decision in microseconds, and as a ratio to reading and writing its facts as JSON, in the same run.

Run it as a script. The facts are those of our own cases, so every row of the tables is among them.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import policy  # noqa: E402 - the path comes first
from policy.ruling.cases.given import request_facts  # noqa: E402 - same
from tests.policy import own_cases, shipped  # noqa: E402 - same

ROUNDS = 9
GOAL = 100
STORED = 100_000


def main() -> None:
    """Print the table."""
    agreement = shipped.agreement()
    terms = policy.terms_of(agreement)
    facts = [request_facts(case[2], terms) for case in own_cases.REQUESTS]
    stored = [policy.canonical(one) for one in facts]
    plain = [json.loads(one) for one in stored]

    def yardstick(number: int) -> None:
        json.loads(json.dumps(plain[number], sort_keys=True))

    works: list[tuple[str, Callable[[int], object]]] = [
        ("facts as JSON and back", yardstick),
        ("decide, trace off", lambda number: policy.decide(facts[number], agreement, trace=False)),
        ("decide, with trace", lambda number: policy.decide(facts[number], agreement)),
        ("what would change", lambda number: policy.changes(facts[number], agreement)),
        ("replay of stored facts", lambda number: policy.replay(stored[number], agreement)),
        ("read facts, decide", lambda number: decide_stored(stored[number], agreement)),
    ]
    unit = 0.0
    print(f"{'operation':<26}{'µs each':>10}{'ratio':>8}")
    for name, work in works:
        each = microseconds(work, len(facts))
        unit = unit or each
        goal = f"   (goal {GOAL} µs)" if name == "decide, trace off" else ""
        print(f"{name:<26}{each:>10.1f}{each / unit:>8.1f}{goal}")
    print(f"{STORED:,} stored requests would take {STORED * each / 1e6:.1f} s on one core")


def decide_stored(inputs: str, agreement: policy.Agreement) -> policy.Decision:
    """Read facts as they are stored and decide without a trace: what a rehearsal does for each request."""
    return policy.decide(policy.from_plain(policy.RequestFacts, json.loads(inputs)), agreement, trace=False)


def microseconds(work: Callable[[int], object], number: int) -> float:
    """Return the median over the rounds of what one piece of work takes."""
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for one in range(number):
            work(one)
        found.append((time.perf_counter() - start) / number * 1e6)
    return statistics.median(found)


if __name__ == "__main__":
    main()
