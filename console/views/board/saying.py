"""The words of the board: a column and a card as they are read and heard, and why a move was proposed or not made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from console.faults import Fault
from console.models.board import LANGUAGE, NONE, PERSON, Card, Column, Slot
from console.query import Qualifier, Word, parse
from console.records.base import Tier
from console.records.board import Move, NotMoved
from console.records.routing import RestingQueue
from console.records.tickets import TicketRow
from console.views.queue.delegate import clock_of, response
from console.views.reasoning import why_moved
from console.views.words import age, clock, day, has, language, of, say, say_count

TIER_ICONS = {
    Tier.CRITICAL: "alert-octagon",
    Tier.FUNCTIONAL: "alert-triangle",
    Tier.QUESTION: "help-circle",
    Tier.UNDETERMINED: "info-circle",
    Tier.NONE: "ban",
}


def left(found: Sequence[tuple[int, str]]) -> str:
    """Return how many tickets were left as they are, and why the first of them was."""
    why = Fault(found[0][1]).words(language())[0]
    return say("together.left", n=say_count("queue.tickets", len(found)), why=why)


def title(column: Column) -> str:
    """Return the name of a column."""
    if column.key == NONE:
        return say(f"board.none_{column.kind}")
    if column.kind == LANGUAGE:
        return say(f"language.{column.name}") if has(f"language.{column.name}") else column.name.upper()
    return column.name


def below(column: Column, now: datetime) -> str:
    """Return the second line of a column: languages and shift, an absence with who stands in, the age of the oldest."""
    if column.over and column.member is not None:
        return say("board.has_left") if not column.member.active else say(f"role.{column.member.role}")
    if column.key == NONE or column.member is None:
        oldest = min((one.row.received_at for one in column.cards), default=None)
        words = say("board.empty") if oldest is None else say("board.oldest", age=age(oldest, now))
        return f"{say('board.unused')} · {words}" if column.over else words
    parts = [" ".join(one.upper() for one in column.member.languages)]
    duty = column.duty
    if duty is not None and duty.absence is not None:
        parts.append(say(f"board.away_{duty.absence.kind}", until=until(duty.absence.ends_at, now)))
    elif duty is not None and duty.until is not None:
        parts.append(say("board.until", time=clock(duty.until)))
    elif duty is not None and duty.known:
        parts.append(say("board.off"))
    return " · ".join(part for part in parts if part)


def until(end: datetime, now: datetime) -> str:
    """Return when an absence ends: the time where it is today, else the day."""
    return clock(end) if day(end) == day(now) else day(end)


def load(column: Column) -> str:
    """Return the load in figures; a staged change stands with an arrow."""
    if column.member is None:
        return str(len(column.cards))
    now = str(column.load) if column.planned == column.load else f"{column.load} → {column.planned}"
    return f"{now} / {column.capacity}" if column.capacity else now


def is_full(column: Column) -> bool:
    """Return whether a person has as much as they can carry, once the moves are made."""
    return bool(column.capacity) and column.planned >= column.capacity


def heard(column: Column, now: datetime) -> str:
    """Return a column as it is heard."""
    tiers = [f"{say(f'tier.{tier.value}')}: {column.counts.get(tier, 0)}" for tier in TIER_ICONS]
    parts = [title(column), below(column, now)]
    if column.substitute:
        parts.append(say("board.substitute", name=column.substitute))
    if column.member is not None:
        parts.append(say("board.load", load=load(column)) + (f", {say('board.full')}" if is_full(column) else ""))
    return ", ".join([*parts, say_count("queue.tickets", len(column.cards)), *tiers])


def stands_in(column: Column) -> str:
    """Return who stands in for an absent person."""
    return say("board.substitute", name=column.substitute.split(" ")[0])


def slot(column: Column, cards: int) -> str:
    """Return what a drop into a column would do."""
    if column.kind != PERSON:
        return say("board.drop_queue", name=title(column))
    if column.key == NONE:
        return say("board.drop_none")
    name = column.name.split(" ")[0]
    return say("board.drop", name=name, was=column.planned, becomes=column.planned + cards)


def due(row: TicketRow, now: datetime) -> tuple[str, str, str]:
    """Return icon, words and token of what a ticket waits for: the team's own clock first, else the agreement's."""
    own = clock_of(row)
    if own is not None:
        return own
    icon, words = response(row, now)
    return icon, words, "text2"


def card(found: Card | Slot, now: datetime) -> str:
    """Return a card as it is heard."""
    if isinstance(found, Slot):
        return found.words
    row = found.row
    parts = [
        say("queue.sentence", tier=say(f"tier.{row.tier.value}"), subject=row.subject),
        row.customer,
        f"TK-{row.number}",
        due(row, now)[1],
        say("board.check_short") if found.checked else "",
        say("board.staged", name=found.came_from or say("board.none_person")) if found.staged else "",
        why(found.staged),
        say(f"board.meanwhile_{found.meanwhile}") if found.meanwhile else "",
    ]
    return ", ".join(part for part in parts if part)


def why(move: Move | None) -> str:
    """Return why a move was proposed."""
    return "" if move is None else why_moved(list(move.why))


def not_moved(left: tuple[NotMoved, ...]) -> str:
    """Return which moves cannot be made and why: a line for each reason, so that many take no more room than few."""
    whose: dict[str, list[str]] = {}
    for one in left:
        key = f"board.{one.code}" if one.name or one.code != "move_taken" else "board.move_given_back"
        whose.setdefault(say(key, name=one.name), []).append(f"TK-{one.number}")
    return "\n".join(f"{', '.join(tickets)}: {words}" for words, tickets in whose.items())


def resting_words(one: RestingQueue) -> str:
    """Return what became of a queue out of use."""
    return say("rules.resting", rules=one.rules, n=say_count("queue.tickets", one.tickets))


def topics_in(query: str, titles: Mapping[str, tuple[str, str]]) -> str:
    """Return the titles (English, Russian) of the topics that a query asks for by their codes; "" without any."""
    terms = [one for one in parse(query).query.terms if isinstance(one, Qualifier) and one.key == "topic"]
    codes = [value.text for term in terms for value in term.values if isinstance(value, Word)]
    return ", ".join(of(*titles[code]) for code in codes if code in titles)
