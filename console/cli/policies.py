"""`assess` decides cases, `hours` answers operations of working time; `policy` speaks of versions of the agreement."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import policy
from console.cli import drafting, rehearsing
from console.cli.desks import desk, desk_if_there
from console.cli.output import json_line, plain, table
from console.faults import BadInput
from console.services import (
    agreements,
    assess_cases,
    hours_cases,
    month_cases,
    readings,
    standing,
    versions,
    wording,
)
from console.services.desk import Desk
from console.views import soundness
from console.views.words import of, say


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    assessed = commands.add_parser(
        "assess", help="decide cases (docs/cases.md); exit 1 if an expectation does not hold"
    )
    assessed.add_argument("file", type=Path, metavar="CASES.json")
    assessed.add_argument("--json", action="store_true", help="the lines are JSON in any case")
    assessed.set_defaults(run=assess_command)
    hours = commands.add_parser("hours", help="operations of working time (docs/cases.md), a line for each")
    hours.add_argument("file", type=Path, metavar="CASES.json")
    hours.add_argument("--json", action="store_true", help="the lines are JSON in any case")
    hours.set_defaults(run=hours_command)
    months = commands.add_parser("months", help="arithmetic of months (docs/cases.md), a line for each")
    months.add_argument("file", type=Path, metavar="CASES.json")
    months.add_argument("--json", action="store_true", help="the lines are JSON in any case")
    months.set_defaults(run=months_command)
    root = commands.add_parser("policy", help="versions of the agreement")
    inner = root.add_subparsers(dest="act", required=True)
    listed = inner.add_parser("list", help="the versions that come with the program, and those put in force here")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=list_command)
    shown = inner.add_parser("show", help="a clause in our words, or all of them")
    shown.add_argument("clause", nargs="?", default="")
    shown.add_argument("--version", metavar="VERSION", default="", help="a version of the list, a draft, or a folder")
    shown.add_argument("--official", action="store_true", help="with the official wording, where it was loaded")
    shown.add_argument("--json", action="store_true")
    shown.set_defaults(run=show_command)
    compared = inner.add_parser("diff", help="what differs between two versions; exit 1 when something does")
    compared.add_argument("versions", nargs=2, metavar="VERSION", help="a version of the list, a draft, or a folder")
    compared.add_argument("--json", action="store_true")
    compared.set_defaults(run=diff_command)
    chosen = inner.add_parser("choose", help="choose another reading of an unclear place; only a lead may")
    chosen.add_argument("reading", metavar="READING")
    chosen.add_argument("choice", metavar="PARAMETER=VALUE")
    chosen.add_argument("--reason", required=True)
    chosen.add_argument("--json", action="store_true")
    chosen.set_defaults(run=choose_command)
    checked = inner.add_parser("check", help="load a version from a folder and report every fault")
    checked.add_argument("folder", type=Path, metavar="DIR")
    checked.add_argument("--json", action="store_true")
    checked.set_defaults(run=check_command)
    worded = inner.add_parser("wording", help="load the official text beside our summaries")
    worded.add_argument("file", type=Path, metavar="FILE", help="the published text, plain, in UTF-8")
    worded.add_argument("--text-language", choices=("en", "ru"), default="en", help="the language of the text")
    worded.add_argument("--dry-run", action="store_true", help="compare only, load nothing")
    worded.add_argument("--json", action="store_true")
    worded.set_defaults(run=wording_command)
    rehearsing.add_commands(inner)
    drafting.add_commands(inner)


def assess_command(asked: argparse.Namespace) -> int:
    """Decide every case of a file; a line each, exit 1 if an expectation does not hold."""
    return _print_answers(asked, assess_cases.answers, lambda answer: answer["ok"] is False)


def hours_command(asked: argparse.Namespace) -> int:
    """Answer every operation of a file; a line each, exit 1 when one could not be answered."""
    return _print_answers(asked, hours_cases.answers, lambda answer: "error" in answer)


def months_command(asked: argparse.Namespace) -> int:
    """Answer every operation on months of a file; a line each, exit 1 when one could not be answered."""
    return _print_answers(asked, month_cases.answers, lambda answer: "error" in answer)


def _print_answers(asked: argparse.Namespace, answers: Callable[..., Any], wrong: Callable[[Any], bool]) -> int:
    status = 0
    for answer in answers(_cases(asked.file), file=str(asked.file)):
        status = 1 if wrong(answer) else status
        json_line(answer)
    return status


def list_command(asked: argparse.Namespace) -> int:
    """Print the versions, with those of the desk where there is one."""
    with _desk_if_there(asked) as here:
        found = versions.listed(here)
    if asked.json:
        for one in found:
            line = {"version": one.version, "title": one.title_en, "effective_from": one.effective_from}
            json_line({**line, "origin": one.origin, "counts_from": one.counts_from, "in_force": one.in_force})
        return 0
    heads = ("version", "title", "effective_from", "origin", "counts_from", "")
    rows = [
        (
            one.version,
            of(one.title_en, one.title_ru),
            one.effective_from,
            say(f"versions.from_{one.origin}"),
            one.counts_from,
            "*" if one.in_force else "",
        )
        for one in found
    ]
    shown = len(heads) if any(one.in_force for one in found) else len(heads) - 2
    table(heads[:shown], [row[:shown] for row in rows])
    return 0


def show_command(asked: argparse.Namespace) -> int:
    """Print units of a version (the one in force unless another is named) in our words; exit 1 when there is none."""
    with _desk_if_there(asked) as here:
        units = _version_shown(here, asked.version).units
    wanted = [
        one
        for one in units.values()
        if not asked.clause or one.id == asked.clause or one.id.startswith(f"{asked.clause}.")
    ]
    russian = asked.language == "ru"
    official = _official(asked) if asked.official else {}
    for one in wanted:
        if asked.json:
            json_line({**plain(one), "official": official.get(one.id)} if asked.official else one)
            continue
        print(f"{one.id:<8} {one.ru if russian else one.en}")
        if one.id in official:
            print(f"{'':<8} “{official[one.id]}”")
    return 0 if wanted else 1


def _version_shown(here: Desk | None, name: str) -> policy.Agreement:
    if name:
        return versions.agreement(here, name)
    return agreements.built() if here is None else here.agreement.agreement


def diff_command(asked: argparse.Namespace) -> int:
    """Print what differs from one version to another, and the rules to read again."""
    bare = all(Path(name).is_dir() for name in asked.versions)
    with nullcontext() if bare else _desk_if_there(asked) as here:
        one, other = (versions.agreement(here, name) for name in asked.versions)
    found = policy.compare_versions(one, other)
    for changed in found.changed:
        if asked.json:
            json_line(changed)
        else:
            print(_changed(changed))
    if found.read_again:
        if asked.json:
            json_line({"read_again": found.read_again})
        else:
            print(say("diff.read_again", rules=", ".join(found.read_again)))
    return 1 if found.changed else 0


def _changed(one: policy.Changed) -> str:
    """Return what differs: the part, and whether it came, went, or in which of its slots it changed."""
    where = soundness.place(one.part, one.id)
    slots = ", ".join(soundness.slot(name) for name in one.slots)
    return f"{where}: {say(f'sound.{one.what}')}" if one.what != "changed" else f"{where}{': ' if slots else ''}{slots}"


def choose_command(asked: argparse.Namespace) -> int:
    """Choose how an unclear place is read from now on, and bring every license up to it."""
    parameter, _, value = asked.choice.partition("=")
    here = desk(asked)
    try:
        readings.choose(here, asked.reading, parameter, value, reason=asked.reason)
        fresh = standing.with_company(here)
        line = {"reading": asked.reading, "chosen": dict(fresh.agreement.agreement.chosen)}
    finally:
        here.store.close()
    if asked.json:
        json_line(line)
    else:
        print(f"{asked.reading}: {parameter} = {value}")
    return 0


@contextmanager
def _desk_if_there(asked: argparse.Namespace) -> Iterator[Desk | None]:
    here = desk_if_there(asked)
    try:
        yield here
    finally:
        if here is not None:
            here.store.close()


def wording_command(asked: argparse.Namespace) -> int:
    """Load the published text of the agreement; exit 1 when a section had to be left out."""
    here = desk(asked)
    try:
        found = wording.align(here, asked.file)
        wording.check_language(found, asked.text_language)
        if not asked.dry_run:
            wording.load(here, found, asked.text_language)
    finally:
        here.store.close()
    line = {
        "version": here.agreement.label,
        "language": asked.text_language,
        "units": len(found.wording),
        "left_out": found.left_out,
        "missing": found.missing,
        "unknown": found.unknown,
        "sha256": found.sha256,
    }
    if asked.json:
        json_line(line)
    else:
        print(say("official.units", n=len(found.wording), version=here.agreement.label))
        if found.left_out:
            print(say("official.left_out", sections=", ".join(found.left_out)))
    return 1 if found.left_out else 0


def _cases(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput("no_such_file", file=str(file)) from error
    except ValueError as error:
        raise BadInput("bad_cases", file=str(file)) from error


def _official(asked: argparse.Namespace) -> dict[str, str]:
    here = desk(asked)
    try:
        under = versions.under(here, asked.version)
        return {} if under is None else wording.shown(under, asked.language or "en")
    finally:
        here.store.close()


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
        print(say("check.sound"))
    return 0
