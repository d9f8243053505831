"""How a request came to its end, as the card beside it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.records.base import TicketId

CLOSED, JOINED, LOST = "closed", "joined", "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What ended a request: `closed` by a clause of 28, `joined` with another, or `lost` (open, and in no list).

    `number` and `ticket_id` are the other request: the one that it went into, or of a closed one the follow-up that can
    still be joined with it; None where there is none. `by` is empty where nobody's name is kept.
    """

    kind: str
    clause: str = ""
    title_en: str = ""
    title_ru: str = ""
    by: str = ""
    at: datetime | None = None
    number: int | None = None
    ticket_id: TicketId | None = None
