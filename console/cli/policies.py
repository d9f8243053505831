"""`assess` decides cases; `policy` lists, shows and checks versions of the agreement."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from console.cli.output import json_line, table
from console.faults import BadInput
from console.services import agreements, assess_cases


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    assessed = commands.add_parser(
        "assess", help="decide cases (docs/cases.md); exit 1 if an expectation does not hold"
    )
    assessed.add_argument("file", type=Path, metavar="CASES.json")
    assessed.add_argument("--json", action="store_true", help="the lines are JSON in any case")
    assessed.set_defaults(run=assess_command)
    root = commands.add_parser("policy", help="versions of the agreement")
    inner = root.add_subparsers(dest="act", required=True)
    listed = inner.add_parser("list", help="the versions that come with the program")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=list_command)
    shown = inner.add_parser("show", help="a clause in our words, or all of them")
    shown.add_argument("clause", nargs="?", default="")
    shown.add_argument("--json", action="store_true")
    shown.set_defaults(run=show_command)
    checked = inner.add_parser("check", help="load a version from a folder and report every fault")
    checked.add_argument("folder", type=Path, metavar="DIR")
    checked.add_argument("--json", action="store_true")
    checked.set_defaults(run=check_command)


def assess_command(asked: argparse.Namespace) -> int:
    """Decide every case of a file; a line each."""
    try:
        cases = json.loads(asked.file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput("no_such_file", file=str(asked.file)) from error
    except ValueError as error:
        raise BadInput("bad_cases", file=str(asked.file)) from error
    right = True
    for answer in assess_cases.answers(cases):
        right = right and answer["ok"] is not False
        json_line(answer)
    return 0 if right else 1


def list_command(asked: argparse.Namespace) -> int:
    """Print the versions."""
    for version in agreements.versions():
        agreement = agreements.built(version)
        line = {"version": version, "title": agreement.title_en, "effective_from": agreement.effective_from}
        if asked.json:
            json_line(line)
        else:
            table(("version", "title", "in force from"), [tuple(line.values())])
    return 0


def show_command(asked: argparse.Namespace) -> int:
    """Print units of the agreement in our words; exit 1 when there is none."""
    units = agreements.built().units
    wanted = [
        one
        for one in units.values()
        if not asked.clause or one.id == asked.clause or one.id.startswith(f"{asked.clause}.")
    ]
    russian = asked.language == "ru"
    for one in wanted:
        if asked.json:
            json_line(one)
        else:
            print(f"{one.id:<8} {one.ru if russian else one.en}")
    return 0 if wanted else 1


def check_command(asked: argparse.Namespace) -> int:
    """Load a version from a folder; print every fault and exit 1 when it is not sound."""
    try:
        agreements.build(agreements.read_folder(asked.folder))
    except BadInput as fault:
        if fault.code != "agreement_not_sound":
            raise
        faults = str(fault.params["faults"]).splitlines()
        for one in faults:
            json_line({"fault": one}) if asked.json else print(one)
        return 1
    if not asked.json:
        print("sound")
    return 0
