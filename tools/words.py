"""Holds the files to words of the project alone: no address of a download, no path of somebody's machine.

The patterns are put together from parts, so that this file does not name what it forbids. `main` looks at the files
that git knows or would take in; a line that has to carry a forbidden word is listed in `ALLOWED` with its reason.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_LONGEST_FILE = 4_000_000


def _any(*parts: tuple[str, ...]) -> str:
    return "|".join(re.escape("".join(each)) for each in parts)


PATTERNS: dict[str, re.Pattern[str]] = {
    "an address of a package registry": re.compile(
        _any(
            ("py", "pi.org"),
            ("pythonhosted", ".org"),
            ("registry.npm", "js.org"),
            ("deb.deb", "ian.org"),
            ("security.deb", "ian.org"),
            ("archive.ub", "untu.com"),
            ("proxy.go", "lang.org"),
            ("crates", ".io"),
            ("--index", "-url"),
            ("--extra-index", "-url"),
            ("--find", "-links"),
        ),
        re.IGNORECASE,
    ),
    "a path of one machine": re.compile(
        r"(?<![\w./-])(?:"
        + _any(
            ("/wo", "rk/"),
            ("/ro", "ot/"),
            ("/home", "/runner"),
            ("/opt/", "wheels"),
            ("/opt/", "pypi"),
            ("/tm", "p/brief"),
            ("/tm", "p/venv"),
        )
        + ")|"
        + _any(("../", "shared"), ("pyenv/", "versions"))
    ),
    "a word about how the text came about": re.compile(
        r"\b(?:" + _any(("cla", "ude"), ("anthro", "pic"), ("chat", "gpt"), ("open", "ai"), ("sub", "agent")) + r")\b"
        r"|\b(?:"
        + _any(("language mo", "del"), ("as an ", "ai"), ("ai-gen", "erated"), ("the lead ", "commits"))
        + r")\b",
        re.IGNORECASE,
    ),
}

_PEERS = ("../", "shared/data")
# file: (what may stand there, why)
ALLOWED: dict[str, tuple[str, str]] = {
    ".ci/run": ("".join(_PEERS), "the one place that knows where other people's cases may lie"),
}


def findings(text: str, *, name: str) -> list[str]:
    """Return the forbidden words of a text, one sentence each with its line."""
    allowed = ALLOWED.get(name, ("", ""))[0]
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        rest = line.replace(allowed, "") if allowed else line
        for what, pattern in PATTERNS.items():
            hit = pattern.search(rest)
            if hit:
                found.append(f"{name}:{number}: {what}: {hit.group()}")
    return found


def files(root: Path) -> list[Path]:
    """Return the files that git tracks or would track; every file outside of hidden folders where git is not there."""
    git = shutil.which("git")
    if git:
        command = [git, "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 0:
            return sorted({root / name for name in done.stdout.split("\0") if name})
    return sorted(path for path in root.rglob("*") if not any(part.startswith(".") for part in path.parts[1:]))


def main(root: Path = ROOT) -> int:
    """Print the forbidden words below the folder; 1 when there are some."""
    found: list[str] = []
    for path in files(root):
        if not path.is_file() or path.stat().st_size > _LONGEST_FILE:
            continue
        blob = path.read_bytes()
        if b"\0" not in blob:
            found += findings(blob.decode("utf-8", errors="replace"), name=path.relative_to(root).as_posix())
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT))
