"""What was not taken in is found again, looked at as text, saved as it came, and taken in by a better program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from console.channels.incoming import IncomingMail
from console.channels.untrusted import process
from console.faults import BadInput, Known, NotAllowed, NotFound
from console.query import parse
from console.services import showing
from console.services.desk import Desk
from console.services.intake import kept_back, run
from console.services.intake.run import import_paths
from console.store.queries import intake
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write
from tests.services.test_chat_intake import export, said

BAD = raw_mail("bad", sender="Ann <ann@one.example>", subject="A bad one", body="This one breaks.", at=NOW)


@pytest.fixture
def folder(desk: Desk, tmp_path: Path) -> Path:
    """Return the folder of a mail that was too large for the program of then."""
    place = write(tmp_path / "in", BAD)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "_MAIL_BYTES", len(BAD) - 1)
        assert [line.reason for line in import_paths(desk, [place])] == ["memory"]
    return place


def test_what_was_too_large_is_listed_saved_and_taken_in_later(desk: Desk, folder: Path, tmp_path: Path) -> None:
    (one,) = kept_back.waiting(desk)
    assert (Path(one.file), one.reason, one.size) == (folder / "0000.eml", "memory", len(BAD))
    assert kept_back.save(desk, one, tmp_path / "saved.eml") == len(BAD)
    assert (tmp_path / "saved.eml").read_bytes() == BAD
    with pytest.raises(Known, match="already"):
        kept_back.save(desk, one, tmp_path / "saved.eml")
    line = kept_back.try_again(desk, kept_back.find(desk, one.id))
    assert (line.fate.value, line.subject, line.file) == ("new request", "A bad one", one.file)
    assert [row.subject for row in showing.queue_page(desk, parse("").query).rows] == ["A bad one"]
    assert kept_back.waiting(desk) == ()
    with pytest.raises(NotFound):
        kept_back.find(desk, one.id)
    assert [line.fate.value for line in import_paths(desk, [folder])] == ["duplicate"]


def test_the_same_files_taken_in_again_take_it_off_the_list(desk: Desk, folder: Path) -> None:
    assert [line.fate.value for line in import_paths(desk, [folder])] == ["new request"]
    assert kept_back.waiting(desk) == ()


def test_a_mail_that_was_known_by_its_id_is_off_the_list_once_it_is_tried(desk: Desk, folder: Path) -> None:
    (folder / "0000.eml").write_bytes(b"Received: by a.example; Mon, 2 Mar 2026 10:00:00 +0000\n" + BAD)
    assert [line.fate.value for line in import_paths(desk, [folder])] == ["new request"]
    (one,) = kept_back.waiting(desk)
    assert kept_back.try_again(desk, one).fate.value == "duplicate"
    assert kept_back.waiting(desk) == ()


def test_a_message_of_a_chat_is_off_the_list_once_its_export_is_taken_in(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_given: Any) -> Any:
        raise BadInput("bad_addressee", address="nobody")

    path = export(tmp_path, "Ann", [said(1, "How do I add users?"), said(2, "And roles?")], id=7)
    with monkeypatch.context() as patched:
        patched.setattr(run, "take_chat_message", breaks)
        assert {line.fate.value for line in import_paths(desk, [path])} == {"failed"}
    assert len(kept_back.waiting(desk)) == 2
    assert "added to" in [line.fate.value for line in import_paths(desk, [path])]
    assert kept_back.waiting(desk) == ()


def test_what_waits_is_found_behind_what_was_taken_in(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However few are looked at in one question: the newest was taken in since, the two before it were not."""
    mails = [BAD.replace(b"<bad@", f"<bad{n}@".encode()).replace(b"A bad one", f"Bad {n}".encode()) for n in range(3)]
    place = write(tmp_path / "three", *mails)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "_MAIL_BYTES", len(BAD) - 10)
        list(import_paths(desk, [place]))
    list(import_paths(desk, [place / "0002.eml"]))
    monkeypatch.setattr(intake, "_MANY", 1)
    assert [Path(one.file).name for one in kept_back.waiting(desk)] == ["0001.eml", "0000.eml"]
    monkeypatch.setattr(kept_back, "MOST", 1)
    assert [Path(one.file).name for one in kept_back.waiting(desk)] == ["0001.eml"]


def test_what_fails_again_stays_and_stands_once(desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(_unit: Any, _desk: Desk, _mail: IncomingMail, _wish: Any) -> Any:
        raise BadInput("bad_addressee", address="nobody")

    monkeypatch.setattr(run, "take_mail", breaks)
    (one,) = kept_back.waiting(desk)
    assert kept_back.try_again(desk, one).reason == "bad_addressee"
    assert kept_back.waiting(desk) == (one,)
    assert folder.exists()


def test_a_message_of_a_chat_is_not_read_alone(desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (one,) = kept_back.waiting(desk)
    monkeypatch.setattr(showing, "content", lambda _desk, _sha: b'{"id": 7}')
    assert not kept_back.can_be_read(desk, one)
    with pytest.raises(NotAllowed):
        kept_back.try_again(desk, one)
    assert folder.exists()


def test_a_message_is_shown_as_text_with_an_end_and_steers_nothing() -> None:
    assert kept_back.as_text(b"From: a\r\n\r\n<b>\x1b[2J\xff\xe2\x80\xae\n") == (
        "From: a\n\n<b>\ufffd[2J\ufffd\ufffd\n",
        False,
    )
    text, goes_on = kept_back.as_text(b"x" * 100_000)
    assert (len(text), goes_on) == (20_000, True)
