"""Where requests of a chat begin and end: by person, by silence, by our answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from console.channels.telegram.incoming import IncomingChatMessage
from console.channels.telegram.spans import propose_spans

AT = datetime(2026, 11, 24, tzinfo=UTC)


def said(number: int, told: str) -> IncomingChatMessage:
    """Make a message of "who@hour>what it answers"."""
    told, _, answers = told.partition(">")
    who, _, hour = told.partition("@")
    return IncomingChatMessage(
        file="",
        index=number,
        chat_id="1",
        chat_name="",
        chat_type="private_group",
        message_id=str(number),
        from_name=who,
        from_address=who,
        date=AT + timedelta(hours=float(hour)),
        edited=None,
        text="How?",
        entities=(),
        reply_to=answers or None,
        forwarded_from=None,
        service=None,
        attachments=(),
        problems=(),
        raw=b"",
    )


@pytest.mark.parametrize(
    ("told", "spans"),
    [
        ("kim@0 lea@1 max@5", "first:1 sender:2 sender:3"),
        ("kim@0 lea@1 kim@2 lea@3", "first:1,3 sender:2,4"),
        ("kim@0 lea@1>1 lea@2", "first:1,2 sender:3"),
        ("kim@0 we@1 kim@2 kim@3", "first:1,2 answered:3,4"),
        ("kim@0 lea@1 we@2>1 lea@3 kim@4", "first:1,3 sender:2,4 sender:5"),
        ("kim@0 kim@11 kim@24", "first:1,2 silence:3"),
        ("we@0 kim@1", "first:2"),
    ],
)
def test_a_request_is_one_persons(told: str, spans: str) -> None:
    messages = [said(number, one) for number, one in enumerate(told.split(), 1)]
    found = propose_spans(messages, own_senders=frozenset({"we"}))
    assert " ".join(f"{one.reason}:{','.join(one.message_ids)}" for one in found) == spans
