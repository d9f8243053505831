"""What follows from the words of mails is worked out beside their reading; what is stored is the same either way."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import policy
from console.channels.incoming import IncomingMail
from console.channels.mail.parse import parse_mail
from console.services.desk import Desk
from console.services.intake import inside, reading, words
from console.services.intake.reading import read_batches
from console.services.intake.run import import_paths
from console.store import tables
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write
from tests.services.mail_work import ENDS

ANN = "Ann <ann@one.example>"
AT = NOW - timedelta(days=1)
SAID = (
    ("Отчёт", "Не сохраняется отчёт, ошибка 500. Версия 7.2. Как это исправить?"),
    ("Two at once", "How do I set the rate of a license? And where do I see the report at shop.one.example?"),
    ("", "Without a name: see https://other.example/a and tell me."),
    ("Hello", "Anybody there"),
)


def _mails(number: int = 24) -> list[bytes]:
    return [
        raw_mail(f"w{n}", sender=ANN, subject=SAID[n % 4][0], body=f"{SAID[n % 4][1]} {n}", at=AT)
        for n in range(number)
    ]


def _topics(desk: Desk) -> policy.TopicTable:
    return policy.topic_table(desk.agreement.agreement)


def _read(desk: Desk, folder: Path, **how: Any) -> list[IncomingMail]:
    found = [one for batch in read_batches(sorted(folder.iterdir()), _topics(desk), **how) for one in batch.messages]
    return [one for one in found if isinstance(one, IncomingMail)]


def _stored(desk: Desk) -> dict[str, list[tuple[Any, ...]]]:
    """Return what hangs on the words of mails, in the order it was stored."""
    of_tickets = tables.tickets
    asked = {
        "tickets": select(
            *(of_tickets.tickets.c[name] for name in ("subject", "preview", "language", "topic", "tier", "license_id"))
        ).order_by(of_tickets.tickets.c.id),
        "facts": select(*(of_tickets.facts.c[name] for name in ("name", "value", "start", "end"))).order_by(
            of_tickets.facts.c.id
        ),
        "questions": select(*(of_tickets.questions.c[name] for name in ("body", "topic", "start", "end"))).order_by(
            of_tickets.questions.c.id
        ),
        "texts": select(tables.search.search_texts.c.body).order_by(tables.search.search_texts.c.id),
    }
    with desk.store.read() as connection:
        return {name: [tuple(row) for row in connection.execute(one)] for name, one in asked.items()}


def test_words_come_with_many_mails_and_are_what_the_services_find(desk: Desk, tmp_path: Path) -> None:
    mails = _read(desk, write(tmp_path / "in", *_mails()))
    digest = words.told_topics(_topics(desk))["digest"]
    assert len(mails) == 24
    for mail in mails:
        assert mail.words is not None
        assert mail.words == words.words_of(replace(mail, words=None), _topics(desk), digest)
    assert {mail.words.proposal.topic for mail in mails if mail.words} > {None}


@pytest.mark.parametrize("module", ["console.services.intake.inside", "console.channels.mail.together"])
def test_what_is_stored_does_not_hang_on_where_words_were_read(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    """By the module of the import, and by the one that reads mails alone; then both to what one by one leaves."""
    mails = _mails(8 if "together" in module else 24)  # there each mail alone begins a process
    monkeypatch.setattr(reading, "_MODULE", module)
    assert {one.words is None for one in _read(desk, write(tmp_path / "in", *mails))} == {"together" in module}
    list(import_paths(desk, [tmp_path / "in"]))
    first = _stored(desk)
    for number, mail in enumerate(mails):  # one mail alone is read without its words
        again = mail.replace(b"@mail.example", b"@post.example")
        list(import_paths(desk, [write(tmp_path / f"one{number}", again)]))
    both = _stored(desk)
    assert {name: both[name][: len(rows)] for name, rows in first.items()} == first
    assert {name: both[name][len(rows) :] for name, rows in first.items()} == first


def test_a_proposal_under_other_topics_is_made_anew(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "in", *_mails())
    nothing = policy.TopicTable(topics={})
    read = read_batches
    monkeypatch.setattr("console.services.intake.run.read_batches", lambda files, _topics: read(files, nothing))
    list(import_paths(desk, [folder]))
    assert {topic for _, _, _, topic, _, _ in _stored(desk)["tickets"]} > {None}


def test_long_mails_and_many_words_are_left_to_the_services(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {**words.told_topics(_topics(desk)), "mails": []}
    raw = [one.replace(b"\n\n", b"\n\n" + b"x " * 40) for one in _mails(4)]
    given = {**told, "mails": [{"file": "a", "index": n, "size": len(one)} for n, one in enumerate(raw)]}
    assert [one.words is None for one in inside.read_many(b"".join(raw), given).mails] == [False] * 4
    monkeypatch.setattr(words, "MOST_TEXT", 10)
    assert [one.words is None for one in inside.read_many(b"".join(raw), given).mails] == [True] * 4
    monkeypatch.undo()
    first = parse_mail(raw[0])
    monkeypatch.setattr(inside, "TOGETHER", len(first.text) + len(first.reply_text))
    assert [one.words is None for one in inside.read_many(b"".join(raw), given).mails] == [False, True, True, True]


def test_words_that_cannot_be_read_spoil_no_mail(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise MemoryError

    raw = _mails(1)[0]
    monkeypatch.setattr(inside, "words_of", fails)
    given = {**words.told_topics(_topics(desk)), "mails": [{"file": "a", "index": 7, "size": len(raw)}]}
    (read,) = inside.read_many(raw, given).mails
    assert read == replace(parse_mail(raw, file="a", index=7), raw=b"")


def test_a_mail_that_ends_the_process_is_named_and_kept_and_the_others_come_in(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = raw_mail("bad", sender=ANN, subject="Bad", body=ENDS.decode(), at=AT)
    bad = bad.split(b"\n\n", 1)[0].replace(b"base64", b"8bit") + b"\n\n" + ENDS
    folder = write(tmp_path / "in", *_mails(4), bad, *_mails(8)[4:])
    monkeypatch.setattr(reading, "_MODULE", "tests.services.mail_work")
    lines = list(import_paths(desk, [folder]))
    assert [Path(line.file).name for line in lines] == [f"{n:04}.eml" for n in range(9)]
    assert [line.reason for line in lines if line.fate.value == "failed"] == ["crash"]
    assert lines[4].fate.value == "failed"
    blobs = tables.messages.blobs
    with desk.store.read() as connection:
        kept = select(blobs.c.content).where(blobs.c.sha256 == lines[4].raw_sha256)
        assert bytes(connection.execute(kept).scalar_one()) == bad


@pytest.mark.parametrize("processes", [1, 3])
def test_batches_keep_their_order_however_many_processes_read(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr(reading, "_BATCH", 3)
    folder = write(tmp_path / "in", *_mails(31))
    names = [Path(one.file).name for one in _read(desk, folder, processes=processes)]
    assert names == [f"{n:04}.eml" for n in range(31)]


def test_what_goes_wrong_while_reading_is_heard_in_its_place(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = reading._found_in

    def breaks(file: Path) -> Any:
        if file.name == "0004.eml":
            raise OSError("gone")
        return found(file)

    monkeypatch.setattr(reading, "_BATCH", 1)
    monkeypatch.setattr(reading, "_found_in", breaks)
    batches = read_batches(sorted(write(tmp_path / "in", *_mails(9)).iterdir()), _topics(desk), processes=3)
    heard = [Path(one.file).name for _ in range(4) for one in next(batches).messages]
    assert heard == [f"{n:04}.eml" for n in range(4)]
    with pytest.raises(OSError, match="gone"):
        next(batches)
