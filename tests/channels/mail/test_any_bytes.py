from __future__ import annotations

import json
import time
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from console.channels.incoming import IncomingMail
from console.channels.mail.parse import parse_mail
from tests.channels.mail.letters import HEAD, letter, multipart, part

SECONDS = 20.0  # a guard against what never ends, no measure
WHOLE = (
    HEAD
    + b"Date: Mon, 02 Nov 2026 12:00:00 +0300\r\nSubject: =?utf-8?b?0J/RgNC40LLQtdGC?= =?koi8-r?q?=D0=D2?=\r\n"
    + b'Cc: "Last, First" <a@b.c>, Team: d@e.f (note), <g@h.i>;\r\nReferences: <a@b> <c@d>\r\n'
    + multipart(
        "mixed",
        multipart("alternative", part("plain", "Content-Type: text/plain; format=flowed"), mark="in")
        + part("<p>page</p>", "Content-Type: text/html; charset=koi8-r"),
        part(
            "aGVsbG8=", "Content-Type: image/png; name*0*=utf-8''%D0; name*1*=%9F", "Content-Transfer-Encoding: base64"
        ),
        part(letter("inner"), "Content-Type: message/rfc822"),
        part("Final-Recipient: rfc822; a@b.c\r\nAction: failed\r\n", "Content-Type: message/delivery-status"),
        part("begin 644 a\r\n#86)C\r\nend\r\n", "Content-Transfer-Encoding: quoted-printable"),
    )
)
_PIECES = st.sampled_from(
    [
        b"\r\n", b"\n", b"\r", b"\0", b"--mark", b"--mark--", b"=?", b"?=", b"=?utf-8?q?", b"<", b">", b'"', b"\\",
        b"(", b")", b":", b";", b",", b"@", b"=", b"%", b"*", b"\xff", b"\xd0", b"\x1b$B", b"Content-Type: ",
        b"multipart/mixed; boundary=", b"message/rfc822", b"charset=utf-7", b"charset=utf-16", b"base64", b"+2AA-",
        b"begin 644 x\n", b"From ", b"<!--", b" ",
    ]
)  # fmt: skip


def _check(raw: bytes) -> IncomingMail:
    began = time.process_time()
    mail = parse_mail(raw)
    assert time.process_time() - began < SECONDS
    assert mail.raw == raw
    assert mail.date is None or mail.date.utcoffset() == timedelta(0)
    line = json.dumps(mail.to_json(), ensure_ascii=False)
    assert json.loads(line.encode("utf-8")) == mail.to_json()
    assert "\\u0000" not in line
    assert len(set(mail.problems)) == len(mail.problems)
    assert all("\n" not in each for each in (mail.subject, mail.from_name, mail.from_address, *mail.to))
    return mail


@given(st.binary(max_size=2_000))
def test_random_bytes(raw: bytes) -> None:
    _check(raw)


@given(st.lists(_PIECES, max_size=80))
def test_random_pieces(pieces: list[bytes]) -> None:
    _check(b"".join(pieces))


@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 20), _PIECES | st.binary(max_size=5)), max_size=6))
def test_a_mail_with_damage(changes: list[tuple[int, int, bytes]]) -> None:
    raw = WHOLE
    for at, dropped, put in changes:
        raw = raw[:at] + put + raw[at + dropped :]
    _check(raw)


@given(st.text(max_size=200), st.sampled_from(["utf-8", "utf-7", "utf-16", "koi8-r", "cp1251", "iso-2022-jp", "hz"]))
def test_text_in_any_charset(text: str, charset: str) -> None:
    body = text.encode(charset, errors="ignore")
    mail = _check(letter(body, f"Content-Type: text/plain; charset={charset}"))
    if charset == "utf-8" and "begin " not in text:
        assert mail.text == text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").removeprefix("\ufeff")


@given(st.binary(max_size=300))
def test_any_bytes_in_every_header(value: bytes) -> None:
    clean = value.replace(b"\n", b" ").replace(b"\r", b" ")
    names = (b"Subject", b"From", b"To", b"Date", b"Message-ID", b"References", b"Content-Type", b"Content-Disposition")
    _check(b"".join(name + b": " + clean + b"\r\n" for name in names) + b"\r\nbody")
