from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from console.channels.mail.parse import parse_mail
from console.channels.untrusted.caps import DEFAULT_CAPS, Caps
from tests.channels.mail.letters import HEAD, letter, multipart, part

SECONDS = 2.0


def _nested(levels: int) -> bytes:
    opened = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level) for level in range(levels)
    )
    return HEAD + opened + b"\r\nthe end"


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "header lines": (lambda: b"Received: from a by b\r\n" * 100_000 + HEAD + b"\r\nx", "headers_too_long"),
    "header block": (lambda: (b"X: " + b"y" * 900 + b"\r\n") * 500 + b"\r\nx", "headers_too_long"),
    "one header": (lambda: letter(b"", b"Subject: " + b"=?utf-8?q?aa?= " * 10_000), "header_too_long"),
    "addresses": (lambda: (b"To: " + b"a@b.c, " * 2_000 + b"\r\n") * 15 + b"\r\nx", "too_many_addresses"),
    "depth": (lambda: _nested(3_000), "too_deep"),
    "messages in messages": (lambda: HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 5_000, "too_deep"),
    "parts": (lambda: HEAD + multipart("mixed", *[part("x")] * 20_000), "too_many_parts"),
    "parts by the same mark": (
        lambda: HEAD + b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n" * 50_000,
        "too_many_parts",
    ),
    "parameters": (lambda: letter(b"", b"Content-Type: text/plain" + b"; a=b" * 2_000), "too_many_parameters"),
    "name in pieces": (
        lambda: letter(b"", b"Content-Disposition: x" + b"".join(b"; filename*%d*=a" % n for n in range(900))),
        "too_many_parameters",
    ),
    "text": (lambda: letter(b"word " * 1_000_000), "text_too_long"),
    "page": (lambda: letter(b"<div>" * 400_000, "Content-Type: text/html"), "html_too_long"),
    "pages": (
        lambda: HEAD + multipart("mixed", *[part("<p>" * 20_000, "Content-Type: text/html")] * 100),
        "html_too_long",
    ),
}
TIRING: dict[str, Callable[[], bytes]] = {
    "open comments": lambda: letter(b"", b"To: " + b"(" * 16_000),
    "colons": lambda: letter(b"", b"To: a@" + b":" * 16_000),
    "quotes": lambda: letter(b"", b"To: " + b'"' * 16_001),
    "half words": lambda: letter(b"", b"Subject: " + b"=?a?Q? " * 2_300),
    "half words in names": lambda: letter(b"", b"To: " + b"=?a?q?" * 2_600),
    "ids": lambda: letter(b"", b"References: " + b"< " * 8_000),
    "blank lines": lambda: b"\n" * 5_000_000,
    "returns": lambda: b"\r" * 5_000_000,
    "marks that divide nothing": lambda: letter(b"--ab\r\n" * 1_000_000, "Content-Type: multipart/mixed; boundary=a"),
    "dashes": lambda: letter((b"--" + b" " * 198 + b"\r\n") * 20_000, "Content-Type: multipart/mixed"),
    "padding": lambda: letter(b"=" * 5_000_000, "Content-Type: a/b", "Content-Transfer-Encoding: base64"),
    "padding and letters": lambda: letter(b"A=" * 2_000_000, "Content-Type: a/b", "Content-Transfer-Encoding: base64"),
    "quoted signs": lambda: letter(b"= " * 2_000_000, "Content-Transfer-Encoding: quoted-printable"),
    "files that begin": lambda: letter(b"begin 644 a\n" * 100_000),
    "comments in a page": lambda: letter(b"<!--" * 200_000, "Content-Type: text/html"),
    "undeclared bytes": lambda: letter(bytes(range(128, 256)) * 20_000),
    "report with a folded header": lambda: (
        b"From: MAILER-DAEMON@x\r\nSubject: failed\r\n\r\nReceived: from a\r\n" + b"        by b\r\n" * 500 + b"x"
    ),
    "report of at signs": lambda: b"From: MAILER-DAEMON@x\r\nSubject: failed\r\n\r\n" + b"failed to a@" * 300_000,
    "status without end": lambda: (
        b"From: MAILER-DAEMON@x\r\nContent-Type: message/delivery-status\r\n\r\nFinal-Recipient: " + b"a" * 190_000
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_passes_a_limit_is_named_and_kept(name: str) -> None:
    make, problem = HOSTILE[name]
    raw = make()
    began = time.process_time()
    mail = parse_mail(raw)
    assert time.process_time() - began < SECONDS
    assert problem in mail.problems
    assert mail.raw == raw


@pytest.mark.parametrize("name", TIRING)
def test_work_grows_with_the_length_only(name: str) -> None:
    raw = TIRING[name]()
    began = time.process_time()
    parse_mail(raw)
    assert time.process_time() - began < SECONDS


def test_of_a_mail_over_the_limit_the_headers_are_read() -> None:
    raw = letter(b"x" * 5_000, "Subject: large")
    mail = parse_mail(raw, caps=Caps(message_bytes=4_000))
    assert (mail.subject, mail.text, mail.attachments, mail.raw) == ("large", "", (), raw)
    assert "message_too_large" in mail.problems


def test_what_is_at_the_limit_passes() -> None:
    raw = HEAD + b"X: y\r\n" * (DEFAULT_CAPS.header_lines - 3) + b"\r\nbody"
    assert parse_mail(raw).problems == ()
    assert parse_mail(_nested(DEFAULT_CAPS.depth - 1)).text == "the end"
    assert "too_deep" not in parse_mail(_nested(DEFAULT_CAPS.depth)).problems


def test_bytes_are_not_kept_once_for_each_level() -> None:
    raw = HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 15 + b"Subject: x\r\n\r\n" + b"y" * 100_000
    assert sum(each.size for each in parse_mail(raw).attachments) < 2 * len(raw)
