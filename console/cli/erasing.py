"""`erase`: a person's data, and what is kept no longer. It shows first; only with the code that was shown it erases."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from console.cli.desks import desk
from console.cli.output import answered, json_line, table
from console.faults import NotFound
from console.records.erasing import SUBJECTS, Due, ErasurePreview, Wanted
from console.services.desk import Desk
from console.services.erasing import person, record, retention
from console.views.words import say

_MONTH = 30.4375


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("erase", help="a person's data, and what is kept no longer; a lead's, shown first")
    inner = root.add_subparsers(dest="act", required=True)
    who = inner.add_parser("person", help="names and addresses, words, files of a contact")
    who.add_argument("who", metavar="WHO", help="address, handle, name or key of the contact")
    for name in ("texts", "answers", "files"):
        who.add_argument(f"--keep-{name}", action="store_true")
    who.add_argument("--customer", action="store_true", help="the customer's own name and note too")
    _confirmed(who, person_command)
    kept = inner.add_parser("rule", help="for how long something is kept after the closing; 0 months takes it back")
    kept.add_argument("subject", choices=SUBJECTS)
    kept.add_argument("months", type=int)
    kept.add_argument("--reason", required=True)
    kept.add_argument("--json", action="store_true")
    kept.set_defaults(run=rule_command)
    due = inner.add_parser("due", help="what the rules would take now")
    due.add_argument("--json", action="store_true")
    due.set_defaults(run=due_command)
    run = inner.add_parser("run", help="carry a rule out")
    run.add_argument("subject", choices=SUBJECTS)
    _confirmed(run, run_command)
    listed = inner.add_parser("list", help="what was erased: when, why and how much")
    listed.add_argument("--json", action="store_true")
    listed.set_defaults(run=list_command)


def _confirmed(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument("--confirm", metavar="TOKEN", help="the token that was shown")
    parser.add_argument("--reason", default="", help="why; it stands in the record")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def person_command(asked: argparse.Namespace) -> int:
    """Show what erasing a person would take, or erase it."""
    here = desk(asked)
    try:
        wanted = Wanted(
            texts=not asked.keep_texts,
            answers=not asked.keep_answers,
            files=not asked.keep_files,
            customer=asked.customer,
        )
        seen = person.preview(here, person.find(here, asked.who), wanted)
        if asked.confirm is None:
            _show(seen, as_json=asked.json)
        else:
            _done(person.erase(here, seen, token=asked.confirm, reason=asked.reason), as_json=asked.json)
    finally:
        here.store.close()
    return 0


def rule_command(asked: argparse.Namespace) -> int:
    """Set a rule."""
    here = desk(asked)
    try:
        retention.set_rule(here, asked.subject, round(asked.months * _MONTH), reason=asked.reason)
        _due_lines(retention.due(here), as_json=asked.json)
    finally:
        here.store.close()
    return 0


def due_command(asked: argparse.Namespace) -> int:
    """Print what the rules would take."""
    here = desk(asked)
    try:
        _due_lines(retention.due(here), as_json=asked.json)
    finally:
        here.store.close()
    return 0


def run_command(asked: argparse.Namespace) -> int:
    """Show what a rule would take, or carry it out."""
    here = desk(asked)
    try:
        seen = _rule(here, asked.subject)
        if asked.confirm is None:
            _due_lines((seen,), as_json=asked.json)
        else:
            _done(retention.run(here, seen, token=asked.confirm, reason=asked.reason), as_json=asked.json)
    finally:
        here.store.close()
    return 0


def list_command(asked: argparse.Namespace) -> int:
    """Print what was erased."""
    here = desk(asked)
    try:
        found = record.erased(here)
    finally:
        here.store.close()
    if asked.json:
        for one in found:
            json_line(one)
        return 0
    table(("taken", "erased", "reason"), [(one.at, _told(one.counts), one.reason) for one in found])
    return 0


def _rule(here: Desk, subject: str) -> Due:
    found = next((one for one in retention.due(here) if one.rule.subject == subject), None)
    if found is None:
        raise NotFound("no_rule", subject=subject)
    return found


def _show(seen: ErasurePreview, *, as_json: bool) -> None:
    if as_json:
        json_line(seen)
        return
    print(say("erasing.of", name=seen.name, address=seen.address, customer=seen.customer))
    print(_told(seen.counts))
    if seen.open_requests:
        print(say("erasing.open", n=seen.open_requests))
    if seen.letters_waiting:
        print(say("erasing.letters_wait", n=seen.letters_waiting))
    print(say("erasing.left"))
    for one in seen.left:
        print(f"  {say(f'erasing.left_{one}')}")
    print(say("erasing.confirm", token=seen.token))


def _due_lines(found: tuple[Due, ...], *, as_json: bool) -> None:
    for one in found:
        if as_json:
            json_line(one)
        else:
            told = say("erasing.due", subject=say(f"erasing.subject_{one.rule.subject}"), n=one.requests)
            told += f"; {say('erasing.count_kept_back')}: {one.kept_back}" if one.kept_back else ""
            print(f"{told}  {say('erasing.confirm', token=one.token)}" if one.number else told)


def _done(counts: Mapping[str, object], *, as_json: bool) -> None:
    if as_json:
        json_line(counts)
    else:
        answered({"erased": _told(counts)}, as_json=False)


def _told(counts: Mapping[str, object]) -> str:
    named = (f"{say(f'erasing.count_{name}')}: {number}" for name, number in counts.items() if isinstance(number, int))
    return ", ".join(one for one in named if not one.endswith(": 0"))
