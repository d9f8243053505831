"""Many tickets in one act: assign, tier, topic. One command and one transaction, and one undo for all of it.

A ticket that the act is not allowed on is left as it is and named with why; nothing stops silently at the first one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from console.faults import BadInput, Known, NotAllowed
from console.query import Query
from console.records.base import Json, Role, StaffId, Tier
from console.records.commands import Applied
from console.services import loads, showing, snoozing
from console.services.desk import Desk
from console.services.over import AT_WORK, OVER
from console.services.triage import topic_of_question
from console.services.undo import put_back, require_last
from console.store import Unit, codec, tables
from console.store.queries import queue

MOST = 5_000
_ASKED = ("owner_id", "status")
_EVERY = 20
Item = TypeVar("Item")
Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Tickets that a person chose: by their ids, or everything that fits a query but some."""

    ids: tuple[int, ...] = ()
    query: Query | None = None
    but: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """What an act on many tickets gave: the events that can be taken back, and who was left with which code."""

    done: tuple[tuple[int, int], ...]
    left: tuple[tuple[int, str], ...]


def ids_of(desk: Desk, chosen: Chosen) -> tuple[int, ...]:
    """Return the tickets that were chosen. Raises BadInput ("too_many_tickets") for more than MOST."""
    if chosen.query is None:
        found: tuple[int, ...] = chosen.ids
    else:
        against = showing.context(desk, chosen.query)
        with desk.store.read() as connection:
            read = queue.ids(connection, chosen.query, against, cap=MOST + len(chosen.but) + 1)
        found = tuple(one for one in read if one not in chosen.but)
    if len(found) > MOST:
        raise BadInput("too_many_tickets", most=MOST)
    return found


def assign(desk: Desk, ids: Sequence[int], owner: StaffId | None, progress: Progress) -> Applied:
    """Give the tickets to somebody, or to nobody. One of a colleague is moved only by a lead.

    Raises NotAllowed ("person_left").
    """
    values = {"owner_id": owner, "owner_key": 0 if owner is None else int(owner), "claimed_at": None}

    def allowed(ticket: Mapping[str, object]) -> str:
        mine = ticket["owner_id"] is None or ticket["owner_id"] == desk.actor.staff_id
        return "" if mine or desk.actor.role is Role.LEAD else "owned_by_colleague"

    return _apply(desk, "assigned", ids, values, allowed=allowed, progress=progress)


def set_tier(desk: Desk, ids: Sequence[int], tier: Tier, progress: Progress) -> Applied:
    """Set the tier of the tickets; a closed one keeps its own."""
    values = {"tier": tier.value, "tier_rank": tier.rank, "tier_confirmed": True}
    return _apply(desk, "tier_set", ids, values, allowed=_is_open, progress=progress)


def set_topic(desk: Desk, ids: Sequence[int], topic: str, progress: Progress) -> Applied:
    """Set the topic of the tickets; one with several questions is left, because each has its own. Raises BadInput."""
    if topic not in desk.agreement.topic_codes:
        raise BadInput("unknown_topic", topic=topic)
    values = {"topic": topic, "topic_confirmed": True}
    return _apply(desk, "topic_set", ids, values, allowed=_is_open, progress=progress, with_question=topic)


def snooze(desk: Desk, ids: Sequence[int], until: datetime, progress: Progress) -> Applied:
    """Put the tickets off until an hour; one that is no open work is left. Raises BadInput."""

    def allowed(ticket: Mapping[str, object]) -> str:
        return "" if ticket["status"] in AT_WORK else "cannot_snooze"

    return _apply(desk, "snoozed", ids, snoozing.asleep(desk, until), allowed=allowed, progress=progress)


def undo(desk: Desk, done: Sequence[tuple[int, int]], progress: Progress) -> Applied:
    """Take an act on many tickets back, as one command; a ticket that was changed since stays and is named."""

    def one(unit: Unit, ticket_id: int, event_n: int) -> int:
        unit.lock(ticket_id)
        return put_back(unit, ticket_id, event_n, unit.event(ticket_id, event_n))

    def act(unit: Unit) -> Json:
        return _through(sorted(done), lambda pair: one(unit, *pair), lambda pair: pair[0], progress)

    return desk.apply(desk.command("undo_together", payload={"tickets": len(done)}), act)


