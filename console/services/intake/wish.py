"""What an import is asked to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from console.records.base import CustomerId, LicenseId
from console.records.intake import Account

_BEFORE_EVERYTHING = datetime(1, 1, 2, tzinfo=UTC)


def own_sender(text: str) -> str:
    """Return an id or a handle as chats give it, folded: "123" is "user123"."""
    folded = text.strip().casefold()
    return f"user{folded}" if folded.isdigit() else folded


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportWish:
    """The choices of an import.

    Messages sent before `history_before` arrive as history, not as open work. `license_id` (with its customer) is for
    senders whom the records do not know. `ours` are ids and handles of a chat ("user123", "@name") whose messages are
    our own; so are those of who had an account exported, unless `account_is_ours` is False or `theirs` names that
    account. `dry_run` writes nothing.
    """

    dry_run: bool = False
    license_id: LicenseId | None = None
    customer_id: CustomerId | None = None
    history_before: datetime = _BEFORE_EVERYTHING
    ours: frozenset[str] = frozenset()
    account_is_ours: bool = True
    theirs: frozenset[str] = frozenset()

    def is_ours(self, account: Account) -> bool:
        """Return whether the messages of a person whose account was exported are ours; naming one of us goes first."""
        named = {account.address.casefold(), account.handle.casefold()} - {""}
        return bool(named & self.ours) or (self.account_is_ours and not named & self.theirs)
