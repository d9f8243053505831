"""What was not taken in is found again, looked at as text, saved as it came, and taken in by a better program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.channels.incoming import IncomingMail
from console.channels.untrusted import process
from console.faults import BadInput, Known, NotAllowed, NotFound
from console.query import parse
from console.records.base import Direction
from console.records.intake import KeptBack
from console.services import showing
from console.services.desk import Desk
from console.services.intake import chat_kept, kept_back, run
from console.services.intake.run import import_paths
from console.services.intake.wish import ImportWish
from console.store import tables
from console.store.queries import intake
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write
from tests.services.test_chat_intake import export, said


def breaks(*_given: Any) -> Any:
    raise BadInput("bad_addressee", address="nobody")


def fails(desk: Desk, path: Path, patch: pytest.MonkeyPatch) -> tuple[KeptBack, ...]:
    """Import what the program of then cannot take in; return what waits."""
    with patch.context() as patched:
        patched.setattr(run, "take_chat_message", breaks)
        patched.setattr(run, "take_mail", breaks)
        assert {line.fate.value for line in import_paths(desk, [path])} == {"failed"}
    return kept_back.waiting(desk)


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
    path = export(tmp_path, "Ann", [said(1, "How do I add users?"), said(2, "And roles?")], id=7)
    with monkeypatch.context() as patched:
        patched.setattr(run, "take_chat_message", breaks)
        assert {line.fate.value for line in import_paths(desk, [path])} == {"failed"}
    assert len(kept_back.waiting(desk)) == 2
    assert "added to" in [line.fate.value for line in import_paths(desk, [path])]
    assert kept_back.waiting(desk) == ()


@pytest.mark.parametrize("kind", ["export", "account", "update"])
def test_a_message_of_a_chat_is_taken_in_without_its_export(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    (tmp_path / "shot.png").write_bytes(b"picture")
    asks = said(1, "How do I add users?", photo="shot.png")
    ours = said(2, "In the panel.", ("Dana", "user70"))
    path = tmp_path / "result.json"
    if kind == "export":
        path = export(tmp_path, "Ann", [asks, ours])
    elif kind == "account":
        chats = {"list": [{"name": "Ann", "type": "personal_chat", "id": 7, "messages": [asks, ours]}]}
        person = {"user_id": 70, "first_name": "Dana"}
        path.write_text(json.dumps({"personal_information": person, "chats": chats}))
    else:
        sender, chat = {"id": 7, "first_name": "Ann"}, {"id": 7, "type": "private"}
        message = {"message_id": 1, "date": int(NOW.timestamp()), "chat": chat, "from": sender, "text": "Users?"}
        path.write_text(json.dumps({"update_id": 5, "message": message}))
    with monkeypatch.context() as patched:
        patched.setattr(run, "take_chat_message", breaks)
        assert {line.fate.value for line in import_paths(desk, [path], ImportWish(theirs=frozenset({"user9"})))} == {
            "failed"
        }
    content = path.read_bytes()
    path.unlink()
    (tmp_path / "shot.png").unlink()
    waiting = kept_back.waiting(desk)
    assert all(kept_back.can_be_read(desk, one) for one in waiting)
    lines = [kept_back.try_again(desk, one) for one in reversed(waiting)]
    assert [line.fate.value for line in lines] == ["added to"] * len(waiting)
    assert kept_back.waiting(desk) == ()
    row = showing.queue_page(desk, parse("is:proposed sort:created").query).rows[0]
    assert lines[0].ticket == row.number
    (first, *more) = showing.messages(desk, row.id)
    assert first.text in ("How do I add users?", "Users?")
    if kind != "update":
        assert [(one.name, one.missing) for one in first.attachments] == [("shot.png", False)]
        assert showing.content(desk, str(first.attachments[0].sha256)) == b"picture"
    path.write_bytes(content)
    assert {line.fate.value for line in import_paths(desk, [path])} == {"duplicate"}
    directions = [one.direction for one in more]
    assert all((one is Direction.OUTBOUND) is (kind == "account") for one in directions)


@pytest.mark.parametrize("chat", [False, True])
def test_once_it_is_taken_in_its_copy_goes_and_what_came_stays(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, chat: bool
) -> None:
    """On a file: in a team's database bytes go by acts of erasing alone."""
    path = export(tmp_path, "Ann", [said(1, "How do I add users?")], id=7) if chat else write(tmp_path / "in", BAD)
    (one,) = fails(desk, path, monkeypatch)
    assert one.sha256 is not None
    kept_back.try_again(desk, one)
    with desk.store.read() as connection:
        digests = set(connection.execute(select(tables.messages.blobs.c.sha256)).scalars())
        asked = select(tables.messages.intake_items.c.raw_sha256).where(tables.messages.intake_items.c.id == one.id)
        left = connection.execute(asked).scalar()
        asked = select(tables.messages.messages.c.raw_sha256)
        assert set(connection.execute(asked).scalars()) <= digests
    of_team = desk.store.url.startswith("postgres")
    assert (left is not None) is of_team
    assert (one.sha256 in digests) is (of_team or not chat)
    assert kept_back.waiting(desk) == ()
    assert [line.fate.value for line in import_paths(desk, [path])] == ["duplicate"]


