"""`db init-team` and what goes with it: people with logins and roles, and one's own password.

No password is taken from a word of the command line, which others can read: it is asked for, or comes from the keyring
or from standard input.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from contextlib import closing
from typing import Any

from console.cli.desks import url_of
from console.cli.output import json_line, table
from console.faults import BadInput
from console.services import credentials, team
from console.store import open_store
from console.store.engine import shown_url


def add_commands(inner: Any) -> None:
    """Add the commands of this module to those of `db`."""
    begun = inner.add_parser("init-team", help="make an empty PostgreSQL a team's: roles, grants and guards")
    begun.add_argument("url", metavar="URL", nargs="?", help="postgresql://operator@host/database")
    begun.set_defaults(run=init_command)
    added = inner.add_parser("add-user", help="a person with a role and a temporary password for a day")
    added.add_argument("name", metavar="NAME", help="the login")
    added.add_argument("--role", required=True, choices=team.ROLES)
    added.add_argument("--called", default="", metavar="NAME", help="how colleagues call the person")
    added.add_argument("--new-password", action="store_true", help="make a new temporary password")
    added.set_defaults(run=add_command)
    listed = inner.add_parser("users", help="the people of the team, their roles and logins")
    listed.set_defaults(run=users_command)
    changed = inner.add_parser("set-role", help="give a person another role")
    changed.add_argument("name", metavar="NAME")
    changed.add_argument("--role", required=True, choices=team.ROLES)
    changed.set_defaults(run=role_command)
    locked = inner.add_parser("lock-user", help="let a person in no more; what was done keeps the name")
    locked.add_argument("name", metavar="NAME")
    locked.set_defaults(run=lock_command)
    password = inner.add_parser("password", help="replace your own password; from a pipe: a line with the new one")
    password.add_argument("--keep", action="store_true", help="keep it in the system's keyring")
    password.set_defaults(run=password_command)
    moved = inner.add_parser("copy", aliases=["move"], help="the whole desk into a new database, with proof")
    moved.add_argument("--to", metavar="URL", required=True, help="a file that is not there, or an empty PostgreSQL")
    moved.add_argument("--team", action="store_true", help="make the new one a team's")
    moved.set_defaults(run=copy_command)
    for one in (begun, added, listed, changed, locked, password, moved):
        one.add_argument("--json", action="store_true")


def init_command(asked: argparse.Namespace) -> int:
    """Make the database a team's; a second time changes nothing."""
    if asked.url:
        asked.database = asked.url
    url = url_of(asked)
    made = team.set_up(url)
    answer = {
        "database": shown_url(url),
        "changed": made.changed,
        "groups": dict(made.groups),
        "large_objects_open": list(made.open_doors),
    }
    if asked.json:
        json_line(answer)
        return 0
    print("the team is set up" if made.changed else "everything was as it should be; nothing was changed")
    for role, name in made.groups.items():
        print(f"{role}: {name}")
    if made.open_doors:
        print("large objects are open to every login; a superuser closes them:")
        for door in made.open_doors:
            print(f"  REVOKE EXECUTE ON FUNCTION {door} FROM PUBLIC;")
    return 0


def add_command(asked: argparse.Namespace) -> int:
    """Make a person, or complete one."""
    with closing(open_store(url_of(asked))) as store:
        made = team.add_member(store, asked.name, asked.role, name=asked.called, renew=asked.new_password)
    if asked.json:
        json_line(made)
        return 0
    print(f"{made.login}: {made.role}" + ("" if made.changed else "; nothing was changed"))
    if made.password and made.until is not None:
        print(f"temporary password: {made.password}")
        print(f"holds until {made.until:%Y-%m-%d %H:%M} UTC and is replaced at the first login")
    return 0


def users_command(asked: argparse.Namespace) -> int:
    """Print the people of the team."""
    with closing(open_store(url_of(asked))) as store:
        found = team.members(store)
    if asked.json:
        for one in found:
            json_line(one)
        return 0
    rows = [(one.login, one.name, one.role, _state(one.active, one.can_log_in), one.temporary_until) for one in found]
    table(("login", "name", "role", "state", "temporary_until"), rows)
    return 0


def role_command(asked: argparse.Namespace) -> int:
    """Give a person another role."""
    with closing(open_store(url_of(asked))) as store:
        made = team.set_role(store, asked.name, asked.role)
    return _say(asked, {"login": made.login, "role": made.role, "changed": made.changed})


def lock_command(asked: argparse.Namespace) -> int:
    """Lock a person out."""
    with closing(open_store(url_of(asked))) as store:
        team.lock_member(store, asked.name)
    return _say(asked, {"login": asked.name, "locked": True})


def password_command(asked: argparse.Namespace) -> int:
    """Replace one's own password."""
    url = url_of(asked)
    with closing(open_store(url)) as store:
        new = _new_password()
        team.change_password(store, new)
    credentials.typed(url, new)
    if asked.keep:
        credentials.keep(url, new)
    return _say(asked, {"database": shown_url(url), "changed": True, "kept": asked.keep})


def copy_command(asked: argparse.Namespace) -> int:
    """Copy the desk and print the proof, table by table; the database it comes from stays as it is."""
    source = url_of(asked)
    target = url_of(argparse.Namespace(database=asked.to))
    proof = team.move(source, target, into_team=asked.team)
    rows = sum(one.rows for one in proof)
    if asked.json:
        json_line({"from": shown_url(source), "to": shown_url(target), "rows": rows, "tables": proof})
        return 0
    table(("what", "rows", "sha256"), [(one.table, one.rows, one.sha256) for one in proof if one.rows])
    print(f"{rows} rows, the same on both sides; every chain holds on both")
    return 0


def _new_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    new = getpass.getpass("New password: ")
    if getpass.getpass("Again: ") != new:
        raise BadInput("passwords_differ")
    return new


def _state(active: bool, can_log_in: bool) -> str:  # noqa: FBT001 - two columns of a row, read at the call
    return "active" if active and can_log_in else "no login" if active else "locked"


def _say(asked: argparse.Namespace, answer: dict[str, object]) -> int:
    if asked.json:
        json_line(answer)
    else:
        for name, value in answer.items():
            print(f"{name}: {value}")
    return 0
