"""Proposing requests inside an endless chat: one person's run of messages up to a silence or our answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from console.channels.telegram.incoming import IncomingChatMessage

_GAP = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedSpan:
    """Messages that look like one request, with why they begin one: first, silence, answered, sender."""

    message_ids: tuple[str, ...]
    reason: str


@dataclass(slots=True, kw_only=True)
class _Run:
    """A span that is being put together: who asks in it, its last instant, whether it was answered since."""

    asker: str
    reason: str
    ids: list[str] = field(default_factory=list)
    last: datetime | None = None
    answered: bool = False

    def take(self, one: IncomingChatMessage, *, ours: bool) -> None:
        self.ids.append(one.message_id)
        self.last = one.date or self.last
        self.answered = ours


def propose_spans(
    messages: Sequence[IncomingChatMessage], *, own_senders: frozenset[str], gap: timedelta = _GAP
) -> tuple[ProposedSpan, ...]:
    """Return the spans of a chat, oldest first.

    Each person's messages are a request of their own; a reply joins what it answers, and ours what was said last.
    Service entries open none.
    """
    runs: list[_Run] = []
    held: dict[str, _Run] = {}
    newest: dict[str, _Run] = {}
    last: _Run | None = None
    for one in messages:
        if one.service:
            continue
        ours = one.from_address in own_senders
        run = held.get(one.reply_to or "")
        if run is None and ours:
            run = last
            if run is None:
                continue  # an answer to nothing opens no request
        if run is None:
            run = newest.get(_who(one))
            if run is None or run.answered or _apart(run.last, one.date, gap):
                run = _Run(asker=_who(one), reason=_reason(runs, run, last))
                runs.append(run)
                newest[run.asker] = run
        run.take(one, ours=ours)
        held[one.message_id] = last = run
    return tuple(ProposedSpan(message_ids=tuple(run.ids), reason=run.reason) for run in runs)


def _who(one: IncomingChatMessage) -> str:
    return one.from_address or one.from_name or ""


def _reason(runs: Sequence[_Run], own: _Run | None, last: _Run | None) -> str:
    """Say why a request begins: nothing was there, another person spoke, we had answered, or it was silent."""
    if not runs:
        return "first"
    if own is None or own is not last:
        return "sender"
    return "answered" if own.answered else "silence"


def _apart(before: datetime | None, after: datetime | None, gap: timedelta) -> bool:
    return before is not None and after is not None and after - before > gap