def test_what_is_known_already_keeps_the_bytes_that_say_otherwise(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message that failed was edited before its chat came in: what it said at first stands in its copy alone."""
    (one,) = fails(desk, export(tmp_path, "Ann", [said(1, "It said this.")], id=7), monkeypatch)
    list(import_paths(desk, [export(tmp_path, "Ann", [said(1, "Now that.", edited_unixtime="1796000000")], id=7)]))
    assert kept_back.try_again(desk, one).fate.value == "duplicate"
    assert kept_back.waiting(desk) == ()
    assert b"It said this." in kept_back.content(desk, one)


@pytest.mark.parametrize("came", ["mail", "chat", "file is missing"])
def test_the_copy_of_what_is_known_goes_where_all_it_says_is_stored(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, came: str
) -> None:
    """On a file: in a team's database bytes go by acts of erasing alone. What the copy alone holds stays."""
    if came == "mail":
        (one,) = fails(desk, write(tmp_path / "in", BAD), monkeypatch)
        list(
            import_paths(
                desk, [write(tmp_path / "other", b"Received: by a.example; Mon, 2 Mar 2026 10:00:00 +0000\n" + BAD)]
            )
        )
    else:
        (tmp_path / "shot.png").write_bytes(b"picture")
        path = export(tmp_path, "Ann", [said(1, "See this.", photo="shot.png")], id=7)
        (one,) = fails(desk, path, monkeypatch)
        if came != "chat":
            (tmp_path / "shot.png").unlink()
        list(import_paths(desk, [path]))
    assert kept_back.try_again(desk, one).fate.value == "duplicate"
    items, blobs = tables.messages.intake_items, tables.messages.blobs
    with desk.store.read() as connection:
        note = connection.execute(select(items).where(items.c.id == one.id)).one()
        bytes_there = connection.execute(select(blobs.c.size).where(blobs.c.sha256 == one.sha256)).first() is not None
    stays = desk.store.url.startswith("postgres") or came == "file is missing"
    assert (note.raw_sha256 is not None, bytes_there) == (stays, stays)
    assert note.natural_key.startswith("sha:")
    assert kept_back.waiting(desk) == ()


def test_what_a_failed_line_names_is_there_to_be_saved(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = export(tmp_path, "Ann", [said(1, "How do I add users?")], id=7)
    monkeypatch.setattr(run, "take_chat_message", breaks)
    for _ in range(2):
        (line,) = import_paths(desk, [path])
        assert b"How do I add users?" in showing.content(desk, str(line.raw_sha256))
    assert kept_back.name_in(line.file, line.index) == "Ann-1.json"
    other = export(tmp_path, "Bea", [said(2, "And roles?")], id=8)
    (line,) = import_paths(desk, [other], ImportWish(dry_run=True))
    assert (line.fate.value, line.raw_sha256) == ("failed", None)


def test_a_mail_that_looks_like_a_kept_message_of_a_chat_is_not_believed(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (chat,) = fails(desk, export(tmp_path, "Ann", [said(1, "We are ours.")], id=7), monkeypatch)
    padded = b'"ours": ["user7", "' + b"x" * 70_000 + b'"]'  # the beginning does not look like an export
    posed = kept_back.content(desk, chat).replace(b'"ours": []', padded)
    with monkeypatch.context() as patch:
        patch.setattr(process, "_MAIL_BYTES", 1)
        list(import_paths(desk, [write(tmp_path / "in", posed)]))
    (one,) = [one for one in kept_back.waiting(desk) if one.file.endswith(".eml")]
    assert kept_back.content(desk, one).startswith(b'{"clausedesk_kept": ')
    assert (one.with_chat, chat.with_chat) == (False, True)
    assert not kept_back.can_be_read(desk, one)
    assert chat_kept.read_kept(posed, one.file, 0) is not None
    with pytest.raises(NotAllowed):
        kept_back.try_again(desk, one)
    assert showing.queue_page(desk, parse("is:proposed").query).rows == ()


@pytest.mark.parametrize(
    "end", [b" {}", b" x", b' {"as": "export"}}', b' [], "messages": []}', b' {"as": "update"}, "\xff']
)
def test_a_copy_that_is_damaged_is_none(end: bytes) -> None:
    assert chat_kept.read_kept(b'{"clausedesk_kept":' + end, "result.json", 0) is None


def test_files_that_are_too_large_to_be_kept_are_missing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_kept, "MOST_FILES", 3)
    (tmp_path / "shot.png").write_bytes(b"picture")
    with monkeypatch.context() as patched:
        patched.setattr(run, "take_chat_message", breaks)
        list(import_paths(desk, [export(tmp_path, "Ann", [said(1, "See this.", photo="shot.png")], id=7)]))
    (one,) = kept_back.waiting(desk)
    kept_back.try_again(desk, one)
    (row,) = showing.queue_page(desk, parse("is:proposed").query).rows
    assert [file.missing for file in showing.messages(desk, row.id)[0].attachments] == [True]


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


def test_a_mail_of_ours_that_nobody_answered_is_found_until_it_is(desk: Desk, tmp_path: Path) -> None:
    us = "Support <support@desk.example>"
    ours = raw_mail("o", sender=us, to="ann@one.example", subject="A notice", body="We move.", at=NOW)
    more = raw_mail("p", sender=us, to="ann@one.example", subject="Re: A notice", body="Soon.", at=NOW, answers="o")
    list(import_paths(desk, [write(tmp_path / "sent", ours, more)]))
    assert kept_back.waiting(desk) == ()
    found = kept_back.unanswered(desk)
    assert sorted((one.subject, one.to, one.at) for one in found) == [
        ("A notice", ("ann@one.example",), NOW),
        ("Re: A notice", ("ann@one.example",), NOW),
    ]
    assert kept_back.content(desk, kept_back.find(desk, found[-1].id)) in (ours, more)
    assert not kept_back.can_be_read(desk, found[0])
    with pytest.raises(NotAllowed):
        kept_back.try_again(desk, found[0])
    answer = raw_mail("q", sender="ann@one.example", subject="Re: A notice", body="When?", at=NOW, answers="o")
    list(import_paths(desk, [write(tmp_path / "in", answer)]))
    assert kept_back.unanswered(desk) == ()
