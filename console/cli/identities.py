"""The options that say how an archive is locked, and what opens one. Nothing of it is loaded but words."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_locking(parser: argparse.ArgumentParser) -> None:
    """Add the options that lock a new archive."""
    parser.add_argument(
        "--recipient",
        action="append",
        default=[],
        metavar="KEY|FILE",
        help="lock it for a public key of age or OpenSSH (ed25519), or for those of a file; may be repeated",
    )
    parser.add_argument("--passphrase", action="store_true", help="lock it with a passphrase; you are asked twice")
    add_passphrase_from(parser, argparse.SUPPRESS)  # what stands before the command opens the archive that it reads


def add_leaving_out(parser: argparse.ArgumentParser) -> None:
    """Add the options that leave something out of a new archive."""
    parser.add_argument(
        "--redact",
        action="append",
        default=[],
        metavar="WHAT",
        help="leave out person:WHO, text:WORDS, message:TICKET/N or attachments; may be repeated",
    )
    parser.add_argument("--redact-reason", default="", metavar="WHY", help="why; it stands at each place")


def add_unlocking(parser: argparse.ArgumentParser) -> None:
    """Add the options that open an archive under lock."""
    parser.add_argument(
        "--identity",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="a private key that opens a locked archive, of age or OpenSSH; may be repeated",
    )
    add_passphrase_from(parser)


def add_passphrase_from(parser: argparse.ArgumentParser, absent: str | None = None) -> None:
    """Add the option that names where the passphrase of an archive comes from; `absent` is what it is without it."""
    parser.add_argument(
        "--passphrase-from",
        default=absent,
        metavar="FILE|NUMBER",
        help="the archive's passphrase: the first line of a file, or of an open descriptor",
    )
