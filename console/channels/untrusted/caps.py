"""The limits that a mail is held to before anything of it is parsed: numbers, and the question whether one is passed.

What is over a limit is named with its problem code and kept as raw bytes; the part that is within is read. Nothing is
dropped in silence. The limits of HTML that is shown stand in `limits`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from console.channels.untrusted.limits import HTML_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """How much of one mail is read. Bytes, counts and levels; each is the largest value that passes.

    `message_bytes` is a whole mail; above it only the headers are read. `raw_bytes` is what is kept in memory at all.
    `header_length` is one unfolded header, `text_bytes` and `html_bytes` all text and all HTML of a mail, `depth` the
    multiparts and messages inside each other.
    """

    message_bytes: int = 50 * 1024 * 1024
    raw_bytes: int = 200 * 1024 * 1024
    header_bytes: int = 256 * 1024
    header_lines: int = 1_000
    header_length: int = 16 * 1024
    addresses: int = 500
    references: int = 500
    depth: int = 20
    parts: int = 500
    parameters: int = 50
    text_bytes: int = 4 * 1024 * 1024
    html_bytes: int = HTML_BYTES


DEFAULT_CAPS: Final = Caps()
