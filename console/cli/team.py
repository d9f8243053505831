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

from console.cli.desks import mind_password, url_of, url_there
from console.cli.output import answered, json_line, table
from console.faults import BadInput
from console.services import credentials, team
from console.store import open_store
from console.store.engine import shown_url
from console.views.words import say, say_count


def add_commands(inner: Any) -> None:
    """Add the commands of this module to those of `db`."""
    begun = inner.add_parser("init-team", help="make an empty PostgreSQL a team's: roles, grants and guards")
    begun.add_argument("url", metavar="URL", nargs="?", help="postgresql://operator@host/database")
    begun.set_defaults(run=init_command)
    added = inner.add_parser("add-user", help="a person with a role and a temporary password for a day")
    added.add_argument("name", metavar="NAME", help="the login")
    added.add_argument("--role", required=True, choices=(*team.ROLES, team.OPERATOR))
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
    print(say("team.set_up" if made.changed else "team.unchanged"))
    for role, name in made.groups.items():
        print(f"{say(f'role.{role}')}: {name}")
    if made.open_doors:
        print(say("team.doors"))
        for door in made.open_doors:
            print(f"  REVOKE EXECUTE ON FUNCTION {door} FROM PUBLIC;")
    return 0


def add_command(asked: argparse.Namespace) -> int:
    """Make a person, or complete one."""
    with closing(open_store(url_of(asked))) as store:
        mind_password(store, keeps_up=True)
        made = team.add_member(store, asked.name, asked.role, name=asked.called, renew=asked.new_password)
    if asked.json:
        json_line(made)
        return 0
    if made.left:
        _tell_left(made.left)
        print(say("team.again" if made.again else "team.password_left"))
        return 1
    print(f"{made.login}: {say(f'role.{made.role}')}")
    if not made.changed:
        print(say("team.unchanged"))
    if made.password and made.until is not None:
        print(say("team.temporary", password=made.password))
        print(say("team.holds", until=f"{made.until:%Y-%m-%d %H:%M} UTC"))
    return 0


def users_command(asked: argparse.Namespace) -> int:
    """Print the people of the team."""
    with closing(open_store(url_of(asked))) as store:
        mind_password(store, keeps_up=True)
        found = team.members(store)
    if asked.json:
        for one in found:
            json_line(one)
        return 0
    rows = [
        (one.login, one.name, say(f"role.{one.role}"), say(_state(one.active, one.can_log_in)), one.temporary_until)
        for one in found
    ]
    table(("login", "name", "role", "state", "temporary_until"), rows)
    return 0


def role_command(asked: argparse.Namespace) -> int:
    """Give a person another role."""
    with closing(open_store(url_of(asked))) as store:
        mind_password(store, keeps_up=True)
        made = team.set_role(store, asked.name, asked.role)
    role = made.role if asked.json else say(f"role.{made.role}")
    return _answered(asked, {"login": made.login, "role": role, "changed": made.changed})


def lock_command(asked: argparse.Namespace) -> int:
    """Lock a person out."""
    with closing(open_store(url_of(asked))) as store:
        mind_password(store, keeps_up=True)
        left = team.lock_member(store, asked.name)
        tickets = team.open_tickets(store, asked.name)
    if asked.json:
        json_line({"login": asked.name, "locked": True, "left": left, "open_tickets": tickets})
        return 0
    if left:
        _tell_left(left)
    status = _answered(asked, {"login": asked.name, "locked": True})
    if tickets:
        print(say("team.tickets_left", n=say_count("queue.tickets", tickets)))
    return status


def password_command(asked: argparse.Namespace) -> int:
    """Replace one's own password."""
    url = url_of(asked)
    with closing(open_store(url)) as store:
        new = _new_password()
        team.change_password(store, new)
    credentials.typed(url, new)
    if asked.keep:
        credentials.keep(url, new)
    return _answered(asked, {"database": shown_url(url), "changed": True, "in_keyring": asked.keep})


def copy_command(asked: argparse.Namespace) -> int:
    """Copy the desk and print the proof, table by table; the database it comes from stays as it is."""
    source = url_there(asked)
    target = url_of(argparse.Namespace(database=asked.to))
    proof = team.move(source, target, into_team=asked.team)
    rows = sum(one.rows for one in proof)
    if asked.json:
        json_line({"from": shown_url(source), "to": shown_url(target), "rows": rows, "tables": proof})
        return 0
    table(("what", "rows", "sha256"), [(one.table, one.rows, one.sha256) for one in proof if one.rows])
    print(say("team.copied", n=rows))
    return 0


def _tell_left(left: tuple[str, ...]) -> None:
    print(say("team.superuser"))
    for statement in left:
        print(f"  {statement}" if statement.startswith("\\") else f"  {statement};")


def _new_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    new = getpass.getpass(f"{say('password.new')}: ")
    if getpass.getpass(f"{say('password.again')}: ") != new:
        raise BadInput("passwords_differ")
    return new


def _state(active: bool, can_log_in: bool) -> str:  # noqa: FBT001 - two columns of a row, read at the call
    return f"team.{'active' if active and can_log_in else 'no_login' if active else 'locked'}"


def _answered(asked: argparse.Namespace, answer: dict[str, object]) -> int:
    answered(answer, as_json=asked.json, apart="\n")
    return 0
