"""What an archive leaves out: what was asked for, and the marker of each place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveOut:
    """What is to be left out of an archive, and why.

    `persons` by address, handle or name; `texts` wherever they stand; `messages` as number of a ticket and place in its
    conversation, counted from 1.
    """

    persons: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    messages: tuple[tuple[int, int], ...] = ()
    attachments: bool = False
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is to be left out."""
        return not (self.persons or self.texts or self.messages or self.attachments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """One place that was left out: `n` from 1, `kind` is text, original, html, file, event, event_text or decision.

    `digest` lets the desk show later what stood there; of event, event_text and decision it is the one that the archive
    has there too.
    """

    n: int
    kind: str
    table: str
    row: int
    column: str
    ticket: int | None
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What an archive says of what it leaves out. `unlooked`: files that could not be looked into and stayed."""

    places: int
    by: str
    reason: str
    kinds: Mapping[str, int]
    unlooked: int = 0
