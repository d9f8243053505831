from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from console.records.base import TicketId
from console.services.desk import open_desk
from console.services.intake.run import import_paths
from console.services.reply import Outgoing, send_reply
from console.store import check, open_store, tables
from tests.services.letters_of_mail import raw_mail, write

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MAILS = 400
SENDER = """
import sys, time
from pathlib import Path
from console.services import outbox
from console.services.desk import open_desk
desk = open_desk(sys.argv[1], login="dana", name="Dana", out_folder=Path(sys.argv[2]))
print("up", flush=True)
while outbox.release_due(desk):
    pass
"""


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    surroundings = {**os.environ, "CLAUSEDESK_HOME": str(home), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=surroundings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def kill_after_first_line(process: subprocess.Popen[str], seconds: float) -> bool:
    """Kill it a while after it began to work; return whether it was still at work."""
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(seconds)
    running = process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.stdout.close()
    process.wait()
    return running


@pytest.mark.soak
def test_an_import_killed_anywhere_loses_nothing_and_doubles_nothing(tmp_path: Path, whole_run: bool) -> None:
    chance = random.Random(20261124)
    mails = [
        raw_mail(
            f"m{n}", sender=f"a{n % 40}@x.example", subject=f"S{n}", body=f"Question {n}", at=NOW + timedelta(minutes=n)
        )
        for n in range(MAILS)
    ]
    folder = write(tmp_path / "in", *mails)
    url = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    importing = ("-m", "console", "--database", url, "import", str(folder))
    killed = 0
    for _ in range(100 if whole_run else 5):
        killed += kill_after_first_line(start(tmp_path / "home", *importing), chance.uniform(0, 0.4))
        store = open_store(url, read_only=True)
        with store.read() as connection:
            assert check.check(connection) == ()
        store.close()
    assert killed > 0
    last = start(tmp_path / "home", *importing)
    last.communicate(timeout=120)
    assert last.returncode == 0
    store = open_store(url, read_only=True)
    with store.read() as connection:
        messages = tables.messages.messages
        counted = select(func.count(), func.count(messages.c.external_id.distinct()))
        assert connection.execute(counted).one() == (MAILS, MAILS)
        assert connection.execute(select(func.count()).select_from(tables.tickets.tickets)).scalar_one() == MAILS
        assert check.check(connection) == ()
    store.close()


@pytest.mark.soak
def test_sending_killed_anywhere_writes_each_letter_once(tmp_path: Path, whole_run: bool) -> None:
    chance = random.Random(7)
    url, letters = f"sqlite:///{tmp_path / 'desk.sqlite'}", tmp_path / "letters"
    desk = open_desk(url, login="dana", name="Dana", out_folder=letters, clock=lambda: NOW)
    mail = raw_mail("a", sender="a@x.example", subject="S", body="Question", at=NOW)
    list(import_paths(desk, [write(tmp_path / "in", mail)]))
    count = 300 if whole_run else 120
    for number in range(count):
        send_reply(
            desk,
            Outgoing(
                ticket_id=TicketId(1), text=f"Answer {number}", subject="Re", to_address="a@x.example", base_event=9_999
            ),
        )
    desk.store.close()
    sending = ("-c", SENDER, url, str(letters))
    for _ in range(100 if whole_run else 5):
        kill_after_first_line(start(tmp_path / "home", *sending), chance.uniform(0, 0.15))
    free = open_store(url)
    with free._engine.begin() as connection:  # a lease of a killed sender lasts a minute
        connection.execute(tables.desk.outbox.update().values(lease_until=NOW))
    free.close()
    last = start(tmp_path / "home", *sending)
    last.communicate(timeout=120)
    texts = [file.read_bytes() for file in letters.glob("*.eml")]
    assert len(texts) == count
    assert len(set(texts)) == count
    store = open_store(url)
    with store.read() as connection:
        states = connection.execute(select(tables.desk.outbox.c.state)).scalars().all()
        assert set(states) == {"written"}
        assert check.check(connection) == ()
    store.close()
