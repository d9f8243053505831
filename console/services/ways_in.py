"""The channels of the desk: the company's own mailboxes and accounts, and those that are assigned to a license (2.11).

A lead enters, changes and retires the general ones; those of a license belong to its record (`registry`).
"""

from __future__ import annotations

from collections.abc import Mapping

from console.faults import BadInput, NotAllowed, NotFound
from console.records.base import Role
from console.records.licensing import ChannelRecord
from console.services import registry
from console.services.desk import Desk
from console.store.queries import licensing

SETTERS = (Role.LEAD, Role.OPERATOR)
"""Who says which channels are the company's."""
Listed = tuple[ChannelRecord, str]
"""A channel with the key of its license, "" for a general one."""


def may_set(desk: Desk) -> bool:
    """Return whether this person may say which channels are the company's."""
    return desk.actor.role in SETTERS and not desk.store.read_only


def channels(desk: Desk) -> tuple[Listed, ...]:
    """Return every channel: those in use first, general ones before those of licenses, retired ones last."""
    with desk.store.read() as connection:
        return licensing.every_channel(connection)


def find(desk: Desk, word: str) -> ChannelRecord:
    """Return the general channel that is meant by its number or its address, one in use before a retired one.

    Raises NotFound ("no_channel"), BadInput ("channel_unclear") where several kinds have this address.
    """
    general = [one for one, _ in channels(desk) if one.license_id is None]
    text = word.strip().casefold()
    found = [one for one in general if str(one.id) == text]
    fitting = [one for one in general if one.address == text]
    found = found or [one for one in fitting if one.active] or fitting
    if not found:
        raise NotFound("no_channel", channel=word)
    if len(found) > 1:
        raise BadInput("channel_unclear", channel=word, numbers=", ".join(str(one.id) for one in found))
    return found[0]


def add(desk: Desk, *, kind: str, address: str, official: bool) -> int:
    """Enter a general channel; a retired one of this kind and address is in use again. Raises BadInput, NotAllowed."""
    _require(desk)
    folded = address.strip().casefold()
    retired = [one for one, _ in channels(desk) if (one.kind, one.address, one.active) == (kind, folded, False)]
    known = next((one for one in retired if one.license_id is None), None)
    if known is not None:
        return registry.edit_channel(desk, known.id, official=official, active=True)
    return registry.add_channel(desk, kind=kind, address=address, official=official)


def change(
    desk: Desk, channel_id: int, values: Mapping[str, object], *, seen: Mapping[str, object] | None = None
) -> int:
    """Change the kind, the address or whether a general channel is official. Raises BadInput, NotAllowed, Stale."""
    _require(desk)
    return registry.edit_channel(desk, channel_id, seen=seen, **values)


def retire(desk: Desk, channel_id: int) -> int:
    """Retire a general channel: what comes through it from now on is not known to be official. Raises NotAllowed."""
    _require(desk)
    return registry.edit_channel(desk, channel_id, active=False)


def use_again(desk: Desk, channel_id: int) -> int:
    """Take a retired channel into use again. Raises BadInput ("channel_exists"), NotAllowed."""
    _require(desk)
    return registry.edit_channel(desk, channel_id, active=True)


def _require(desk: Desk) -> None:
    """Raise NotAllowed ("lead_only")."""
    if desk.actor.role not in SETTERS:
        raise NotAllowed("lead_only")
