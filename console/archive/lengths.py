"""How long an archive must be, told from its beginning: so a file that was cut is told from one that was altered."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import BinaryIO

from console.archive import layout, sshsig, zipping
from console.archive.zipping import Member

_MOST_INFO = 4_096
_SHORT_NAME = "data/files/ab/" + "0" * 64


def least(file: BinaryIO, there: int) -> int:
    """Return how many bytes the archive has at least whose first `there` bytes stand in `file`.

    It is exact once the heads of all files below data/ are there, and too small by a few names before.
    """
    try:
        seen = list(zipping.begun(file, there))
    except (struct.error, ValueError):
        return 0
    if not seen or seen[0].name != layout.INFO:
        return 0
    file.seek(seen[0].begins)
    told = _fields(file.read(min(seen[0].size, _MOST_INFO, max(0, there - seen[0].begins))))
    size, _, count = told.get("Payload-Oxum", "").partition(".")
    if not (size.isdecimal() and count.isdecimal()):
        return seen[-1].begins + seen[-1].size
    return _whole(seen, int(size), int(count), signed=told.get("Desk-Key-Id", "-") != "-")


def _whole(seen: Sequence[Member], size: int, count: int, *, signed: bool) -> int:
    data = [one for one in seen if one.name.startswith("data/")]
    missing = count - len(data)
    files = [(one.name, one.size) for one in seen if one.name < "data/"]
    if len(files) == 1:
        files.append((layout.BAGIT, len(layout.BAGIT_TEXT)))
    files += [(one.name, one.size) for one in data]
    if missing > 0:
        rest = size - sum(one.size for one in data)
        files += [(_SHORT_NAME, rest if number == 0 else 0) for number in range(missing)]
    lines = sum(layout.HASH_LINE + len(name) + 1 for name, _ in files if name.startswith("data/"))
    tags = sum(layout.HASH_LINE + len(name) + 1 for name in layout.TAGS)
    files += [(layout.MANIFEST, lines), (layout.TAG_MANIFEST, tags)]
    if signed:
        files.append((layout.SIGNATURE, sshsig.length(layout.NAMESPACE)))
    at = listed = 0
    for name, length in files:
        one = Member(name=name, size=length, crc=0, offset=at)
        at, listed = one.begins + length, listed + len(zipping.central_head(one))
    return at + listed + len(zipping.tail(len(files), at, listed))


def _fields(head: bytes) -> dict[str, str]:
    lines = (one.partition(": ") for one in head.decode("utf-8", "replace").split("\n"))
    return {name: value for name, _, value in lines}
