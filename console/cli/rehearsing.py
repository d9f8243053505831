"""`policy rehearse`: past requests decided under another version or other hours. It shows what would change."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from console.cli import wording
from console.cli.desks import desk
from console.cli.output import json_line, table
from console.faults import BadInput
from console.records.rehearsal import Differing, Ruled, Stretch
from console.services import rehearsing, versions
from console.services.rehearsing import Tally
from console.views.words import calendar_day, has, of, say, say_count, set_zone


def add_commands(inner: Any) -> None:
    """Add the command to those of `policy`."""
    rehearsed = inner.add_parser(
        "rehearse", help="decide past requests under another version and show what would change; it writes nothing"
    )
    rehearsed.add_argument(
        "words", nargs="*", metavar="VERSION QUERY", help="a version, unless an option names it; then a query"
    )
    rehearsed.add_argument("--draft", metavar="DRAFT", help="a draft of this desk, or a folder with a version")
    rehearsed.add_argument("--version", metavar="VERSION", help="a version that this desk or the program knows")
    rehearsed.add_argument("--schedule", metavar="LABEL", default="", help="other working hours of this desk")
    rehearsed.add_argument("--always", action="store_true", help="as if the version had always been in force")
    rehearsed.add_argument("--limit", type=int, default=50, help="how many requests to list for people")
    rehearsed.add_argument("--json", action="store_true", help="a line for each request, then one with the counts")
    rehearsed.set_defaults(run=rehearse_command)


def rehearse_command(asked: argparse.Namespace) -> int:
    """Print what would be decided otherwise; exit 1 when something would."""
    here = desk(asked)
    try:
        set_zone(str(here.company.get("policy_tz") or "UTC"))
        version, query = _asked(asked)
        documents = None if version is None else versions.documents(here, version)
        trial = rehearsing.trial_of(
            here, query=query, documents=documents, label=version or "", schedule=asked.schedule, always=asked.always
        )
    finally:
        here.store.close()
    found = rehearsing.rehearse(trial)
    return tell(found, limit=asked.limit, as_json=asked.json, always=trial.always if trial.draft else None)


def tell(stretches: Iterable[Stretch], *, limit: int, as_json: bool, always: bool | None) -> int:
    """Print what a rehearsal finds; return 1 when something would be decided otherwise.

    `always` says whether the version counted as if it had always been in force, None where only hours were tried.
    """
    tally, progress = Tally(), _Progress()
    found = _rows(stretches, tally, progress)
    if as_json:
        for row in found:
            json_line(row)
        json_line(
            {
                "requests": progress.done,
                "differing": tally.differing,
                "clauses": tally.clauses(),
                "always": bool(always),
            }
        )
    else:
        listed = list(islice(found, max(0, limit)))
        for _ in found:
            pass
        _print(listed, tally, progress.done)
        if always is not None:
            print(say("rehearsal.told_always" if always else "rehearsal.told_from_then"))
    return 1 if tally.differing else 0


def _asked(asked: argparse.Namespace) -> tuple[str | None, str]:
    words, version = list(asked.words), asked.draft or asked.version
    if asked.draft and asked.version:
        raise BadInput("two_versions_to_rehearse", draft=asked.draft, version=asked.version)
    if version is None and not asked.schedule:
        if not words:
            raise BadInput("nothing_to_rehearse")
        version = words.pop(0)
    return version, " ".join(words)


def _rows(stretches: Iterable[Stretch], tally: Tally, progress: _Progress) -> Iterator[Differing]:
    try:
        for stretch in stretches:
            tally.add(stretch.rows)
            progress.show(stretch.done, stretch.total)
            yield from stretch.rows
    finally:
        progress.close()


def _print(rows: list[Differing], tally: Tally, requests: int) -> None:
    if rows:
        headers = ("number", "received", "license", "was", "now", "because_of")
        table(
            headers,
            [
                (
                    f"TK-{row.number}",
                    row.received_at,
                    row.license_key,
                    _said(row.was, row.changed),
                    _said(row.now, row.changed),
                    ", ".join(row.causes),
                )
                for row in rows
            ],
        )
        print()
    if tally.differing > len(rows):
        print(f"{say('rehearsal.more', n=tally.differing - len(rows))}\n")
    if tally.differing:
        table(
            ("clause", "was", "now", "in_words"),
            [
                (one.clause or say(f"outcome.{one.outcome}"), one.was, one.now, of(one.title_en, one.title_ru))
                for one in tally.clauses()
            ],
        )
        print()
    print(say("rehearsal.sum", requests=say_count("queue.tickets", requests), differing=tally.differing))


def _said(ruled: Ruled, changed: tuple[str, ...]) -> str:
    """Return one side of a difference: the outcome, and what of the rest differs."""
    parts = [wording.outcome(ruled.outcome, ruled.clause)]
    if "state" in changed:
        parts.append(say(f"license.{ruled.state}") if ruled.state else say("license.unknown_short"))
    if "mode" in changed and ruled.mode is not None and has(f"mode.{ruled.mode}"):
        parts.append(say(f"mode.{ruled.mode}"))
    days = [one for one in (ruled.earliest_day, ruled.latest_day) if one is not None]
    if days and {"earliest_day", "latest_day"} & set(changed):
        parts.append(" – ".join(calendar_day(one) for one in days))
    return ", ".join(parts)


class _Progress:
    """Shows on a terminal how far a rehearsal is; silent elsewhere."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self.done = 0

    def show(self, done: int, total: int) -> None:
        self.done = done
        if self._shown:
            sys.stderr.write(f"\r{done} / {total}")
            sys.stderr.flush()

    def close(self) -> None:
        if self._shown:
            sys.stderr.write("\r" + " " * 40 + "\r")
