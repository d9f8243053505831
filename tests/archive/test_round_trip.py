"""An archive brought back is the same desk: the same tickets, texts and files, of random desks and of real mail."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from console.faults import BadInput
from console.query import parse
from console.services import reply, showing
from console.services.archives import exporting, proving
from console.services.archives.bringing_back import bring_back
from console.services.archives.opening import open_archive
from console.services.desk import Desk, open_desk
from console.services.intake.run import import_paths
from console.store import check, open_store
from console.store.archived import opening
from console.store.tables.messages import attachments, blobs
from tests.archive import random_acts, register_acts
from tests.archive.conftest import LEAD, SIGNING
from tests.services.conftest import NOW, Clock, furnish

LETTERS = "abcdefghij klmno  pqrstuvwxyz\n\téèßдёжщ漢字🙂<>&\"'\\{}%;=-_\u202e\u200b"
SENDERS = ("ann@one.example", "bob@two.example", "Цой <c@three.example>", "d@four.example")


def words(dice: random.Random, most: int) -> str:
    return "".join(dice.choice(LETTERS) for _ in range(dice.randrange(1, most)))


def mails(dice: random.Random, folder: Path) -> Path:
    """Write random mails, some of which answer others, with random files."""
    folder.mkdir()
    for number in range(dice.randrange(2, 9)):
        mail = EmailMessage()
        mail["From"], mail["To"] = dice.choice(SENDERS), "support@desk.example"
        mail["Subject"] = " ".join(words(dice, 40).split()) or "none"
        mail["Message-ID"] = f"<{number}@mail.example>"
        if number and dice.random() < 0.4:
            mail["In-Reply-To"] = f"<{dice.randrange(number)}@mail.example>"
        mail["Date"] = NOW
        mail.set_content(words(dice, 400))
        for _ in range(dice.choice((0, 0, 1, 3))):
            body = dice.randbytes(dice.choice((0, 1, 70, 4_000)))
            mail.add_attachment(
                body, maintype="application", subtype="octet-stream", filename=f"{' '.join(words(dice, 9).split())}.bin"
            )
        (folder / f"{number}.eml").write_bytes(mail.as_bytes())
    return folder


def story(desk: Desk) -> list[Any]:
    """Return every ticket with its texts, the hashes of its files, and what reviewers found of it and signed."""
    found: list[Any] = []
    for row in showing.queue_page(desk, parse("sort:created").query, limit=10_000).rows:
        shown = showing.ticket(desk, row.number)
        texts = [(one.subject, one.text, one.reply_text, one.address, one.sent_at) for one in shown.messages]
        files = [(file.name, file.sha256, file.size) for one in shown.messages for file in one.attachments]
        hashes = [one.hash for one in shown.history]
        found.append((row.number, row.subject, row.status, row.tier, row.owner, texts, files, hashes, shown.findings))
    return found


def contents(desk: Desk) -> dict[str, int]:
    """Return the hash of every file that a message names, with the number of its bytes, read back."""
    with desk.store.read() as connection:
        named = set(connection.execute(select(attachments.c.sha256).where(attachments.c.sha256.is_not(None))).scalars())
    return {one: len(showing.content(desk, one)) for one in named}


def there_and_back(desk: Desk, folder: Path, url: str) -> None:
    """Export a desk, verify, read and bring back, and compare at each step."""
    before, files = story(desk), contents(desk)
    with desk.store.read() as connection:
        assert [one for one in check.check(connection) if one.code not in ("rights", "login")] == []
    target = folder / "desk.tkz"
    exporting.export(desk, parse("").query, target, heard=lambda _: True, signing=SIGNING)
    proof = proving.verify(target, [LEAD], lambda _d, _t: True)
    assert (proof.state, proof.signature, proof.where) == ("whole", "good", "")
    reader = open_archive(target, lambda _d, _t: True, [LEAD])
    with closing(reader):
        assert story(reader.desk) == before
        assert contents(reader.desk) == files
        with reader.desk.store.read() as connection:
            told = opening.digests(connection)
    bring_back(target, url, [LEAD], lambda _d, _t: True)
    with closing(open_store(url)) as store, store.read() as connection:
        assert [one for one in check.check(connection) if one.code not in ("rights", "login")] == []
        again = opening.digests(connection)
        assert {name for name in told if told[name] != again[name]} <= {"blobs"}
        assert connection.execute(select(blobs.c.size)).scalars().all() is not None
    home = open_desk(url, login="dana", name="Dana Kim", out_folder=folder, clock=desk.clock)
    with closing(home.store):
        assert story(home) == before
        assert contents(home) == files
        ticket = showing.queue_page(home, parse("").query).rows[0]
        reply.add_note(home, ticket.id, "Work goes on")
        with home.store.read() as connection:
            assert check.check(connection) == () or home.store.is_postgres


@pytest.fixture
def desks(new_file: Callable[[], str], tmp_path: Path) -> Iterator[Callable[[], Desk]]:
    made: list[Desk] = []

    def make() -> Desk:
        url = new_file()
        furnish(url)
        made.append(open_desk(url, login="dana", name="Dana Kim", out_folder=tmp_path / "letters", clock=Clock()))
        return made[-1]

    yield make
    for one in made:
        one.store.close()


@pytest.fixture
def new_file(_bench: Any, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Gives empty desks in files, each its own."""
    held: list[Iterator[str]] = []

    def make() -> str:
        folder = tmp_path / f"desk-{len(held)}"
        folder.mkdir()
        held.append(_bench.migrated("sqlite", folder))
        return next(held[-1])

    yield make
    for one in held:
        next(one, None)


