"""Proposing requests inside an endless chat: a customer's run of messages up to a silence or our answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from console.channels.telegram.incoming import IncomingChatMessage

_GAP = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedSpan:
    """Messages that look like one request, with why: first, silence, answered."""

    message_ids: tuple[str, ...]
    reason: str


def propose_spans(
    messages: Sequence[IncomingChatMessage], *, own_senders: frozenset[str], gap: timedelta = _GAP
) -> tuple[ProposedSpan, ...]:
    """Return the spans of a chat, oldest first. A reply joins what it answers; service entries open none."""
    spans: list[list[str]] = []
    reasons: list[str] = []
    place: dict[str, int] = {}
    last: IncomingChatMessage | None = None
    answered = False
    for one in messages:
        if one.service:
            continue
        ours = one.from_address in own_senders
        target = place.get(one.reply_to or "")
        if target is None and ours:
            target = len(spans) - 1 if spans else None
        if target is None and spans and not ours and last is not None and not _apart(last, one, gap) and not answered:
            target = len(spans) - 1
        if target is None and ours:
            continue  # an answer to nothing opens no request
        if target is None:
            reasons.append("first" if not spans else "answered" if answered else "silence")
            spans.append([])
            target = len(spans) - 1
        spans[target].append(one.message_id)
        place[one.message_id] = target
        answered = ours or (answered and target != len(spans) - 1)
        last = one
    return tuple(
        ProposedSpan(message_ids=tuple(ids), reason=reason) for ids, reason in zip(spans, reasons, strict=True)
    )


def _apart(before: IncomingChatMessage, after: IncomingChatMessage, gap: timedelta) -> bool:
    return before.date is not None and after.date is not None and after.date - before.date > gap
