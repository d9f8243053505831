"""Whether a mail that says it is from us is from us. An address proves nothing: anybody can write it.

Ours is a letter that this desk wrote, and a copy of a mail that never came in: it went to somebody else, asks for
answers to us, and no server has received it. Whatever else says so, a form of a website or a stranger, is looked at.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

from console.channels.incoming import IncomingMail
from console.records.base import Direction
from console.store import Unit, tables

CHANNEL = "email"
_OUR_IDS = "@clausedesk"


class Side(Enum):
    """From whom a mail is: from somebody else, from us, or from who says so and may be anybody."""

    THEIRS = "theirs"
    OURS = "ours"
    SAYS_OURS = "says_ours"


def side_of(unit: Unit, mail: IncomingMail) -> Side:
    """Return from whom a mail is."""
    if not is_own(unit, mail.from_address):
        return Side.THEIRS
    receivers = (*mail.to, *mail.cc)
    copied = mail.received is None and receivers and not any(_is_official(unit, one) for one in receivers)
    elsewhere = any(not is_own(unit, one) for one in mail.reply_to)
    return Side.OURS if copied and not elsewhere else Side.SAYS_OURS


def is_own(unit: Unit, address: str) -> bool:
    """Return whether an address is an official one of the company, or a login of its staff."""
    folded = address.casefold()
    return bool(folded) and (_is_official(unit, folded) or unit.find(tables.people.staff, login=folded) is not None)


def written_here(unit: Unit, mail: IncomingMail) -> dict[str, Any] | None:
    """Return the message of ours that came back as a mail with its id and its words; None for any other mail."""
    if not (mail.message_id or "").endswith(_OUR_IDS):
        return None
    sent = unit.find(tables.messages.messages, external_id=mail.message_id, direction=Direction.OUTBOUND.value)
    if sent is None or sent["staff_id"] is None:
        return None
    return sent if unit.message_text(int(sent["id"])).split() == mail.text.split() else None


def _is_official(unit: Unit, address: str) -> bool:
    """Return whether an address is one of the company. One that was retired may be somebody else's by now."""
    known = {"kind": CHANNEL, "address": address.casefold(), "official": True}
    found = unit.find(tables.people.channels, **known)  # asked ahead for many mails
    return found is not None and (
        found["active"] or unit.find(tables.people.channels, **known, active=True) is not None
    )
