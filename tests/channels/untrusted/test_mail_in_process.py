"""Mail parsed in the bounded process is the same as mail parsed here, although nothing can be opened there."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from console.channels.incoming import IncomingMail, RawMail
from console.channels.mail.parse import parse_mail
from console.channels.untrusted import process
from console.channels.untrusted.process import BoundedWorker, Refused, Reply

_LETTER = "\r\n".join(
    [
        "From: =?utf-8?b?0JjRgNCw?= <ira@desk.example>",
        "To: help@desk.example",
        "Subject: =?koi8-r?q?=F0=F2?= license",
        "Date: Mon, 02 Feb 2026 10:00:00 +0300",
        "Message-ID: <one@desk.example>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/mixed; boundary="part"',
        "",
        "--part",
        "Content-Type: text/html; charset={charset}",
        "Content-Transfer-Encoding: base64",
        "",
        "{body}",
        "--part",
        "Content-Type: image/gif",
        "Content-ID: <dot@desk.example>",
        "Content-Disposition: inline; filename*=utf-8''%D1%82%D0%BE%D1%87%D0%BA%D0%B0.gif",
        "Content-Transfer-Encoding: base64",
        "",
        base64.b64encode(b"GIF89a\x01\x00\x01\x00\x00\x00\x00,").decode(),
        "--part--",
        "",
    ]
)
_WORDS = {
    "koi8-r": "Добрый день",
    "iso-2022-jp": "こんにちは",
    "gb18030": "你好",
    "cp1255": "שלום",
    "euc-kr": "안녕",
    "big5": "您好",
}


@pytest.fixture(scope="module")
def worker() -> Iterator[BoundedWorker]:
    with BoundedWorker() as made:
        yield made


@pytest.mark.parametrize("charset", _WORDS)
def test_a_letter_is_the_same(worker: BoundedWorker, charset: str) -> None:
    body = base64.b64encode(f"<p>{_WORDS[charset]}</p>".encode(charset)).decode()
    raw = _LETTER.replace("{charset}", charset).replace("{body}", body).encode()
    mail = worker.mail(raw, file="inbox.mbox", index=3)
    assert mail == parse_mail(raw, file="inbox.mbox", index=3)
    assert _WORDS[charset] in (mail.html or "")
    assert mail.attachments[0].content.startswith(b"GIF89a")


@pytest.mark.parametrize("raw", [b"", b"\x00" * 1_000, b"Subject: " + b"=?utf-8?q?a?= " * 30_000, b"\n" * 100_000])
def test_what_is_hardly_mail_is_the_same(worker: BoundedWorker, raw: bytes) -> None:
    assert worker.mail(raw) == parse_mail(raw)


def test_a_mail_that_is_far_too_long_is_refused_before_it_is_sent(worker: BoundedWorker) -> None:
    with pytest.raises(Refused) as caught:
        worker.mail(bytes(101 * 1024 * 1024))
    assert caught.value.reason == "memory"


def _letters(number: int) -> list[RawMail]:
    body = base64.b64encode(b"<p>Hello</p>").decode()
    raw = _LETTER.replace("{charset}", "utf-8").replace("{body}", body).encode()
    return [RawMail(f"{place}.eml", place, raw.replace(b"one@desk", b"%d@desk" % place)) for place in range(number)]


@pytest.mark.parametrize("number", [0, 1, 2, 50, 130])
def test_many_mails_together_are_what_each_is_alone(worker: BoundedWorker, number: int) -> None:
    found = _letters(number)
    assert list(worker.mails(found)) == [parse_mail(one.raw, file=one.file, index=one.index) for one in found]


def test_mails_of_many_bytes_are_asked_for_a_few_at_a_time(
    worker: BoundedWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    call = worker.call

    def measured(kind: str, payload: bytes, *given: Any, **named: Any) -> Reply:
        sizes.append(len(payload))
        return call(kind, payload, *given, **named)

    monkeypatch.setattr(worker, "call", measured)
    found = [RawMail("big.eml", place, b"Subject: big\n\n" + b"x" * 900_000) for place in range(5)]
    assert [one.index for one in worker.mails(found) if isinstance(one, IncomingMail)] == [0, 1, 2, 3, 4]
    assert len(sizes) == 3
    assert max(sizes) <= 2 * 1024 * 1024


def test_a_mail_that_ends_the_process_spoils_none_of_those_beside_it() -> None:
    found = _letters(4)
    found[2] = RawMail("bad.eml", 2, found[2].raw)
    with BoundedWorker(modules=["tests.channels.untrusted.hostile_work"]) as worker:
        assert list(worker.mails(found)) == [parse_mail(one.raw, file=one.file, index=one.index) for one in found]


def test_one_that_is_given_up_is_named_in_its_place(worker: BoundedWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    found = _letters(3)
    found[1] = RawMail("long.eml", 1, found[1].raw + b"x" * 1_000)
    monkeypatch.setattr(process, "_MAIL_BYTES", len(found[1].raw) - 1)
    read = list(worker.mails(found))
    assert [isinstance(one, IncomingMail) for one in read] == [True, False, True]
    assert isinstance(read[1], Refused)
    assert read[1].reason == "memory"


@pytest.mark.peers
def test_other_peoples_mail_is_the_same(worker: BoundedWorker, peers: Path) -> None:
    files = [each for each in sorted(peers.glob("mail-*/**/*")) if each.suffix in {".eml", ".txt", ".msg"}]
    assert len(files) > 100
    for file in files:
        if file.stat().st_size < 5_000_000:
            raw = file.read_bytes()
            assert worker.mail(raw, file=file.name) == parse_mail(raw, file=file.name), file.name
