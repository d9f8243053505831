"""Prints how many mails a second are read and are taken in, with ratios to what is bare in the same run.

Reading is compared with the bare tree of Python's own parser; taking in (reading, matching, proposing, storing and
indexing, a ticket for every mail) with the raw driver inserting the same rows into the same schema.

The mails are made here: two thirds text, one third text and HTML, every twentieth with a picture; 2.5 KB on average,
with encoded subjects and names, quoted-printable and base64.
"""

from __future__ import annotations

import argparse
import base64
import email
import email.policy
import gc
import quopri
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from email.header import Header
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from console.__main__ import GARBAGE
from console.channels.mail.parse import parse_mail
from console.services.desk import open_desk
from console.services.intake.run import import_paths
from console.store import migrate

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
GOAL_TAKEN = 1_200
_TRANSACTION = 400


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


def write_mbox(path: Path, count: int) -> None:
    """Write so many mails, each a conversation of its own, into one file."""
    with path.open("wb") as file:
        for number in range(count):
            mail = make_mail(number).replace(b"\r\n", b"\n")
            own = mail.replace(b"<1@example.org> <2@example.org>", b"<r%d@example.org>" % number)
            file.write(b"From x@y Mon Nov  2 09:00:00 2026\n")
            file.write(own.replace(b"<2@example.org>", b"<r%d@example.org>" % number) + b"\n")


def taken_in(folder: Path, count: int) -> tuple[float, float]:
    """Return mails a second taken in from an mbox, and by the raw driver with the rows that came of it.

    The collector is set as it is for the command `import`.
    """
    gc.set_threshold(GARBAGE)
    write_mbox(folder / "a.mbox", count)
    desk = open_desk(f"sqlite:///{folder / 'ours.sqlite'}", login="dana", name="Dana", out_folder=folder / "letters")
    began = time.perf_counter()
    taken = sum(1 for _ in import_paths(desk, [folder / "a.mbox"]))
    ours = taken / (time.perf_counter() - began)
    desk.store.close()
    return ours, count / _raw(folder / "ours.sqlite", folder / "raw.sqlite", count)


def _raw(source: Path, target: Path, count: int) -> float:
    """Return the seconds that the raw driver needs for the same rows, with transactions and room of the same size."""
    migrate(f"sqlite:///{target}")
    mine, theirs = sqlite3.connect(source), sqlite3.connect(target, isolation_level=None)
    for pragma in ("synchronous=FULL", "cache_size=-65536", "wal_autocheckpoint=8000"):
        theirs.execute(f"PRAGMA {pragma}")
    names = [
        row[0]
        for row in mine.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'")
        if not row[0].startswith(("search_index", "sqlite_"))
    ]
    rows = {name: mine.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    steps = max(count // _TRANSACTION, 1)
    began = time.perf_counter()
    for step in range(steps):
        theirs.execute("BEGIN IMMEDIATE")
        for name, found in rows.items():
            part = found[len(found) * step // steps : len(found) * (step + 1) // steps]
            if part:
                marks = ",".join("?" * len(part[0]))
                theirs.executemany(f"INSERT OR IGNORE INTO {name} VALUES ({marks})", part)
        theirs.execute("COMMIT")
    passed = time.perf_counter() - began
    mine.close()
    theirs.close()
    return passed


def main() -> int:
    """Measure and print; 1 when the goal is missed."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=3.0)
    asked.add_argument("--count", type=int, default=4_000, help="mails to take in")
    given = asked.parse_args()
    seconds = given.seconds
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
    with tempfile.TemporaryDirectory() as folder:
        taken, raw = taken_in(Path(folder), given.count)
    sys.stdout.write(
        f"taken in, {given.count:,} mails, a ticket each: {taken:,.0f} mails/s (goal {GOAL_TAKEN:,})\n"
        f"the same rows by the raw driver: {raw:,.0f} mails/s; ratio {taken / raw:.2f}\n"
    )
    return int(max(ours) < GOAL or taken < GOAL_TAKEN)


if __name__ == "__main__":
    raise SystemExit(main())
