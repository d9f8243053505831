"""What a request brings besides its question: signs in its words, questions, access, fair use, pauses, paid work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.records.base import MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Something in a message that a person may want to look at, with the words it rests on.

    `clause` names what it may be; empty where no clause names it. `verdict` is open, confirmed or dismissed, `by` and
    `at` say who judged and when. `code` is the conduct that follows when a person names it so, empty where none can.
    """

    key: str
    kind: str
    clause: str
    message_id: MessageId
    start: int
    end: int
    words: str
    said_at: datetime
    code: str = ""
    verdict: str = "open"
    by: str = ""
    at: datetime | None = None
