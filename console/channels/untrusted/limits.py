"""The limits of untrusted HTML, text and images: numbers only, nothing is checked here.

They are chosen so that a message at all limits at once is still laid out within about a second.
"""

from __future__ import annotations

from typing import Final

HTML_BYTES: Final = 512 * 1024
HTML_TAGS: Final = 10_000
HTML_DEPTH: Final = 256
TABLE_DEPTH: Final = 4
TABLE_CELLS: Final = 1_500
SPAN: Final = 20
GRID_CELLS: Final = 6_000
"""Sum of colspan times rowspan over all cells; above it the spans are dropped."""

LIST_ITEMS: Final = 2_500
INDENTS: Final = 12
"""Quotations, lists and margins inside each other; deeper ones are not moved in further, so that lines keep a width."""

PRE_LINES: Final = 5_000
RUN: Final = 100
"""Characters without a place to break a line; where scripts change at every letter the work grows with its square."""

LAYOUT_COST: Final = 1_000_000
"""About half a microsecond each: one for a character, ten for a change of script, eight for a tag, fifty for a cell;
twice as much in every table further in, because Qt lays a cell out several times."""

SCRIPT_COST, TAG_COST, CELL_COST = 10, 8, 50

PIXELS_WIDE: Final = 2_000
LINKS: Final = 2_000
IMAGES: Final = 300
"""Pictures of the message; the words of further ones are shown instead."""

TEXT_CHARACTERS: Final = 200_000
TEXT_LINES: Final = 5_000

IMAGE_BYTES: Final = 20 * 1024 * 1024
IMAGE_PIXELS: Final = 25_000_000

NAME_BYTES: Final = 120
