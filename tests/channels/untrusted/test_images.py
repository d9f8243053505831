"""Pictures are known by their first bytes and measured by their header."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QImage

from console.channels.untrusted.images import look_at_image

_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def made(format_: str, width: int = 37, height: int = 21) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, format_)
    return bytes(buffer.data().data())


@pytest.mark.parametrize(("format_", "name"), [("PNG", "png"), ("JPG", "jpeg"), ("BMP", "bmp"), ("WEBP", "webp")])
def test_real_pictures(format_: str, name: str) -> None:
    facts = look_at_image(made(format_))
    assert (facts.format, facts.width, facts.height, facts.refused) == (name, 37, 21, None)


@pytest.mark.parametrize(
    ("data", "facts"),
    [
        (b"GIF89a" + struct.pack("<HH", 5, 6), ("gif", 5, 6, None)),
        (b"RIFF____WEBPVP8X" + bytes(8) + b"\x04\x00\x00\x05\x00\x00", ("webp", 5, 6, None)),
        (b"RIFF____WEBPVP8L" + bytes(5) + struct.pack("<I", 4 | 5 << 14), ("webp", 5, 6, None)),
        (b"BM" + bytes(12) + struct.pack("<Iii", 40, 5, -6) + b"x", ("bmp", 5, 6, None)),
        (_PNG + struct.pack(">II", 30_000, 30_000), ("png", 30_000, 30_000, "too_many_pixels")),
        (_PNG + struct.pack(">II", 0, 5), ("png", 0, 0, "damaged")),
        (_PNG, ("png", 0, 0, "damaged")),
        (b"\xff\xd8\xff", ("jpeg", 0, 0, "damaged")),
        (b"\xff\xd8" + b"\xff\xe0\x00\x00" * 9, ("jpeg", 0, 0, "damaged")),
        (b"\xff\xd8" + b"\xff" * 100_000, ("jpeg", 0, 0, "damaged")),
        (b"<svg xmlns='x'/>", ("", 0, 0, "unknown_format")),
        (b"II*\x00" + bytes(50), ("", 0, 0, "unknown_format")),
        (b"icns" + bytes(50), ("", 0, 0, "unknown_format")),
        (b"", ("", 0, 0, "unknown_format")),
        (b"GIF89a" + bytes(21 * 1024 * 1024), ("gif", 0, 0, "too_large")),
    ],
)
def test_headers(data: bytes, facts: tuple[str, int, int, str | None]) -> None:
    found = look_at_image(data)
    assert (found.format, found.width, found.height, found.refused) == facts


@given(st.sampled_from([b"", _PNG, b"GIF89a", b"\xff\xd8\xff", b"RIFF1234WEBPVP8 ", b"BM"]), st.binary(max_size=80))
def test_no_header_is_too_odd(mark: bytes, rest: bytes) -> None:
    facts = look_at_image(mark + rest)
    assert facts.refused or facts.width * facts.height > 0
