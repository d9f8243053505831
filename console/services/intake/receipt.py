"""When a mail was received, and when its sender says it was sent. The two are told apart: a sender may say anything.

What a request is judged by (license, hours, version of the agreement) is when it was received. The server that took a
mail in writes that above all that came before, so the topmost `Received` counts, and `Date` only without one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from console.channels.incoming import IncomingMail

_APART: Final = timedelta(days=1)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_AHEAD: Final = timedelta(hours=1)  # so far the clock of a computer may be ahead without a word


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """When a mail was received, where it stands among the others, and the codes of what does not fit.

    `problems`: date_differs (the two are more than a day apart), date_in_future, no_date (there is neither).
    """

    received_at: datetime
    sent_at: datetime
    problems: tuple[str, ...] = ()


def came_at(mail: IncomingMail) -> datetime:
    """Return when a mail was received by what stands in it, the end of all time where nothing does."""
    return mail.received or mail.date or _NEVER


def receipt_of(mail: IncomingMail, now: datetime) -> Receipt:
    """Return when a mail was received, never behind `now`; where `Date` does not fit, it was sent when it came."""
    said, came = mail.date, mail.received
    problems = []
    if said is None and came is None:
        problems.append("no_date")
    if any(one is not None and one > now + _AHEAD for one in (said, came)):
        problems.append("date_in_future")
    if said is not None and came is not None and abs(said - came) > _APART:
        problems.append("date_differs")
    received_at = min(came or said or now, now)
    sent_at = received_at if said is None or problems else min(said, now)
    return Receipt(received_at=received_at, sent_at=sent_at, problems=tuple(problems))
