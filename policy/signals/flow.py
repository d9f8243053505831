"""Signals between messages (18.2.7, 18.2.8, 18.2.12): many in a row, one question in pieces, copies in two channels.

The numbers are thresholds of hints and no numbers of the agreement, which names none: nothing follows from a hint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from policy.signals.repeats import repeat_of
from policy.signals.texts import Stemmer
from policy.signals.words import WORD, folded

_ROW = timedelta(hours=1)
_PIECE_GAP = timedelta(minutes=10)
_LONGEST_PIECE = 6
_FEWEST_IN_ROW = 3
_FEWEST_PIECES = 3
_COPIED_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message as its order matters: its words, when it came, whether it is ours, the channel it came by."""

    text: str
    at: datetime
    ours: bool = False
    channel: str = ""


def many_in_a_row(said: Sequence[Said], stem: Stemmer) -> tuple[int, ...]:
    """Return the places of messages that follow others within an hour, unanswered, and say nothing new (18.2.7).

    Only a row of three such messages counts; two are a person who thought again.
    """
    found: list[int] = []
    for row in _rows(said, _ROW):
        known: set[str] = set()
        empty: list[int] = []
        for place in row:
            words = {stem(folded(word)) for word in WORD.findall(said[place].text)}
            if known and words <= known:
                empty.append(place)
            known |= words
        if len(empty) >= _FEWEST_IN_ROW:
            found += empty
    return tuple(found)


def in_pieces(said: Sequence[Said]) -> tuple[int, ...]:
    """Return the places of short messages that came one after the other and are one question together (18.2.8)."""
    found: list[int] = []
    for row in _rows(said, _PIECE_GAP):
        short = [place for place in row if 0 < len(WORD.findall(said[place].text)) <= _LONGEST_PIECE]
        asks = any("?" in said[place].text for place in row)
        if len(row) >= _FEWEST_PIECES and short == row and asks:
            found += row
    return tuple(found)


def copied(said: Said, elsewhere: Sequence[Said], stem: Stemmer) -> int | None:
    """Return the place of the message that said the same in another channel up to a day before (18.2.12), or None."""
    near = [
        (place, one)
        for place, one in enumerate(elsewhere)
        if one.channel != said.channel and not one.ours and timedelta(0) <= said.at - one.at <= _COPIED_WITHIN
    ]
    repeat = repeat_of(said.text, [one.text for _, one in near], stem)
    return None if repeat is None else near[repeat.previous][0]


def _rows(said: Sequence[Said], gap: timedelta) -> list[list[int]]:
    """Return runs of messages of the other side with no answer of ours between and no longer gap."""
    rows: list[list[int]] = []
    before: Said | None = None
    for place, one in enumerate(said):
        if not one.ours:
            if before is None or before.ours or one.at - before.at > gap:
                rows.append([])
            rows[-1].append(place)
        before = one
    return rows
