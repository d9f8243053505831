"""Records of the register of confirmed errors: what is known of an error, and where it was seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownError:
    """An error of the product under its code. `status` is suspected, confirmed, fixed or rejected.

    `conditions` are c1 to c8 of 14.2 as they were judged, `said` who judged each and when; `excluded` are causes of
    14.3 and 20.3 that were found. `by` and `at` say who determined it (14.4) and when. `tickets` and `licenses` count
    where it was seen.
    """

    id: int
    version: int
    code: str
    title: str
    status: str
    software_version: str
    conditions: tuple[tuple[str, bool | None], ...]
    excluded: tuple[str, ...]
    fixed_in: str
    by: str
    at: datetime | None
    note: str
    said: tuple[tuple[str, str, datetime], ...] = ()
    tickets: int = 0
    licenses: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A request that showed an error: its license and domain, where they are known, and what became of the request."""

    id: int
    ticket_id: int
    ticket_number: int
    subject: str
    status: str
    outcome: str
    license_key: str
    customer: str
    domain: str
    by: str
    at: datetime
