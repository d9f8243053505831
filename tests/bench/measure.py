"""Taking times: both sides by turns, so that the noise of a shared machine falls on both."""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

_LONGEST = 1.5  # seconds for one line of the table


def median(mine: Callable[[], object], theirs: Callable[[], object], times: int = 200) -> tuple[float, float]:
    """Return the median milliseconds of each, taken by turns after a warm-up."""
    for _ in range(8):
        mine()
        theirs()
    taken: tuple[list[float], list[float]] = ([], [])
    end = time.perf_counter() + _LONGEST
    while len(taken[0]) < times and (time.perf_counter() < end or len(taken[0]) < 5):
        for work, into in ((mine, taken[0]), (theirs, taken[1])):
            begun = time.perf_counter()
            work()
            into.append((time.perf_counter() - begun) * 1_000)
    return statistics.median(taken[0]), statistics.median(taken[1])


def row_of(name: str, mine: float, theirs: float) -> str:
    """Return a line of the table."""
    return f"{name:<34}{mine:>10.3f}{theirs:>10.3f}{mine / theirs:>8.1f}{mine - theirs:>10.3f}"


def resident_mb() -> float:
    """Return the memory of this process in MB, or 0 where the system does not say."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(one for one in status.read_text(encoding="utf-8").splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def processor_seconds() -> float:
    """Return how long processors have worked for this process and for those that it has ended."""
    used = (resource.getrusage(one) for one in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def family_peak_mb() -> float:
    """Return the most memory that this process and its living children have had, in MB; 0 where nothing says so."""
    return sum(_peak_mb(path) for path in Path("/proc").glob("[0-9]*/status") if _ours(path))


def _ours(path: Path) -> bool:
    try:
        said = dict(line.split(":", 1) for line in path.read_text(encoding="utf-8").splitlines() if ":" in line)
    except OSError:
        return False
    return str(os.getpid()) in (said.get("PPid", "").strip(), said.get("Pid", "").strip())


def _peak_mb(path: Path) -> float:
    try:
        line = next(one for one in path.read_text(encoding="utf-8").splitlines() if one.startswith("VmHWM"))
    except (OSError, StopIteration):
        return 0.0
    return int(line.split()[1]) / 1024
