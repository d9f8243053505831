"""Access of clause 21: asked, given, bad; hidden in every text at once, destroyed at closing, on every database."""

from __future__ import annotations

from contextlib import closing as closed
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, LargeBinary, String, Text, select

from console.faults import BadInput, NotAllowed, NotFound
from console.query import parse
from console.records.base import Role, TicketId
from console.records.intake import Fate
from console.services import access, closing, deciding, matters, reply, showing, triage, undo
from console.services.desk import Desk
from console.services.erasing.pieces import Erasing
from console.services.intake import kept_back, run
from console.services.intake import mail as mails
from console.store import backup, check, open_store, restoring, tables
from console.store.tables.base import metadata
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write
from tests.services.requests_for_matters import events, request_of
from tests.services.test_chat_intake import export, said
from tests.services.test_intake import fates, take, whole
from tests.services.test_intake_senders import note_as_before
from tests.services.test_kept_back import fails
from tests.services.test_receipt import came

SECRET = "s3cr3t-Tower"
ASKED = "Orders are not saved in the panel section Orders, an error comes. Version 4.8.2."
GAVE = f"Here is the access: login ann, password: {SECRET}"


@pytest.fixture
def ticket(desk: Desk, tmp_path: Path) -> TicketId:
    return request_of(desk, tmp_path, ASKED, GAVE)


def holding(connection: Connection, words: str) -> list[str]:
    """Return every table and column of the database that holds these words."""
    found = []
    for table in metadata.sorted_tables:
        for column in table.c:
            if isinstance(column.type, String | Text | LargeBinary):
                values: Any = connection.execute(select(column)).scalars()
                texts = (
                    bytes(one).decode("utf-8", "replace") if not isinstance(one, str) else one for one in values if one
                )
                if any(words in one for one in texts):
                    found.append(f"{table.name}.{column.name}")
    return found


def give(desk: Desk, ticket: TicketId) -> int:
    """Hide what looks like access data; return the key of the access."""
    (sign,) = [one for one in matters.of_ticket(desk, ticket).signs if one.kind == "access_data"]
    assert sign.words == SECRET
    access.take(desk, ticket, int(sign.message_id), sign.words)
    (one,) = [one for one in matters.of_ticket(desk, ticket).access if one.kept]
    return one.id


def test_what_was_asked_for_stands_with_its_purpose(desk: Desk, ticket: TicketId) -> None:
    access.ask(desk, ticket, kind="panel", purpose="To repeat the error of saving")
    (one,) = matters.of_ticket(desk, ticket).access
    assert (one.kind, one.state, one.purpose, one.by, one.kept) == (
        "panel",
        "asked",
        "To repeat the error of saving",
        "Dana Kim",
        False,
    )
    for wrong in ({"kind": "house", "purpose": "x"}, {"kind": "panel", "purpose": " "}):
        with pytest.raises(BadInput):
            access.ask(desk, ticket, **wrong)


def test_given_access_is_hidden_in_every_text_and_kept_in_one_column(desk: Desk, ticket: TicketId) -> None:
    reply.add_note(desk, ticket, f"They sent {SECRET} by mail")
    with desk.store.read() as connection:
        assert len(holding(connection, SECRET)) >= 3
    access.ask(desk, ticket, kind="panel", purpose="To repeat the error")
    key = give(desk, ticket)
    with desk.store.read() as connection:
        left = holding(connection, SECRET)
        assert check.check(connection) == ()
    assert set(left) <= {"access_requests.secret", "blobs.content"}
    (one,) = matters.of_ticket(desk, ticket).access
    assert (one.id, one.kind, one.state) == (key, "panel", "given")
    text = showing.messages(desk, ticket)[1].text
    assert text.strip() == GAVE.replace(SECRET, "•" * len(SECRET))
    assert showing.messages(desk, ticket)[1].raw_sha256 is None
    assert not showing.queue_page(desk, parse("tower").query).rows


def test_what_a_decision_is_made_from_never_holds_what_looks_like_access_data(desk: Desk, tmp_path: Path) -> None:
    ticket = request_of(desk, tmp_path, f"Orders are not saved in the panel. Token: {SECRET}.", key="decided")
    panels = showing.panels(desk, ticket)
    assert SECRET not in panels.assessment.inputs
    assert "•" * len(SECRET) in panels.assessment.inputs
    deciding.choose(desk, panels, panels.assessment.outcome)
    with desk.store.read() as connection:
        assert "decisions.inputs" not in holding(connection, SECRET)


