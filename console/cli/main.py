"""The command line's entry: reads the words, calls a command, turns faults into an exit status.

0 done; 1 the answer is "no"; 2 wrong use; 3 could not be done. A fault of the world is told in words; an error of ours
is told with a report that can be copied, and never looks like a "no".
"""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from io import TextIOWrapper
from typing import Any, NoReturn

from console.cli import catalog, helping, negating
from console.cli.identities import add_unlocking
from console.cli.output import for_terminal, tell_fault
from console.faults import BadInput, Bug, Fault, Known, NotFound
from console.views import words

DONE, NO, WRONG_USE, FAILED = 0, 1, 2, 3
ARCHIVES = (".tkz", ".tkz.age")
Command = Callable[[argparse.Namespace], int]


class Parser(argparse.ArgumentParser):
    """Takes the general options before the name of a command and after it; knows no abbreviations."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=helping.Formatter, **settings)
        self.add_argument(
            "--database",
            metavar="URL",
            default=argparse.SUPPRESS,
            help="sqlite:///path or postgresql://…; else the settings decide",
        )
        self.add_argument(
            "--language",
            choices=("en", "ru"),
            default=argparse.SUPPRESS,
            help="language of what is said to people",
        )

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:  # argparse's own is overloaded
        """Parse; what a query leaves out, `-is:waiting`, is a word of it and no option."""
        given = sys.argv[1:] if args is None else args
        return super().parse_known_args(negating.shielded(self._actions, given), namespace)

    def error(self, message: str) -> NoReturn:
        """Say how the command is used and what is wrong, and end."""
        for one in self._actions:
            if one.nargs == argparse.PARSER and message.endswith(f" required: {one.dest}"):
                message = f"a word is missing, one of: {', '.join(one.choices or ())}"
        self.print_usage(sys.stderr)
        self.exit(WRONG_USE, f"{self.prog}: {helping.problem('error')}: {helping.problem(message)}\n")


def program_version() -> str:
    """Return the version of the program, or "unknown" where it runs uninstalled."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow to load, and seldom asked for

    try:
        return version("clausedesk")
    except PackageNotFoundError:
        return "unknown"


class _Version(argparse.Action):
    """Prints the version, which is looked for only then."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        sys.stdout.write(f"{parser.prog} {program_version()}\n")
        parser.exit()


def parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Return the parser for these arguments: it knows every command, and the grammar of those that are named."""
    root = Parser(prog="clausedesk", description="Support by the clauses of a versioned agreement.")
    root.add_argument("--version", action=_Version, nargs=0, help="show program's version number and exit")
    root.add_argument("--archive", metavar="FILE", default=None, help="open an archive of tickets and read it")
    add_unlocking(root)
    root.set_defaults(database=None, language=None)
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    demo = commands.add_parser("demo", help="open a desk of invented tickets")
    demo.add_argument("--pictures", metavar="DIR", help="render every screen to PNG and end")
    demo.add_argument("--theme", choices=("light", "dark"), default=None)
    catalog.add_commands(commands, arguments)
    return root


def as_archive(arguments: Sequence[str]) -> list[str]:
    """Return the arguments; a file of an archive that stands alone, as a double click gives it, is one to read."""
    alone = len(arguments) == 1 and arguments[0].casefold().endswith(ARCHIVES) and not arguments[0].startswith("-")
    return ["--archive", *arguments] if alone else list(arguments)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status; without a command, say how the program is used."""
    asked, status = ask(list(sys.argv[1:] if argv is None else argv))
    return status if asked is None else run(asked)


def ask(arguments: Sequence[str]) -> tuple[argparse.Namespace | None, int]:
    """Return what was asked for, or None and the exit status where there is nothing to run.

    From here on the streams speak UTF-8 whatever the system's code page is; the name of a file that is no text is
    written with escapes, which JSON reads back.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")
    arguments = as_archive(arguments)
    words.set_language(helping.spoken(arguments))
    root = parser(arguments)
    try:
        asked = root.parse_args(_joined(arguments))
        if not all(_is_text(value) for value in vars(asked).values()):
            root.error("an argument is no text in the system's encoding")
    except SystemExit as end:
        return None, end.code if isinstance(end.code, int) else WRONG_USE
    return asked, DONE


def _joined(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with the order of a list joined to its option: `-created` alone looks like an option."""
    joined: list[str] = []
    for one in arguments:
        if joined and joined[-1] == "--sort" and one[:1] == "-" and one[:2] != "--" and "--" not in joined:
            joined[-1] = f"--sort={one}"
        else:
            joined.append(one)
    return joined


def run(asked: argparse.Namespace) -> int:
    """Run what was asked for."""
    command: Command | None = getattr(asked, "run", None)
    if command is None:
        words.set_language(asked.language or helping.spoken(()))
        parser(()).print_usage(sys.stderr)
        return WRONG_USE
    return guarded(command, asked)


def guarded(command: Command, asked: argparse.Namespace) -> int:
    """Run a command and write out what it printed; whatever goes wrong is told and has its exit status."""
    words.set_language(asked.language or helping.spoken(()))
    try:
        _require_one_place(asked)
        with for_terminal():
            status = command(asked)
        sys.stdout.flush()
        _keep_daily(asked)
    except BrokenPipeError:
        _let_go_of_output()
        return DONE
    except KeyboardInterrupt:
        return _told(Known("interrupted"), asked)
    except Fault as fault:
        return _told(fault, asked)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return _told(Known("system_refused", reason=reason, file=error.filename or "–"), asked)
    except Exception as error:  # noqa: BLE001 - the command line's last hook: an error of ours is reported here
        _told(Bug("bug", error=type(error).__name__), asked)
        sys.stderr.write("".join(traceback.format_exception(error)))
        return FAILED
    return status


def _keep_daily(asked: argparse.Namespace) -> None:
    """Make the daily backup where a command wrote in a desk and it is due."""
    daily = sys.modules.get("console.cli.daily")  # a command without a desk has not loaded it
    if daily is not None:
        with for_terminal():
            daily.keep(asked)


def _require_one_place(asked: argparse.Namespace) -> None:
    """Raise BadInput ("archive_command") where an archive is named and a command that reads a desk.

    A command that takes an archive by its place has a path there, and one that takes the option says so itself.
    """
    named = isinstance(asked.archive, str) and not getattr(asked, "reads_archive", False)
    if named and asked.command is not None:
        raise BadInput("archive_command", command=asked.command, file=asked.archive)


def _told(fault: Fault, asked: argparse.Namespace) -> int:
    language = asked.language or helping.spoken(())
    try:
        with for_terminal():
            tell_fault(fault, as_json=bool(getattr(asked, "json", False)), language=language)
        sys.stdout.flush()
    except OSError:  # it is the output that fails
        _let_go_of_output()
        with for_terminal():
            tell_fault(fault, as_json=False, language=language)
    if isinstance(fault, BadInput):
        return WRONG_USE
    return NO if isinstance(fault, NotFound) else FAILED


def _let_go_of_output() -> None:
    """Nobody reads on, or nothing more can be written: what is still held back goes nowhere, and without a word."""
    if isinstance(sys.stdout, TextIOWrapper):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def _is_text(value: object) -> bool:
    if isinstance(value, str):
        return not any("\ud800" <= letter <= "\udfff" for letter in value)
    return not isinstance(value, Iterable) or all(_is_text(one) for one in value if isinstance(one, str))
