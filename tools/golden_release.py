"""Writes down what this release decides, so that every later engine is held to it; an older file is never touched.

Run it once for each release, after its version is set in pyproject.toml: `python tools/golden_release.py`.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tests.golden import golden_decisions as golden  # noqa: E402 - the path comes first


def main(words: list[str]) -> int:
    """Write the file of the version of pyproject.toml, or below another folder; 1 where it stands already."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    path = Path(words[0]) / golden.file_of(version).name if words else golden.file_of(version)
    if path.exists():
        print(f"{path} stands already: what {version} decided is not written anew. Set the next version first.")
        return 1
    text = golden.text_of(version)
    golden.write(path, text)
    print(f"{path}: {text.count(chr(10)) - 1} decisions, {path.stat().st_size / 1024:.0f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
