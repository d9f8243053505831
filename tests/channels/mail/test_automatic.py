from __future__ import annotations

import pytest

from console.channels.mail.parse import parse_mail
from tests.channels.mail.letters import letter


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (by rule)",
        "Auto-Submitted: auto-notified; owner=x",
        "Precedence: bulk",
        "Precedence: junk",
        "Precedence: auto_reply",
        "X-Autoreply: yes",
        "X-Autorespond: 1",
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
        "Return-Path: <>",
        "List-Unsubscribe: <mailto:off@example.org>",
        "Subject: Out of Office: Re: question",
        "Subject: Automatic reply: question",
        "Subject: =?utf-8?b?0JDQstGC0L7QvtGC0LLQtdGC?=: x",
        "Subject: Re: Autoreply",
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"',
    ],
)
def test_machines(field: str) -> None:
    assert parse_mail(letter("words", field)).is_automatic


@pytest.mark.parametrize(
    "fields",
    [
        (),
        ("Auto-Submitted: no",),
        ("Precedence: normal",),
        (
            "Precedence: list",
            "List-Id: <team.example.org>",
            "List-Post: <mailto:team@example.org>",
            "List-Unsubscribe: <x>",
        ),
        ("X-Auto-Response-Suppress: DR",),
        ("Subject: The office is out of paper",),
        ("Subject: Question about automatic renewal",),
        ("Return-Path: <anna@example.org>",),
    ],
)
def test_people(fields: tuple[str, ...]) -> None:
    assert not parse_mail(letter("words", *fields)).is_automatic
