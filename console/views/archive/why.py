"""What a proof says of an archive, in words. Nothing of the window is needed for it."""

from __future__ import annotations

from console.views.words import has, say

_TICKET, _MOST_DIGITS = "TK-", 9


def number_in(where: str) -> int:
    """Return the number of the ticket that a place names, 0 where it names none."""
    digits = where.removeprefix(_TICKET).partition(":")[0]
    return int(digits) if where.startswith(_TICKET) and digits.isdecimal() and len(digits) <= _MOST_DIGITS else 0


def why_words(code: str) -> str:
    """Return in words why an archive is not what it has to be; empty where there is no more to say."""
    key = "proof_why.chain" if code.startswith("chain_") else f"proof_why.{code}"
    return say(key) if code and has(key) else ""
