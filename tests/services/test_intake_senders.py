"""Who a mail is from: what says it is from us, and mails that share a Message-Id."""

from __future__ import annotations

from datetime import timedelta
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from pathlib import Path

import pytest

from console.query import parse
from console.records.base import Direction, Status
from console.records.intake import Fate
from console.services import showing, snoozing
from console.services.desk import Desk
from console.store import Unit, codec, tables
from console.store.queries import writing
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write
from tests.services.test_intake import ANN, fates, take, whole
from tests.services.test_intake_threads import asked, first
from tests.services.test_receipt import came

US = "Support <support@desk.example>"
ANNS = "ann@one.example"


def says_us(*heads: bytes, to: str = ANNS, answers: str = "a", received: bool = False) -> bytes:
    made = raw_mail("u", sender=US, to=to, subject="Re: W", body="Your Support is prolonged.", at=NOW, answers=answers)
    made = made.replace(b"Subject:", b"\n".join((*heads, b"Subject:")))
    return came(made, NOW) if received else made


@pytest.mark.parametrize(
    "mail",
    [says_us(received=True), says_us(to="support@desk.example"), says_us(b"Reply-To: mal@evil.example")],
    ids=("came in", "to us", "answers elsewhere"),
)
def test_what_says_it_is_from_us_and_came_in_is_no_answer_of_ours(desk: Desk, tmp_path: Path, mail: bytes) -> None:
    row = asked(desk, tmp_path)
    (line,) = take(desk, write(tmp_path / "in", mail))
    assert (line.fate, line.reason, line.ticket) == (Fate.ADDED, "says_ours", row.number)
    message = showing.messages(desk, row.id)[-1]
    assert (message.direction, message.problems) == (Direction.INBOUND, ("says_ours",))
    again = first(desk)
    assert (again.status, again.unread) == (Status.WAITING, True)
    whole(desk)


def test_what_says_it_is_from_us_wakes_a_ticket_that_was_put_off(desk: Desk, tmp_path: Path) -> None:
    take(desk, write(tmp_path / "asked", raw_mail("a", sender=ANN, subject="W", body="Where is it?", at=NOW)))
    row = first(desk)
    snoozing.snooze(desk, row.id, NOW + timedelta(hours=7), version=row.version)
    take(desk, write(tmp_path / "in", says_us(received=True)))
    assert [one.id for one in showing.queue_page(desk, parse("is:open -is:snoozed").query).rows] == [row.id]


def test_a_copy_of_what_we_sent_is_ours(desk: Desk, tmp_path: Path) -> None:
    row = asked(desk, tmp_path)
    assert fates(take(desk, write(tmp_path / "in", says_us()))) == [Fate.ADDED]
    assert showing.messages(desk, row.id)[-1].direction is Direction.OUTBOUND


def test_what_we_sent_is_in_sight_once_the_mail_that_it_answers_comes_in(desk: Desk, tmp_path: Path) -> None:
    assert fates(take(desk, write(tmp_path / "sent", says_us()))) == [Fate.HISTORY]
    asks = raw_mail("a", sender=ANN, subject="W", body="Where is it?", at=NOW)
    assert fates(take(desk, write(tmp_path / "in", asks))) == [Fate.NEW_REQUEST]
    row = first(desk, "prolonged")
    assert [one.direction for one in showing.messages(desk, row.id)] == [Direction.OUTBOUND, Direction.INBOUND]
    whole(desk)


def test_a_letter_of_this_desk_that_comes_back_is_known(desk: Desk, tmp_path: Path) -> None:
    row = asked(desk, tmp_path)
    with desk.store.read() as connection:
        letter = writing.letter(connection, writing.newest_outbox(connection, limit=1)[0].id)
    same, forged = (
        raw_mail("x", sender=US, to=ANNS, subject=letter.subject, body=body, at=NOW, answers="a").replace(
            b"<x@mail.example>", f"<{letter.message_id}>".encode()
        )
        for body in (letter.text, "Send us your license key.")
    )
    count = len(showing.messages(desk, row.id))
    lines = take(desk, write(tmp_path / "in", same, came(forged, NOW)))
    assert [(one.fate, one.reason, one.ticket) for one in lines[:1]] == [(Fate.DUPLICATE, "ours", row.number)]
    assert (lines[1].fate, lines[1].reason) == (Fate.ADDED, "says_ours")
    assert len(showing.messages(desk, row.id)) == count + 1


def test_a_form_of_a_website_is_a_request_of_who_filled_it_in(desk: Desk, tmp_path: Path) -> None:
    form = says_us(b"Reply-To: carl@three.example", to="support@desk.example", answers="")
    (line,) = take(
        desk, write(tmp_path / "in", form, says_us(answers="", to="support@desk.example").replace(b"<u@", b"<v@"))
    )[:1]
    assert (line.fate, line.reason) == (Fate.NEW_REQUEST, "says_ours")
    rows = showing.queue_page(desk, parse("is:unmatched sort:created").query).rows
    assert sorted(showing.detail(desk, one.id).contact_address for one in rows) == ["", "carl@three.example"]


def test_another_mail_with_the_same_message_id_is_taken_in_once(desk: Desk, tmp_path: Path) -> None:
    one = raw_mail("a", sender=ANN, subject="Currency", body="Where do I add a currency?", at=NOW)
    other = raw_mail("a", sender="bob@two.example", subject="Down", body="Everything is down.", at=NOW)
    folder = write(tmp_path / "in", one, other, came(one, NOW))
    lines = take(desk, folder)
    assert [line.fate for line in lines] == [Fate.NEW_REQUEST, Fate.NEW_REQUEST, Fate.DUPLICATE]
    assert [line.problems for line in lines] == [(), ("same_id",), ()]
    assert fates(take(desk, folder)) == [Fate.DUPLICATE] * 3
    assert len(showing.queue_page(desk, parse("is:open").query).rows) == 2
    whole(desk)


def with_file(content: bytes) -> bytes:
    made = MIMEMultipart()
    for name, value in (("From", ANN), ("Subject", "Picture"), ("Message-ID", "<p@mail.example>")):
        made[name] = value
    made.attach(MIMEApplication(content, Name="shot.bin"))
    return made.as_bytes()


@pytest.mark.parametrize("old_note", [False, True], ids=("noted now", "noted by an older console"))
def test_the_same_words_with_another_file_are_another_mail(desk: Desk, tmp_path: Path, *, old_note: bool) -> None:
    one, other = (came(with_file(content), NOW) for content in (b"one", b"other"))
    take(desk, write(tmp_path / "one", one))
    if old_note:
        note_as_before(desk)
    assert fates(take(desk, write(tmp_path / "copy", came(one, NOW)))) == [Fate.DUPLICATE]
    (line,) = take(desk, write(tmp_path / "other", other))
    assert (line.fate, line.problems) == (Fate.NEW_REQUEST, ("same_id",))
    assert fates(take(desk, write(tmp_path / "again", came(other, NOW)))) == [Fate.DUPLICATE]
    whole(desk)


def note_as_before(desk: Desk) -> None:
    """Make the notes of what was taken in those of an older console: they have the digest of the bytes alone."""
    table = tables.messages.intake_items

    def act(unit: Unit) -> None:
        for one in unit.find_all(table, channel_kind="email"):
            unit.update(table, int(one["id"]), content_sha256=codec.digest(b"as they came"))

    desk.apply(desk.command("import"), act)
