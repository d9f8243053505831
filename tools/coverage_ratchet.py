"""Measures how much of `policy` and `console.store` their own tests cover, and holds each module to its floor.

The suites of policy, store, services, query and archive run under coverage side by side, lines and branches; the
longest in two shares, so that no core waits for it at the end. The floors stand in `tests/house/coverage_floor.json`,
in percent by module. One without a floor needs what stands under "new".
Floors only rise: `--raise` writes what is covered now where that is more. A module once at 100 stays there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ROOT / "tests" / "house" / "coverage_floor.json"
NEW = "new"
SUITES = ("tests/policy", "tests/store", "tests/services", "tests/query", "tests/archive")
SHARES = {"tests/services": 2}
WATCHED = ("policy/", "console/store/")
_TENTH = 10
_IN_PROCESS = ("-m", "not soak")  # what is killed or traced runs in processes of its own, which are not measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A module that is covered less than it has to be; percentages."""

    module: str
    floor: float
    covered: float

    def sentence(self) -> str:
        """Say the gap to a person."""
        return f"{self.module}: {self.covered:.1f} % covered, at least {self.floor:.1f} % needed"


def percentages(report: dict[str, dict[str, dict[str, dict[str, float]]]]) -> dict[str, float]:
    """Return the percent covered of each watched module in coverage's JSON report, cut to a tenth."""
    found = {}
    for path, facts in report["files"].items():
        name = path.replace("\\", "/")
        if name.startswith(WATCHED) and "/migrations/" not in name:
            found[name] = int(facts["summary"]["percent_covered"] * _TENTH) / _TENTH
    return found


def gaps(covered: dict[str, float], floors: dict[str, float]) -> list[Gap]:
    """Return the modules below their floor, worst first."""
    found = [
        Gap(module=module, floor=floors.get(module, floors[NEW]), covered=percent)
        for module, percent in covered.items()
        if percent < floors.get(module, floors[NEW])
    ]
    return sorted(found, key=lambda gap: (gap.covered - gap.floor, gap.module))


def raised(covered: dict[str, float], floors: dict[str, float]) -> dict[str, float]:
    """Return the floors after a rise: never lower than before, without the modules that are gone."""
    kept = {module: max(percent, floors.get(module, 0.0)) for module, percent in sorted(covered.items())}
    return {NEW: floors[NEW], **kept}


def shares() -> dict[str, list[str]]:
    """Return what each process runs, by the name of its log: a suite, or a share of the files of a long one."""
    found = {}
    for suite in SUITES:
        files = sorted((ROOT / suite).rglob("test_*.py"), key=lambda file: (-file.stat().st_size, file))
        number = SHARES.get(suite, 1)
        for first in range(number if files else 0):
            given = [suite] if number == 1 else [str(file.relative_to(ROOT)) for file in files[first::number]]
            found[f"{suite.replace('/', '-')}-{first}"] = given
    return found


def measure(folder: Path) -> tuple[dict[str, float], bool]:
    """Run the suites under coverage; return the percent by module, and whether every test passed."""
    surroundings = {**os.environ, "COVERAGE_FILE": str(folder / "data"), "QT_QPA_PLATFORM": "offscreen"}
    surroundings["CLAUSEDESK_DATABASES"] = "other"  # above the store, what `make test` has not run
    coverage = [sys.executable, "-m", "coverage"]
    run = [*coverage, "run", "--parallel-mode", "-m", "pytest", "-q", "-p", "no:cacheprovider", "--no-header"]
    running = [
        (log.name, subprocess.Popen([*run, *_IN_PROCESS, *given], cwd=ROOT, env=surroundings, stdout=log, stderr=log))
        for name, given in shares().items()
        for log in [(folder / f"{name}.log").open("w")]
    ]
    passed = True
    for written, process in running:
        if process.wait():
            passed = False
            print(Path(written).read_text()[-4000:])
    if not running:
        return {}, True
    target = folder / "coverage.json"
    for command in (["combine", "--quiet"], ["json", "--quiet", "-o", str(target)]):
        subprocess.run([*coverage, *command], cwd=ROOT, env=surroundings, check=True)
    return percentages(json.loads(target.read_text())), passed


def main(arguments: list[str]) -> int:
    """Measure and compare, or raise the floors; 1 when a module is below its floor or a test fails."""
    parser = argparse.ArgumentParser(description="Hold each module of the core to its coverage floor.")
    parser.add_argument("--raise", dest="rise", action="store_true", help="write higher floors where more is covered")
    chosen = parser.parse_args(arguments)
    folder = ROOT / "build" / "coverage"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    floors: dict[str, float] = json.loads(FLOORS.read_text())
    covered, passed = measure(folder)
    found = gaps(covered, floors)
    for gap in found:
        print(gap.sentence())
    if chosen.rise and passed:
        FLOORS.write_text(json.dumps(raised(covered, floors), indent=2) + "\n")
    higher = sum(percent > floors.get(module, floors[NEW]) for module, percent in covered.items())
    print(f"{len(covered)} modules, {len(found)} below their floor, {higher} above it")
    return 1 if found or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