def test_looking_at_it_is_an_event_and_gives_the_words(desk: Desk, ticket: TicketId) -> None:
    key = give(desk, ticket)
    assert access.look(desk, key) == SECRET
    assert len(events(desk, ticket, "access_looked_at")) == 1
    with desk.store.read() as connection:
        assert "commands.result" not in holding(connection, SECRET)
    with pytest.raises(NotFound):
        access.look(desk, 999)


def test_closing_destroys_it_together_with_the_bytes_it_came_in(desk: Desk, ticket: TicketId) -> None:
    raw = showing.messages(desk, ticket)[1].raw_sha256
    assert raw is not None
    key = give(desk, ticket)
    assert showing.content(desk, raw)
    detail = showing.detail(desk, ticket)
    done = closing.close(desk, ticket, "28.1.3", version=detail.row.version)
    with desk.store.read() as connection:
        assert holding(connection, SECRET) == []
        assert check.check(connection) == ()
    with pytest.raises(NotFound):
        showing.content(desk, raw)
    (one,) = matters.of_ticket(desk, ticket).access
    assert (one.state, one.kept) == ("purged", False)
    with pytest.raises(NotAllowed) as gone:
        access.look(desk, key)
    assert gone.value.code == "secret_purged"
    undo.undo(desk, ticket, int(str(done.result)))
    assert not matters.of_ticket(desk, ticket).access[0].kept


def test_bad_access_pauses_the_case_and_is_no_misconduct(desk: Desk, ticket: TicketId) -> None:
    before = showing.panels(desk, ticket).assessment
    key = give(desk, ticket)
    access.say_bad(desk, key, "expired")
    (fact,) = [one for one in showing.detail(desk, ticket).facts if one.name == "bad_access"]
    assert fact.value is True
    assert events(desk, ticket, "access_bad")[0]["why"] == "expired"
    version = showing.detail(desk, ticket).row.version
    triage.set_fact(desk, ticket, "is_error", False, version=version)
    after = showing.panels(desk, ticket).assessment
    assert "suspend" not in (before.outcome, after.outcome)
    access.withdraw(desk, key)
    (fact,) = [one for one in showing.detail(desk, ticket).facts if one.name == "bad_access"]
    assert fact.value is False
    with desk.store.read() as connection:
        assert holding(connection, SECRET) == []
    with pytest.raises(BadInput):
        access.say_bad(desk, key, "ugly")
    with pytest.raises(NotAllowed):
        access.say_bad(desk, key, "expired")


def test_words_that_are_no_secret_come_back_whole(desk: Desk, ticket: TicketId) -> None:
    before = showing.messages(desk, ticket)
    key = give(desk, ticket)
    access.show_again(desk, key)
    after = showing.messages(desk, ticket)
    assert [(one.text, one.reply_text, one.raw_sha256) for one in after] == [
        (one.text, one.reply_text, one.raw_sha256) for one in before
    ]
    assert showing.detail(desk, ticket).questions[0].text == ASKED
    assert [row.id for row in showing.queue_page(desk, parse("tower").query).rows] == [ticket]
    (one,) = matters.of_ticket(desk, ticket).access
    assert (one.state, one.kept) == ("withdrawn", False)


def test_words_come_back_only_where_nothing_was_hidden_in_their_message_since(desk: Desk, tmp_path: Path) -> None:
    ticket = request_of(desk, tmp_path, f"Panel: {SECRET} and another-one, please.")
    message = int(showing.messages(desk, ticket)[0].id)
    for words in (SECRET, "another-one"):
        access.take(desk, ticket, message, words)
    first, last = (one.id for one in matters.of_ticket(desk, ticket).access)
    with pytest.raises(NotAllowed) as refused:
        access.show_again(desk, first)
    assert refused.value.code == "hidden_since"
    assert "another-one" not in showing.messages(desk, ticket)[0].text
    for key in (last, first):
        access.show_again(desk, key)
    assert SECRET in showing.messages(desk, ticket)[0].text
    assert "another-one" in showing.messages(desk, ticket)[0].text


def test_another_copy_of_the_mail_brings_no_hidden_access_back(desk: Desk, ticket: TicketId, tmp_path: Path) -> None:
    give(desk, ticket)
    copy = came((tmp_path / "m" / "0001.eml").read_bytes(), NOW)
    for name in ("now", "older"):
        assert fates(take(desk, write(tmp_path / name, copy))) == [Fate.DUPLICATE]
        note_as_before(desk)
    with desk.store.read() as connection:
        assert set(holding(connection, SECRET)) <= {"access_requests.secret", "blobs.content"}


