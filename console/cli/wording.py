"""What is said of messages and tickets to people at the terminal: words where the records hold codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from console.channels.incoming import Unreadable
from console.records.base import Direction
from console.records.intake import Fate, IntakeLine
from console.records.tickets import DecisionRecord, EventRecord, MessageRecord
from console.services import replaying
from console.services.replaying import Replayed
from console.views import reasoning, told
from console.views.ticket.signs import signs_of
from console.views.words import has, moment, say

UNKNOWN = "–"


def fate(found: Fate) -> str:
    """Return what became of a message."""
    return say(f"fate.{found.name.lower()}")


def intake(line: IntakeLine) -> str:
    """Return a line of an import's report: what became of the message, why, and where it stood."""
    why = _code("intake", line.reason)
    damage = [_code("problem", one) for one in line.problems[:3]]
    place = f"{line.file} ({line.index + 1})" if line.file and line.index else line.file
    told = ", ".join(part for part in (why, *damage) if part)
    head = " ".join(part for part in (fate(line.fate), f"TK-{line.ticket}" if line.ticket else "") if part)
    service = say("ticket.service", action=say(f"service.{line.service}")) if line.service else ""
    said = [f"{head} ({told})" if told else head, line.sender, " ".join(line.subject.split()) or service, place]
    return "  ·  ".join(part for part in said if part)


def unreadable(found: Unreadable) -> str:
    """Return why a file could not be read."""
    return f"{found.file}: {_code('intake', found.error) or found.error}"


def outcome(code: str, clause: str | None) -> str:
    """Return an outcome with the clause that is named first."""
    words = say(f"outcome.{code}")
    return f"{words} ({clause})" if clause else words


def decision(one: DecisionRecord) -> str:
    """Return a decision that was taken: what, by whom, when, under which agreement, and why where it was a choice."""
    words = told.decided(one)
    words = f"{words} — {one.override_reason}" if one.override_reason else words
    signed = say("show.by", name=one.by or UNKNOWN, moment=moment(one.made_at), agreement=one.agreement)
    return f"{words}  ·  {signed}"


def speaker(message: MessageRecord, asker: str = "") -> str:
    """Return who a message is from, what kind it is and its signs; `asker` is the address of who asks."""
    kind = {Direction.NOTE: say("ticket.note"), Direction.OUTBOUND: say("composer.reply")}.get(message.direction, "")
    who = " ".join(part for part in (message.author, f"<{message.address}>" if message.address else "") if part)
    parts = (moment(message.sent_at), who or UNKNOWN, kind, *signs_of(message, asker))
    return "  ·  ".join(part for part in parts if part)


def deed(event: EventRecord) -> str:
    """Return an act on a ticket, as the history tells it."""
    new = event.new if isinstance(event.new, dict) else {}
    key = f"deed.{event.kind}"
    if event.kind == "routed":
        return reasoning.routed(new)
    clause = str(new.get("clause") or "")
    words = say(key) if has(key) else say(f"event.{event.kind}", clause=clause, q=new.get("n") or "")
    value = ""
    if event.kind == "fact_set":
        value = say(f"fact.{new.get('name')}")
    elif event.kind == "tier_set":
        value = say(f"tier.{new.get('tier')}")
    elif event.kind == "decided":
        return decided(new)
    elif event.kind == "snoozed":
        until = moment(datetime.fromisoformat(str(new["snoozed_until"])))
        value = " — ".join(part for part in (until, str(new.get("snooze_reason") or "")) if part)
    elif event.kind == "closed":
        value = str(new.get("close_reason") or new.get("clause") or "")
    return f"{words}: {value}" if value else words


def replayed(found: Replayed) -> str:
    """Return how a stored decision, closing or reopening came out when it was taken again."""
    said = say(f"replay.{found.kind}", n=found.n)
    older = say("replay.older", engine=found.engine) if found.is_older else say("replay.different")
    same = say("replay.same") if found.same else older
    if found.kept == replaying.ERASED:
        return f"{said}: {say('replay.erased')}"
    more = f"  ·  {say(f'replay.{found.kept}')}" if found.kept != replaying.WHOLE else ""
    return f"{said}: {same}{more}"


def decided(new: Mapping[str, object]) -> str:
    """Return a decision that a person took, as the history tells it."""
    words = outcome(str(new.get("outcome")), str(new.get("primary_clause") or "") or None)
    if new.get("message") is None and new.get("proposed"):
        return reasoning.chosen(str(new.get("outcome")), str(new["proposed"]), str(new.get("reason") or ""))
    return f"{say('event.decided')}: {words}"


def _code(group: str, code: str) -> str:
    key = f"{group}.{code}"
    return say(key) if has(key) else ""
