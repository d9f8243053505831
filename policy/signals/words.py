"""Words of a text as all signals take them: letters and digits, folded; and lists of words."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)
MOST_TEXT = 20_000
"""How much of a text is read, in characters; what is longer is no message of a person."""


def folded(text: str) -> str:
    """Return a text without differences of case, of е and ё, of apostrophes."""
    return text.casefold().replace("ё", "е").replace("’", "'")


def word_set(text: str) -> frozenset[str]:
    """Return the words of a list that stands in one text."""
    return frozenset(text.split())