def test_no_note_of_an_import_lets_hidden_access_be_guessed(desk: Desk, tmp_path: Path) -> None:
    items = tables.messages.intake_items.c
    asked = select(items.content_sha256, items.raw_sha256).order_by(items.id)
    ticket = request_of(desk, tmp_path, ASKED, GAVE, f"As I said, {SECRET}.")
    with desk.store.read() as connection:
        before = connection.execute(asked).all()
    access.take(desk, ticket, int(showing.messages(desk, ticket)[1].id), SECRET)
    with desk.store.read() as connection:
        assert connection.execute(asked).all() == [before[0], ("", None), ("", None)]
    access.show_again(desk, matters.of_ticket(desk, ticket).access[0].id)
    with desk.store.read() as connection:
        assert connection.execute(asked).all() == before


def test_a_mail_whose_id_another_has_leaves_no_digest_of_hidden_access_and_comes_back_by_no_copy(
    desk: Desk, tmp_path: Path
) -> None:
    first = raw_mail("m", sender="ann@one.example", subject="Hello", body="Where is it?", at=NOW)
    second = raw_mail("m", sender="ann@one.example", subject="Panel", body=GAVE, at=NOW)
    take(desk, write(tmp_path / "in", first, second))
    items, talks = tables.messages.intake_items.c, tables.messages.conversations.c
    row = next(one for one in showing.queue_page(desk, parse("").query).rows if one.subject == "Panel")
    with desk.store.read() as connection:
        digest = connection.execute(select(items.content_sha256).order_by(items.id.desc())).scalars().first()
    access.take(desk, row.id, int(showing.messages(desk, row.id)[0].id), SECRET)
    with desk.store.read() as connection:
        known = [*connection.execute(select(items.natural_key)).scalars()]
        known += connection.execute(select(talks.external_key)).scalars()
    assert len(str(digest)) == 64
    assert not [one for one in known if str(digest) in one]
    other = second.replace(SECRET.encode(), b"x" * (len(SECRET) + 1)).replace(b"Panel", b"Panes")
    again = write(tmp_path / "again", second, other)
    assert fates(take(desk, again)) == [Fate.DUPLICATE, Fate.NEW_REQUEST]
    access.show_again(desk, matters.of_ticket(desk, row.id).access[0].id)
    assert fates(take(desk, again)) == [Fate.DUPLICATE] * 2


@pytest.mark.parametrize("named", [True, False])
def test_a_mail_is_known_by_all_its_words_while_hidden_ones_are_kept_and_no_digest_of_them_is_left(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, named: bool
) -> None:
    def mail(secret: str, at: datetime = NOW) -> bytes:
        made = raw_mail("m", sender="ann@one.example", subject="Panel", body=GAVE.replace(SECRET, secret), at=at)
        return made if named else made.replace(b"Message-ID: <m@mail.example>\n", b"")

    def came_again(*secrets: str) -> list[Fate]:
        return [fates(take(desk, write(tmp_path / one, mail(one))))[0] for one in secrets]

    raw, others = sha256(mail(SECRET)).hexdigest(), [one * len(SECRET) for one in "abc"]
    with monkeypatch.context() as patched:  # as conversations were named once
        patched.setattr(mails._Taking, "_own_key", lambda _taking: f"sha:{raw}")
        came_again(SECRET)
    (row,) = showing.queue_page(desk, parse("").query).rows
    items, talks = tables.messages.intake_items.c, tables.messages.conversations.c
    for other in others[:2]:
        access.take(desk, row.id, int(showing.messages(desk, row.id)[0].id), SECRET)
        with desk.store.read() as connection:
            known = [*connection.execute(select(items.natural_key)).scalars()]
            known += connection.execute(select(talks.external_key)).scalars()
        assert not [one for one in known if raw in one]
        assert came_again(SECRET, other) == [Fate.DUPLICATE, Fate.NEW_REQUEST]
        access.show_again(desk, next(one.id for one in matters.of_ticket(desk, row.id).access if one.kept))
        assert came_again(SECRET, other) == [Fate.DUPLICATE] * 2
    access.take(desk, row.id, int(showing.messages(desk, row.id)[0].id), SECRET)
    access.withdraw(desk, next(one.id for one in matters.of_ticket(desk, row.id).access if one.kept))
    assert came_again(SECRET, others[2], others[2] + "d") == [Fate.DUPLICATE, Fate.DUPLICATE, Fate.NEW_REQUEST]
    whole(desk)


