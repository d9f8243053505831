"""The command line's entry: reads the words, calls a command, turns faults into an exit status.

0 done; 1 the answer is "no"; 2 wrong use; 3 could not be done.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from io import TextIOWrapper

from console.cli import database, licenses, policies, reading, tickets
from console.cli.output import tell_fault
from console.faults import BadInput, Fault, NotFound

DONE, NO, WRONG_USE, FAILED = 0, 1, 2, 3
Command = Callable[[argparse.Namespace], int]


def program_version() -> str:
    """Return the version of the program, or "unknown" where it runs uninstalled."""
    try:
        return version("clausedesk")
    except PackageNotFoundError:
        return "unknown"


def parser() -> argparse.ArgumentParser:
    """Return the parser of every command."""
    root = argparse.ArgumentParser(prog="clausedesk", description="Support by the clauses of a versioned agreement.")
    root.add_argument("--version", action="version", version=f"clausedesk {program_version()}")
    root.add_argument("--database", metavar="URL", help="sqlite:///path or postgresql://…; else the settings decide")
    root.add_argument("--archive", metavar="FILE", help=argparse.SUPPRESS)
    root.add_argument("--language", choices=("en", "ru"), default=None, help="language of messages for people")
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    demo = commands.add_parser("demo", help="open a desk of invented tickets")
    demo.add_argument("--pictures", metavar="DIR", help="render every screen to PNG and end")
    demo.add_argument("--theme", choices=("light", "dark"), default=None)
    demo.add_argument("--language", choices=("en", "ru"), default=None)
    for module in (reading, tickets, policies, licenses, database):
        module.add_commands(commands)
    return root


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status; without a command, say how the program is used."""
    asked, status = ask(list(sys.argv[1:] if argv is None else argv))
    return status if asked is None else run(asked)


def ask(arguments: Sequence[str]) -> tuple[argparse.Namespace | None, int]:
    """Return what was asked for, or None and the exit status where there is nothing to run."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        return parser().parse_args(arguments), DONE
    except SystemExit as end:
        return None, end.code if isinstance(end.code, int) else WRONG_USE


def run(asked: argparse.Namespace) -> int:
    """Run what was asked for."""
    command: Command | None = getattr(asked, "run", None)
    if command is None:
        parser().print_usage(sys.stderr)
        return WRONG_USE
    return guarded(command, asked)


def guarded(command: Command, asked: argparse.Namespace) -> int:
    """Run a command; a fault of the world is told in words, never as a traceback."""
    as_json = bool(getattr(asked, "json", False))
    try:
        return command(asked)
    except (BadInput, NotFound) as fault:
        tell_fault(fault, as_json=as_json, language=asked.language or "en")
        return WRONG_USE if isinstance(fault, BadInput) else NO
    except Fault as fault:
        tell_fault(fault, as_json=as_json, language=asked.language or "en")
        return FAILED
    except BrokenPipeError:
        return DONE
    except KeyboardInterrupt:
        return FAILED
