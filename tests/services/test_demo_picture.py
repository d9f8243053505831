"""The picture that a customer of the demo sends: a whole PNG of some size, the same at each making."""

from __future__ import annotations

import struct
import zlib

from console.services.demo_picture import HEIGHT, WIDTH, empty_orders


def test_the_picture_is_whole_and_the_same_each_time() -> None:
    found = empty_orders()
    assert found == empty_orders()
    assert found.startswith(b"\x89PNG\r\n\x1a\n")
    parts, at = {}, 8
    while at < len(found):
        (length,) = struct.unpack(">I", found[at : at + 4])
        name, content = found[at + 4 : at + 8], found[at + 8 : at + 8 + length]
        (told,) = struct.unpack(">I", found[at + 8 + length : at + 12 + length])
        assert zlib.crc32(name + content) == told
        parts[name] = content
        at += 12 + length
    assert list(parts) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert struct.unpack(">II", parts[b"IHDR"][:8]) == (WIDTH, HEIGHT)
    lines = zlib.decompress(parts[b"IDAT"])
    assert len(lines) == HEIGHT * (1 + WIDTH // 2)
    used = {half for byte in lines for half in (byte >> 4, byte & 15)}
    assert len(used) * 3 == len(parts[b"PLTE"])  # each color is drawn with, and there is none beside them
