"""Proposals for the board: how open work could be shared out, and where that of who is absent or left could go.

They are moves that a lead may apply, change or leave, each with why; nothing is written here. A proposal never touches
what somebody who is at work has below their capacity, so that it disturbs as little as it can.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from console.records.base import StaffId, Status, Tier
from console.records.board import Board, Member, Move
from console.records.tickets import TicketRow
from console.services.duty import next_here
from console.services.loads import carried

SUBSTITUTE, BACK, SHARE = "substitute", "back", "share"
_EXPERT, _CRITICAL = 30, 40
_SHARED = (Status.OPEN, Status.WAITING, Status.SNOOZED)


@dataclass(slots=True)
class _Seat:
    """A person who can be given work, with the load that grows while a proposal is made."""

    member: Member
    load: int
    critical: int = 0

    @property
    def capacity(self) -> int:
        return capacity_of(self.member)

    @property
    def full(self) -> bool:
        return self.load >= self.capacity


def balance(board: Board, *, only: Sequence[int] | None = None) -> tuple[Move, ...]:
    """Propose whom the tickets could go to that need somebody: nobody's, those of who is away, and what is too much.

    The most urgent goes first to who speaks its language, knows its topic and has the least load for their capacity;
    nobody is given more than they can carry. `only` are the tickets that it is about, where not all.
    """
    urgent = Counter(one.owner_id for one in board.cards if one.tier is Tier.CRITICAL)
    seats = [
        _Seat(one, board.loads.get(one.id, 0), urgent[StaffId(one.id)])
        for one in board.members
        if board.duties[one.id].here and _may_carry(one)
    ]
    by_id = {one.member.id: one for one in seats}
    wanted = None if only is None else set(only)
    found = []
    for row, whence in _loose(board, by_id):
        if wanted is not None and int(row.id) not in wanted:
            continue
        seat = _best(seats, row, board)
        if seat is None:
            continue
        was = by_id.get(int(row.owner_id)) if row.owner_id is not None else None
        if was is not None:
            was.load -= 1
        why = (*whence, *_why(seat, row, board))
        seat.load += 1
        seat.critical += row.tier is Tier.CRITICAL
        found.append(_move(row, seat.member.id, why))
    return tuple(found)


def hindrance(board: Board, *, only: Sequence[int] | None = None) -> str:
    """Return why `balance` proposes nothing: "nothing" needs somebody, "nobody_here", "nobody_set", "language", "room".

    "nobody_set" says that who is at work has neither languages nor a capacity; "language" that none of them speaks any
    of the tickets', "room" that who does is full.
    """
    here = [one for one in board.members if board.duties[one.id].here]
    seats = {one.id: _Seat(one, board.loads.get(one.id, 0)) for one in here if _may_carry(one)}
    rows = [row for row, _ in _loose(board, seats) if only is None or int(row.id) in only]
    if not rows:
        return "nothing"
    if not seats:
        return "nobody_set" if here else "nobody_here"
    spoken = {language for one in seats.values() for language in one.member.languages}
    return "room" if any(not row.language or row.language in spoken for row in rows) else "language"


def next_shift(board: Board, zone: tzinfo) -> datetime | None:
    """Return when the next person comes to work, None where no shift says so; `zone` is the company's."""
    found = (next_here(one, board.at, zone) for one in board.members)
    return min((one for one in found if one is not None), default=None)


def away(board: Board, member: Member, how: str) -> tuple[Move, ...]:
    """Propose what becomes of the tickets of who is away or left: to who stands in, back to nobody, or shared out."""
    rows = [one for one in board.cards if one.owner_id == member.id]
    if how == SHARE:
        return balance(board, only=[int(one.id) for one in rows])
    duty = board.duties.get(member.id)
    absence = None if duty is None else duty.absence
    goal = 0 if how == BACK or absence is None or absence.substitute_id is None else absence.substitute_id
    why = (f"left={member.name}" if duty is None else f"away={member.name}",)
    return tuple(_move(one, goal, why) for one in rows)


