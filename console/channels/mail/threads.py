"""Which mails belong to one conversation: by Message-Id, In-Reply-To and References, never by the subject alone.

Pure functions over values. A mail that names an id nobody has seen still belongs to the others that name it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_LONGEST_ID: Final = 998
_MOST_ANSWERED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadIds:
    """What of a mail says where it belongs; ids without angle brackets."""

    message_id: str | None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    subject: str = ""


def answered_ids(mail: ThreadIds) -> tuple[str, ...]:
    """Return the ids this mail answers, the nearest first: In-Reply-To, then References from their end.

    Each once, never its own, none that cannot be an id; at most 100, the first of References always among them.
    """
    nearest = [mail.in_reply_to, *reversed(mail.references)] if mail.in_reply_to else [*reversed(mail.references)]
    found = dict.fromkeys(each for each in nearest if each and each != mail.message_id and is_id(each))
    ids = tuple(found)
    return ids if len(ids) <= _MOST_ANSWERED else (*ids[: _MOST_ANSWERED - 1], ids[-1])


def is_id(text: str) -> bool:
    """Tell whether the text can be a message id: not too long, without blanks, and more than an address sign."""
    return 2 < len(text) <= _LONGEST_ID and not any(each.isspace() for each in text)  # noqa: PLR2004 - "@" and a letter on each side


def conversation_key(mail: ThreadIds, known: Mapping[str, str]) -> str | None:
    """Return the key of the conversation that the mail belongs to, or None for a new one.

    `known` gives the conversation of each message id that was seen or that a seen mail answered. A mail that came
    before is found by its own id; otherwise the nearest id that is known counts.
    """
    if mail.message_id and mail.message_id in known:
        return known[mail.message_id]
    for each in answered_ids(mail):
        if each in known:
            return known[each]
    return None


def parent_of(mail: ThreadIds, seen: Mapping[str, object]) -> str | None:
    """Return the nearest id that the mail answers and that was seen."""
    return next((each for each in answered_ids(mail) if each in seen), None)


def thread_roots(mails: Sequence[ThreadIds]) -> tuple[int, ...]:
    """Return for each mail the position of the first mail of its thread.

    Two mails are in one thread when they have the same id, when one answers the other, or when both answer a third,
    seen or not. Near-linear in the number of ids.
    """
    groups = _Groups(len(mails))
    holders: dict[str, int] = {}
    for position, mail in enumerate(mails):
        own = (mail.message_id,) if mail.message_id and is_id(mail.message_id) else ()
        for each in (*own, *answered_ids(mail)):
            groups.join(position, holders.setdefault(each, position))
    return tuple(groups.first(position) for position in range(len(mails)))


class _Groups:
    """Disjoint sets of positions, each known by its smallest member."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def first(self, position: int) -> int:
        """Return the smallest position of the set."""
        above = self._above
        while above[position] != position:
            above[position] = above[above[position]]
            position = above[position]
        return position

    def join(self, one: int, other: int) -> None:
        """Make one set of two."""
        first, second = sorted((self.first(one), self.first(other)))
        self._above[second] = first
