"""Runs every check that needs no test of the whole program, and tells of all that fail, not only of the first.

The checks are: lint, format, types, import contracts, sizes, words, licenses, coverage floors. Names given on the
command line choose among them. It must not change a file.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_PY = sys.executable
_TYPED_SCRIPTS = [
    "build_spec.py",
    "tools",
    "tests/conftest.py",
    "tests/guards.py",
    "tests/postgres_server.py",
    "tests/house",
]

CHECKS: dict[str, list[str]] = {
    "lint": [_PY, "-m", "ruff", "check", "--quiet", "."],
    "format": [_PY, "-m", "ruff", "format", "--check", "--quiet", "."],
    "types": [_PY, "-m", "mypy", "--no-error-summary"],
    "script-types": [_PY, "-m", "mypy", "--no-error-summary", "--explicit-package-bases", *_TYPED_SCRIPTS],
    "imports": [_PY, "-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"],
    "sizes": [_PY, "tools/sizes.py"],
    "words": [_PY, "tools/words.py"],
    "licenses": [_PY, "tools/licenses.py"],
    "coverage": [_PY, "tools/coverage_ratchet.py"],
}


def main(names: list[str]) -> int:
    """Run the checks named, or all; 0 when they hold, 1 when one does not, 2 for a name that is none."""
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"no check is named {', '.join(unknown)}; there are {', '.join(CHECKS)}")
        return 2
    failed = []
    for name in names or CHECKS:
        begun = time.perf_counter()
        done = subprocess.run(CHECKS[name], cwd=ROOT, check=False)
        print(
            f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name} ({time.perf_counter() - begun:.1f} s)", flush=True
        )
        if done.returncode:
            failed.append(name)
    if failed:
        print(f"These checks do not hold: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
