"""A ticket as a sequence of plain pieces of text, for paper and for Markdown. No widget."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from console.records.tickets import DecisionRecord, EventRecord
from console.services.desk import Desk
from console.services.showing import ShownTicket
from console.views.words import clock, day, has, moment, say, zone

Kind = Literal["title", "facts", "head", "text", "note", "line"]
_TOLD = ("opened", "received", "replied", "noted", "message_edited", "letter_written", "letter_failed")
Topics = Mapping[str, tuple[str, str]]
NO_TOPICS: Topics = {}
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|!&~])")
_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_LISTED = re.compile(r"^(?:[-+=]|[0-9]{1,9}(?=[.)]))")
_BLANKS = re.compile(r"^[ \t]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A piece: what it is, and its words."""

    kind: Kind
    text: str


def blocks(shown: ShownTicket, topics: Topics = NO_TOPICS) -> tuple[Block, ...]:
    """Return a ticket in pieces: its head, its messages, its decisions, its history.

    `topics` are their names in English and Russian by code; one that is not among them stands as its code.
    """
    return (*_top(shown), *_messages(shown), *_decisions(shown), *_history(shown, topics))


def stood(pieces: tuple[Block, ...], past: str) -> tuple[Block, ...]:
    """Return pieces that say below their title as of when they are, where that is not the end."""
    return (pieces[0], Block(kind="facts", text=past), *pieces[1:]) if past else pieces


def topics_of(desk: Desk) -> Topics:
    """Return the names of the topics of a desk's agreement by their codes."""
    return {one.code: (one.en, one.ru) for one in desk.agreement.agreement.topics.values()}


def markdown(pieces: Sequence[Block]) -> str:
    """Return pieces as Markdown: what people wrote is quoted and has no markup of its own."""
    return "\n\n".join(_marked(one) for one in pieces) + "\n"


def plain(pieces: Sequence[Block]) -> str:
    """Return pieces as plain text."""
    return "\n\n".join(one.text for one in pieces) + "\n"


def decision_alone(shown: ShownTicket) -> tuple[Block, ...]:
    """Return the decisions of a ticket in pieces, below its head; that there is none where none stands."""
    found = tuple(_decisions(shown)) or (Block(kind="text", text=say("paper.no_decision")),)
    return (*_top(shown), *found)


def _top(shown: ShownTicket) -> Iterator[Block]:
    row = shown.detail.row
    yield Block(kind="title", text=f"TK-{row.number}  {row.subject}")
    told = [
        f"{say('paper.received')}: {moment(row.received_at)}",
        f"{say('paper.status')}: {say(f'status.{row.status.value}')}, {say(f'tier.{row.tier.value}')}",
        f"{say('paper.customer')}: {row.customer}" if row.customer else "",
        f"{say('paper.license')}: {row.license_key}" if row.license_key else "",
        f"{say('paper.agreement')}: {shown.detail.agreement}",
        say("paper.zone", zone=zone()),
    ]
    yield Block(kind="facts", text="\n".join(part for part in told if part))


def _messages(shown: ShownTicket) -> Iterator[Block]:
    for message in shown.messages:
        kind: Kind = "note" if message.direction.value == "note" else "text"
        who = " ".join(part for part in (message.author, f"<{message.address}>" if message.address else "") if part)
        where = say("paper.note") if kind == "note" else ""
        yield Block(kind="head", text="  ·  ".join(part for part in (who, where, moment(message.sent_at)) if part))
        yield Block(kind=kind, text=message.text.strip() or say("ticket.no_text"))
        for file in message.attachments:
            yield Block(
                kind="line", text=f"{say('paper.file')}: {file.name} ({file.size} B, SHA-256 {file.sha256 or '–'})"
            )


def _decisions(shown: ShownTicket) -> Iterator[Block]:
    for decision in shown.detail.decisions:
        key = "paper.decision" if decision.primary else "paper.decision_bare"
        words = say(key, n=decision.n, clause=decision.primary or "", outcome=_outcome(decision.outcome))
        yield Block(kind="head", text=words)
        by = f"{decision.by or '–'}, {moment(decision.made_at)}  ·  {say('paper.agreement')}: {decision.agreement}"
        yield Block(kind="line", text=by)
        if decision.override_reason:
            yield Block(kind="text", text=decision.override_reason)


def _history(shown: ShownTicket, topics: Topics) -> Iterator[Block]:
    yield Block(kind="head", text=say("paper.history"))
    decisions = shown.detail.decisions
    lines = [f"{one.n}. {day(one.recorded_at)}  {deed(one, decisions, topics)}" for one in shown.history]
    yield Block(kind="line", text="\n".join(lines))


def deed(event: EventRecord, decisions: tuple[DecisionRecord, ...], topics: Topics = NO_TOPICS) -> str:
    """Return an event in words, with who acted and the hour; what a conversation tells by its messages too."""
    from console.views.ticket import events  # noqa: PLC0415 - it loads the window's parts, and most commands do without

    if event.kind in _TOLD and has(f"past.{event.kind}"):
        parts = (say(f"past.{event.kind}"), event.actor or "", clock(event.recorded_at))
        return "  ·  ".join(part for part in parts if part)
    return events.line(event, decisions, topics)[1]


def _outcome(code: str) -> str:
    return say(f"outcome.{code}") if code else "–"


def _marked(one: Block) -> str:
    lines = [_escaped(line) for line in _LINE_ENDS.split(one.text)]
    if one.kind == "title":
        return f"# {' '.join(lines)}"
    if one.kind == "head":
        return f"## {' '.join(lines)}"
    if one.kind in ("text", "note"):
        return "\n".join(f"> {line}  " if line else ">" for line in lines)
    return "\n".join(f"- {line}" for line in lines)


def _escaped(line: str) -> str:
    """Return a line in which nothing is markup: no list, no heading, no code, however it begins."""
    begun = _BLANKS.match(line)
    indent = "" if begun is None else "\xa0" * len(begun[0].expandtabs(4))
    words = _SPECIAL.sub(r"\\\1", line[0 if begun is None else begun.end() :])
    listed = None if indent else _LISTED.match(words)
    if listed is None:
        return indent + words
    at = 0 if words[0] in "-+=" else listed.end()
    return f"{words[:at]}\\{words[at:]}"
