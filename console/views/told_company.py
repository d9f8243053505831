"""Who else is at a ticket, in words: the same for the list, which is heard, and for the bar over the conversation."""

from __future__ import annotations

from collections.abc import Sequence

from console.records.live import Present
from console.views.words import say


def company_words(people: Sequence[Present]) -> str:
    """Return who writes and who looks, as a sentence."""
    parts = []
    for key, names in (
        ("writing", [one.name for one in people if one.writing]),
        ("looking", [one.name for one in people if not one.writing]),
    ):
        if names:
            number = "one" if len(names) == 1 else "many"
            parts.append(say(f"company.{key}_{number}", names=say("company.and").join(names)))
    return "  ·  ".join(parts)
