"""Writes down what this release decides and writes, so that every later one is held to it; older files stay.

Run it once for each release, after its version is set in pyproject.toml: `python tools/golden_release.py`.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.golden import golden_decisions, golden_letters  # noqa: E402 - the path comes first


def main(words: list[str]) -> int:
    """Write the files of the version of pyproject.toml, or below another folder; 1 where both stand already."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    written = 0
    for kept in (golden_decisions, golden_letters):
        path = Path(words[0]) / kept.file_of(version).name if words else kept.file_of(version)
        if path.exists():
            print(f"{path} stands already: what {version} said is not written anew. Set the next version first.")
            continue
        golden_decisions.write(path, kept.text_of(version))
        print(f"{path}: {path.stat().st_size / 1024:.0f} KB")
        written += 1
    return 0 if written else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
