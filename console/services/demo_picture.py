"""The screenshot that a customer of the demo sends: an invented panel whose order is an empty page, drawn here.

It is a PNG of sixteen colors whose lines are stored as they are: the same bytes with every build of zlib.
"""

from __future__ import annotations

import struct
import zlib

WIDTH, HEIGHT = 560, 320
_COLORS = bytes.fromhex("f3f4f7 ffffff dfe3ea b9c0cc 5b6474 1d2330 2f6f62 e4f1ee c9534f fbeceb f2c14e 8fb8af")
_GROUND, _PAPER, _LINE, _GRAY, _DIM, _INK, _BRAND, _SOFT, _RED, _PINK, _GOLD, _PALE = range(12)
_LETTERS = {
    "O": "0e11111111110e",
    "U": "1111111111110e",
    "a": "00000e010f110f",
    "c": "00000e1110110e",
    "d": "01010f1111110f",
    "e": "00000e111f100e",
    "n": "00001e11111111",
    "p": "00001e111e1010",
    "r": "00001619101010",
    "s": "00000f100e011e",
    "t": "08081e08080906",
    "x": "0000110a040a11",
}
_ROWS, _COLUMNS = 7, 5
_OPENED = 2

_Canvas = list[bytearray]


def empty_orders() -> bytes:
    """Return the picture as a PNG."""
    canvas = [bytearray([_GROUND]) * WIDTH for _ in range(HEIGHT)]
    _frame(canvas)
    _list(canvas)
    _order(canvas)
    return _png(canvas)


def _frame(canvas: _Canvas) -> None:
    """Draw the bar of the browser, and the head and the menu of the panel."""
    _box(canvas, 0, 0, WIDTH, 26, _LINE)
    for place, color in enumerate((_RED, _GOLD, _PALE)):
        _box(canvas, 12 + 16 * place, 9, 8, 8, color)
    _box(canvas, 72, 6, 400, 14, _PAPER)
    _box(canvas, 80, 11, 150, 4, _GRAY)
    _box(canvas, 0, 26, WIDTH, 34, _BRAND)
    _box(canvas, 14, 36, 14, 14, _SOFT)
    _box(canvas, 36, 40, 70, 6, _SOFT)
    _box(canvas, WIDTH - 34, 35, 18, 16, _PALE)
    _box(canvas, 0, 60, 112, HEIGHT - 60, _PAPER)
    for place, width in enumerate((58, 44, 66, 50, 38, 60)):
        top = 76 + 26 * place
        if place == 1:
            _box(canvas, 0, top - 9, 112, 24, _SOFT)
            _box(canvas, 0, top - 9, 3, 24, _BRAND)
        _box(canvas, 14, top, 8, 8, _BRAND if place == 1 else _GRAY)
        _box(canvas, 30, top + 1, width, 5, _BRAND if place == 1 else _GRAY)


def _list(canvas: _Canvas) -> None:
    """Draw the list of orders: it loads."""
    _words(canvas, "Orders", 128, 72, 2, _INK)
    _box(canvas, 128, 98, 150, HEIGHT - 112, _PAPER)
    for place, width in enumerate((74, 62, 80, 58, 70, 66, 76)):
        top = 108 + 28 * place
        if place == _OPENED:
            _box(canvas, 128, top - 7, 150, 27, _SOFT)
        _box(canvas, 138, top, width, 5, _DIM)
        _box(canvas, 138, top + 9, width - 24, 3, _GRAY)
        _box(canvas, 244, top + 2, 24, 8, _PALE if place % 3 else _GOLD)
        _box(canvas, 128, top + 20, 150, 1, _LINE)


def _order(canvas: _Canvas) -> None:
    """Draw the order that was opened: an empty page with the message."""
    _box(canvas, 290, 98, WIDTH - 304, HEIGHT - 112, _PAPER)
    _box(canvas, 302, 112, WIDTH - 328, 34, _PINK)
    _box(canvas, 302, 112, 3, 34, _RED)
    _words(canvas, "Unexpected state", 316, 122, 2, _RED)


def _box(canvas: _Canvas, left: int, top: int, width: int, height: int, color: int) -> None:
    for line in canvas[top : top + height]:
        line[left : left + width] = bytes([color]) * width


def _words(canvas: _Canvas, words: str, left: int, top: int, size: int, color: int) -> None:
    for letter in words:
        for row, bits in enumerate(bytes.fromhex(_LETTERS.get(letter, "00" * _ROWS))):
            for column in range(_COLUMNS):
                if bits >> (_COLUMNS - 1 - column) & 1:
                    _box(canvas, left + size * column, top + size * row, size, size, color)
        left += size * (_COLUMNS + 1)


def _png(canvas: _Canvas) -> bytes:
    """Return the canvas as a PNG: two pixels a byte, no line filtered, nothing compressed."""
    lines = b"".join(
        b"\0" + bytes(high << 4 | low for high, low in zip(line[::2], line[1::2], strict=True)) for line in canvas
    )
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 4, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", _COLORS), (b"IDAT", zlib.compress(lines, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(name, content) for name, content in parts)


def _part(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
