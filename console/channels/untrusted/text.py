"""Plain text from strangers: what cannot be seen is taken out, what cannot be broken is made breakable, all bounded.

Nothing here knows HTML or a file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from console.channels.untrusted.limits import LAYOUT_COST, RUN, SCRIPT_COST, TEXT_CHARACTERS, TEXT_LINES

SOFT_BREAK: Final = "\u200b"

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
# Joiners shape Arabic and Indic words and hold emoji together; anywhere else they only hide something.
_SHAPED = "\u0600-\u06ff\u0750-\u077f\u0900-\u0dff"
_EMOJI = "\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e0fff]"
    f"|(?<![{_SHAPED}])\u200c|\u200c(?![{_SHAPED}])"
    f"|(?<![{_SHAPED}{_EMOJI}])\u200d|\u200d(?![{_SHAPED}{_EMOJI}])"
)
_SCRIPTS: Final = (
    "0-9A-Za-z\u00c0-\u024f",
    "\u0370-\u03ff",
    "\u0400-\u052f",
    "\u0530-\u058f",
    "\u0590-\u05ff",
    "\u0600-\u077f",
    "\u0900-\u097f",
    "\u0e00-\u0e7f",
    "\u10a0-\u10ff",
    "\u3040-\u309f",
    "\u30a0-\u30ff",
    "\u3400-\u9fff",
    "\uac00-\ud7af",
)
_COMMON: Final = r" \t\n\r!-/:-@\[-`{-~\u00a0-\u00bf\u200b\u2010-\u203a\u3000-\u303f"
# One match is one piece of a single script; of any other script every character counts as a piece.
_PIECE_OF_A_SCRIPT: Final = re.compile(
    "|".join(f"[{each}][{each}{_COMMON}]*+" for each in _SCRIPTS) + f"|[{_COMMON}]++|.", re.DOTALL
)
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_ODD_BREAKS = re.compile("\r\n?|[\x0c\u2028\u2029\x85]")
_LONG_RUN = re.compile(rf"[^ \t\n{SOFT_BREAK}]{{{RUN}}}(?=[^ \t\n])")
_MANY_COMBINING = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Text that can be shown at once, and how many characters of it were left away."""

    text: str
    left_away: int


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text, parted by blanks, as a set."""
    return frozenset(words.split())


def without_controls(text: str) -> str:
    """Return the text with one kind of line break and without NUL, C0, C1 and lone surrogates."""
    return _CONTROLS.sub("", _LONE_SURROGATES.sub("\ufffd", _ODD_BREAKS.sub("\n", text)))


def without_invisible(text: str) -> str:
    """Return the text without bidi controls, zero-width characters and towers of combining marks.

    Joiners stay inside Arabic and Indic words and between emoji.
    """
    return _MANY_COMBINING.sub(r"\1", _INVISIBLE.sub("", text))


def with_breaks(text: str) -> str:
    """Return the text with a zero-width space after every 100 characters without a blank."""
    return _LONG_RUN.sub(lambda run: run.group() + SOFT_BREAK, text)


def layout_cost(text: str) -> int:
    """Return what it costs to lay a text out, in the unit of `limits.LAYOUT_COST`."""
    return len(text) + SCRIPT_COST * sum(1 for _ in _PIECE_OF_A_SCRIPT.finditer(text))


def fit_text(text: str) -> Fitted:
    """Return what is shown of a plain text: cleaned, breakable, at most 200,000 characters and 5,000 lines.

    Where the script changes at nearly every letter it is fewer characters.
    """
    head = text[:TEXT_CHARACTERS]
    cost = layout_cost(head)
    if cost > LAYOUT_COST // 2:
        head = head[: len(head) * LAYOUT_COST // (2 * cost)]
    lines = without_controls(head).split("\n", TEXT_LINES)
    kept = "\n".join(lines[:TEXT_LINES])
    cut = len(lines[TEXT_LINES]) if len(lines) > TEXT_LINES else 0
    return Fitted(text=with_breaks(without_invisible(kept)), left_away=len(text) - len(head) + cut)
