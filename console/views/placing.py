"""Which panes stand beside each other at which width. Figures alone, so that the first frame can be drawn from them.

The classes count in zoomed pixels, so that zoom and small screens use one rule.
"""

from __future__ import annotations

from dataclasses import dataclass

FOUR, THREE, NARROW = 1_680, 1_280, 960
LEAST_WIDTH, LEAST_HEIGHT = 420, 420
_FEW = 600
"""Below it a list that stands alone has no room for the license and the owner either."""
_QUEUE_FOUR, _QUEUE_THREE, _QUEUE_NARROW = 622, 540, 448


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What stands beside what. `queue` is its width at 100 %, 0 where one pane stands at a time."""

    rail: bool
    queue: int
    few_columns: bool
    pinned: bool

    @property
    def single(self) -> bool:
        """Return whether one pane stands at a time."""
        return self.queue == 0


def places(width: float) -> Places:
    """Return the places for a width in zoomed pixels."""
    if width >= FOUR:
        return Places(rail=False, queue=_QUEUE_FOUR, few_columns=False, pinned=True)
    if width >= THREE:
        return Places(rail=True, queue=_QUEUE_THREE, few_columns=False, pinned=False)
    if width >= NARROW:
        return Places(rail=True, queue=_QUEUE_NARROW, few_columns=True, pinned=False)
    return Places(rail=True, queue=0, few_columns=width < _FEW, pinned=False)
