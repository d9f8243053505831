"""The desk of a command: its database and the person who runs it."""

from __future__ import annotations

import argparse
from datetime import datetime

from console.faults import BadInput
from console.services.desk import Desk, open_desk
from console.services.whose import account, database_url, letters_folder


def url_of(asked: argparse.Namespace) -> str:
    """Return the database of a command."""
    return database_url(asked.database)


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
