"""Only the command that is asked for is loaded, and the catalog knows each as its module has it."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from console.cli import catalog
from console.cli.main import ask

ROOT = Path(__file__).parents[2]
SLOW = ("sqlalchemy", "alembic", "snowballstemmer", "PySide6", "policy", "console.store", "importlib.metadata")
WATCHED = """
import sys
from console.__main__ import main
status = main({arguments!r})
assert status == 0, status
print("loaded", *(name for name in {names!r} if name in sys.modules))
"""


def loaded(arguments: list[str], names: tuple[str, ...], home: Path) -> list[str]:
    """Return which of the modules a command loads, in a process of its own."""
    script = WATCHED.format(arguments=arguments, names=names)
    surroundings = {**os.environ, "CLAUSEDESK_HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=400, check=True)
    return done.stdout.splitlines()[-1].split()[1:]


@pytest.mark.parametrize("arguments", [["--help"], ["demo", "--help"]])
def test_the_help_loads_no_command(arguments: list[str], tmp_path: Path) -> None:
    assert loaded(arguments, SLOW, tmp_path) == []


def test_a_command_that_needs_no_step_of_the_schema_and_no_words_loads_neither(tmp_path: Path) -> None:
    loaded(["new", "--subject", "Rates", "--from", "ann@one.example", "--text", "How?"], (), tmp_path)
    unneeded = ("alembic", "snowballstemmer", "sqlalchemy.dialects.postgresql", "PySide6")
    assert loaded(["list", "is:open", "--json"], (*unneeded, "sqlalchemy"), tmp_path) == ["sqlalchemy"]
    assert loaded(["list", "is:open"], (*unneeded, "sqlalchemy", "policy"), tmp_path) == []


def test_the_catalog_says_what_the_modules_say() -> None:
    found = {}
    for module in dict.fromkeys(name for name, _ in catalog.COMMANDS.values()):
        commands = argparse.ArgumentParser().add_subparsers()
        import_module(f"console.cli.{module}").add_commands(commands)
        said = {one.dest: one.help for one in commands._choices_actions}
        found |= {name: (module, said[name]) for name in commands.choices}
    assert found == catalog.COMMANDS


def test_every_module_with_commands_is_in_the_catalog() -> None:
    folder = Path(catalog.__file__).parent
    having = {
        path.stem for path in folder.glob("*.py") if "\ndef add_commands(commands: Any) ->" in path.read_text("utf-8")
    }
    assert having == {module for module, _ in catalog.COMMANDS.values()}


def test_a_command_is_found_behind_general_options(capsys: pytest.CaptureFixture[str]) -> None:
    asked, _ = ask(["--language", "ru", "license", "list", "--json"])
    assert asked is not None
    assert (asked.command, asked.language, asked.json) == ("license", "ru", True)
    assert ask(["lists"]) == (None, 2)
    assert "invalid choice: 'lists'" in capsys.readouterr().err
