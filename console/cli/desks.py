"""The desk of a command: its database and the person who runs it."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from datetime import datetime
from pathlib import Path

from console.cli import daily
from console.cli.output import tell_fault
from console.faults import BadInput, Known, NotAllowed
from console.records.base import Role
from console.services import credentials
from console.services.desk import Desk, open_desk
from console.services.whose import account, database_url, letters_folder
from console.store import Store
from console.store.engine import address_of, sqlite_path
from console.views.words import language, set_zone

_BEGINNING: dict[str, tuple[str, ...]] = {
    "import": (),
    "new": (),
    "policy": ("new", "choose", "wording"),
    "license": ("add", "import"),
    "schedule": ("add", "import-holidays", "announce", "target"),
    "channel": ("add",),
    "queues": ("set",),
    "staff": ("set",),
    "letters": ("save",),
    "errors": ("enter",),
    "key": ("make", "trust"),
}
"""The commands, with their acts where not all, that enter what may be the first in a desk: they make its file."""
_BEGINNING_WITH = {("services", ""): "code", ("schedule", "zone"): "zone"}
"""Acts that only look without a value, and with it enter what may be the first."""
_PASSWORDS = Path(os.environ.get("PGPASSFILE") or Path.home() / ".pgpass")


def url_of(asked: argparse.Namespace) -> str:
    """Return the database of a command, with the password that is known for it or typed at a terminal.

    Raises BadInput ("password_in_url"): what stands on a command line can be read by others.
    """
    url = database_url(asked.database)
    address = address_of(url)
    if address is None:
        return url
    if address.has_password:
        raise BadInput("password_in_url")
    known = credentials.opened(url)
    if known != url or not sys.stdin.isatty() or os.environ.get("PGPASSWORD") or _PASSWORDS.exists():
        return known
    return credentials.typed(url, getpass.getpass(f"Password for {address.shown}: "))


def url_there(asked: argparse.Namespace) -> str:
    """Return the database of a command that needs one with something in it.

    Raises Known ("no_desk") where its file is not there, and what `url_of` raises.
    """
    url = url_of(asked)
    path = sqlite_path(url)
    if path is not None and not path.exists():
        raise Known("no_desk", file=path)
    return url


def _begins(asked: argparse.Namespace) -> bool:
    act = getattr(asked, "deed", getattr(asked, "act", ""))
    value = _BEGINNING_WITH.get((asked.command, act))
    if value is not None:
        return getattr(asked, value) is not None
    acts = _BEGINNING.get(asked.command)
    return acts is not None and (not acts or act in acts)


def desk(asked: argparse.Namespace) -> Desk:
    """Sit down at the database of a command, and tell times in the policy's zone.

    Its file, or what an empty database needs, is made only by a command that enters something of its own.
    Raises what `url_there` and `open_desk` raise.
    """
    login = account()
    begins = _begins(asked)
    url = url_of(asked) if begins else url_there(asked)
    here = open_desk(url, login=login, name=login, out_folder=letters_folder(), begin=begins)
    set_zone(str(here.company.get("policy_tz") or "UTC"))
    if here.store.team:
        mind_password(here.store, keeps_up=here.actor.role is Role.OPERATOR)
    return daily.sat_down(here)


def mind_password(store: Store, *, keeps_up: bool) -> None:
    """Say that the acting person's password is a temporary one, where it is; only who `keeps_up` goes on with it.

    An operator may not be able to replace it. Raises NotAllowed ("temporary_password"), with the store closed.
    """
    from console.services.team import temporary_until  # noqa: PLC0415 - only a team's database asks for it

    until = temporary_until(store)
    if until is None:
        return
    fault = NotAllowed("temporary_password", until=f"{until:%Y-%m-%d %H:%M} UTC")
    if not keeps_up:
        store.close()
        raise fault
    tell_fault(fault, as_json=False, language=language())


def desk_if_there(asked: argparse.Namespace) -> Desk | None:
    """Sit down at the database of a command that can do without one; None where its file is not there."""
    path = sqlite_path(url_of(asked))
    return None if path is not None and not path.exists() else desk(asked)


def instant(here: Desk, text: str | None) -> datetime:
    """Return the instant that was written, or now; without an offset it is in the policy's zone.

    A day alone is its first moment. Raises BadInput.
    """
    if text is None:
        return here.clock()
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput("bad_instant", instant=text) from error
    return found if found.tzinfo else found.replace(tzinfo=here.company.zone)