def capacity_of(member: Member) -> int:
    """Return how many open tickets a person carries; what nobody has set is a dozen."""
    return carried(member.capacity)


def absent_with_work(board: Board) -> tuple[tuple[Member, int], ...]:
    """Return who has left or is absent and has open tickets, with how many."""
    gone = [*board.left, *(one for one in board.members if board.duties[one.id].absence is not None)]
    return tuple((one, board.loads[one.id]) for one in gone if board.loads.get(one.id))


def _may_carry(member: Member) -> bool:
    return bool(member.languages) or member.capacity > 0


def _loose(board: Board, seats: dict[int, _Seat]) -> list[tuple[TicketRow, tuple[str, ...]]]:
    """Return the tickets that need somebody, the most urgent first, and of a full person the least urgent last ones."""
    names = {one.id: one.name for one in board.members}
    left = {one.id: one.name for one in board.left}
    nobodys, absents, mine = [], [], dict.fromkeys(seats, 0)
    for row in board.cards:
        if row.status not in _SHARED:
            continue
        if row.owner_id is None:
            nobodys.append((row, ()))
        elif int(row.owner_id) in left:
            absents.append((row, (f"left={left[int(row.owner_id)]}",)))
        elif int(row.owner_id) not in seats and int(row.owner_id) in names:
            if board.duties[int(row.owner_id)].absence is not None:
                absents.append((row, (f"away={names[int(row.owner_id)]}",)))
        elif int(row.owner_id) in seats:
            mine[int(row.owner_id)] += 1
    too_many: list[tuple[TicketRow, tuple[str, ...]]] = []
    for row in reversed(board.cards):
        key = 0 if row.owner_id is None else int(row.owner_id)
        seat = seats.get(key)
        if seat is not None and row.status in _SHARED and mine[key] > seat.capacity:
            mine[key] -= 1
            too_many.append((row, ("full",)))
    return sorted([*nobodys, *absents, *too_many], key=lambda one: (one[0].tier.rank, one[0].received_at, one[0].id))


def _best(seats: Sequence[_Seat], row: TicketRow, board: Board) -> _Seat | None:
    """Return who fits best: no one else's load is lower, language first, then the topic; None where nobody has room."""
    queue = board.queue_of.get(int(row.id))
    fitting = [one for one in seats if not one.full and one.member.id != row.owner_id]
    speaking = [one for one in fitting if not row.language or row.language in one.member.languages]
    if row.language and not speaking:
        return None
    in_queue = [one for one in speaking if queue is not None and queue in one.member.queues]
    chosen = in_queue or speaking
    return min(chosen, key=lambda one: (_weight(one, row), one.member.name), default=None)


def _weight(seat: _Seat, row: TicketRow) -> int:
    """Return how little a person fits: the load in percent of the capacity, less what they know of the topic.

    Critical tickets are spread: each that somebody has already weighs more than some load.
    """
    level = seat.member.expertise.get(row.topic or "", 0)
    urgent = _CRITICAL * seat.critical if row.tier is Tier.CRITICAL else 0
    return seat.load * 100 // seat.capacity + urgent - _EXPERT * level


def _why(seat: _Seat, row: TicketRow, board: Board) -> tuple[str, ...]:
    why = []
    if row.language:
        why.append(f"language={row.language.upper()}")
    if seat.member.expertise.get(row.topic or "", 0):
        why.append("expert")
    queue = board.queue_of.get(int(row.id))
    if queue is not None and queue in seat.member.queues:
        why.append("queue")
    if row.tier is Tier.CRITICAL and seat.critical:
        why.append(f"tier={seat.critical}")
    if board.duties[seat.member.id].on:
        why.append("shift")
    why.append(f"load={seat.load}/{seat.capacity}")
    return tuple(why)


def _move(row: TicketRow, goal: int, why: tuple[str, ...]) -> Move:
    return Move(
        ticket_id=int(row.id),
        version=row.version,
        owner_id=row.owner_id,
        status=row.status.value,
        to_owner=goal,
        why=why,
    )
