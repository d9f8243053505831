"""A message that cannot be taken in is kept byte for byte, once, and stops nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.channels.incoming import IncomingMail
from console.channels.untrusted import process
from console.faults import BadInput, Locked
from console.query import parse
from console.services import showing
from console.services.desk import Desk
from console.services.intake import run
from console.services.intake.run import import_paths
from console.store import tables
from console.store.queries import intake, tickets
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write

ANN = "Ann <ann@one.example>"
GOOD = raw_mail("good", sender=ANN, subject="A good one", body="How do I set the rate?", at=NOW)
BAD = raw_mail("bad", sender=ANN, subject="A bad one", body="This one breaks.", at=NOW)


def test_what_fails_is_kept_once_and_the_rest_comes_in(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = run.take_mail

    def breaks(unit: Any, desk: Desk, message: IncomingMail, wish: Any) -> Any:
        if message.subject == "A bad one":
            raise BadInput("bad_addressee", address="nobody")
        return take(unit, desk, message, wish)

    monkeypatch.setattr(run, "take_mail", breaks)
    folder = write(tmp_path / "in", BAD, GOOD)
    for _ in range(2):
        fates = {line.reason for line in import_paths(desk, [folder]) if line.fate.value == "failed"}
        assert fates == {"bad_addressee"}
    (row,) = showing.queue_page(desk, parse("").query).rows
    assert row.subject == "A good one"
    items = tables.messages.intake_items
    with desk.store.read() as connection:
        (kept,) = connection.execute(select(items).where(items.c.channel_kind == "quarantine")).all()
        assert intake.is_quarantined(connection, kept.content_sha256)
        assert not intake.is_quarantined(connection, "0" * 64)
        assert tickets.blob(connection, kept.raw_sha256) == BAD


def test_what_the_bounded_process_gives_up_is_kept_byte_for_byte(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_MAIL_BYTES", len(GOOD) + 1)
    large = BAD.replace(b"\n\n", b"\n\n" + b"x" * 200, 1)
    folder = write(tmp_path / "in", large, GOOD)
    for _ in range(2):
        failed = [line for line in import_paths(desk, [folder]) if line.fate.value == "failed"]
        assert [(Path(line.file).name, line.reason) for line in failed] == [("0000.eml", "memory")]
    items = tables.messages.intake_items
    with desk.store.read() as connection:
        (kept,) = connection.execute(select(items).where(items.c.channel_kind == "quarantine")).all()
        assert tickets.blob(connection, kept.raw_sha256) == large


def test_a_database_that_is_held_blames_no_message(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take = run.take_mail
    held = [1, 1]

    def waits(*given: Any) -> Any:
        if held:
            held.pop()
            raise Locked("database_locked")
        return take(*given)

    monkeypatch.setattr(run, "take_mail", waits)
    folder = write(tmp_path / "in", BAD, GOOD)
    assert [line.fate.value for line in import_paths(desk, [folder])] == ["new request"] * 2
    held.extend([1] * 9)
    with pytest.raises(Locked):
        list(import_paths(desk, [folder]))
