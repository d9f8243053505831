from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"

# file below the root, the line that breaks a contract, the contract
BREACHES = [
    ("policy/facts.py", "import console.faults", "the policy depends on nothing of the program"),
    ("policy/facts.py", "import policy.ruling", "the policy is built in layers"),
    ("policy/tables.py", "import policy.periods", "the policy is built in layers"),
    ("console/records.py", "import console.services", "the console is built in layers"),
    ("console/services.py", "import sqlalchemy", "only the store speaks SQL"),
    ("console/services.py", "import PySide6.QtCore", "only the window knows Qt"),
    ("console/views.py", "import policy", "what shows and keeps does not ask the policy"),
    ("console/views.py", "import pyqtgraph", "only the plots know their library"),
    ("console/services.py", "import numpy", "only the plots know their library"),
    ("console/unplaced.py", "PLACED = False", "the console is built in layers"),
]


def _lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LINT], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """A program with an empty module in each place of the contracts."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    for package in ("console", "policy", "resources"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    for contract in contracts:
        for layer in contract.get("layers", []):
            for name in re.findall(r"\w+", layer):
                (tmp_path / contract["containers"][0] / f"{name}.py").touch()
    return tmp_path


def test_the_import_contracts_hold() -> None:
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_skeleton_of_the_program_keeps_the_contracts(skeleton: Path) -> None:
    done = _lint(skeleton)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("name", "line", "contract"), BREACHES)
def test_a_breach_of_a_contract_is_seen(skeleton: Path, name: str, line: str, contract: str) -> None:
    (skeleton / name).write_text(f"{line}\n")
    done = _lint(skeleton)
    assert done.returncode != 0
    assert f"{contract} BROKEN" in re.sub(r"\s+", " ", done.stdout)


# What import contracts cannot say: a part of a library, and the front door of a package.


_DECIDES = re.compile(r"\bpolicy\.decide\(|from policy import[^\n]*\bdecide\b")


def _modules(source: str) -> set[str]:
    """Return the modules that a source imports, or imports from, wherever in it that stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            found |= {f"PySide6.{one.name}" for one in node.names if node.module == "PySide6"}
    return found


_SHOW = ("console/views/", "console/app.py", "console/sitting.py", "console/reading.py")


def _offenses(name: str, source: str) -> list[str]:
    modules = _modules(source)
    found = []
    if "PySide6.QtWidgets" in modules and not name.startswith(_SHOW):
        found.append(f"{name} knows widgets")
    if name.startswith("console/") and any(one.startswith("policy.") for one in modules):
        found.append(f"{name} goes into the policy beside its front door")
    if _DECIDES.search(source) and not name.startswith("console/services/"):
        found.append(f"{name} decides")
    return found


def test_widgets_are_in_views_alone_and_the_policy_is_entered_by_its_front_door() -> None:
    files = [path for folder in ("console", "resources") for path in (ROOT / folder).rglob("*.py")]
    assert len(files) > 100
    assert [
        one for path in files for one in _offenses(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    ] == []


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("console/work/a.py", "from PySide6.QtWidgets import QWidget"),
        ("console/models/a.py", "def late():\n    from PySide6 import QtWidgets"),
        ("console/services/a.py", "from policy.ruling import decide"),
        ("console/services/a.py", "import policy.tables"),
        ("console/cli/a.py", "import policy\npolicy.decide(facts)"),
    ],
)
def test_what_contracts_cannot_say_is_seen_when_it_is_broken(name: str, source: str) -> None:
    assert len(_offenses(name, source)) == 1
    assert _offenses("console/services/a.py", "import policy\nfrom policy import decide") == []
