"""A process of a rehearsal: reads what is rehearsed and then pages of keys, answers each with what differs."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from typing import Any

import policy
from console.faults import Fault
from console.services.rehearsing.judging import Judge
from console.services.rehearsing.trials import Trial
from console.store import open_store


def main() -> int:
    """Answer until the pipe ends. A fault of the world is an answer and ends the process."""
    first = sys.stdin.readline()
    if not first:
        return 0
    try:
        trial = policy.from_plain(Trial, json.loads(first))
        with closing(open_store(trial.url, read_only=True)) as store:
            judge = Judge(store, trial)
            _answer({"rows": []})
            for line in sys.stdin:
                _answer({"rows": policy.to_plain(judge.page(json.loads(line)))})
    except Fault as fault:
        _answer({"fault": fault.code, "params": {name: str(value) for name, value in fault.params.items()}})
        return 1
    return 0


def _answer(value: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
