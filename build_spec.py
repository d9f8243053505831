"""Builds the program for the system it runs on: the arguments for PyInstaller as a function, and the call.

Usage: `python build_spec.py`; the result is a folder below `dist/`. It must not choose versions: the locked
environment does.
"""

from __future__ import annotations

import importlib
import os
import platform as machine
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent
PLATFORMS = {"linux": "linux", "win32": "windows", "darwin": "macos"}

# Parts of Qt and of the standard library that the program never loads; hooks would take them along.
_LEFT_OUT = (
    "tkinter",
    "pytest",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtQuickControls2",
    "PySide6.QtDesigner",
    "PySide6.QtHelp",
    "PySide6.QtTest",
    "PySide6.QtOpenGL",
    "PySide6.QtUiTools",
)
# Loaded by name at run time, so that no import statement shows them.
_LOADED_BY_NAME = (
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.dialects.postgresql",
    "psycopg",
    "psycopg_binary",
    "logging.config",
    "console.channels.mail.parse",
)


def arguments(version: str, platform: str) -> list[str]:
    """Return what PyInstaller is told for a version and a `sys.platform`; run it in the project's folder."""
    separator = ";" if platform == "win32" else ":"
    by_name = [*_LOADED_BY_NAME, *(["pysqlite3"] if platform == "linux" else [])]
    return [
        "console/__main__.py",
        "--name=clausedesk",
        "--noconfirm",
        "--clean",
        "--onedir",
        "--windowed" if platform == "darwin" else "--console",
        *(["--hide-console=hide-early"] if platform == "win32" else []),
        "--paths=.",
        f"--distpath={target(version, platform)}",
        "--workpath=build/package",
        "--specpath=build",
        "--log-level=WARN",
        f"--add-data={_from_spec('resources')}{separator}resources",
        f"--add-data={_from_spec('console/store/migrations')}{separator}console/store/migrations",
        "--collect-submodules=console",
        "--collect-submodules=resources",
        "--collect-data=tzdata",
        *(f"--hidden-import={name}" for name in by_name),
        *(f"--exclude-module={name}" for name in _LEFT_OUT),
    ]


def target(version: str, platform: str) -> str:
    """Return the folder that the built program goes to."""
    return f"dist/clausedesk-{version}-{PLATFORMS[platform]}"


def _from_spec(folder: str) -> str:
    """Name a folder as the spec file sees it, which lies one folder below the project's."""
    return f"../{folder}"


def version() -> str:
    """Return the version that pyproject.toml states."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def main() -> int:
    """Build; PyInstaller ends the process itself when it fails."""
    run = importlib.import_module("PyInstaller.__main__").run  # untyped, and needed for the build alone

    os.chdir(ROOT)
    if sys.platform not in PLATFORMS:
        print(f"There is no package for {machine.system()}.")
        return 2
    run(arguments(version(), sys.platform))
    print(f"{target(version(), sys.platform)}/clausedesk")
    return 0


if __name__ == "__main__":
    sys.exit(main())
