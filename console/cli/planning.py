"""`export --schedule`, `--due`, `--plans`, `--pause`, `--resume`: archives by plan. `archives`: those there are."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from console.cli.desks import desk
from console.cli.identities import add_unlocking
from console.cli.keys import passphrase_of
from console.cli.locks import keys_for
from console.cli.output import answered, json_line, table
from console.cli.progress import Progress
from console.faults import BadInput, Fault, Known, Stale
from console.records.archives import ArchiveEntry, ArchivePlan, ExportProgress
from console.services.archives import book, conditions, making, plans, unlocking
from console.services.archives.conditions import Conditions
from console.services.desk import Desk
from console.store import codec
from console.views.archive.why import problem_words, unsigned_words
from console.views.words import language, say

_OPTION = {"query": "QUERY", "form": "--as"}
_GO_WITH = {
    "query": "export --as --schedule",
    "to": "export --as --schedule",
    "form": "--as",
    "folder": "export",
    "key": "export --due",
    "signed": "export --schedule",
    "unsigned": "export",
    "passphrase_file": "export --due",
    "recipient": "export --schedule",
    "passphrase": "export --schedule",
    "passphrase_from": "export --schedule",
    "redact": "export --schedule",
    "redact_reason": "export --schedule",
    "schedule": "--schedule",
    "name": "--schedule",
    "keep": "--schedule",
    "plan": "--schedule",
    "seen": "--schedule --pause --resume",
    "reason": "--schedule --pause --resume",
}
"""The acts that take an option of `export` into account."""


def add_options(out: argparse.ArgumentParser) -> None:
    """Add what makes plans to the options of `export`."""
    out.add_argument(
        "--schedule", metavar="WHEN", help='make it again and again: "day 02:00", "week mon 02:00", "month 1 02:00"'
    )
    out.add_argument("--name", default="", help="the name of the plan; of one that is changed, its new name")
    out.add_argument(
        "--plan", metavar="NAME", help="change this plan, by its name or its number, in place of a new one"
    )
    out.add_argument(
        "--seen", type=int, metavar="N", help="the version of the plan that was seen; a newer one then stops the change"
    )
    out.add_argument("--keep", type=int, default=0, metavar="N", help="how many files of the plan stay; 0: all")
    out.add_argument("--reason", default="", help="why; it stands in the record")
    acts = out.add_mutually_exclusive_group()
    acts.add_argument("--due", action="store_true", help="make what is due by plan; exit 1 when one failed")
    acts.add_argument("--plans", action="store_true", help="list the plans")
    acts.add_argument("--pause", metavar="NAME", help="stop a plan")
    acts.add_argument("--resume", metavar="NAME", help="take a plan up again")


def command(asked: argparse.Namespace) -> Callable[[argparse.Namespace], int] | None:
    """Return what does an act of plans, or None where none was asked for.

    Raises BadInput ("export_option") of the first option that the act would leave out of account: it may have been
    meant to keep something back.
    """
    acts: tuple[tuple[str, object, Callable[[argparse.Namespace], int] | None], ...] = (
        ("--due", asked.due, due_command),
        ("--plans", asked.plans, plans_command),
        ("--pause", asked.pause, pause_command),
        ("--resume", asked.resume, pause_command),
        ("--schedule", asked.schedule, schedule_command),
        (f"--as {asked.form}", asked.form != "archive", None),
        ("export", True, None),
    )
    act, run = next((name, run) for name, wanted, run in acts if wanted)
    for option, value in vars(asked).items():
        is_given = option in _GO_WITH and value not in (None, False, "", [], 0, "archive")
        if is_given and act.split(" ")[0] not in _GO_WITH[option].split():
            raise BadInput("export_option", option=_OPTION.get(option, f"--{option.replace('_', '-')}"), act=act)
    return run


def schedule_command(asked: argparse.Namespace) -> int:
    """Make a plan, or change one: all of it is said anew, but a name only where it is to have another."""
    if asked.to is None:
        raise BadInput("export_where")
    if asked.seen is not None and asked.plan is None:
        raise BadInput("export_option", option="--seen", act="--schedule")
    wanted = plans.Planned(
        name=asked.name,
        query=" ".join(asked.query),
        folder=str(asked.to.expanduser().absolute()),
        when=plans.when_of(asked.schedule),
        keep=asked.keep,
        conditions=_conditions(asked),
    )
    here = desk(asked)
    try:
        known = None if asked.plan is None else _as_seen(here, asked.plan, asked.seen)
        if known is not None:
            wanted = replace(wanted, name=asked.name or known.name)
        key = plans.set_plan(here, wanted, reason=asked.reason, known=None if known is None else plans.seen(known))
        found = plans.by_key(here, key)
    finally:
        here.store.close()
    told: dict[str, object] = {"name": found.name, "when": str(plans.when(found)), "next": found.next_at}
    if asked.json:
        told |= _marks(found) | {"active": found.active}
    answered(told, as_json=asked.json, apart="\n")
    if not found.active and not asked.json:
        print(say("archives.still_paused", name=found.name))
    return 0


def _as_seen(here: Desk, name: str, seen: int | None) -> ArchivePlan:
    """Return a plan. Raises NotFound ("no_plan"), Stale ("plan_changed") where it has another version than was seen."""
    one = plans.plan(here, name)
    if seen not in (None, one.version):
        raise Stale("plan_changed", name=one.name, seen=seen, now=one.version)
    return one


def _marks(one: ArchivePlan) -> dict[str, object]:
    """Return what names a plan to `--plan` and `--seen`."""
    return {"plan": one.id, "version": one.version}


def _conditions(asked: argparse.Namespace) -> Conditions:
    """Return what a plan asks of its archives. Raises BadInput ("plan_passphrase", as `conditions.conditions`)."""
    if asked.passphrase or asked.passphrase_from is not None:
        raise BadInput("plan_passphrase")
    readers = unlocking.recipients_of(asked.recipient)
    return conditions.conditions(readers, asked.redact, asked.redact_reason, signed=asked.signed)


def plans_command(asked: argparse.Namespace) -> int:
    """Print the plans."""
    here = desk(asked)
    try:
        found = plans.plans(here)
    finally:
        here.store.close()
    if asked.json:
        for one in found:
            json_line({**_told(one)})
    else:
        heads = ("name", "when", "next", "keep", "asked", "folder", "problem")
        table(heads, [[value if value not in (None, "") else "–" for value in _line(one)] for one in found])
    return 0


def pause_command(asked: argparse.Namespace) -> int:
    """Stop a plan, or take it up again."""
    here = desk(asked)
    try:
        one = _as_seen(here, asked.pause or asked.resume, asked.seen)
        plans.pause(here, one, reason=asked.reason, active=bool(asked.resume))
        found = plans.by_key(here, one.id)
    finally:
        here.store.close()
    answered({"name": found.name, "active": found.active, "next": found.next_at}, as_json=asked.json, apart="\n")
    return 0


def due_command(asked: argparse.Namespace) -> int:
    """Make what is due by plan, signed with the key that is named or that a passphrase opens; exit 1 where one failed.

    Nobody is there to be asked: without them only a key that needs no question signs.
    """
    passphrase = passphrase_of(asked, needed=False)
    here, shown = desk(asked), Progress()
    try:
        signs = partial(making.signature, passphrase=passphrase, file=asked.key)
        done = making.make_due(here, shown, signs=signs)
    except KeyboardInterrupt:
        raise Known("export_canceled") from None
    finally:
        shown.close()
        here.store.close()
    for one in done or ():
        _tell(one, as_json=asked.json)
    if not done and not asked.json:
        print(say("archives.at_work" if done is None else "archives.nothing_due"))
    return 1 if any(one.fault is not None for one in done or ()) else 0


def _tell(one: making.Done, *, as_json: bool) -> None:
    if one.archive is not None:
        told: dict[str, object] = {
            "plan": one.plan.name,
            "archive": str(one.archive.path),
            "tickets": one.archive.tickets,
            "bytes": one.archive.bytes,
            "signed_by": one.archive.signed_by or None,
            **({"unsigned": one.archive.unsigned or None} if as_json else {}),
            "removed": list(one.removed),
        }
        answered(told, as_json=as_json, apart="\n")
        if not one.archive.signed_by and not as_json:
            print(unsigned_words(one.archive.unsigned))
        return
    code = one.fault.code if isinstance(one.fault, Fault) else "system_refused"
    answered({"plan": one.plan.name, "error": code}, as_json=as_json, apart="\n")
    if isinstance(one.fault, Fault) and not as_json:
        print("\n".join(part for part in one.fault.words(language()) if part))


def add_commands(commands: Any) -> None:
    """Add `archives` to the parser."""
    kept = commands.add_parser(
        "archives", help="archives that were made: when, by whom, of what, where, how they stand"
    )
    kept.add_argument(
        "--verify", type=int, metavar="N", help="prove the one with this number again; exit 1 if not whole"
    )
    add_unlocking(kept)
    kept.add_argument("--json", action="store_true")
    kept.set_defaults(run=archives_command)


def archives_command(asked: argparse.Namespace) -> int:
    """Print the archives that were made, or prove one of them again."""
    if asked.verify is None and (asked.identity or asked.passphrase_from is not None):
        raise BadInput("archives_key_alone")
    here = desk(asked)
    try:
        if asked.verify is not None:
            return _verify(here, asked)
        found = book.entries(here)
    finally:
        here.store.close()
    if asked.json:
        for one in found:
            json_line(one)
    else:
        table(
            ("n", "date", "by", "state", "tickets", "signed", "asked", "file", "problem"),
            [_entry_line(one) for one in found],
        )
    return 0


def _verify(here: Desk, asked: argparse.Namespace) -> int:
    one = book.entry(here, asked.verify)
    unlocks, shown = keys_for(asked, Path(one.path)), Progress()
    try:
        proof = making.check_again(
            here, one, lambda done, total: shown(ExportProgress(part="prove", done=done, total=total)), unlocks
        )
    finally:
        shown.close()
    if asked.json:
        json_line(proof)
    else:
        print(say(f"proof.{proof.state}"))
    return 0 if proof.state == "whole" else 1


def state_word(one: ArchiveEntry) -> str:
    """Return how an archive stands, in words."""
    if one.removed:
        return say("archives.removed")
    return say(f"archives.state_{'canceled' if one.problem == 'export_canceled' else one.state}")


def _entry_line(one: ArchiveEntry) -> tuple[object, ...]:
    why = problem_words(one.problem, str(Path(one.path).parent))
    if not why and one.unsigned:
        why = unsigned_words(one.unsigned, step=False)
    return (
        one.id,
        one.begun_at,
        one.by,
        state_word(one),
        one.tickets,
        one.signer or "–",
        one.query or "–",
        one.path,
        why or "–",
    )


def _told(one: ArchivePlan) -> dict[str, object]:
    return {
        "name": one.name,
        **_marks(one),
        "query": one.query,
        "folder": one.folder,
        "when": str(plans.when(one)),
        "keep": one.keep,
        "recipients": codec.load(one.recipients) if one.recipients else [],
        **_conditions_told(one),
        "active": one.active,
        "next": one.next_at,
        "failures": one.failures,
        "problem": one.problem,
        "reason": one.reason,
    }


def _conditions_told(one: ArchivePlan) -> dict[str, object]:
    """Return what a plan leaves out, and whether each archive must be signed."""
    left = codec.load_dict(one.redacted or "{}")
    signed = left.pop("signed", False)
    return {"leaves_out": left if left.get("words") else None, "signed": signed}


def _line(one: ArchivePlan) -> tuple[object, ...]:
    following = one.next_at if one.active and one.next_at else say("archives.paused")
    why = problem_words(one.problem, one.folder) if one.failures else ""
    return (one.name, plans.when(one), following, one.keep or say("agreeing.all"), one.query, one.folder, why)
