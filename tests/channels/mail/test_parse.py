from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

import console.channels.mail
from console.channels.incoming import PROBLEMS
from console.channels.mail.parse import parse_mail
from tests.channels.mail.letters import HEAD, letter, multipart, part


def test_a_whole_mail_as_a_line() -> None:
    picture = b"\x89PNG\r\n"
    raw = (
        HEAD
        + b"Cc: Second <second@example.net>, third@example.net\r\nReply-To: other@example.org\r\n"
        + b"Date: Mon, 02 Nov 2026 12:00:00 +0300\r\nSubject: =?utf-8?b?0J/RgNC40LLQtdGC?=\r\n"
        + b"In-Reply-To: <0@example.net>\r\nReferences: <r@example.net>\r\n <0@example.net>\r\n"
        + multipart(
            "mixed",
            part("Good day", "Content-Type: text/plain; charset=utf-8"),
            part(
                base64.encodebytes(picture),
                'Content-Type: image/png; name="shot.png"',
                "Content-Transfer-Encoding: base64",
                "Content-Disposition: attachment",
            ),
        )
    )
    mail = parse_mail(raw, file="a.eml", index=3)
    assert mail.raw == raw
    assert mail.raw_sha256 == hashlib.sha256(raw).hexdigest()
    assert mail.date == datetime(2026, 11, 2, 9, tzinfo=UTC)
    assert mail.reply_to == ("other@example.org",)
    assert mail.attachments[0].content == picture
    line = mail.to_json()
    assert json.loads(json.dumps(line)) == {
        "file": "a.eml",
        "index": 3,
        "channel": "mail",
        "message_id": "1@example.org",
        "in_reply_to": "0@example.net",
        "references": ["r@example.net", "0@example.net"],
        "subject": "Привет",
        "from_name": "Anna",
        "from_address": "anna@example.org",
        "to": ["help@example.net"],
        "cc": ["second@example.net", "third@example.net"],
        "date": "2026-11-02T09:00:00+00:00",
        "text": "Good day",
        "reply_text": "Good day",
        "attachments": [
            {
                "name": "shot.png",
                "type": "image/png",
                "size": len(picture),
                "sha256": hashlib.sha256(picture).hexdigest(),
            }
        ],
        "is_bounce": False,
        "failed_recipients": [],
        "is_automatic": False,
        "problems": [],
    }


def test_what_is_absent_is_null_or_empty() -> None:
    mail = parse_mail(b"Subject: only\r\n\r\n")
    assert (mail.message_id, mail.in_reply_to, mail.date, mail.html) == (None, None, None, None)
    assert (mail.from_address, mail.from_name, mail.text, mail.references) == ("", "", "", ())
    assert set(mail.problems) == {"no_sender", "no_message_id"}


@pytest.mark.parametrize(
    ("raw", "subject", "text"),
    [
        (b"\xef\xbb\xbfSubject: a\r\nFrom: b@c\r\n\r\nbody", "a", "body"),
        (b"From x@y Mon Nov  2 09:00:00 2026\nSubject: a\n\nbody", "a", "body"),
        (b"\n\nSubject: a\n\nbody", "a", "body"),
        (b"Subject: a\rFrom: b@c\r\rbody", "a", "body"),
        (b"Subject: a\nFrom: b@c\n \nbody", "a", "body"),
        (b"Subject: a\n \nFrom: b@c\n\nbody", "a", "body"),
        (b"Subject: a\nthis is no field\nFrom: b@c\n\nbody", "a", "body"),
        (b"Subject: a\nthe text begins at once\nand goes on", "a", "the text begins at once\nand goes on"),
        (b" Subject: a\nFrom: b@c\n\nbody", "a", "body"),
        (b"no header at all\nsecond line", "", "no header at all\nsecond line"),
        ("Subject: a\r\n\r\nтекст".encode("utf-16"), "a", "текст"),
        (b"Subject : a\nFrom: b@c\n\nbody", "a", "body"),
        (b"Subject: a\0b\nFrom: b@c\n\nbo\0dy", "ab", "body"),
        (b"Subject: a\n\tb\n  c\n\nbody", "a b  c", "body"),
    ],
)
def test_broken_heads(raw: bytes, subject: str, text: str) -> None:
    mail = parse_mail(raw)
    assert mail.subject == subject
    assert mail.text == text
    assert mail.raw == raw


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (b"In-Reply-To: <a@b>", "a@b"),
        (b"In-Reply-To: Your message of Monday <a@b>", "a@b"),
        (b"In-Reply-To: a@b", "a@b"),
        (b"In-Reply-To: < a@\r\n b>", "a@b"),
        (b"In-Reply-To: nothing", None),
    ],
)
def test_what_a_mail_answers(field: bytes, expected: str | None) -> None:
    assert parse_mail(letter(b"", field)).in_reply_to == expected


def test_references_are_read_once_each_in_order() -> None:
    mail = parse_mail(letter(b"", b"References: <a@b><c@d> , <a@b>\r\n <e@f>"))
    assert mail.references == ("a@b", "c@d", "e@f")


@pytest.mark.parametrize(
    ("head", "address"),
    [
        (b"Sender: list@example.org\r\n", "list@example.org"),
        (b"Reply-To: Reader <reader@example.org>\r\n", "reader@example.org"),
        (b"Return-Path: <path@example.org>\r\n", "path@example.org"),
        (b"From:\r\nSender: s@example.org\r\n", "s@example.org"),
    ],
)
def test_a_mail_without_from_has_a_sender_all_the_same(head: bytes, address: str) -> None:
    mail = parse_mail(head + b"Subject: x\r\n\r\n")
    assert mail.from_address == address
    assert "no_sender" in mail.problems


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (b"Date: yesterday", "bad_date"),
        ("Subject: Привет".encode("cp1251"), "raw_8bit_header"),
        (b"Subject: =?utf-8?q?lost", "bad_encoded_word"),
        (b"Subject: =?no-such?q?x=ff?=", "unknown_charset"),
        (b"Content-Type: text/plain; charset=no-such", "unknown_charset"),
        (b"Content-Transfer-Encoding: odd", "unknown_encoding"),
        (b"Content-Type: multipart/mixed", "no_boundary"),
        (b"Content-Type: multipart/mixed; boundary=x", "boundary_not_found"),
    ],
)
def test_damage_is_named(value: bytes, problem: str) -> None:
    assert problem in parse_mail(letter(b"body\r\n", value)).problems


def test_a_problem_stands_once() -> None:
    mail = parse_mail(letter(b"", b"Subject: =?no-such?q?=ff?= and =?no-such?q?=ff?="))
    assert mail.problems.count("unknown_charset") == 1


def test_every_problem_that_is_named_is_listed() -> None:
    folder = Path(console.channels.mail.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    named = set(re.findall(r'problems\["(\w+)"\]', source)) | set(re.findall(r'problems\["(\w+)" if', source))
    assert named
    assert named <= PROBLEMS
    assert all(f'"{problem}"' in source for problem in PROBLEMS)


def test_references_are_counted() -> None:
    fields = [f"References: {' '.join(f'<{line}.{number}@x>' for number in range(60))}" for line in range(10)]
    mail = parse_mail(letter("", *fields))
    assert len(mail.references) == 500
    assert "too_many_references" in mail.problems
