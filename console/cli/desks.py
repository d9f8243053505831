"""The desk of a command: its database and the person who runs it."""

from __future__ import annotations

import argparse

from console.services.desk import Desk, open_desk
from console.services.whose import account, database_url, letters_folder


def url_of(asked: argparse.Namespace) -> str:
    """Return the database of a command."""
    return database_url(asked.database)


def desk(asked: argparse.Namespace) -> Desk:
    """Sit down at the database of a command."""
    login = account()
    return open_desk(url_of(asked), login=login, name=login, out_folder=letters_folder())
