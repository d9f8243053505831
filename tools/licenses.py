"""Lists the license of every locked package, refuses those the program may not be given away with, writes the notices.

Usage: `python tools/licenses.py` checks both locks; `--notices FILE` writes what accompanies the built program. What
runs with the program must be permissive or under the LGPL (which the folder of the package honors: its libraries are
files that can be replaced). A GPL tool may help to build, where it is named here with the reason.
"""

from __future__ import annotations

import argparse
import re
import sys
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = "requirements/run.txt"
TOOLS = "requirements/dev.txt"

ALLOWED = re.compile(
    r"(?i)\b(MIT|0?BSD|Apache|PSF|Python Software Foundation|MPL|Mozilla|LGPL|zlib|CC0|ISC|Unlicense|Dual License)\b"
)
FORBIDDEN = re.compile(r"(?i)\bA?GPL|GNU (Affero )?General Public|proprietary|SSPL|BUSL")
REVIEWED = {"pysqlite3": "zlib", "pyrage": "MIT"}  # their metadata name none; the license files do
BUILD_TOOLS = {
    "pyinstaller": "its exception lets programs that it builds carry any license",
    "pyinstaller-hooks-contrib": "its hooks at run time are under the Apache License; the rest stays on the machine",
}
_HEAD = """Clausedesk is under the MIT License (LICENSE). The packages below come with it, under licenses of their own.

Qt, PySide6, Shiboken and psycopg are used under the GNU Lesser General Public License 3.0, whose text stands under
psycopg: their libraries are files of their own in the folder of the program, and you may replace them. Fonts are under
the SIL Open Font License (resources/fonts), icons under the MIT License (resources/icons). Libraries of the system on
which it was built are carried along under the licenses of that system's packages.
"""


def locked(lock: str) -> list[str]:
    """Return the names of the packages in a lock file."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return sorted(set(re.findall(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==", text, re.MULTILINE)))


def license_of(package: Distribution) -> str:
    """Return what a package says of its license; empty when it says nothing."""
    facts = package.metadata.json
    name = str(facts["name"]).lower().replace("_", "-")
    stated = facts.get("license_expression") or str(facts.get("license") or "").strip().split("\n")[0]
    kinds = [str(each) for each in facts.get("classifier") or [] if str(each).startswith("License ::")]
    named = [each.split("::")[-1].strip() for each in kinds]
    return str(stated or " OR ".join(named) or REVIEWED.get(name, ""))


def may_be_shipped(license_text: str) -> bool:
    """Tell whether the program may be given away with it: of alternatives one suffices, of parts all count."""
    parts = re.split(r"\s+AND\s+|\s*;\s*", license_text)
    return all(any(_is_fine(one) for one in re.split(r"\s+OR\s+", part)) for part in parts)


def faults() -> list[str]:
    """Return a sentence for each locked package that may not stand where it does."""
    found = []
    for lock in (SHIPPED, TOOLS):
        for name, license_text in licenses(lock).items():
            if lock == TOOLS and name in BUILD_TOOLS:
                continue
            if not may_be_shipped(license_text):
                found.append(f"{lock}: {name} is under {license_text or 'no license that it states'}")
    return found


def licenses(lock: str) -> dict[str, str]:
    """Return the license of each package of a lock that is installed here; the others are for other systems."""
    found = {}
    for name in locked(lock):
        try:
            found[name] = license_of(distribution(name))
        except PackageNotFoundError:
            continue
    return found


def notices() -> str:
    """Return the text that accompanies the built program: each package, its license, the texts of the licenses."""
    told = [_HEAD]
    for name, license_text in licenses(SHIPPED).items():
        package = distribution(name)
        told.append(f"{'=' * 100}\n{name} {package.version}: {license_text}\n")
        files = [one for one in package.files or [] if re.search(r"(?i)(^|/)(licen[cs]e|copying|notice)", str(one))]
        for file in files:
            path = Path(str(package.locate_file(file)))
            if "_vendor" not in path.parts and path.is_file():
                told.append(path.read_text(encoding="utf-8", errors="replace").strip() + "\n")
    return "\n".join(told)


def _is_fine(license_text: str) -> bool:
    return bool(ALLOWED.search(license_text)) and not FORBIDDEN.search(license_text.replace("LGPL", ""))


def main(arguments: list[str]) -> int:
    """Check, or write the notices; 1 when a license forbids."""
    parser = argparse.ArgumentParser(description="Check the licenses of all locked packages.")
    parser.add_argument("--notices", type=Path, metavar="FILE")
    asked = parser.parse_args(arguments)
    if asked.notices:
        asked.notices.write_text(notices(), encoding="utf-8")
        return 0
    for name, license_text in {**licenses(TOOLS), **licenses(SHIPPED)}.items():
        print(f"{name:<28} {license_text}")
    found = faults()
    print("\n".join(found) or "All may stand where they do.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