@pytest.mark.parametrize("courier", [False, True])
def test_a_mail_without_an_id_is_known_again_only_by_its_bytes_or_when_it_was_sent(
    desk: Desk, tmp_path: Path, *, courier: bool
) -> None:
    if courier and not desk.store.url.startswith("sqlite"):
        pytest.skip("a role is that of one's login there")

    def mail(secret: str, at: datetime | None, *, more: bytes = b"") -> bytes:
        made = raw_mail("m", sender="Ann@one.example", subject="Panel", body=GAVE.replace(SECRET, secret), at=NOW)
        head = [line for line in made.splitlines(keepends=True) if not line.startswith((b"Message-ID", b"Date"))]
        return b"".join([*([f"Date: {format_datetime(at)}\n".encode()] if at else []), more, *head])

    def came_again(name: str, *mails: bytes) -> list[Fate]:
        return fates(take(replace(desk, actor=importing), write(tmp_path / name, *mails)))

    importing = replace(desk.actor, role=Role.COURIER) if courier else desk.actor
    sent, other, hour = NOW - timedelta(hours=2), "x" * len(SECRET), timedelta(hours=1)
    assert came_again("in", mail(SECRET, sent), mail(SECRET, None)) == [Fate.NEW_REQUEST] * 2
    for row in showing.queue_page(desk, parse("").query).rows:
        access.take(desk, row.id, int(showing.messages(desk, row.id)[0].id), SECRET)
    copy = mail(SECRET, sent, more=b"X-Way: another\n")
    bytes_tell = Fate.NEW_REQUEST if courier else Fate.DUPLICATE
    assert came_again("kept", mail(SECRET, sent), copy, mail(SECRET, None)) == [*[Fate.DUPLICATE] * 2, bytes_tell]
    assert came_again("same words later", mail(SECRET, sent + hour)) == [Fate.NEW_REQUEST]
    for row in showing.queue_page(desk, parse("").query).rows:
        for one in matters.of_ticket(desk, row.id).access:
            access.withdraw(desk, one.id)
    assert came_again("destroyed", mail(SECRET, sent), mail(other, sent)) == [Fate.DUPLICATE] * 2
    assert came_again("others", mail(other, sent + hour), mail(other, None)) == [Fate.NEW_REQUEST] * 2
    whole(desk)


@pytest.mark.parametrize("secret", [SECRET, "login  ann", "login:\n\n   ann", "ann • ann"])
def test_hidden_access_of_several_words_comes_back_by_no_copy(desk: Desk, tmp_path: Path, secret: str) -> None:
    """Neither where the mail has its Message-ID alone, nor where it shares it; a mail with another file is another."""
    first = raw_mail("m", sender="ann@one.example", subject="Hello", body=f"Mine: {secret}\nThanks", at=NOW)
    second = raw_mail("m", sender="ann@one.example", subject="Panel", body=f"This: {secret}\nThanks", at=NOW)
    place = write(tmp_path / "in", first, second)
    take(desk, place)
    for row in showing.queue_page(desk, parse("").query).rows:
        access.take(desk, row.id, int(showing.messages(desk, row.id)[0].id), secret)
    assert fates(take(desk, place)) == [Fate.DUPLICATE] * 2
    with_file = [with_text_file(one) for one in (first, second)]
    other = write(tmp_path / "other", first.replace(b"ann@one", b"bob@two"), *with_file)
    assert fates(take(desk, other)) == [Fate.NEW_REQUEST] * 3


def with_text_file(mail: bytes) -> bytes:
    """Return a mail as it is, with a file besides."""
    known = message_from_bytes(mail, policy=default)
    assert isinstance(known, EmailMessage)
    known.add_attachment("rows", filename="rows.txt")
    return known.as_bytes()


@pytest.mark.parametrize("came", ["mail", "chat", "erased"])
def test_what_was_kept_back_stays_where_another_message_holds_hidden_access(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, came: str
) -> None:
    if came == "erased" and not desk.store.url.startswith("sqlite"):
        pytest.skip("a team's messages are erased by its leads, within a recorded erasing")
    first = raw_mail("m", sender="ann@one.example", subject="Panel", body=GAVE, at=NOW)
    other = raw_mail("m", sender="bob@two.example", subject="Order", body="Another mail of Bob.", at=NOW)
    if came == "chat":
        (kept,) = fails(desk, export(tmp_path, "Ann", [said(1, "It said this at first.")], id=7), monkeypatch)
        take(desk, export(tmp_path, "Ann", [said(1, GAVE, edited_unixtime="1796000000")], id=7))
    else:
        (kept,) = fails(desk, write(tmp_path / "kept", other), monkeypatch)
        take(desk, write(tmp_path / "in", first))
    (row,) = showing.queue_page(desk, parse("is:proposed" if came == "chat" else "").query).rows
    message = int(showing.messages(desk, row.id)[0].id)
    if came == "erased":
        desk.apply(desk.command("erase"), lambda unit: Erasing(unit, 0).message_words(message))
    else:
        access.take(desk, row.id, message, SECRET)
    line = kept_back.try_again(desk, kept)
    assert line.fate is (Fate.NEW_REQUEST if came == "mail" else Fate.DUPLICATE)
    if came != "mail":
        assert kept_back.content(desk, kept)
    else:
        assert [one.subject for one in showing.queue_page(desk, parse("bob").query).rows] == ["Order"]


