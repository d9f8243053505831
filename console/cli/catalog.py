"""Which module holds which command, with the line that `--help` says of it.

Only the module that is asked for is loaded: the others, and all that they stand on, would be most of a short command's
time. What a module adds to the parser and what stands here are held together by a test.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

COMMANDS = {
    "read": ("reading", "parse messages, without a database"),
    "import": ("reading", "take messages in; again gives no duplicates"),
    "quarantine": ("kept_back", "messages that were not taken in: list, show, save, try again"),
    "list": ("listing", "the queue by the query language of the window"),
    "show": ("tickets", "one ticket: messages, decision with trace, history"),
    "next": ("claiming", "take the first ticket of a query that nobody has; exit 1 where none is free"),
    "new": ("tickets", "a request entered by hand"),
    "received": ("tickets", "say when a ticket was received, where its mail says it wrong"),
    "stands": ("tickets", "say whether the sender of a ticket stands behind what it says"),
    "decide": ("deciding", "decide a ticket otherwise than proposed, with a reason"),
    "snooze": ("snoozing", "put a ticket off until an hour, or bring it back"),
    "matters": ("matters", "signs, questions, facts, access, pauses and orders of one ticket"),
    "pauses": ("matters", "pauses in force, the one that is due for review first"),
    "services": ("matters", "paid services: on offer or not, terms, link; or change one"),
    "fair-use": ("matters", "the eight counts of clause 24 of a license"),
    "acknowledged": ("matters", "customers under the version in force: since when, told or not"),
    "errors": ("known_errors", "the register of confirmed errors: list, search, enter, mark, settle"),
    "assess": ("policies", "decide cases (docs/cases.md); exit 1 if an expectation does not hold"),
    "hours": ("policies", "operations of working time (docs/cases.md), a line for each"),
    "months": ("policies", "arithmetic of months (docs/cases.md), a line for each"),
    "policy": ("policies", "versions of the agreement"),
    "letters": ("letters", "letters to customers: the program's, the team's, your own"),
    "signals": ("hearing", "what messages hint at (docs/cases.md), from JSON lines on standard input"),
    "license": ("licenses", "licenses, their periods and countdowns"),
    "schedule": ("schedules", "working hours as versions, holidays, notices, the team's targets"),
    "export": ("archives", "write tickets into an archive that can be read and proven by itself"),
    "archives": ("planning", "archives that were made: when, by whom, of what, where, how they stand"),
    "verify": ("archives", "prove an archive whole; exit 1 when it is not"),
    "report": ("reports", "reports over a span of days, or one row for each request"),
    "channel": ("channels", "channels of the company: which are official; enter, change, retire"),
    "queues": ("queues", "queues with their people, rules of what comes where"),
    "staff": ("staff", "people: languages, capacity, shifts, absences, expertise"),
    "handover": ("handing", "hand tickets over with a note, and take what was handed over"),
    "send": ("sending", "write letters whose time has come into a folder; exit 1 when one failed"),
    "unsent": ("unsent", "acts that never reached the database: send them again, or drop them"),
    "checks": ("checking", "second looks at refusals, and appeals: list, settle, enter"),
    "erase": ("erasing", "a person's data, and what is kept no longer; a lead's, shown first"),
    "review": ("reviewing", "look at an archive's decisions again; findings, signed and merged"),
    "key": ("keys", "keys that sign archives and checkpoints; the log of events"),
    "db": ("database", "the database: version, integrity, backups, a team and its people"),
}


def add_commands(commands: Any, arguments: Sequence[str]) -> None:
    """Add every command to the parser: whole where its name stands among the arguments, else its name and its line."""
    named = {COMMANDS[word][0] for word in arguments if word in COMMANDS}
    added: set[str] = set()
    for name, (module, line) in COMMANDS.items():
        if module not in named:
            commands.add_parser(name, help=line)
        elif module not in added:
            added.add(module)
            import_module(f"console.cli.{module}").add_commands(commands)
