"""Holds files, classes and functions to the sizes at which they can be read in one go.

Files of the program: 400 lines; classes: 300 lines and 20 methods; functions: 50 lines. Tests: files of 600 lines and
nothing else, because a table of cases is long by nature. A file that outgrows its room is divided, not excused.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("console", "policy", "resources", "tools", "tests")
FILE_LINES = 400
TEST_FILE_LINES = 600
CLASS_LINES = 300
CLASS_METHODS = 20
FUNCTION_LINES = 50

type_of_function = (ast.FunctionDef, ast.AsyncFunctionDef)


def findings(source: str, *, name: str, is_test: bool = False) -> list[str]:
    """Return what is too large in a source text, one sentence each."""
    lines = source.count("\n") + (not source.endswith("\n") and bool(source))
    limit = TEST_FILE_LINES if is_test else FILE_LINES
    found = [f"{name}: {lines} lines, more than {limit}"] if lines > limit else []
    if not is_test:
        found += [f"{name}:{line}: {what}" for line, what in _too_large(ast.parse(source, filename=name))]
    return found


def _too_large(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, (ast.ClassDef, *type_of_function)):
            continue
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if isinstance(node, ast.ClassDef):
            methods = {each.name for each in node.body if isinstance(each, type_of_function)}
            if lines > CLASS_LINES:
                yield node.lineno, f"class {node.name} has {lines} lines, more than {CLASS_LINES}"
            if len(methods) > CLASS_METHODS:
                yield node.lineno, f"class {node.name} has {len(methods)} methods, more than {CLASS_METHODS}"
        elif lines > FUNCTION_LINES:
            yield node.lineno, f"function {node.name} has {lines} lines, more than {FUNCTION_LINES}"


def sources(root: Path) -> Iterator[Path]:
    """Every Python file of the program, its tools and its tests."""
    yield from sorted(root.glob("*.py"))
    for folder in FOLDERS:
        yield from sorted((root / folder).rglob("*.py"))


def main(root: Path = ROOT) -> int:
    """Print what is too large below the folder; 1 when something is."""
    found: list[str] = []
    for path in sources(root):
        name = path.relative_to(root).as_posix()
        found += findings(path.read_text(encoding="utf-8"), name=name, is_test=name.startswith("tests/"))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT))
