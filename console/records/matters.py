"""What a request brings besides its question: signs in its words, questions, access, fair use, pauses, paid work."""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRecord:
    """Access that was asked for on a request (21). `state` is asked, given, bad, withdrawn or purged.

    `kept` says whether what was given is still there; `hint` is how a mask shows it.
    """

    id: int
    kind: str
    state: str
    purpose: str
    asked_at: datetime
    by: str
    given_at: datetime | None
    message_id: MessageId | None
    kept: bool
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactLine:
    """A fact of clause 15: its clause, whether this request must have it, and how it stands.

    `status` is present, missing, unknown (nobody judged it) or unavailable (the customer cannot give it).
    """

    fact: str
    clause: str
    required: bool
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FairCount:
    """One of the eight counts of clause 24: how many, out of how many requests; `marked` ones are a person's marks."""

    count: str
    clause: str
    number: int
    of: int
    marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FairUse:
    """What is counted of a license between two instants: requests, confirmed repeats, marks, requests by topic."""

    requests: int
    repeats: int
    marks: Mapping[str, int]
    topics: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseRecord:
    """A pause in force: of the review of a request, of Support of a license, of communication on a request."""

    id: int
    kind: str
    basis: str
    reason: str
    starts_at: datetime
    review_at: datetime | None
    by: str
    license_key: str = ""
    customer: str = ""
    ticket_id: int | None = None
    ticket_number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRecord:
    """A paid service: whether it is on offer now, on which terms, and where it can be ordered."""

    code: str
    title_en: str
    title_ru: str
    available: bool
    terms: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRecord:
    """An order of a paid service. `state` is asked, agreed, done or declined."""

    id: int
    service: str
    state: str
    ordered_at: datetime
    note: str
    ticket_id: int | None
    ticket_number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledged:
    """How a customer stands to a version: the first request received under it, and when the customer was told of it."""

    customer_id: int
    customer: str
    agreement_id: int
    version: str
    first_use_at: datetime | None
    noticed_at: datetime | None
