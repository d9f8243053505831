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


def main() -> int:
    """Print the table; 1 when a single decision works longer than the goal."""
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
    unit, slow = 0.0, False
    print(f"{'operation':<26}{'µs each':>10}{'worked':>10}{'ratio':>8}")
    for name, work in works:
        each, worked = microseconds(work, len(facts))
        unit = unit or worked
        goal = name == "decide, trace off"
        slow = slow or (goal and worked > GOAL)
        print(f"{name:<26}{each:>10.1f}{worked:>10.1f}{worked / unit:>8.1f}" + (f"   (goal {GOAL} µs)" if goal else ""))
    print(f"{STORED:,} stored requests would take {STORED * worked / 1e6:.1f} s on one core")
    return 1 if slow else 0


def decide_stored(inputs: str, agreement: policy.Agreement) -> policy.Decision:
    """Read facts as they are stored and decide without a trace: what a rehearsal does for each request."""
    return policy.decide(policy.from_plain(policy.RequestFacts, json.loads(inputs)), agreement, trace=False)


def microseconds(work: Callable[[int], object], number: int) -> tuple[float, float]:
    """Return the median over the rounds of what one piece of work takes, and the least that the processor works for it.

    Where others use the machine too, only the second can be compared.
    """
    found: list[tuple[float, float]] = []
    for _ in range(ROUNDS):
        start, worked = time.perf_counter(), time.process_time()
        for one in range(number):
            work(one)
        found.append(((time.perf_counter() - start) / number * 1e6, (time.process_time() - worked) / number * 1e6))
    passed, processor = zip(*found, strict=True)
    return statistics.median(passed), min(processor)


if __name__ == "__main__":
    sys.exit(main())
