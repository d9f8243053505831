"""What comes where: rules over known fields, in order, set by leads as data and applied when a request is opened.

A rule puts a request into a queue, gives it a person where it names one, and leaves an event that names the rule. It
decides nothing of the agreement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from console.faults import BadInput, Stale
from console.query import All, Either, Not, Qualifier, Query, Term, Words, parse
from console.records.base import Json
from console.records.board import QueueRecord
from console.records.commands import Applied
from console.records.routing import RestingQueue, RoutingRule, WouldGo
from console.services import showing
from console.services.schedules import require_setter
from console.services.seating import Seats
from console.store import Unit, tables
from console.store.queries import board as kept_board
from console.store.queries import queue as listed
from console.store.queries import routing as kept

if TYPE_CHECKING:
    from console.services.desk import Desk

FIELDS = (
    "channel",
    "tier",
    "topic",
    "lang",
    "product",
    "plan",
    "domain",
    "customer",
    "license",
    "subject",
    "text",
    "has",
)
"""The keys of a query that say what a request is, and not what became of it or who looks."""
LOOKED_AT, MOST_RULES = 100, 200
_KIND = "routed"
_SAID = ("code", "meant", "name", "load")
Body = Callable[[Unit], Json]


def routed(desk: Desk, body: Body) -> Body:
    """Return the body of a command that puts what it opened where the rules say, in the same transaction."""

    def act(unit: Unit) -> Json:
        result = body(unit)
        if unit.opened:
            _route(desk, unit)
        return result

    return act


def rules(desk: Desk) -> tuple[RoutingRule, ...]:
    """Return the rules that hold, in their order."""
    with desk.store.read() as connection:
        return kept.rules(connection)


def queues(desk: Desk) -> tuple[tuple[QueueRecord, tuple[int, ...]], ...]:
    """Return the queues in their order, each with its people."""
    with desk.store.read() as connection:
        people = kept.members_of(connection)
        return tuple((one, people.get(one.id, ())) for one in kept_board.queues(connection))


def resting(desk: Desk) -> tuple[RestingQueue, ...]:
    """Return the queues out of use: what is in them stays there until it is moved, and their rules rest."""
    with desk.store.read() as connection:
        return kept.resting(connection)


def read_rule(text: str) -> Query:
    """Return the condition of a rule. Raises BadInput ("bad_rule", "rule_field")."""
    found = parse(text)
    if found.problems or not found.query.terms:
        raise BadInput("bad_rule", rule=text)
    for key in _keys(found.query.terms):
        if key not in FIELDS:
            raise BadInput("rule_field", field=key, known=", ".join(FIELDS))
    return found.query


def try_rules(desk: Desk, wanted: Sequence[RoutingRule], *, count: int = LOOKED_AT) -> tuple[WouldGo, ...]:
    """Return where the newest requests would go by these rules. Nothing is written. Raises BadInput."""
    conditions = [read_rule(one.query) for one in wanted]
    seen = showing.context(desk)
    with desk.store.read() as connection:
        ids = kept.newest(connection, count)
        left = set(ids)
        place: dict[int, tuple[int, int]] = {}
        for number, (rule, condition) in enumerate(zip(wanted, conditions, strict=True), 1):
            fits = kept.fitting(connection, sorted(left), condition.terms, seen)
            place |= dict.fromkeys(fits, (rule.queue_id, number))
            left -= fits
        rows, now = listed.rows(connection, ids, seen), kept_board.queue_of(connection)
        people = Seats.read(connection, _people(wanted), seen.now, seen.zone)
    seats = {number: people.whose(one.person_id) for number, one in enumerate(wanted, 1) if one.person_id}
    return tuple(
        WouldGo(
            ticket_id=int(one.id),
            number=one.number,
            subject=one.subject,
            customer=one.customer,
            queue_id=now.get(int(one.id), 0),
            would_id=place.get(int(one.id), (0, 0))[0],
            rule=place.get(int(one.id), (0, 0))[1],
            seated=seats.get(place.get(int(one.id), (0, 0))[1]),
        )
        for one in rows
    )


def set_rules(
    desk: Desk, wanted: Sequence[RoutingRule], *, seen: Sequence[RoutingRule], command_id: str | None = None
) -> Applied:
    """Have these rules hold from now on, in this order; what held before stays in its rows.

    `seen` are the rules that the person saw. Raises NotAllowed ("lead_only"), BadInput, Stale ("rules_changed").
    """
    require_setter(desk)
    if len(wanted) > MOST_RULES:
        raise BadInput("too_many_rules", most=MOST_RULES)
    for one in wanted:
        read_rule(one.query)

    def act(unit: Unit) -> Json:
        unit.alone("queue_rules")
        held = kept.rules(unit.connection)
        if [(one.id, one.version) for one in held] != [(one.id, one.version) for one in seen]:
            raise Stale("rules_changed")
        unit.touch("settings")
        same = {one.id: one for one in held}
        stays = {one.id for one in wanted if one.id in same and _content(one) == _content(same[one.id])}
        for one in held:
            if one.id not in stays:
                unit.amend(tables.people.queue_rules, one.id, expected=None, active=False)
        for place, one in enumerate(wanted, 1):
            if one.id in stays:
                unit.amend(tables.people.queue_rules, one.id, expected=None, position=place)
            else:
                if one.person_id:
                    unit.row(tables.people.staff, one.person_id)
                unit.insert(
                    tables.people.queue_rules,
                    assign_to_id=one.person_id or None,
                    queue_id=one.queue_id,
                    position=place,
                    query=str(read_rule(one.query)),
                    reason=one.reason.strip(),
                    set_by=desk.actor.staff_id,
                )
        return {"rules": len(wanted)}

    payload: dict[str, Json] = {"rules": len(wanted)}
    return desk.apply(desk.command("rules.set", payload=payload, command_id=command_id), act)


def set_queue(
    desk: Desk,
    *,
    name: str,
    people: Sequence[int],
    queue_id: int | None = None,
    version: int | None = None,
    active: bool = True,
    command_id: str | None = None,
) -> Applied:
    """Make a queue, or change one; the result is its key. Raises NotAllowed ("lead_only"), BadInput, Stale.

    One that is not `active` is out of use: its open tickets stay in it, its rules rest until it is in use again.
    """
    require_setter(desk)
    if not name.strip():
        raise BadInput("bad_queue")

    def act(unit: Unit) -> Json:
        unit.alone("queues")
        unit.touch("settings")
        others = [one for one in unit.find_all(tables.people.queues) if one["active"] and one["id"] != queue_id]
        if active and any(one["name"].casefold() == name.strip().casefold() for one in others):
            raise BadInput("queue_exists", name=name.strip())
        if queue_id is None:
            key = unit.insert(tables.people.queues, name=name.strip(), position=len(others) + 1)
        else:
            key = queue_id
            unit.amend(tables.people.queues, key, expected=version, name=name.strip(), active=active)
        _put_members(unit, key, people if active else ())
        return key

    payload: dict[str, Json] = {"queue": queue_id, "name": name.strip()}
    return desk.apply(desk.command("queue.set", payload=payload, command_id=command_id), act)


def _put_members(unit: Unit, queue_id: int, people: Sequence[int]) -> None:
    known = {row["staff_id"]: int(row["id"]) for row in unit.find_all(tables.people.queue_members, queue_id=queue_id)}
    for gone in sorted(known.keys() - set(people)):
        unit.delete(tables.people.queue_members, known[gone])
    for new in sorted(set(people) - known.keys()):
        unit.row(tables.people.staff, new)
        unit.insert(tables.people.queue_members, queue_id=queue_id, staff_id=new)


def _route(desk: Desk, unit: Unit) -> None:
    """Put the tickets that were opened into queues, each by the first rule that fits."""
    held = kept.rules(unit.connection)
    if not held:
        return
    owners = kept.without_queue(unit.connection, unit.opened)
    left = set(owners)
    free = {key for key, owner in owners.items() if owner is None}
    seen, seats = showing.context(desk), None
    for place, rule in enumerate(held, 1):
        if not left:
            return
        fits = kept.fitting(unit.connection, sorted(left), parse(rule.query).query.terms, seen)
        for key in sorted(fits):
            extra: dict[str, Json] = {"rule": rule.id, "place": place, "queue": rule.queue, "query": rule.query}
            values: dict[str, object] = {"queue_id": rule.queue_id}
            if rule.person_id and key in free:
                people = _people(held)
                seats = seats or Seats.read(unit.connection, people, seen.now, seen.zone, giving=unit)
                seated = seats.give(rule.person_id)
                extra |= {name: said for name in _SAID if (said := getattr(seated, name))}
                values |= {"owner_id": seated.owner_id, "owner_key": seated.owner_id} if seated.owner_id else {}
            unit.change_ticket(key, _KIND, values, extra=extra, check_version=False)
        left -= fits


def _content(rule: RoutingRule) -> tuple[int, str, str, int]:
    return rule.queue_id, rule.query, rule.reason, rule.person_id


def _people(held: Sequence[RoutingRule]) -> frozenset[int]:
    return frozenset(one.person_id for one in held if one.person_id)


def _keys(terms: Sequence[Term]) -> Iterator[str]:
    for term in terms:
        if isinstance(term, Not):
            yield from _keys((term.term,))
        elif isinstance(term, All | Either):
            yield from _keys(term.terms)
        elif isinstance(term, Qualifier):
            yield term.key
        else:
            assert isinstance(term, Words)  # noqa: S101 - there is nothing else