@pytest.mark.parametrize("chat", [False, True])
def test_what_was_not_taken_in_at_first_shows_hidden_access_no_more(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, chat: bool
) -> None:
    def breaks(*_given: Any) -> Any:
        raise BadInput("bad_addressee", address="nobody")

    mail = raw_mail("m", sender="ann@one.example", subject="Panel", body=GAVE, at=NOW)
    path = export(tmp_path, "Ann", [said(1, GAVE)], id=7) if chat else write(tmp_path / "in", mail)
    with monkeypatch.context() as patched:
        patched.setattr(run, "take_chat_message" if chat else "take_mail", breaks)
        assert fates(take(desk, path)) == [Fate.FAILED]
    (kept,) = kept_back.waiting(desk)
    take(desk, path)
    (row,) = showing.queue_page(desk, parse("is:proposed" if chat else "").query).rows
    access.take(desk, row.id, int(showing.messages(desk, row.id)[0].id), SECRET)
    assert kept_back.waiting(desk) == ()
    (one,) = matters.of_ticket(desk, row.id).access
    access.show_again(desk, one.id)
    assert kept_back.content(desk, kept)
    access.take(desk, row.id, int(showing.messages(desk, row.id)[0].id), SECRET)
    access.withdraw(desk, next(one.id for one in matters.of_ticket(desk, row.id).access if one.kept))
    assert kept_back.waiting(desk) == ()
    with desk.store.read() as connection:
        assert holding(connection, SECRET) == []
    with pytest.raises(NotFound):
        kept_back.content(desk, kept)


def test_what_is_too_short_or_not_there_hides_nothing(desk: Desk, ticket: TicketId, tmp_path: Path) -> None:
    first, second = showing.messages(desk, ticket)
    for message, words in ((second.id, "abc"), (second.id, "nowhere-to-be-found")):
        with pytest.raises(BadInput):
            access.take(desk, ticket, int(message), words)
    other = request_of(desk, tmp_path, "How do I export the users of the panel?", key="other")
    with pytest.raises(BadInput):
        access.take(desk, other, int(first.id), "Orders")
    assert showing.messages(desk, ticket) == (first, second)
    assert timedelta(0) < second.sent_at - first.sent_at
    assert tables.licensing.access_requests.c.secret.nullable


def test_a_backup_holds_no_access_data_nor_the_mail_that_they_came_in(
    desk: Desk, ticket: TicketId, tmp_path: Path
) -> None:
    if not desk.store.url.startswith("sqlite"):
        pytest.skip("a server is backed up by its operator")
    path = Path(desk.store.url.removeprefix("sqlite:///"))
    before = backup.make_backup(path, tmp_path / "before")
    assert SECRET.encode() in before.path.read_bytes()  # nobody knew yet that it is one
    one = give(desk, ticket)
    saved = backup.make_backup(path, tmp_path / "after")
    with closed(open_store(f"sqlite:///{saved.path}", read_only=True)) as copied, copied.read() as connection:
        assert holding(connection, SECRET) == []
    assert SECRET.encode() not in saved.path.read_bytes()
    assert access.look(desk, one) == SECRET  # the database that was copied still has it
    desk.store.close()
    restoring.restore(saved.path, path)
    with closed(open_store(desk.store.url)) as again:
        with pytest.raises(NotAllowed) as gone:
            access.look(replace(desk, store=again), one)
        assert gone.value.code == "secret_purged"
        with again.read() as connection:
            assert check.contents(connection) == ()


def test_what_was_destroyed_stands_nowhere_in_the_file(desk: Desk, ticket: TicketId) -> None:
    if not desk.store.url.startswith("sqlite"):
        pytest.skip("the pages of a server are the server's")
    access.withdraw(desk, give(desk, ticket))
    desk.store.close()
    assert SECRET.encode() not in Path(desk.store.url.removeprefix("sqlite:///")).read_bytes()
