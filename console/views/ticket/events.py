"""Acts on a ticket as lines between its messages: an icon and a sentence with the clause, who did it and when."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from console.records.base import Direction
from console.records.tickets import DecisionRecord, EventRecord, MessageRecord
from console.views import reasoning
from console.views.ticket.cards import file_words
from console.views.ticket.signs import signs_of
from console.views.words import clock, has, moment, of, say, say_count

_ICONS = {
    "tier_set": "alert-triangle",
    "topic_set": "tag",
    "question_topic_set": "tag",
    "facts_confirmed": "circle-check",
    "fact_set": "circle-check",
    "license_set": "license",
    "assigned": "user",
    "queued": "inbox",
    "routed": "inbox",
    "handed_over": "send",
    "handover_taken": "user",
    "check_asked": "eye",
    "check_upheld": "eye",
    "check_returned": "arrow-back-up",
    "appeal_asked": "scale",
    "appeal_upheld": "scale",
    "appeal_overturned": "scale",
    "closed": "check",
    "reopened": "refresh",
    "joined_into": "hierarchy",
    "decided": "shield-off",
    "recalled": "arrow-back-up",
    "undone": "arrow-back-up",
    "request_confirmed": "message-report",
    "received_set": "clock",
    "received_earlier": "clock",
    "letter_failed": "alert-octagon",
    "sign_judged": "eye",
    "question_answered": "circle-check",
    "snoozed": "zzz",
    "woken": "zzz",
    "given_back": "inbox",
    "question_added": "plus",
    "question_split": "arrows-split",
    "access_asked": "lock",
    "access_given": "lock",
    "access_looked_at": "eye",
    "access_bad": "alert-triangle",
    "paused": "clock-pause",
    "service_ordered": "tag",
    "agreement_told": "book",
    "error_seen": "alert-octagon",
    "error_settled": "alert-octagon",
    "error_judged": "alert-octagon",
}
_REFUSING = ("refuse", "suspend", "not_registered")


def _taken_back(new: Mapping[str, object]) -> str:
    parted = _parted(new)
    if parted:
        return "event.parted_facts" if _listed_facts(parted.get("facts")) else "event.parted"
    if isinstance(new.get("joined"), Mapping):
        return "event.joined_again"
    return "event.done_again" if new.get("again") else "event.undone"


def _parted(new: Mapping[str, object]) -> Mapping[str, object]:
    """Return what an event keeps of a follow-up that it parted from the request again."""
    parted = new.get("parted")
    return parted if isinstance(parted, Mapping) else {}


def _listed_facts(names: object) -> str:
    """Return facts in words; what a person said of a sign has none."""
    listed = [str(one) for one in names] if isinstance(names, list | dict) else []
    return ", ".join(_fact(one) for one in listed if one == "topic" or has(f"fact.{one}"))


def _fact(name: str) -> str:
    return say("decision.topic") if name == "topic" else say(f"fact.{name}")


def _came_earlier(new: Mapping[str, object]) -> str:
    if not new.get("stays"):
        return "event.received_earlier"
    return "event.received_earlier_stays" if new.get("decided", True) else "event.received_earlier_kept"


_KEYS: dict[str, Callable[[Mapping[str, object]], str]] = {
    "assigned": lambda new: "event.assigned" if new.get("owner_id") else "event.unassigned",
    "license_set": lambda new: "event.license_set" if new.get("license_id") else "event.license_cleared",
    "question_topic_set": lambda _new: "event.topic_set",
    "sign_judged": lambda new: f"event.sign_{new.get('verdict')}",
    "reopened": lambda new: "event.reopened_joined" if new.get("joined") else "event.reopened",
    "undone": _taken_back,
    "received_earlier": _came_earlier,
    "snoozed": lambda new: "event.snoozed_why" if new.get("snooze_reason") else "event.snoozed",
}
_PARTS = ("topic_set", "tier_set", "license_set", "assigned", "request_confirmed")
NOBODY: Mapping[int, str] = {}
Topics = Mapping[str, tuple[str, str]]


def line(
    event: EventRecord,
    decisions: tuple[DecisionRecord, ...],
    topics: Topics,
    people: Mapping[int, str] = NOBODY,
) -> tuple[str, str]:
    """Return the icon and the sentence of an act.

    `topics` holds the English and Russian names by code, `people` the names of those who are known by their id.
    """
    words = _owner(event, people) or _words(event, decisions, topics)
    parts = [words, event.actor or "", clock(event.effective_at)]
    icon = "shield-check" if _is_choice(event) else _ICONS.get(event.kind, "info-circle")
    return icon, "  ·  ".join(part for part in parts if part)


def _is_choice(event: EventRecord) -> bool:
    """Whether a person chose an outcome without a letter."""
    new = event.new if isinstance(event.new, dict) else {}
    return event.kind == "decided" and new.get("message") is None and bool(new.get("proposed"))


def _owner(event: EventRecord, people: Mapping[int, str]) -> str:
    """Return the words of who was given the ticket, where the name is known."""
    new = event.new if isinstance(event.new, dict) else {}
    key = new.get("owner_id")
    name = people.get(key) if isinstance(key, int) else None
    if event.kind != "assigned" or name is None:
        return ""
    words = say("event.taken") if name == event.actor else say("event.assigned_to", name=name)
    told = reasoning.why_moved(new.get("why"))
    return f"{words} ({told})" if told else words


def folded(group: tuple[EventRecord, ...]) -> tuple[str, str]:
    """Return the icon and the sentence of small acts that one person did within a minute."""
    facts = sum(_facts_of(one) for one in group)
    parts = [say_count("event.facts", facts)] if facts else []
    kinds = {("topic_set" if one.kind == "question_topic_set" else one.kind) for one in group}
    parts += [say(f"event.part_{kind}") for kind in _PARTS if kind in kinds]
    last = group[-1]
    words = say("event.folded", what=", ".join(parts))
    return "circle-check", "  ·  ".join(part for part in (words, last.actor or "", clock(last.effective_at)) if part)


def _facts_of(event: EventRecord) -> int:
    new = event.new if isinstance(event.new, dict) else {}
    facts = new.get("facts")
    if event.kind == "facts_confirmed":
        return len(facts) if isinstance(facts, list) else 1
    return 1 if event.kind == "fact_set" else 0


def as_written(messages: tuple[MessageRecord, ...]) -> tuple[MessageRecord, ...]:
    """Return messages as an archive tells them: a letter that was held leaves no more from there."""
    return tuple(replace(one, delivery="unsent") if one.delivery == "held" else one for one in messages)


def sentence(message: MessageRecord, text: str, asker: str = "") -> str:
    """Return a message as it is heard: who, when, what kind and signs, the words and the files."""
    kinds = [
        say(key)
        for key, told in (
            ("ticket.note", message.direction is Direction.NOTE),
            ("ticket.automatic", message.is_automatic),
            ("ticket.bounce", message.is_bounce),
            ("ticket.edited", message.versions > 1),
        )
        if told
    ]
    if message.delivery in ("held", "checked", "ready", "failed", "unsent"):
        kinds.append(say(f"delivery.{message.delivery}"))
    head = ", ".join(
        [message.author or message.address or "?", moment(message.sent_at), *kinds, *signs_of(message, asker)]
    )
    files = "; ".join(file_words(one) for one in message.attachments)
    return f"{head}: {text}" + (f" [{files}]" if files else "")


def _words(event: EventRecord, decisions: tuple[DecisionRecord, ...], topics: Topics) -> str:
    new = event.new if isinstance(event.new, dict) else {}
    if event.kind == "decided":
        return _decided(event, new, decisions)
    if event.kind == "routed":
        return reasoning.routed(new)
    choose = _KEYS.get(event.kind)
    key = f"event.{event.kind}" if choose is None else choose(new)
    if not has(key):
        return event.kind.replace("_", " ")
    code = str(new.get("topic"))
    facts = _parted(new).get("facts") or new.get("facts")
    return say(
        key,
        tier=say(f"tier.{new.get('tier')}"),
        topic=of(*topics[code]) if code in topics else code,
        fact=_fact(str(new.get("name"))),
        value=say("fact.yes" if new.get("value") else "fact.no"),
        facts=_listed_facts(facts),
        clause=new.get("close_reason") or new.get("clause") or "",
        sign=say(f"sign.{new.get('sign')}") if new.get("sign") else "",
        q=new.get("n") or "",
        number=new.get("number") or _number(new) or "",
        state=say("question.settled" if new.get("settled") else "question.open_again"),
        until=moment(datetime.fromisoformat(str(new["snoozed_until"]))) if new.get("snoozed_until") else "",
        why=new.get("snooze_reason") or "",
        reason=say(f"reopening.{new.get('reason') or 'mistake'}"),
        received=moment(datetime.fromisoformat(str(new["received_at"]))) if new.get("received_at") else "",
    )


def _number(new: Mapping[str, object]) -> object:
    """Return the number of a request that was joined or parted, or that an event was made by."""
    joined = new.get("joined") or new.get("parted")
    return joined.get("number") if isinstance(joined, Mapping) else new.get("by")


def _decided(event: EventRecord, new: Mapping[str, object], decisions: tuple[DecisionRecord, ...]) -> str:
    found = next((one for one in decisions if one.id == new.get("decision")), None)
    outcome = str(new.get("outcome") or (found.outcome if found else ""))
    clause = str(new.get("primary_clause") or (found.primary if found else "") or "")
    if _is_choice(event):
        return reasoning.chosen(outcome, str(new["proposed"]), str(new.get("reason") or ""))
    if outcome in _REFUSING and clause:
        return say("event.refused_by", clause=clause)
    words = say(f"outcome.{outcome}") if outcome else say("event.decided")
    return f"{words} ({clause})" if clause else words
