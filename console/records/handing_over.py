"""Tickets that were handed over at the end of a shift, with a note."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What was handed over: by whom, to whom (None is whoever takes it), which tickets with their numbers."""

    id: int
    from_id: int
    from_name: str
    to_id: int | None
    ticket_ids: tuple[int, ...]
    numbers: tuple[int, ...]
    note: str
    at: datetime
