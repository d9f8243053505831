"""Runs every measurement in `tests/bench/` in turn, each in a process of its own, and prints their tables.

It must not judge: a measurement that holds a promise says so itself by its exit status.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEERS = "CLAUSEDESK_PEERS"


def main(names: list[str]) -> int:
    """Run the measurements whose names contain one of the words given, or all; 1 when one of them fails."""
    found = sorted((ROOT / "tests" / "bench").glob("bench_*.py"))
    chosen = [path for path in found if not names or any(name in path.stem for name in names)]
    if not chosen:
        print("There is no such measurement in tests/bench.")
        return 1
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "TZ": "UTC", "PYTHONUNBUFFERED": "1", **peers()}
    failed = []
    for path in chosen:
        print(f"== {path.stem}", flush=True)
        begun = time.perf_counter()
        done = subprocess.run([sys.executable, path], cwd=ROOT, env=surroundings, check=False)
        print(f"-- {path.stem}: {time.perf_counter() - begun:.1f} s, status {done.returncode}\n", flush=True)
        if done.returncode:
            failed.append(path.stem)
    print(f"{len(chosen)} measurements, {len(failed)} failed{': ' + ', '.join(failed) if failed else ''}")
    return 1 if failed else 0


def peers() -> dict[str, str]:
    """Return where other people's cases are: as the surroundings say, else beside this folder, as `.ci/run` looks."""
    if os.environ.get(PEERS):
        return {}
    beside = ROOT.parent / "shared" / "data"
    if beside.is_dir():
        return {PEERS: str(beside)}
    print(f"{PEERS} names no folder and there is none at {beside}: what needs other people's cases is left out\n")
    return {}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
