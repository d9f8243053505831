"""Whom a rule gives a request: the person it names, who stands in while that one is away, or nobody, with why.

Nothing is guessed: an absent person whom nobody present stands in for is given nothing, and neither is a full one.
Shifts do not count here: a request that comes in at night waits for the one it is meant for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from console.records.board import Member
from console.records.routing import Seated
from console.services import loads
from console.services.duty import duty
from console.services.sharing import capacity_of
from console.store import Unit
from console.store.queries import board as kept

AWAY, SECOND_AWAY, FULL, GONE = "away", "second_away", "full", "gone"


class Seats:
    """The people of the team as they stand at an instant, and how much each has; what is given here is counted."""

    def __init__(self, members: Mapping[int, Member], loads: Mapping[int, int], at: datetime, zone: tzinfo) -> None:
        self._members, self._loads, self._at, self._zone = members, dict(loads), at, zone

    @classmethod
    def read(
        cls, connection: Any, wanted: frozenset[int], at: datetime, zone: tzinfo, *, giving: Unit | None = None
    ) -> Seats:
        """Return the people with the load of those who may be given something: who is wanted, and who stands in.

        Nobody else gives these people anything until the transaction ends that is `giving`.
        """
        members = {one.id: one for one in kept.members(connection, at)}
        second = {each.substitute_id for key in wanted & members.keys() for each in members[key].absences}
        asked = sorted(wanted | {one for one in second if one is not None})
        if giving is not None:
            loads.hold(giving, asked)
        return cls(members, kept.loads_of(connection, asked), at, zone)

    def give(self, staff_id: int) -> Seated:
        """Return who gets a request that a rule means for a person, and count it."""
        found = self.whose(staff_id)
        if found.owner_id is not None:
            self._loads[found.owner_id] = self._loads.get(found.owner_id, 0) + 1
        return found

    def whose(self, staff_id: int) -> Seated:
        """Return who would get a request that a rule means for a person; `code` says why nobody does."""
        member = self._members.get(staff_id)
        if member is None:
            return Seated(code=GONE)
        absence = duty(member, self._at, self._zone).absence
        if absence is None:
            return self._with_room(member, member)
        second = self._members.get(absence.substitute_id or 0)
        if second is None:
            return Seated(code=AWAY, meant=member.name)
        if duty(second, self._at, self._zone).absence is not None:
            return Seated(code=SECOND_AWAY, meant=member.name, name=second.name)
        return self._with_room(second, member)

    def _with_room(self, one: Member, meant: Member) -> Seated:
        load, most = self._loads.get(one.id, 0), capacity_of(one)
        if load >= most:
            return Seated(code=FULL, meant=meant.name, name=one.name, load=f"{load}/{most}")
        return Seated(owner_id=one.id, meant=meant.name, name=one.name)
