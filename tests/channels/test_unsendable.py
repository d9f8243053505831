"""A mail that cannot be written names the header that is to blame, and only the addressee as an addressee."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from console.channels.compose import as_mail
from console.faults import BadInput
from console.records.tickets import LetterFile

LETTER = LetterFile(
    gid="g",
    channel="email",
    to_address="ann@one.example",
    subject="Hello",
    text="text",
    message_id="one@desk.example",
    references=("first@one.example",),
    author="",
    sent_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
    ticket_number=1,
    chat_title="",
)


@pytest.mark.parametrize(
    ("values", "code", "told"),
    [
        ({"to_address": "ann\n@one.example"}, "bad_addressee", "cannot be an addressee"),
        ({"subject": "broken \ud800"}, "bad_header", r"Subject of the mail cannot be written: 'broken \\ud800'"),
        ({"references": ("first\n@one.example",)}, "bad_header", "In-Reply-To of the mail"),
        ({"references": ("a\n@b", "last@one.example")}, "bad_header", "References of the mail"),
        ({"message_id": "one\r\n@desk.example"}, "bad_header", "Message-ID of the mail"),
    ],
)
def test_what_cannot_be_written_is_named(values: dict[str, object], code: str, told: str) -> None:
    assert as_mail(LETTER)
    with pytest.raises(BadInput, match=told) as fault:
        as_mail(replace(LETTER, **values))  # type: ignore[arg-type]  # each of its own kind
    assert fault.value.code == code
