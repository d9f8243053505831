"""The desk of a command: its database and the person who runs it."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from datetime import datetime
from pathlib import Path

from console.faults import BadInput
from console.services import credentials
from console.services.desk import Desk, open_desk
from console.services.whose import account, database_url, letters_folder
from console.store.engine import address_of

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


def desk(asked: argparse.Namespace) -> Desk:
    """Sit down at the database of a command."""
    login = account()
    return open_desk(url_of(asked), login=login, name=login, out_folder=letters_folder())


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