def redo(desk: Desk, undone: Sequence[tuple[int, int]], progress: Progress) -> Applied:
    """Do an act on many tickets again that was undone; a ticket to which anything happened since stays and is named."""

    def one(unit: Unit, ticket_id: int, undone_n: int) -> int:
        return put_back(unit, ticket_id, undone_n, require_last(unit, ticket_id, undone_n), again=True)

    def act(unit: Unit) -> Json:
        return _through(sorted(undone), lambda pair: one(unit, *pair), lambda pair: pair[0], progress)

    return desk.apply(desk.command("redo_together", payload={"tickets": len(undone)}), act)


def told(applied: Applied) -> Together:
    """Return what a command on many tickets gave."""
    result = applied.result if isinstance(applied.result, dict) else {}
    done, left = result.get("done", []), result.get("left", [])
    assert isinstance(done, list)  # noqa: S101 - written by this module
    assert isinstance(left, list)  # noqa: S101 - written by this module
    return Together(
        done=tuple((int(str(one[0])), int(str(one[1]))) for one in done if isinstance(one, list)),
        left=tuple((int(str(one[0])), str(one[1])) for one in left if isinstance(one, list)),
    )


class _AsItWas(Exception):  # noqa: N818 - no error: the ticket stands as it is wanted, and nothing is written
    """A ticket needs no change."""


def _apply(
    desk: Desk,
    kind: str,
    ids: Sequence[int],
    values: Mapping[str, object],
    *,
    allowed: Callable[[Mapping[str, object]], str],
    progress: Progress,
    with_question: str = "",
) -> Applied:
    def one(unit: Unit, ticket_id: int) -> int:
        ticket = unit.lock(ticket_id, *_ASKED, *values)
        code = allowed(ticket)
        if code:
            raise NotAllowed(code)
        same = not with_question or _asks(unit, ticket_id, with_question)
        if same and all(codec.plain(ticket[name]) == codec.plain(value) for name, value in values.items()):
            raise _AsItWas
        extra = topic_of_question(unit, ticket_id, with_question) if with_question else {}
        return unit.change_ticket(ticket_id, kind, values, extra=extra, check_version=False)

    def act(unit: Unit) -> Json:
        wanted = sorted(set(ids))
        unit.held.read(unit.connection, wanted, *_ASKED, *values)
        loads.give(unit, (int(str(values.get("owner_key") or 0)),))
        return _through(wanted, lambda key: one(unit, key), lambda key: key, progress)

    plain = {name: codec.plain(value) for name, value in values.items()}
    command = desk.command(f"{kind}_together", payload={"values": plain, "tickets": len(ids)})
    return desk.apply(command, act, bulk=True)


def _through(
    items: Sequence[Item], work: Callable[[Item], int], key: Callable[[Item], int], progress: Progress
) -> Json:
    """Do the work for each, in one order for everybody, so that two such acts cannot wait for each other."""
    done: list[Json] = []
    left: list[Json] = []
    for number, item in enumerate(items, 1):
        try:
            done.append([key(item), work(item)])
        except _AsItWas:
            pass
        except Known as fault:
            left.append([key(item), fault.code])
        if number % _EVERY == 0 or number == len(items):
            progress(number, len(items))
    return {"done": done, "left": left}


def _asks(unit: Unit, ticket_id: int, topic: str) -> bool:
    """Return whether the question of a ticket has this topic already. Raises NotAllowed where there are several."""
    questions = unit.find_all(tables.tickets.questions, ticket_id=ticket_id)
    if len(questions) > 1:
        raise NotAllowed("several_questions")
    return all(one["topic"] == topic and one["topic_confirmed"] for one in questions)


def _is_open(ticket: Mapping[str, object]) -> str:
    return "closed_ticket" if ticket["status"] in OVER else ""
