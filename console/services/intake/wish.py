"""What an import is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from console.records.base import CustomerId, LicenseId

_BEFORE_EVERYTHING = datetime(1, 1, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportWish:
    """The choices of an import.

    Messages sent before `history_before` arrive as history, not as open work. `license_id` (with its customer) is for
    senders whom the records do not know. `dry_run` writes nothing.
    """

    dry_run: bool = False
    license_id: LicenseId | None = None
    customer_id: CustomerId | None = None
    history_before: datetime = _BEFORE_EVERYTHING
