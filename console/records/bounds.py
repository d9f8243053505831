"""Where a request of a chat begins and ends, as the bar above the conversation shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.records.base import Status, TicketId


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The messages of a request inside its chat.

    `first` and `last` are the keys of its outer messages. `earlier` and `later` say whether a message before or behind
    it can be taken in, `shorter` whether one can be left out; `previous` is the number of the request before it.
    """

    ticket_id: TicketId
    number: int
    version: int
    status: Status
    count: int
    first: int
    last: int
    begins_at: datetime
    ends_at: datetime
    earlier: bool
    later: bool
    shorter: bool
    previous: int | None