@pytest.mark.soak
def test_a_random_desk_comes_back_the_same(desks: Callable[[], Desk], tmp_path: Path, *, whole_run: bool) -> None:
    done: Counter[str] = Counter()
    for seed in range(40) if whole_run else (1, 6):  # together they come to every kind of act
        dice, desk = random.Random(seed), desks()
        folder = tmp_path / f"random-{seed}"
        random_acts.enter(dice, desk)
        list(import_paths(desk, [mails(dice, folder)]))
        done += random_acts.work(dice, desk, folder, partial(words, dice, 200), 40 if whole_run else 25)
        part = showing.queue_page(desk, parse("is:open").query, limit=1_000).rows
        if part:
            exporting.export(desk, parse("is:open").query, folder / "part.tkz", heard=lambda _: True)
            proof = proving.verify(folder / "part.tkz", (), lambda _d, _t: True)
            assert (proof.state, proof.facts and proof.facts.tickets) == ("whole", len(part))
        there_and_back(desk, folder, f"sqlite:///{folder / 'back.sqlite'}")
    assert {*random_acts.EACH, *register_acts.EACH, "chat", "review"} <= set(done), dict(done)


def test_a_desk_of_a_server_comes_back_in_a_file_and_on_a_server(
    sqlite_desk: str, postgres_url: str, tmp_path: Path
) -> None:
    desk = open_desk(sqlite_desk, login="dana", name="Dana Kim", out_folder=tmp_path, clock=Clock())
    with closing(desk.store):
        there_and_back(desk, tmp_path, postgres_url)


def test_part_of_a_desk_comes_back_without_what_leads_out_of_it(sqlite_desk: str, tmp_path: Path) -> None:
    desk = open_desk(sqlite_desk, login="dana", name="Dana Kim", out_folder=tmp_path, clock=Clock())
    with closing(desk.store):
        exporting.export(desk, parse("id:1").query, tmp_path / "one.tkz", heard=lambda _: True)
    url = f"sqlite:///{tmp_path / 'one.sqlite'}"
    bring_back(tmp_path / "one.tkz", url, (), lambda _d, _t: True)
    with closing(open_store(url)) as store, store.read() as connection:
        assert connection.execute(text("SELECT number FROM tickets")).scalars().all() == [1]
        assert check.check(connection) == ()
    with pytest.raises(BadInput, match="empty"):
        bring_back(tmp_path / "one.tkz", url, (), lambda _d, _t: True)


@pytest.mark.peers
@pytest.mark.soak
def test_other_peoples_mail_comes_back_the_same(
    peers: Path, desks: Callable[[], Desk], tmp_path: Path, *, whole_run: bool
) -> None:
    """Sets of mail and of chats as they are: odd, damaged, in every encoding."""
    every = sorted(one for one in peers.iterdir() if one.is_dir() and one.name.startswith(("mail-", "tg-", "spam-")))
    chosen = every if whole_run else [one for one in every if one.name in ("mail-nodemailer", "tg-updates")]
    assert chosen
    for one in chosen:
        desk, folder = desks(), tmp_path / f"set-{one.name}"
        folder.mkdir()
        list(import_paths(desk, [one]))
        if story(desk):
            there_and_back(desk, folder, f"sqlite:///{folder / 'back.sqlite'}")
