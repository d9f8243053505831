"""What locks an archive or opens one: keys, files of keys, and passphrases, which never stand on the command line."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from pathlib import Path

from console.archive import locking
from console.archive.locking import Keys, Lock
from console.faults import BadInput
from console.services.archives import unlocking
from console.views.words import say

_MOST = 4_096


def lock_of(asked: argparse.Namespace) -> Lock | None:
    """Return how a new archive is to be locked, or None. Raises BadInput as `locking.lock_of`."""
    passphrase = _from(asked.passphrase_from) if asked.passphrase_from is not None else ""
    if asked.passphrase and not passphrase:
        if not sys.stdin.isatty():
            raise BadInput("passphrase_nobody")
        passphrase = getpass.getpass(say("lock.new"))
        if getpass.getpass(say("lock.again")) != passphrase:
            raise BadInput("passphrases_differ")
    if (asked.passphrase or asked.passphrase_from is not None) and not passphrase:
        raise BadInput("lock_passphrase_short", n=locking.SHORTEST)
    return locking.lock_of(unlocking.recipients_of(asked.recipient), passphrase)


def keys_for(asked: argparse.Namespace, file: Path) -> Keys:
    """Return what may open an archive: the keys that are named, or a passphrase that is asked for at a terminal."""
    passphrase = _from(asked.passphrase_from) if asked.passphrase_from is not None else ""
    if not passphrase and not asked.identity and sys.stdin.isatty() and locking.needs(file) == "passphrase":
        passphrase = getpass.getpass(say("lock.ask", file=file.name))
    return unlocking.keys_of(asked.identity, passphrase)


def given(asked: argparse.Namespace) -> Keys:
    """Return what the options name, and nothing that would be asked for."""
    passphrase = _from(asked.passphrase_from) if asked.passphrase_from is not None else ""
    return unlocking.keys_of(asked.identity, passphrase)


def _from(place: str) -> str:
    try:
        if place.isdecimal():
            return os.read(int(place), _MOST).decode().split("\n")[0].rstrip("\r")
        with Path(place).open(encoding="utf-8") as text:
            return text.readline(_MOST).rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput("no_such_file", file=place) from error
