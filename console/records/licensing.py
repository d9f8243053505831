"""Customers, contacts, channels and licenses as the inspector and the editors show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from console.records.base import ContactId, CustomerId, DomainId, Json, LicenseId


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRecord:
    """A customer: `kind` is legal or individual (2.3); what is empty is not known."""

    id: CustomerId
    version: int
    name: str
    kind: str
    country: str
    time_zone: str
    language: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterChange:
    """One entry or change of the register: who, when, what was and what is. `what` is a code like "edit_contacts"."""

    at: datetime
    by: str
    what: str
    old: Mapping[str, Json]
    new: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRecord:
    """A person who may write. `role` uses the sender words of the agreement; None is unknown."""

    id: ContactId
    version: int
    customer_id: CustomerId
    name: str
    address: str
    handle: str
    role: str | None
    designated: bool
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRecord:
    """A channel: a mail address, a Telegram account or group. Without a license it is a general one.

    One that is not `active` was retired: what came through it before keeps its channel.
    """

    id: int
    version: int
    kind: str
    address: str
    official: bool
    license_id: LicenseId | None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DomainRecord:
    """A domain of a license with the state of its installation; None means not known."""

    id: DomainId
    version: int
    name: str
    software_version: str | None
    code_modified: bool | None
    files_modified: bool | None
    database_modified: bool | None
    server_config_modified: bool | None
    requirements_met: bool | None
    outdated: bool | None
    shares_with_other: bool | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseRecord:
    """A paid period: `length` in `unit` ("month"), paid at an instant, with its evidence."""

    id: int
    version: int
    paid_at: datetime
    length: int
    unit: str
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspensionRecord:
    """A suspension: of a review, of the Support of a license, or of communication on a request.

    `basis` is the clause, `review_at` when it is looked at again; `reason` may name a ground of the clause.
    """

    id: int
    kind: str
    basis: str
    starts_at: datetime
    ends_at: datetime | None
    review_at: datetime | None
    reason: str
    ticket_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveTransferRecord:
    """A recorded transfer to archive (13.1)."""

    id: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorationRecord:
    """A restoration case of an archived license (13.5, 13.6); None is not decided yet."""

    id: int
    decided_at: datetime | None
    approved: bool | None
    feasible: bool | None
    paid_at: datetime | None
    length: int | None
    unit: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseRow:
    """One line of the license list."""

    id: LicenseId
    key: str
    plan: str
    customer_id: CustomerId
    customer: str
    product: str
    state: str | None
    boundary_at: datetime | None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseRecord:
    """A license with everything DT-1 and the inspector need."""

    id: LicenseId
    version: int
    key: str
    plan: str
    product: str
    problem: str | None
    purchased_at: datetime
    initial_installation: str
    customer_id: CustomerId
    customer: str
    company_country: str
    time_zone: str
    language: str
    note: str
    domains: tuple[DomainRecord, ...]
    contacts: tuple[ContactRecord, ...]
    channels: tuple[ChannelRecord, ...]
    purchases: tuple[PurchaseRecord, ...]
    suspensions: tuple[SuspensionRecord, ...]
    archive_transfers: tuple[ArchiveTransferRecord, ...]
    restorations: tuple[RestorationRecord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRecord:
    """A member of the staff."""

    id: int
    version: int
    name: str
    role: str
    languages: tuple[str, ...]
    capacity: int
    active: bool
