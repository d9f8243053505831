"""Whether bytes as they came name an address: as a word of its own, not as a part of somebody else's."""

from __future__ import annotations

import re

_GOES_ON_BEFORE = re.compile(rb"(?:[a-z0-9]|[a-z0-9][._+-])\Z")
_ESCAPED_BEFORE = re.compile(rb"(?:=[0-9a-f]{2}|%[0-9a-f]{2}|\\u[0-9a-f]{4}|\\[nrtbf])\Z")  # of mails, links and JSON
_GOES_ON_BEHIND = re.compile(rb"[a-z0-9_-]|\.[a-z0-9]")
_LOOKED_AT = 6


def names(data: bytes, address: bytes) -> bool:
    """Return whether an address stands in bytes; both in small letters. `user7` does not stand in `user70`."""
    at = data.find(address)
    while at >= 0:
        before = data[max(0, at - _LOOKED_AT) : at]
        is_begun = _ESCAPED_BEFORE.search(before) or not _GOES_ON_BEFORE.search(before)
        if is_begun and not _GOES_ON_BEHIND.match(data, at + len(address)):
            return True
        at = data.find(address, at + 1)
    return False
