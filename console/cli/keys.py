"""`key`: keys of leads and checkpoints of the log of events."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import Any

from console.archive import layout, signers
from console.cli.desks import desk, instant
from console.cli.output import answered, json_line, stamp, table
from console.faults import BadInput
from console.services.archives import exporting, keys, private_keys, signing
from console.store.sealing import KeyRow
from console.views.words import say


def add_commands(commands: Any) -> None:
    """Add the commands of this module to the parser."""
    root = commands.add_parser("key", help="keys that sign archives and checkpoints; the log of events")
    inner = root.add_subparsers(dest="act", required=True)
    made = inner.add_parser("make", help="make a key of your own and enter it at the desk")
    made.add_argument("--keyring", action="store_true", help="keep it in the system's keyring, not in a file")
    made.add_argument("--file", type=Path, help="where the file is to lie; else in the folder of settings")
    made.add_argument("--until", metavar="INSTANT", help="when it ends to count")
    listed = inner.add_parser("list", help="the keys that the desk knows")
    gone = inner.add_parser("revoke", help="let a key count no more from now on")
    gone.add_argument("key_id", metavar="KEY")
    gone.add_argument("--reason", required=True)
    out = inner.add_parser("allowed", help="print the desk's keys as OpenSSH's allowed_signers")
    trusted = inner.add_parser("trust", help="believe the keys of a file on this computer")
    trusted.add_argument("file", type=Path, help="a .pub of ssh-keygen, or lines of allowed_signers")
    trusted.add_argument("--name", default="", help="whose key a .pub is; else its comment says it")
    point = inner.add_parser("checkpoint", help="take every event into the log and sign its head")
    for one, command in (
        (made, make_command),
        (listed, list_command),
        (gone, revoke_command),
        (out, allowed_command),
        (trusted, trust_command),
        (point, checkpoint_command),
    ):
        one.add_argument("--json", action="store_true")
        one.set_defaults(run=command)
    for one in (made, point):
        add_passphrase(one)
    point.add_argument("--key", type=Path, metavar="FILE", help="the file of the key; else your own is looked for")


def add_passphrase(parser: argparse.ArgumentParser) -> None:
    """Add the option that says where the passphrase of a key's file stands."""
    parser.add_argument(
        "--passphrase-file",
        type=Path,
        metavar="FILE",
        help="passphrase of the signing key: a file's first line",
    )


def make_command(asked: argparse.Namespace) -> int:
    """Make a key, keep it, and enter its public half."""
    here = desk(asked)
    try:
        until = instant(here, asked.until) if asked.until else None
        made = private_keys.make()
        if asked.keyring:
            private_keys.keep_in_keyring(made)
            place = say("key.in_keyring")
        else:
            place = str(private_keys.keep_in_file(made, _new_passphrase(asked), asked.file))
        key_id = signing.enter_key(here, private_keys.public_of(made), valid_to=until)
    finally:
        here.store.close()
    answered({"key": key_id, "place": place}, as_json=asked.json, apart="\n")
    return 0


def list_command(asked: argparse.Namespace) -> int:
    """Print every key with its dates."""
    here = desk(asked)
    try:
        found, log = signing.keys_of(here.store), signing.state(here.store)
    finally:
        here.store.close()
    if asked.json:
        for one in found:
            json_line(_told(one))
        return 0
    table(
        ("key", "owner", "from", "until", "revoked"),
        [(one.key_id, one.name, one.valid_from, one.valid_to, one.revoked_at) for one in found],
    )
    point = log.checkpoint
    if point is not None:
        print(say("key.log", size=point.size, moment=stamp(point.at), n=log.uncovered))
    else:
        print(say("key.no_log", n=log.uncovered))
    return 0


def revoke_command(asked: argparse.Namespace) -> int:
    """Revoke a key."""
    here = desk(asked)
    try:
        signing.revoke_key(here, asked.key_id, asked.reason)
    finally:
        here.store.close()
    answered({"key": asked.key_id, "state": "revoked"}, as_json=asked.json)
    return 0


def allowed_command(asked: argparse.Namespace) -> int:
    """Print the public keys of the desk."""
    here = desk(asked)
    try:
        found = [exporting.signer_of(one) for one in signing.keys_of(here.store)]
    finally:
        here.store.close()
    sys.stdout.write(signers.written(found, layout.PURPOSES))
    return 0


def trust_command(asked: argparse.Namespace) -> int:
    """Believe keys on this computer from now on."""
    added = keys.trust(asked.file, asked.name)
    for one in added:
        answered({"key": one.key_id, "name": one.name}, as_json=asked.json)
    return 0


def checkpoint_command(asked: argparse.Namespace) -> int:
    """Make a checkpoint and print it."""
    here = desk(asked)
    try:
        key = signing.own_key(here, passphrase=passphrase_of(asked), file=asked.key)
        signing.require_counting(here, key)
        made = signing.make_checkpoint(here, key)
    finally:
        here.store.close()
    answered({"size": made.size, "root": made.root, "key": made.key_id}, as_json=asked.json, apart="\n")
    return 0


def passphrase_of(asked: argparse.Namespace, *, needed: bool = True) -> str:
    """Return the passphrase of a key's file: of a file, or typed at a terminal; "" where there is neither."""
    if asked.passphrase_file is not None:
        if not asked.passphrase_file.is_file():
            raise BadInput("no_such_file", file=str(asked.passphrase_file))
        return str(asked.passphrase_file.read_text(encoding="utf-8").split("\n")[0].rstrip("\r"))
    return getpass.getpass(say("key.passphrase")) if needed and sys.stdin.isatty() else ""


def _new_passphrase(asked: argparse.Namespace) -> str:
    given = passphrase_of(asked)
    if asked.passphrase_file is None and given != (getpass.getpass(say("key.again")) if sys.stdin.isatty() else ""):
        raise BadInput("passphrases_differ")
    return given


def _told(one: KeyRow) -> dict[str, Any]:
    return {
        "key": one.key_id,
        "owner": one.login,
        "from": one.valid_from,
        "until": one.valid_to,
        "revoked": one.revoked_at,
        "reason": one.reason,
    }
