"""What an archive holds and under which names: the numbers of the format, the fixed files, the limits of reading."""

from __future__ import annotations

import re
from dataclasses import dataclass

from console.faults import Known

MAJOR, MINOR = 1, 2
NUMBER = "1.0"
LEAVING_OUT = "1.2"
"""The number of an archive that leaves something out; any other is as it was."""
NAMESPACE = "desk-archive"
"""What the signature is for: one made for anything else is none."""
CHECKPOINT = "desk-checkpoint"
"""What the signature of a checkpoint is for."""
FINDINGS = "desk-findings"
"""What the signature of a file of findings is for."""
PURPOSES = f"{NAMESPACE},{CHECKPOINT},{FINDINGS}"

BAGIT = "bagit.txt"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha512.txt"
TAG_MANIFEST = "tagmanifest-sha512.txt"
SIGNATURE = "tagmanifest-sha512.txt.sig"
CONTENT = "data/content.json"
DATABASE = "data/tickets.sqlite"
INDEX = "data/index.html"
PAGES = "data/pages/"
LINES = "data/tickets.jsonl"
LEAVES = "data/leaves.bin"
REDACTIONS = "data/redactions.jsonl"
KEYS = "data/allowed_signers"
AGREEMENTS = "data/agreements/"
FILES = "data/files/"
BAGIT_TEXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TAGS = (INFO, BAGIT, MANIFEST)
"""What the list of tags holds, in its order; the list and its signature stand beside them."""

MOST_NAME = 200
MOST_DEPTH = 6
MOST_FILES = 8_000_000
MOST_TAG = 64 * 1024
MOST_CONTENT = 4 * 1024 * 1024
HASH_LINE = 128 + 2
"""A line of a list before its name: SHA-512 in hex and two blanks."""

_NAME = re.compile(r"[a-z0-9_-][a-z0-9._-]*(?:/[a-z0-9_-][a-z0-9._-]*)*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One file of an archive: its name and its size."""

    name: str
    size: int


class NotWhole(Known):
    """An archive is not what it has to be; `where` names the file or the place, `state` what is wrong."""

    def __init__(self, state: str, where: str, why: str) -> None:
        super().__init__("archive_none" if why == "not_an_archive" else f"archive_{state}", where=where, why=why)
        self.state, self.where, self.why = state, where, why


def file_name(sha256: str) -> str:
    """Return the name under which a file of messages stands."""
    return f"{FILES}{sha256[:2]}/{sha256}"


def is_name(name: str) -> bool:
    """Return whether a name may stand in an archive: plain letters, no way out of the folder, no hidden file."""
    return (
        len(name) <= MOST_NAME
        and name.count("/") < MOST_DEPTH
        and _NAME.match(name) is not None
        and (name.startswith("data/") or name in (*TAGS, TAG_MANIFEST, SIGNATURE))
        and ".." not in name
        and not any(part.endswith(".") for part in name.split("/"))
    )
