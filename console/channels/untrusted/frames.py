"""The messages on the pipe of the bounded process: a head in JSON and parts of raw bytes. No pickle, no object.

A frame is two lengths (32 bits each, network order), the head, the parts one after the other; the head's "parts" gives
the length of each. Whoever reads believes nothing: lengths are checked before memory is taken.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO, Final

_LENGTHS: Final = struct.Struct("!II")
LONGEST_HEAD: Final = 64 * 1024 * 1024
LONGEST_BODY: Final = 256 * 1024 * 1024


class BrokenFrameError(Exception):
    """The other side ended or sent what is no frame."""


def write_frame(stream: BinaryIO, head: Mapping[str, Any], parts: Sequence[bytes] = ()) -> None:
    """Write one frame and flush it. Raises OSError when the other side is gone."""
    text = json.dumps({**head, "parts": [len(part) for part in parts]}, ensure_ascii=True).encode("ascii")
    stream.write(_LENGTHS.pack(len(text), sum(len(part) for part in parts)))
    stream.write(text)
    stream.writelines(parts)
    stream.flush()


def read_frame(stream: BinaryIO) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """Read one frame. Raises BrokenFrameError at the end of the stream and at anything that is no frame."""
    head_length, body_length = _LENGTHS.unpack(_exactly(stream, _LENGTHS.size))
    if head_length > LONGEST_HEAD or body_length > LONGEST_BODY:
        raise BrokenFrameError("too long")
    try:
        head = json.loads(_exactly(stream, head_length))
    except (ValueError, RecursionError) as error:
        raise BrokenFrameError("no head") from error
    body = _exactly(stream, body_length)
    if not isinstance(head, dict) or not isinstance(head.get("parts"), list):
        raise BrokenFrameError("no head")
    parts: list[bytes] = []
    at = 0
    for length in head.pop("parts"):
        if not isinstance(length, int) or length < 0:
            raise BrokenFrameError("no length")
        parts.append(body[at : at + length])
        at += length
    if at != body_length:
        raise BrokenFrameError("lengths disagree")
    return head, tuple(parts)


def _exactly(stream: BinaryIO, length: int) -> bytes:
    found = stream.read(length)
    if len(found) != length:
        raise BrokenFrameError("ended")
    return found
