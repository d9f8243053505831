"""Pictures from strangers: the format by its first bytes and the size from its header, without decoding anything.

Only PNG, JPEG, GIF, WebP and BMP are named; SVG, TIFF, ICNS and everything else are refused.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from console.channels.untrusted.limits import IMAGE_BYTES, IMAGE_PIXELS

_JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_ALONE: Final = frozenset((0x01, *range(0xD0, 0xD9)))
_END_OF_IMAGE, _START_OF_SCAN = 0xD9, 0xDA


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFacts:
    """What the header says. `refused` is None, "too_large", "too_many_pixels", "unknown_format" or "damaged"."""

    format: str
    width: int
    height: int
    refused: str | None = None


def look_at_image(data: bytes) -> ImageFacts:
    """Return format ("png", "jpeg", "gif", "webp", "bmp" or ""), width and height in pixels; nothing is decoded."""
    for name, mark, measure in _FORMATS:
        if not mark(data):
            continue
        if len(data) > IMAGE_BYTES:
            return ImageFacts(format=name, width=0, height=0, refused="too_large")
        try:
            width, height = measure(data)
        except (struct.error, IndexError, ValueError):
            return ImageFacts(format=name, width=0, height=0, refused="damaged")
        if width <= 0 or height <= 0:
            return ImageFacts(format=name, width=0, height=0, refused="damaged")
        refused = "too_many_pixels" if width * height > IMAGE_PIXELS else None
        return ImageFacts(format=name, width=width, height=height, refused=refused)
    return ImageFacts(format="", width=0, height=0, refused="unknown_format")


def _png(data: bytes) -> tuple[int, int]:
    if data[12:16] != b"IHDR":
        raise ValueError("no header")
    return _two(">II", data, 16)


def _gif(data: bytes) -> tuple[int, int]:
    return _two("<HH", data, 6)


def _bmp(data: bytes) -> tuple[int, int]:
    (header,) = struct.unpack_from("<I", data, 14)
    if header == 12:  # noqa: PLR2004 - the size of the oldest header
        return _two("<HH", data, 18)
    width, height = _two("<ii", data, 18)
    return width, abs(height)


def _webp(data: bytes) -> tuple[int, int]:
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        width, height = _two("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise ValueError("no picture")


def _jpeg(data: bytes) -> tuple[int, int]:
    at = 2
    while True:
        if data[at] != 0xFF:  # noqa: PLR2004 - every marker begins so
            raise ValueError("no marker")
        marker = data[at + 1]
        if marker == 0xFF:  # noqa: PLR2004 - filling between markers
            at += 1
        elif marker in _JPEG_ALONE:
            at += 2
        elif marker in _JPEG_FRAMES:
            height, width = _two(">HH", data, at + 5)
            return width, height
        elif marker in {_END_OF_IMAGE, _START_OF_SCAN}:
            raise ValueError("no frame")
        else:
            (length,) = struct.unpack_from(">H", data, at + 2)
            at += 2 + max(length, 2)


def _two(layout: str, data: bytes, at: int) -> tuple[int, int]:
    first, second = struct.unpack_from(layout, data, at)
    return int(first), int(second)


_FORMATS: Final[tuple[tuple[str, Callable[[bytes], bool], Callable[[bytes], tuple[int, int]]], ...]] = (
    ("png", lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"), _png),
    ("jpeg", lambda data: data.startswith(b"\xff\xd8\xff"), _jpeg),
    ("gif", lambda data: data.startswith((b"GIF87a", b"GIF89a")), _gif),
    ("webp", lambda data: data.startswith(b"RIFF") and data[8:12] == b"WEBP", _webp),
    ("bmp", lambda data: data.startswith(b"BM") and len(data) > 26, _bmp),  # noqa: PLR2004 - the two headers
)
