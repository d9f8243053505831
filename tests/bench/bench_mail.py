"""Prints how many mails a second are read, and the ratio to the bare tree of Python's own parser in the same run.

The mails are made here: two thirds text, one third text and HTML, every twentieth with a picture; 2.5 KB on average,
with encoded subjects and names, quoted-printable and base64.
"""

from __future__ import annotations

import argparse
import base64
import email
import email.policy
import quopri
import random
import sys
import time
from collections.abc import Callable
from email.header import Header
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from console.channels.mail.parse import parse_mail

_WORDS = [
    "inventory",
    "report",
    "license",
    "renewal",
    "error",
    "window",
    "server",
    "update",
    "printer",
    "invoice",
    "question",
    "answer",
    "deadline",
    "отчёт",
    "лицензия",
    "обновление",
    "сервер",
    "ошибка",
    "окно",
    "вопрос",
    "ответ",
    "счёт",
    "срок",
    "печать",
    "журнал",
]
GOAL = 2_500


def _text(chance: random.Random, characters: int) -> str:
    words: list[str] = []
    size = 0
    while size < characters:
        words.append(chance.choice(_WORDS))
        size += len(words[-1]) + 1
        if chance.random() < 0.08:
            words.append("\r\n")
    return " ".join(words)


def _quoted(text: str) -> bytes:
    return quopri.encodestring(text.encode()).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def make_mail(number: int) -> bytes:
    """Return a mail as mail programs write it; the same number gives the same mail."""
    chance = random.Random(number)
    subject = Header(_text(chance, 40).replace("\r\n", " "), "utf-8").encode()
    name = Header("Пётр Иванов", "utf-8").encode()
    head = (
        f"Received: from mx{number}.example.org (mx.example.org [192.0.2.7])\r\n"
        f"\tby mail.example.net with ESMTPS id a{number};\r\n"
        f"\tMon, 02 Nov 2026 12:00:{number % 60:02} +0300\r\n"
        f"From: {name} <person{number}@example.org>\r\nTo: Help <help@example.net>, second@example.net\r\n"
        f"Subject: {subject}\r\nDate: Mon, 02 Nov 2026 12:00:{number % 60:02} +0300\r\n"
        f"Message-ID: <{number}.{chance.random()}@example.org>\r\nReferences: <1@example.org> <2@example.org>\r\n"
        "In-Reply-To: <2@example.org>\r\nMIME-Version: 1.0\r\nX-Mailer: Example 1.0\r\n"
    ).encode()
    body = _text(chance, 420)
    plain = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + _quoted(
        body
    )
    if number % 3 and number % 20:
        return head + plain
    parts = [plain]
    if number % 3 == 0:
        page = f"<html><body><p>{body.replace(chr(13), '<br>')}</p></body></html>"
        parts.append(
            b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.encodebytes(page.encode()).replace(b"\n", b"\r\n")
        )
    if number % 20 == 0:
        parts.append(
            b'Content-Type: image/png; name="shot.png"\r\nContent-Transfer-Encoding: base64\r\n'
            b'Content-Disposition: attachment; filename="shot.png"\r\n\r\n'
            + base64.encodebytes(chance.randbytes(6_000)).replace(b"\n", b"\r\n")
        )
    kind = b"mixed" if number % 20 == 0 else b"alternative"
    mark = b"=_mark_%d" % number
    top = head + b"Content-Type: multipart/" + kind + b'; boundary="' + mark + b'"\r\n\r\n'
    return top + b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + mark + b"--\r\n"


def rate(mails: list[bytes], work: Callable[[bytes], object], seconds: float) -> float:
    """Return how many mails a second the work gets through, measured for so many seconds."""
    done = 0
    began = time.perf_counter()
    while (passed := time.perf_counter() - began) < seconds:
        for mail in mails:
            work(mail)
        done += len(mails)
    return done / passed


def main() -> int:
    """Measure and print; 1 when the goal is missed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=3.0)
    seconds = asked.parse_args().seconds
    mails = [make_mail(number) for number in range(500)]
    ours = [0.0]
    bare = [0.0]
    for _ in range(3):
        ours.append(rate(mails, parse_mail, seconds / 3))
        bare.append(rate(mails, lambda raw: email.message_from_bytes(raw, policy=email.policy.compat32), seconds / 3))
    mean = sum(map(len, mails)) / len(mails)
    sys.stdout.write(
        f"mean size {mean:,.0f} bytes\nread whole: {max(ours):,.0f} mails/s (goal {GOAL:,})\n"
        f"bare tree of the standard library: {max(bare):,.0f} mails/s; ratio {max(ours) / max(bare):.2f}\n"
    )
    return int(max(ours) < GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
