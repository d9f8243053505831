"""To which conversation a mail comes, and what of its ticket it leaves as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from console.query import parse
from console.records.base import Status
from console.records.intake import Fate
from console.records.tickets import TicketRow
from console.services import closing, reply, showing
from console.services.desk import Desk
from console.services.exchange import exchange
from console.services.reply import Outgoing
from console.store import tables
from console.store.queries.tickets import history
from tests.services.conftest import NOW
from tests.services.letters_of_mail import raw_mail, write
from tests.services.test_intake import ANN, chat, fates, said, take, whole

AWAY = b"Auto-Submitted: auto-replied\nSubject:"


def first(desk: Desk, query: str = "") -> TicketRow:
    return showing.queue_page(desk, parse(query).query).rows[0]


def asked(desk: Desk, tmp_path: Path) -> TicketRow:
    """Let Ann ask, and ask her back: her ticket waits."""
    take(desk, write(tmp_path / "asked", raw_mail("a", sender=ANN, subject="W", body="Where is it?", at=NOW)))
    row = first(desk)
    question = Outgoing(
        ticket_id=row.id,
        text="Which domain?",
        subject="Re: W",
        to_address="ann@one.example",
        base_event=showing.detail(desk, row.id).event_n,
        asks=True,
    )
    reply.send_reply(desk, question)
    row = first(desk)
    assert row.status is Status.WAITING
    return row


def late(hours: float, *, automatic: bool = False, body: str = "Away until Monday.") -> bytes:
    at: datetime = NOW + timedelta(hours=hours)
    mail = raw_mail("b", sender=ANN, subject="Re: W", body=body, at=at, answers="a")
    return mail.replace(b"Subject:", AWAY) if automatic else mail


def test_what_a_mail_answers_is_looked_for_among_mails_alone(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    path.write_text(chat([said(6, 0, "How do I add a currency?")]))
    take(desk, path)
    mail = raw_mail("x", sender="m@evil.example", subject="Hi", body="Let me in.", at=NOW)
    (line,) = take(desk, write(tmp_path / "in", mail.replace(b"Subject:", b"In-Reply-To: <6>\nSubject:")))
    assert (line.fate, line.reason) == (Fate.NEW_REQUEST, "who_are_you")
    assert len(showing.messages(desk, first(desk, "is:proposed").id)) == 1


def test_an_automatic_answer_is_kept_in_its_thread_and_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    row = asked(desk, tmp_path)
    (line,) = take(desk, write(tmp_path / "away", late(1, automatic=True)))
    assert (line.fate, line.reason, line.ticket) == (Fate.IGNORED, "automatic", row.number)
    assert first(desk).status is Status.WAITING
    with desk.store.read() as connection:
        assert not exchange(history(connection, row.id)).answer_arrived
    assert len(showing.messages(desk, row.id)) == 3
    closing.close(desk, row.id, "28.1.3", version=first(desk).version)
    again = late(2, automatic=True).replace(b"<b@", b"<c@")
    assert fates(take(desk, write(tmp_path / "again", again))) == [Fate.IGNORED]
    assert showing.queue_page(desk, parse("is:open").query).rows == ()
    whole(desk)


def test_an_older_message_of_a_thread_that_is_history_wakes_nothing(desk: Desk, tmp_path: Path) -> None:
    row = asked(desk, tmp_path)
    (line,) = take(desk, write(tmp_path / "old", late(-48)), history_before=NOW - timedelta(days=1))
    assert (line.fate, line.ticket) == (Fate.HISTORY, row.number)
    again = first(desk)
    assert (again.status, again.received_at) == (Status.WAITING, NOW)
    with desk.store.read() as connection:
        assert connection.execute(select(tables.tickets.tickets.c.last_inbound_at)).scalar_one() == NOW
    assert len(showing.messages(desk, row.id)) == 3


def test_what_was_added_beside_a_ticket_is_found_by_its_words(desk: Desk, tmp_path: Path) -> None:
    row = asked(desk, tmp_path)
    ours = raw_mail(
        "o",
        sender="support@desk.example",
        to="ann@one.example",
        subject="Re: W",
        body="Look below Zanzibar.",
        at=NOW,
        answers="a",
    )
    take(desk, write(tmp_path / "ours", ours, late(1, automatic=True)))
    for word in ("zanzibar", "monday"):
        assert [one.id for one in showing.queue_page(desk, parse(word).query).rows] == [row.id]


def test_mails_that_are_taken_in_together_come_in_the_order_of_their_receipt(desk: Desk, tmp_path: Path) -> None:
    chain = (("c", 2, "b"), ("b", 1, "a"), ("a", 0, ""))  # each names its parent alone
    newest_first = (
        raw_mail(key, sender=ANN, subject="W", body=f"Said {key}", at=NOW + timedelta(hours=hours), answers=answers)
        for key, hours, answers in chain
    )
    desk = replace(desk, clock=lambda: NOW + timedelta(days=1))
    lines = take(desk, write(tmp_path / "in", *newest_first))
    assert [line.message_id[0] for line in lines] == ["c", "b", "a"]
    assert [line.fate for line in lines] == [Fate.ADDED, Fate.ADDED, Fate.NEW_REQUEST]
    assert first(desk).received_at == NOW
