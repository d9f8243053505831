"""`policy draft`: versions of the agreement in the making, and putting one in force from a day."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from console.cli.desks import desk
from console.cli.output import json_line, plain, table
from console.faults import BadInput
from console.records.drafting import Difference, Edit, Unsound
from console.services import drafting, versions
from console.services.desk import Desk
from console.services.standing import with_company
from console.views import soundness
from console.views.words import moment, say, set_zone


def add_commands(inner: Any) -> None:
    """Add the command to those of `policy`."""
    root = inner.add_parser("draft", help="a version in the making: new, set, show, check, list, drop, force, withdraw")
    acts = root.add_subparsers(dest="deed", required=True)
    new = _act(acts, "new", "begin a draft from the version in force, or from another", new_command)
    new.add_argument("name", metavar="NAME")
    new.add_argument("--from", dest="source", metavar="VERSION", help="a version of the list, or a folder")
    new.add_argument("--reason", default="")
    changed = _act(acts, "set", "change slots of a draft, all in one step", set_command)
    changed.add_argument("name", metavar="NAME")
    changed.add_argument(
        "edits", nargs="+", metavar="PART.ID.SLOT=VALUE", help="parameter.free_months=18, unit.10.1.en=…, reading.A18=…"
    )
    changed.add_argument("--seen", type=int, help="the step that was seen; a newer one then stops the change")
    shown = _act(
        acts, "show", "what differs from the version it was made from, and the rules to read again", show_command
    )
    shown.add_argument("name", metavar="NAME")
    checked = _act(acts, "check", "say everything that is wrong with a draft; exit 1 when something is", check_command)
    checked.add_argument("name", metavar="NAME")
    _act(acts, "list", "the drafts, and the versions that are or will be in force", list_command)
    dropped = _act(acts, "drop", "put a draft away", drop_command)
    dropped.add_argument("name", metavar="NAME")
    dropped.add_argument("--reason", default="")
    forced = _act(acts, "force", "let a draft count for requests received from a day on", force_command)
    forced.add_argument("name", metavar="NAME")
    forced.add_argument("--from", dest="day", required=True, metavar="DAY", help="2027-01-01, in the policy's zone")
    forced.add_argument("--reason", default="")
    back = _act(acts, "withdraw", "make a version that does not count yet a draft again", withdraw_command)
    back.add_argument("name", metavar="NAME")
    back.add_argument("--reason", default="")


def new_command(asked: argparse.Namespace) -> int:
    """Begin a draft."""
    return _with_desk(asked, _new)


def set_command(asked: argparse.Namespace) -> int:
    """Change a draft and say what is wrong with it now."""
    return _with_desk(asked, _set)


def show_command(asked: argparse.Namespace) -> int:
    """Print what differs; exit 1 when something does, as `policy diff`."""
    return _with_desk(asked, _show)


def check_command(asked: argparse.Namespace) -> int:
    """Print what is wrong."""
    return _with_desk(asked, _check)


def list_command(asked: argparse.Namespace) -> int:
    """Print drafts and versions."""
    return _with_desk(asked, _list)


def drop_command(asked: argparse.Namespace) -> int:
    """Put a draft away."""
    return _with_desk(asked, _drop)


def force_command(asked: argparse.Namespace) -> int:
    """Put a draft in force and bring every license up to it."""
    return _with_desk(asked, _force)


def withdraw_command(asked: argparse.Namespace) -> int:
    """Take a version back."""
    return _with_desk(asked, _withdraw)


def _act(acts: Any, name: str, words: str, run: Any) -> Any:
    made = acts.add_parser(name, help=words)
    made.add_argument("--json", action="store_true")
    made.set_defaults(run=run)
    return made


def _with_desk(asked: argparse.Namespace, act: Any) -> int:
    here = desk(asked)
    try:
        set_zone(str(here.company.get("policy_tz") or "UTC"))
        return int(act(here, asked))
    finally:
        here.store.close()


def _new(here: Desk, asked: argparse.Namespace) -> int:
    documents = None if asked.source is None else versions.documents(here, asked.source)
    step = drafting.new(here, asked.name, documents=documents, reason=asked.reason)
    return _told(asked, {"draft": asked.name, "step": step}, say("draft.begun", name=asked.name))


def _set(here: Desk, asked: argparse.Namespace) -> int:
    known, _ = drafting.documents_of(here, asked.name)
    edits = tuple(_edit(one) for one in asked.edits)
    step = drafting.edit(here, asked.name, edits, seen=known.id if asked.seen is None else asked.seen)
    found = drafting.faults(drafting.documents_of(here, asked.name)[1])
    if asked.json:
        json_line({"draft": asked.name, "step": step, "faults": [_plain(one) for one in found]})
    else:
        for one in found:
            print(soundness.unsound(one))
        print(say("draft.changed", name=asked.name))
    return 0


def _edit(text: str) -> Edit:
    """Return the change that was written; the text of a letter may be in a file: letter.refuse.23.1.1/en.body=@FILE."""
    made = drafting.edit_of(text)
    if made.part != "letter" or not made.value.startswith("@"):
        return made
    file = Path(made.value[1:])
    try:
        return replace(made, value=file.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("no_such_file", file=str(file)) from error


def _show(here: Desk, asked: argparse.Namespace) -> int:
    known, documents = drafting.documents_of(here, asked.name)
    found = drafting.differences(drafting.base_of(here, known), documents, here.letters)
    again = drafting.read_again(documents, found)
    for one in found:
        if asked.json:
            json_line(one)
        else:
            print(_line(one))
    if asked.json:
        json_line({"read_again": again})
    elif again:
        print(say("draft.read_again", rules=", ".join(again)))
    return 1 if found else 0


def _check(here: Desk, asked: argparse.Namespace) -> int:
    found = drafting.faults(drafting.documents_of(here, asked.name)[1])
    for one in found:
        json_line(_plain(one)) if asked.json else print(soundness.unsound(one))
    if not found and not asked.json:
        print(say("draft.sound"))
    return 1 if found else 0


def _list(here: Desk, asked: argparse.Namespace) -> int:
    found = [one for one in drafting.version_rows(here) if one.state != "dropped"]
    if asked.json:
        for one in found:
            json_line(one)
        return 0
    heads = tuple(say(f"draft.head_{one}") for one in ("name", "state", "base", "by", "at", "from"))
    table(
        heads,
        [
            (
                one.label,
                say(f"draft.state_{one.state}"),
                one.base,
                one.by,
                moment(one.at),
                moment(one.effective_at) if one.state == "in_force" else None,
            )
            for one in found
        ],
    )
    return 0


def _drop(here: Desk, asked: argparse.Namespace) -> int:
    known, _ = drafting.documents_of(here, asked.name)
    drafting.drop(here, asked.name, seen=known.id, reason=asked.reason)
    return _told(asked, {"draft": asked.name}, say("draft.dropped", name=asked.name))


def _force(here: Desk, asked: argparse.Namespace) -> int:
    try:
        day = date.fromisoformat(asked.day)
    except ValueError as error:
        raise BadInput("bad_day", day=asked.day) from error
    known, _ = drafting.documents_of(here, asked.name)
    begins = drafting.put_in_force(here, asked.name, day, seen=known.id, reason=asked.reason)
    with_company(here)
    return _told(
        asked, {"version": asked.name, "from": begins}, say("draft.forced", name=asked.name, when=moment(begins))
    )


def _withdraw(here: Desk, asked: argparse.Namespace) -> int:
    drafting.withdraw(here, asked.name, reason=asked.reason)
    return _told(asked, {"draft": asked.name}, say("draft.withdrawn", name=asked.name))


def _told(asked: argparse.Namespace, line: dict[str, Any], words: str) -> int:
    json_line(line) if asked.json else print(words)
    return 0


def _plain(one: Unsound) -> dict[str, Any]:
    return {"code": one.code, "part": one.part, "id": one.id, "values": plain(dict(one.params)), "text": one.text}


def _line(one: Difference) -> str:
    where = soundness.difference(one)
    return where if one.what != "changed" else f"{where}: {one.was or '–'} → {one.now or '–'}"
